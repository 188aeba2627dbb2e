"""Proves rows of a table valid, column by column, as frictionless finds them; what it cannot prove it defers.

Knows nothing of this project but `errors`, `hosts`, `spool`, and `blocks` and `facts` of `observe`. Its README says how
to use it, and what it promises.
"""
