"""The published past: what released versions say, read from their own folders; whoever asks, asks here.

- `version.Contents`: one version: its tables, schemas, changes, findings, files, formats, publisher, source
- `people.people_of`: who sat where and when, as its tables tell; `happenings`: which of its changes are told as one
- `period.data_period`: of which days a version speaks, as the versions beside it tell; `last_dated`: when a source
  was last seen, as all of them tell
"""

from pipeline.past.happenings import Happening, happenings
from pipeline.past.people import People, people_of
from pipeline.past.period import data_period, last_dated
from pipeline.past.version import Contents

__all__ = ["Contents", "Happening", "People", "data_period", "happenings", "last_dated", "people_of"]
