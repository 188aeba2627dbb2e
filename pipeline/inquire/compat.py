"""Whether code that was written for one version reads another, and why not."""

from pipeline.changes.contract import address_changes, contract_changes, format_changes
from pipeline.past import Contents
from pipeline.project import Settings
from pipeline.upkeep.asked import release_of
from pipeline.wording.run import Talk


def compat(settings: Settings, package: str, old: str, new: str, form: str, talk: Talk) -> int:
    """Tell whether code written for one version of a package reads another; exit code 1 where it may not.

    By the rules that versions are counted by: it may not, where a table, a field or a format is gone, a table came to
    lie in several files or in one, a field has another type, place or key, may hold what it could not hold before, or
    the licence is another. What is new, and what only reads better, harms no reader.

    Args:
        settings: of the run.
        package: which one.
        old: the version that the code was written for.
        new: the one that it is to read; it may be the older one.
        form: `text` or `json`.
        talk: how to speak.

    Raises:
        UsageError: the package or a version is not there, or a version was withdrawn.
        TargetRefused: there is no published tree.
    """
    before, after = (Contents(release_of(settings, package, version)) for version in (old, new))
    found = (
        *contract_changes(before, after.package),
        *format_changes(before.formats, after.formats),
        *address_changes(before.tables, after.tables),
    )
    breaking = [change for change in found if change.level == "major"]
    others = [change for change in found if change.level != "major"]
    if form == "json":
        changes = [{"level": each.level, "kind": each.kind, **each.text} for each in (*breaking, *others)]
        told = {"package": package, "written_for": old, "reads": new, "compatible": not breaking, "changes": changes}
        talk.answer(told)
        return int(bool(breaking))
    talk.say("not_compatible" if breaking else "compatible", package=package, old=old, new=new)
    for change in breaking:
        talk.result(f"  {change.text[talk.language]}")
    if others:
        talk.say("harmless_changes")
    for change in others:
        talk.result(f"  {change.text[talk.language]}")
    return int(bool(breaking))
