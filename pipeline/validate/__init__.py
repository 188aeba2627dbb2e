"""Is a table what its schema says? The verdict of frictionless, at the speed of columns."""
