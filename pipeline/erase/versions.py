"""A published version written anew, as if it had never known a person."""

import gzip
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.changes.files import changes_json, changes_md
from pipeline.changes.rows import differences
from pipeline.changes.story.tell import tell
from pipeline.changes.version import decide
from pipeline.erase.person import Person
from pipeline.files import below, canonical_json
from pipeline.flow.edition import write_edition
from pipeline.flow.parts import in_parts
from pipeline.model import Row, Table, Tables
from pipeline.organisation.grammar import mark
from pipeline.past import Contents
from pipeline.release import Publisher
from pipeline.release.erasure import NAMELESS
from pipeline.rows import table_from_rows
from pipeline.schema import Json, Text
from pipeline.validate.beside import judge_here
from pipeline.versions import Comparison, ContractChange, Decision

TEXTS = {".csv", ".json", ".md"}
"""The files of a version that hold as text all that the others hold."""


def rewrite_versions(publisher: Publisher, package: str, person: Person) -> dict[str, Text | None]:
    """Stage every standing version of a package that tells of a person, without them.

    Returns:
        By version, the reason that it has from now on; null: the one that it had.
    """
    rewritten: dict[str, Text | None] = {}
    before: Tables | None = None
    releases = publisher.target.releases(package)
    for release in reversed(releases):
        if release.state == "withdrawn":
            continue
        past = Contents(release)
        tables = in_parts(past.package, _without(past.tables, person), past.tables)
        if _tells_of(release.folder, person):
            is_first = release.version == releases[-1].version
            with publisher.restage(package, release.version) as folder:
                rewritten[release.version] = _write(past, before, tables, person, folder, is_first=is_first)
        before = tables
    return rewritten


def _tells_of(folder: Path, person: Person) -> bool:
    """Whether a version has a name or an id of the person anywhere."""
    ids = re.compile("|".join(rf"\b{re.escape(item)}\b" for item in sorted(person.ids)))
    found = list(below(folder))
    packed = (gzip.decompress(path.read_bytes()).decode() for path in found if path.name.endswith(".csv.gz"))
    texts = chain(packed, (path.read_text("utf-8") for path in found if path.suffix in TEXTS))
    return any(ids.search(text) or person.is_named_in(text) for text in texts)


def _without(tables: Tables, person: Person) -> dict[str, Table]:
    """The tables without the person's rows, the findings that name them, and the parties that only they were of."""
    rows = {name: list(table.rows()) for name, table in tables.items()}
    left = {name: _others(name, table, person) for name, table in rows.items()}
    if "parties" in rows:
        gone = _parties(rows["memberships"]) - _parties(left["memberships"])
        left["parties"] = [row for row in left["parties"] if row["party_id"] not in gone]
    return {name: table_from_rows(table.spec, left[name]) for name, table in tables.items()}


def _others(table: str, rows: Iterable[Row], person: Person) -> list[Row]:
    """The rows of a table that are not about the person; a text of another row that names them is all erased."""
    about = [row for row in rows if not ({row.get("person_id"), row.get("replaced_by")} & person.ids)]
    if table == "quality_issues":
        return [row for row in about if not person.is_told_by(row)]
    return [_nameless(row, person) for row in about]


def _nameless(row: Mapping[str, Any], person: Person) -> Row:
    named = {name for name, value in row.items() if isinstance(value, str) and person.is_named_in(value)}
    return {name: mark() if name in named else value for name, value in row.items()}


def _parties(memberships: Iterable[Row]) -> set[str]:
    return {row["party_id"] for row in memberships if row["party_id"]}


def _write(
    past: Contents, before: Tables | None, tables: Tables, person: Person, folder: Path, *, is_first: bool
) -> Text | None:
    """Write every file of a version anew; the reason that it has from now on, null: the one that it had.

    What it was compared with is the version before it that stands today.
    """
    release, published = past.release, past.changes
    edition = past.edition({name: sum(batch.num_rows for batch in table.batches()) for name, table in tables.items()})
    found = differences(before, tables) if before else ()
    comparison = Comparison(found, tell(before, tables, found, is_first=is_first), _contract(published))
    due = decide(published["previous"], edition.package.tables, comparison)
    named = any(person.is_named_in(text) for text in release.reason.values())
    reason = (due.reason if due.level else NAMELESS) if named else None
    decision = Decision(published["level"], release.version, published["previous"], reason or release.reason)
    documents = {
        "changes.json": canonical_json(changes_json(edition.package, decision, comparison)),
        "CHANGES.md": changes_md(edition.package, decision, comparison).encode(),
        "quality.json": canonical_json(_quality(past.quality, person)),
    }
    since = (before, found) if before else None
    formats = sorted(past.formats)
    write_edition(edition, tables, past.identity, documents, formats, folder, judge=judge_here, since=since)()
    return reason


def _contract(published: Json) -> tuple[ContractChange, ...]:
    """What had changed beside the rows: no erasure changes that."""
    return tuple(
        ContractChange(item["level"], item["kind"], {"sv": item["sv"], "en": item["en"]})
        for item in published["schema"]
    )


def _quality(findings: Json, person: Person) -> Json:
    """`quality.json` without the findings that name the person."""
    left = [finding for finding in findings["findings"] if not person.is_told_by(finding)]
    counts = {severity: sum(item["severity"] == severity for item in left) for severity in findings["counts"]}
    return {**findings, "counts": counts, "findings": left}
