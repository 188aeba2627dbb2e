"""What is said about what was seen in the file of a table, whatever its schema: what it is, and what to do."""

from pipeline.model import Observation
from pipeline.wording.plain import on_one_line, plain
from pipeline.wording.sentences import Sentences

OBSERVATIONS = Sentences("observations", "seen")
"""By code."""

_FRAME = Sentences("observations", "frame")


def sentence_of(place: object, seen: Observation, language: str) -> str:
    """Where something was seen in the file at `place`, what it is, and what to do, in a language ("sv" or "en")."""
    facts = {name: "tab" if value == "\t" else value for name, value in seen.facts.items()}
    likely = _FRAME.say("likely", language, likely=facts["likely"]) if facts.get("likely") else ""
    facts |= {"cell": on_one_line(seen.cell or ""), "likely": likely}
    where = [
        _FRAME.say(name, language, **{name: value}) for name in ("line", "label") if (value := getattr(seen, name))
    ]
    told = [f"{', '.join([plain(str(place)), *where])}:", OBSERVATIONS.say(seen.code, language, **facts)]
    if seen.count > 1:
        told.append(_FRAME.say("count", language, count=seen.count, lines=", ".join(map(str, seen.lines))))
    return " ".join(told)


def encoding_taken(place: object, encoding: str, language: str) -> str:
    """In what a file was read."""
    return _FRAME.say("encoding", language, place=place, encoding=encoding)
