"""A check on an engine has the report of the local one, wherever the table is cut, and whichever worker dies."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import frictionless
import pytest
from sparks import HOME, PACKAGES, JvmCluster, lacks_jvm, sail_server

from pipeline.engines import engine_of
from pipeline.errors import Unreachable, UsageError
from pipeline.prover.engine import Engine, Item, Missing, PartRow, Result
from pipeline.prover.judge import Check
from pipeline.prover.loading import judge_package, package_from
from pipeline.prover.parts import Part, unpacked
from pipeline.prover.recipe import Proof, Summary

ROOT = Path(__file__).parents[2]
ARCHIVE = Path(__file__).parents[3] / "shared" / "validation" / "conformance.zip"
SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"unique": True}},
        {"name": "day", "type": "date"},
        {"name": "kind", "type": "string"},
        {"name": "no", "type": "integer"},
    ],
    "primaryKey": ["day", "id"],
    "foreignKeys": [{"fields": ["kind", "no"], "reference": {"resource": "kinds", "fields": ["kind", "no"]}}],
}
KINDS = {"fields": [{"name": "kind", "type": "string"}, {"name": "no", "type": "integer"}]}


on_request = pytest.mark.skipif("TEST_SPARK" not in os.environ, reason="some minutes on JVMs: make test-spark")
on_spark = pytest.mark.filterwarnings("ignore:.*pandas.*:FutureWarning")  # pyspark says that it does not know pandas 3


class Here:
    """An engine that is no engine: one thread, and keys compared one by one."""

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        return [work(item) for item in items]

    def prove(self, work: Callable[[Part], Proof], parts: Sequence[Part]) -> "ProvenHere":
        return ProvenHere([work(part) for part in parts])

    def close(self) -> None:
        pass


class ProvenHere:
    def __init__(self, proofs: list[Proof]) -> None:
        self.proofs = proofs

    def summaries(self) -> list[Summary]:
        return [proof.summary for proof in self.proofs]

    def shared(self, limit: int) -> list[PartRow]:
        firsts: dict[tuple[int, int], PartRow] = {}
        again = []
        for proof in self.proofs:
            for key, fingerprint, part, row in zip(*proof.keys.to_pydict().values(), strict=True):
                first = firsts.setdefault((key, fingerprint), (part, row))
                if first != (part, row):
                    again.append(((part, row), first))
        return sorted({each for pair in sorted(again)[: limit or None] for each in pair})

    def missing(self, referenced: Sequence[Any], limit: int) -> list[Missing]:
        found = []
        for number, there in enumerate(referenced):
            known = {
                each[1:3] for proof in there.proofs for each in zip(*proof.references.to_pydict().values(), strict=True)
            }
            lacking = [
                (reference, (high, low), part, row)
                for proof in self.proofs
                for reference, high, low, part, row in zip(*proof.references.to_pydict().values(), strict=True)
                if reference == number and (high, low) not in known
            ]
            found += sorted(lacking, key=lambda each: each[2:])[: limit or None]
        return found


class Killing:
    """An engine of which a worker dies while a table of many parts is proven: what it had made is lost."""

    def __init__(self, engine: Engine, victim: "subprocess.Popen[bytes]") -> None:
        self.engine = engine
        self.victim = victim
        self.is_done = False

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        return self.engine.map(work, items)

    def prove(self, work: Callable[[Part], Proof], parts: Sequence[Part]) -> Any:
        proven: Any = self.engine.prove(work, parts)
        if len(parts) > 10:
            while sum(future.done() for future in proven._proofs) < 8:
                time.sleep(0.005)
            self.victim.send_signal(signal.SIGKILL)
            self.is_done = True
        return proven

    def close(self) -> None:
        pass


def flattened(report: frictionless.Report) -> dict[str, Any]:
    """A report but for the time it took."""
    found: dict[str, Any] = json.loads(json.dumps(report.to_descriptor(), default=str))
    for each in (found, *found["tasks"]):
        each["stats"].pop("seconds", None)
    return found


def judged(package: dict[str, Any], folder: Path, engine: Engine | None, limit: int = 1000) -> dict[str, Any]:
    with Check("always", limit, engine=engine) as check:
        return flattened(judge_package(lambda: package_from(package, folder), check.judge))


class Cluster:
    """A scheduler of Dask and two workers, each a process of its own with a seed of its own for Python's hashes."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.folder = folder
        self.processes = [self.started("scheduler", "--host", "127.0.0.1", "--port", self.address.partition(":")[2])]
        self.workers = [self.worker(), self.worker()]

    def worker(self) -> "subprocess.Popen[bytes]":
        place = self.folder / f"worker-{len(self.processes)}"
        options = ["--nthreads", "1", "--no-nanny", "--local-directory", str(place)]
        process = self.started("worker", f"tcp://{self.address}", *options)
        self.processes.append(process)
        return process

    def started(self, kind: str, *options: str) -> "subprocess.Popen[bytes]":
        seed = str(len(getattr(self, "processes", [])))
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "PYTHONWARNINGS": ""}
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options, "--no-dashboard"]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    found = Cluster(tmp_path_factory.mktemp("dask"))
    try:
        yield found
    finally:
        found.close()


