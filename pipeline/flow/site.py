"""The site: catalogue, feed and pages, a pure function of the released versions, the settings and the last look.

Packages that the project of the run has no settings for are in it as they were published: see `shared_target`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.catalog.files import catalogue
from pipeline.errors import PipelineError
from pipeline.flow.page_settings import page_source, ruled_sources
from pipeline.flow.people_pages import live_pages, pages_of
from pipeline.flow.shared_target import visit
from pipeline.flow.target_memory import Remembered
from pipeline.model import PackageSpec
from pipeline.pages import crawling, pages
from pipeline.pages.feed import feeds
from pipeline.people.build import RULES as OF_PEOPLE
from pipeline.project import CatalogSettings, Deposit, Retirement, Settings, every_package
from pipeline.release import REDIRECT, Publisher, Target, redirect
from pipeline.release.index import index_schema
from pipeline.release.names import INDEX_SCHEMA, SITE, STATUS
from pipeline.schema import Json
from pipeline.sources.looks import read_looks
from pipeline.versions import Release
from pipeline.wording.errors import in_short


def publish_site(
    settings: Settings, catalog: CatalogSettings, publisher: Publisher, deposits: Sequence[Deposit] | None = None
) -> None:
    """Make the pages, the feed and the catalogue of a target from what is released there, at the address that it has.

    Args:
        settings: of the run.
        catalog: who publishes, and where.
        publisher: who holds the target.
        deposits: what the target remembers of DOIs from now on; null: what it does.

    Raises:
        TargetRefused: as `Publisher.publish_site`.
    """
    target, specs = publisher.target, every_package(settings)
    released = {name: target.releases(name) for name in target.packages()}
    look = last_look(settings, page_sources(specs))
    known = visit(settings, catalog, target).remember(look, _rules(settings, specs))
    if deposits is not None:
        known = replace(known, deposits=tuple(deposits))
    whole = known.catalogue(retirements(target))
    publisher.publish_site(
        {
            **pages(whole, released, look, _all_rules(known), looks=_looks(known)),
            **feeds(whole, released),
            **catalogue(whole, released),
            **crawling(whole, released),
            **_landings(released),
            SITE: known.to_json(),
            INDEX_SCHEMA: index_schema(),
        }
    )


def retirements(target: Target) -> dict[str, Retirement]:
    """The packages of a target that are not published any more."""
    events = {name: event for name in target.packages() if (event := target.retirement(name))}
    return {name: Retirement(event["retired_at"], event["reason"], event["titles"]) for name, event in events.items()}


def _rules(settings: Settings, specs: Sequence[PackageSpec]) -> dict[str, dict[str, dict[str, str]]]:
    """What each source that is a page is held against: the rules of its settings; pages of people have them all."""
    of_people = {spec.source_id: OF_PEOPLE for spec in specs if pages_of(spec)}
    by_settings = {each: page_source(settings, each).said.rules for each in ruled_sources(specs)}
    return {
        source_id: {code: {"severity": rule.severity, "responsible": rule.responsible} for code, rule in rules.items()}
        for source_id, rules in {**of_people, **by_settings}.items()
    }


def _all_rules(known: Remembered) -> dict[str, Mapping[str, str]]:
    """The rules of all projects, by code; those of the first project come last, as they count where two differ."""
    return {
        code: rule
        for project in reversed(known.projects)
        for rules in project.rules.values()
        for code, rule in rules.items()
    }


def _looks(known: Remembered) -> dict[str, Json]:
    """The last look at the sources of each package."""
    return {name: project.look for project in known.projects for name in project.packages if project.look}


def write_status(settings: Settings, publisher: Publisher, refused: Mapping[str, PipelineError]) -> None:
    """Say when the source was last looked at, and why this run did not publish a package, by package.

    What another project said of its own stays: of its packages, and of the look where this one has no page to look at.

    Raises:
        TargetRefused: as `Publisher.write_status`.
    """
    specs = every_package(settings)
    before = _status(publisher.target)
    ours = {spec.name for spec in specs}
    others = {name: why for name, why in before.pop("refused", {}).items() if name not in ours}
    look = last_look(settings, page_sources(specs))
    if look["looked_at"] is None:
        look = {**look, **before}
    why = {name: in_short(error) for name, error in refused.items()}
    publisher.write_status({**look, "refused": {**others, **why}})


def _status(target: Target) -> Json:
    """What the last run said; nothing where it cannot be read, as nothing depends on it."""
    try:
        status = json.loads((target.path / STATUS).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return status if isinstance(status, dict) else {}


def _landings(packages: Mapping[str, Sequence[Release]]) -> dict[str, bytes]:
    """What answers at the folder of each withdrawn version, as of the others a page in it does."""
    withdrawn = (release for releases in packages.values() for release in releases if release.state == "withdrawn")
    return {f"{each.package}/{each.version}/{REDIRECT}": redirect(each.package, each.version) for each in withdrawn}


def page_sources(specs: Iterable[PackageSpec]) -> list[str]:
    """The sources of packages that are pages on the web, sorted."""
    every = list(specs)
    return sorted({*ruled_sources(every), *(page.source_id for page in live_pages(every))})


def last_look(settings: Settings, sources: Iterable[str]) -> Json:
    """When the sources were last looked at, what came of it, and why; nulls where nobody ever looked."""
    looks = [look for source_id in sources for look in read_looks(settings.source_folder(source_id))]
    last = max(looks, key=lambda look: look.looked_at, default=None)
    return {
        "looked_at": last.looked_at if last else None,
        "outcome": last.outcome if last else None,
        "why": {"sv": last.why_sv, "en": last.why_en} if last else {"sv": "", "en": ""},
        "snapshot_id": last.snapshot_id if last else None,
    }
