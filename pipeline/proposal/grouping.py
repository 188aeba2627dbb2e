"""Changes by where they happened: municipality by municipality or body by body, then working groups, then texts."""

import re
from collections.abc import Iterable, Mapping

from pipeline.model import LANGUAGES, Tables
from pipeline.proposal import Change, Group, Sort
from pipeline.schema import Text
from pipeline.versions import Event
from pipeline.wording.proposal import SCREEN
from pipeline.wording.stories import STORIES

SORTS: Mapping[Sort, frozenset[str]] = {
    "new": frozenset(
        "baseline baseline_again municipality_joined joined succeeded vacancy_filled organization_added document_found "
        "fact_added task_added row_added".split()
    ),
    "gone": frozenset(
        "municipality_left left vacancy_gone vacancy_closed organization_ended organization_removed document_lost "
        "fact_removed task_removed row_removed".split()
    ),
    "moved": frozenset({"moved", "task_moved"}),
    "vacant": frozenset({"vacancy_opened", "vacancy_left"}),
}
"""By sort: the kinds of events; all others are changes."""
TABLES_OF = {
    "groups": frozenset({"tasks", "working_group_tasks", "working_groups"}),
    "texts": frozenset({"organizations", "documents", "governance_facts"}),
}
SIGNS: Mapping[Sort, str] = {"new": "+", "gone": "−", "moved": "→", "vacant": "○", "changed": "~"}


def grouped(events: Iterable[Event], before: Tables | None, after: Tables) -> tuple[Group, ...]:
    """The events but for those on findings, by place; what has no place of its own comes first."""
    places = {**_places(before or {}), **_places(after)}
    found: dict[str, tuple[Text, list[Change]]] = {"general": (SCREEN["general"], [])}
    last = {name: (SCREEN[name], list[Change]()) for name in TABLES_OF}
    for event in events:
        if event.kind.startswith("finding"):
            continue
        name = _place_of(event, places)
        _, changes = last[name] if name in last else found.setdefault(name, (dict.fromkeys(LANGUAGES, name), []))
        changes.append(Change(event.kind, _sort(event.kind), _without(name, event.text)))
    return tuple(Group(title, tuple(changes)) for title, changes in (*found.values(), *last.values()) if changes)


def findings(events: Iterable[Event], fate: str) -> tuple[Text, ...]:
    """The findings that `appeared`, or were `mended`, without the words that say so: they stand below a heading."""
    words = {language: text.format(message="") for language, text in STORIES[f"finding_{fate}"].items()}
    told = (event.text for event in events if event.kind in {f"finding_{fate}", f"findings_{fate}"})
    return tuple({language: said.removeprefix(words[language]) for language, said in text.items()} for text in told)


def _sort(kind: str) -> Sort:
    return next((sort for sort, kinds in SORTS.items() if kind in kinds), "changed")


def _places(tables: Tables) -> dict[object, str]:
    """The municipality, or the body, of each row that lies in one, by table and key."""
    places: dict[object, str] = {}
    if "roster" in tables:
        for row in tables["roster"].rows():
            places["roster", (row["membership_id"],)] = row["municipality"]
            places["municipalities", (row["municipality_code"],)] = row["municipality"]
    elif {"members", "memberships", "organizations"} <= tables.keys():  # people of several bodies
        names = {row["organization_id"]: row["name"] for row in tables["organizations"].rows()}
        places = {("organizations", (key,)): name for key, name in names.items()}
        for row in tables["memberships"].rows():
            for table in ("members", "memberships"):
                places[table, (row["membership_id"],)] = names[row["organization_id"]]
    return places


def _place_of(event: Event, places: Mapping[object, str]) -> str:
    """Where an event belongs: the place that its sentence begins with, else the only one that it shows in."""
    here = dict.fromkeys(places[row] for row in sorted(event.rows) if row in places)
    for name in here:
        if event.text["sv"].startswith((f"{name}: ", f"{name}, ")) or len(here) == 1:
            return name
    if event.kind == "moved":
        return next((name for name in here if f" {name}: " in event.text["sv"]), "general")
    tables = {table for table, _ in event.rows}
    return next((name for name, of in TABLES_OF.items() if tables and tables <= of), "general")


def _without(place: str, text: Text) -> Text:
    """A sentence without the place that it stands below."""
    shorter = {language: re.sub(rf"^{re.escape(place)}[:,] ", "", said) for language, said in text.items()}
    return {language: said[:1].upper() + said[1:] for language, said in shorter.items()}
