"""A file of a web server, read at any offset."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

import requests

from pipeline.errors import SourceError, Unreachable
from pipeline.web.hosts import check_url

_REDIRECTS = 5
_CHUNK = 1 << 20  # bytes
_TIMEOUT = (10, 60)  # seconds: to connect, and between two bytes


class WebSource:
    """A file of a web server: read by ranges where it gives them, else kept here once."""

    def __init__(self, url: str, reachable: Callable[[str], None] | None) -> None:
        """Ask for it. Raises SourceError where it is not there; `reachable` as for `store.opened`."""
        self._url = url
        self._session = requests.Session()
        self._kept: int | None = None
        self._reachable = reachable
        with self._asking():
            answer = self._get(url, {"Range": "bytes=0-0", "Accept-Encoding": "identity"})
            with answer:
                if answer.status_code == requests.codes.partial_content:
                    self.size = int(answer.headers["Content-Range"].rpartition("/")[2])
                    self._tag = answer.headers.get("ETag")
                elif answer.status_code == requests.codes.range_not_satisfiable:
                    self.size = 0
                else:
                    answer.raise_for_status()
                    self._keep(answer)

    def _get(self, url: str, headers: dict[str, str]) -> requests.Response:
        for _ in range(_REDIRECTS):
            check_url(url)
            if self._reachable:
                self._reachable(url)
            answer = self._session.get(url, headers=headers, stream=True, timeout=_TIMEOUT, allow_redirects=False)
            if not answer.is_redirect:
                self._url = url
                return answer
            answer.close()
            url = urljoin(url, answer.headers["Location"])
        raise Unreachable("part_unreached", place=self._url, detail="too many redirects")

    def _keep(self, answer: requests.Response) -> None:
        """The whole file, in a file without a name."""
        with tempfile.TemporaryFile() as file:
            for chunk in answer.iter_content(_CHUNK):
                file.write(chunk)
            file.flush()
            self._kept, self.size = os.dup(file.fileno()), file.tell()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except requests.HTTPError as error:
            detail = str(error.response.status_code)
            raise Unreachable("part_unreached", place=self._url, detail=detail) from None
        except (requests.RequestException, KeyError, ValueError) as error:
            raise Unreachable("part_unreached", place=self._url, detail=type(error).__name__) from None

    def read_at(self, count: int, offset: int) -> bytes:
        """As `Source.read_at`."""
        if self._kept is not None:
            return os.pread(self._kept, count, offset)
        last = min(offset + count, self.size) - 1
        if last < offset:
            return b""
        headers = {"Range": f"bytes={offset}-{last}", "Accept-Encoding": "identity"}
        with self._asking(), self._get(self._url, headers) as answer:
            answer.raise_for_status()
            found: bytes = answer.content
            if len(found) != last + 1 - offset or answer.headers.get("ETag") != self._tag:
                raise SourceError("source_changed", file=self._url)
            return found

    def close(self) -> None:
        """Let the server go, and what was kept."""
        self._session.close()
        if self._kept is not None:
            os.close(self._kept)
