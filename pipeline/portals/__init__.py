"""Portals: those that do not harvest are told by their API, and those that do are asked what they show now.

- `ckan`: a package becomes, and stays, one dataset of a CKAN
- `zenodo`: a version gets a DOI
- `drift`: what those that harvest show, held against what is published
- `shown`: what is published, as a portal should have it
"""
