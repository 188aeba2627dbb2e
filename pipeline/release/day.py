"""Which version shows a day, and until when the newest one is known to hold."""

import datetime as dt
import json
from collections.abc import Sequence

from pipeline.release.names import STATUS
from pipeline.release.reader import Reader
from pipeline.schema import Json

AGREES = frozenset({"unchanged", "accepted"})
"""What comes of a look that showed the page as it is archived."""


def version_of_day(
    versions: Sequence[tuple[str, str | None]], day: dt.date
) -> tuple[str | None, str | None, str | None]:
    """The version that shows a day: the last one whose source was seen on that day or before.

    Args:
        versions: each version that stands with the day its source was seen (null: nobody knows), newest first.
        day: which one.

    Returns:
        the version, the day its source was seen, and the next later day that a version shows; nulls where there is
        none.
    """
    dated = [(seen, version) for version, seen in versions if seen]
    found = next(((version, seen) for seen, version in dated if seen <= day.isoformat()), (None, None))
    later = min((seen for seen, _ in dated if seen > day.isoformat()), default=None)
    return *found, later


def last_look_of(reader: Reader, descriptor: Json) -> dt.date | None:
    """The last day on which a source was seen to say what the newest version says; null where nobody knows.

    The last look counts (`status.json`), if it showed the same as that version was made from.
    """
    source = descriptor["publishing"]["source"]
    days = [source["observed_at"]]
    try:
        status = json.loads(reader.read(STATUS) or b"{}")
        if status.get("snapshot_id") == source["snapshot_id"] and status.get("outcome") in AGREES:
            days.append(str(status["looked_at"])[:10])
        return max((dt.date.fromisoformat(found) for found in days if found), default=None)
    except (ValueError, KeyError, AttributeError, RecursionError):
        return dt.date.fromisoformat(source["observed_at"]) if source["observed_at"] else None
