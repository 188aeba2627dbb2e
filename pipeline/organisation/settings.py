"""`source.yaml`, `texts.yaml`, `corrections.yaml` and `decisions.yaml` of a source, read strictly into a `PageSpec`."""

import datetime as dt
import re
import types
from collections.abc import Collection
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from pipeline.address import NoAddressError, read_address
from pipeline.errors import UsageError
from pipeline.organisation.erasure import read_erased
from pipeline.organisation.pagespec import (
    Acceptance,
    Body,
    Correction,
    Dated,
    DocumentSpec,
    Expectations,
    FactSpec,
    Noise,
    PageSpec,
    PersonDecision,
    RosterSpec,
    Rule,
    SeatRule,
    Statement,
)
from pipeline.organisation.statements import FILE as STATEMENTS
from pipeline.organisation.statements import VALIDITY
from pipeline.project import check_keys, erasure_key_file, nearest, read_settings, read_yaml
from pipeline.wording.rules import REASON, RULES

SOURCE_KEYS = {
    "address", "link_hosts", "title", "opening", "organizations", "roster", "groups_heading",
    "municipality_aliases", "documents", "noise", "foreign", "seats", "expectations", "facts", "rules",
    "retention_years",
}  # fmt: skip
CHOICES = {
    "severity": {"error", "warning", "info"},
    "responsible": {"page_owner", "maintainer", "developer"},
    "basis": {"stated", "derived"},
    "counted": {"municipalities"},
}
LATER_RULES = {
    "statement_stale": {"severity": "warning", "responsible": "maintainer"},
    "statement_unused": {"severity": "warning", "responsible": "maintainer"},
}
"""Rules that are younger than the settings of some project: it need not name them."""
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
EMPTY_LIST = re.compile(r"^(?P<key>persons|accept):\s*\[\s*\]", re.MULTILINE)

T = TypeVar("T")
D = TypeVar("D", bound=Dated)


def read_page_spec(folder: Path, day: dt.date | None) -> PageSpec:
    """What may stand on the page of the source in `folder`, as it counts for what was seen on `day`.

    Raises:
        UsageError: a file is missing, has an unknown key, or lacks one; the sentence names file and key.
    """
    path = folder / "source.yaml"
    raw = read_settings(path, SOURCE_KEYS, required=SOURCE_KEYS - {"retention_years"})
    decisions = folder / "decisions.yaml"
    decided = _decisions(decisions)
    corrections = folder / "corrections.yaml"
    texts = folder / "texts.yaml"
    rules = {**LATER_RULES, **check_keys(raw["rules"], RULES, path, required=RULES.keys() - LATER_RULES.keys())}
    spec = PageSpec(
        day=day,
        address=_value(str, "address", raw["address"], path),
        link_hosts=_value(tuple[str, ...], "link_hosts", raw["link_hosts"], path),
        title=_value(str, "title", raw["title"], path),
        opening=_opening(_value(str, "opening", raw["opening"], path), path),
        bodies=_dated(Body, raw["organizations"], path, day),
        roster=_entry(RosterSpec, raw["roster"], path),
        groups_heading=_value(str, "groups_heading", raw["groups_heading"], path),
        aliases=_names(raw["municipality_aliases"], path),
        documents=_dated(DocumentSpec, raw["documents"], path, day),
        noise=_dated(Noise, raw["noise"], path, day),
        foreign=_pattern(_value(str, "foreign", raw["foreign"], path), path),
        texts=_texts(texts),
        seats=_dated(SeatRule, raw["seats"], path, day),
        expectations=_entry(Expectations, raw["expectations"], path),
        facts=_dated(FactSpec, raw["facts"], path, day),
        rules={code: _entry(Rule, item, path) for code, item in rules.items()},
        corrections={item.verbatim: item for item in _entries(Correction, read_yaml(corrections) or [], corrections)},
        persons=_entries(PersonDecision, decided.get("persons") or [], decisions),
        accepted=_entries(Acceptance, decided.get("accept") or [], decisions),
        statements=_statements(folder / STATEMENTS),
        erased=read_erased(folder, erasure_key_file()),
        retention_years=_value(int | None, "retention_years", raw.get("retention_years"), path),
    )
    _check_names(spec, [body.id for body in _entries(Body, raw["organizations"], path)], path)
    _check_facts(spec.facts, path)
    _check_addresses(spec, path)
    _check_decisions(spec, decisions)
    return spec


def _decisions(path: Path) -> dict[str, Any]:
    try:
        return read_settings(path, {"persons", "accept"})
    except UsageError as error:
        brackets = error.key == "yaml_unreadable" and EMPTY_LIST.search(path.read_text(encoding="utf-8"))
        if brackets:
            raise UsageError("decision_below_brackets", file=path, key=brackets["key"]) from None
        raise


def _check_names(spec: PageSpec, bodies: Collection[str], path: Path) -> None:
    """Wherever the settings name a body, there is one, if only on other days."""
    named = [
        ("board", spec.roster.board),
        ("directors_group", spec.roster.directors_group),
        ("after", spec.roster.after),
    ]
    named += [("parent", body.parent or body.id) for body in spec.bodies]
    named += [("reports_to", body.reports_to or body.id) for body in spec.bodies]
    named += [("organization", item.organization) for item in spec.documents if item.organization]
    for key, body_id in named:
        _known(key, body_id, bodies, path)


