"""Connections that are looked at before a byte goes over them, and that end when time is up."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

Guard = Callable[[socket.socket], None]


def guarded_pools(guard: Guard) -> dict[str, type[HTTPConnectionPool]]:
    """The connection pools by scheme, for a urllib3 pool manager, that show each new connection to a guard.

    The guard, which may raise, sees the address that the connection has, not one that its name had a moment ago: a
    name server that answers differently the second time gains nothing.
    """

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _guarded(super()._new_conn(), guard)

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _guarded(super()._new_conn(), guard)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


@contextlib.contextmanager
def hang_up_after(seconds: float) -> Iterator[Guard]:
    """A guard that lets every connection pass, and ends them all when the time is up.

    A read time-out does not bound a server that sends a byte now and then; this does.
    """
    watched: list[socket.socket] = []

    def hang_up() -> None:
        for connection in watched:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield lambda connection: watched.append(connection.dup())  # its own: TLS takes the original over
    finally:
        timer.cancel()
        timer.join()
        for connection in watched:
            connection.close()


def _guarded(connection: socket.socket, guard: Guard) -> socket.socket:
    try:
        guard(connection)
    except BaseException:
        connection.close()
        raise
    return connection
