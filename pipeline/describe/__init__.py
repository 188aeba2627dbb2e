"""What a version says of itself: `datapackage.json` and the schemas for programs, `README.md` for people."""

from pipeline.describe.descriptor import datapackage_json, schemas
from pipeline.describe.readme import readme_md

__all__ = ["datapackage_json", "readme_md", "schemas"]
