"""One request for a file of the tree, and its answer: with CORS for everybody, and no listing of folders."""

import os
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BufferedReader
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from pipeline.files import CHUNK
from pipeline.serve.reply import reply
from pipeline.serve.tree import content_type, locate

READABLE_HEADERS = "Accept-Ranges, Content-Length, Content-Range, ETag, Last-Modified"
SENDABLE_HEADERS = "If-Modified-Since, If-None-Match, If-Range, Range"


class TreeRequest(BaseHTTPRequestHandler):
    """Answers GET, HEAD and OPTIONS from the files below `root`."""

    root: ClassVar[Path]
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds of silence after which a connection is dropped
    disable_nagle_algorithm = True  # head and body are two packets: do not wait for an answer in between

    def do_GET(self) -> None:
        """Send a file, or the `index.html` of a folder."""
        url_path = self.path.partition("?")[0].partition("#")[0]
        path = locate(self.root, url_path)
        if path is not None and path.is_dir():
            if not url_path.endswith("/"):
                self._redirect(path)
                return
            path = locate(self.root, url_path + "index.html")
        elif url_path.endswith("/"):
            path = None
        self._send(path)

    def do_HEAD(self) -> None:
        """Send the head of what GET would send."""
        self.do_GET()

    def do_OPTIONS(self) -> None:
        """Answer a browser that asks whether a page from elsewhere may send these headers."""
        self.send_response(HTTPStatus.NO_CONTENT)
        self.send_header("Allow", "GET, HEAD, OPTIONS")
        self.send_header("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
        self.send_header("Access-Control-Allow-Headers", SENDABLE_HEADERS)
        self.send_header("Access-Control-Max-Age", "86400")
        self.end_headers()

    def version_string(self) -> str:
        """What serves, without the version of Python."""
        return "mlr-opendata"

    def end_headers(self) -> None:
        """Add what goes with every answer."""
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Expose-Headers", READABLE_HEADERS)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def _redirect(self, folder: Path) -> None:
        """Send on to the address of `folder` with a slash: relative links in its page need it."""
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", quote(f"/{folder.relative_to(self.root).as_posix()}/"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, path: Path | None) -> None:
        if path is None or not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        try:
            stream = path.open("rb")
        except OSError:  # not readable, or replaced this very moment
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        with stream:
            self._send_stream(path, stream)

    def _send_stream(self, path: Path, stream: BufferedReader) -> None:
        """Answer with an open file: the head is true of the very bytes that follow, even during a release."""
        asked = {name: self.headers[name] for name in SENDABLE_HEADERS.split(", ")}
        if self.command == "HEAD":
            asked["Range"] = None  # a range is a part of a body (RFC 9110, 14.2)
        answer = reply(os.fstat(stream.fileno()), asked)
        self.send_response(answer.status)
        self.send_header("Content-Type", content_type(path))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            stream.seek(answer.part.start)
            remaining = len(answer.part)
            while remaining and (chunk := stream.read(min(CHUNK, remaining))):
                self.wfile.write(chunk)
                remaining -= len(chunk)
