"""Which pages there are: one at the top, one a package, one a version, one for the rules; each in both languages.

The pages of versions that newer ones have replaced are made of their own version, the settings and this code alone.
So they need not be made again with every release: each has a `basis`, the hash of all that it is made of.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.model import LANGUAGES
from pipeline.pages.changes import versions
from pipeline.pages.front import front
from pipeline.pages.opening import opening
from pipeline.pages.page import TIMELINE, Context, Link, Page, Section, titles_of
from pipeline.pages.render import render
from pipeline.pages.rulebook import Rules, rulebook
from pipeline.pages.schema_org import dataset_json_ld
from pipeline.pages.sections import package_sections, version_sections
from pipeline.pages.timeline import counted, has_timeline, timeline_sections
from pipeline.past import Contents
from pipeline.project import CatalogSettings
from pipeline.versions import LastingPage, Release, page_name
from pipeline.wording.pages import day

CODE = {".py", ".html", ".css"}


def pages(
    settings: CatalogSettings,
    packages: Mapping[str, Sequence[Release]],
    status: Mapping[str, Any] | None,
    rules: Rules,
    *,
    looks: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, bytes | LastingPage]:
    """Every page of the tree, by its path relative to the target.

    Args:
        settings: who publishes, and where.
        packages: the releases of each package, newest first, withdrawn ones too.
        status: the content of `status.json`: the last look at the source; null where nobody has looked.
        rules: severity and responsible of each rule that the data is tested against.
        looks: the last look at the source of each package, by its name; of others it is `status`.

    Raises:
        OSError: a version folder lacks a file that its descriptor names; of a lasting page, when it is made.
    """
    versions_of = {name: [Contents(release) for release in releases] for name, releases in packages.items()}
    newest = {name: found for name, known in versions_of.items() if (found := _newest(known))}
    made: dict[str, bytes | LastingPage] = {}
    for language in LANGUAGES:
        context = Context(language, settings, status, _group_pages(newest, language))
        for page in (front(newest, context), rulebook(rules, context)):
            made[page.path] = render(page, settings)
        for name, known in versions_of.items():
            of_package = replace(context, settings=settings.of(name), status=(looks or {}).get(name, status))
            for page in _pages(name, known, newest.get(name), of_package):
                made[page.path] = render(page, of_package.settings)
            made |= _lasting_pages(name, known, newest.get(name), of_package)
    return made


def _pages(name: str, known: Sequence[Contents], newest: Contents | None, context: Context) -> Iterator[Page]:
    """The pages of a package that may change with every release."""
    if newest:
        yield _package_page(newest, known, context)
        yield _version_page(newest, context, is_newest=True)
        if has_timeline(newest):
            yield _timeline_page(newest, context)
    else:
        yield _empty_package_page(name, titles_of(name, None, context.settings)[context.language], known, context)


def _lasting_pages(
    name: str, known: Sequence[Contents], newest: Contents | None, context: Context
) -> Iterator[tuple[str, LastingPage]]:
    """The pages of the versions of a package, but for the newest, by path."""
    context = replace(context, status=None)  # the last look at the source says nothing of an older version
    frame = _digest([_code(), context.language, asdict(context.settings), dict(context.group_pages)])
    for contents in known:
        release = contents.release
        if contents is newest:
            continue
        title = titles_of(name, newest, context.settings)[context.language]
        page = partial(_tombstone_page, release, title, context)
        if newest and not contents.is_withdrawn:
            page = partial(_version_page, contents, context, is_newest=False)
        path = f"{release.package}/{page_name(release.version, context.language)}"
        yield path, LastingPage(_digest([frame, title, release.told]), partial(_rendered, page, context.settings))


def _rendered(page: Callable[[], Page], settings: CatalogSettings) -> bytes:
    return render(page(), settings)


def _digest(made_of: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


@cache
def _code() -> str:
    """What tells this code from another: the hash of what its files are, and the release of what renders them."""
    files = sorted(path for path in Path(__file__).parents[1].rglob("*") if path.suffix in CODE)
    stats = [(path.name, stat.st_size, stat.st_mtime_ns) for path in files if (stat := path.stat())]
    return _digest([version("jinja2"), *stats])


def _package_page(contents: Contents, known: Sequence[Contents], context: Context) -> Page:
    language = context.language
    return Page(
        path=f"{contents.release.package}/{page_name('index', language)}",
        language=language,
        title=contents.titles[language],
        lede=contents.facts["descriptions"][language],
        sections=package_sections(contents, known, context),
        opening=opening(contents, context, "latest"),
        trail=_trail(context),
        json_ld=dataset_json_ld(known, contents, context),
    )


def _timeline_page(contents: Contents, context: Context) -> Page:
    title = contents.titles[context.language]
    return Page(
        path=f"{contents.release.package}/{page_name(TIMELINE, context.language)}",
        language=context.language,
        title=context.say("timeline_title", title=title),
        lede=counted(contents, context),
        sections=timeline_sections(contents, context),
        trail=_trail(context, title),
    )


def _empty_package_page(name: str, title: str, known: Sequence[Contents], context: Context) -> Page:
    """The page of a package of which nothing is left: its address must not break."""
    retired = context.settings.retired.get(name)
    lede, why = context.say("withdrawn_all"), list[Section]()
    if retired:
        lede = context.say("retired_lede", day=day(retired.retired_at, context.language))
        view = {"reason": retired.reason, "replacement": None}
        why = [Section("reason", context.say("withdrawn_why"), "tombstone.html", view)]
    return Page(
        path=f"{name}/{page_name('index', context.language)}",
        language=context.language,
        title=context.say("retired_title", title=title) if retired else title,
        lede=lede,
        sections=(*why, versions(known, context)),
        trail=_trail(context),
    )


def _version_page(contents: Contents, context: Context, *, is_newest: bool) -> Page:
    language, number = context.language, contents.release.version
    title = contents.titles[language]
    return Page(
        path=f"{contents.release.package}/{page_name(number, language)}",
        language=language,
        title=context.say("version_title", title=title, version=number),
        lede=context.say("version_is_newest" if is_newest else "version_is_old"),
        sections=version_sections(contents, context),
        opening=opening(contents, context, number, is_newest=is_newest),
        trail=_trail(context, title),
    )


def _tombstone_page(release: Release, title: str, context: Context) -> Page:
    language, tombstone = context.language, release.descriptor
    newest = Link(context.say("newest_version"), page_name("index", language))  # what replaced it may be withdrawn too
    view = {"reason": tombstone["reason"], "replacement": newest if tombstone.get("replacement") else None}
    return Page(
        path=f"{release.package}/{page_name(release.version, language)}",
        language=language,
        title=context.say("withdrawn_title", title=title, version=release.version),
        lede=context.say("withdrawn_lede", day=day(tombstone["withdrawn_at"], language)),
        sections=(Section("reason", context.say("withdrawn_why"), "tombstone.html", view),),
        trail=_trail(context, title),
    )


def _trail(context: Context, package: str | None = None) -> tuple[Link, ...]:
    """The pages above a page in a package's folder."""
    index = page_name("index", context.language)
    top = Link(context.settings.titles[context.language], f"../{index}")
    return (top, Link(package, index)) if package else (top,)


def _newest(known: Sequence[Contents]) -> Contents | None:
    return next((contents for contents in known if not contents.is_withdrawn), None)


def _group_pages(newest: Mapping[str, Contents], language: str) -> dict[str, str]:
    """Where the tasks of each working group stand, relative to a package's folder."""
    return {
        row["organization_id"]: f"../{name}/{page_name('index', language)}#{row['organization_id']}"
        for name, contents in newest.items()
        for row in contents.rows("working_groups")
    }
