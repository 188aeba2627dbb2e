"""The story of a package, of a person or of a municipality: what changed between which looks, and who sat when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.errors import NotThere, UsageError
from pipeline.model import LANGUAGES, Row
from pipeline.organisation.state import plain
from pipeline.past import Contents, Happening, People, people_of
from pipeline.project import Settings, nearest
from pipeline.schema import Text
from pipeline.upkeep.asked import newest_of, releases_of
from pipeline.versions import Release
from pipeline.wording.history import looks_told, phrase, post_told, roles_of, span_told, told
from pipeline.wording.run import Talk


@dataclass(frozen=True)
class _Subject:
    """Whom a story is about; nobody in particular where both are null."""

    person_id: str | None = None
    municipality_code: str | None = None

    def is_in(self, person_id: str | None, municipality_code: str | None) -> bool:
        """Whether it is about this person, or about this municipality."""
        return self.person_id in {None, person_id} and self.municipality_code in {None, municipality_code}


def history(settings: Settings, package: str, about: str | None, form: str, talk: Talk) -> int:
    """Tell what happened in a package since the first look, to all or to one person or municipality.

    A package that has no table `changes` tells what its versions tell.

    Args:
        settings: of the run.
        package: which one.
        about: a person's name or id, a municipality's name or code; null: everything.
        form: `text` or `json`.
        talk: how to speak.

    Raises:
        UsageError: the package, person or municipality is not there, or several are meant.
        TargetRefused: there is no published tree.
    """
    people = people_of(Contents(newest_of(settings, package)))
    if people is None:
        if about:
            raise UsageError("not_of_people", package=package)
        return _of_versions(releases_of(settings, package), form, talk)
    subject = _subject(about, people) if about else _Subject()

    def is_in(row: Row) -> bool:
        return subject.is_in(row["person_id"], row.get("municipality_code", row["municipality"]))

    periods = [row for row in people.periods if subject.is_in(row["person_id"], row["on_behalf_of"])]
    if form == "json":
        changes = [row for row in people.changes if is_in(row)]
        talk.answer({"package": package, "changes": changes, "memberships": periods if about else []})
        return 0
    for line in _told(
        [found for found in people.happenings() if any(map(is_in, found.rows))],
        periods if about else [],
        people,
        talk.language,
    ):
        talk.result(line)
    return 0


def _told(changes: Sequence[Happening], periods: Sequence[Row], people: People, language: str) -> Iterator[str]:
    roles = roles_of(people.roster)
    if not changes:
        yield phrase("no_changes" if people.changes else "one_look", language)
    for heading, of_look in groupby(changes, key=lambda found: looks_told(found.rows[0], language)):
        yield f"{heading}:"
        yield from (f"  {told(each.kind, each.rows, roles, people.memberships, language)}" for each in of_look)
    if periods:
        yield f"{phrase('periods', language)}:"
    for row in periods:
        yield "  " + phrase(
            "period",
            language,
            place=people.place(row),
            person=people.persons.get(row["person_id"], phrase("vacant", language)),
            post=post_told(row, roles, language),
            span=span_told(row, language),
        )


def _subject(about: str, people: People) -> _Subject:
    """Whom or what a word means: an id or a code, else a whole name, else part of one."""
    persons, places = people.persons, people.municipalities
    wanted = plain(about)
    whole = {code for code, name in (*persons.items(), *places.items()) if about == code or wanted == plain(name)}
    parts = {code for code, name in (*persons.items(), *places.items()) if f" {wanted} " in f" {plain(name)} "}
    found = whole or (parts if wanted else set())
    if len(found) > 1:
        known = ", ".join(sorted(f"{persons.get(code, places.get(code))} ({code})" for code in found))
        raise UsageError("several_called", about=about, known=known)
    for code in found:
        return _Subject(person_id=code) if code in persons else _Subject(municipality_code=code)
    names = {*persons.values(), *places.values()}
    raise NotThere("nobody_called", about=about, nearest=nearest(about, names))


def _of_versions(releases: Sequence[Release], form: str, talk: Talk) -> int:
    """What each version tells, oldest first; of a withdrawn one, that it was there."""
    if form == "json":
        told = [{**_facts(release), "story": _story(release)} for release in reversed(releases)]
        talk.answer({"package": releases[0].package, "versions": told})
        return 0
    for release in reversed(releases):
        day = release.observed_at or release.published_at[:10]
        talk.result(phrase("version_told", talk.language, version=release.version, day=day) + ":")
        for text in _story(release):
            talk.result(f"  {text[talk.language]}")
    return 0


def _facts(release: Release) -> Row:
    return {name: getattr(release, name) for name in ("version", "published_at", "observed_at", "state")}


def _story(release: Release) -> list[Text]:
    if release.state == "withdrawn":
        return [release.reason]
    changes = Contents(release).changes
    return [{language: each[language] for language in LANGUAGES} for each in (*changes["story"], *changes["schema"])]
