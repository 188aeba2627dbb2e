"""`describe`: a Table Schema, or a data package, drafted from what tables hold; a person reads it over."""
