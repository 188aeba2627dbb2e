"""What analysts use reads Parquet from `serve` by byte ranges: a small part of a file crosses the wire."""

import json
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pytest
from frictionless import Package
from loopback import answering
from trees import put_version

from pipeline.serve import open_server
from pipeline.serve.answer import TreeRequest
from pipeline.serve.reply import byte_range

ROWS = 200_000
DUCKDB = Path(__file__).parents[2] / ".venv-duckdb" / "bin" / "python"
DUCKDB_PROGRAM = """
import importlib.resources, json, sys, duckdb
folder = importlib.resources.files("duckdb_extension_httpfs") / "extensions"
[httpfs] = folder.glob("*/httpfs.duckdb_extension")
connection = duckdb.connect()
connection.load_extension(str(httpfs))
query = "SELECT count(*), max(id) FROM read_parquet(?) WHERE id >= 190000"
print(json.dumps(connection.execute(query, sys.argv[1:]).fetchone()))
"""


@dataclass
class Site:
    """A large Parquet file at a URL, and what was asked of it: method and Range header."""

    url: str
    size: int
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def bytes_sent(self) -> int:
        """How much of the file crossed the wire."""
        parts = [byte_range(asked or "", self.size) for method, asked in self.asked if method == "GET"]
        return sum(self.size if part is None else len(part) for part in parts)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Numbers that ascend, beside numbers that no compression makes small."""
    path = tmp_path / "ledger.parquet"
    noise = random.Random(1)
    table = pl.DataFrame({"id": range(ROWS), "noise": [noise.random() for _ in range(ROWS)]})
    table.write_parquet(path, row_group_size=10_000)
    with answering(open_server(tmp_path, "127.0.0.1", 0)) as address:
        site = Site(f"{address}/{path.name}", path.stat().st_size)

        def record(request: TreeRequest, *_: object) -> None:
            site.asked.append((request.command, request.headers["Range"]))

        monkeypatch.setattr(TreeRequest, "log_request", record)
        yield site


def test_polars_reads_the_columns_it_needs(site: Site) -> None:
    found = pl.scan_parquet(site.url).filter(pl.col("id") >= 190_000).select(pl.len(), pl.max("id")).collect()
    assert found.row(0) == (10_000, 199_999)
    assert 0 < site.bytes_sent() < site.size / 4


@pytest.mark.skipif(not DUCKDB.exists(), reason="no .venv-duckdb: DuckDB reads HTTP only with its httpfs extension")
def test_duckdb_reads_the_columns_it_needs(site: Site) -> None:
    printed = subprocess.check_output([DUCKDB, "-c", DUCKDB_PROGRAM, site.url])
    assert json.loads(printed) == [10_000, 199_999]
    assert 0 < site.bytes_sent() < site.size / 4


def test_frictionless_follows_the_schemas_of_a_package_to_where_it_is_hosted(tmp_path: Path) -> None:
    put_version(tmp_path)
    with answering(open_server(tmp_path, "127.0.0.1", 0)) as address:
        report = Package(f"{address}/mlr-organisation/latest/datapackage.json").validate()
    assert report.valid, report.flatten(["name", "type", "note"])
    assert len(report.tasks) == 4 * 12
