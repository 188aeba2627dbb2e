"""Of which days versions speak."""

import datetime as dt
from collections.abc import Iterable

from pipeline.past.version import Contents
from pipeline.versions import Release


def data_period(contents: Contents, known: Iterable[Contents]) -> tuple[str | None, str]:
    """First and last day that a version speaks of (ISO 8601): the day the source was seen.

    Where nobody knows that day there is only an end. The data cannot be newer than the first version that was read from
    the same snapshot; how much older it is would be a guess.

    Args:
        contents: the version.
        known: every version of the package, itself among them.
    """
    seen = contents.release.observed_at
    if seen is not None:
        return seen, seen
    standing = (other for other in known if not other.is_withdrawn)
    alike = (other for other in standing if other.source["snapshot_id"] == contents.source["snapshot_id"])
    return None, min(other.release.published_at[:10] for other in alike)


def last_dated(releases: Iterable[Release], source_id: str) -> dt.date | None:
    """The newest day on which a source was seen, of all versions that stand; null where none of them knows any."""
    standing = (Contents(release) for release in releases if release.state == "published")
    days = (each.observed_at for contents in standing for each in contents.sources if each.source_id == source_id)
    return max((day for day in days if day), default=None)
