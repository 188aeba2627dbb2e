"""The parts of a change, each prepared at the path it will have, with the step that puts it there."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import TargetRefused
from pipeline.files import canonical_json
from pipeline.model import Release
from pipeline.release.index import Entry, Json, format_index, tombstone
from pipeline.release.journal import Step, Transaction
from pipeline.release.names import DESCRIPTOR, INDEX, LATEST, PUBLIC_KEY, SIGNATURE, SUMS, TOMBSTONE
from pipeline.release.sign import Signer
from pipeline.release.sums import seal


def check_descriptor(folder: Path, hashes: Mapping[str, str]) -> None:
    """Raise TargetRefused where a data file is not what its writer said of it."""
    descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
    for file in descriptor.get("publishing", {}).get("files", ()):
        if hashes.get(file["path"]) != file["sha256"]:
            raise TargetRefused("staged_file_differs", path=file["path"], expected=file["sha256"])


def stage_latest(transaction: Transaction, package: str, folder: Path, entry: Entry) -> Step:
    """`latest/` as a copy of the version in `folder`, that `entry` describes."""
    path = f"{package}/{LATEST}"
    shutil.copytree(folder, transaction.staged(path), symlinks=True)
    return Step("place", path, entry.current[1])


def stage_index(transaction: Transaction, package: str, entries: Sequence[Entry], signer: Signer | None) -> list[Step]:
    """`versions.json`, and its signature where there is a signer.

    Raises:
        TargetRefused: the target is signed and there is no signer.
    """
    content = format_index(entries)
    transaction.staged(f"{package}/{INDEX}").write_bytes(content)
    return [Step("place", f"{package}/{INDEX}"), *stage_signature(transaction, package, content, signer)]


def stage_signature(transaction: Transaction, package: str, index: bytes, signer: Signer | None) -> list[Step]:
    """The signature of an index, and the public key that judges it; nothing where nobody signs.

    Raises:
        TargetRefused: the target is signed and there is no signer.
    """
    path = f"{package}/{SIGNATURE}"
    if signer is None:
        if (transaction.target / path).exists():
            raise TargetRefused("target_signed", target=transaction.target)
        return []
    transaction.staged(path).write_bytes(signer.sign(index))
    transaction.staged(PUBLIC_KEY).write_bytes(signer.public)
    return [Step("place", path), Step("place", PUBLIC_KEY)]


def stage_tombstone(transaction: Transaction, release: Release, newest: Entry | None, *, reason: str, at: str) -> Json:
    """What stays of a version that is withdrawn: which it was, when and why it went, and what replaces it.

    Also the highest numbers that it gave in ids, and the hash of what it was made from: so that no number is ever
    given to somebody else.

    Returns:
        The event for the index; `replacement` is null where no version stands.
    """
    publishing = release.descriptor.get("publishing", {})
    event = {
        "kind": "withdrawn",
        "withdrawn_at": at,
        "reason": reason,
        "replacement": newest.version if newest else None,
        "identity": publishing.get("identity", {}),
        "snapshot_sha256": publishing.get("source", {}).get("sha256"),
    }
    folder = transaction.staged(f"{release.package}/{release.version}")
    folder.mkdir()
    (folder / TOMBSTONE).write_bytes(canonical_json(tombstone(release.package, release.version, event)))
    hashes = seal(folder)
    return {**event, "sha256": hashes[TOMBSTONE], "sums": hashes[SUMS]}
