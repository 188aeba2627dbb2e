"""The catalogue that portals harvest: DCAT-AP-SE, in the three notations that harvesters read.

Only the current state is in it: a version that is typed as a dataset becomes one more dataset at every
portal. No address holds a version, so that a portal updates in place at the next release.

- `harvestable`: what portals accept of the settings
- `files`: the catalogue, made of what is released
"""
