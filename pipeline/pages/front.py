"""The page at the top: which packages there are, and the shortest way to one's own municipality or group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.pages.downloads import first_offers
from pipeline.pages.page import Context, Link, Page, Section, web_link
from pipeline.pages.people import ways
from pipeline.pages.provenance import age
from pipeline.pages.roster import municipality_cards
from pipeline.pages.schema_org import catalog_json_ld
from pipeline.past import Contents
from pipeline.versions import feed_name, page_name
from pipeline.wording.licences import LICENCES, terms
from pipeline.wording.pages import day


@dataclass(frozen=True)
class PackageEntry:
    """A package in short."""

    title: str
    description: str
    age: str
    version: Link
    files: tuple[Link, ...]
    ways_heading: str
    ways: tuple[Link, ...]
    """The shortest ways into it: to each municipality, to each group."""


@dataclass(frozen=True)
class Terms:
    """Who publishes, and how to reach them; what portals harvest."""

    publisher: Link
    contact: Link
    rights: str
    """What the licences of the packages grant, and what they do not."""
    files: tuple[Link, ...]
    moves: tuple[str, ...]
    """The moves of the catalogue, a sentence each, newest first."""


def front(packages: Mapping[str, Contents], context: Context) -> Page:
    """The page for the newest version of each package that has one."""
    language, settings = context.language, context.settings
    offer = Terms(
        publisher=web_link(settings.publisher["name"], settings.publisher["homepage"]),
        contact=Link(settings.contact["name"], f"mailto:{settings.contact['email']}", settings.contact["email"]),
        rights=_rights(packages.values(), context),
        files=(
            Link(context.say("catalog_rdf"), "catalog.rdf"),
            Link(context.say("catalog_ttl"), "catalog.ttl"),
            Link(context.say("catalog_jsonld"), "catalog.jsonld"),
            Link(context.say("feed"), feed_name(language)),
        ),
        moves=tuple(
            context.say("moved", day=day(move.moved_at, language), old=move.old, new=move.new)
            for move in reversed(settings.moves)
        ),
    )
    return Page(
        path=page_name("index", language),
        language=language,
        title=settings.titles[language],
        lede=settings.descriptions[language] if packages else context.say("nothing_published"),
        sections=(
            *(_package(name, contents, context) for name, contents in packages.items()),
            Section("catalog", context.say("for_portals"), "terms.html", offer),
        ),
        json_ld=catalog_json_ld(packages, context),
    )


def _rights(packages: Iterable[Contents], context: Context) -> str:
    licences = [item for contents in packages if contents.is_about_people for item in contents.licences]
    if not licences:
        return LICENCES["rights"][context.language]
    return context.say("privacy_text", terms=terms(licences, context.language))


def _package(name: str, contents: Contents, context: Context) -> Section:
    language = context.language
    page = f"{name}/{page_name('index', language)}"
    heading, ways = _ways(contents, context, page)
    title = contents.titles[language]
    view = PackageEntry(
        title=title,
        description=contents.facts["descriptions"][language],
        age=age(contents, context),
        version=Link(contents.release.version, f"{name}/{page_name(contents.release.version, language)}"),
        files=first_offers(contents, context, f"{name}/latest"),
        ways_heading=heading,
        ways=tuple(ways),
    )
    return Section(name, title, "package.html", view, href=page)


def _ways(contents: Contents, context: Context, page: str) -> tuple[str, Iterable[Link]]:
    match contents.facts["kind"]:
        case "organisation":
            cards = municipality_cards(contents.rows("roster"), context)
            return context.say("find_municipality"), [Link(card.name, f"{page}#{card.id}") for card in cards]
        case "working_groups":
            rows: Sequence[Mapping[str, str]] = contents.rows("working_groups")
            return context.say("find_group"), [Link(row["name"], f"{page}#{row['organization_id']}") for row in rows]
        case "people":
            return context.say("find_municipality"), ways(contents, context, page)
        case _:
            return "", []
