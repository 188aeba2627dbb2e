"""Where a row of a published table comes from: the snapshot of a page, its line, and the text there."""

from dataclasses import dataclass

from pipeline.errors import NotThere, UsageError
from pipeline.model import Cell, Row, Snapshot, Source
from pipeline.organisation.periods import source_of
from pipeline.past import Contents
from pipeline.project import Settings, nearest
from pipeline.redact import redact
from pipeline.sources import archive
from pipeline.sources.lines import read_lines
from pipeline.upkeep.asked import newest_of
from pipeline.versions import Release
from pipeline.wording.run import Talk


@dataclass(frozen=True)
class Origin:
    """Where a row comes from."""

    source: Source
    line: int
    text: str | None
    """As the row has it; null where it does not say."""


def trace(settings: Settings, package: str, table: str, key: str, talk: Talk) -> int:
    """Tell where a row of the newest version comes from: the snapshot, its line, and the text there.

    Raises:
        UsageError: the package, the table or the row is not there, or the table is not read from a page line by line.
        TargetRefused: there is no published tree.
    """
    release = newest_of(settings, package)
    tables = Contents(release).tables
    if table not in tables:
        raise NotThere(
            "no_such_table", package=package, table=table, nearest=nearest(table, tables), known=", ".join(tables)
        )
    spec = tables[table].spec
    wanted = tuple(part.strip() for part in key.split(","))
    row = next((row for row in tables[table].rows() if tuple(map(str, spec.key(row))) == wanted), None)
    if row is None:
        raise NotThere("no_such_row", table=table, key=key, fields=", ".join(spec.primary_key))
    _tell_origin(settings, release, _origin(Contents(release), table, row), talk)
    return 0


def _origin(past: Contents, table: str, row: Row) -> Origin:
    if "source_line" in row and "snapshot_id" in row:
        cited = {item["snapshot_id"]: item for item in past.rows("snapshots")}[row["snapshot_id"]]
        known = {
            name: cited[name] for name in ("sha256", "source_url", "media_type", "observed_at", "observed_at_basis")
        }
        text = row.get("source_text") or row.get("verbatim")
        return Origin(Source(source_id=source_of(row["snapshot_id"]), **known), row["source_line"], text)
    if past.package.kind == "table":
        raise UsageError("read_from_a_file", table=table, source=past.source["source_url"])
    raise UsageError("not_from_the_page", table=table)


def _printed(settings: Settings, source: Source, number: int) -> list[str]:
    """What a line of an archived page says, without contact details; in a table, each cell of its row.

    Empty where the line is not there.
    """
    found = _kept(settings, source)
    lines = read_lines(found.content, found.media_type) if found else []
    cited = next((line for line in lines if line.number == number), None)
    row = [line for line in lines if cited and cited.cell and line.cell and _row(line.cell) == _row(cited.cell)]
    is_plain = len(row) == len({line.cell for line in row})  # else the table lays out the page: its rows are not lines
    return [redact(line.verbatim.strip()) for line in (row if row and is_plain else [cited] if cited else [])]


def _row(cell: Cell) -> tuple[int, int]:
    return cell.table, cell.row


def _kept(settings: Settings, source: Source) -> Snapshot | None:
    """What the archive has of a source; null where it has nothing."""
    kept = archive.snapshots(settings.source_folder(source.source_id), source.source_id)
    return next((each for each in kept if each.snapshot_id == source.snapshot_id), None)


def _tell_origin(settings: Settings, release: Release, origin: Origin, talk: Talk) -> None:
    source = origin.source
    talk.say(
        "origin",
        package=release.package,
        version=release.version,
        snapshot=source.snapshot_id,
        url=source.source_url,
        seen=source.observed_at or talk.words("unknown_day"),
        sha256=source.sha256,
        line=origin.line,
    )
    cells = _printed(settings, source, origin.line)
    if not cells:
        is_here = settings.source_folder(source.source_id).is_dir()
        talk.say("origin_not_archived" if is_here else "origin_elsewhere")
    else:
        talk.result(f"  {' | '.join(cells) if len(cells) > 1 else origin.text or cells[0]}")
