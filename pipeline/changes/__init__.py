"""What changed between two versions of a package: found, told, weighed, written.

- `rows`: which rows came, went or differ, by primary key
- `contract`: what readers rely on beside the rows: schemas, keys, formats, licence
- `story`: what that means for the world, as sentences
- `version`: which version is due, and why
- `files`: `changes.json` and `CHANGES.md`

None of them knows another: `flow.draft` asks one after the other.
"""
