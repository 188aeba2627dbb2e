"""Looks at a page, for tests: the real text or a variant of it, after what was known before."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from described import read_page_spec

from pipeline.model import Finding, Row, Snapshot
from pipeline.organisation.build import Built, build
from pipeline.organisation.page import KINDS, ORGANISATION, WORKING_GROUPS
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.reference import Reference, read_reference
from pipeline.organisation.state import State
from pipeline.sources.lines import read_lines

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "datapackage" / "sources" / "om-mlr"
REFERENCE = ROOT / "datapackage" / "reference"
REAL = (Path(__file__).parent / "golden" / "real" / "undated.txt").read_text(encoding="utf-8")
PROVENANCE = {"snapshot_id", "source_line"}

States = Mapping[str, State]
NOTHING: States = {kind: State({}) for kind in KINDS}


@cache
def page_spec(day: dt.date | None = None) -> PageSpec:
    """The settings of the project as they count on a day."""
    return read_page_spec(SOURCE, day)


@cache
def reference() -> Reference:
    """The reference lists of the project."""
    return read_reference(REFERENCE, page_spec().aliases)


def look(
    page: str | bytes,
    before: States = NOTHING,
    day: dt.date | None = None,
    *,
    media_type: str = "text/plain",
    spec: PageSpec | None = None,
    lists: Reference | None = None,
) -> dict[str, Built]:
    """What a page gives, looked at on a day (null: nobody knows when) after what was known before."""
    content = page if isinstance(page, bytes) else page.encode()
    snapshot = Snapshot(
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        source_id="om-mlr",
        source_url="https://example.org/",
        media_type=media_type,
        observed_at=day,
        observed_at_basis="operator" if day else "unknown",
    )
    return build(read_lines(content, media_type), snapshot, before, spec or page_spec(day), lists or reference())


def states(built: Mapping[str, Built]) -> States:
    """What is known after a look."""
    return {kind: item.state for kind, item in built.items()}


@cache
def real_states() -> States:
    """What is known after the real text."""
    return states(look(REAL))


def follow(
    *looks: tuple[str, dt.date | None], before: States = NOTHING, though: Iterable[str] = ()
) -> dict[str, Built]:
    """The last of several looks, one after the other; each must be fit to publish, but for the rules named `though`."""
    built: dict[str, Built] = {}
    for page, day in looks:
        built = look(page, before, day)
        assert set(stops(built)) <= set(though), (day, stops(built))
        before = states(built)
    return built


def findings(built: Mapping[str, Built], rule: str | None = None) -> list[Finding]:
    """The findings of a look in both packages, or those of one rule."""
    found = [finding for item in built.values() for finding in item.findings]
    return [finding for finding in found if rule in (None, finding.rule)]


def stops(built: Mapping[str, Built]) -> list[str]:
    """The rules that keep a package from being published, each once, in alphabetical order."""
    return sorted({finding.rule for finding in findings(built) if finding.stops})


def rows(built: Mapping[str, Built], table: str) -> tuple[Row, ...]:
    """The rows of a table of either package."""
    kind = ORGANISATION if table in built[ORGANISATION].state.rows and table != "snapshots" else WORKING_GROUPS
    return built[kind].state.table(table)


def said(rows_: Iterable[Row], leaving_out: Iterable[str] = ()) -> list[Row]:
    """Rows without provenance: what they say, wherever it was read."""
    skipped = {*PROVENANCE, *leaving_out}
    return [{key: value for key, value in row.items() if key not in skipped} for row in rows_]


def changed(old: str, new: str, text: str = REAL) -> str:
    """`text` with its only `old` replaced."""
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)
