"""What a text of a page probably means, from its form and from what stands around it; null where it may be either."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.codelists import is_municipality
from pipeline.codelists.not_names import known
from pipeline.model import Held, Line
from pipeline.roster.cards import shared
from pipeline.roster.description import Description
from pipeline.roster.forms import PARENTHESIS, is_contact_line, is_name
from pipeline.roster.headings import announced, without_note
from pipeline.roster.pieces import PLACE, called_municipality
from pipeline.roster.table import grid, head_of
from pipeline.roster.told import Roster
from pipeline.roster.words import AGENCIES, CODES, COLUMN_OF_WORD, NO_PARTY, PARTY_WORDS, is_party, kind_of_role

LONGEST_HEADING = 6  # words
_BODY = re.compile(
    r"\w*(?:styrelsen?|styre|styret|bestyrelsen?|fullmäktige|nämnd(?:en)?|direktion(?:en)?|utskott(?:et)?|råd(?:et)?"
    r"|förbund(?:et)?|kommittén?|delegation(?:en)?|beredning(?:en)?|utvalg(?:et)?|utval(?:et)?|udvalg(?:et)?|ting(?:et)?"
    r"|grupp(?:en)?|samverkan|samkommun(?:ens?)?|region(?:en)?|tjänst(?:en)?|kommission(?:en)?|förbundsledning(?:en)?|bolag(?:et)?|revisorer|revision(?:en)?)",
    re.IGNORECASE,
)
_KIND_FIRST = re.compile(
    r"(?:(?:Ledamöter|Ledamot|Ordinarie|Ersättare|Suppleanter|Suppleant|Medlemmer|Varamedlemmer) )?"
    r"(?:(?:[Ff]ör|[Ff]rån|[Ff]ra) )?(?=[A-ZÅÄÖÆØ])"
)
_LOCAL_PARTY = re.compile(r"[A-ZÅÄÖÆØ].*(?:parti|listan?|röst|väl|bästa|framtid|samling|alternativ)\w*", re.IGNORECASE)
_GLUED = re.compile(r"(.+)-(\w+)")  # "Ekskog-ledamot"
_REGION = re.compile(r"Region [A-ZÅÄÖ][\w-]+")
_LABELLED = re.compile(r"([A-ZÅÄÖÆØ][\w-]+(?: [A-ZÅÄÖÆØ][\w-]+)?(?: kommune?| stad)?)(?::| [–—-]) [A-ZÅÄÖÆØ].+")
_STATE = re.compile(  # what somebody is or was, and no party: "(tjänstledig)"
    r"(?:ny|om|av|in|entledig|tjänstledig|föräldraledig|sjuk|tidigare|fr\.?o\.?m|t\.?o\.?m|från|till|ersätt|inträd|utträd|avg|avs|val[dt]"
    r"|adjunger|suppl|ers|ord|led|vakan)\w*\b",
    re.IGNORECASE,
)
_STAFF = re.compile(r"arbetstagar|personalrepr|personalföre|facklig|ansatt|medarbejder", re.IGNORECASE)
"""Who sits for a union, and for no place."""


@dataclass(frozen=True)
class Around:
    """The page that a text stands on, and what is known of other texts of it."""

    lines: Sequence[Line]
    roster: Roster
    known: Mapping[str, str]


def looks_like_heading(text: str) -> bool:
    """Whether a line is short, begins large, and has no sign of a sentence, an address or a person."""
    text = re.sub(r" [IA]/S\b", "", text)
    return len(text.split()) <= LONGEST_HEADING and text[:1].isupper() and not re.search(r"[\d,@(/\[]|[.!?]$|:\s", text)


def is_body(text: str) -> bool:
    """Whether a text has a word for a body in it: a board, a council, a committee."""
    return any(_BODY.fullmatch(word) for word in re.split(r"[\s:]+", text))


def meaning_of(held: Held, around: Around) -> tuple[str, str] | None:
    """A text of a held line with what it probably means, as `derive.MEANINGS` has it; null where nobody can tell."""
    found = held.found.strip()
    if (glued := _GLUED.fullmatch(found)) and kind_of_role(glued[2]):
        found = glued[1]
    whole = next(line.text for line in around.lines if line.number == held.line)
    if without_note(whole) != whole.strip(" :") and looks_like_heading(without_note(whole)):
        return _of_line(without_note(whole), held.line, around)
    if held.key in {"unknown_words", "unknown_parenthesis"} and _is_in_column_of_parties(found, held.line, around):
        return found, "party"
    if held.key == "unknown_parenthesis":
        return _of_parenthesis(found, around)
    if held.key == "unknown_words" and (meaning := _labelled(held, around) or _of_words(found, whole, around)):
        return meaning
    if held.key == "nobody" and (place := _beside_title(whole)):
        return municipality(place)
    is_heading = held.key in {"bare_name", "unknown_words"} and is_body(whole) and looks_like_heading(whole)
    return _of_line(whole if is_heading else found, held.line, around) if is_heading or held.key == "nobody" else None


def _labelled(held: Held, around: Around) -> tuple[str, str] | None:
    """What the label of a line says of it: "Parti: Ekskogs väl"; null where it has none, or another one."""
    whole = next((told.line.text for told in around.roster.told if told.line.number == held.line), "")
    label = COLUMN_OF_WORD.get(whole.removesuffix(held.found).strip(" :").casefold())
    return municipality(held.found) if label == "municipality" else (held.found, "party") if label == "party" else None


def _beside_title(text: str) -> str | None:
    """The place in "Kommunalråd, Ekskog": what stands beside titles alone, but for a union; null where none does."""
    parts = [part.strip() for part in text.split(",")]
    others = [part for part in parts if not kind_of_role(part)]
    is_place = len(others) == 1 < len(parts) and may_be_place(others[0]) and not _STAFF.search(text)
    return others[0] if is_place else None


def _of_words(text: str, whole: str, around: Around) -> tuple[str, str] | None:
    """What words within a line are: a place before a colon, or after a comma, or beside a title in a parenthesis."""
    labels = [each[1] for line in around.lines if (each := _LABELLED.fullmatch(_without_kind(line.text)))]
    labelled = _LABELLED.fullmatch(_without_kind(whole if whole.startswith(text) else text))
    label = labelled[1] if labelled else text
    if any(map(kind_of_role, _beside(text, around))) and may_be_place(text):
        return municipality(text)
    if label in labels and PLACE.fullmatch(called_municipality(label) or label):
        return municipality(label) if len(set(labels)) > 1 else None
    if _LOCAL_PARTY.fullmatch(text) and not is_name(text):
        return (text, "party") if _follows_comma(text, around) else None
    is_place = may_be_place(text) and not any(_STAFF.search(line.text) for line in around.lines if text in line.text)
    return _after_comma(text, around) if is_place and _follows_comma(text, around) else None


def _without_kind(text: str) -> str:
    return _KIND_FIRST.sub("", text, count=1)


def _after_comma(text: str, around: Around) -> tuple[str, str] | None:
    """A municipality, where most people have one after a comma, or this one stands there twice; or a party."""
    told = around.roster.told
    people = sum(len(each.rows) or each.meaning == "held" for each in told if each.meaning in {"people", "held"})
    places = {held.found for held in around.roster.held if held.key == "unknown_words" and may_be_place(held.found)}
    placed = re.compile("|".join(rf"[,–—-] ?{re.escape(place)}" for place in places))
    with_place = sum(bool(row.person.municipality) for row in around.roster.rows)
    with_place += sum(bool(placed.search(each.line.text)) for each in told if each.meaning == "held")
    is_usual = 2 * with_place >= people or sum(text in line.text for line in around.lines) > 1
    return municipality(text) if is_usual else None


def may_be_place(text: str) -> bool:
    """Whether somebody may sit for what a text names: "Ekskog", "Ekskogs kommun", "Region Ek"."""
    is_code = text.isupper() and len(text) < len("EKBY")  # "VD", "KSO"
    return bool(called_municipality(text) or PLACE.fullmatch(text)) and not is_code


def _of_line(text: str, number: int, around: Around) -> tuple[str, str] | None:
    bare = announced(text.strip(" :"))
    if is_contact_line(text):
        return text, "leave_out"
    if not looks_like_heading(text) or (bare in CODES.values() and _is_index(around)):
        return None
    is_local_party = _LOCAL_PARTY.fullmatch(bare) and not is_name(bare)
    if bare in CODES.values() or (is_local_party and _is_beside_parties(around)):
        return bare, "party"
    is_called = (
        is_municipality(bare) or _is_region_beside(bare, around) or PLACE.fullmatch(called_municipality(bare) or "")
    )
    if is_called or (is_body(bare) and may_be_place(bare) and _is_below_marked(number, around)):
        return municipality(bare)
    if is_body(bare) or _is_topic(bare, number, around):
        return bare, "body" if is_body(bare) else "ignore"
    is_word = kind_of_role(bare) or known().has_word(bare) or len(bare) < len("Bro")
    is_place = PLACE.fullmatch(bare) and not is_word
    is_heading = _stands_above_people(number, around) and _has_sibling(bare, number, around)
    return municipality(bare) if is_place and (is_heading or _is_on_each_card(number, around)) else None


def _is_on_each_card(number: int, around: Around) -> bool:
    """Whether a place stands in the mark-up with the person above alone, and so does one with everybody else."""
    told = [each for each in around.roster.told if each.meaning not in {"outside", "left_out"}]
    people = [each.line for each in told if each.meaning == "people"]
    held = [
        each.line
        for before, each in itertools.pairwise(told)
        if each.meaning == "held" and before.meaning in {"people", "title"} and PLACE.fullmatch(each.line.text)
    ]
    alone = [
        line.number
        for line, person, after in zip(held, people, [*people[1:], None], strict=False)
        if shared(line, person) > (shared(line, after) if after else 0)
    ]
    return number in alone and len(alone) == len(people) > 1


def _is_beside_parties(around: Around) -> bool:
    """Whether parties are headings on the page."""
    return any(told.meaning == "heading" and is_party(without_note(told.line.text)) for told in around.roster.told)


def _is_index(around: Around) -> bool:
    """Whether letters on lines of their own are those that the names below them begin with, and no codes of parties."""
    pairs = [(one.text, after.text.split()) for one, after in itertools.pairwise(around.lines) if len(one.text) == 1]
    return all(words[0].startswith(letter) or words[-1].startswith(letter) for letter, words in pairs)


def _is_below_marked(number: int, around: Around) -> bool:
    """Whether a line stands below somebody whom the mark-up makes a heading, and is none itself: it tells of them."""
    above = [told for told in around.roster.told if told.line.number < number and told.meaning == "people"]
    line = next(line for line in around.lines if line.number == number)
    return bool(above) and above[-1].line.is_heading and not line.is_heading


def _is_region_beside(text: str, around: Around) -> bool:
    """Whether a text names a region, and an agency or a municipality stands as it does: people sit for all of them."""
    others = [line.text for line in around.lines if line.text != text]
    is_beside = any(
        each.casefold() in AGENCIES or called_municipality(each) for each in others if looks_like_heading(each)
    )
    return _REGION.fullmatch(text) is not None and is_beside


def _is_topic(text: str, number: int, around: Around) -> bool:
    """Whether a heading above all people says what the page is about: "Politisk organisation"."""
    others = text.split()[1:]
    nobody = {held.line for held in around.roster.held if held.key == "nobody"}
    people = [
        told.line.number
        for told in around.roster.told
        if told.meaning == "people" or (told.meaning == "held" and told.line.number not in nobody)
    ]
    return bool(others) and all(word.islower() for word in others) and number < min(people, default=0)


def municipality(text: str) -> tuple[str, str]:
    """The name of a municipality, as its own: "Ekskog" for "Ekskogs kommun", but "Degernäs" for "Degernäs kommun"."""
    return called_municipality(text) or text, "municipality"


def _of_parenthesis(text: str, around: Around) -> tuple[str, str] | None:
    beside = _beside(text, around)
    if any(_is_party(each, around) or kind_of_role(each) for each in beside):
        return municipality(text) if may_be_place(text) else None
    if any(around.known.get(each) == "municipality" for each in beside):
        return text, "party"
    if around.known.get(text) == "municipality" or is_municipality(text) or called_municipality(text):
        return municipality(text)
    inner = [found for line in around.lines for found in PARENTHESIS.findall(line.text)]
    parties = sum(_is_party(each, around) or NO_PARTY.fullmatch(each) is not None for each in inner)
    is_state = (
        (_STATE.match(text) and "parti" not in text)
        or kind_of_role(text)
        or not text[:1].isupper()
        or re.search(r"\d", text)
    )
    if is_state or not _follows_name(text, around):
        return None
    if 2 * parties >= len(inner) or re.search(r"\s[a-zåäö]|parti", text):
        return text, "party"
    return municipality(text) if not parties and PLACE.fullmatch(text) and not is_name(text) else None


def _is_in_column_of_parties(text: str, number: int, around: Around) -> bool:
    """Whether a text of a row is its cell in the column for parties: such a cell alone is asked of as a party is."""
    table = next((line.cell.table for line in around.lines if line.cell and line.number == number), 0)
    rows = grid([line for line in around.lines if line.cell and line.cell.table == table])
    _, columns = head_of(rows, Description())
    places = [place for place, meaning in (columns or {}).items() if meaning.startswith("party")]
    return any(row[place].text.strip("()") == text for row in rows for place in places if place in row)


def _is_party(text: str, around: Around) -> bool:
    return text.casefold() in CODES or text.casefold() in PARTY_WORDS or around.known.get(text) == "party"


def _beside(text: str, around: Around) -> list[str]:
    """What stands beside a text in its parenthesis."""
    inner = [found.split(",") for line in around.lines for found in PARENTHESIS.findall(line.text)]
    parts = [[part.strip() for part in each] for each in inner]
    return [part for each in parts if text in each for part in each if part != text]


def _follows_name(text: str, around: Around) -> bool:
    """Whether a parenthesis stands after somebody's name, and not within it, wherever it stands."""
    places = [line.text.partition(f"({text})") for line in around.lines if f"({text})" in line.text]
    is_word = re.fullmatch(r"[A-ZÅÄÖÆØ][a-zåäöæø]+", text) and "parti" not in text  # "Karl Erik (Kalle) Ek"
    return bool(places) and all(
        (is_name(" ".join(re.split(r"[,:]", before)[-1].split()[-2:])) or kind_of_role(before.rpartition(",")[2]))
        and not (is_word and re.match(r"\s+[A-ZÅÄÖÆØ][a-zåäöæø]", after))
        for before, _, after in places
    )


