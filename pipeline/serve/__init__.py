"""The published tree over HTTP, as a static host should send it: to look at it, and to try readers on it."""

import sys
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.errors import TargetRefused, UsageError
from pipeline.serve.answer import TreeRequest


def serve(
    target: Path, host: str, port: int, announce: Callable[[str], None], complain: Callable[[BaseException], None]
) -> None:
    """Serve `target` until Ctrl-C; `announce` is told where once the server listens, `complain` why a request failed.

    Raises:
        TargetRefused: there is no such folder.
        UsageError: nothing can listen at that address.
    """
    with open_server(target, host, port, complain) as server:
        announce(f"http://{host}:{server.server_port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def open_server(
    target: Path, host: str, port: int, complain: Callable[[BaseException], None] | None = None
) -> ThreadingHTTPServer:
    """A server that listens, with the folder `target` at its root; port 0 takes any that is free.

    Raises:
        TargetRefused: there is no such folder.
        UsageError: nothing can listen at that address.
    """
    if not target.is_dir():
        raise TargetRefused("no_target", target=target)
    request = type("Request", (TreeRequest,), {"root": target.resolve()})
    try:
        server = _Server((host, port), request)
    except (OSError, OverflowError) as error:
        raise UsageError("cannot_listen", host=host, port=port, detail=error) from None
    server.complain = complain
    return server


class _Server(ThreadingHTTPServer):
    """A thread a request."""

    daemon_threads = True
    complain: Callable[[BaseException], None] | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 (as socketserver has it)
        """Say what failed, but not of a reader that hung up or fell silent: that is no fault of ours."""
        error = sys.exception()
        if error is None or isinstance(error, (ConnectionError, TimeoutError)):
            return
        if self.complain is None:
            super().handle_error(request, client_address)
        else:
            self.complain(error)
