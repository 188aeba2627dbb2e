"""What changed: every version in short on the page of a package, and one version in full on its own page."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.pages.page import TIMELINE, Context, Link, Section
from pipeline.pages.timeline import has_timeline
from pipeline.past import Contents
from pipeline.schema import Json
from pipeline.versions import page_name
from pipeline.wording.pages import day
from pipeline.wording.sentences import number

IN_SHORT = 6  # sentences of a version in the list of all versions
IN_FULL = 300  # sentences on the page of a version; `changes.json` has them all


@dataclass(frozen=True)
class VersionEntry:
    """A version in the list."""

    link: Link
    published_at: str
    published: str
    level: str
    reason: str
    story: tuple[str, ...]
    more: str
    """How many sentences are left out; empty where none is."""


@dataclass(frozen=True)
class RowCounts:
    """How many rows of a table changed."""

    title: str
    added: str
    removed: str
    changed: str


@dataclass(frozen=True)
class Changes:
    """One version in full."""

    compared: str
    """With which version, as a sentence; empty of the first."""
    reason: str
    story: tuple[str, ...]
    more: str
    schema: tuple[str, ...]
    tables: tuple[RowCounts, ...]


@dataclass(frozen=True)
class Versions:
    """Every version in short."""

    entries: tuple[VersionEntry, ...]
    timeline: Link | None
    """To the page of the years; null where the package has none."""


def versions(known: Sequence[Contents], context: Context) -> Section:
    """The section with every version, newest first; withdrawn ones say so."""
    entries = tuple(_entry(contents, context, is_first=contents is known[-1]) for contents in known)
    newest = next((contents for contents in known if not contents.is_withdrawn), None)
    years = Link(context.say("timeline_link"), page_name(TIMELINE, context.language))
    view = Versions(entries, years if newest and has_timeline(newest) else None)
    return Section("changes", context.say("changes"), "versions.html", view, context.say("changes_nav"))


def changes(contents: Contents, context: Context) -> Section:
    """The section about the changes of one version."""
    found, language = contents.changes, context.language
    story, more = _cut(_told(contents, language), IN_FULL, context)
    previous = found["previous"]
    view = Changes(
        compared=context.say("since", previous=previous) if previous else "",
        reason=contents.release.reason[language],
        story=story,
        more=more,
        schema=tuple(change[language] for change in found["schema"]),
        tables=tuple(
            RowCounts(
                contents.tables[name].spec.titles[language] if name in contents.tables else name,
                *(number(_total(rows, kind), language) for kind in ("added", "removed", "changed")),
            )
            for name, rows in found["tables"].items()
        ),
    )
    heading = context.say("what_version_changed", version=contents.release.version)
    return Section("changes", heading, "changes.html", view, context.say("changes_nav"))


def _total(rows: Json, kind: str) -> int:
    """How many rows of a table were added, removed or changed; where they are only examples, as was counted."""
    return int(rows["counts"][kind]) if "counts" in rows else len(rows[kind])


def _entry(contents: Contents, context: Context, *, is_first: bool) -> VersionEntry:
    release, language, withdrawn = contents.release, context.language, contents.is_withdrawn
    story, more = _cut([] if withdrawn else _told(contents, language), IN_SHORT, context)
    return VersionEntry(
        link=Link(release.version, page_name(release.version, language)),
        published_at=release.published_at,
        published=day(release.published_at, language),
        level=context.say("withdrawn" if withdrawn else "level_first" if is_first else f"level_{release.level}"),
        reason=release.descriptor["reason"] if withdrawn else release.reason[language],
        story=story,
        more=more,
    )


def _told(contents: Contents, language: str) -> list[str]:
    """The sentences of the story; not the one that the reason says already."""
    reason = contents.release.reason[language]
    return [event[language] for event in contents.changes["story"] if event[language] != reason]


def _cut(sentences: Sequence[str], limit: int, context: Context) -> tuple[tuple[str, ...], str]:
    hidden = len(sentences) - limit
    return tuple(sentences[:limit]), context.say("more_changes", count=hidden) if hidden > 0 else ""
