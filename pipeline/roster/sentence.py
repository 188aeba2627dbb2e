"""People in sentences of a plain kind: "Ordförande är Anna Ek (S) och vice ordförande är Bo Al (M)" and the like."""

import re

from pipeline.roster.description import Description
from pipeline.roster.line import Person, read_line
from pipeline.roster.pieces import Unread, role_kind
from pipeline.roster.words import section_of

_END = re.compile(r"(?<=[a-zåäöæø)][.!?])\s+(?=[A-ZÅÄÖÆØ])")
_NAMES = re.compile(r"[A-ZÅÄÖÆØ][\w-]+ [A-ZÅÄÖÆØ(]")
_IS = "är|er|heter|hedder"
_VERB = re.compile(rf" (?:{_IS}|består av|utgörs av) ")
_SAYS = re.compile(rf"(?P<who>[^(),:]+?){_VERB.pattern}(?P<rest>.+)")
_OF_NEXT = re.compile(rf" (?:{_IS}) (?=[A-ZÅÄÖÆØ])")
_OF_LAST = re.compile(rf"\) (?:{_IS}) (?=[a-zåäöæø\d])")


def is_sentence(text: str) -> bool:
    """Whether a text says something with a verb, and ends as a sentence does."""
    return text.endswith(".") and _VERB.search(text) is not None


def people_in(text: str, said: Description) -> list[Person]:
    """The people of sentences that say nothing but who is what; none where a part says more, or nobody is named."""
    people = []
    for part in _END.split(text) if is_sentence(text) else ():
        if not _NAMES.search(part):
            continue  # says nothing of anybody
        try:
            found = read_line(_as_list(part.rstrip("."), said), said)
        except Unread:
            return []
        if not found:
            return []
        people += found
    return people


def _as_list(sentence: str, said: Description) -> str:
    """A sentence without its verbs, as a list would have it."""
    says = _SAYS.fullmatch(sentence)
    if says and section_of(says["who"]):
        return f"{says['who']}: {says['rest']}"
    if says and says["who"].istitle() and role_kind(says["rest"].split()[0], said):
        return says["rest"]  # "Styrelsen består av ordförande Anna Ek (S) och …"
    if says and role_kind(says["who"], said):
        return _OF_NEXT.sub(" ", sentence)
    return _OF_LAST.sub("), ", sentence)
