"""A target brought to where it is hosted: what readers find there, whatever happens on the way."""

import functools
import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from cli.power_cuts import publish, publish_site, retire, run, withdraw
from object_stores import BUCKETS, Bucket, on
from s3 import asked, killed_before

import pipeline
from pipeline.deploy import claim, command
from pipeline.deploy.claim import Claim, claimed, read_manifest
from pipeline.deploy.send import Sender
from pipeline.errors import PipelineError, TargetRefused, Unreachable
from pipeline.release import Target, verify
from pipeline.release.index import parse_index
from pipeline.release.verify import verify_through
from pipeline.store import DEPLOYMENT, DeployedFolderReader, Head, Manifest, Store, StoreReader, open_store
from pipeline.store.answer import refusal
from pipeline.store.folder import FolderStore
from pipeline.store.manifest import Holder
from pipeline.wording.errors import sentence

HEAD = Head("text/plain", "no-cache")
pytestmark = pytest.mark.xdist_group("deploy")  # one server

STATES: dict[str, list[Callable[[Any], None]]] = {
    "one": [lambda p: publish(p, "1.0.0"), publish_site],
    "two": [lambda p: publish(p, "1.1.0"), publish_site],
    "withdrawn": [lambda p: withdraw(p, "1.0.0"), publish_site],
    "retired": [retire, publish_site],
}
"""What one run after another does to a target."""


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A target after each of its runs."""
    root = tmp_path_factory.mktemp("states")
    target = root / "target"
    found = {}
    for name, parts in STATES.items():
        run(target, parts)
        found[name] = Path(shutil.copytree(target, root / name))
    return found


@pytest.fixture(scope="module")
def buckets() -> Iterator[Callable[[str], Bucket]]:
    """A bucket of each kind, whose server starts when it is first asked for."""
    with ExitStack() as servers:
        yield functools.cache(lambda name: servers.enter_context(BUCKETS[name]()))


@pytest.fixture
def place_in(buckets, monkeypatch, request) -> Callable[[str], str]:
    """An empty place in a bucket of a kind, where we may write."""

    def place_in(name: str) -> str:
        for variable, value in buckets(name).surroundings.items():
            monkeypatch.setenv(variable, value)
        return f"{buckets(name).address}/{hashlib.sha256(request.node.name.encode()).hexdigest()[:12]}"

    return place_in


@pytest.fixture(params=on("s3"))
def s3(place_in, request) -> str:
    """An empty place in S3."""
    return place_in(request.param)


@pytest.fixture(params=on("s3", "gs_xml", "azure"))
def objects(place_in, request) -> str:
    """An empty place in any object store."""
    return place_in(request.param)


@pytest.fixture(params=["folder", *on("s3", "gs_xml", "azure")])
def place(place_in, request, tmp_path) -> str:
    """Anywhere that a target can be deployed to."""
    return str(tmp_path / "www") if request.param == "folder" else place_in(request.param)


def contents(store: Store) -> dict[str, bytes]:
    """All that lies at a place, but what the program writes down of it."""
    return {path: store.read(path)[0] for path in store.list() if path != DEPLOYMENT}


def tree(target: Path) -> dict[str, bytes]:
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


def ensure_only_whole_versions(store: Store, *, but: str | None = None) -> None:
    """Whatever an index there names is there, every byte of it."""
    there = contents(store)
    for path in [path for path in there if path.endswith("/versions.json")]:
        for entry in parse_index(there[path]):
            folder = f"{path.partition('/')[0]}/{entry.version}"
            if entry.version == but:
                continue
            sums = there[f"{folder}/SHA256SUMS"]
            assert hashlib.sha256(sums).hexdigest() == entry.current[1]
            for line in sums.decode().splitlines():
                assert hashlib.sha256(there[f"{folder}/{line[66:]}"]).hexdigest() == line[:64], line


@pytest.mark.parametrize("before", [None, "one"])
def test_a_place_becomes_what_the_target_is_and_is_verified(run, states, place, before):
    if before:
        run("deploy", states[before], place)

    result = run("deploy", states["withdrawn"], place)

    assert result.exit_code == 0, result.output
    assert contents(open_store(place)) == tree(states["withdrawn"])
    assert "everything is whole" in run("verify", "--target", place).output
    again = run("deploy", states["withdrawn"], place)
    assert again.exit_code == 0
    assert f"{place} is as the target is" in again.stdout


def test_only_what_changed_is_sent(run, states, place):
    run("deploy", states["one"], place)
    store = open_store(place)
    before = store.list()

    result = run("deploy", states["two"], place)

    [sent] = [word for word in result.stdout.split() if word.isdigit()][:1]
    unchanged = {path for path, content in tree(states["one"]).items() if tree(states["two"]).get(path) == content}
    assert int(sent) == len(tree(states["two"])) - len(unchanged)
    assert {path: store.list()[path] for path in unchanged} == {path: before[path] for path in unchanged}


def test_a_dry_run_says_by_folder_what_it_would_do_or_by_file_and_changes_nothing(run, states, place):
    run("deploy", states["two"], place)
    before = open_store(place).list()

    by_folder = run("deploy", states["withdrawn"], place, "--dry-run")
    by_file = run("deploy", states["withdrawn"], place, "--every-file")

    assert (by_folder.exit_code, by_file.exit_code) == (0, 0)
    assert "would send pack/1.0.0/tombstone.json" in by_file.stdout
    assert "would remove pack/1.0.0/data/roster.csv" in by_file.stdout
    sent, removed = (by_file.stdout.count(f"would {act} pack/1.0.0/") for act in ("send", "remove"))
    assert f"  pack/1.0.0/: {sent} files would be sent, {removed} removed" in by_folder.stdout.splitlines()
    assert "tombstone.json" not in by_folder.stdout
    assert by_folder.stdout.splitlines()[-1] == by_file.stdout.splitlines()[-1]
    assert open_store(place).list() == before


class Killed(BaseException):
    """What no code of the program catches, as a kill."""


class Struck:
    """A store that goes dead before one of its requests, and stays so."""

    def __init__(self, store: Store, number: int) -> None:
        self._store, self._left = store, number
        self.root, self.address, self.patience = store.root, store.address, store.patience

    def __getattr__(self, name: str) -> Any:
        if name in {"list", "read", "put", "remove"}:
            self._left -= 1
            if self._left <= 0:
                raise Killed
        return getattr(self._store, name)


@pytest.mark.parametrize(("before", "after"), [(None, "one"), ("one", "two"), ("two", "withdrawn"), ("two", "retired")])
def test_cut_off_before_any_request_readers_see_whole_versions_and_the_next_run_completes_it(
    states, tmp_path, monkeypatch, silent, before, after
):
    monkeypatch.setattr("pipeline.deploy.send.SIDE_BY_SIDE", 1)
    gone = {"withdrawn": "1.0.0"}.get(after)
    number = 0
    while True:
        number += 1
        www = tmp_path / str(number)
        if before:
            command.deploy(states[before], str(www), silent)
        monkeypatch.setattr(command, "open_store", lambda _, www=www, number=number: Struck(FolderStore(www), number))
        with suppress(Killed):
            command.deploy(states[after], str(www), silent)
            break
        monkeypatch.undo()
        if after != "retired":
            ensure_only_whole_versions(FolderStore(www), but=gone)
        assert not verify_through(DeployedFolderReader(www)).tampered
        assert command.deploy(states[after], str(www), silent) == 0
        assert contents(FolderStore(www)) == tree(states[after])
        manifest = read_manifest(FolderStore(www))[0]
        assert (manifest.pending, manifest.holder) == (frozenset(), None)
        assert manifest.files.keys() == tree(states[after]).keys()
        monkeypatch.setattr("pipeline.deploy.send.SIDE_BY_SIDE", 1)
        shutil.rmtree(www)
    assert number > 12


@pytest.fixture
def silent():
    """How a run speaks that nobody listens to."""
    from pipeline.wording.run import Talk

    return Talk("en", lambda _: None, lambda _: None, terminal=False)


@pytest.mark.parametrize("number", [5, 9, 14, 19, 24])
def test_killed_at_a_request_to_s3_the_next_run_ends_as_an_uninterrupted_one(run, states, s3, number):
    run("deploy", states["one"], s3)

    status = killed_before(number, "deploy", states["two"], s3)

    store = open_store(s3)
    assert status == -9
    ensure_only_whole_versions(store)
    assert not verify_through(StoreReader(store)).tampered
    result = run("deploy", states["two"], s3)
    assert result.exit_code == 0, result.output
    assert contents(store) == tree(states["two"])
    assert not verify_through(StoreReader(store)).problems


def test_of_two_at_once_one_is_refused_and_a_dead_one_is_followed(states, objects, silent, monkeypatch):
    monkeypatch.setattr(claim, "BEAT", 0.05)
    store = open_store(objects)
    store.patience = 0.6
    with claimed(store, lambda _: None), pytest.raises(TargetRefused) as refused, claimed(store, lambda _: None):
        pytest.fail("two hold the place")
    assert refused.value.key == "deploy_under_way"

    store.put(DEPLOYMENT, Manifest(holder=Holder("dead", "another machine", 1)).to_bytes(), HEAD)
    watched: list[int] = []
    with claimed(store, watched.append) as mine:
        mine.ensure()
    assert watched


def test_who_was_taken_over_writes_no_more(states, objects, silent):
    store = open_store(objects)
    mine = Claim(store, *read_manifest(store))
    Claim(store, *read_manifest(store))  # another machine, that took this one for dead

    for change in (lambda: mine.promise(["a"]), lambda: mine.fulfil([])):
        with pytest.raises(TargetRefused) as refused:
            change()
        assert refused.value.key == "deploy_under_way"


class Careless:
    """A store that takes the conditions of a write, and does not look at them, as some services do."""

    patience = 1.0

    def __init__(self, root: Path) -> None:
        self._store = FolderStore(root)
        self.address, self.held = self._store.address, self._store.held

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put(self, path, content, head, only=None):  # noqa: ARG002 (that is its fault)
        return self._store.put(path, content, head)


def test_a_store_that_does_not_keep_to_conditions_is_refused(states, tmp_path, silent, monkeypatch):
    monkeypatch.setattr(command, "open_store", lambda _: Careless(tmp_path / "www"))

    with pytest.raises(TargetRefused) as refused:
        command.deploy(states["one"], "s3://bucket", silent)

    assert refused.value.key == "store_cannot"
    assert contents(FolderStore(tmp_path / "www")) == {}
    assert read_manifest(FolderStore(tmp_path / "www"))[0].holder is None


def test_a_claim_that_somebody_removed_is_lost(objects):
    store = open_store(objects)
    mine = Claim(store, *read_manifest(store))
    store.remove([DEPLOYMENT])

    with pytest.raises(TargetRefused):
        mine.promise(["a"])


def test_an_index_that_somebody_else_wrote_in_the_meantime_is_not_replaced(states, objects, silent, monkeypatch):
    command.deploy(states["one"], objects, silent)
    store = open_store(objects)
    carry_out = Sender.carry_out

    def meanwhile(*arguments):
        store.put("pack/versions.json", b"[]\n", HEAD)
        carry_out(*arguments)

    monkeypatch.setattr(Sender, "carry_out", meanwhile)
    with pytest.raises(TargetRefused) as refused:
        command.deploy(states["two"], objects, silent)

    assert refused.value.key == "deploy_changed"
    assert store.read("pack/versions.json")[0] == b"[]\n"


def test_an_older_target_takes_nothing_back(run, states, place):
    run("deploy", states["withdrawn"], place)
    before = contents(open_store(place))

    for older in ("one", "two"):
        result = run("deploy", states[older], place)
        assert result.exit_code == 4
        assert "Nothing sent" in result.stderr
    assert contents(open_store(place)) == before


def test_what_somebody_else_put_there_is_neither_replaced_nor_removed(run, states, place):
    store = open_store(place)
    with store.held():
        store.put("theirs.txt", b"theirs", HEAD)
        store.put("pack/1.0.0/data/theirs.csv", b"theirs", HEAD)
    for state in ("two", "withdrawn"):
        assert run("deploy", states[state], place).exit_code == 0
    assert {"theirs.txt", "pack/1.0.0/data/theirs.csv"} < store.list().keys()

    with store.held():
        store.remove(list(store.list()))
        store.put("index.html", b"theirs", HEAD)
    result = run("deploy", states["withdrawn"], place)

    assert result.exit_code == 4
    assert "index.html" in result.stderr
    assert store.read("index.html")[0] == b"theirs"


def test_what_was_withdrawn_goes_also_from_a_store_that_was_moved_but_not_what_stands_in_its_place(run, states, place):
    run("deploy", states["two"], place)
    store = open_store(place)
    moved, replaced = "pack/1.0.0/data/roster.csv", "pack/1.0.0/datapackage.json"
    manifest = json.loads(store.read(DEPLOYMENT)[0])
    manifest["files"][moved]["etag"] = "as it was before the move"
    with store.held():
        store.put(DEPLOYMENT, json.dumps(manifest).encode(), HEAD)
        store.put(replaced, b"theirs", HEAD)

    result = run("deploy", states["withdrawn"], place)

    assert result.exit_code == 4
    assert f"Not removed, as somebody put something else in its place; look at it: {replaced}." in result.stderr
    assert moved not in store.list()
    assert store.read(replaced)[0] == b"theirs"


def test_a_target_that_was_copied_by_other_means_is_taken_over(run, states, tmp_path):
    www = Path(shutil.copytree(states["two"], tmp_path / "www"))
    (www / "theirs.html").write_text("theirs")

    assert run("deploy", states["withdrawn"], www).exit_code == 0

    assert tree(www).keys() - {DEPLOYMENT} == tree(states["withdrawn"]).keys() | {"theirs.html"}


def test_the_hosts_own_robots_stay_and_so_do_those_of_the_publisher(run, states, tmp_path):
    target = Path(shutil.copytree(states["one"], tmp_path / "target"))
    (target / "robots.txt").write_text("ours")
    (target / ".secret").write_text("")
    (target / "notes.txt").write_text("left out")

    result = run("deploy", target, tmp_path / "www")
    assert "Not sent, as this program did not publish it: .secret, notes.txt." in result.stderr
    assert (tmp_path / "www/robots.txt").read_text() == "ours"

    (tmp_path / "other").mkdir()
    (tmp_path / "other/robots.txt").write_text("theirs")
    assert "robots.txt" in run("deploy", target, tmp_path / "other").stderr
    assert (tmp_path / "other/robots.txt").read_text() == "theirs"


def test_a_broken_target_is_not_sent(run, states, tmp_path):
    target = Path(shutil.copytree(states["one"], tmp_path / "target"))
    (target / "pack/1.0.0/data/roster.csv").write_text("person\nsomebody else\n")

    result = run("deploy", target, tmp_path / "www")

    assert result.exit_code == 4
    assert "Nothing sent" in result.stderr
    assert not (tmp_path / "www").exists()


def test_readers_of_the_store_are_told_types_and_how_long_to_keep_what_and_load_its_tables(run, project, buckets, s3):
    run("publish", "mlr-organisation")

    assert run("deploy", "public", s3).exit_code == 0

    hosted = s3.replace("s3:/", buckets("s3").surroundings["AWS_ENDPOINT_URL"])
    base = f"{hosted}/mlr-organisation"
    for path, (media_type, cache) in {
        "1.0.0/data/roster.csv": ("text/csv; charset=utf-8", command.LASTING),
        "1.0.0/data/roster.parquet": ("application/vnd.apache.parquet", command.LASTING),
        "1.0.0/SHA256SUMS": ("text/plain; charset=utf-8", "no-cache"),
        "latest/data/roster.csv": ("text/csv; charset=utf-8", "no-cache"),
        "versions.json": ("application/json", "no-cache"),
        "../catalog.rdf": ("application/rdf+xml", "no-cache"),
    }.items():
        content, headers = asked(f"{base}/{path}".replace("/mlr-organisation/..", ""))
        assert (headers["content-type"], headers["cache-control"]) == (media_type, cache), path
        assert headers["x-amz-meta-sha256"] == hashlib.sha256(content).hexdigest()
    assert len(pipeline.load("mlr-organisation", "roster", base=hosted)) == 38
    assert run("verify", "--target", hosted, "--allow-private").exit_code == 0

    run("withdraw", "mlr-organisation", "1.0.0", "--reason", "Fel sida.")
    assert "Purge them" in run("deploy", "public", s3).stderr


def test_what_was_added_to_a_store_or_changed_in_it_is_found(run, states, objects):
    run("deploy", states["one"], objects)
    store = open_store(objects)
    store.put("pack/1.0.0/data/more.csv", b"", HEAD)
    store.put("pack/1.0.0/data/roster.csv", b"", HEAD)

    result = run("verify", "--target", objects)

    assert result.exit_code == 4
    assert {"pack/1.0.0/data/more.csv", "pack/1.0.0/data/roster.csv"} < {
        line.strip().partition(":")[0] for line in result.stdout.splitlines()
    }
    assert run("verify", "--target", objects, "--repair").exit_code == 2


def test_a_file_that_goes_in_parts_arrives_whole(s3, tmp_path):
    store, large = open_store(s3), tmp_path / "large"
    large.write_bytes(bytes(range(256)) * (12 << 12))

    store.put("large", large, Head("application/zip", "no-cache", "0" * 64))

    assert store.digest("large") == (hashlib.sha256(large.read_bytes()).hexdigest(), 12 << 20)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("s3://key:secret@bucket/x", 2),
        ("s3://bucket/x?sig=secret", 2),
        ("abfs://container:secret@account.dfs.core.windows.net/x", 2),
        ("s3://", 2),
        ("s3://bucket/../x", 2),
        ("sftp://host/secret", 2),
        ("https://host/secret", 2),
        ("file://host/folder", 2),
        ("somebody:secret@host:/folder", 2),
    ],
)
def test_an_address_that_cannot_be_written_is_refused_and_no_password_is_told(run, states, place, code):
    result = run("deploy", states["one"], place)

    assert result.exit_code == code
    assert "Error: " in result.stderr
    assert "secret" not in result.output


def test_a_bucket_that_is_not_there_is_refused_and_a_store_that_cannot_be_reached_is_told_apart(
    run, states, s3, monkeypatch
):
    missing = run("deploy", states["one"], "s3://no-such-bucket/x")
    assert (missing.exit_code, "does not exist (NoSuchBucket)" in missing.stderr) == (4, True)
    assert "never-told" not in missing.output

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for away in (run("deploy", states["one"], s3), run("verify", "--target", s3)):
        assert (away.exit_code, "could not be reached" in away.stderr) == (3, True)


def test_without_obstore_a_sentence_says_what_to_install_and_a_folder_needs_none(run, states, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.delitem(sys.modules, "pipeline.store.objects", raising=False)

    result = run("deploy", states["one"], "s3://bucket/x")

    assert result.exit_code == 2
    assert "pip install obstore" in result.stderr
    assert run("deploy", states["one"], tmp_path / "www").exit_code == 0


@pytest.mark.parametrize(
    ("answer", "kind", "key"),
    [
        ("403 Forbidden: <Error><Code>AccessDenied</Code>", TargetRefused, "store_denied"),
        ("403 Forbidden: <Error><Code>RequestTimeTooSkewed</Code>", TargetRefused, "store_clock"),
        ("403 Forbidden: ", TargetRefused, "store_denied"),
        ("301 Moved: <Error><Code>PermanentRedirect</Code>", TargetRefused, "store_region"),
        ("404 Not Found: <Error><Code>ContainerNotFound</Code>", TargetRefused, "store_missing"),
        ("501 Not Implemented: <Error><Code>NotImplemented</Code>", TargetRefused, "store_cannot"),
        ("503 Slow Down: <Error><Code>SlowDown</Code>", Unreachable, "store_unreachable"),
        ("400 Bad Request: <Error><Code>WhoKnows</Code>", TargetRefused, "store_failed"),
    ],
)
def test_what_a_store_answers_is_told_in_words_of_ours(answer, kind, key):
    text = (
        f"GET https://a.example/x?sig=secret - Server returned non-2xx status code: {answer}<Message>secret</Message>"
    )

    fault = refusal(text, "az://container")

    assert isinstance(fault, PipelineError)
    assert (type(fault), fault.key) == (kind, key)
    assert "secret" not in sentence(fault, "sv") + sentence(fault, "en")


def test_a_run_that_publishes_keeps_a_deployment_away(run, states, tmp_path):
    target = Path(shutil.copytree(states["one"], tmp_path / "target"))
    from pipeline.release.lock import held

    with held(target):
        assert run("deploy", target, tmp_path / "www").exit_code == 4
    assert run("deploy", target, target / "www").exit_code == 2
    assert not verify(target).problems
    assert Target(target).packages() == ["pack"]


def test_a_folder_that_cannot_be_written_is_told(run, states, tmp_path):
    (tmp_path / "www").write_text("a file")

    result = run("deploy", states["one"], tmp_path / "www")

    assert result.exit_code == 4
    assert f"{tmp_path / 'www'} cannot be written" in result.stderr


def test_a_link_in_the_way_is_not_followed(run, states, tmp_path):
    (tmp_path / "www").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "www/pack").symlink_to(tmp_path / "elsewhere")

    assert run("deploy", states["one"], tmp_path / "www").exit_code == 4
    assert not list((tmp_path / "elsewhere").iterdir())
