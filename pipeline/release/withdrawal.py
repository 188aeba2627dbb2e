"""The data of versions taken away: a tombstone stays of each, `latest/` and `v1/` move to the newest that stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import NotThere, Withdrawn
from pipeline.files import canonical_json
from pipeline.model import LANGUAGES
from pipeline.release.index import Entry, Json, Target, tombstone
from pipeline.release.journal import Step, Transaction
from pipeline.release.names import SUMS, TOMBSTONE, check_version
from pipeline.release.sign import Signer
from pipeline.release.staging import stage_index
from pipeline.release.sums import seal
from pipeline.versions import Release


@dataclass(frozen=True)
class Why:
    """What is recorded of a withdrawal, and who signs that."""

    reason: str
    """It stands at the version's address from now on."""
    at: str
    """UTC, ISO 8601 with Z."""
    signer: Signer | None


def stage_withdrawal(transaction: Transaction, target: Target, package: str, version: str, why: Why) -> list[Step]:
    """The steps that take the data of a version away.

    Raises:
        UsageError: there is no such version, or it was withdrawn before.
        TargetRefused: the target is signed and there is no signer.
    """
    entries = target.entries(package)
    states = {entry.version: entry.state for entry in entries}
    if check_version(version) not in states:
        raise NotThere("no_such_version", package=package, version=version, known=", ".join(states))
    if states[version] == "withdrawn":
        raise Withdrawn("withdrawn_already", package=package, version=version)
    newest = next((entry for entry in entries if entry.state == "published" and entry.version != version), None)
    return [
        *_withdrawn(transaction, target.releases(package), entries, {version}, newest, why),
        *stage_index(transaction, package, entries, why.signer),
    ]


def stage_retirement(transaction: Transaction, target: Target, package: str, why: Why) -> list[Step]:
    """The steps that take the data of every version away, and end the package. Raises TargetRefused likewise."""
    entries, latest = target.entries(package), target.latest(package)
    publishing = latest.descriptor.get("publishing", {}) if latest else {}
    titles = publishing.get("titles", dict.fromkeys(LANGUAGES, package))
    standing = {entry.version for entry in entries if entry.state == "published"}
    steps = _withdrawn(transaction, target.releases(package), entries, standing, None, why)
    sha256, sums = entries[0].current
    facts = {"retired_at": why.at, "reason": why.reason, "titles": titles, "sha256": sha256, "sums": sums}
    entries[0] = replace(entries[0], events=(*entries[0].events, {"kind": "retired", **facts}))
    return [*steps, *stage_index(transaction, package, entries, why.signer)]


def _withdrawn(
    transaction: Transaction,
    releases: Sequence[Release],
    entries: list[Entry],
    versions: Collection[str],
    newest: Entry | None,
    why: Why,
) -> list[Step]:
    """The tombstones of some versions, whose `entries`, in the order of `releases`, say so from now on."""
    steps = []
    for number, release in enumerate(releases):
        if release.version in versions:
            event = _stage_tombstone(transaction, release, newest, why)
            entries[number] = replace(entries[number], state="withdrawn", events=(*entries[number].events, event))
            steps.append(Step("place", f"{release.package}/{release.version}", event["sums"]))
    return steps


def _stage_tombstone(transaction: Transaction, release: Release, newest: Entry | None, why: Why) -> Json:
    """What stays of a version that is withdrawn: which it was, when and why it went, and what replaces it.

    Also the highest numbers that it gave in ids, and the hash of what it was made from: so that no number is ever
    given to somebody else.

    Returns:
        The event for the index; `replacement` is null where no version stands.
    """
    publishing = release.descriptor.get("publishing", {})
    event = {
        "kind": "withdrawn",
        "withdrawn_at": why.at,
        "reason": why.reason,
        "replacement": newest.version if newest else None,
        "identity": publishing.get("identity", {}),
        "snapshot_sha256": publishing.get("source", {}).get("sha256"),
    }
    folder = transaction.staged(f"{release.package}/{release.version}")
    folder.mkdir()
    (folder / TOMBSTONE).write_bytes(canonical_json(tombstone(release.package, release.version, event)))
    hashes = seal(folder)
    return {**event, "sha256": hashes[TOMBSTONE], "sums": hashes[SUMS]}
