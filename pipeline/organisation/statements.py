"""What the maintainer knows and the page does not say yet: shown as such, and checked against what the page says."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.errors import SettingsError, UsageError
from pipeline.model import Row
from pipeline.organisation.forgotten import names_erased
from pipeline.organisation.page import ORGANISATION
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.report import Report
from pipeline.organisation.ruled import Statement
from pipeline.organisation.state import State, name_key
from pipeline.project import nearest
from pipeline.redact import redact

FILE = "statements.yaml"
KEYS = {
    "roster": "membership_id",
    "municipalities": "municipality_code",
    "organizations": "organization_id",
    "parties": "party_id",
    "persons": "person_id",
    "memberships": "membership_id",
    "documents": "document_id",
    "governance_facts": "fact_id",
}
"""The tables that a statement may be about, each with its key."""
TEXT, DAY, YES_NO, NUMBER = (str,), (dt.date,), (bool,), (int,)
FIELDS: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "roster": {
        **dict.fromkeys(("person", "party", "role", "attendance"), TEXT), "is_acting": YES_NO, "is_vacant": YES_NO,
    },
    "municipalities": {"name": TEXT, "board_seats": NUMBER, "status": TEXT},
    "organizations": dict.fromkeys(
        ("name", "description", "status", "chair", "vice_chair", "secretary"), TEXT
    ),
    "parties": {"code": TEXT, "name": TEXT, "wikidata_id": TEXT},
    "persons": {"name": TEXT},
    "memberships": {
        **dict.fromkeys(("person", "party", "role", "attendance", "side", "status"), TEXT),
        "is_acting": YES_NO, "is_vacant": YES_NO, "valid_from": DAY, "valid_to": DAY,
    },
    "documents": {"title": TEXT, "url": TEXT},
    "governance_facts": {"value": (str, int, bool, dt.date)},
}  # fmt: skip
"""What a statement may say of each, and how: never an id, nor where a row comes from."""
OPEN = frozenset({"governance_facts"})
"""Tables of which a statement may name a row that the page does not have."""
VALIDITY = ("valid_from", "valid_to")
REACH = dt.timedelta(days=3653)
"""A day further than ten years from that on which it was stated is a slip of the pen."""
FORMULA = re.compile(r"^ *[-=+@]")  # what a spreadsheet would calculate: no schema of ours lets it pass

Rows = Mapping[str, list[Row]]


def fault_of(item: Statement, position: int) -> SettingsError | None:
    """What is wrong with a statement by itself; its fact `key` is the key of the file that it is about."""
    for key, value, known in (("table", item.table, KEYS), ("field", item.field, FIELDS.get(item.table, {}))):
        if value not in known:
            near = nearest(value, known)
            return SettingsError("unknown_value", key=key, value=value, known=", ".join(known), nearest=near)
    kinds, facts = FIELDS[item.table][item.field], {"key": "value", "value": plain(item.value), "position": position}
    if type(item.value) not in kinds:
        if kinds is DAY:
            return SettingsError("statement_no_day", **facts)
        return SettingsError("not_true_or_false" if kinds is YES_NO else "wrong_type", **facts)
    if isinstance(item.value, dt.date) and abs(item.value - item.date) > REACH:
        return SettingsError("statement_day_far", date=item.date, **facts)
    return None


def unstated(before: State) -> State:
    """What was known before, without what a maintainer stated: each look begins from what pages said."""
    rows = (
        {
            **row,
            "valid_from": None,
            "valid_to": None,
            "basis": "stated" if row["basis"] == "maintainer" else row["basis"],
        }
        for row in before.table("memberships")
    )
    return replace(before, rows={**before.rows, "memberships": tuple(rows)}) if before.rows else before


def with_statements(rows: Rows, spec: PageSpec, report: Report) -> dict[str, list[Row]]:
    """The tables with the statements among them, and the days that they give to memberships.

    What no longer needs to be stated, or is about a row that is not there, goes to `report`.

    Raises:
        UsageError: a statement names somebody who was erased, or has what may not be published.
    """
    told = []
    for place, item in enumerate(spec.statements, start=1):
        _ensure_publishable(item, place, spec)
        row = _row(rows, item)
        is_stale = _says(rows, row, item)
        where = {"table": item.table, "row_key": item.row, "field": item.field, "place": FILE, "position": place}
        if (
            row is None and not is_stale and item.table not in OPEN
        ):  # nobody asks about a row that is gone, or was erased
            report.add((ORGANISATION,), "statement_unused", **where)
            continue
        told.append(_as_row(item, is_stale=is_stale))
        if is_stale:
            report.add((ORGANISATION,), "statement_stale", normalised=plain(item.value), **where)
    return {**rows, "memberships": list(_dated(rows["memberships"], spec)), "statements": told}


def plain(value: object) -> str:
    """A value as it stands in the table: a day as YYYY-MM-DD, yes and no as JSON has them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _dated(memberships: list[Row], spec: PageSpec) -> Iterator[Row]:
    """The memberships with the days that are stated; one that follows from another has the days of that."""
    stated: dict[str, dict[str, object]] = {}
    for item in spec.statements:
        if item.table == "memberships" and item.field in VALIDITY:
            stated.setdefault(item.row, {})[item.field] = item.value
    same = {_holding(row): stated[row["membership_id"]] for row in memberships if row["membership_id"] in stated}
    for row in memberships:
        if row["membership_id"] in stated:
            yield {**row, **stated[row["membership_id"]], "basis": _basis(row)}
        elif row["basis"] == "derived":
            yield {**row, **same.get(_holding(row), {})}
        else:
            yield row


