"""The API of a portal: what it answers as JSON, or a fault with one sentence.

A token goes to the host that was named and to no other, in a header, and never over a connection that others can read.
"""

import json
import os
import socket
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any

import requests

from pipeline.errors import AddressForbidden, AnotherPage, TargetRefused, Unreachable, UsageError
from pipeline.sources import MAX_BYTES
from pipeline.sources.connection import Guard
from pipeline.sources.response import PASSING, read_content
from pipeline.sources.session import asking, faults_of
from pipeline.web.address import NoAddressError, read_address
from pipeline.web.hosts import check_url

LONGEST = 300  # letters of what a portal says of a fault
_CHUNK = 1 << 20  # bytes
_CONNECT, _READ, _WHOLE = 10, 60, 120  # seconds
_SENDING = 6 * 3600.0  # seconds for a file
_REFUSALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True)
class Answer:
    """What a portal said."""

    status: int
    said: Any
    """The JSON; null where there was none, as after a deletion."""


@dataclass(frozen=True)
class Form:
    """Fields and a file as a browser sends them (RFC 7578), read while they are sent."""

    fields: Mapping[str, str]
    name: str
    """Of the field that holds the file."""
    path: Path
    media_type: str
    boundary: str

    @classmethod
    def of(cls, fields: Mapping[str, str], name: str, path: Path, media_type: str) -> "Form":
        """The form, with a boundary that no file holds."""
        return cls(fields, name, path, media_type, uuid.uuid4().hex)

    def __len__(self) -> int:
        """Its bytes."""
        return len(self._head) + self.path.stat().st_size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        """Its bytes, piece by piece."""
        yield self._head
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
        yield self._tail

    @property
    def _head(self) -> bytes:
        part = f'--{self.boundary}\r\nContent-Disposition: form-data; name="'
        fields = "".join(f'{part}{name}"\r\n\r\n{value}\r\n' for name, value in self.fields.items())
        file = f'{part}{self.name}"; filename="{self.path.name}"\r\nContent-Type: {self.media_type}\r\n\r\n'
        return (fields + file).encode()

    @property
    def _tail(self) -> bytes:
        return f"\r\n--{self.boundary}--\r\n".encode()


class Service:
    """A portal that is asked with a token; `scheme` is what stands before it in the header."""

    def __init__(self, url: str, token: str | None, *, scheme: str = "", allow_private: bool = False) -> None:
        """Name the portal by its address.

        Raises:
            AddressForbidden: it is no address that may be asked.
        """
        check_url(url)
        address = read_address(url)
        if address.query or address.fragment:
            raise AddressForbidden("url_unusable", url=url)
        self.url = address.href.rstrip("/") + "/"
        self._token = token
        self._headers = {"Authorization": f"{scheme} {token}".strip()} if token else {}
        self._allow_private = allow_private

    def is_here(self, url: str) -> bool:
        """Whether an address that the portal gave is one of its own: the token may go there."""
        try:
            here, there = read_address(self.url), read_address(url)
        except NoAddressError:
            return False
        return (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port)

    def ask(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,  # noqa: ANN401 (JSON)
        data: Form | IO[bytes] | None = None,
    ) -> Answer:
        """What the portal answers.

        Args:
            method: of HTTP.
            url: one of the portal's own addresses.
            params: of a question.
            body: what is sent as JSON; null: nothing.
            data: a file, alone or in a form.

        Raises:
            SourceError: it was not reached, cannot answer now, leads elsewhere, or does not answer as an API.
            TargetRefused: it lets nobody with this token do that.
        """
        headers = {**self._headers, "Accept": "application/json"}
        if isinstance(data, Form):
            headers["Content-Type"] = f"multipart/form-data; boundary={data.boundary}"
        elif data is not None:
            headers["Content-Type"] = "application/octet-stream"
        seconds = _WHOLE if data is None else _SENDING
        with (
            asking(url, seconds, allow_private=self._allow_private, also=self._in_private(url)) as session,
            faults_of(url),
            session.request(
                method,
                url,
                params=params,
                json=body,
                data=data,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=(_CONNECT, _READ if data is None else _WHOLE * 5),
            ) as response,
        ):
            return self._answer(response, url)

    def plain(self, text: str) -> str:
        """What a portal says of a fault, short, without the token."""
        return (text.replace(self._token, "***") if self._token else text)[:LONGEST]

    def _in_private(self, url: str) -> Guard:
        """A guard that lets a token go out encrypted alone, but for the machine itself."""

        def guard(connection: socket.socket) -> None:
            peer = connection.getpeername()[0]
            if self._token and url.startswith("http:") and not (peer.startswith("127.") or peer == "::1"):
                raise AddressForbidden("token_in_clear", url=url)

        return guard

    def _answer(self, response: requests.Response, url: str) -> Answer:
        status = response.status_code
        if status in PASSING:
            raise Unreachable("portal_unavailable", url=url, status=status)
        if response.is_redirect:
            raise AnotherPage("portal_moved", url=url, to=response.headers["Location"][:LONGEST])
        content = read_content(response, MAX_BYTES, lambda: None)
        if not content and status in {HTTPStatus.NO_CONTENT, HTTPStatus.ACCEPTED}:
            return Answer(status, None)
        try:
            return Answer(status, json.loads(content))
        except (ValueError, RecursionError):
            if status in _REFUSALS:
                raise TargetRefused("portal_refused", url=url, status=status, detail="-") from None
            media_type = response.headers.get("Content-Type", "?").partition(";")[0]
            raise AnotherPage("portal_no_json", url=url, status=status, found=media_type) from None


def token_of(variable: str) -> str:
    """The token that the environment holds.

    Raises:
        UsageError: it holds none, or one that no header can carry.
    """
    token = os.environ.get(variable, "").strip()
    if not token:
        raise UsageError("token_missing", variable=variable)
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise UsageError("token_unusable", variable=variable)
    return token
