"""The archive keeps what was received, says when it was altered, and survives being killed."""

import csv
import datetime as dt
import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import PipelineError, SourceError, TargetRefused, UsageError
from pipeline.sources import MAX_BYTES, archive
from pipeline.sources.fetch import Fetched
from pipeline.sources.looks import Look, last_look, log_look, read_looks

URL = "https://www.example.org/om/"
REAL = Path(__file__).parents[2] / "datapackage/sources/om-mlr"


def page(text: str, etag: str | None = None) -> Fetched:
    headers = {"ETag": etag} if etag else {}
    return Fetched(text.encode(), "text/html; charset=utf-8", URL, URL + "sv/", 200, headers)


def on(day: int, hour: int = 6) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, 32, tzinfo=dt.UTC)


def look(**changes: object) -> Look:
    values = {
        "looked_at": "2026-11-23T06:32:00Z",
        "outcome": "accepted",
        "status": 200,
        "sha256": "ab",
        "snapshot_id": "s",
    }
    return Look(**{**values, **changes})


def refusal(kind: type[PipelineError], act) -> str:
    with pytest.raises(kind) as caught:
        act()
    return caught.value.key


# The real archive


def test_the_first_snapshot_of_the_project_is_the_page_as_received_and_undated() -> None:
    first = archive.snapshots(REAL, "om-mlr")[0]
    assert first.sha256 == "9a3481b75ff96d9ba68bd7a1cf5075354b13e2b1ad1b2aa4e3e85ff647280761"
    assert (first.observed_at, first.observed_at_basis, first.media_type) == (None, "unknown", "text/plain")
    assert first.source_url == "https://www.malmolundregionen.se/om-mlr/"
    assert first.content.decode().count("\n") == 173


# Snapshots


def test_a_fetched_page_is_kept_byte_for_byte_with_what_is_known_of_it(tmp_path: Path) -> None:
    added = archive.add(tmp_path, "om", page("Malmö", etag='"7"'), on(23))
    assert added is not None
    [stored, sidecar] = sorted((tmp_path / "snapshots").iterdir())
    assert stored.read_bytes() == "Malmö".encode()
    assert stored.name == f"2026-11-23T063200Z-{added.sha256[:12]}.html"
    assert json.loads(sidecar.read_text()) == {
        "source_url": URL,
        "final_url": URL + "sv/",
        "observed_at": "2026-11-23",
        "observed_at_basis": "crawl",
        "fetched_at": "2026-11-23T06:32:00Z",
        "media_type": "text/html; charset=utf-8",
        "sha256": hashlib.sha256("Malmö".encode()).hexdigest(),
        "bytes": 6,
        "headers": {"ETag": '"7"'},
    }
    assert archive.snapshots(tmp_path, "om") == [added]


def test_a_page_that_did_not_change_is_not_archived_again(tmp_path: Path) -> None:
    archive.add(tmp_path, "om", page("a"), on(23))
    assert archive.add(tmp_path, "om", page("a"), on(24)) is None
    assert len(archive.snapshots(tmp_path, "om")) == 1


def test_a_page_that_returns_to_an_earlier_content_is_archived_again(tmp_path: Path) -> None:
    for day, text in ((20, "a"), (21, "b"), (22, "a")):
        archive.add(tmp_path, "om", page(text), on(day))
    first, second, third = archive.snapshots(tmp_path, "om")
    assert first.snapshot_id == third.snapshot_id != second.snapshot_id
    assert [item.observed_at.day for item in (first, second, third) if item.observed_at] == [20, 21, 22]


def test_snapshots_come_in_order_of_time_and_undated_ones_first(tmp_path: Path) -> None:
    for moment, text in ((on(24), "c"), (on(23, 9), "b"), (on(23, 7), "a")):
        archive.add(tmp_path, "om", page(text), moment)
    for source in (REAL / "snapshots").glob("0000-undated-*"):
        (tmp_path / "snapshots" / source.name).write_bytes(source.read_bytes())
    assert [item.content[:1] for item in archive.snapshots(tmp_path, "om")] == [b"M", b"a", b"b", b"c"]
    newest = archive.newest(tmp_path, "om")
    assert newest is not None
    assert newest.content == b"c"


def test_an_archive_that_does_not_exist_yet_is_empty(tmp_path: Path) -> None:
    assert archive.snapshots(tmp_path, "om") == []
    assert archive.newest(tmp_path, "om") is None
    assert read_looks(tmp_path) == []


def test_an_altered_snapshot_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    archive.add(tmp_path, "om", page("a"), on(23))
    [stored] = (tmp_path / "snapshots").glob("*.html")
    stored.write_bytes(b"b")
    with pytest.raises(UsageError) as caught:
        archive.snapshots(tmp_path, "om")
    assert (caught.value.key, caught.value.facts["file"]) == ("snapshot_altered", stored)