def _basis(row: Row) -> str:
    return str(row["basis"]) if row["basis"] == "derived" else "maintainer"


def _holding(row: Row) -> tuple[object, ...]:
    """Who holds a place for whom, from when on: what a membership has in common with one that follows from it."""
    return row["person_id"], row["on_behalf_of"], row["first_seen"], row["last_seen"], row["role"]


def _ensure_publishable(item: Statement, place: int, spec: PageSpec) -> None:
    """Raise UsageError where a statement says what may not be published."""
    for text in (plain(item.value), item.stated_by):
        if names_erased(text, spec) or spec.erased.find(text, "", ""):
            raise UsageError("statement_names_erased", file=FILE, position=place)
        if redact(text) != text or FORMULA.match(text) or not text.isprintable() or not text.strip():
            raise UsageError("statement_unfit", file=FILE, position=place)


def _row(rows: Rows, item: Statement) -> Row | None:
    """The row that a statement is about; null where there is none."""
    return next((row for row in rows[item.table] if str(row[KEYS[item.table]]) == item.row), None)


def _says(rows: Rows, row: Row | None, item: Statement) -> bool:
    """Whether the page says the same by now: of a person on a place, whether they stand below the same municipality."""
    if item.field == "person" and item.table in {"memberships", "roster"}:
        held = next((each for each in rows["memberships"] if each["membership_id"] == item.row), None)
        here = (each for each in rows["roster"] if held and each["municipality_code"] == held["on_behalf_of"])
        return any(name_key(each["person"] or "") == name_key(plain(item.value)) for each in here)
    return row is not None and row.get(item.field) is not None and plain(row[item.field]) == plain(item.value)


def _as_row(item: Statement, *, is_stale: bool) -> Row:
    parts = f"{item.table}-{item.row}-{item.field}".casefold()
    return {
        "statement_id": re.sub(r"[^a-z0-9_]+", "-", parts).strip("-_"),
        "table_name": item.table,
        "row_key": item.row,
        "field": item.field,
        "value": plain(item.value),
        "source_url": item.source,
        "stated_by": item.stated_by,
        "stated_on": item.date,
        "basis": "maintainer",
        "is_stale": is_stale,
    }
