"""Whether a target is what was published: asked by people, and by `publish` before it builds on it."""

from pathlib import Path

from pipeline.errors import TargetRefused, TargetTampered
from pipeline.release.inspection import Inspection
from pipeline.release.memory import Memory
from pipeline.release.reader import FolderReader, Reader
from pipeline.release.refusal import refusing
from pipeline.release.sign import read_verifier
from pipeline.release.verdict import VerifyResult


def verify(target: Path, key: Path | None = None) -> VerifyResult:
    """What is wrong with a target in a folder; what is seen whole is remembered: see `Memory`.

    Args:
        target: the folder.
        key: the public key that the indices must be signed with; null where signatures are not looked at.

    Raises:
        TargetRefused: there is no such folder.
        UsageError: `key` is no public key.
    """
    if not target.is_dir():
        raise TargetRefused("no_target", target=target)
    with refusing(target):
        memory = Memory.of(target)
        result = verify_through(FolderReader(target), key, memory)
        memory.keep()
        return result


def verify_through(reader: Reader, key: Path | None = None, memory: Memory | None = None) -> VerifyResult:
    """What is wrong with a target that lies wherever `reader` gets.

    Raises:
        UsageError: `key` is no public key.
    """
    return Inspection(reader, read_verifier(key) if key else None, memory).result()


def ensure_sound(target: Path) -> None:
    """Return if a new version may be built on a target; a new or empty folder is sound.

    What was seen whole before, and was not touched since, is not read again: see `Memory`.

    Raises:
        TargetRefused: something published was changed; the error names the first such file and their number.
    """
    if not target.is_dir():
        return
    memory = Memory.of(target)
    with refusing(target):
        tampered = Inspection(FolderReader(target), None, memory, trusting=True).result().tampered
    memory.keep()
    if tampered:
        first = tampered[0]
        raise TargetTampered("target_tampered", target=target, path=first.path, kind=first.kind, count=len(tampered))
