"""The code that the pages print loads the data, as printed, from a tree that `serve` shows."""

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from httpfs import ABSENT, DUCKDB, rows_of
from loopback import answering
from lxml import html

from pipeline.cli import main
from pipeline.serve import open_server

PAGES = ("mlr-organisation/index.html", "mlr-working-groups/index.en.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A tree published with the address that it is served at."""
    target = tmp_path_factory.mktemp("published")
    with open_server(target, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        result = CliRunner().invoke(main, ["publish", "--target", str(target), "--base-url", address])
        assert result.exit_code == 0, result.output
        with answering(server):
            yield target


def printed(page: Path, reader: str) -> str:
    [code] = html.document_fromstring(page.read_text(encoding="utf-8")).xpath(f"//*[@id='loading-{reader}']//pre")
    return str(code.text_content())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("reader", ["pandas", "polars"])
def test_python_code_works_as_printed(site, page, reader):
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(printed(site / page, reader), names)  # noqa: S102 (our own page)
    rows = {"roster": 38, "working_group_tasks": 10}
    [table] = rows.keys() & names.keys()
    assert len(names[table]) == rows[table]


@pytest.mark.skipif(not DUCKDB.exists(), reason=ABSENT)
@pytest.mark.parametrize("page", PAGES)
def test_sql_works_as_printed(site, page):
    assert rows_of(printed(site / page, "duckdb")) == 5


@pytest.mark.parametrize("page", PAGES)
def test_every_address_in_the_code_is_served(site, page):
    for reader in ("excel", "r"):
        [path] = re.findall(r'"http://[^/]+/([^"]+)"', printed(site / page, reader))
        assert (site / path).is_file()
