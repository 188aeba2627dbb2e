"""One look at a page on the web: polite, bounded in size and time, and never into a private network."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import requests

from pipeline.errors import SourceError, Unreachable
from pipeline.sources import MAX_BYTES
from pipeline.sources.response import NOT_MODIFIED, PassingError, check_response, read_content
from pipeline.sources.session import answered, asking, faults_of
from pipeline.web.hosts import check_url

KEPT_HEADERS = ("Content-Type", "Date", "ETag", "Last-Modified", "Content-Language")


@dataclass(frozen=True)
class Limits:
    """How far one look goes: in seconds, bytes and times."""

    connect: float = 10
    read: float = 30
    total: float = 120
    """The whole look: redirects, repetitions and pauses included."""
    bytes: int = MAX_BYTES
    """Of the content, unpacked."""
    redirects: int = 5
    attempts: int = 4
    pause: float = 1
    """Before the second attempt; it doubles with each."""
    longest_pause: float = 60
    """A server that asks for a longer one, by Retry-After, is not waited for."""


@dataclass(frozen=True)
class Fetched:
    """A page as a server gave it."""

    content: bytes = field(repr=False)
    media_type: str
    """The Content-Type as stated, with its charset; empty where the server stated none."""
    url: str
    """The address that was asked for."""
    final_url: str
    """The address that answered, after redirects."""
    status: int
    headers: Mapping[str, str]
    """Those worth keeping: `KEPT_HEADERS`."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of the content, in lower-case hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Unchanged:
    """A server's word that the page is what it was."""

    url: str
    final_url: str
    status: int = NOT_MODIFIED


def fetch(
    url: str,
    *,
    validators: Mapping[str, str] | None = None,
    contact: str | None = None,
    allow_private: bool = False,
    limits: Limits = Limits(),
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched | Unchanged:
    """The page at `url`, or the server's word that it is unchanged.

    Args:
        url: an http(s) address.
        validators: headers that stand for the content known already (`archive.validators`).
        contact: a homepage or address by which the server's operator can reach ours; goes into the user agent.
        allow_private: whether private, loopback and link-local addresses may be asked.
        limits: how far to go.
        clock: seconds that only ever grow.
        sleep: waits for some seconds.

    Raises:
        SourceError: the address may not be asked, or no usable page came within the limits.
    """
    deadline = clock() + limits.total

    def check_time() -> None:
        if clock() >= deadline:
            raise Unreachable("source_too_slow", url=url, seconds=limits.total)

    with asking(url, limits.total, allow_private=allow_private, contact=contact) as session:
        attempt = 0
        while True:
            attempt += 1
            try:
                return _look(session, url, validators or {}, limits, check_time)
            except PassingError as passing:
                check_time()
                pause = max(limits.pause * 2 ** (attempt - 1), passing.retry_after)
                too_long = pause > limits.longest_pause or clock() + pause >= deadline
                if too_long or attempt == limits.attempts:
                    raise
                sleep(pause)


def download(url: str, *, allow_private: bool = False, limits: Limits = Limits()) -> bytes | None:
    """A published file as a server gives it, whatever its type; null where the server says that there is none.

    Raises:
        SourceError: the address may not be asked, or the server does not answer as a host of files should.
    """
    check_url(url)
    with (
        asking(url, limits.total, allow_private=allow_private) as session,
        faults_of(url),
        session.get(url, timeout=(limits.connect, limits.read), allow_redirects=False, stream=True) as response,
    ):
        if response.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return None
        if response.status_code != HTTPStatus.OK:
            raise SourceError("source_status", url=url, status=response.status_code)
        return read_content(response, limits.bytes, lambda: None)


def _look(
    session: requests.Session, url: str, validators: Mapping[str, str], limits: Limits, check_time: Callable[[], None]
) -> Fetched | Unchanged:
    """One attempt."""
    timeout = (limits.connect, limits.read)
    with answered(session, url, validators, timeout, limits.redirects, check_time) as (response, address):
        if response.status_code == NOT_MODIFIED and validators:
            return Unchanged(url, address)
        check_response(response, address)
        return Fetched(
            content=read_content(response, limits.bytes, check_time),
            media_type=response.headers.get("Content-Type", ""),
            url=url,
            final_url=address,
            status=response.status_code,
            headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        )
