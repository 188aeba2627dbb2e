"""What a version says of itself: `datapackage.json` for programs, `README.md` for people."""

from pipeline.describe.descriptor import datapackage_json, publisher_of
from pipeline.describe.readme import readme_md

__all__ = ["datapackage_json", "publisher_of", "readme_md"]
