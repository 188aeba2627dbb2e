"""A page that lists people becomes rows, as a description of the page says; what cannot be told is held."""
