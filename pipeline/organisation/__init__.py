"""What is particular to a body and its people: lines of its page in, tables and findings out.

ruled (what was decided) -> pagespec (what may stand on the page) -> read (lines -> page) -> history (page -> tables)
-> rules (findings)
"""
