"""What a server's response is worth: a page, a fault that may pass, or a fault that will not."""

import zlib
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from pipeline.errors import SourceError, Unreachable

if TYPE_CHECKING:
    import requests

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
OK, NOT_MODIFIED = 200, 304
FAULTS = {404: "source_gone", 410: "source_gone", 401: "source_forbidden", 403: "source_forbidden"}
PASSING = frozenset({429, 500, 502, 503, 504})  # what a server says of a moment, not of the page
CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})  # one of them, once: a bomb in a bomb is refused
GZIP = zlib.MAX_WBITS | 16  # as zlib is told of it
CHUNK = 8192  # bytes received at a time


class PassingError(Exception):
    """A fault that may pass: the next attempt may succeed."""

    def __init__(self, fault: SourceError, retry_after: float = 0) -> None:
        """Keep what to raise if it does not pass, and the pause in seconds that the server asks for."""
        super().__init__(fault)
        self.fault = fault
        self.retry_after = retry_after


def check_response(response: "requests.Response", address: str) -> None:
    """Nothing, where the response holds a page that can be read.

    Raises:
        PassingError: the server may answer better in a moment.
        SourceError: it will not, or what it sent is no page.
    """
    status = response.status_code
    if status in PASSING:
        raise PassingError(Unreachable("source_unavailable", url=address, status=status), _retry_after(response))
    if status != OK:
        raise SourceError(FAULTS.get(status, "source_status"), url=address, status=status)
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type and media_type not in PAGE_TYPES:
        raise SourceError("source_content_type", url=address, found=media_type, expected=", ".join(PAGE_TYPES))
    coding = response.headers.get("Content-Encoding", "").lower()  # with a space behind it, readers disagree
    if coding not in CODINGS:
        raise SourceError("source_content_coding", url=address, found=coding)


def read_content(response: "requests.Response", limit: int, check_time: Callable[[], None]) -> bytes:
    """The body, unpacked; never more of it in memory than the limit and what one chunk unpacks to.

    Raises:
        SourceError: it has more than `limit` bytes, or `check_time` says that time is up.
    """
    content = bytearray()
    coding = response.headers.get("Content-Encoding", "").lower()
    unpacker = None if coding in {"", "identity"} else _Unpacker(coding)
    for chunk in _received(response):
        content += unpacker.decompress(chunk, limit + 1 - len(content)) if unpacker else chunk
        if len(content) > limit:
            raise SourceError("source_too_large", limit=limit)
        check_time()
    check_time()  # a connection that was ended may look like the end of the page
    if unpacker and not unpacker.is_whole:
        raise Unreachable("source_broken_off", url=response.url)
    return bytes(content)


class _Unpacker:
    """Unpacks gzip or deflate, and knows whether it came to the end: a page that was cut off there looks whole."""

    def __init__(self, coding: str) -> None:
        self._is_gzip = coding.endswith("gzip")
        self._unpacker: Any = None

    def decompress(self, chunk: bytes, most: int) -> bytes:
        """What a chunk unpacks to, `most` bytes of it. Raises zlib.error where it is damaged."""
        if self._unpacker is None:
            is_bare = not self._is_gzip and chunk[:1] and chunk[0] & 0x0F != zlib.DEFLATED  # as some servers send it
            self._unpacker = zlib.decompressobj(
                GZIP if self._is_gzip else -zlib.MAX_WBITS if is_bare else zlib.MAX_WBITS
            )
        return bytes(self._unpacker.decompress(chunk, max(most, 1)))

    @property
    def is_whole(self) -> bool:
        """Whether the end was reached, and nothing came after it."""
        return bool(self._unpacker and self._unpacker.eof and not self._unpacker.unused_data)


def _received(response: "requests.Response") -> Iterator[bytes]:
    """The body as it was sent, in chunks; its faults are those of requests."""
    from requests import exceptions
    from urllib3.exceptions import ProtocolError, ReadTimeoutError, SSLError

    try:
        yield from response.raw.stream(CHUNK, decode_content=False)
    except ProtocolError as error:
        raise exceptions.ChunkedEncodingError(error) from error
    except ReadTimeoutError as error:
        raise exceptions.ConnectionError(error) from error
    except SSLError as error:
        raise exceptions.SSLError(error) from error


def _retry_after(response: "requests.Response") -> float:
    """The pause that a server asks for, in seconds; 0 where it asks for none. A date counts from the server's own."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        until, now = parsedate_to_datetime(text), parsedate_to_datetime(response.headers.get("Date", ""))
        return (until - now).total_seconds()
    except (TypeError, ValueError):
        return 0
