"""`check`: any table of any size, judged and told."""
