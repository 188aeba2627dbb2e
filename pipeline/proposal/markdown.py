"""The screen of `plan` as Markdown, for a pull request or a mail. What a source says is text there, never markup."""

from collections.abc import Iterator

from pipeline.changes.files import markdown
from pipeline.proposal import Proposal, Screen, Story
from pipeline.proposal.text import headline, if_right, waits
from pipeline.wording.proposal import told


def as_markdown(screen: Screen, language: str) -> str:
    """All packages, each below its title."""
    parts = [[f"# {told('title', language)}", ""], *(list(_package(item, language)) for item in screen.proposals)]
    return "\n".join(line for part in parts for line in part)


def _package(proposal: Proposal, language: str) -> Iterator[str]:
    yield from (f"## {markdown(proposal.titles[language])}", "", markdown(headline(proposal, language)), "")
    if proposal.fault:
        yield from (markdown(proposal.fault[language]), "")
    if proposal.story and proposal.fate == "published":
        yield from _story(proposal.story, language)
    if proposal.waiting:
        yield from (f"**{markdown(waits(proposal.waiting, language))}**", "", if_right(proposal.waiting, language), "")
        yield from _story(proposal.waiting, language)
    if proposal.questions:
        yield from (f"### {told('questions', language)}", "")
        for question in proposal.questions:
            yield f"- [ ] {markdown(' '.join(question.asks[language]))} (`{question.id}`)"
        yield from ("", told("how", language), "")
    if proposal.must_change:
        yield from (f"### {told('must_change', language)}", "")
        yield from (f"- {markdown(text[language])}" for text in proposal.must_change)
        yield ""


def _story(story: Story, language: str) -> Iterator[str]:
    if story.groups:
        yield from (f"| {told('where', language)} | | {told('change', language)} |", "|---|---|---|")
        for group in story.groups:
            for place, change in enumerate(group.changes):
                title = markdown(group.title[language]) if place == 0 else ""
                yield f"| {title} | {told(change.sort, language)} | {markdown(change.text[language])} |"
        yield ""
    lists = {"contract": story.contract, "findings_new": story.findings_new, "findings_settled": story.findings_settled}
    for key, texts in lists.items():
        if texts:
            yield from (f"### {told(key, language)}", "", *(f"- {markdown(text[language])}" for text in texts), "")
