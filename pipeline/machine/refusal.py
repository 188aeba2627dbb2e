"""What the machine refused, whichever library had to say so: a full disk is one fault, not one for each of them."""

import errno
import os
import re
import sys
from dataclasses import dataclass

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NUMBERED = re.compile(r"\[errno (\d+)\]", re.IGNORECASE)
_SQLITE = {3: errno.EACCES, 8: errno.EROFS, 10: errno.EIO, 13: errno.ENOSPC, 14: errno.EACCES}
"""By the primary code of SQLite (sqlite.org/rescode.html): SQLITE_PERM, READONLY, IOERR, FULL, CANTOPEN."""
_NO_MEMORY = re.compile(
    r"can't (start new|allocate)|cannot allocate|failed to map segment|out of memory|bad.alloc|std::bad|resource temp",
    re.IGNORECASE,
)
ENOUGH = 400 << 20  # bytes of address space: with less, libraries end the process themselves, without a word to us


@dataclass(frozen=True)
class Refusal:
    """What the system answered."""

    number: int
    """As in `errno`; 0 where nobody knows."""
    path: str | None
    detail: str


def refusal_of(error: BaseException) -> Refusal | None:
    """What the system refused, if that is what an error tells; null where it tells something else."""
    if isinstance(error, OSError):
        return _of_system(error)
    sqlite = sys.modules.get("sqlite3")
    if sqlite and isinstance(error, sqlite.OperationalError | sqlite.DatabaseError):
        number = _SQLITE.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
        return None if number is None else Refusal(number, None, str(error))
    duckdb = sys.modules.get("duckdb")
    if duckdb and isinstance(error, duckdb.IOException):
        return Refusal(_number_in(str(error)), None, _first_line(error))
    inner = error.args[0] if error.args else None  # xlsxwriter wraps the system's error
    if type(error).__module__.startswith("xlsxwriter") and isinstance(inner, OSError):
        return _of_system(inner)
    return None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory, or the number of threads and processes, has come to its bound."""
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, OSError) and error.errno in {errno.ENOMEM, errno.EAGAIN}:
        return True
    duckdb = sys.modules.get("duckdb")
    if duckdb and isinstance(error, duckdb.OutOfMemoryException):
        return True
    natives = (RuntimeError, ImportError, SystemError)
    is_native = isinstance(error, natives) or type(error).__module__.startswith(("pyarrow", "duckdb", "_duckdb"))
    return is_native and _NO_MEMORY.search(str(error)) is not None


def address_space() -> int | None:
    """How many bytes of addresses this process may use; null where nobody bounds them."""
    import resource

    soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if soft == resource.RLIM_INFINITY else soft


def _of_system(error: OSError) -> Refusal:
    """An OSError; of several in one, which copying a folder gives, the first."""
    inner = error.args[0] if error.args else None
    if error.errno is None and isinstance(inner, list) and inner:
        _, path, why = inner[0]
        number = _number_in(str(why))
        return Refusal(number, str(path), os.strerror(number) if number else str(why))
    number = error.errno or _number_in(str(error))
    path = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else None
    return Refusal(number, path, error.strerror or (os.strerror(number) if number else _first_line(error)))


def _number_in(text: str) -> int:
    match = _NUMBERED.search(text)
    if match:
        return int(match[1])
    return errno.ENOSPC if "no space left" in text.lower() else 0


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
