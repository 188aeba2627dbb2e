"""The published tree over HTTP, as a static host should send it: to look at it, and to try readers on it."""

import sys
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.errors import TargetRefused, UsageError
from pipeline.serve.answer import TreeRequest


def serve(target: Path, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve `target` until Ctrl-C; `announce` is told the address once the server listens.

    Raises:
        TargetRefused: there is no such folder.
        UsageError: nothing can listen at that address.
    """
    with open_server(target, host, port) as server:
        announce(f"http://{host}:{server.server_port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def open_server(target: Path, host: str, port: int) -> ThreadingHTTPServer:
    """A server that listens, with the folder `target` at its root; port 0 takes any that is free.

    Raises:
        TargetRefused: there is no such folder.
        UsageError: nothing can listen at that address.
    """
    if not target.is_dir():
        raise TargetRefused("no_target", target=target)
    request = type("Request", (TreeRequest,), {"root": target.resolve()})
    try:
        return _Server((host, port), request)
    except (OSError, OverflowError) as error:
        raise UsageError("cannot_listen", host=host, port=port, detail=error) from None


class _Server(ThreadingHTTPServer):
    """A thread a request."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 (as socketserver has it)
        """Print a trace, but not for a reader that hung up or fell silent: that is no fault of ours."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)
