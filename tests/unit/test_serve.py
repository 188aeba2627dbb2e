"""The server sends the tree as a static host should: to browsers, harvesters and readers of parts."""

import http.client
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import answering

from pipeline.errors import TargetRefused, UsageError
from pipeline.serve import open_server, serve
from pipeline.serve.reply import byte_range
from pipeline.serve.tree import locate

CSV = b"person\n\xc3\x85sa \xc3\x96berg\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "public"
    (root / "mlr/latest/data").mkdir(parents=True)
    (root / "mlr/1.0.0").mkdir()
    (root / "mlr/index.html").write_text("<!doctype html>", encoding="utf-8")
    (root / "mlr/latest/data/roster.csv").write_bytes(CSV)
    (root / "mlr/.journal.json").write_text("{}", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (root / "way-out").symlink_to(tmp_path)
    (root / "circle").symlink_to(root / "circle")
    return root


@pytest.fixture
def address(tree: Path) -> Iterator[tuple[str, int]]:
    server = open_server(tree, "127.0.0.1", 0)
    with answering(server):
        yield "127.0.0.1", server.server_port


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def answer_from(connection: http.client.HTTPConnection) -> Answer:
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())


def ask(address: tuple[str, int], path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = answer_from(connection)
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("catalog.rdf", "application/rdf+xml"),
        ("catalog.ttl", "text/turtle; charset=utf-8"),
        ("catalog.jsonld", "application/ld+json"),
        ("feed.xml", "application/atom+xml"),
        ("feed.en.xml", "application/atom+xml"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("sitemap.xml", "application/xml"),
        ("roster.csv", "text/csv; charset=utf-8"),
        ("roster.csv-metadata.json", "application/csvm+json"),
        ("roster.json", "application/json"),
        ("roster.parquet", "application/vnd.apache.parquet"),
        ("roster.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("mlr.sqlite", "application/vnd.sqlite3"),
        ("mlr.zip", "application/zip"),
        ("README.md", "text/markdown; charset=utf-8"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
        ("1.0.0.html", "text/html; charset=utf-8"),
        ("unheard-of", "application/octet-stream"),
    ],
)
def test_each_file_has_the_type_that_its_readers_need(
    tree: Path, address: tuple[str, int], name: str, media_type: str
) -> None:
    (tree / name).write_bytes(b"x")
    assert ask(address, f"/{name}").headers["Content-Type"] == media_type


def test_a_page_from_elsewhere_may_read_everything(address: tuple[str, int]) -> None:
    for path in ("/mlr/latest/data/roster.csv", "/missing", "/mlr"):
        answer = ask(address, path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Content-Range" in answer.headers["Access-Control-Expose-Headers"]


def test_a_browser_is_told_that_it_may_ask_for_ranges(address: tuple[str, int]) -> None:
    answer = ask(address, "/mlr/latest/data/roster.csv", "OPTIONS", Access_Control_Request_Headers="range")
    assert answer.status == 204
    assert "Range" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_head_says_what_get_would_say_without_the_body(address: tuple[str, int]) -> None:
    get, head = (ask(address, "/mlr/latest/data/roster.csv", method) for method in ("GET", "HEAD"))
    for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges"):
        assert get.headers[name] == head.headers[name] is not None
    assert (get.body, head.body) == (CSV, b"")


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "body"),
    [
        ("bytes=0-3", 206, f"bytes 0-3/{len(CSV)}", CSV[:4]),
        ("bytes=4-", 206, f"bytes 4-{len(CSV) - 1}/{len(CSV)}", CSV[4:]),
        ("bytes=-5", 206, f"bytes {len(CSV) - 5}-{len(CSV) - 1}/{len(CSV)}", CSV[-5:]),
        ("bytes=-5000", 206, f"bytes 0-{len(CSV) - 1}/{len(CSV)}", CSV),
        ("bytes=2-5000", 206, f"bytes 2-{len(CSV) - 1}/{len(CSV)}", CSV[2:]),
        ("bytes=5000-", 416, f"bytes */{len(CSV)}", b""),
        ("bytes=-0", 416, f"bytes */{len(CSV)}", b""),
        ("bytes=3-1", 200, None, CSV),
        ("bytes=0-1,4-5", 200, None, CSV),
        ("lines=0-1", 200, None, CSV),
    ],
)
def test_a_part_of_a_file_can_be_read(
    address: tuple[str, int], asked: str, status: int, content_range: str | None, body: bytes
) -> None:
    answer = ask(address, "/mlr/latest/data/roster.csv", Range=asked)
    assert (answer.status, answer.headers["Content-Range"], answer.body) == (status, content_range, body)
    assert int(answer.headers["Content-Length"]) == len(body)


@given(st.integers(0, 50), st.one_of(st.none(), st.integers(0, 60)), st.one_of(st.none(), st.integers(0, 60)))
def test_a_range_is_always_a_part_of_the_file(size: int, first: int | None, last: int | None) -> None:
    part = byte_range(f"bytes={'' if first is None else first}-{'' if last is None else last}", size)
    assert part is None or list(part) == [n for n in range(size) if n in part]


def test_a_reader_that_has_the_file_is_not_sent_it_again(address: tuple[str, int]) -> None:
    path = "/mlr/latest/data/roster.csv"
    known = ask(address, path).headers
    for headers in (
        {"If_None_Match": known["ETag"]},
        {"If_None_Match": f'"other", W/{known["ETag"]}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": known["Last-Modified"]},
        {"If_None_Match": known["ETag"], "If_Modified_Since": formatdate(0, usegmt=True)},
    ):
        answer = ask(address, path, **headers)
        assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", known["ETag"])


def test_a_reader_that_has_another_file_is_sent_this_one(address: tuple[str, int]) -> None:
    path = "/mlr/latest/data/roster.csv"
    now = ask(address, path).headers["Last-Modified"]
    for headers in (
        {"If_None_Match": '"other"', "If_Modified_Since": now},
        {"If_Modified_Since": formatdate(0, usegmt=True)},
        {"If_Modified_Since": "yesterday"},
    ):
        assert ask(address, path, **headers).status == 200


def test_a_new_file_of_the_same_size_and_second_has_another_etag(tree: Path, address: tuple[str, int]) -> None:
    path = tree / "mlr/latest/data/roster.csv"
    before = ask(address, "/mlr/latest/data/roster.csv").headers["ETag"]
    (path.parent / "new").write_bytes(CSV[::-1])
    (path.parent / "new").replace(path)
    assert ask(address, "/mlr/latest/data/roster.csv").headers["ETag"] != before


def test_the_rest_of_a_file_is_only_sent_while_it_is_the_same_file(address: tuple[str, int]) -> None:
    path = "/mlr/latest/data/roster.csv"
    known = ask(address, path).headers
    assert ask(address, path, Range="bytes=4-", If_Range=known["ETag"]).status == 206
    assert ask(address, path, Range="bytes=4-", If_Range=known["Last-Modified"]).status == 206
    answer = ask(address, path, Range="bytes=4-", If_Range='"other"')
    assert (answer.status, answer.body) == (200, CSV)


def test_a_folder_is_its_page(address: tuple[str, int]) -> None:
    assert ask(address, "/mlr/").body == b"<!doctype html>"
    assert ask(address, "/mlr/?lang=en").status == 200


def test_a_folder_without_a_slash_is_sent_on_and_never_to_another_host(address: tuple[str, int]) -> None:
    assert ask(address, "/mlr").headers["Location"] == "/mlr/"
    assert ask(address, "//mlr/latest/..").headers["Location"] == "/mlr/"


def test_a_folder_without_a_page_is_not_listed(address: tuple[str, int]) -> None:
    answer = ask(address, "/mlr/latest/data/")
    assert answer.status == 404
    assert b"roster" not in answer.body


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/mlr/..%2f..%2fsecret.txt",
        "/way-out/secret.txt",
        "/way-out/",
        "/mlr/.journal.json",
        "/circle",
        "/mlr/index.html/",
        "/mlr/%00",
        "/mlr/%ff",
        "/" + "x" * 5000,
        "/missing",
    ],
)
def test_nothing_is_sent_but_what_is_published(address: tuple[str, int], path: str) -> None:
    answer = ask(address, path)
    assert answer.status == 404
    assert b"secret" not in answer.body