def _follows_comma(text: str, around: Around) -> bool:
    """Whether a text stands after a party or a comma somewhere, as a municipality does, and not before a name."""
    after = re.compile(rf"(?:\)|,|[-–—|])\s*{re.escape(text)}(?=\s*(?:$|[,;()–—-]|\s[a-zåäö]))")
    return any(after.search(line.text) for line in around.lines) or any(
        line.cell and line.text == text for line in around.lines
    )


def _next_told(number: int, around: Around) -> str | None:
    return next((told.meaning for told in around.roster.told if told.line.number > number), None)


def _stands_above_people(number: int, around: Around) -> bool:
    return _next_told(number, around) in {"people", "heading"}


def _has_sibling(text: str, number: int, around: Around) -> bool:
    """Whether another line of this form, too, stands by itself above people: "Björkvik", and below "Ekskog"."""
    others = [held for held in around.roster.held if held.key == "nobody" and held.found != text]
    alike = [held for held in others if PLACE.fullmatch(without_note(held.found)) and not is_body(held.found)]
    headings = [told for told in around.roster.told if told.meaning == "heading" and told.line.number != number]
    known = [
        told
        for told in headings
        if around.known.get(called_municipality(told.line.text) or told.line.text) == "municipality"
    ]
    is_beside = any(_stands_above_people(told.line.number, around) for told in known)
    return any(held.line != number and _stands_above_people(held.line, around) for held in alike) or is_beside
