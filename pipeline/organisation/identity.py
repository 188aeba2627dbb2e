"""Who is who: the id of each person on a page, carried from release to release and never made from a spelling."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import UsageError
from pipeline.model import Row
from pipeline.organisation.periods import Model
from pipeline.organisation.report import Report
from pipeline.organisation.ruled import PersonDecision, Ruled
from pipeline.organisation.state import Numbers, State, id_number, misprint, name_key, near, overlap, stands_for


@dataclass(frozen=True)
class Sitter:
    """Somebody who sits on a page, and what tells who it is; null where the page does not say."""

    name: str
    body: str
    """The id of the organization."""
    municipality: str | None
    """As memberships have it in `on_behalf_of`."""
    where: str
    """What people call the place, and decisions: the municipality, or the body."""
    party: str | None
    """As memberships have it."""
    person_class: str | None
    snapshot_id: str
    line: int
    printed: str


@dataclass
class Identity:
    """Gives each person of one look an id: the one they had, or the next number."""

    before: State
    kind: str
    """Of the package that the findings concern."""
    model: Model
    sitters: Sequence[Sitter]
    """All that sit now."""
    places: Mapping[str, str]
    """What people call a place, by what memberships have in `on_behalf_of`."""
    spec: Ruled
    report: Report
    taken: frozenset[int]
    """Numbers that people had who were erased."""
    same_snapshot: bool
    """The page is the very snapshot of `before`, read by better code: then a line is who it was."""
    numbers: Numbers = field(init=False)
    merged: dict[str, str] = field(default_factory=dict)
    """Ids that a decision found to be somebody else's, and whose."""
    given: list[tuple[Sitter, str]] = field(default_factory=list)
    """Everybody who was given an id so far, with it."""

    def __post_init__(self) -> None:
        """Index who sits now by name, who was known before by id, and their memberships by person."""
        self.numbers = Numbers(self.before.identity.get("persons", 0), self.taken)
        self._persons = {row["person_id"]: row for row in self.before.table("persons")}
        self._here: dict[str, list[Sitter]] = {}
        for sitter in self.sitters:
            self._here.setdefault(name_key(sitter.name), []).append(sitter)
        self._memberships: dict[str, list[Row]] = {}
        for row in self.before.table("memberships"):
            if row["person_id"] and row.get("basis", "stated") == "stated":
                self._memberships.setdefault(row["person_id"], []).append(row)

    def of(self, sitter: Sitter) -> str:
        """The id of somebody who sits."""
        person_id = self._of(sitter)
        for other, theirs in self.given:  # a decision has somebody's id who stands in the body as well
            if (theirs, other.body) == (person_id, sitter.body) and name_key(other.name) != name_key(sitter.name):
                self._ask("same_as_sitting", person_id, sitter, other=other.name)
        self.given.append((sitter, person_id))
        return person_id

    def _of(self, sitter: Sitter) -> str:
        known = self._known(sitter)
        same = next((item for item in self._decided(sitter) if item.same_as), None)
        if same and same.same_as and self._persons:  # before anybody has an id, nobody can be somebody else
            person_id = self._merge(known, same.same_as)
            if same.party is None and not self.same_snapshot:  # who is spelled so may change party all the same
                self._ask_of_party(person_id, sitter)
            return person_id
        if known and not self._namesake(known, sitter):
            return known
        if here := self._named_before(sitter):
            return here
        self._look_around(sitter)
        return f"p-{self.numbers.next():04d}"

    def _named_before(self, sitter: Sitter) -> str | None:
        """Who has this name on the page already, where one person may stand on it several times."""
        found = {
            person_id
            for other, person_id in self.given
            if self.model.several
            and name_key(other.name) == name_key(sitter.name)
            and agree(other.municipality, sitter.municipality)
            and agree(other.party, sitter.party)
            and person_id not in {item.different_from for item in self._decided(sitter)}
            and not any(row["organization_id"] == sitter.body for row in self._memberships.get(person_id, ()))
        }
        return found.pop() if len(found) == 1 else None

    def _known(self, sitter: Sitter) -> str | None:
        """Who had this name before, in this place and class; the one who sat last, where several did."""
        key = name_key(sitter.name)
        found = [
            (
                row["status"] != "ended",
                row["organization_id"] == sitter.body,
                id_number(row["membership_id"]),
                person_id,
            )
            for person_id, rows in self._memberships.items()
            if self._is_of_class(person_id, sitter.person_class) and name_key(self._persons[person_id]["name"]) == key
            for row in self._may_be_held(rows, sitter)
        ]
        return stands_for(max(found)[-1], self._persons) if found else self._misread(sitter)

    def _may_be_held(self, rows: Sequence[Row], sitter: Sitter) -> list[Row]:
        """Those memberships of a namesake that tell it is them: in the same body, else in others for the same party.

        Another municipality than in the same body is no less another where they sit in other bodies as well.
        """
        here = [row for row in rows if row["organization_id"] == sitter.body]
        there = [row for row in rows if agree(row[self.model.party], sitter.party)] if self.model.several else []
        return [row for row in here or there if agree(row["on_behalf_of"], sitter.municipality)]

    def _misread(self, sitter: Sitter) -> str | None:
        """Whose name our reader got wrong before it was mended: who sat on this very line of this very snapshot.

        Only a spelling may differ: a reviewed correction that puts another name there puts another person there.
        """
        if not self.same_snapshot:
            return None
        for person_id, rows in self._memberships.items():
            name = self._persons[person_id]["name"]
            candidate = near(name, sitter.name) and not self._is_named(name, sitter.municipality)
            if candidate and any(_is_on(row, sitter) and row["status"] != "ended" for row in rows):
                return person_id
        return None

    def _is_of_class(self, person_id: str, class_: str | None) -> bool:
        return bool(self._persons[person_id].get("person_class") == class_)

    def _decided(self, sitter: Sitter) -> Iterable[PersonDecision]:
        """What was decided of a name in a place: of this very party first, none of another."""
        for party in (sitter.party, None) if sitter.party else (None,):
            for item in self.spec.persons:
                if (item.party, item.municipality) == (party, sitter.where) and name_key(item.name) == name_key(
                    sitter.name
                ):
                    yield item

    def _merge(self, known: str | None, decided: str) -> str:
        if decided not in self._persons:
            raise UsageError("decision_names_nobody", person_id=decided)
        decided = stands_for(decided, self._persons)
        if known and known != decided:
            self.merged[known] = decided
        return decided

    def _namesake(self, known: str, sitter: Sitter) -> bool:
        """Whether a decision says that this is a namesake; asks for one where the party is another than before."""
        if any(item.different_from == known for item in self._decided(sitter)):
            return True
        if self.same_snapshot:
            return False
        self._ask_of_party(known, sitter)
        if self._persons[known]["name"] != sitter.name:  # the same letters in another case: nobody is renamed unseen
            self._ask("near_spelling", known, sitter, other=self._persons[known]["name"])
        return False

    def _ask_of_party(self, known: str, sitter: Sitter) -> None:
        """Ask for a decision where the party is another than before."""
        party = self.model.party
        told = [row for row in self._memberships.get(known, []) if row[party] or party not in self.model.silent]
        last = max(told, key=lambda row: (_sits_in(sitter.body, row), id_number(row["membership_id"])), default=None)
        if last and sitter.party and last[party] != sitter.party:
            self._ask("other_party", known, sitter, before=last[party], found=sitter.party)

    def _look_around(self, sitter: Sitter) -> None:
        """Ask whether a new name is somebody we know: in part, spelled otherwise, or the same name elsewhere."""
        settled = {item.different_from for item in self._decided(sitter)}
        for person_id, person in self._persons.items():
            other = person["name"]
            if person["replaced_by"] or person_id in settled:
                continue
            if name_key(other) == name_key(sitter.name):
                self._ask_who_moved(person_id, sitter)
            elif self._is_gone(person_id, sitter.body) and self._may_be(person_id, sitter):
                self._ask("near_spelling", person_id, sitter, other=other)
            elif overlap(sitter.name, other):
                self._ask("part_of_name", person_id, sitter, other=other)

    def _ask_who_moved(self, person_id: str, sitter: Sitter) -> None:
        """Ask who it is that has a known name at another place; it stops where the known place is not empty."""
        key = name_key(sitter.name)
        taken = next((row for row in self._sitting(person_id, sitter.body) if self._is_taken(row, key)), None)
        if taken is None:
            self._ask("same_name_elsewhere", person_id, sitter)
        else:
            place = taken["on_behalf_of"] or taken["organization_id"]
            self._ask("place_taken", person_id, sitter, other=self.places.get(place, place))

    def _may_be(self, person_id: str, sitter: Sitter) -> bool:
        """Whether a name may be somebody's: of their place and party, another surname; of another place, a misprint."""
        other = self._persons[person_id]["name"]
        here = [
            row
            for row in self._sitting(person_id)
            if _sits_in(sitter.body, row) and agree(row["on_behalf_of"], sitter.municipality)
        ]
        is_of_party = any(row[self.model.party] == sitter.party for row in here)
        if is_of_party and name_key(sitter.name).split()[0] == name_key(other).split()[0]:
            return True
        return near(sitter.name, other) if here else misprint(sitter.name, other)

    def _sitting(self, person_id: str, body: str | None = None) -> list[Row]:
        """Where somebody sat at the last look: in `body`, else wherever."""
        rows = [row for row in self._memberships.get(person_id, []) if row["status"] != "ended"]
        return [row for row in rows if row["organization_id"] == body] or rows

    def _is_gone(self, person_id: str, body: str) -> bool:
        """Whether somebody sat at the last look, and their name is no longer there: in a body, or else in all."""
        name, sitting = self._persons[person_id]["name"], self._sitting(person_id, body)
        where = body if any(_sits_in(body, row) for row in sitting) else None
        return bool(sitting) and not any(self._is_named(name, row["on_behalf_of"], where) for row in sitting)

    def _is_named(self, name: str, municipality: str | None, body: str | None = None) -> bool:
        """Whether a name is on the page, for a municipality; null: in whatever body."""
        return any(
            agree(sitter.municipality, municipality) and agree(sitter.body, body)
            for sitter in self._here.get(name_key(name), ())
        )

    def _is_taken(self, place: Row, key: str) -> bool:
        """Whether somebody has come to the place of a membership who did not sit there, or the name still does."""
        body, municipality = place["organization_id"], place["on_behalf_of"]
        class_ = self._persons[place["person_id"]].get("person_class")
        before = {
            name_key(self._persons[person_id]["name"])
            for person_id in self._memberships
            if self._is_of_class(person_id, class_)
            for row in self._sitting(person_id)
            if (row["organization_id"], row["on_behalf_of"]) == (body, municipality)
        }
        now = {
            name_key(sitter.name)
            for sitter in self.sitters
            if (sitter.body, sitter.municipality, sitter.person_class) == (body, municipality, class_)
        }
        return key in now or bool(now - before)

    def _ask(self, rule: str, person_id: str, sitter: Sitter, **facts: object) -> None:
        self.report.add(
            (self.kind,),
            rule,
            table="persons",
            row_key=person_id,
            field="name",
            source_line=sitter.line,
            verbatim=sitter.printed,
            name=sitter.name,
            municipality=sitter.where,
            person_id=person_id,
            **facts,
        )


def agree(one: str | None, other: str | None) -> bool:
    """Whether two values may be the same: what a page does not say contradicts nothing."""
    return one is None or other is None or one == other


def _sits_in(body: str, row: Row) -> bool:
    return bool(row["organization_id"] == body and row["status"] != "ended")


def _is_on(row: Row, sitter: Sitter) -> bool:
    return (row["snapshot_id"], row["source_line"]) == (sitter.snapshot_id, sitter.line)
