"""What a run would do with each package, drafted without writing anything."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.changes.files import changes_json
from pipeline.errors import HeldForDecision, PipelineError, SourceError, UnfitSource
from pipeline.files import canonical_json
from pipeline.flow.draft import Draft, draft_of
from pipeline.flow.open_questions import Open, open_of
from pipeline.flow.reading import Reading
from pipeline.model import LANGUAGES, Snapshot, SourceFile
from pipeline.organisation.questions import Question
from pipeline.past import Contents
from pipeline.project import Settings
from pipeline.proposal import Asked, Fate, Proposal, Story
from pipeline.proposal.grouping import findings, grouped
from pipeline.release import Target
from pipeline.schema import Text
from pipeline.wording.errors import sentences
from pipeline.wording.rules import finding_texts

Publisher = Mapping[str, str] | None


@dataclass(frozen=True)
class Weighed:
    """What would be done with a package, and what that was told from."""

    proposal: Proposal
    fault: PipelineError | None = None
    """What ends its publishing; null where nothing does."""
    draft: Draft | None = None
    """Null where nothing of it could be drafted."""


def weigh(settings: Settings, reading: Reading, publisher: Publisher) -> Weighed:
    """What would be done with a package if it were published now."""
    name, titles = reading.package.name, reading.package.titles
    target = Target(settings.target)
    latest = target.latest(name)
    if name not in settings.packages and target.retirement(name):
        return Weighed(Proposal(name, titles, "retired"))
    if reading.is_silent:
        return Weighed(Proposal(name, titles, "silent", _standing(latest.version if latest else "?")))
    try:
        draft = draft_of(settings, reading, publisher)
    except UnfitSource as error:
        return Weighed(_held(settings, reading, publisher, "held", error), error)
    except SourceError as error:
        return Weighed(_held(settings, reading, publisher, "unread", error), error)
    fate: Fate = "published" if draft.decision.level else "unchanged"
    proposal = replace(_held(settings, reading, publisher, fate, None), story=_story(settings, draft))
    return Weighed(proposal, draft=draft)


def _held(
    settings: Settings, reading: Reading, publisher: Publisher, fate: Fate, fault: PipelineError | None
) -> Proposal:
    """A proposal without what would be published: what waits, and what stands in the way."""
    files = reading.package.files.values()
    is_table = bool(files) and not any(file.rosters for file in files)
    left = Open() if is_table and fault is None else open_of([reading], fault)  # tables with a draft ask nothing
    texts = [finding_texts(finding) for _, finding in left.held]
    return Proposal(
        package=reading.package.name,
        titles=reading.package.titles,
        fate=fate,
        waiting=_waiting(settings, reading, publisher),
        questions=tuple(_asked(question) for question in left.questions),
        must_change=tuple(_text(item) for item in texts),
        fault=sentences(fault) if fault and not isinstance(fault, HeldForDecision) else None,
    )


def content_of(draft: Draft) -> str:
    """A hash of all that a draft would publish: its source, its version, its changes and why."""
    sources = [(source.source_id, source.sha256, str(source.observed_at)) for source in draft.reading.snapshots]
    changes = changes_json(draft.package, draft.decision, draft.comparison)
    told = canonical_json({"sources": sources, "changes": changes, "rows": draft.reading.row_counts()})
    return hashlib.sha256(told).hexdigest()


def _waiting(settings: Settings, reading: Reading, publisher: Publisher) -> Story | None:
    """What the newest look would change, which was not accepted; null where none waits, or it gives no tables."""
    held = reading.if_accepted()
    if held is None:
        return None
    try:
        story = _story(settings, draft_of(settings, held, publisher))
    except PipelineError:
        return None
    pages = _newer(settings, held)
    day = max(filter(None, map(_day, pages)), default=None)
    return replace(story, snapshot=", ".join(page.snapshot_id for page in pages), observed_at=day)


def _newer(settings: Settings, reading: Reading) -> Sequence[Snapshot | SourceFile]:
    """The pages of a look that are not as the newest version shows them; where all are, that of the flat table."""
    latest = Target(settings.target).latest(reading.package.name)
    published = {source.sha256 for source in Contents(latest).sources} if latest else set()
    return [page for page in reading.snapshots if page.sha256 not in published] or reading.snapshots[:1]


def _story(settings: Settings, draft: Draft) -> Story:
    latest = Target(settings.target).latest(draft.package.name)
    events, decision = draft.comparison.events, draft.decision
    return Story(
        snapshot=draft.snapshot.snapshot_id,
        observed_at=_day(draft.snapshot),
        published=latest.version if latest else None,
        version=decision.version,
        level=decision.level,
        reason=dict(decision.reason),
        groups=grouped(events, Contents(latest).tables if latest else None, draft.tables),
        contract=tuple(change.text for change in draft.comparison.contract),
        findings_new=findings(events, "appeared"),
        findings_settled=findings(events, "mended"),
        content=content_of(draft),
    )


def _standing(version: str) -> Story:
    """What stands of a package of which the source says nothing newer."""
    return Story("", None, version, version, None, dict.fromkeys(LANGUAGES, ""))


def _asked(question: Question) -> Asked:
    return Asked(
        question.id,
        question.stops,
        {language: tuple(question.asks(language)) for language in LANGUAGES},
        {language: tuple(question.meanings(language)) for language in LANGUAGES},
    )


def _text(texts: Mapping[str, str]) -> Text:
    return {language: texts[f"message_{language}"] for language in LANGUAGES}


def _day(snapshot: Snapshot | SourceFile) -> str | None:
    return snapshot.observed_at.isoformat() if snapshot.observed_at else None
