"""The parts of a change, each prepared at the path it will have, with the step that puts it there."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import TargetRefused
from pipeline.files import link_or_copy, listed, sha256_of, sha256_once
from pipeline.project import is_time_given
from pipeline.release.index import Entry, Target, aliases, format_index, moments
from pipeline.release.journal import Step, Transaction
from pipeline.release.names import DESCRIPTOR, INDEX, PUBLIC_KEY, SIGNATURE, SUMS, is_alias
from pipeline.release.sign import Signer
from pipeline.versions import Release


def check_descriptor(folder: Path, hashes: Mapping[str, str]) -> None:
    """Raise TargetRefused where a data file is not what its writer said of it."""
    descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
    files = descriptor.get("publishing", {}).get("files", ())
    for file in (each for described in files for each in described.get("parts", [described])):
        if hashes.get(file["path"]) != file["sha256"]:
            raise TargetRefused("staged_file_differs", path=file["path"], expected=file["sha256"])


def share(folder: Path, hashes: Mapping[str, str], release: Release) -> None:
    """Let each file of a staged version that is that of a release, byte for byte, take no room of its own.

    A hard link, where the file system has them. What was once published is never written into, only replaced: so what
    becomes of one of the versions is nothing to the other.
    """
    for path, sha256 in hashes.items():
        known, place = release.folder / path, folder / path
        if release.hashes.get(path) == sha256 and not known.samefile(place) and sha256_once(known) == sha256:
            _link(known, place)


def _link(source: Path, place: Path) -> None:
    """`place` as another name of `source`; as it is, where the file system has no such names or allows no more."""
    name = place.with_name(f"{place.name}.link")
    try:
        os.link(source, name, follow_symlinks=False)
    except OSError:
        return
    name.replace(place)


def stage_aliases(
    transaction: Transaction, package: str, entries: Sequence[Entry], staged: Mapping[str, Path] | None = None
) -> list[Step]:
    """`latest/` and `v1/`, as copies of the versions that they now show; those that show none any more go.

    Args:
        transaction: of the target.
        package: whose folders they are.
        entries: the index as it will be.
        staged: by version, the folders of those that are not in the target as they will be; null: all are.
    """
    wanted, home = aliases(entries), transaction.target / package
    steps = []
    for name, entry in wanted.items():
        if _sums_of(home / name) != entry.current[1]:
            folder = (staged or {}).get(entry.version, home / entry.version)
            shutil.copytree(folder, transaction.staged(f"{package}/{name}"), symlinks=True, copy_function=link_or_copy)
            steps.append(Step("place", f"{package}/{name}", entry.current[1]))
    there = (path.name for path in listed(home))
    gone = [Step("remove", f"{package}/{name}") for name in there if is_alias(name) and name not in wanted]
    return [*steps, *gone]


def _sums_of(folder: Path) -> str | None:
    """SHA-256 of the list of files in a folder; null where there is none."""
    return sha256_of(folder / SUMS) if (folder / SUMS).is_file() else None


def stage_index(
    transaction: Transaction,
    package: str,
    entries: Sequence[Entry],
    signer: Signer | None,
    staged: Mapping[str, Path] | None = None,
) -> list[Step]:
    """The folders that move, then `versions.json`, and its signature where there is a signer.

    Args as of `stage_aliases`.

    Raises:
        TargetRefused: the target is signed and there is no signer; or the clock went back, by which readers sort.
    """
    known = moments(Target(transaction.target).entries(package))
    if known and (new := moments(entries) - known) and min(new) < max(known) and not is_time_given():
        raise TargetRefused("clock_behind", package=package, now=min(new), known=max(known))
    moving, content = stage_aliases(transaction, package, entries, staged), format_index(entries)
    transaction.staged(f"{package}/{INDEX}").write_bytes(content)
    return [*moving, Step("place", f"{package}/{INDEX}"), *stage_signature(transaction, package, content, signer)]


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
