"""What can be seen in a file of a table whatever its schema: its encoding, and signs that it says something else.

Each sign is near certain, or is not told: legal files are left in peace. `look.Look` is the face; who judges a table,
or publishes one, asks it.
"""
