"""The command as its users run it."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from pipeline.cli import main


@pytest.fixture
def run():
    """Run `mlr-opendata ARGUMENTS`; an exception that reaches the user fails the test."""

    def run(*arguments):
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@dataclass
class Site:
    """A web server on loopback whose one page a test may change."""

    page: bytes = b""
    status: int = 200
    asked: list = field(default_factory=list)
    url: str = ""


@pytest.fixture
def site():
    """A real HTTP server that shows one page, with an ETag."""
    shown = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            shown.asked.append(dict(self.headers))
            etag = f'"{hash(shown.page)}"'
            unchanged = self.headers.get("If-None-Match") == etag
            self.send_response(304 if unchanged else shown.status)
            self.send_header("ETag", etag)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", "0" if unchanged else str(len(shown.page)))
            self.end_headers()
            if not unchanged:
                self.wfile.write(shown.page)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shown.url = f"http://127.0.0.1:{server.server_port}/om-mlr/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield shown
        server.shutdown()
