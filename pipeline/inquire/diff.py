"""How two published versions differ, as a story."""

from pipeline.changes.files import changes_json, changes_md
from pipeline.changes.version import decide
from pipeline.flow.draft import compare
from pipeline.past import Contents
from pipeline.project import Settings
from pipeline.upkeep.asked import release_of
from pipeline.versions import Decision
from pipeline.wording.run import Talk


def diff(settings: Settings, package: str, old: str, new: str, form: str, talk: Talk) -> int:
    """Tell how two published versions of a package differ.

    Raises:
        UsageError: the package or a version is not in the target, or was withdrawn.
        TargetRefused: there is no published tree.
    """
    before, after = release_of(settings, package, old), release_of(settings, package, new)
    told = Contents(after)
    spec = told.package
    comparison = compare(spec, before, told.tables, told.formats)
    due = decide(old, spec.tables, comparison)
    decision = Decision(due.level, new, old, due.reason)  # of a step that need not be to the next version
    if form == "json":
        talk.answer(changes_json(spec, decision, comparison))
    elif form == "markdown":
        talk.result(changes_md(spec, decision, comparison).rstrip("\n"))
    elif not comparison.events and not comparison.contract:
        talk.say("no_difference", package=package, old=old, new=new)
    else:
        for text in (*(event.text for event in comparison.events), *(change.text for change in comparison.contract)):
            talk.result(text[talk.language])
    return 0
