"""Changes and periods in words: the story of a person, of a municipality, of all; and the roster of a day."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.schema import Text
from pipeline.wording import stories
from pipeline.wording.pages import listing
from pipeline.wording.plain import printable
from pipeline.wording.sentences import Sentences, in_language

HISTORY = Sentences("history")
phrase = HISTORY.say
TITLES: Mapping[str, Text] = Sentences("titles")
"""What titles that pages give are called, by the title within a sentence."""
KINDS_OF_PLACE: Mapping[str, Text] = Sentences("init", "kinds")
"""What somebody is without a title of their own, by code."""
ROLES = frozenset({"joined", "left", "role_changed", "kind_changed", "vacancy_opened", "vacancy_closed"})
"""Kinds whose values are roles."""
MAY_BE_UNSAID = frozenset({"moved", "role_changed", "party_changed", "term_changed", "substitution_changed"})
"""Kinds of what a page may leave unsaid."""


def told(
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    roles: Mapping[str, Text],
    memberships: Mapping[str, Mapping[str, Any]],
    language: str,
) -> str:
    """What happened, as a sentence.

    Args:
        kind: a kind of `changes`, or of what two of them are together.
        rows: one of them, or those two.
        roles: what roles are called, by code.
        memberships: by id, with the code of the `party`.
        language: "sv" or "en".
    """
    first, *others = (_with_party(row, memberships) for row in rows)
    if not others:
        return _change_told(first, roles, language)
    if f"{kind}_of" in HISTORY:
        people = [each for each in (first, *others) if each["table_name"] == "memberships"]
        said = (
            listing([str(each["person"]) for each in people], language)
            if first in people
            else "; ".join(
                ", ".join(
                    (
                        each["person"] or stories.WORDS["vacant"][language],
                        role_told(each["after"] or each["before"], roles, language),
                    )
                )
                for each in people
            )
        )
        facts = {"place": place_told(first), "before": first["before"], "after": first["after"], "people": said}
        return HISTORY.fill(f"{kind}_of", language, **{name: printable(fact or "") for name, fact in facts.items()})
    (other,) = others
    post, other_post = (role_told(row["after"] or row["before"], roles, language) for row in (first, other))
    is_one_place = first["municipality"] == other["municipality"]
    facts = {
        "place": place_told(first if is_one_place else {**first, "municipality": None}),
        "person": first["person"],
        "other": other["person"],
        "post": post,
        "other_post": other_post,
    }
    if first["before"] and f"{kind}_within" in HISTORY:
        return phrase(f"{kind}_within", language, **facts, before=role_told(first["before"], roles, language))
    return phrase(kind, language, **facts)


def _with_party(change: Mapping[str, Any], memberships: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """A change with the party beside the name, where it is not the party that changed."""
    party = memberships.get(change["row_key"], {}).get("party")
    is_known = change["person"] and party and change["kind"] != "party_changed"
    return {**change, "person": f"{change['person']} ({party})"} if is_known else change


def _change_told(change: Mapping[str, Any], roles: Mapping[str, Text], language: str) -> str:
    """One row of `changes`; a kind that came later goes by its code."""
    sides = {side: _value(change, change[side], roles, language) for side in ("before", "after")}
    key = stories.fact_label(change["row_key"])[language]
    if change["kind"] not in HISTORY:
        return f"{change['kind']}: {key}: {sides['before']} → {sides['after']}"
    facts = {"place": place_told(change), "person": change["person"], "key": key, **sides}
    if unsaid := _unsaid(change, sides):
        what = HISTORY[f"what_{change['kind']}"][language]
        return phrase("says_at_last" if unsaid == "before" else "says_no_longer", language, what=what, **facts)
    return phrase(change["kind"], language, **facts)


def _unsaid(change: Mapping[str, Any], sides: Mapping[str, str]) -> str | None:
    """The side on which the page says nothing, or only by the kind of place what the other side says as a title."""
    if change["kind"] not in MAY_BE_UNSAID:
        return None
    is_same = sides["before"] == sides["after"]
    return next((side for side in sides if change[side] is None or (is_same and change[side] in KINDS_OF_PLACE)), None)


def place_told(row: Mapping[str, Any]) -> str:
    """Where something is: the body, in packages of several, and the municipality; empty where nobody says."""
    return ", ".join(filter(None, (row.get("organization"), row["municipality"])))


def _value(change: Mapping[str, Any], value: str | None, roles: Mapping[str, Text], language: str) -> str:
    if value is None:
        return in_language(stories.WORDS["empty"], language)
    if change["kind"] in ROLES:
        return role_told(value, roles, language)
    if change["kind"] == "acting_changed":
        return stories.WORDS[value][language]
    return in_language(stories.coded(value), language) if change["kind"] == "attendance_changed" else value


def roles_of(roster: Iterable[Mapping[str, Any]]) -> Mapping[str, Text]:
    """What the roles on a roster are called, by code; without one, what somebody is who has no title."""
    return {row["role"]: {"sv": row["role_sv"], "en": row["role_en"]} for row in roster} or KINDS_OF_PLACE


def post_told(membership: Mapping[str, Any], roles: Mapping[str, Text], language: str) -> str:
    """As what somebody sits: the role, or the kind of place where no title stands."""
    return role_told(membership["role"] or membership["kind"], roles, language)


def role_told(role: str, roles: Mapping[str, Text], language: str) -> str:
    """What a role is called in running text; one that nobody holds today goes by its code, or as the page has it."""
    known = roles.get(role) or TITLES.get(role.casefold()) or {"sv": role, "en": role.replace("_", " ")}
    return stories.in_running_text(known[language])


def looks_told(change: Mapping[str, Any], language: str) -> str:
    """Between which two looks something changed."""
    days = {side: change[name] or HISTORY["undated"][language] for side, name in _SIDES.items()}
    if change["from_look"] != change["to_look"]:
        return phrase("between", language, **days)
    return phrase("between_looks_of" if change["to_look"] else "between_undated", language, **days)


def span_told(membership: Mapping[str, Any], language: str) -> str:
    """From when to when a membership was seen."""
    if membership["status"] == "ended" and membership["last_seen"] is None:
        return phrase("span_undated", language)
    undated = HISTORY["undated"][language]
    first, last = membership["first_seen"] or undated, membership["last_seen"] or undated
    if membership["status"] != "ended":
        return phrase("span_open", language, first=first)
    return phrase("span_once" if first == last else "span_ended", language, first=first, last=last)


_SIDES = {"before": "from_look", "after": "to_look"}
