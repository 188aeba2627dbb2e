"""Where the data comes from, how old it is, under which terms it may be used, and how to cite it."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.pages.page import Context, Link, Section, web_link
from pipeline.past import Contents
from pipeline.versions import page_name
from pipeline.wording.licences import terms
from pipeline.wording.pages import day, listing, size


@dataclass(frozen=True)
class Fact:
    """A fact with its label; `link.href` is null where it leads nowhere."""

    label: str
    link: Link
    is_code: bool = False


@dataclass(frozen=True)
class Provenance:
    """The view model of the section."""

    facts: tuple[Fact, ...]
    citation: str


def provenance(contents: Contents, context: Context) -> Section:
    """The section about source, licence and citation."""
    view = Provenance(tuple(_facts(contents, context)), citation(contents, context))
    return Section("provenance", context.say("provenance"), "provenance.html", view, context.say("provenance_nav"))


def age(contents: Contents, context: Context) -> str:
    """How old the data is, in words: what a reader must know before anything else."""
    if days := _days(contents, context):
        return context.say("age_dated", day=days)
    if contents.is_about_people:
        return context.say("age_undated_people")
    return context.say("age_undated_page" if contents.is_read_from_a_page else "age_undated_file")


def last_look(context: Context) -> str:
    """When the source was last looked at, or that this failed, as a sentence; empty where nobody has looked."""
    if not context.status or not context.status["looked_at"]:
        return ""
    told = "look_failed" if context.status["outcome"] == "unreachable" else "looked_at"
    return context.say(told, day=day(context.status["looked_at"], context.language))


def licence(contents: Contents) -> Link:
    """The licence, with its name."""
    return web_link(contents.licence["name"], contents.licence["path"])


def version_url(contents: Contents, context: Context) -> str:
    """The address of the page of this version, for good."""
    name = page_name(contents.release.version, context.language)
    return f"{context.settings.base_url}{contents.release.package}/{name}"


def doi_url(contents: Contents, context: Context) -> str | None:
    """The address of the DOI of this version; null where it has none."""
    doi = context.settings.doi(contents.release.package, contents.release.version)
    return f"https://doi.org/{doi}" if doi else None


def citation(contents: Contents, context: Context) -> str:
    """How to cite this version."""
    days = _days(contents, context)
    seen = context.say("cited_seen", day=days) if days else context.say("seen_unknown")
    return context.say(
        "citation",
        publisher=context.settings.publisher["name"],
        year=contents.release.published_at[:4],
        title=contents.titles[context.language],
        version=contents.release.version,
        url=doi_url(contents, context) or version_url(contents, context),
        licence=contents.licence["name"],
        seen=seen,
    )


def _facts(contents: Contents, context: Context) -> Iterable[Fact]:
    language = context.language
    for link in _sources(contents):
        yield Fact(context.say("source"), link)
    for seen in _seen(contents, context):
        yield Fact(context.say("seen"), Link(seen, None))
    if context.status and last_look(context):
        why = context.status["why"][language]
        yield Fact(context.say("last_look"), Link(f"{last_look(context)} {why}".strip(), None))
    for source in contents.read_from:
        kept = {
            "id": source["snapshot_id"],
            "size": size(source["bytes"], language),
            "media_type": source["media_type"],
        }
        yield Fact(context.say("snapshot"), Link(context.say("snapshot_facts", **kept), None))
        yield Fact(context.say("snapshot_hash"), Link(source["sha256"], None), is_code=True)
    if doi := doi_url(contents, context):
        yield Fact("DOI", web_link(doi.removeprefix("https://doi.org/"), doi))
    yield Fact(context.say("licence"), web_link(contents.licence["title"], contents.licence["path"]))
    if contents.is_about_people:
        said = terms(contents.licences, language)
        yield Fact(context.say("privacy"), Link(context.say("privacy_text", terms=said), None))


def _sources(contents: Contents) -> list[Link]:
    """A source by the title that the package gives it, else by its address; several by that, as titles may be alike."""
    urls = contents.source_urls
    named = contents.release.descriptor.get("sources") or [{}]
    return [web_link((named[0].get("title") if len(urls) == 1 else None) or url, url) for url in urls]


def _seen(contents: Contents, context: Context) -> list[str]:
    """When the source was seen, and who says so; of several pages that were not seen alike, each by its address."""
    seen = {
        source["source_url"]: context.say(f"seen_{source['observed_at_basis']}", day=day(observed, context.language))
        if (observed := source["observed_at"])
        else context.say("seen_unknown")
        for source in contents.read_from
    }
    said = list(dict.fromkeys(seen.values()))
    return said if len(said) == 1 else [f"{address}: {text}" for address, text in seen.items()]


def _days(contents: Contents, context: Context) -> str:
    """The days on which all was seen that a version was read from; empty where nobody knows one of them."""
    days = dict.fromkeys(source["observed_at"] for source in contents.read_from)
    return "" if None in days else listing([day(each, context.language) for each in days], context.language)
