"""What pages and lines that list people say, as a description or the lists of a project tell; the rest is held."""
