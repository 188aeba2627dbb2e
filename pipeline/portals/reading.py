"""What lies at an address of a portal: a document, or whether anything does. Nothing is sent but the question."""

from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from pipeline.errors import AnotherPage, SourceError, Unreachable
from pipeline.sources import MAX_BYTES
from pipeline.sources.response import PASSING, read_content
from pipeline.sources.session import answered, asking

ACCEPT = "application/rdf+xml, text/turtle;q=0.9, application/ld+json;q=0.8, text/html;q=0.5, */*;q=0.1"
_REDIRECTS = 5
_TIMEOUT = (10, 30)  # seconds: to connect, and between two bytes
_WHOLE = 120  # seconds


@dataclass(frozen=True)
class Document:
    """What a server gave."""

    url: str
    """The address that answered, after redirects."""
    media_type: str
    content: bytes


def read_document(url: str, *, allow_private: bool) -> Document:
    """The document at an address; RDF is asked for before a page.

    Raises:
        SourceError: the address may not be asked, nobody answers, or nothing is there.
    """
    status, document = _asked(url, allow_private=allow_private, whole=True)
    if status in PASSING:
        raise Unreachable("portal_unavailable", url=url, status=status)
    if status != HTTPStatus.OK:
        raise AnotherPage("portal_nothing", url=url, status=status)
    return document


def is_dead(url: str, *, allow_private: bool) -> bool:
    """Whether an address leads to nothing: no host, no answer, or the word that there is nothing."""
    with suppress(SourceError):
        status, _ = _asked(url, allow_private=allow_private, whole=False)
        return status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
    return True


def _asked(url: str, *, allow_private: bool, whole: bool) -> tuple[int, Document]:
    """The status and the document, without its content where it is not wanted as a whole."""
    with (
        asking(url, _WHOLE, allow_private=allow_private) as session,
        answered(session, url, {"Accept": ACCEPT}, _TIMEOUT, _REDIRECTS) as (response, address),
    ):
        content = read_content(response, MAX_BYTES, lambda: None) if whole else b""
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return response.status_code, Document(address, media_type, content)