@pytest.fixture(scope="module")
def dask(cluster: Cluster) -> Iterator[Engine]:
    with engine_of(f"dask://{cluster.address}") as engine:
        assert engine is not None
        yield engine


@pytest.fixture(scope="module")
def pyspark() -> None:
    """What `[spark]` brings, out of a place of its own."""
    if not (HOME / "done").is_file():
        pytest.skip(f"no {HOME}/done: make .venv-spark/done")
    if str(PACKAGES) not in sys.path:
        sys.path.append(str(PACKAGES))
    main = sys.modules["__main__"]
    if not hasattr(main, "__file__"):  # in a process of pytest-xdist; pyspark would take it for one of its own doctests
        main.__file__ = __file__


@pytest.fixture(scope="module")
def jvms(pyspark: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JvmCluster]:
    if reason := lacks_jvm():
        pytest.skip(reason)
    with ExitStack() as held:
        yield JvmCluster(tmp_path_factory.mktemp("spark"), held)


@pytest.fixture(scope="module", params=["sail", pytest.param("jvm", marks=on_request)])
def spark(request: pytest.FixtureRequest, pyspark: None) -> Iterator[Engine]:
    with ExitStack() as held:
        if request.param == "jvm":
            address = request.getfixturevalue("jvms").address
        else:
            address, _ = held.enter_context(sail_server())
        engine = held.enter_context(engine_of(address))
        assert engine is not None
        yield engine


def ledger(folder: Path, form: str, *, faults: bool, parts: int = 4, rows: int = 400) -> dict[str, Any]:
    """A package of two tables in parts; the faults stand on both sides of a cut, and far apart."""
    lines = [[str(n), f"2024-01-{n % 28 + 1:02}", f"k{n % 7}", str(n % 3)] for n in range(rows)]
    size = rows // parts
    if faults:
        lines[size - 1][1] = "no day"
        lines[size] = [lines[size - 1][0], lines[size - 1][1], *lines[size][2:]]  # a key on both sides of a cut
        lines[2 * size][0] = lines[3][0]
        lines[2 * size - 1][2:] = ["k9", "9"]  # found nowhere
        lines[-1][2:] = ["k9", "9"]
        lines[size + 1][3] = "9"
    kinds = [[f"k{n}", str(m)] for n in range(7) for m in range(3)]
    tables = {"ledger": (SCHEMA, lines, size), "kinds": (KINDS, kinds, 11)}
    return {"name": "p", "resources": [table(folder, name, form, *of) for name, of in tables.items()]}


def table(
    folder: Path, name: str, form: str, schema: dict[str, Any], lines: list[list[str]], size: int
) -> dict[str, Any]:
    paths = []
    names = [field["name"] for field in schema["fields"]]
    for number, start in enumerate(range(0, len(lines), size)):
        paths.append(f"{name}-{number}.{form}")
        some = lines[start : start + size]
        if form == "csv":
            text = "".join(",".join(line) + "\n" for line in [names, *some])
            (folder / paths[-1]).write_text(text)
        else:
            import pyarrow as pa
            import pyarrow.parquet as pq

            columns = zip(*some, strict=True)
            of_numbers = [field["type"] == "integer" for field in schema["fields"]]
            arrays = [
                pa.array([int(cell) for cell in column] if numeric else list(column))
                for column, numeric in zip(columns, of_numbers, strict=True)
            ]
            pq.write_table(pa.table(dict(zip(names, arrays, strict=True))), folder / paths[-1])
    return {"name": name, "type": "table", "path": paths, "schema": schema}


