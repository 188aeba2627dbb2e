"""Templates as compiled code, kept where this machine keeps what it can do without: compiling takes longer than use.

Kept code is run. So it counts only in a folder of this user that nobody else may write to, and only for the same
template, engine and options; whatever else lies there is compiled anew.
"""

import contextlib
import hashlib
import os
from functools import cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from pipeline.project import cache_folder

DIGEST = hashlib.sha256().digest_size


class Compiled(BytecodeCache):
    """Keeps compiled templates from run to run. Where that fails, they are compiled, and nothing is said."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """What a template is kept under: this code says with which options it is compiled."""
        return hashlib.sha256(f"{_made_by()} {name} {filename}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept of a template, if it is as it was written."""
        with contextlib.suppress(OSError):
            if (folder := _folder()) and _is_ours(folder):
                content = (folder / bucket.key).read_bytes()
                if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST]:
                    bucket.bytecode_from_string(content[DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        with contextlib.suppress(OSError):
            if folder := _folder():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                code = bucket.bytecode_to_string()
                (folder / bucket.key).write_bytes(hashlib.sha256(code).digest() + code)


@cache
def _made_by() -> str:
    code = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("compiled.py", "render.py"))
    return "\n".join([jinja2.__version__, *code])


def _folder() -> Path | None:
    kept = cache_folder()
    return kept / "templates" if kept else None


def _is_ours(folder: Path) -> bool:
    """Whether a folder belongs to this user, and nobody else may write to it."""
    found = folder.stat()
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022
