"""Whether a target goes on from what is deployed: what was once told to readers is not taken back by an old copy.

A target that is older than what is deployed would bring back what was withdrawn or erased since.
"""

from collections.abc import Mapping

from pipeline.deploy.inventory import Local
from pipeline.errors import TargetOfAnother, TargetRefused, TargetTampered
from pipeline.release.index import Entry, parse_index
from pipeline.release.names import LATEST, PUBLIC_KEY, SIGNATURE, STATUS, SUMS, is_index, major
from pipeline.release.site import GIVES_WAY
from pipeline.release.sums import parse_sums
from pipeline.store import Manifest, Store, Stored


def ensure_goes_on(store: Store, local: Mapping[str, Local], stored: Mapping[str, Stored], manifest: Manifest) -> None:
    """Return if every version that is deployed, and all that was done to it, stands in the target, too.

    Raises:
        TargetRefused: one does not, or an index there cannot be read.
    """
    for path in filter(is_index, sorted(stored)):
        sent = manifest.files.get(path)
        if path in local and sent and sent.etag == stored[path].etag and sent.sha256 == local[path].sha256:
            continue
        deployed = _index(store, path)
        package = path.partition("/")[0]
        if path not in local:
            raise TargetOfAnother("deploy_other_package", place=store.address, package=package)
        known = {entry.version: entry for entry in parse_index(local[path].place.read_bytes())}
        for entry in deployed:
            if not _continues(known.get(entry.version), entry):
                raise TargetRefused(
                    "deploy_older", place=store.address, package=package, version=entry.version, path=path
                )


def _continues(now: Entry | None, before: Entry) -> bool:
    return now is not None and now.chain == before.chain and now.events[: len(before.events)] == before.events


def _index(store: Store, path: str) -> list[Entry]:
    content = store.read(path)
    try:
        return parse_index(content[0]) if content else []
    except ValueError:
        raise TargetTampered("deploy_index_unreadable", place=store.address, path=path) from None


def ours_by_lists(store: Store, stored: Mapping[str, Stored]) -> frozenset[str]:
    """What this program made of a place that no `deploy` ever wrote to: whatever the lists of a target there name.

    So a target that was copied there by other means is taken over, and what else lies there is nobody's to touch.

    Raises:
        TargetRefused: an index there cannot be read.
    """
    ours = {*_listed(store, "", stored), STATUS, PUBLIC_KEY}
    for path in filter(is_index, stored):
        package = path.partition("/")[0]
        ours |= {path, f"{package}/{SIGNATURE}"}
        versions = [entry.version for entry in _index(store, path)]
        for folder in {LATEST, *versions, *map(major, versions)}:
            ours |= _listed(store, f"{package}/{folder}/", stored)
    return frozenset(ours - GIVES_WAY)


def _listed(store: Store, folder: str, stored: Mapping[str, Stored]) -> set[str]:
    path = f"{folder}{SUMS}"
    content = store.read(path) if path in stored else None
    try:
        return {path, *(f"{folder}{name}" for name in parse_sums(content[0]))} if content else set()
    except ValueError:
        raise TargetTampered("deploy_index_unreadable", place=store.address, path=path) from None
