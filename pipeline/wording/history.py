"""Changes and periods in words: the story of a person, of a municipality, of all; and the roster of a day."""

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.schema import Text
from pipeline.wording import stories
from pipeline.wording.plain import PlainFormatter

HISTORY: Mapping[str, Text] = {
    # one change each: {place}, {person}, {before}, {after}, {key}
    "joined": {"sv": "{place}: {person} tillkommer som {after}", "en": "{place}: {person} joins as {after}"},
    "left": {"sv": "{place}: {person}, {before}, finns inte längre med", "en": "{place}: {person}, {before}, has left"},
    "moved": {"sv": "{person} flyttar från {before} till {after}", "en": "{person} moves from {before} to {after}"},
    "role_changed": {"sv": "{place}: {person}, {before} → {after}", "en": "{place}: {person}, {before} → {after}"},
    "party_changed": {
        "sv": "{place}: {person} byter parti, {before} → {after}",
        "en": "{place}: {person} changes party, {before} → {after}",
    },
    "acting_changed": {
        "sv": "{place}: {person}, tillförordnad: {before} → {after}",
        "en": "{place}: {person}, acting: {before} → {after}",
    },
    "attendance_changed": {
        "sv": "{place}: {person} deltar på ett annat sätt, {before} → {after}",
        "en": "{place}: {person} attends in another way, {before} → {after}",
    },
    "vacancy_opened": {"sv": "{place}: platsen som {after} är vakant", "en": "{place}: the seat as {after} is vacant"},
    "vacancy_closed": {
        "sv": "{place}: den vakanta platsen som {before} finns inte längre med",
        "en": "{place}: the vacant seat as {before} is no longer listed",
    },
    "respelled": {"sv": "{before} skrivs nu {after}", "en": "{before} is now spelled {after}"},
    "municipality_joined": {"sv": "{after} är nu med i samarbetet", "en": "{after} is now part of the collaboration"},
    "municipality_left": {
        "sv": "{before} är inte längre med i samarbetet",
        "en": "{before} is no longer part of the collaboration",
    },
    "organization_added": {"sv": "Ny del av organisationen: {after}", "en": "New part of the organisation: {after}"},
    "organization_ended": {
        "sv": "{before} finns inte längre i organisationen",
        "en": "{before} is no longer part of the organisation",
    },
    "organization_renamed": {"sv": "{before} heter nu {after}", "en": "{before} is now called {after}"},
    "fact_added": {"sv": "Sidan anger nu {key}: {after}", "en": "The page now states {key}: {after}"},
    "fact_removed": {
        "sv": "Sidan anger inte längre {key} (förut {before})",
        "en": "The page no longer states {key} (it was {before})",
    },
    "fact_changed": {"sv": "Sidan om {key}: {before} → {after}", "en": "The page on {key}: {before} → {after}"},
    "document_added": {"sv": "Ny länk: {key}, {after}", "en": "New link: {key}, {after}"},
    "document_removed": {"sv": "Länken {key} finns inte längre", "en": "The link {key} is gone"},
    "document_moved": {"sv": "Länken {key}: {before} → {after}", "en": "The link {key}: {before} → {after}"},
    # between which looks
    "between": {"sv": "Mellan {before} och {after}", "en": "Between {before} and {after}"},
    "undated": {"sv": "en odaterad sida", "en": "an undated page"},
    "no_changes": {
        "sv": "Ingenting har ändrats mellan de gånger som sidan har lästs.",
        "en": "Nothing has changed between the looks at the page.",
    },
    "one_look": {
        "sv": "Sidan har bara lästs en gång: det finns ingen historia än.",
        "en": "The page has been read only once: there is no history yet.",
    },
    "version_told": {"sv": "Version {version}, {day}", "en": "Version {version}, {day}"},
    # periods
    "period": {"sv": "{place}: {person}, {post}: {span}", "en": "{place}: {person}, {post}: {span}"},
    "span_open": {
        "sv": "sedd från {first}; står kvar på den senast lästa sidan",
        "en": "seen from {first}; still on the page read last",
    },
    "span_undated": {"sv": "sedd på en odaterad sida", "en": "seen on an undated page"},
    "span_ended": {"sv": "sedd från {first} till {last}", "en": "seen from {first} to {last}"},
    "periods": {"sv": "Perioder", "en": "Periods"},
    "vacant": {"sv": "vakant", "en": "vacant"},
    # the roster of a day
    "as_of_seen": {"sv": "Sidan lästes den {day}:", "en": "The page was read on {day}:"},
    "as_of_between": {
        "sv": "Sidan lästes {before} och {after}; vad som gällde {day} är vad båda visade, med det som skiljer dem utmärkt:",
        "en": "The page was read on {before} and on {after}; for {day} there is what both showed, and what differs is marked:",
    },
    "as_of_since": {
        "sv": "Sidan lästes senast {before}; om {day} vet ingen mer än vad den visade då:",
        "en": "The page was last read on {before}; of {day} nobody knows more than what it showed then:",
    },
    "as_of_unknown": {
        "sv": "Okänt: före den första läsning som har ett datum vet ingen vem som satt ({day}).",
        "en": "Unknown: before the first look that bears a date nobody knows who sat ({day}).",
    },
    "as_of_first_look": {
        "sv": "Den första daterade läsningen är från {after}.",
        "en": "The first dated look is of {after}.",
    },
    "as_of_no_look": {"sv": "Ingen läsning har ett datum.", "en": "No look bears a date."},
    "known_seen": {"sv": "", "en": ""},
    "known_between": {"sv": "", "en": ""},
    "known_since": {"sv": "", "en": ""},
    "known_came_between": {"sv": " [sedd först {after}]", "en": " [not seen before {after}]"},
    "known_left_between": {"sv": " [sedd {before}, inte {after}]", "en": " [seen on {before}, not on {after}]"},
    "known_stated": {"sv": " [angivet av en källa]", "en": " [stated by a source]"},
    "as_of_version": {
        "sv": "{package} {version} visar vad källan sade {seen}.",
        "en": "{package} {version} shows what the source said on {seen}.",
    },
    "as_of_next_version": {
        "sv": "Nästa version visar {seen}: när däremellan det ändrades vet ingen.",
        "en": "The next version shows {seen}: nobody knows when in between it changed.",
    },
    "as_of_no_version": {
        "sv": "Okänt: ingen version av {package} visar en dag på eller före {day}.",
        "en": "Unknown: no version of {package} shows a day on or before {day}.",
    },
}
ROLES = frozenset({"joined", "left", "role_changed", "vacancy_opened", "vacancy_closed"})
"""Kinds whose values are roles."""