def test_a_sidecar_without_its_snapshot_is_an_error(tmp_path: Path) -> None:
    archive.add(tmp_path, "om", page("a"), on(23))
    next((tmp_path / "snapshots").glob("*.html")).unlink()
    assert refusal(UsageError, lambda: archive.snapshots(tmp_path, "om")) == "snapshot_missing"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"x": 1}', "{", "null", "[" * 100_000])
def test_a_broken_sidecar_is_an_error(tmp_path: Path, content: str) -> None:
    archive.add(tmp_path, "om", page("a"), on(23))
    next((tmp_path / "snapshots").glob("*.json")).write_text(content)
    assert refusal(UsageError, lambda: archive.snapshots(tmp_path, "om")) == "sidecar_unreadable"


def test_a_sidecar_with_an_impossible_date_is_an_error(tmp_path: Path) -> None:
    archive.add(tmp_path, "om", page("a"), on(23))
    sidecar = next((tmp_path / "snapshots").glob("*.json"))
    sidecar.write_text(sidecar.read_text().replace('2026-11-23"', 'i fjol"'))
    assert refusal(UsageError, lambda: archive.snapshots(tmp_path, "om")) == "sidecar_unreadable"


def test_an_archive_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("a file in the way")
    assert refusal(TargetRefused, lambda: archive.add(tmp_path, "om", page("a"), on(23))) == "archive_not_writable"
    (tmp_path / "looks.csv").mkdir()
    assert refusal(TargetRefused, lambda: log_look(tmp_path, look())) == "archive_not_writable"


def test_the_next_request_is_made_conditional_by_what_the_server_said_last(tmp_path: Path) -> None:
    assert archive.validators(tmp_path, URL) == {}
    archive.add(tmp_path, "om", page("a", etag='W/"7"'), on(23))
    assert archive.validators(tmp_path, URL) == {"If-None-Match": 'W/"7"'}
    assert archive.validators(tmp_path, "https://www.example.org/another/") == {}


# Interruptions