def _check_facts(facts: tuple[FactSpec, ...], path: Path) -> None:
    """Every fact says where its value comes from."""
    for fact in facts:
        found = fact.pattern is not None and (fact.value is not None or "value" in fact.pattern.groupindex)
        if not found and fact.counted is None:
            raise UsageError("fact_without_value", file=path, fact=fact.id)


def _check_addresses(spec: PageSpec, path: Path) -> None:
    """The page and the hosts that documents may lie at are named as browsers name them."""
    for key, address in (("address", spec.address), *(("link_hosts", f"https://{host}/") for host in spec.link_hosts)):
        try:
            read_address(address)
        except NoAddressError:
            raise UsageError("base_url_not_absolute", place=f"{path}: {key}", url=address) from None


def _check_decisions(spec: PageSpec, path: Path) -> None:
    """Acceptances name rules that there are, and a decision on a person says one thing."""
    for acceptance in spec.accepted:
        _known("rule", acceptance.rule, spec.rules, path)
    for person in spec.persons:
        if bool(person.same_as) == bool(person.different_from):
            raise UsageError("decision_unclear", file=path, name=person.name)


def _texts(path: Path) -> frozenset[str]:
    """The texts that a person has read. An unquoted colon makes a text something else in YAML, and is told so."""
    items = read_yaml(path) or []
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, str):
            raise UsageError("not_a_text", file=path, value=item)
    return frozenset(_value(tuple[str, ...], "texts", items, path))


def _statements(path: Path) -> tuple[Statement, ...]:
    """What the maintainer states; nothing where there is no file. A day is stated as one, and each field once."""
    items = _entries(Statement, read_yaml(path) or [], path) if path.exists() else ()
    days: dict[tuple[str, str], dict[str, dt.date]] = {}
    seen = set()
    for position, item in enumerate(items, start=1):
        try:
            read_address(item.source)
        except NoAddressError:
            raise UsageError("base_url_not_absolute", place=f"{path}: source", url=item.source) from None
        about = (item.table, item.row, item.field)
        if about in seen or not SLUG.fullmatch(item.field) or not item.row.strip():
            raise UsageError("statement_unclear", file=path, position=position)
        seen.add(about)
        if item.field in VALIDITY:
            if not isinstance(item.value, dt.date):
                raise UsageError("statement_no_day", file=path, position=position, value=item.value)
            days.setdefault((item.table, item.row), {})[item.field] = item.value
    for (_, row), given in days.items():
        if len(given) == len(VALIDITY) and given["valid_from"] > given["valid_to"]:
            raise UsageError("statement_backwards", file=path, row=row)
    return items


def _names(value: object, path: Path) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for pair in value.items() for item in pair):
        raise UsageError("wrong_type", file=path, key="municipality_aliases", value=value)
    return value


def _dated(kind: type[D], items: object, path: Path, day: dt.date | None) -> tuple[D, ...]:
    return tuple(entry for entry in _entries(kind, items, path) if entry.counts(day))


def _entries(kind: type[T], items: object, path: Path) -> tuple[T, ...]:
    if not isinstance(items, list):
        raise UsageError("not_a_list", file=path)
    return tuple(_entry(kind, item, path) for item in items)


def _entry(kind: type[T], item: object, path: Path) -> T:
    """A frozen fact made from a mapping: its fields are the known keys, those without default are required.

    `since` is called `from` in the files, where it need not avoid a Python keyword.
    """
    spelled = {field.name: "from" if field.name == "since" else field.name for field in fields(kind)}  # type: ignore[arg-type]
    required = {field.name for field in fields(kind) if field.default is MISSING}  # type: ignore[arg-type]
    raw = check_keys(item, set(spelled.values()), path, required)
    if "reason" in raw and str(raw["reason"]).strip() in {"", *REASON.values()}:
        raise UsageError("reason_unwritten", file=path, entry=next(iter(raw.values())))
    types_ = get_type_hints(kind)
    return kind(**{name: _value(types_[name], key, raw[key], path) for name, key in spelled.items() if key in raw})


def _value(kind: Any, key: str, value: object, path: Path) -> Any:  # noqa: ANN401
    """`value` as the field wants it: a list as tuple, a pattern compiled, a word among the choices.

    Raises:
        UsageError: it is of another type.
    """
    if key in CHOICES:
        _known(key, str(value), CHOICES[key], path)
        return value
    allowed = get_args(kind) if get_origin(kind) is types.UnionType else (kind,)
    for wanted in allowed:
        origin = get_origin(wanted) or wanted
        if origin is tuple and isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        if origin is re.Pattern and isinstance(value, str):
            return _pattern(value, path)
        if type(value) is origin:  # not isinstance: `true` is no number, and a moment is no day
            return value
        if origin is float and type(value) is int:
            return float(value)
    raise UsageError("wrong_type", file=path, key=key, value=value)


def _pattern(text: str, path: Path) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise UsageError("bad_pattern", file=path, pattern=text, detail=str(error)) from None


def _opening(template: str, path: Path) -> re.Pattern[str]:
    before, slot, after = template.partition("{municipalities}")
    if not slot:
        raise UsageError("opening_without_slot", file=path)
    return re.compile(re.escape(before) + r"(?P<municipalities>[^.]+)" + re.escape(after), re.IGNORECASE)


def _known(key: str, value: str, known: Collection[str], path: Path) -> None:
    if value not in known:
        raise UsageError(
            "unknown_value",
            file=path,
            key=key,
            value=value,
            nearest=nearest(value, known),
            known=", ".join(sorted(known)),
        )