def phrase(key: str, language: str, /, **facts: object) -> str:
    """The sentence called `key` in a language, with its facts filled in."""
    return PlainFormatter().format(HISTORY[key][language], **facts)


def change_told(change: Mapping[str, Any], roles: Mapping[str, Text], language: str) -> str:
    """One row of `changes` as a sentence; a kind that came later goes by its code.

    Args:
        change: the row.
        roles: what roles are called, by code.
        language: "sv" or "en".
    """
    sides = {side: _value(change, change[side], roles, language) for side in ("before", "after")}
    key = stories.fact_label(change["row_key"])[language]
    if change["kind"] not in HISTORY:
        return f"{change['kind']}: {key}: {sides['before']} → {sides['after']}"
    return phrase(change["kind"], language, place=change["municipality"], person=change["person"], key=key, **sides)


def _value(change: Mapping[str, Any], value: str | None, roles: Mapping[str, Text], language: str) -> str:
    if value is None:
        return stories.in_language(stories.WORDS["empty"], language)
    if change["kind"] in ROLES:
        return role_told(value, roles, language)
    if change["kind"] == "acting_changed":
        return stories.WORDS[value][language]
    return stories.in_language(stories.coded(value), language) if change["kind"] == "attendance_changed" else value


def roles_of(roster: Iterable[Mapping[str, Any]]) -> dict[str, Text]:
    """What the roles on a roster are called, by code."""
    return {row["role"]: {"sv": row["role_sv"], "en": row["role_en"]} for row in roster}


def role_told(role: str, roles: Mapping[str, Text], language: str) -> str:
    """What a role is called in running text; one that nobody holds today goes by its code."""
    label = roles.get(role, {"sv": role, "en": role.replace("_", " ")})[language]
    return label if label.isupper() else label[:1].lower() + label[1:]


def looks_told(change: Mapping[str, Any], language: str) -> str:
    """Between which two looks something changed."""
    days = {side: change[name] or HISTORY["undated"][language] for side, name in _SIDES.items()}
    return phrase("between", language, **days)


def span_told(membership: Mapping[str, Any], language: str) -> str:
    """From when to when a membership was seen."""
    if membership["status"] == "ended" and membership["last_seen"] is None:
        return phrase("span_undated", language)
    undated = HISTORY["undated"][language]
    first, last = membership["first_seen"] or undated, membership["last_seen"] or undated
    return phrase("span_ended" if membership["status"] == "ended" else "span_open", language, first=first, last=last)


_SIDES = {"before": "from_look", "after": "to_look"}
