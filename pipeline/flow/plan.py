"""The rehearsal of `publish`: what it would do, and why, and what waits for somebody."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import HeldForDecision, PipelineError, UnfitSource
from pipeline.files import canonical_json
from pipeline.flow.proposals import weigh
from pipeline.flow.reading import Reading
from pipeline.flow.readings import readings
from pipeline.flow.ready import ready
from pipeline.flow.saved_plan import save
from pipeline.flow.telling import exit_code, tell_left_out, tell_site, tell_unread
from pipeline.project import CatalogSettings, Settings
from pipeline.proposal import Screen
from pipeline.proposal.markdown import as_markdown
from pipeline.proposal.text import as_text, sentences
from pipeline.release import Target, ensure_sound
from pipeline.wording.run import Talk


def plan(
    settings: Settings, talk: Talk, form: str = "text", *, on_terminal: bool = False, save_to: Path | None = None
) -> int:
    """Show what `publish` would do, and write nothing; the exit code that it would end with.

    Only frictionless's verdict on the files themselves, and what the file system allows, are left to `publish`.

    Args:
        settings: of the run.
        talk: how the run speaks.
        form: `text`, `markdown`, `json` or `html`.
        on_terminal: whether text is shown with colours and tables.
        save_to: where to save the plan for `publish`; null: nowhere.

    Raises:
        TargetRefused: the target is tampered with, lies at another address, or a package in it is another project's.
        UsageError: a settings file is wrong.
    """
    catalog = ready(settings)
    ensure_sound(settings.target)
    found = tell_site(settings, catalog, Target(settings.target), talk)
    if found.moves:
        talk.say("would_move", **found.move)
    screen, faults = screen_of(settings, catalog, talk, readings(settings, talk))
    talk.show("")
    if save_to:
        save(settings, screen, save_to)
        talk.aside_say("plan_saved", file=save_to)
    if form == "text" and on_terminal:
        from pipeline.proposal.terminal import show

        show(screen, talk.language)
        return exit_code(faults)
    for fault in faults.values():
        if isinstance(fault, HeldForDecision if form == "text" else UnfitSource):  # the screen tells the others
            talk.fault(fault)
    talk.result(_shown(screen, form, talk.language))
    if form != "text":
        tell_unread(faults, talk)
    return exit_code(faults)


def screen_of(
    settings: Settings, catalog: CatalogSettings, talk: Talk, said: Iterable[Reading]
) -> tuple[Screen, dict[str, PipelineError]]:
    """What would be done with each package, and the faults by package; `said` is what the sources say."""
    faults: dict[str, PipelineError] = {}
    proposals = []
    for reading in said:
        weighed = weigh(settings, reading, catalog.confirmed_publisher)
        proposals.append(weighed.proposal)
        if weighed.draft:
            tell_left_out(settings, weighed.draft, talk)
        if weighed.fault:
            faults[weighed.proposal.package] = weighed.fault
        elif reading.snapshot:
            for remark in reading.remarks(talk.language):
                talk.aside(remark)
    return Screen(str(settings.target), tuple(proposals)), faults


def _shown(screen: Screen, form: str, language: str) -> str:
    """The screen in a form for files and pipes."""
    if form == "json":
        return canonical_json(screen.to_json()).decode().rstrip("\n")
    if form == "markdown":
        return as_markdown(screen, language).rstrip("\n")
    if form == "html":
        from pipeline.pages.plan import plan_page

        said = [sentences(proposal, language) for proposal in screen.proposals]
        return plan_page(screen.to_json(), said, language).decode().rstrip("\n")
    return as_text(screen, language)
