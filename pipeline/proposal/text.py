"""The screen of `plan` as plain text, for a pipe."""

from collections.abc import Iterator

from pipeline.proposal import Proposal, Screen, Story
from pipeline.proposal.grouping import SIGNS
from pipeline.wording.plain import printable
from pipeline.wording.proposal import LEVELS, told
from pipeline.wording.run import say


def as_text(screen: Screen, language: str) -> str:
    """All packages, one below the other."""
    return "\n\n".join("\n".join(_package(proposal, language)) for proposal in screen.proposals)


def headline(proposal: Proposal, language: str) -> str:
    """What would be done with a package, as one sentence."""
    package, story = proposal.package, proposal.story
    match proposal.fate:
        case "published" if story:
            reason = story.reason[language]
            return say(
                "would_publish", language, package=package, version=story.version, level=story.level, reason=reason
            )
        case "unchanged":
            return say("unchanged", language, package=package, version=proposal.version)
        case "silent":
            return say("nothing_newer", language, package=package, version=proposal.version)
        case "retired":
            return say("stays_retired", language, package=package)
        case "unread":
            return told("unread", language, package=package)
    return told("held", language, package=package)


def waits(story: Story, language: str) -> str:
    """Which look waits."""
    day = story.observed_at or told("day_unknown", language)
    return told("waiting", language, snapshot=story.snapshot, day=day)


def if_right(story: Story, language: str) -> str:
    """What a look that waits would make."""
    return told("waiting_changes", language, version=step_of(story, language))


def sentences(proposal: Proposal, language: str) -> dict[str, str]:
    """All that is said of a package beside its changes: `headline`, and of its stories `step`, `waits`, `if_right`."""
    said = {"headline": headline(proposal, language)}
    if proposal.story:
        said["step"] = step_of(proposal.story, language)
    if proposal.waiting:
        said |= {"waits": waits(proposal.waiting, language), "if_right": if_right(proposal.waiting, language)}
    return said


def step_of(story: Story, language: str) -> str:
    """From which version to which, and what that means to readers."""
    if story.level is None:
        return told("nothing", language)
    if story.published is None:
        return told("step_first", language, version=story.version)
    level = LEVELS[story.level][language]
    return told("step", language, published=story.published, version=story.version, level=level)


def _package(proposal: Proposal, language: str) -> Iterator[str]:
    yield headline(proposal, language)
    if proposal.fault:
        yield f"  {proposal.fault[language]}"
    if proposal.story and proposal.fate == "published":
        yield from _story(proposal.story, language)
    if proposal.waiting:
        yield f"  {waits(proposal.waiting, language)}"
        yield f"  {if_right(proposal.waiting, language)}"
        yield from (f"  {line}" for line in _story(proposal.waiting, language))
    if proposal.questions:
        yield f"  {told('questions', language)}: {told('how', language)}"
        for question in proposal.questions:
            yield f"    ? {question.asks[language][0]} [{question.id}]"
    if proposal.must_change:
        yield f"  {told('must_change', language)}:"
        yield from (f"    ! {printable(text[language])}" for text in proposal.must_change)


def _story(story: Story, language: str) -> Iterator[str]:
    for group in story.groups:
        yield f"  {group.title[language]}"
        yield from (f"    {SIGNS[change.sort]} {printable(change.text[language])}" for change in group.changes)
    lists = {"contract": story.contract, "findings_new": story.findings_new, "findings_settled": story.findings_settled}
    for key, texts in lists.items():
        if texts:
            yield f"  {told(key, language)}"
            yield from (f"    · {printable(text[language])}" for text in texts)
