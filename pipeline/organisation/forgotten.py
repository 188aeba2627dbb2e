"""Who is named on a page and was erased: places without their holders, and texts that name somebody."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.organisation.grammar import Note, Place, mark, person_class
from pipeline.organisation.reference import Municipality
from pipeline.organisation.ruled import Ruled
from pipeline.organisation.state import name_key

UNREADABLE = f"{mark()}\n".encode()
"""What is kept of bytes that nobody can read, or write without a name: nobody can tell whom they name."""
CAPITALISED = r"[^\W\d_a-zåäö][\w.’'‐‑-]*"
NAMES = re.compile(rf"{CAPITALISED}(?:\s+{CAPITALISED})+")  # words that follow one another, each with a capital
MOST_WORDS = 4  # of a name in a text: further ones are about something else


def without_erased(place: Place, municipality: Municipality, spec: Ruled) -> Place:
    """`place`, but without its holder where that is somebody who was erased: the place and its title remain."""
    found = erased_holder(place, municipality, spec)
    if found is None:
        return place
    person_id, exact = found
    role_verbatim = place.role_verbatim if place.role else None
    near = Note("erased_near_spelling", _to_decide(place.name or "", municipality, person_id, spec))
    others = tuple(note for note in place.notes if note.rule != "name_shape")
    return replace(
        place,
        printed=mark((), role_verbatim),
        name=None,
        party=None,
        role_verbatim=role_verbatim,
        erased=(),
        notes=others if exact else (near,),
    )


def erased_holder(place: Place, municipality: Municipality, spec: Ruled) -> tuple[str, bool] | None:
    """Who was erased and holds a place: the id, and whether the name is spelled as it was; null where it is nobody."""
    found = spec.erased.find(place.name, municipality.code, person_class(place)) if place.name else None
    if found is None or decided_to_differ(place.name or "", found[0], municipality.name, spec):
        return None
    return found


def decided_to_differ(name: str, person_id: str, municipality: str | None, spec: Ruled) -> bool:
    """Whether a maintainer knows that this is somebody else, there (null: anywhere)."""
    about = (item for item in spec.persons if name_key(item.name) == name_key(name))
    return any(item.different_from == person_id and municipality in {None, item.municipality} for item in about)


def _to_decide(name: str, municipality: Municipality, person_id: str, spec: Ruled) -> dict[str, str]:
    """What a decision about a name that is near to an erased one needs; not the name."""
    entry = spec.erased.entry(name, person_id)
    return {"municipality": municipality.name, "person_id": person_id, "entry": entry}


def names_erased(text: str, spec: Ruled) -> bool:
    """Whether a text names somebody who was erased, or whose name is near to theirs."""
    return any(True for _ in erased_names(text, spec))


def erased_names(text: str, spec: Ruled) -> Iterator[tuple[str, bool]]:
    """The names in a text that mean somebody who was erased, and whether each is spelled as it was."""
    if not spec.erased.hashes:
        return
    for run in NAMES.findall(text):
        words = run.split()
        spans = ((i, j) for i in range(len(words)) for j in range(i + 2, min(i + MOST_WORDS, len(words)) + 1))
        for name in (" ".join(words[i:j]) for i, j in spans):
            found = spec.erased.find(name, "", "")
            if found and not decided_to_differ(name, found[0], None, spec):
                yield name, found[1]
