"""Every kind of page, judged by the Nu Html Checker: HTML, CSS and the page's own policy; not even a warning is left."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main

ROOT = Path(__file__).parents[2]
NU, JAVA = ROOT / ".nu/node_modules/vnu-jar/build/dist/vnu.jar", shutil.which("java")
pytestmark = pytest.mark.skipif(not (NU.exists() and JAVA), reason="the Nu Html Checker is not installed")


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def judged(*pages: Path) -> list[Any]:
    """What the checker says of pages, notes included."""
    command = [str(JAVA), "-jar", str(NU), "--format", "json", "--exit-zero-always", *map(str, pages)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stderr)["messages"]
    return [(Path(item["url"]).name, item["type"], item["message"]) for item in told]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real page published, one version withdrawn; and a package of tables."""
    folder = tmp_path_factory.mktemp("published")
    run("publish", "--target", folder / "mlr")
    run("withdraw", "mlr-working-groups", "1.0.0", "--reason", "Fel & <b>", "--target", folder / "mlr")
    project = Path(shutil.copytree(ROOT / "examples/ledger", tmp_path_factory.mktemp("ledger") / "project"))
    subprocess.run([sys.executable, "generate.py", "100"], cwd=project, check=True, capture_output=True)
    run("--project", project, "publish", "--target", folder / "ledger")
    (folder / "findings.html").write_text(run("validate", "--format", "html"), encoding="utf-8")
    (folder / "s.json").write_text('{"fields": [{"name": "id", "type": "integer"}, {"name": "b"}]}', encoding="utf-8")
    (folder / "t.csv").write_text('id,b\n1,a\n<b>,"x\x01 \ufffe & y"\n,\n2\n', encoding="utf-8")
    names = folder / "t.csv", folder / "t.csv", "--schema", folder / "s.json"
    told = CliRunner().invoke(main, ["check", *map(str, names), "--format", "html"])
    (folder / "checked.html").write_text(told.stdout, encoding="utf-8")
    return folder


def test_no_page_is_complained_about(target: Path) -> None:
    pages = sorted(target.rglob("*.html"))
    assert len(pages) > 25
    assert judged(*pages) == []


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ("%20xmlns", " xmlns", "space is not allowed"),
        ("script-src", "frame-src", "Content Security Policy"),
        ("padding: 0;", "pading: 0;", "pading"),
        ("</main>", "", "main"),
    ],
)
def test_what_is_wrong_would_be_noticed(
    target: Path, tmp_path: Path, written: str, instead: str, complaint: str
) -> None:
    page = (target / "mlr/index.html").read_text(encoding="utf-8")
    assert written in page
    (tmp_path / "index.html").write_text(page.replace(written, instead, 1), encoding="utf-8")
    assert any(complaint.casefold() in message.casefold() for *_, message in judged(tmp_path / "index.html"))
