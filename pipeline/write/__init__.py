"""How tables become text, batch by batch: what several formats are written with."""
