"""Which pages there are: one at the top, one a package, one a version, one for the rules; each in both languages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipeline.model import LANGUAGES, Release
from pipeline.pages.changes import versions
from pipeline.pages.contents import Contents
from pipeline.pages.dataset import dataset_json_ld
from pipeline.pages.front import front
from pipeline.pages.opening import opening
from pipeline.pages.page import Context, Link, Page, Section, page_name
from pipeline.pages.render import render
from pipeline.pages.rulebook import RuleSetting, rulebook
from pipeline.pages.sections import package_sections, version_sections
from pipeline.project import CatalogSettings
from pipeline.wording.pages import day


def pages(
    settings: CatalogSettings,
    packages: Mapping[str, Sequence[Release]],
    status: Mapping[str, Any] | None,
    rules: Mapping[str, RuleSetting],
    *,
    looks: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, bytes]:
    """Every page of the tree, by its path relative to the target.

    Args:
        settings: who publishes, and where.
        packages: the releases of each package, newest first, withdrawn ones too.
        status: the content of `status.json`: the last look at the source; null where nobody has looked.
        rules: severity and responsible of each rule that the data is tested against.
        looks: the last look at the source of each package, by its name; of others it is `status`.

    Raises:
        OSError: a version folder lacks a file that its descriptor names.
    """
    versions_of = {name: [Contents(release) for release in releases] for name, releases in packages.items()}
    newest = {name: found for name, known in versions_of.items() if (found := _newest(known))}
    rendered = {}
    for language in LANGUAGES:
        context = Context(language, settings, status, _group_pages(newest, language))
        for page in (front(newest, context), rulebook(rules, context)):
            rendered[page.path] = render(page, settings)
        for name, known in versions_of.items():
            of_package = replace(context, settings=settings.of(name), status=(looks or {}).get(name, status))
            for page in _pages(name, known, newest.get(name), of_package):
                rendered[page.path] = render(page, of_package.settings)
    return rendered


def _pages(name: str, known: Sequence[Contents], newest: Contents | None, context: Context) -> Iterator[Page]:
    """The page of a package, and of each of its versions."""
    retired = context.settings.retired.get(name)
    title = newest.titles[context.language] if newest else retired.titles[context.language] if retired else name
    if newest:
        yield _package_page(newest, known, context)
    else:
        yield _empty_package_page(name, title, known, context)
    for contents in known:
        if newest is None or contents.is_withdrawn:
            yield _tombstone_page(contents.release, title, context)
        else:
            yield _version_page(contents, newest.release.version, context)


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


def _version_page(contents: Contents, newest: str, context: Context) -> Page:
    language, version = context.language, contents.release.version
    title, is_newest = contents.titles[language], version == newest
    return Page(
        path=f"{contents.release.package}/{page_name(version, language)}",
        language=language,
        title=context.say("version_title", title=title, version=version),
        lede=context.say("version_is_newest" if is_newest else "version_is_old", newest=newest),
        sections=version_sections(contents, context),
        opening=opening(contents, context, version, is_newest=is_newest),
        trail=_trail(context, title),
    )


def _tombstone_page(release: Release, title: str, context: Context) -> Page:
    language, tombstone = context.language, release.descriptor
    replacement = tombstone.get("replacement")
    view = {
        "reason": tombstone["reason"],
        "replacement": Link(replacement, page_name(replacement, language)) if replacement else None,
    }
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