def test_what_an_interrupted_run_left_is_no_snapshot_and_goes_with_the_next_run(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    folder.mkdir()
    (folder / "2026-11-22T063200Z-0123456789ab.html").write_bytes(b"half")
    (folder / ".2026-11-22T063200Z-0123456789ab.html.x.tmp").write_bytes(b"ha")
    (folder / "saved by hand.html").write_bytes(b"not ours")
    assert archive.snapshots(tmp_path, "om") == []
    archive.add(tmp_path, "om", page("a"), on(23))
    assert len(archive.snapshots(tmp_path, "om")) == 1
    assert sorted(path.suffix for path in folder.iterdir()) == [".html", ".html", ".json"]
    assert (folder / "saved by hand.html").exists()


KILLED = """
import datetime as dt, os, signal, sys
from pathlib import Path
from pipeline.sources import archive
from pipeline.sources.fetch import Fetched
from pipeline.sources.looks import Look, log_look

step, last = 0, int(sys.argv[2])
def die_at_step(event, args):
    global step
    if event in {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod"} or event.startswith("tempfile"):
        if sys.argv[1] in str(args):
            step += 1
            if step == last:
                os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(die_at_step)
now = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
archive.add(Path(sys.argv[1]), "om", Fetched(b"new", "text/html", "u", "u", 200, {}), now)
log_look(Path(sys.argv[1]), Look("2026-11-24T00:00:00Z", "accepted", 200, None, None, ""))
print("done")
"""


def test_killed_at_any_step_the_archive_holds_the_old_or_the_new(tmp_path: Path) -> None:
    killed = 0
    for step in range(1, 60):
        folder = tmp_path / str(step)
        folder.mkdir()
        archive.add(folder, "om", page("old"), on(23))
        log_look(folder, look())
        run = subprocess.run(
            [sys.executable, "-c", KILLED, folder, str(step)], capture_output=True, text=True, check=False
        )
        before = [item.content for item in archive.snapshots(folder, "om")]
        assert before in ([b"old"], [b"old", b"new"])
        assert len(read_looks(folder)) in {1, 2}
        if run.returncode == 0:
            break
        assert run.returncode == -signal.SIGKILL, run.stderr
        killed += 1
        archive.add(folder, "om", page("newest"), on(25))
        assert [item.content for item in archive.snapshots(folder, "om")] == [*before, b"newest"]
        assert not [path for path in (folder / "snapshots").iterdir() if path.name.startswith(".")]
        assert len(list((folder / "snapshots").glob("*.html"))) == len(before) + 1
    assert run.stdout == "done\n"
    assert killed >= 10


def test_two_writers_at_once_lose_no_look(tmp_path: Path) -> None:
    code = """if True:
        import sys; from pathlib import Path; from pipeline.sources.looks import Look, log_look
        for n in range(20):
            log_look(Path(sys.argv[1]), Look("2026-11-23T00:00:00Z", "unchanged", n, None, None, ""))
    """
    writers = [subprocess.Popen([sys.executable, "-c", code, tmp_path]) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert len(read_looks(tmp_path)) == 60


# A file that stays outside


def test_the_date_of_a_file_is_what_the_operator_says_else_its_sidecar_else_unknown(tmp_path: Path) -> None:
    archive.add(tmp_path, "om", page("a"), on(23))
    [stored] = (tmp_path / "snapshots").glob("*.html")
    bare = tmp_path / "bare.HTM"
    bare.write_bytes(b"a")
    said = dt.date(2022, 10, 15)

    def read(path: Path, observed_at: dt.date | None) -> tuple[object, ...]:
        snapshot = archive.read_file(path, "om", "https://example.org/", observed_at)
        return snapshot.observed_at, snapshot.observed_at_basis, snapshot.media_type, snapshot.source_url

    assert read(stored, said) == (said, "operator", "text/html; charset=utf-8", URL)
    assert read(stored, None) == (dt.date(2026, 11, 23), "crawl", "text/html; charset=utf-8", URL)
    assert read(bare, said) == (said, "operator", "text/html", "https://example.org/")
    assert read(bare, None) == (None, "unknown", "text/html", "https://example.org/")


def test_a_file_that_is_not_what_its_sidecar_describes_is_refused(tmp_path: Path) -> None:
    archive.add(tmp_path, "om", page("a"), on(23))
    [stored] = (tmp_path / "snapshots").glob("*.html")
    stored.write_bytes(b"b")
    assert refusal(UsageError, lambda: archive.read_file(stored, "om", URL, None)) == "snapshot_altered"


def test_what_is_no_readable_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", ".", "pipe"):
        key = refusal(SourceError, lambda name=name: archive.read_file(tmp_path / name, "om", URL, None))
        assert key == "source_file_missing"
    assert refusal(SourceError, lambda: archive.read_file("x" * 5000, "om", URL, None)) == "source_file_unreadable"
    (tmp_path / "huge").write_bytes(b"a" * (MAX_BYTES + 1))
    assert refusal(SourceError, lambda: archive.read_file(tmp_path / "huge", "om", URL, None)) == "source_too_large"


# Looks


def test_every_look_is_kept_in_order_and_nothing_before_it_is_touched(tmp_path: Path) -> None:
    first = look(why_sv='Sidan saknar "Styrelse", och\nmer =2+2')
    second = look(outcome="unreachable", status=None, sha256=None, snapshot_id=None)
    log_look(tmp_path, first)
    before = (tmp_path / "looks.csv").read_bytes()
    log_look(tmp_path, second)
    assert (tmp_path / "looks.csv").read_bytes().startswith(before)
    assert read_looks(tmp_path) == [first, second]
    with (tmp_path / "looks.csv").open(newline="") as stream:
        assert next(csv.reader(stream)) == [
            "looked_at",
            "outcome",
            "status",
            "sha256",
            "snapshot_id",
            "why_sv",
            "why_en",
        ]


def test_no_contact_detail_gets_into_the_log(tmp_path: Path) -> None:
    log_look(tmp_path, look(why_sv="Rad 12: Lars Johnson, lars@burlov.se, 040-34 10 00"))
    text = (tmp_path / "looks.csv").read_text()
    assert "lars@" not in text
    assert "34 10" not in text
    assert "Lars Johnson" in text


def test_the_last_look_at_a_content_is_the_last_that_showed_it() -> None:
    looks = [
        look(looked_at="2026-11-20T06:00:00Z", sha256="a"),
        look(looked_at="2026-11-21T06:00:00Z", sha256="a", outcome="unchanged"),
        look(looked_at="2026-11-22T06:00:00Z", sha256="b"),
    ]
    assert last_look(looks, "a") == dt.date(2026, 11, 21)
    assert last_look(looks, "c") is None


COLUMNS = "looked_at,outcome,status,sha256,snapshot_id,why_sv,why_en\n"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\x00",
        "\udcff",
        "who,what\n1,2\n",
        COLUMNS + "yesterday,accepted,,,,\n",
        COLUMNS + "2026-11-20T06:00:00Z,fine,,,,\n",
        COLUMNS + "2026-11-20T06:00:00Z,accepted,ok,,,\n",
        COLUMNS + "2026-11-20T06:00:00Z\n",
        COLUMNS + '2026-11-20T06:00:00Z,accepted,,,,"half',
    ],
)
def test_a_log_that_is_none_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "looks.csv").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert refusal(UsageError, lambda: read_looks(tmp_path)) == "looks_unreadable"
