"""What a version says of itself: on the cover of its workbook, in its database, in its README."""

from collections.abc import Mapping, Sequence

from pipeline.model import Source, SourceFile
from pipeline.versions import Edition
from pipeline.wording.licences import terms
from pipeline.wording.pages import listing
from pipeline.wording.sentences import Sentences

LABELS = Sentences("editions", "labels")

UNDATED = Sentences("editions", "undated")
DATED = Sentences("editions", "dated")
KEPT = Sentences("editions", "kept")
PRIVACY = Sentences("editions", "privacy")

EDITIONS = Sentences("editions")


def observed(edition: Edition, language: str) -> str:
    """When the source was seen, and what that means for the reader."""
    days, kind = _days(edition, language), kind_of_source(edition)
    return DATED[kind][language].format(date=days) if days else UNDATED[kind][language]


def privacy(edition: Edition, language: str) -> str:
    """What the licence does not say about the people in the data."""
    said = terms(edition.package.descriptor["licenses"], language)
    return PRIVACY[kind_of_source(edition)][language].format(terms=said)


def kind_of_source(edition: Edition) -> str:
    """Whether the tables lay in files ("file") or were read from a page ("page")."""
    return "file" if isinstance(edition.snapshot, SourceFile) else "page"


def read_from(edition: Edition) -> str:
    """The addresses of the pages that the tables were read from; of files, that of the flat table."""
    return ", ".join(dict.fromkeys(page.source_url for page in _pages(edition)))


def copies(edition: Edition) -> str:
    """The saved copies of the same, each by id and hash."""
    return "; ".join(f"`{page.snapshot_id}`, SHA-256 `{page.sha256}`" for page in _pages(edition))


def _pages(edition: Edition) -> Sequence[Source]:
    return edition.snapshots if kind_of_source(edition) == "page" else edition.snapshots[:1]


def about(edition: Edition, language: str) -> list[tuple[str, str]]:
    """Label and text, in reading order: what this is, from where, how old, under which licence."""
    package = edition.package
    facts: Mapping[str, str] = {
        "name": package.titles[language],
        "description": package.descriptions[language],
        "package": package.name,
        "publisher": publisher(edition, language),
        "version": edition.version,
        "published_at": edition.published_at,
        "source": read_from(edition),
        "observed_at": observed(edition, language),
        "sha256": edition.snapshot.sha256,
        "licence": licences(edition),
        "privacy": privacy(edition, language),
    }
    return [(LABELS[key][language], text) for key, text in facts.items()]


def publisher(edition: Edition, language: str) -> str:
    """Who publishes a version, with their homepage."""
    named = edition.publisher
    return f"{named['name']} ({named['homepage']})" if named else EDITIONS["unconfirmed"][language]


def licences(edition: Edition) -> str:
    """Name and address of the licence, or of each where there are several."""
    return "; ".join(f"{licence['title']} ({licence['path']})" for licence in edition.package.descriptor["licenses"])


def citation(edition: Edition, language: str) -> str:
    """How to cite this version."""
    return EDITIONS["citation"][language].format(
        title=edition.package.titles[language],
        version=edition.version,
        published_on=edition.published_at[:10],
        source_url=read_from(edition),
        observed=_seen(edition, language),
        licence=", ".join(licence["name"] for licence in edition.package.descriptor["licenses"]),
    )


def _seen(edition: Edition, language: str) -> str:
    days = _days(edition, language)
    return EDITIONS["seen"][language].format(date=days) if days else EDITIONS["seen_undated"][language]


def _days(edition: Edition, language: str) -> str:
    """The days on which the pages were seen, each once; empty where nobody knows that of one of them."""
    days = dict.fromkeys(page.observed_at for page in _pages(edition))
    return "" if None in days else listing([day.isoformat() for day in days if day], language)
