"""A project whose catalogue somebody confirmed, and what it published: what portals may be told of."""

import datetime as dt
import shutil
from pathlib import Path

from pipeline.flow.publish import publish
from pipeline.project import Settings
from pipeline.validate.beside import judge_here
from pipeline.wording.run import Talk

CHECKOUT = Path(__file__).parents[1]
PACKAGE = "mlr-working-groups"
SILENT = Talk("en", lambda _text: None, lambda _text: None, terminal=False)


def published_at(base_url: str, root: Path) -> Path:
    """The target of a project in `root`, with one small package in it."""
    for name in ("datapackage", "schemas"):
        shutil.copytree(CHECKOUT / name, root / name)
    catalog = root / "datapackage/catalog.yaml"
    said = catalog.read_text(encoding="utf-8").replace("confirmed: false", "confirmed: true")
    catalog.write_text(said.replace("https://opendata.example.org/mlr/", base_url), encoding="utf-8")
    settings = Settings(
        root=root,
        target=root / "public",
        clock=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        formats=("csv", "json"),
        packages=(PACKAGE,),
    )
    publish(settings, SILENT, judge_here)
    return settings.target
