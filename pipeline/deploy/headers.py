"""What readers are told with a file that is deployed: its content type, and how long a cache may keep it."""

from collections.abc import Collection
from pathlib import Path

from pipeline.release.names import SUMS
from pipeline.serve.tree import content_type
from pipeline.store import Head

FRESH = "no-cache"
"""Keep it, but ask whether it is still so: a small answer, and always right."""
LASTING = "public, max-age=86400, immutable"
"""For what a version holds. A day and not a year: what was withdrawn or erased must be gone from every cache soon."""


def head_of(path: str, place: Path, sha256: str, versions: Collection[str]) -> Head:
    """The head of a file of the target; `versions` are the folders of what stands, as `package/1.0.0`."""
    folder, _, name = path.rpartition("/")
    lasting = name != SUMS and "/".join(folder.split("/")[:2]) in versions
    return Head(content_type(place), LASTING if lasting else FRESH, sha256)
