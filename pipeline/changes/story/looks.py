"""What the pages of people showed otherwise: the changes that looks added, in the words in which history tells them."""

from collections.abc import Iterator, Mapping

from pipeline.changes.story.trails import BOOKKEEPING
from pipeline.model import LANGUAGES, Row, Tables
from pipeline.past import happenings
from pipeline.versions import Difference, Event, RowId
from pipeline.wording import stories as say
from pipeline.wording.history import KINDS_OF_PLACE, told

TABLES = ("members", "persons", "memberships")
"""In which a change of a person shows."""
TOLD = BOOKKEEPING | {
    *("membership_id", "name", "replaced_by", "body", "group", "municipality", "on_behalf_of"),
    *("party", "role", "kind", "is_acting", "term", "substitute_for", "valid_from", "valid_to", "verbatim"),
}
"""What goes without saying once a change of a person is told."""


def look_events(before: Tables, after: Tables, changed: Mapping[str, Difference]) -> Iterator[Event]:
    """What the rows of `changes` that are new tell, each with the rows in which it shows; then lines only reprinted."""
    known = {row["change_id"] for row in before["changes"].rows()}
    new = [row for row in after["changes"].rows() if row["change_id"] not in known]
    periods = after["memberships"].rows() if new and "memberships" in after else ()
    memberships = {row["membership_id"]: row for row in periods}
    reprinted = set(_reprinted(after, changed))
    for found in happenings(new, memberships):
        text = {each: told(found.kind, found.rows, KINDS_OF_PLACE, memberships, each) for each in LANGUAGES}
        rows = frozenset(id_ for row in found.rows for id_ in _shows_in(row, after, changed))
        reprinted -= rows
        yield Event(found.kind, text, rows)
    if reprinted:
        yield Event("lines_reprinted", say.sentence("lines_reprinted", lines=len(reprinted)), frozenset(reprinted))


def _reprinted(after: Tables, changed: Mapping[str, Difference]) -> Iterator[RowId]:
    """The places of which nothing is otherwise but how their line is printed."""
    spec = after["members"].spec
    for was, row in changed["members"].changed if "members" in changed else ():
        if "verbatim" in (fields := spec.differing(was, row)) and {"verbatim"} | BOOKKEEPING >= set(fields):
            yield spec.row_id(row)


def _shows_in(change: Row, after: Tables, changed: Mapping[str, Difference]) -> Iterator[RowId]:
    """The changed rows that are about whom, or what, a change is about, and say no more than it."""
    if change["table_name"] in changed:
        yield change["table_name"], (change["row_key"],)
    for name in (name for name in TABLES if name in changed):
        spec, difference = after[name].spec, changed[name]
        rows = [*difference.added, *difference.removed]
        rows += [row for was, row in difference.changed if set(spec.differing(was, row)) <= TOLD]
        yield from (spec.row_id(row) for row in rows if _subject(row) == _subject(change))


def _subject(row: Row) -> object:
    """A person; of an empty place, its membership."""
    return row.get("person_id") or row.get("membership_id") or row.get("row_key")
