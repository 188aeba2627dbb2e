"""What has to be done at a place so that it shows a target: a pure function of the two."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipeline.deploy.inventory import Local, Phase
from pipeline.release.site import GIVES_WAY
from pipeline.store import DEPLOYMENT, Manifest, Stored


@dataclass(frozen=True)
class Plan:
    """The work, by path."""

    send: Mapping[Phase, tuple[str, ...]]
    """By phase, in the order of phases."""
    remove: tuple[str, ...]
    """What an earlier deployment put there and the target has no more."""
    kept: int
    """How many files are as they should be."""
    in_the_way: tuple[str, ...]
    """What somebody else put where something has to go."""
    given_way: tuple[str, ...]
    """Files of the host that stay, and ours are not sent."""

    @property
    def sent(self) -> tuple[str, ...]:
        """All that would be written, in this order."""
        return tuple(path for paths in self.send.values() for path in paths)

    @property
    def paths(self) -> frozenset[str]:
        """All that would be written or removed."""
        return frozenset((*self.sent, *self.remove))


def plan(
    local: Mapping[str, Local], stored: Mapping[str, Stored], manifest: Manifest, adopted: Collection[str] = ()
) -> Plan:
    """What has to be done.

    Args:
        local: the files of the target.
        stored: what lies at the place.
        manifest: what is known of it.
        adopted: what this program made, though the manifest does not know it.
    """
    ours = {*manifest.files, *manifest.pending, *adopted}
    changed = {path for path, file in local.items() if not _is_as_sent(path, file, stored, manifest)}
    theirs = {path for path in changed if path in stored and path not in ours}
    sent = changed - theirs
    return Plan(
        send={
            phase: tuple(sorted(path for path in sent if local[path].phase is phase))
            for phase in Phase
            if any(local[path].phase is phase for path in sent)
        },
        remove=tuple(sorted((ours & stored.keys()) - local.keys() - {DEPLOYMENT})),
        kept=len(local) - len(changed),
        in_the_way=tuple(sorted(theirs - GIVES_WAY)),
        given_way=tuple(sorted(theirs & GIVES_WAY)),
    )


def _is_as_sent(path: str, file: Local, stored: Mapping[str, Stored], manifest: Manifest) -> bool:
    sent, found = manifest.files.get(path), stored.get(path)
    return (
        sent is not None
        and found is not None
        and (sent.etag, sent.size) == (found.etag, found.size)
        and (sent.sha256, sent.content_type, sent.cache) == (file.sha256, file.head.content_type, file.head.cache)
    )
