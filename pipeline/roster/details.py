"""A line of its own that says something of the person above it: a title, a party, a municipality."""

import re
from collections.abc import Mapping

from pipeline.roster.apart import facts
from pipeline.roster.description import Description
from pipeline.roster.headings import sits_for
from pipeline.roster.pieces import Unread, chosen_by, party_named, role_kind
from pipeline.roster.words import COLUMN_OF_WORD

_LABELLED = re.compile(r"(?P<label>[^\W\d_][^:]{2,30}):\s*(?P<value>.+)")
_CHOSEN = re.compile(
    r"(?:utsedd|invald|vald|nominerad|representerar|företräder) (?:(?:19|20)\d\d )?(?:(?:av|för|från) )?"
    r"(?P<by>(?-i:[A-ZÅÄÖÆØ])[^,.\d]+)\.?",
    re.IGNORECASE,
)
_OF_PEOPLE = {"party", "role", "municipality", "term"}


def detail(text: str, said: Description) -> Mapping[str, str] | None:
    """What a line says of the person above, by meaning; null where it is no such line.

    Raises:
        Unread: it has the label of a party or a title, and none that is known.
    """
    told = facts(text, said)
    is_no_title = said.titles == "above" and told.keys() <= {"party", "municipality"}
    if told and (said.titles == "below" or len(told) > 1 or is_no_title):  # of somebody, and no heading
        return told
    if municipality := chosen_by(text, said):
        return {"municipality": municipality}
    if one := _CHOSEN.fullmatch(text):  # of several it would be a heading: "Utsedda av Ekby kommun"
        return sits_for(one["by"], said)
    found = _LABELLED.fullmatch(text)
    meaning = COLUMN_OF_WORD.get(found["label"].casefold()) if found else None
    if not found or meaning not in _OF_PEOPLE:
        return None
    value = found["value"].strip()
    named = {"party": party_named(value, said), "role": role_kind(value, said)}.get(meaning, value)
    if meaning == "municipality" and said.municipalities:
        named = value = said.municipality(value) or ""
    if not named:
        raise Unread("unknown_words", found["value"])
    return {meaning: value}


def tells(text: str, said: Description) -> bool:
    """Whether a line tells something of the person above it."""
    try:
        return detail(text, said) is not None
    except Unread:
        return False
