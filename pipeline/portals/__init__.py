"""Portals: those that do not harvest are told by their API, and those that do are asked what they show now.

- `ckan`: a package becomes, and stays, one dataset of a CKAN
- `zenodo`: a version gets a DOI
- `shown`: what is published, as a portal should have it
"""
