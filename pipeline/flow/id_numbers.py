"""The numbers that ids were given: none is given to anybody else, even where the version that gave it was withdrawn."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile

from pipeline.model import Snapshot
from pipeline.organisation.state import State
from pipeline.past import Contents
from pipeline.sources.sidecar import parse_date
from pipeline.versions import Release

Origin = tuple[str | None, dt.date | None]
"""The hash of a snapshot, and the day on which it was seen; null where nobody knows."""


@dataclass(frozen=True)
class Marks:
    """The highest numbers that any version of a package gave, withdrawn ones too."""

    highest: Mapping[str, int] = field(default_factory=dict)
    """By kind of id."""
    start: int = 0
    """The place in the archive of the first snapshot that they count for. Those before it gave these very numbers:
    replayed, they give the same people the same ids."""

    def above(self, state: State, place: int) -> State:
        """What is known before the snapshot at `place`: from `start` on, new numbers begin above the marks."""
        if place < self.start:
            return state
        return replace(state, identity=_highest([state.identity, self.highest]))


def marks_of(releases: Sequence[Release], archived: Sequence[Snapshot]) -> Marks:
    """The marks of all versions of a package, given newest first, and from where in the archive they count.

    Of those that stand, the newest has counted on from all others: it alone is asked.
    The versions withdrawn since the newest that stands are made up for by the archive, as long as it has what they
    were made from.
    """
    places: dict[Origin, int] = {
        (snapshot.sha256, snapshot.observed_at): place for place, snapshot in enumerate(archived)
    }
    withdrawn = list(takewhile(lambda release: release.state == "withdrawn", releases))
    origins: list[Origin] = [
        (item.descriptor.get("snapshot_sha256"), parse_date(item.observed_at)) for item in reversed(withdrawn)
    ]
    replayed = [places[origin] for origin in takewhile(places.__contains__, origins)]
    standing = (release for release in releases if release.state == "published")
    told = [*(release for release in releases if release.state == "withdrawn"), *islice(standing, 1)]
    return Marks(_highest(Contents(release).identity for release in told), max(replayed, default=-1) + 1)


def _highest(identities: Iterable[Mapping[str, int]]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for identity in identities:
        highest |= {kind: max(number, highest.get(kind, 0)) for kind, number in identity.items()}
    return highest
