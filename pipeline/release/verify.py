"""Whether a target is what was published: asked by people, and by `publish` before it builds on it."""

from pathlib import Path

from pipeline.errors import TargetRefused, TargetTampered
from pipeline.release.inspection import Inspection
from pipeline.release.memory import Memory
from pipeline.release.reader import Fetch, FolderReader, Reader, UrlReader
from pipeline.release.refusal import refusing
from pipeline.release.sign import read_verifier
from pipeline.release.verdict import VerifyResult


def verify(target: Path | str, fetch: Fetch | None = None, key: Path | None = None) -> VerifyResult:
    """What is wrong with a target.

    Args:
        target: a folder; or a URL, then `fetch` reads it.
        fetch: URL to content, null where the server says that there is no such file; raises SourceError.
        key: the public key that the indices must be signed with; null where signatures are not looked at.

    Raises:
        TargetRefused: there is no such folder.
        UsageError: `key` is no public key.
    """
    if isinstance(target, str):
        if fetch is None:
            message = "a URL is read through `fetch`"
            raise TypeError(message)
        return verify_through(UrlReader(target, fetch), key)
    if not target.is_dir():
        raise TargetRefused("no_target", target=target)
    verifier = read_verifier(key) if key else None
    with refusing(target):
        memory = Memory.of(target)
        result = Inspection(FolderReader(target), verifier, memory).result()
        memory.keep()
        return result


def verify_through(reader: Reader, key: Path | None = None) -> VerifyResult:
    """What is wrong with a target that lies where only `reader` gets.

    Raises:
        UsageError: `key` is no public key.
    """
    return Inspection(reader, read_verifier(key) if key else None).result()


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
