"""The rules beyond the schemas. Each check looks at a whole page; what a breach means is said in `source.yaml`."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from pipeline.organisation.grammar import Note
from pipeline.organisation.page import KINDS, ORGANISATION, WORKING_GROUPS, Page
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.report import Report
from pipeline.organisation.review import check_texts
from pipeline.organisation.state import State, name_key

Check = Callable[[Page, State, PageSpec, Report], None]


def check_page(page: Page, before: State, groups_before: State, spec: PageSpec, report: Report) -> None:
    """Hold a page against every rule; `before` and `groups_before` are what was published of it last."""
    for check in CHECKS:
        check(page, before, spec, report)
    check_texts(page, before, groups_before, spec, report)


def _municipalities(page: Page, _before: State, _spec: PageSpec, report: Report) -> None:
    """The municipalities of the opening sentence are those of the roster, each once."""
    listed = {municipality.code: municipality.name for municipality in page.members}
    sections = Counter(item.municipality.code for item in page.delegations)
    for item in page.delegations:
        code, name = item.municipality.code, item.municipality.name
        where = {"table": "municipalities", "row_key": code, "source_line": item.line}
        if code not in listed:
            report.add((ORGANISATION,), "municipality_unlisted", name=name, **where)
        if sections[code] > 1:
            report.add((ORGANISATION,), "section_doubled", heading=name, lines=item.line, **where)
    for code in listed.keys() - sections.keys():
        name = listed[code]
        report.add((ORGANISATION,), "municipality_without_section", table="municipalities", row_key=code, name=name)


def _places(page: Page, _before: State, _spec: PageSpec, report: Report) -> None:
    """What each line of the roster gave a reader to think about."""
    for municipality, seat in page.seats:
        place = seat.place
        where = {
            "table": "roster",
            "row_key": f"{municipality.name}: {place.name or 'vakant'}",
            "source_line": seat.line,
        }
        if place.erased is not None:
            where |= {"row_key": municipality.name, "verbatim": place.printed}
            for note in (*place.notes, Note("erased_place", {"municipality": municipality.name})):
                report.add((ORGANISATION,), note.rule, **where, **note.facts)
            continue
        where["verbatim"] = place.printed
        for note in place.notes:
            report.add((ORGANISATION,), note.rule, **where, **note.facts)
        if place.is_vacant:
            report.add((ORGANISATION,), "vacant_place", field="is_vacant", municipality=municipality.name, **where)
        if place.is_acting:
            report.add((ORGANISATION,), "acting", field="is_acting", **where)
        unknown_role = any(note.rule == "unknown_role" for note in place.notes)
        if place.role is None and not unknown_role:
            report.add((ORGANISATION,), "role_not_stated", field="role", **where)
        if (
            place.role
            and place.is_director
            and place.role_verbatim
            and place.role_verbatim[:1].islower()
            and not place.is_acting
        ):
            expected = place.role.label_sv
            report.add(
                (ORGANISATION,), "letter_case", field="role", found=place.role_verbatim, expected=expected, **where
            )
        if place.name and not place.is_director and place.party is None:
            report.add((ORGANISATION,), "party_missing", field="party", name=place.name, **where)


def _offices(page: Page, _before: State, _spec: PageSpec, report: Report) -> None:
    """Exactly one chair of the executive board and one director a municipality; acting and vacant ones count."""
    for item in page.delegations:
        where = {"table": "municipalities", "row_key": item.municipality.code, "source_line": item.line}
        places = [seat.place for seat in item.seats]
        chairs = sum(place.role is not None and place.role.role == "kso" for place in places)
        directors = sum(place.is_director for place in places)
        # a vacancy without a title may be the missing office: then the vacancy is the finding, not the office
        untitled = sum(place.is_vacant and place.role is None for place in places)
        for rule, count in (("executive_chair_count", chairs), ("director_count", directors)):
            if count > 1 or (count == 0 and not untitled):
                report.add((ORGANISATION,), rule, municipality=item.municipality.name, found=count, **where)


def _seats(page: Page, _before: State, spec: PageSpec, report: Report) -> None:
    """The places listed on the board are the seats by rule, and the seats by rule are those that the prose states."""
    for item in page.delegations:
        where = {"table": "municipalities", "row_key": item.municipality.code, "field": "board_seats"}
        rule = spec.seats_of(item.municipality.name)
        found = sum(not seat.place.is_director for seat in item.seats)
        if rule and found != rule.seats:
            name = item.municipality.name
            report.add((ORGANISATION,), "seat_count", municipality=name, found=found, expected=rule.seats,
                       source_line=item.line, **where)  # fmt: skip
    for fact in page.facts:
        named = fact.spec.seats_of
        rule = spec.seats_of(named) if named else None
        if rule and fact.value != str(rule.seats):
            report.add((ORGANISATION,), "seats_stated", table="governance_facts", row_key=fact.spec.id,
                       source_line=fact.line, municipality=named, found=fact.value, expected=rule.seats)  # fmt: skip


def _names(page: Page, before: State, _spec: PageSpec, report: Report) -> None:
    """A name stands once in a municipality; the same name in two is a namesake, or a fault of the page.

    Of namesakes whom nobody knows, both of them new at once, somebody has to say that they are two.
    """
    known = {name_key(row["name"]) for row in before.table("persons")}
    here = Counter((m.code, name_key(s.place.name)) for m, s in page.seats if s.place.name)
    homes: dict[str, set[str]] = {}
    for municipality, seat in page.seats:
        if seat.place.name:
            homes.setdefault(name_key(seat.place.name), set()).add(municipality.name)
    for municipality, seat in page.seats:
        if not seat.place.name:
            continue
        key = name_key(seat.place.name)
        where: dict[str, Any] = {
            "table": "roster",
            "row_key": f"{municipality.name}: {seat.place.name}",
            "field": "person",
        }
        where |= {"source_line": seat.line}
        if here[municipality.code, key] > 1:
            report.add((ORGANISATION,), "name_twice", name=seat.place.name, municipality=municipality.name, **where)
        elif len(homes[key]) > 1:
            found = ", ".join(sorted(homes[key]))
            rule = "two_newcomers" if known and key not in known else "two_municipalities"
            report.add((ORGANISATION,), rule, name=seat.place.name, found=found, **where)


def _groups(page: Page, _before: State, _spec: PageSpec, report: Report) -> None:
    """As many working groups as the prose states, each with a task, no task in two of them."""
    stated = next((fact for fact in page.facts if fact.spec.id == "working_groups"), None)
    if stated and stated.value != str(len(page.groups)):
        report.add(KINDS, "group_count", source_line=stated.line, found=len(page.groups), expected=stated.value)
    sharing = page.groups_by_task
    for group in page.groups:
        if not group.tasks:
            report.add((WORKING_GROUPS,), "group_without_task", table="working_groups", row_key=group.body.id,
                       source_line=group.line, group=group.body.name)  # fmt: skip
        for position, task in enumerate(group.tasks, start=1):
            others = [name for name in sharing[task.text] if name != group.body.name]
            if others:
                report.add((WORKING_GROUPS,), "shared_task", table="tasks", row_key=f"{group.body.id}, {position}",
                           field="text", source_line=task.line, verbatim=task.text, group=group.body.name,
                           others=", ".join(others))  # fmt: skip


def _documents(page: Page, _before: State, spec: PageSpec, report: Report) -> None:
    """Every document that the settings promise has its link on the page."""
    found = {document.document_id for document in page.documents}
    for document in spec.documents:
        bodies = [document.organization] if document.organization else [group.body.id for group in page.groups]
        for body in bodies:
            identifier = document.id if document.organization else f"{document.id}-{body}"
            if identifier not in found:
                kinds = (ORGANISATION,) if document.organization else KINDS
                report.add(kinds, "document_missing", row_key=identifier, title=document.text)


def _documents_apart(page: Page, before: State, spec: PageSpec, report: Report) -> None:
    """No document lies where another one lay: links, or their lines, may be exchanged."""
    owners = {row["url"]: row["document_id"] for row in before.table("documents") if row["url"]}
    groups = {section.id for section in spec.sections if section.holds == "tasks"}
    for document in page.documents:
        other = owners.get(document.url)
        if document.url and other and other != document.document_id:
            kinds = KINDS if document.organization_id in groups else (ORGANISATION,)
            report.add(kinds, "document_exchanged", table="documents", row_key=document.document_id, field="url",
                       source_line=document.line, title=document.title, verbatim=document.url, other=other)  # fmt: skip


def _reporting(_page: Page, _before: State, spec: PageSpec, report: Report) -> None:
    """Every body that reports reaches the board, without going in a circle."""
    reports_to = {body.id: body.reports_to for body in spec.bodies}
    for body in spec.bodies:
        path: list[str] = []
        place: str | None = body.id
        while place and place not in path:
            path.append(place)
            place = reports_to.get(place)
        if body.reports_to and (place or path[-1] != spec.roster.board):
            report.add(
                (ORGANISATION,), "reporting_line", table="organizations", row_key=body.id, found=" → ".join(path)
            )


def _scale(page: Page, before: State, spec: PageSpec, report: Report) -> None:
    """The roster is as complete as the last accepted one, and not all of its people are new."""
    places = [row for row in before.table("memberships") if row["basis"] == "stated" and row["status"] != "ended"]
    if not places:
        return
    if len(page.seats) < spec.expectations.completeness * len(places):
        report.add(KINDS, "completeness", found=len(page.seats), before=len(places))
    names = {row["person_id"]: name_key(row["name"]) for row in before.table("persons")}
    known = {names[row["person_id"]] for row in places if row["person_id"]}
    gone = known - {name_key(seat.place.name) for _, seat in page.seats if seat.place.name}
    if len(gone) > spec.expectations.churn * len(known):
        report.add(KINDS, "churn", found=len(gone), before=len(known))


def _returned(page: Page, before: State, _spec: PageSpec, report: Report) -> None:
    """Nobody is back in a place that they had left: it may be an older page that is served again."""
    names = {row["person_id"]: name_key(row["name"]) for row in before.table("persons")}
    held = [row for row in before.table("memberships") if row["person_id"] in names and row["basis"] == "stated"]
    left, sitting = (
        {(row["on_behalf_of"], names[row["person_id"]]) for row in held if (row["status"] == "ended") == is_over}
        for is_over in (True, False)
    )
    here = {(m.code, name_key(seat.place.name)): seat.place.name for m, seat in page.seats if seat.place.name}
    if back := [name for place, name in here.items() if place in left - sitting]:
        report.add((ORGANISATION,), "returned", found=len(back), names=", ".join(back))


CHECKS: tuple[Check, ...] = (
    _municipalities, _places, _offices, _seats, _names, _groups, _documents, _documents_apart, _reporting,
    _scale, _returned,
)  # fmt: skip
