"""What a heading says of the people below it: their body, their municipality, their party, what they are."""

import re

from pipeline.roster.description import Description
from pipeline.roster.pieces import called_municipality, chosen_by, role_kind
from pipeline.roster.prose import is_introduction
from pipeline.roster.words import OFFICE, is_party, section_of

_NOTE = re.compile(r"\s*\((?:\d{1,3}(?: [^()]*)?|[A-ZÅÄÖÆØ]{2,6})\)$")  # how many stand below it, or an abbreviation
_CODE = re.compile(r"\s*\([A-ZÅÄÖÆØ][A-Za-z]{0,4}\)$")  # of a party, after its name
_WHERE = r"(?P<where>[A-ZÅÄÖÆØ][\w-]+(?: [\w-]+){0,2}?)"  # nobody's name and place
_BESIDE_PLACE = (
    re.compile(_WHERE + r"(?:,| ?:| [–—-]|(?<=kommun)s?) (?:\d{1,3} )?(?P<section>[^\W\d_]+(?: [^\W\d_]+)?)"),
    re.compile(r"(?:\d{1,3} )?(?P<section>[^\W\d_]+(?: [^\W\d_]+)??)(?:,| ?:| [–—-]| från)? " + _WHERE),
)
"""People of a kind, perhaps counted, and the place that they are from: "Ekby kommun – 3 ledamöter"."""
_OTHER_PARTIES = re.compile(r"(?:övriga|andra|øvrige|andre) parti(?:er)?|utan parti(?:tillhörighet)?", re.IGNORECASE)
_PLACE = re.compile(r"[A-ZÅÄÖÆØÉ][\w-]+(?: [A-ZÅÄÖÆØÉ][\w-]+)?")
_INTRODUCES = re.compile(
    r"\s+(?:är|er|består a[vf]|utgörs av|(?:har |är )?(?:valt|valda|utsett|utsedda|utser|väljer|sitter|ingår)"
    r"|som (?:møtte|deltok))(?: följande.*)?$"
)
_CHOSEN = re.compile(
    r"(?:utsedda|utsett|valda|nominerade|representanter|udpeget|valgt|oppnevnt)"
    r" (?:(?:av|för|från|af|for|fra) )?(?P<by>(?-i:[A-ZÅÄÖÆØ]).+)",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"[\s,(]+(?:för |under )?(?:mandatperioden |perioden |åren )?(?:19|20)\d\d\s*[-–]\s*(?:19|20)?\d\d\)?$"
)
_OF_BODY = re.compile(
    r"(?:(?P<whose>[^\W\d_]\w+(?:s|ne|et|fullmäktige)) )?(?P<section>[^\W\d_].*?)"
    r"(?: (?P<how>från|i|för|av|fra) (?P<where>[^\d:]+))?",
    re.IGNORECASE,
)
_COUNCIL = re.compile(r" (?:byråd|kommunalbestyrelse|kommunestyre|kommunfullmäktige)$", re.IGNORECASE)  # that chose
_ANY_BODY = frozenset(
    "förbundets kommunens regionens bolagets våra valda nämndens styrelsens direktionens selskapets".split()
)
"""Words that name no body but the one that the page is about."""
Said = dict[str, str]
"""By meaning: `body`, `group`, `municipality`, `party`, `role` or `ignore`."""


def heading(text: str, said: Description) -> Said:
    """What a line says of those below it, by meaning; empty where it is no heading.

    Args:
        text: the line.
        said: what the page's own headings mean, and whether titles stand on lines of their own.
    """
    bare = without_note(text)
    for given, meaning in (said.headings or {}).items():
        for named in (bare, announced(bare)):
            if named.casefold() == given.strip(" :").casefold():
                return {meaning: named, **({"role": named} if meaning == "body" and section_of(named) else {})}
    if whose := _of_place_or_party(bare, said):
        return whose
    if text.endswith(","):
        return {}
    if section_of(bare) or ((said.titles is None or text.endswith(":")) and role_kind(bare, said)):
        return {"role": bare}
    opened = _INTRODUCES.sub("", bare)
    if opened != bare and (municipality := chosen_by(opened, said) or called_municipality(opened)):
        return {"municipality": municipality}
    of_people = _of_body(opened, said) or _of_place(opened, said)
    return of_people or (_announced(bare) if is_introduction(text) else {})


def announced(heading: str) -> str:
    """What a heading is of that announces it: "Nämnden" of "Nämnden består av", "Styrelsen" of "Val till styrelsen"."""
    chosen = _INTRODUCES.sub("", heading).removeprefix("Val till ")
    return chosen[:1].upper() + chosen[1:]


def _announced(introduction: str) -> Said:
    """The kind of people that a line announces in words: "Fullmäktige väljer till ersättare i direktionen:"."""
    kinds = [word for word in introduction.split() if section_of(word)]
    several = len({section_of(word) for word in kinds}) > 1
    return {"ignore": " och ".join(kinds)} if several else {"role": kinds[0]} if kinds else {}


def _of_place_or_party(text: str, said: Description) -> Said:
    if municipality := said.municipality(text):
        return {"municipality": municipality}
    if is_party(party := _CODE.sub("", text)) or text in (said.parties or ()):
        return {"party": party}
    if _OTHER_PARTIES.fullmatch(text):
        return {"party": ""}
    called = called_municipality(text)
    return {"municipality": called} if called and _PLACE.fullmatch(called) else {}


def without_note(text: str) -> str:
    """A heading without what a parenthesis after it adds: "Ekby kommun (2 ledamöter)", "Direktionen (FD)"."""
    return _NOTE.sub("", text.strip(" :")).strip(" :")


def _of_body(text: str, said: Description) -> Said:
    """A heading of people with whose or where they are: "Arbetsutskottets ersättare", "Ledamöter från Eks kommun"."""
    if chosen := _CHOSEN.fullmatch(text):
        return sits_for(chosen["by"], said)
    found = None if OFFICE.fullmatch(text) else _OF_BODY.fullmatch(_TERM.sub("", text))  # "Ansattes representanter"
    sections = re.split(r" (?:och|og|samt) ", found["section"]) if found else []
    if not found or not all(map(section_of, sections)):
        return {}
    means = {"role": found["section"]} if len(sections) == 1 else {"ignore": found["section"]}
    whose, where = found["whose"], found["where"]
    if where:
        if is_party(where) or said.municipality(where) or called_municipality(where):
            return {**sits_for(where, said), **means}
        return means if found["how"] in {"i", "av", "för"} else {}
    if whose and whose.casefold() not in _ANY_BODY:
        return {"body": whose.removesuffix("s") if whose.endswith("s") else whose, **means}
    return means


def _of_place(text: str, said: Description) -> Said:
    """A heading of people with the municipality or the party beside: "Ersättare, Ekby kommun"."""
    pairs = (found for each in _BESIDE_PLACE if (found := each.fullmatch(text)) and section_of(found["section"]))
    of_each = (_of_body(f"{found['section']} från {found['where']}", said) for found in pairs)
    return next((means for means in of_each if means.keys() & {"municipality", "party"}), {})


def sits_for(text: str, said: Description) -> Said:
    """The party or the municipality, or another member of the body, whom somebody sits for."""
    whose = _COUNCIL.sub("", text)
    named = said.municipality(whose) or called_municipality(whose) or whose
    return {"party" if is_party(text) else "municipality": named}
