"""The size and the hashes of a table's files, in a stream of its own beside the proofs."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.errors import PipelineError
from pipeline.prover.parts import Parts, as_one
from pipeline.prover.store import CHUNK, Source

_PAUSE = 0.02  # seconds


class FileDigest:
    """Hashes bytes in a thread of its own, which is told to stop when nobody needs the hashes any more."""

    def __init__(self, chunks: Iterable[bytes], is_needed: Callable[[], bool] = lambda: True) -> None:
        """Prepare to hash these, one after the other, while the hashes are likely `is_needed`, or are waited for."""
        self._is_needed = is_needed
        self._wanted = threading.Event()
        self.bytes = 0
        self.md5 = hashlib.md5(usedforsecurity=False)
        self.sha256 = hashlib.sha256()
        self._chunks = chunks
        self._error: Exception | None = None
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
        self._wanted.set()
        self._thread.join()

    def wait(self) -> None:
        """Return when all has been read. Raises what reading it did."""
        self._wanted.set()
        self._thread.join()
        if self._error:
            raise self._error

    def _read(self) -> None:
        try:
            for chunk in self._chunks:
                while not (self._wanted.is_set() or self._is_needed()):
                    self._wanted.wait(_PAUSE)
                if self._stopped.is_set():
                    return
                self.md5.update(chunk)
                self.sha256.update(chunk)
                self.bytes += len(chunk)
        except (OSError, PipelineError) as error:
            self._error = error


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def glued_chunks(sources: Parts, header_end: Callable[[Source], int]) -> Iterator[bytes]:
    """The bytes of the parts of a table as one file, which has the header once."""
    with closing(sources):
        yield from as_one(sources, header_end)
