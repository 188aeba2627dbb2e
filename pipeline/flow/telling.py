"""What `publish` and `plan` both tell beside their result: of the target, of what is left out, of what is unread."""

from collections.abc import Collection, Mapping

from pipeline.errors import PipelineError, SourceError
from pipeline.flow.draft import Draft
from pipeline.flow.shared_target import Visit, visit
from pipeline.flow.target_memory import dois_of
from pipeline.formats import called, parted
from pipeline.project import CatalogSettings, Settings, is_same_address
from pipeline.release import Target
from pipeline.wording.run import Talk


def tell_site(settings: Settings, catalog: CatalogSettings, target: Target, talk: Talk) -> Visit:
    """Tell where a target stays, and which packages stay in it as they are; what the run finds there.

    Raises:
        TargetRefused: as `Visit.ensure_welcome`.
    """
    found = visit(settings, catalog, target)
    found.ensure_welcome()
    if found.before is None:
        return found
    others = found.others
    if settings.move_to is None and not is_same_address(catalog.base_url, found.address):
        talk.aside_say("address_stays", target=target.path, address=found.address, other=catalog.base_url)
    if found.own is None:
        first = found.before.projects[0]
        title, publisher = first.titles[talk.language], first.publisher["name"]
        talk.aside_say("joins", target=target.path, title=title, publisher=publisher)
    for name, latest in found.latest.items():
        if name in others and latest:
            title = others[name].titles[talk.language]
            talk.aside_say("kept_of_another", package=name, version=latest.version, title=title)
        elif latest and name not in {spec.name for spec in found.specs}:
            talk.aside_say("kept", package=name, version=latest.version)
    return found


def tell_left_out(settings: Settings, draft: Draft, talk: Talk) -> None:
    """Tell which formats were asked for that the package cannot have."""
    package, rows = draft.package, draft.reading.row_counts()
    in_parts = parted(draft.tables)
    for form in (form for form in map(called, settings.formats) if not form.suits(package.kind, rows, in_parts)):
        key = "format_of_another_kind"
        if form.is_too_small_for(rows):
            key = "format_too_small"
        elif form.is_too_whole_for(rows, in_parts):
            key = "format_not_in_parts"
        talk.aside_say(key, package=package.name, format=form.name, most=form.most_rows)


def tell_unread(faults: Mapping[str, PipelineError], talk: Talk) -> None:
    """Tell once why a source could not be read, and which packages that stops."""
    for fault in dict.fromkeys(error for error in faults.values() if isinstance(error, SourceError)):
        talk.fault(fault)
        talk.aside_say("stopped", packages=", ".join(name for name, error in faults.items() if error is fault))


def exit_code(faults: Mapping[str, PipelineError]) -> int:
    """The code of the worst fault; 0 where there is none."""
    return max((error.exit_code for error in faults.values()), default=0)


def tell_dois(settings: Settings, packages: Collection[str], talk: Talk, version: str | None = None) -> None:
    """Say which copies of packages, or of one version, stay under a DOI; nothing where there are none.

    Raises:
        TargetRefused: as `dois_of`.
    """
    if dois := dois_of(Target(settings.target), packages, version):
        talk.aside_say("doi_stays", dois=", ".join(dois))
