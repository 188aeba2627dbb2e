"""What a server's response is worth: a page, a fault that may pass, or a fault that will not."""

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from pipeline.errors import SourceError

if TYPE_CHECKING:
    import requests

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
OK, NOT_MODIFIED = 200, 304
FAULTS = {404: "source_gone", 410: "source_gone", 401: "source_forbidden", 403: "source_forbidden"}
PASSING = frozenset({429, 500, 502, 503, 504})  # what a server says of a moment, not of the page
CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})  # one of them, once: a bomb in a bomb is refused
CHUNK = 8192  # bytes unpacked at a time: a bomb makes no more than eight megabytes of them


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
        raise PassingError(SourceError("source_unavailable", url=address, status=status), _retry_after(response))
    if status != OK:
        raise SourceError(FAULTS.get(status, "source_status"), url=address, status=status)
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type and media_type not in PAGE_TYPES:
        raise SourceError("source_content_type", url=address, found=media_type, expected=", ".join(PAGE_TYPES))
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in CODINGS:
        raise SourceError("source_content_coding", url=address, found=coding)


def read_content(response: "requests.Response", limit: int, check_time: Callable[[], None]) -> bytes:
    """The body, unpacked; never more of it in memory than the limit and what one chunk unpacks to.

    Raises:
        SourceError: it has more than `limit` bytes, or `check_time` says that time is up.
    """
    content = bytearray()
    for chunk in response.iter_content(CHUNK):
        content += chunk
        if len(content) > limit:
            raise SourceError("source_too_large", bytes=f"> {limit}", limit=limit)
        check_time()
    check_time()  # a connection that was ended may look like the end of the page
    return bytes(content)


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
