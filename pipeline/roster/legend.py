"""A line, or the headings of a table, that says what stands in those below: a member, and the substitute beside."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.roster.description import Description
from pipeline.roster.line import Person, kind_within
from pipeline.roster.pieces import Unread
from pipeline.roster.table import NAMES, usual_column

_PERSONAL = re.compile(r"\bpers(?:onlig|\.)", re.IGNORECASE)
_OF_ONE = frozenset({"name", "party", "role", "municipality", "term"})


@dataclass(frozen=True)
class Legend:
    """What a legend says."""

    kinds: tuple[str, ...] = ()
    """What the people of each line are, in their order; empty where any line may have anybody."""
    is_personal: bool = False
    """Whether a substitute is that of the member beside."""

    def told_of(self, people: list[Person], text: str, said: Description) -> list[Person]:
        """The people of a line with what the legend says of each.

        Raises:
            Unread: there are more or fewer of them than it says.
        """
        if self.kinds and people:
            if len(people) != len(self.kinds):
                raise Unread("other_form", text)
            people = [
                replace(person, kind=kind_within(kind, person.role, said) if person.role else kind)
                for person, kind in zip(people, self.kinds, strict=True)
            ]
        return _with_whom(people) if self.is_personal else people


def is_legend(text: str) -> bool:
    """Whether a line says what stands in those below: "Ordinarie medlem, parti (personlig ersättare, parti)"."""
    parts = _parts(text)
    return bool(parts) and (len(parts) > 1 or usual_column(text) in _OF_ONE) and all(map(usual_column, parts))


def legend_of(text: str) -> Legend | None:
    """What the people of each line below are, by a legend: "Ledamot / ersättare"; null where it is none of people."""
    kinds = tuple(kind for part in _parts(text) if (kind := usual_column(part)) in NAMES)
    is_of_two = is_legend(text) and set(kinds) == {"member", "substitute"}
    return Legend(kinds if "(" not in text else (), is_personal(text)) if is_of_two else None


def is_personal(text: str) -> bool:
    """Whether headings say that substitutes are those of the members beside them: "Personlig ersättare"."""
    return _PERSONAL.search(text) is not None


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"\s*[,;/|()]\s*|\s+(?:[-–—]|med)\s+|\s{2,}", text) if part]


def _with_whom(people: Sequence[Person]) -> list[Person]:
    """Substitutes with the one member beside them, whose they are."""
    members = [person for person in people if person.kind != "substitute"]
    whom = members[0].name if len(members) == 1 else None
    return [
        replace(each, substitute_for=each.substitute_for or whom) if each.kind == "substitute" else each
        for each in people
    ]
