"""The roster of a day; of a package that has none, the version that shows the day. What nobody knows is said."""

import datetime as dt
from collections.abc import Mapping

from pipeline.organisation.as_of import NEEDED, RosterOfDay, roster_of_day
from pipeline.past import Contents
from pipeline.past.people import KINDS
from pipeline.project import Settings
from pipeline.release.day import last_look_of, version_of_day
from pipeline.release.reader import FolderReader
from pipeline.schema import Text
from pipeline.upkeep.asked import newest_of, releases_of, standing
from pipeline.versions import Release
from pipeline.wording.history import phrase, post_told, roles_of
from pipeline.wording.run import Talk


def as_of(settings: Settings, day: dt.date, package: str | None, form: str, talk: Talk) -> int:
    """Tell who sat where on a day, as far as anybody knows.

    Args:
        settings: of the run.
        day: which one.
        package: whose roster; null: of every package that is published.
        form: `text` or `json`.
        talk: how to speak.

    Raises:
        UsageError: the package is not there, or all its versions were withdrawn.
        TargetRefused: there is no published tree.
    """
    names = [package] if package else standing(settings)
    told = [_of_package(settings, day, name, form, talk) for name in names]
    if form == "json":
        talk.answer(told)
    return 0


def _of_package(settings: Settings, day: dt.date, package: str, form: str, talk: Talk) -> dict[str, object]:
    newest = newest_of(settings, package)
    past = Contents(newest)
    tables = past.tables
    if past.facts["kind"] not in KINDS or "memberships" not in tables:
        return _of_version(releases_of(settings, package), day, form, talk)
    rows = {name: list(tables[name].rows()) for name in NEEDED if name in tables}
    roster = roster_of_day(day, rows, last_look_of(FolderReader(settings.target), newest.descriptor))
    if form == "text":
        _tell(roster, roles_of(past.rows("roster")), talk)
    return {
        "package": package,
        "version": newest.version,
        "day": day,
        "standing": roster.standing,
        "look_before": roster.look_before,
        "look_after": roster.look_after,
        "roster": roster.rows,
    }


def _tell(roster: RosterOfDay, roles: Mapping[str, Text], talk: Talk) -> None:
    days = {"day": roster.day, "before": roster.look_before, "after": roster.look_after}
    talk.result(phrase(f"as_of_{roster.standing}", talk.language, **days))
    if roster.standing == "unknown":
        talk.result(phrase("as_of_first_look" if roster.look_after else "as_of_no_look", talk.language, **days))
    place = ""
    for row in roster.rows:
        here = ", ".join(filter(None, (row.get("body"), row.get("group"), row["municipality"])))
        if here != place:
            place = here
            talk.result(place)
        name = row.get("person", row.get("name")) or phrase("vacant", talk.language)
        party = f" ({row['party']})" if row["party"] else ""
        note = phrase(f"known_{row['known']}", talk.language, **days)
        talk.result(f"  {name}{party}, {post_told(row, roles, talk.language)}{note}")


def _of_version(releases: list[Release], day: dt.date, form: str, talk: Talk) -> dict[str, object]:
    """Which version of a package shows a day."""
    package = releases[0].package
    standing = [(release.version, release.observed_at) for release in releases if release.state == "published"]
    version, seen, following = version_of_day(standing, day)
    if form == "text" and version is None:
        talk.result(phrase("as_of_no_version", talk.language, package=package, day=day))
    elif form == "text":
        talk.result(phrase("as_of_version", talk.language, package=package, version=version, seen=seen))
        if following:
            talk.result(phrase("as_of_next_version", talk.language, seen=following))
    return {"package": package, "version": version, "day": day, "look_before": seen, "look_after": following}
