"""Whether the people of a page may be published as news, or somebody has to look at the page first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import HeldForDecision
from pipeline.flow.acceptable import PEOPLE_CHANGES
from pipeline.model import PackageSpec
from pipeline.organisation.questions import question_id
from pipeline.past import Contents
from pipeline.project import Settings
from pipeline.release import Target

if TYPE_CHECKING:
    from pipeline.roster.told import Row as Person


def doubt_of(
    settings: Settings, package: PackageSpec, people: "Mapping[str, Sequence[Person]]"
) -> HeldForDecision | None:
    """What somebody has to confirm of the first table that differs doubtfully from what is published; else null.

    Its `code` is that of this change alone: who has confirmed it, and put the code under `accepted`, is asked again
    of any other.
    """
    latest = Target(settings.target).latest(package.name) if people else None
    if latest is None:
        return None
    from pipeline.roster.compared import SAID, doubts
    from pipeline.roster.rows import is_counted, records

    for table, found in people.items():
        file, now, before = package.files[table], records(found), Contents(latest).rows(table)
        held = doubts(before, now, is_counted=is_counted(file.roster))
        said = [[[row.get(column) or "" for column in SAID] for row in rows] for rows in (before, now)]
        code = question_id(PEOPLE_CHANGES, package.name, table, said)
        if held and not {code, PEOPLE_CHANGES} & set(file.accepted):
            page = table if len(file.sources) > 1 else file.sources[0].rpartition("/")[2]
            facts = {"package": package.name, "table": table, "file": file.roster, "code": code}
            told = tuple(replace(each, file=page) for each in held)
            return HeldForDecision("people_changes", **facts, held=told)
    return None
