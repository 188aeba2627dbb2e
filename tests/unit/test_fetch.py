"""A look at a real server on loopback: what is sent, what is accepted, what is refused, and how long it may take."""

import contextlib
import datetime as dt
import gzip
import ipaddress
import socket
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from loopback import Answering, answering, server_of

from pipeline.errors import SourceError
from pipeline.sources import archive
from pipeline.sources.fetch import Fetched, Limits, Unchanged, download, fetch
from pipeline.web.hosts import check_url, is_public

Answer = Callable[[BaseHTTPRequestHandler], None]
PAGE = "<p>Malmö</p>".encode()


@dataclass
class Site:
    """A server of pages: `answers` by path, `asked` for what came."""

    url: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __setitem__(self, path: str, answers: Answer | list[Answer]) -> None:
        self.answers[path] = answers if isinstance(answers, list) else [answers]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append((request.path, dict(request.headers.items())))
        answers = self.answers[request.path]
        (answers.pop(0) if len(answers) > 1 else answers[0])(request)


@contextlib.contextmanager
def serving(site: Site, context: ssl.SSLContext | None = None) -> Iterator[Site]:
    class Handler(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with contextlib.suppress(OSError):
                site.answer(self)

    server = server_of(Handler)
    server.daemon_threads = True
    server.block_on_close = False
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client may hang up
    site.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
    with answering(server):
        yield site


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as served:
        yield served


def gives(status: int = 200, body: bytes = PAGE, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        sent = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in (sent | {key.replace("_", "-"): value for key, value in headers.items()}).items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def redirects_to(target: str, status: int = 302) -> Answer:
    return gives(status, b"", Location=target)


class Sleep:
    """A sleep that takes no time, and remembers how long it was asked for."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)


def look(url: str, **options: Any) -> Fetched | Unchanged:
    return fetch(url, **{"allow_private": True, "sleep": Sleep(), **options})


def refusal(url: str, **options: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        look(url, **options)
    return caught.value


# What is asked and what is kept


def test_a_page_comes_as_it_was_sent_with_what_is_known_of_it(site: Site) -> None:
    site["/om/"] = gives(ETag='"7"', Last_Modified="Mon, 23 Nov 2026 06:32:00 GMT", Set_Cookie="secret=1")
    fetched = look(site.url + "/om/")
    assert isinstance(fetched, Fetched)
    assert (fetched.content, fetched.media_type, fetched.status) == (PAGE, "text/html; charset=utf-8", 200)
    assert fetched.url == fetched.final_url == site.url + "/om/"
    assert set(fetched.headers) == {"Content-Type", "Date", "ETag", "Last-Modified"}


def test_the_user_agent_names_the_project_and_whom_to_ask(site: Site) -> None:
    site["/"] = gives()
    look(site.url + "/", contact="https://example.org/om")
    look(site.url + "/")
    agents = [headers["User-Agent"] for _, headers in site.asked]
    assert agents[0].startswith("mlr-opendata/")
    assert agents[0].endswith(" (+https://example.org/om)")
    assert "(" not in agents[1]


def test_a_known_page_is_asked_for_conditionally(site: Site, tmp_path: Path) -> None:
    site["/om/"] = [gives(ETag='"7"'), gives(304, b"")]
    first = look(site.url + "/om/")
    assert isinstance(first, Fetched)
    archive.add(tmp_path, "om", first, dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    second = look(site.url + "/om/", validators=archive.validators(tmp_path, site.url + "/om/"))
    assert second == Unchanged(site.url + "/om/", site.url + "/om/")
    assert site.asked[1][1]["If-None-Match"] == '"7"'


def test_not_modified_without_a_condition_is_a_fault(site: Site) -> None:
    site["/"] = gives(304, b"")
    assert refusal(site.url + "/").key == "source_status"


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)])
def test_a_packed_page_is_unpacked(site: Site, coding: str, pack: Callable[[bytes], bytes]) -> None:
    site["/"] = gives(body=pack(PAGE), Content_Encoding=coding)
    fetched = look(site.url + "/")
    assert isinstance(fetched, Fetched)
    assert fetched.content == PAGE


def test_a_page_without_a_stated_type_is_left_to_the_reader(site: Site) -> None:
    def bare(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + PAGE)

    site["/"] = bare
    fetched = look(site.url + "/")
    assert isinstance(fetched, Fetched)
    assert (fetched.media_type, fetched.content) == ("", PAGE)


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_both_addresses_are_kept(site: Site, status: int) -> None:
    site["/old"] = redirects_to("/n%C3%BD", status)
    site["/n%C3%BD"] = gives()
    fetched = look(site.url + "/old")
    assert (fetched.url, fetched.final_url) == (site.url + "/old", site.url + "/n%C3%BD")


def test_five_redirects_are_followed_and_the_sixth_is_not(site: Site) -> None:
    for number in range(6):
        site[f"/{number}"] = redirects_to(f"/{number + 1}")
    site["/5"] = gives()
    assert look(site.url + "/0").final_url.endswith("/5")
    site["/5"] = redirects_to("/6")
    assert refusal(site.url + "/0").key == "source_redirects"
    site["/round"] = redirects_to("/round")
    assert refusal(site.url + "/round").key == "source_redirects"


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("file:///etc/passwd", "url_scheme"),
        ("ftp://example.org/", "url_scheme"),
        ("javascript:alert(1)", "url_scheme"),
        ("http://user:secret@example.org/", "url_with_password"),
        ("http://[::1", "url_unusable"),
        ("http://exa mple.org/", "url_unusable"),
        ("//[::1", "url_unusable"),
    ],
)
def test_every_redirect_is_checked_as_the_first_address_was(site: Site, target: str, key: str) -> None:
    site["/"] = redirects_to(target)
    assert refusal(site.url + "/").key == key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("", "url_scheme"),
        ("www.example.org", "url_scheme"),
        ("file:///etc/passwd", "url_scheme"),
        ("http://", "url_unusable"),
        ("http://:80/", "url_unusable"),
        ("http://example.org:port/", "url_unusable"),
        ("http://example.org/\r\nX: y", "url_unusable"),
        ("http://" + "a" * 300 + "/", "url_unusable"),
        ("http://a..se/", "url_unusable"),
        ("http://user:secret@example.org/", "url_with_password"),
    ],
)
def test_what_is_no_address_of_a_page_is_not_asked_for(url: str, key: str) -> None:
    assert refusal(url).key == key


def test_the_body_of_a_redirect_is_not_read(site: Site) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n")
        while True:
            request.wfile.write(b"x" * 65536)

    site["/"] = endless
    site["/next"] = gives()
    assert look(site.url + "/").final_url == site.url + "/next"


def test_a_redirect_from_https_to_http_is_refused() -> None:
    with pytest.raises(SourceError) as caught:
        check_url("http://example.org/", came_from="https://example.org/")
    assert caught.value.key == "redirect_insecure"


def test_a_password_is_not_repeated_in_the_refusal() -> None:
    assert "secret" not in str(refusal("http://user:secret@example.org/").facts)


# Private addresses


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1"])
def test_a_private_address_is_not_even_spoken_to_however_it_is_spelled(site: Site, host: str) -> None:
    site["/"] = gives()
    error = refusal(site.url.replace("127.0.0.1", host) + "/", allow_private=False)
    assert error.key in {"address_private", "source_host_unknown", "url_unusable"}
    assert site.asked == []


def test_a_name_that_resolves_to_a_private_address_only_when_it_is_connected_to_is_caught(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site["/"] = gives()
    port = int(site.url.rpartition(":")[2])
    resolved = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: resolved)
    assert refusal(f"http://www.example.org:{port}/", allow_private=False).key == "address_private"
    assert site.asked == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
     "64:ff9b::7f00:1", "64:ff9b::a00:1", "ff02::1"],
)  # fmt: skip
def test_addresses_of_private_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "194.103.1.1", "2a00:801::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)
    assert ipaddress.ip_address(address)


# Faults


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (404, "source_gone"),
        (410, "source_gone"),
        (401, "source_forbidden"),
        (403, "source_forbidden"),
        (400, "source_status"),
        (204, "source_status"),
        (206, "source_status"),
        (418, "source_status"),
        (501, "source_status"),
    ],
)
def test_a_final_answer_is_not_asked_for_twice(site: Site, status: int, key: str) -> None:
    site["/"] = gives(status, b"")
    error = refusal(site.url + "/")
    assert (error.key, error.facts["status"], error.exit_code) == (key, status, 3)
    assert len(site.asked) == 1


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "application/json", "text/css; charset=utf-8"])
def test_another_kind_of_content_is_refused(site: Site, media_type: str) -> None:
    site["/"] = gives(Content_Type=media_type)
    error = refusal(site.url + "/")
    assert (error.key, error.facts["found"]) == ("source_content_type", media_type.partition(";")[0])


def test_an_unknown_host_and_a_closed_port_are_told_apart() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = refusal(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert (closed.key, closed.facts["detail"]) == ("source_unreachable", "Connection refused")
    assert refusal("http://no-such-host.invalid/").key == "source_host_unknown"


@pytest.mark.parametrize(
    "broken", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf", b"\x00\x01garbage\r\n\r\n"]
)
def test_an_answer_that_breaks_off_is_no_page(site: Site, broken: bytes) -> None:
    site["/"] = lambda request: request.wfile.write(broken) and None
    assert refusal(site.url + "/").key in {"source_broken_off", "source_unreachable", "source_no_http"}


@pytest.mark.parametrize(
    "answer",
    [b"<p>Kim Ask, kim@example.org</p>\n", b"HTTP/1.1 abc OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"y" * 99_999],
)
def test_what_answers_otherwise_than_a_web_server_is_not_quoted(site: Site, answer: bytes) -> None:
    site["/"] = lambda request: request.wfile.write(answer) and None
    refused = refusal(site.url + "/")
    assert (refused.key, refused.facts) == ("source_no_http", {"url": site.url + "/"})
    assert len(site.asked) == 4


def test_a_page_that_claims_to_be_packed_and_is_not_is_refused(site: Site) -> None:
    site["/"] = gives(Content_Encoding="gzip")
    assert refusal(site.url + "/").key == "source_broken_off"


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
@pytest.mark.parametrize("kept", [1, 10, -20, -9, -4, -1])
def test_a_page_that_was_cut_off_while_packed_is_no_page(site: Site, pack: Callable[[bytes], bytes], kept: int) -> None:
    """Unpacked, it would look like a whole page that is shorter."""
    coding = "gzip" if pack is gzip.compress else "deflate"
    site["/"] = gives(body=pack(PAGE * 50)[:kept], Content_Encoding=coding)
    assert refusal(site.url + "/").key == "source_broken_off"


def test_what_comes_behind_the_end_of_a_packed_page_is_no_part_of_it(site: Site) -> None:
    site["/"] = gives(body=gzip.compress(PAGE) + b"casino", Content_Encoding="gzip")
    assert refusal(site.url + "/").key == "source_broken_off"


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip ", "gzip;q=1"])
def test_a_packing_that_was_not_asked_for_is_refused(site: Site, coding: str) -> None:
    site["/"] = gives(Content_Encoding=coding)
    assert refusal(site.url + "/").key == "source_content_coding"


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path_factory.mktemp("tls") / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(self_signed: ssl.SSLContext) -> None:
    sleep = Sleep()
    with serving(Site(answers={"/": [gives()]}), self_signed) as site:
        error = refusal(site.url + "/", sleep=sleep)
    assert error.key == "source_tls"
    assert "self" in str(error.facts["detail"])
    assert sleep.pauses == []


def test_a_private_address_is_refused_before_the_tls_handshake(self_signed: ssl.SSLContext) -> None:
    with serving(Site(answers={"/": [gives()]}), self_signed) as site:
        assert refusal(site.url + "/", allow_private=False).key == "address_private"


# Repetition


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_fault_is_waited_out_longer_each_time(site: Site, status: int) -> None:
    sleep = Sleep()
    site["/"] = [gives(status, b""), gives(status, b""), gives()]
    assert look(site.url + "/", sleep=sleep).status == 200
    assert sleep.pauses == [1, 2]


def test_a_fault_that_does_not_pass_ends_after_four_attempts(site: Site) -> None:
    sleep = Sleep()
    site["/"] = gives(503, b"")
    error = refusal(site.url + "/", sleep=sleep)
    assert (error.key, error.facts["status"]) == ("source_unavailable", 503)
    assert sleep.pauses == [1, 2, 4]
    assert len(site.asked) == 4


@pytest.mark.parametrize(
    ("headers", "pauses"),
    [
        ({"Retry-After": "7"}, [7]),
        ({"Retry-After": "0"}, [1]),
        ({"Retry-After": "Mon, 23 Nov 2026 06:32:09 GMT", "Date": "Mon, 23 Nov 2026 06:32:00 GMT"}, [9]),
        ({"Retry-After": "Mon, 23 Nov 2020 06:32:09 GMT"}, [1]),
        ({"Retry-After": "soon"}, [1]),
        ({"Retry-After": "-5"}, [1]),
    ],
)
def test_the_server_may_ask_for_a_longer_pause(site: Site, headers: dict[str, str], pauses: list[float]) -> None:
    def busy(request: BaseHTTPRequestHandler) -> None:
        request.send_response_only(503)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    sleep = Sleep()
    site["/"] = [busy, gives()]
    look(site.url + "/", sleep=sleep)
    assert sleep.pauses == pauses


@pytest.mark.parametrize("asked", ["3600", "9" * 400])
def test_a_server_that_asks_for_too_long_a_pause_is_not_waited_for(site: Site, asked: str) -> None:
    sleep = Sleep()
    site["/"] = gives(503, b"", Retry_After=asked)
    assert refusal(site.url + "/", sleep=sleep).key == "source_unavailable"
    assert sleep.pauses == []


def test_no_pause_goes_beyond_the_time_of_the_whole_look(site: Site) -> None:
    sleep = Sleep()
    site["/"] = gives(503, b"", Retry_After="20")
    assert refusal(site.url + "/", sleep=sleep, limits=Limits(total=10)).key == "source_unavailable"
    assert sleep.pauses == []


# Size and time


def test_a_page_larger_than_the_limit_is_refused_whatever_its_length_was_said_to_be(site: Site) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            request.wfile.write(b"x" * 65536)

    for answer in (endless, gives(body=b"x" * 200_000)):
        site["/"] = answer
        assert refusal(site.url + "/", limits=Limits(bytes=100_000)).key == "source_too_large"


def test_a_decompression_bomb_is_refused_early(site: Site) -> None:
    site["/"] = gives(body=gzip.compress(b"\0" * 100_000_000), Content_Encoding="gzip")
    tracemalloc.start()
    assert refusal(site.url + "/", limits=Limits(bytes=100_000)).key == "source_too_large"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_published_file_that_is_a_bomb_is_refused_early(site: Site) -> None:
    site["/"] = gives(body=gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    tracemalloc.start()
    try:
        with pytest.raises(SourceError) as refused:
            download(site.url + "/", allow_private=True)
        assert (refused.value.key, tracemalloc.get_traced_memory()[1] < 20_000_000) == ("source_too_large", True)
    finally:
        tracemalloc.stop()


def test_a_silent_server_is_a_time_out(site: Site) -> None:
    release = threading.Event()
    site["/"] = lambda _: release.wait(20) and None
    error = refusal(site.url + "/", limits=Limits(read=0.1, attempts=2))
    release.set()
    assert error.key == "source_timeout"
    assert len(site.asked) == 2


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"])
def test_a_server_that_drips_is_hung_up_on(site: Site, start: bytes) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(start)
        while True:
            request.wfile.write(b"x")
            time.sleep(0.02)

    site["/"] = drip
    assert refusal(site.url + "/", limits=Limits(total=0.5)).key == "source_too_slow"


def test_the_whole_look_ends_when_its_time_is_up_however_fast_each_answer_is(site: Site) -> None:
    ticks = iter(range(0, 10_000, 50))
    site["/"] = redirects_to("/")
    assert refusal(site.url + "/", clock=lambda: float(next(ticks))).key == "source_too_slow"
    assert len(site.asked) <= 3
