"""What to answer when a file is asked for: all of it, a part, or that the reader has it (RFC 9110)."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus

BYTE_RANGE = re.compile(r"bytes=(?:([0-9]+)-([0-9]*)|-([0-9]+))")
_DIGITS = 20  # more than the size of any file has


@dataclass(frozen=True)
class Reply:
    """A status, the headers that go with it, and the bytes of the file to send."""

    status: HTTPStatus
    headers: Mapping[str, str]
    part: range = field(default=range(0))


def reply(facts: os.stat_result, asked: Mapping[str, str | None]) -> Reply:
    """The reply to a request for a file.

    Args:
        facts: size, time and number of the open file.
        asked: If-None-Match, If-Modified-Since, Range and If-Range; null where not sent.
    """
    size = facts.st_size
    # the inode tells files of one size and second apart: a release puts new files in place of old ones
    etag = f'"{facts.st_ino:x}-{facts.st_mtime_ns:x}-{size:x}"'
    modified = formatdate(int(facts.st_mtime), usegmt=True)
    # no-cache: keep it, but ask before using it. A version never changes, but it can be withdrawn or erased
    validators = {
        "ETag": etag,
        "Last-Modified": modified,
        "Cache-Control": "no-cache",
        "Accept-Ranges": "bytes",
    }
    if _is_current(asked, etag, int(facts.st_mtime)):
        return Reply(HTTPStatus.NOT_MODIFIED, validators)
    part = None
    if asked["Range"] is not None and asked["If-Range"] in {None, etag, modified}:
        part = byte_range(asked["Range"], size)
    if part is None:
        return Reply(HTTPStatus.OK, validators | {"Content-Length": str(size)}, range(size))
    if not part:
        headers = validators | {"Content-Length": "0", "Content-Range": f"bytes */{size}"}
        return Reply(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers)
    headers = {
        "Content-Length": str(len(part)),
        "Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}",
    }
    return Reply(HTTPStatus.PARTIAL_CONTENT, validators | headers, part)


def byte_range(header: str, size: int) -> range | None:
    """The bytes that a Range header asks of `size` bytes; empty where there are none to send.

    Null where the whole is the right answer: another unit, several ranges, no valid range (RFC 9110, 14.2).
    """
    match = BYTE_RANGE.fullmatch(header.strip())
    if match is None:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        return range(max(size - _number(suffix), 0), size)
    if last and _number(last) < _number(first):
        return None
    return range(_number(first), min(_number(last) + 1, size) if last else size)


def _number(digits: str) -> int:
    """The number that a header names; one that no file is as large as, where it has more digits than Python reads."""
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) < _DIGITS else 10**_DIGITS


def _is_current(asked: Mapping[str, str | None], etag: str, modified: int) -> bool:
    """Whether the reader has the file as it is. A date counts only where no ETag was sent (ibid., 13.2.2)."""
    if (etags := asked["If-None-Match"]) is not None:
        known = {tag.strip().removeprefix("W/") for tag in etags.split(",")}
        return bool(known & {"*", etag})
    try:
        return modified <= parsedate_to_datetime(asked["If-Modified-Since"] or "").timestamp()
    except (
        ValueError,
        TypeError,
        OverflowError,
    ):  # none that can be read: it does not count
        return False
