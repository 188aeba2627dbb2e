"""Questions to what is published: what happened, who sat where on a day, and which cells differ."""
