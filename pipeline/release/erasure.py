"""People taken out of published versions: the one change, beside a withdrawal, that a version may undergo.

The index records it: an event without personal data, with the hashes that hold since. The chain stays valid, as it
covers a version as it was published; where the reason of a version named somebody, only the hash of it is left.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.files import canonical_json
from pipeline.release.index import Entry, Json, Target, tombstone
from pipeline.release.journal import Step, Transaction
from pipeline.release.names import DESCRIPTOR, SUMS, TOMBSTONE
from pipeline.release.sign import Signer
from pipeline.release.staging import check_descriptor, stage_index
from pipeline.release.sums import seal

Text = Mapping[str, str]

TRANSACTION = "-erasure"  # no package can have this name
NAMELESS: Text = {"sv": "Texten är raderad.", "en": "This text was erased."}


@dataclass(frozen=True)
class Erasure:
    """What is recorded of an erasure, and how to tell a text that names whoever was erased."""

    erased_at: str
    """UTC, ISO 8601 with Z."""
    reason: str
    names: Callable[[str], bool]


def stage_erasure(
    transaction: Transaction,
    target: Target,
    package: str,
    rewritten: Mapping[str, Text | None],
    erasure: Erasure,
    signer: Signer | None,
) -> list[Step]:
    """The steps that put the rewritten versions of a package in place; none where nothing names the person.

    Args:
        transaction: in which those versions are staged.
        target: the tree as it stands.
        package: whose versions they are.
        rewritten: the standing versions that are staged, each with the reason that it has from now on; null: the
            one that it had.
        erasure: what is recorded.
        signer: of the index.
    """
    entries = target.entries(package)
    steps = []
    for number, entry in enumerate(entries):
        changed = _rewritten(transaction, package, entry, rewritten, erasure)
        if changed:
            entries[number] = changed
            steps.append(Step("place", f"{package}/{entry.version}", changed.current[1]))
    if not steps:
        return []
    staged = {version: transaction.staged(f"{package}/{version}") for version in rewritten}
    return [*steps, *stage_index(transaction, package, entries, signer, staged)]


def _rewritten(
    transaction: Transaction, package: str, entry: Entry, rewritten: Mapping[str, Text | None], erasure: Erasure
) -> Entry | None:
    """What the index says of a version from now on; null where it stays as it is."""
    folder = transaction.staged(f"{package}/{entry.version}")
    if entry.version in rewritten:
        hashes = seal(folder)
        check_descriptor(folder, hashes)
        return _recorded(entry, hashes[DESCRIPTOR], hashes[SUMS], rewritten[entry.version], erasure)
    events = _nameless(entry.events, erasure)
    named = any(erasure.names(text) for text in entry.reason.values())
    if entry.state == "published" or (events == entry.events and not named):
        return None
    folder.mkdir()
    withdrawal = next(event for event in events if event["kind"] == "withdrawn")
    (folder / TOMBSTONE).write_bytes(canonical_json(tombstone(package, entry.version, withdrawal)))
    hashes = seal(folder)
    reason = NAMELESS if named else None
    return _recorded(replace(entry, events=events), hashes[TOMBSTONE], hashes[SUMS], reason, erasure)


def _recorded(entry: Entry, sha256: str, sums: str, reason: Text | None, erasure: Erasure) -> Entry:
    event: Json = {"kind": "erased", "erased_at": erasure.erased_at, "reason": erasure.reason}
    if reason is not None:
        event["reason_sha256"] = entry.reason_sha256
    event |= {"sha256": sha256, "sums": sums}
    return replace(entry, reason=entry.reason if reason is None else reason, events=(*entry.events, event))


def _nameless(events: Sequence[Json], erasure: Erasure) -> tuple[Json, ...]:
    return tuple({**event, "reason": NAMELESS["en"]} if erasure.names(event["reason"]) else event for event in events)
