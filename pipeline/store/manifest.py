"""`.deployment.json`: what deployments put at a place, and who is at work there.

Only what it names is ever replaced or removed. Whoever changes the place first enters what will be written or removed
as pending: so after a run that was killed at any moment, nothing that it left is taken for a stranger's.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from pipeline.errors import TargetTampered
from pipeline.release.names import DEPLOYMENT

_FORM = 1


@dataclass(frozen=True)
class Sent:
    """A file that was put there, and by what it is known again."""

    sha256: str
    etag: str
    size: int
    content_type: str
    cache: str


@dataclass(frozen=True)
class Holder:
    """A run that is at work."""

    run: str
    """Its own, random name."""
    machine: str
    """The boot of a machine that it runs on, as a name that tells nobody which machine that is."""
    process: int
    beat: int = 0
    """Counts its signs of life."""

    def is_dead(self, machine: str) -> bool:
        """Whether it is known to have ended: its process ran on this machine, and is gone."""
        if self.machine != machine or self.process == os.getpid():
            return False
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False


@dataclass(frozen=True)
class Manifest:
    """The state of a place."""

    files: Mapping[str, Sent] = field(default_factory=dict)
    pending: frozenset[str] = frozenset()
    """What the run at work, or one that was killed, may have written or removed; empty between runs."""
    holder: Holder | None = None

    @property
    def in_flight(self) -> list[str]:
        """The paths that may have changed since a deployment ended, and folders that hold nothing else."""
        settled = {_folder(path) for path in self.files.keys() - self.pending}
        return sorted(self.pending | {_folder(path) for path in self.pending} - settled)

    def to_bytes(self) -> bytes:
        """As JSON, a line a file."""
        whole = {
            "form": _FORM,
            "holder": asdict(self.holder) if self.holder else None,
            "pending": sorted(self.pending),
            "files": {path: asdict(self.files[path]) for path in sorted(self.files)},
        }
        return (json.dumps(whole, indent=0) + "\n").encode()

    @classmethod
    def from_bytes(cls, content: bytes, address: str) -> "Manifest":
        """The state that was written down.

        Raises:
            TargetRefused: it is not one that this program writes.
        """
        try:
            whole = json.loads(content)
            holder = Holder(**whole["holder"]) if whole["holder"] else None
            files = {str(path): Sent(**sent) for path, sent in whole["files"].items()}
            found = cls(files, frozenset(map(str, whole["pending"])), holder)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            found = None
        if found is None or whole.get("form") != _FORM:
            raise TargetTampered("deployment_unreadable", place=address, path=DEPLOYMENT)
        return found


def _folder(path: str) -> str:
    """The folder of a version that a file lies in; the file itself where it lies in none."""
    return "/".join(path.split("/")[:2])
