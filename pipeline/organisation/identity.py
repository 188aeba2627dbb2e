"""Who is who: the id of each person on a page, carried from release to release and never made from a spelling."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.errors import UsageError
from pipeline.model import Row
from pipeline.organisation.grammar import person_class
from pipeline.organisation.page import ORGANISATION, Page, Seat
from pipeline.organisation.pagespec import PageSpec, PersonDecision
from pipeline.organisation.reference import Municipality
from pipeline.organisation.report import Report
from pipeline.organisation.state import Numbers, State, id_number, misprint, name_key, near, overlap, stands_for


@dataclass
class Identity:
    """Gives each person of one page an id: the one they had, or the next number."""

    before: State
    page: Page
    spec: PageSpec
    report: Report
    same_snapshot: bool
    """The page is the very snapshot of `before`, read by better code: then a line is who it was."""
    numbers: Numbers = field(init=False)
    merged: dict[str, str] = field(default_factory=dict)
    """Ids that a decision found to be somebody else's, and whose."""

    def __post_init__(self) -> None:
        """Index the people known before by id, and their memberships by person."""
        self.numbers = Numbers(self.before.identity.get("persons", 0), self.page.taken("p"))
        self._persons = {row["person_id"]: row for row in self.before.table("persons")}
        self._memberships: dict[str, list[Row]] = {}
        for row in self.before.table("memberships"):
            if row["person_id"] and row["basis"] == "stated":
                self._memberships.setdefault(row["person_id"], []).append(row)
        self._present = {(m.code, name_key(s.place.name)) for m, s in self.page.seats if s.place.name}
        self._names = {item.municipality.code: item.municipality.name for item in self.page.delegations}

    def of(self, municipality: Municipality, seat: Seat) -> str:
        """The id of the person on a seat that is not vacant."""
        name = seat.place.name or ""
        known = self._known(municipality, seat)
        same_as = next((item.same_as for item in self._decided(name, municipality) if item.same_as), None)
        if same_as and self._persons:  # before anybody has an id, nobody can be somebody else
            return self._merge(known, same_as)
        if known and not self._namesake(known, municipality, seat):
            return known
        self._look_around(municipality, seat)
        return f"p-{self.numbers.next():04d}"

    def _known(self, municipality: Municipality, seat: Seat) -> str | None:
        """Who had this name before, in this municipality and class; the one who sat last, where several did."""
        key = name_key(seat.place.name or "")
        found = [
            (row["status"] != "ended", id_number(row["membership_id"]), person_id)
            for person_id, row in self._sat_in(municipality.code, person_class(seat.place))
            if name_key(self._persons[person_id]["name"]) == key
        ]
        return stands_for(max(found)[2], self._persons) if found else self._misread(municipality, seat)

    def _misread(self, municipality: Municipality, seat: Seat) -> str | None:
        """Whose name our reader got wrong before it was mended: who sat on this very line of this very snapshot.

        Only a spelling may differ: a reviewed correction that puts another name there puts another person there.
        """
        if not self.same_snapshot:
            return None
        for person_id, rows in self._memberships.items():
            name = self._persons[person_id]["name"]
            candidate = near(name, seat.place.name or "") and (municipality.code, name_key(name)) not in self._present
            if candidate and any(row["source_line"] == seat.line and row["status"] != "ended" for row in rows):
                return person_id
        return None

    def _sitting_in(self, code: str, class_: str) -> Iterable[tuple[str, Row]]:
        yield from (item for item in self._sat_in(code, class_) if item[1]["status"] != "ended")

    def _sat_in(self, code: str, class_: str) -> Iterable[tuple[str, Row]]:
        for person_id, rows in self._memberships.items():
            if self._persons[person_id]["person_class"] == class_:
                yield from ((person_id, row) for row in rows if row["on_behalf_of"] == code)

    def _decided(self, name: str, municipality: Municipality) -> Iterable[PersonDecision]:
        for item in self.spec.persons:
            if name_key(item.name) == name_key(name) and item.municipality == municipality.name:
                yield item

    def _merge(self, known: str | None, decided: str) -> str:
        if decided not in self._persons:
            raise UsageError("decision_names_nobody", person_id=decided)
        decided = stands_for(decided, self._persons)
        if known and known != decided:
            self.merged[known] = decided
        return decided

    def _namesake(self, known: str, municipality: Municipality, seat: Seat) -> bool:
        """Whether a decision says that this is a namesake; asks for one where the party is another than before."""
        name = seat.place.name or ""
        if any(item.different_from == known for item in self._decided(name, municipality)):
            return True
        if self.same_snapshot:
            return False
        last = max(self._memberships.get(known, []), key=lambda row: id_number(row["membership_id"]), default=None)
        party = seat.place.party.party_id if seat.place.party else None
        if last and party and last["party_id"] != party:
            self._ask("other_party", known, municipality, seat, before=last["party_id"], found=party)
        if self._persons[known]["name"] != name:  # the same letters in another case: nobody is renamed unseen
            self._ask("near_spelling", known, municipality, seat, other=self._persons[known]["name"])
        return False

    def _look_around(self, municipality: Municipality, seat: Seat) -> None:
        """Ask whether a new name is somebody we know: in part, spelled otherwise, or the same name elsewhere."""
        name = seat.place.name or ""
        settled = {item.different_from for item in self._decided(name, municipality)}
        for person_id, person in self._persons.items():
            other = person["name"]
            if person["replaced_by"] or person_id in settled:
                continue
            if name_key(other) == name_key(name):
                self._ask_who_moved(person_id, municipality, seat)
            elif self._is_gone(person_id) and self._may_be(name, person_id, municipality):
                self._ask("near_spelling", person_id, municipality, seat, other=other)
            elif overlap(name, other):
                self._ask("part_of_name", person_id, municipality, seat, other=other)

    def _ask_who_moved(self, person_id: str, municipality: Municipality, seat: Seat) -> None:
        """Ask who it is that has a known name at another place; it stops where the known place is not empty."""
        key = name_key(seat.place.name or "")
        taken = next((code for code, class_ in self._places(person_id) if self._is_taken(code, class_, key)), None)
        if taken is None:
            self._ask("same_name_elsewhere", person_id, municipality, seat)
        else:
            self._ask("place_taken", person_id, municipality, seat, other=self._names.get(taken, taken))

    def _may_be(self, name: str, person_id: str, municipality: Municipality) -> bool:
        """Whether a name may be a spelling of somebody's: in another municipality, only if it is hardly another."""
        other = self._persons[person_id]["name"]
        here = any(code == municipality.code for code, _ in self._places(person_id))
        return near(name, other) if here else misprint(name, other)

    def _places(self, person_id: str) -> Iterable[tuple[str, str]]:
        """Where somebody sat at the last look: municipality and class."""
        class_ = self._persons[person_id]["person_class"]
        for row in self._memberships.get(person_id, []):
            if row["status"] != "ended":
                yield row["on_behalf_of"], class_

    def _is_gone(self, person_id: str) -> bool:
        """Whether somebody sat at the last look, and their name is no longer there."""
        key = name_key(self._persons[person_id]["name"])
        places = list(self._places(person_id))
        return bool(places) and all((code, key) not in self._present for code, _ in places)

    def _is_taken(self, code: str, class_: str, key: str) -> bool:
        """Whether somebody has come to a municipality who did not sit there, or the name itself still does."""
        before = {name_key(self._persons[item]["name"]) for item, _ in self._sitting_in(code, class_)}
        now = {
            name_key(seat.place.name)
            for municipality, seat in self.page.seats
            if seat.place.name and municipality.code == code and person_class(seat.place) == class_
        }
        return key in now or bool(now - before)

    def _ask(self, rule: str, person_id: str, municipality: Municipality, seat: Seat, **facts: object) -> None:
        self.report.add(
            (ORGANISATION,),
            rule,
            table="persons",
            row_key=person_id,
            field="name",
            source_line=seat.line,
            verbatim=seat.place.printed,
            name=seat.place.name,
            municipality=municipality.name,
            person_id=person_id,
            **facts,
        )
