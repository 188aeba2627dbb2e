"""The command as its users run it."""

import datetime as dt
import shutil
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner
from loopback import Answering, answering, server_of

from pipeline.cli import main
from pipeline.flow.publish import publish
from pipeline.project import Settings
from pipeline.validate.beside import judge_here
from pipeline.wording.run import Talk


@pytest.fixture
def run():
    """Run `mlr-opendata ARGUMENTS`; an exception that reaches the user fails the test."""

    def run(*arguments):
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture(scope="session")
def first_version(tmp_path_factory):
    """A target with the real page in it, as CSV alone: made once, to be copied."""
    folder = tmp_path_factory.mktemp("first") / "public"
    clock = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    settings = Settings(root=Path(__file__).parents[2], target=folder, clock=clock, formats=("csv",))
    publish(settings, Talk("en", lambda _text: None, lambda _text: None, terminal=False), judge_here)
    return folder


@pytest.fixture
def published(project, first_version):
    """A project whose first version is published, as the current folder."""
    shutil.copytree(first_version, project / "public")
    return project


@dataclass
class Site:
    """A web server on loopback whose one page a test may change."""

    page: bytes = b""
    status: int = 200
    asked: list = field(default_factory=list)
    url: str = ""


@pytest.fixture
def site():
    """A real HTTP server that shows one page, with an ETag."""
    shown = Site()

    class Handler(Answering, BaseHTTPRequestHandler):
        def do_GET(self):
            shown.asked.append(dict(self.headers))
            etag = f'"{hash(shown.page)}"'
            unchanged = self.headers.get("If-None-Match") == etag
            status, content = (304, b"") if unchanged else (shown.status, shown.page)
            self.answer(status, "text/html; charset=utf-8", content, ETag=etag)

    with answering(server_of(Handler)) as address:
        shown.url = f"{address}om-mlr/"
        yield shown