@pytest.mark.parametrize("limit", [1, 3, 1000, 0])
@pytest.mark.parametrize("faults", [False, True], ids=["clean", "faults"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_pieces_put_together_are_the_local_report(tmp_path: Path, form: str, faults: bool, limit: int) -> None:  # noqa: FBT001
    package = ledger(tmp_path, form, faults=faults)
    expected = judged(package, tmp_path, None, limit)
    assert expected["valid"] is not faults
    assert judged(package, tmp_path, Here(), limit) == expected


@pytest.mark.parametrize("faults", [False, True], ids=["clean", "faults"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_dask_gives_the_local_report(tmp_path: Path, dask: Engine, form: str, faults: bool) -> None:  # noqa: FBT001
    package = ledger(tmp_path, form, faults=faults)
    assert judged(package, tmp_path, dask) == judged(package, tmp_path, None)


@on_spark
@pytest.mark.parametrize(
    ("form", "faults", "limit"),
    [("csv", False, 1000), ("csv", True, 1000), ("parquet", True, 1000), ("csv", True, 3)],
)
def test_spark_gives_the_local_report(tmp_path: Path, spark: Engine, form: str, faults: bool, limit: int) -> None:  # noqa: FBT001
    package = ledger(tmp_path, form, faults=faults)
    assert judged(package, tmp_path, spark, limit) == judged(package, tmp_path, None, limit)


@on_spark
@pytest.mark.skipif(not ARCHIVE.is_file(), reason=f"no recorded cases at {ARCHIVE}")
def test_recorded_tables_in_parts_have_the_local_report_on_spark(tmp_path: Path, spark: Engine) -> None:
    agree: dict[str, bool] = {}
    for table_name, limit, package in cases_in_parts(tmp_path, int(os.environ.get("CASES_STRIDE", "120"))):
        try:
            expected = judged(package, tmp_path, Here(), limit)
        except UsageError:
            continue
        if table_name not in agree:
            agree[table_name] = judged(package, tmp_path, spark, limit) == expected
    assert [name for name, agrees in agree.items() if not agrees] == []
    assert len(agree) > 3


@on_spark
def test_a_part_that_a_worker_does_not_reach_is_named(spark: Engine) -> None:
    gone = Part(0, "/nowhere/part.csv", "part.csv")
    with pytest.raises(Unreachable) as caught:
        spark.map(unpacked, [gone])
    assert caught.value.facts["place"] == "/nowhere/part.csv"


@on_spark
def test_spark_that_is_not_there_or_dies_is_said(
    tmp_path: Path, pyspark: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pipeline.engines.spark

    monkeypatch.setattr(pipeline.engines.spark, "_PATIENCE", 0.5)
    monkeypatch.setattr(pipeline.engines.spark, "_RETRIES", 1)
    with pytest.raises(UsageError) as caught, engine_of("sc://127.0.0.1:9/;token=secret"):
        pass
    assert (caught.value.key, caught.value.facts) == ("engine_unreachable", {"engine": "sc://127.0.0.1:9"})
    package = ledger(tmp_path, "csv", faults=True)
    with sail_server() as (address, server), engine_of(address) as engine:
        assert engine is not None
        assert engine.map(str, [1, 2]) == ["1", "2"]
        server.kill()
        server.wait()
        with pytest.raises(UsageError) as caught:
            judged(package, tmp_path, engine)
    assert caught.value.key == "engine_failed"


@on_spark
@on_request
def test_a_session_that_was_there_lives_on_and_keeps_nothing_of_ours(
    jvms: JvmCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow as pa
    from pyspark.sql import SparkSession

    nothing = pa.table({"fingerprint": pa.array([], pa.int64())})

    def named(part: Part) -> Proof:
        summary: Any = part.name
        return Proof(summary, nothing, nothing)

    monkeypatch.setenv("SPARK_REMOTE", jvms.address)
    session = SparkSession.builder.getOrCreate()
    with engine_of("spark") as engine:
        assert engine is not None
        proven: Any = engine.prove(named, [Part(0, "a.csv", "a.csv")])
        assert proven.summaries() == ["a.csv"]
        kept = proven._frame.storageLevel
    assert (kept.useMemory, proven._frame.storageLevel.useMemory) == (True, False)
    assert session.range(3).count() == 3
    session.stop()
    with engine_of("spark") as engine:
        assert engine is not None
        assert engine.map(str, [1]) == ["1"]
    assert SparkSession.getActiveSession() is None


@on_spark
@on_request
def test_an_executor_of_spark_that_is_killed_in_the_middle_changes_nothing(tmp_path: Path, jvms: JvmCluster) -> None:
    package = ledger(tmp_path, "csv", faults=True, parts=40, rows=20_000)
    expected = judged(package, tmp_path, None)
    done = tmp_path / "done"
    done.mkdir()

    class Noting:
        """An engine whose workers leave a note of each part that they have proven."""

        def __init__(self, engine: Engine) -> None:
            self.map = engine.map
            self.close = engine.close
            self.engine = engine

        def prove(self, work: Callable[[Part], Proof], parts: Sequence[Part]) -> Any:
            def noted(part: Part) -> Proof:
                proof = work(part)
                (done / f"{part.number}-{os.getpid()}-{time.time_ns()}").touch()
                return proof

            return self.engine.prove(noted, parts)

    def killed() -> None:
        until = time.monotonic() + 120
        while len(list(done.iterdir())) < 8 and time.monotonic() < until:
            time.sleep(0.005)
        jvms.kill(jvms.workers[0])

    with engine_of(jvms.address) as engine, ThreadPoolExecutor(1) as beside:
        assert engine is not None
        killing = beside.submit(killed)
        found = judged(package, tmp_path, Noting(engine))
        killing.result()
    proven = Counter(note.name.partition("-")[0] for note in done.iterdir())
    assert jvms.workers[0].wait(10) == -signal.SIGKILL
    assert found == expected
    assert max(proven.values()) > 1  # what was lost was made again


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(tmp_path: Path, dask: Engine, cluster: Cluster) -> None:
    package = ledger(tmp_path, "csv", faults=True, parts=40, rows=20_000)
    expected = judged(package, tmp_path, None)
    victim = cluster.workers.pop()
    cluster.workers.append(cluster.worker())
    killing = Killing(dask, victim)
    found = judged(package, tmp_path, killing)
    assert killing.is_done
    assert victim.wait(10) == -signal.SIGKILL
    assert found == expected


def test_a_cluster_without_workers_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pipeline.engines.dask

    monkeypatch.setattr(pipeline.engines.dask, "_LOOK", 1)
    monkeypatch.setattr(pipeline.engines.dask, "DESERTED", 1)
    cluster = Cluster(tmp_path)
    try:
        with engine_of(f"dask://{cluster.address}") as engine:
            assert engine is not None
            assert engine.map(str, [1, 2]) == ["1", "2"]
            for worker in cluster.workers:
                worker.kill()
            with pytest.raises(UsageError) as caught:
                engine.map(str, [3])
    finally:
        cluster.close()
    assert (caught.value.key, caught.value.facts["seconds"]) == ("engine_deserted", 1)


def test_what_is_missing_for_an_engine_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError) as caught, engine_of("dask:host"):
        pass
    assert caught.value.key == "engine_unknown"
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "pipeline.engines.dask", raising=False)
    with pytest.raises(UsageError) as caught, engine_of("dask://127.0.0.1:9"):
        pass
    assert (caught.value.key, caught.value.facts["extra"]) == ("engine_missing", "dask")


def cut_in_parts(content: str, pieces: int) -> list[str] | None:
    """A CSV file in parts with a header each; null where that is not the same table."""
    lines = content.splitlines(keepends=True)
    records = list(csv.reader(io.StringIO(content, newline="")))
    if len(records) != len(lines) or not content.endswith("\n") or len(lines) <= pieces:
        return None
    header, *rows = lines
    size = -(-len(rows) // pieces)
    return [header + "".join(rows[start : start + size]) for start in range(0, len(rows), size)]


def cases_in_parts(folder: Path, step: int) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Each `step`th recorded case, its table cut into three: what it is called, its limit, and a package of it."""
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(folder)
    for number, case in enumerate(json.loads((folder / "cases.json").read_text("utf-8"))[::step]):
        path = folder / case["table"]
        try:
            cut = cut_in_parts(path.read_bytes().decode("utf-8"), 3)
        except UnicodeDecodeError:
            continue
        if path.suffix != ".csv" or not case["schema"] or cut is None:
            continue
        names = [f"part-{number}-{part}.csv" for part in range(len(cut))]
        for name, text in zip(names, cut, strict=True):
            (folder / name).write_bytes(text.encode())
        described = {"name": "t", "type": "table", "path": names, "encoding": "utf-8", "schema": case["schema"]}
        dialect = {"dialect": case["dialect"]} if case["dialect"] else {}
        yield case["table"], case["limit_errors"], {"name": "p", "resources": [described | dialect]}


@pytest.mark.skipif(not ARCHIVE.is_file(), reason=f"no recorded cases at {ARCHIVE}")
def test_every_recorded_table_in_parts_has_the_local_report_on_pieces_and_on_dask(tmp_path: Path, dask: Engine) -> None:
    on: dict[str, list[bool]] = {"pieces": [], "dask": []}
    seen: Counter[str] = Counter()
    for table_name, limit, package in cases_in_parts(tmp_path, int(os.environ.get("CASES_STRIDE", "9"))):
        try:
            expected = judged(package, tmp_path, None, limit)
            on["pieces"].append(judged(package, tmp_path, Here(), limit) == expected)
        except UsageError:  # a header of several lines, which no part but the first has; or another odd dialect
            continue
        seen[table_name] += 1
        if seen[table_name] == 1:
            on["dask"].append(judged(package, tmp_path, dask, limit) == expected)
    assert all(on["pieces"])
    assert all(on["dask"])
    assert (len(on["pieces"]) > 50, len(on["dask"]) > 10) == (True, True)
