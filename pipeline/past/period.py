"""Of which days the data of a version speaks."""

from collections.abc import Iterable

from pipeline.past.version import Contents


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
