"""How anything of the web is asked: who asks, over which connections, and what a fault of theirs is called."""

import socket
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from importlib.metadata import version
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter

from pipeline.errors import AddressForbidden, SourceError, Unreachable
from pipeline.sources.connection import Guard, guarded_pools, hang_up_after
from pipeline.sources.response import PAGE_TYPES, PassingError
from pipeline.web.hosts import check_url, ensure_reachable


class _Session(requests.Session):
    """A session that leaves redirects alone: requests would read the body of each, however large."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 (requests names it)
        """Null: there is nothing that requests should follow."""
        return None


@contextmanager
def asking(
    url: str, seconds: float, *, allow_private: bool, contact: str | None = None, also: Guard = lambda _: None
) -> Iterator[requests.Session]:
    """Requests that say who asks, go nowhere but where they are sent, and take no password from the surroundings.

    Args:
        url: what is asked for: faults name it.
        seconds: after which all connections end.
        allow_private: whether private and loopback addresses may be asked.
        contact: a homepage or address by which the server's operator can reach ours; goes into the user agent.
        also: looks at each connection, too, before a byte goes over it.

    Raises:
        SourceError: the address may not be asked, or a fault did not pass.
    """
    name = f"mlr-opendata/{version('mlr-opendata')}"
    with hang_up_after(seconds) as watch, _Session() as session:

        def guard(connection: socket.socket) -> None:
            ensure_reachable(url, connection.getpeername()[0], allow_private=allow_private)
            also(connection)
            watch(connection)

        adapter = HTTPAdapter()
        adapter.poolmanager.pool_classes_by_scheme = guarded_pools(guard)
        session.trust_env = False  # no proxy, whose address would be all that the guard sees; no password of a .netrc
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        session.headers.update(
            {
                "User-Agent": f"{name} (+{contact})" if contact else name,
                "Accept": ", ".join(PAGE_TYPES),
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "sv",
            }
        )
        try:
            yield session
        except PassingError as passing:
            raise passing.fault from None


@contextmanager
def answered(
    session: requests.Session,
    url: str,
    headers: Mapping[str, str],
    timeout: tuple[float, float],
    redirects: int,
    check_time: Callable[[], None] = lambda: None,
) -> Iterator[tuple[requests.Response, str]]:
    """What is answered, its body not yet read, and the address that answers.

    Args:
        session: as `asking` gives it.
        url: where to ask first.
        headers: of each question.
        timeout: seconds to connect, and between two bytes.
        redirects: how many are followed, each to an address that may be asked.
        check_time: raises when time is up.

    Raises:
        SourceError: an address may not be asked, or there are more redirects.
        PassingError: nobody answers, and somebody may in a moment.
    """
    address, came_from = url, None
    for _ in range(redirects + 1):
        check_url(address, came_from)
        with (
            faults_of(address),
            session.get(address, headers=headers, stream=True, allow_redirects=False, timeout=timeout) as response,
        ):
            target = _redirect_target(response, address)
            if target is None:
                yield response, address
                return
        check_time()
        address, came_from = target, address
    raise SourceError("source_redirects", url=url, limit=redirects)


def _redirect_target(response: requests.Response, address: str) -> str | None:
    """The address that `address` redirects to, in full; null where it does not."""
    if not response.is_redirect:
        return None
    location = response.headers["Location"]
    try:
        return urljoin(address, location.encode("latin-1").decode())  # a header arrives as Latin-1, and means UTF-8
    except ValueError:
        raise AddressForbidden("url_unusable", url=location) from None


@contextmanager
def faults_of(address: str) -> Iterator[None]:
    """Turns what requests raises into faults that name the address and the cause."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        detail = getattr(_root(error), "verify_message", None) or str(_root(error))
        raise Unreachable("source_tls", url=address, detail=detail) from None
    except requests.exceptions.Timeout:
        raise PassingError(Unreachable("source_timeout", url=address)) from None
    except (requests.exceptions.ContentDecodingError, zlib.error):
        raise Unreachable("source_broken_off", url=address) from None
    except requests.exceptions.ChunkedEncodingError:
        raise PassingError(Unreachable("source_broken_off", url=address)) from None
    except requests.exceptions.ConnectionError as error:
        root = _root(error)
        if isinstance(root, TimeoutError):
            raise PassingError(Unreachable("source_timeout", url=address)) from None
        if isinstance(root, HTTPException | ValueError) and not isinstance(root, OSError):  # quotes what it was sent
            raise PassingError(Unreachable("source_no_http", url=address)) from None
        key = "source_host_unknown" if isinstance(root, socket.gaierror) else "source_unreachable"
        detail = getattr(root, "strerror", None) or str(root)
        raise PassingError(Unreachable(key, url=address, detail=detail)) from None
    except (requests.exceptions.RequestException, ValueError):  # a host that cannot be one is urllib3's ValueError
        raise AddressForbidden("url_unusable", url=address) from None


def _root(error: BaseException) -> BaseException:
    """The exception that began the chain: requests wraps what urllib3 wraps."""
    while cause := error.__cause__ or error.__context__:
        error = cause
    return error
