"""The size and the hashes of a file, in a stream of its own beside the proofs."""

import hashlib
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

CHUNK = 1 << 20  # bytes at a time


class FileDigest:
    """Hashes a file in a thread of its own, which is told to stop when nobody needs the hashes any more."""

    def __init__(self, path: Path) -> None:
        """Prepare to hash the file at `path`."""
        self.bytes = 0
        self.md5 = hashlib.md5(usedforsecurity=False)
        self.sha256 = hashlib.sha256()
        self._path = path
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._read, name="digest", daemon=True)

    def __enter__(self) -> Self:
        """Begin to read."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, wherever it is."""
        self._stopped.set()
        self._thread.join()

    def wait(self) -> None:
        """Return when the whole file has been read."""
        self._thread.join()

    def _read(self) -> None:
        with self._path.open("rb") as stream:
            while not self._stopped.is_set() and (chunk := stream.read(CHUNK)):
                self.md5.update(chunk)
                self.sha256.update(chunk)
                self.bytes += len(chunk)
