"""The deposit API of Zenodo: one call, its answer, or a fault with one sentence (developers.zenodo.org)."""

import hashlib
from collections.abc import Iterator
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import IO, Any

from pipeline.errors import AnotherPage, TargetRefused
from pipeline.portals.service import Answer, Service
from pipeline.schema import Json

ZENODO, SANDBOX = "https://zenodo.org/", "https://sandbox.zenodo.org/"
MOST_FILES = 100
_DEPOSITIONS = "api/deposit/depositions"
_PAGE = 100  # depositions: no more are given at a time
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_REFUSALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class Zenodo:
    """A service as Zenodo is, or Zenodo itself."""

    def __init__(self, url: str, token: str, *, allow_private: bool) -> None:
        """Name the service by its address.

        Raises:
            AddressForbidden: it is no address that may be asked.
        """
        self._service = Service(url, token, scheme="Bearer", allow_private=allow_private)
        self.url = self._service.url

    def deposition(self, number: int) -> Json | None:
        """A deposition, published or not; null where there is none of this number any more.

        Raises:
            TargetRefused: the service does not let us, or does not take what it was sent; so do all others.
            SourceError: as `Service.ask`; so do all others.
        """
        answer = self._service.ask("GET", self._path(number))
        return None if answer.status in _GONE else self._deposition(answer)

    def depositions(self) -> Iterator[Json]:
        """Every deposition of whoever the token is of, the newest first, each version for itself."""
        for page in count(1):
            params = {"size": str(_PAGE), "page": str(page), "sort": "mostrecent", "all_versions": "true"}
            answer = self._service.ask("GET", self.url + _DEPOSITIONS, params=params)
            found = self._said(answer)
            if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
                raise AnotherPage("no_zenodo", url=self.url, status=answer.status)
            yield from found
            if len(found) < _PAGE:
                return

    def create(self, metadata: Json) -> Json:
        """A new deposition that is not published yet."""
        body = {"metadata": metadata}
        return self._deposition(self._service.ask("POST", self.url + _DEPOSITIONS, body=body))

    def new_version(self, number: int) -> Json:
        """The draft of the next version of a published deposition: the one there is, else a new one."""
        said = self._deposition(self._service.ask("POST", f"{self._path(number)}/actions/newversion"))
        draft = self._own(said, "latest_draft")
        return self._deposition(self._service.ask("GET", draft))

    def describe(self, number: int, metadata: Json) -> Json:
        """A draft with this metadata."""
        return self._deposition(self._service.ask("PUT", self._path(number), body={"metadata": metadata}))

    def remove_file(self, number: int, file: Json) -> None:
        """Take a file out of a draft."""
        answer = self._service.ask("DELETE", f"{self._path(number)}/files/{file['id']}")
        if answer.status not in {HTTPStatus.NO_CONTENT, *_GONE}:
            self._said(answer)

    def add_file(self, draft: Json, name: str, file: IO[bytes]) -> None:
        """Put a file into a draft."""
        self._said(self._service.ask("PUT", f"{self._own(draft, 'bucket')}/{name}", data=file))

    def publish(self, number: int) -> Json:
        """The deposition with its DOI, which nobody can take back."""
        return self._deposition(self._service.ask("POST", f"{self._path(number)}/actions/publish"))

    def _path(self, number: int) -> str:
        return f"{self.url}{_DEPOSITIONS}/{number}"

    def _own(self, said: Json, link: str) -> str:
        """An address that the service gave, if it is its own."""
        url = str(said["links"].get(link, ""))
        if not self._service.is_here(url):
            raise AnotherPage("portal_moved", url=self.url, to=url or "-")
        return url

    def _deposition(self, answer: Answer) -> Json:
        said = self._said(answer)
        if not (isinstance(said, dict) and isinstance(said.get("id"), int) and isinstance(said.get("links"), dict)):
            raise AnotherPage("no_zenodo", url=self.url, status=answer.status)
        return said

    def _said(self, answer: Answer) -> Any:  # noqa: ANN401 (JSON)
        if answer.status < HTTPStatus.BAD_REQUEST:
            return answer.said
        detail = self._service.plain("; ".join(_told(answer.said)))
        key = "portal_refused" if answer.status in _REFUSALS else "zenodo_fault"
        raise TargetRefused(key, url=self.url, status=answer.status, detail=detail)


def doi_of(deposition: Json) -> str:
    """The DOI of a published deposition.

    Raises:
        AnotherPage: it has none.
    """
    if not isinstance(doi := deposition.get("doi"), str) or not doi:
        raise AnotherPage("no_zenodo", url=str(deposition["links"].get("self", "-")), status=HTTPStatus.OK)
    return doi


def md5_of(path: Path) -> str:
    """What Zenodo knows a file by."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _told(said: Any) -> Iterator[str]:  # noqa: ANN401 (JSON)
    """What the service says of a fault: of each field, or as a whole."""
    if not isinstance(said, dict):
        yield str(said)
        return
    yield str(said.get("message", "-"))
    errors = said.get("errors")
    for each in errors if isinstance(errors, list) else ():
        if isinstance(each, dict):
            messages = each.get("messages") or [each.get("message", "")]
            yield f"{each.get('field')}: {' '.join(map(str, messages))}"