@settings(deadline=None)  # it asks the file system
@given(st.text(alphabet="./%2eFfr\\\x00åmlowayut-", max_size=30))
def test_no_path_leads_out_of_the_tree(tmp_path_factory: pytest.TempPathFactory, url_path: str) -> None:
    root = tmp_path_factory.getbasetemp().resolve()
    found = locate(root, url_path)
    assert found is None or found.is_relative_to(root)


def test_writing_is_not_offered(address: tuple[str, int]) -> None:
    assert ask(address, "/mlr/latest/data/roster.csv", "PUT").status == 501


def test_a_reader_that_hangs_up_leaves_no_trace(
    tree: Path, address: tuple[str, int], capfd: pytest.CaptureFixture[str]
) -> None:
    (tree / "large.parquet").write_bytes(bytes(30_000_000))
    with socket.create_connection(address) as connection:
        connection.sendall(b"GET /large.parquet HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.recv(1000)
    assert ask(address, "/mlr/").status == 200
    assert "Traceback" not in capfd.readouterr().err


def test_one_connection_can_ask_many_times(address: tuple[str, int]) -> None:
    connection = http.client.HTTPConnection(*address, timeout=60)
    for path, status in (("/mlr/", 200), ("/mlr/latest/data/roster.csv", 200), ("/mlr", 301)):
        connection.request("GET", path)
        assert answer_from(connection).status == status
    connection.close()


def test_a_missing_target_is_said_before_anything_listens(tmp_path: Path) -> None:
    with pytest.raises(TargetRefused) as caught:
        serve(tmp_path / "nothing", "127.0.0.1", 0, print, print)
    assert caught.value.key == "no_target"


@pytest.mark.parametrize("port", [None, 70_000])
def test_a_port_that_cannot_be_had_is_a_usage_error(tree: Path, address: tuple[str, int], port: int | None) -> None:
    with pytest.raises(UsageError) as caught:
        open_server(tree, "127.0.0.1", port or address[1])
    assert caught.value.key == "cannot_listen"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (f"bytes={'9' * 5000}-", 416),
        (f"bytes=0-{'9' * 5000}", 206),
        (f"bytes=-{'9' * 5000}", 206),
        (f"bytes={'0' * 5000}-{'0' * 5000}", 206),
        (f"bytes={'9' * 5000}-{'8' * 5000}", 416),
        ("bytes=1-0", 200),
        ("bytes=--", 200),
        ("bytes=٣-", 200),
        ("bytes=0-1,2-3", 200),
        ("lines=0-1", 200),
    ],
    ids=lambda value: str(value)[:24],
)
def test_whatever_range_is_asked_for_there_is_an_answer(
    address: tuple[str, int], asked: str, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    headers = {"Range": asked.encode("utf-8").decode("latin-1")}
    for method in ("GET", "HEAD"):
        answer = ask(address, "/mlr/index.html", method, **headers)
        assert answer.status == (200 if method == "HEAD" else status)
    assert "Traceback" not in capfd.readouterr().err
