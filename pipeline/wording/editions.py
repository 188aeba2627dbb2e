"""What a version says of itself: on the cover of its workbook, in its database, in its README."""

from collections.abc import Mapping

from pipeline.model import Edition, SourceFile
from pipeline.schema import Text
from pipeline.wording.licences import terms

LABELS = {
    "name": {"sv": "Namn", "en": "Name"},
    "description": {"sv": "Beskrivning", "en": "Description"},
    "package": {"sv": "Paket", "en": "Package"},
    "publisher": {"sv": "Utgivare", "en": "Publisher"},
    "version": {"sv": "Version", "en": "Version"},
    "published_at": {"sv": "Publicerad", "en": "Published"},
    "source": {"sv": "Källa", "en": "Source"},
    "observed_at": {"sv": "Källan sedd", "en": "Source seen"},
    "sha256": {"sv": "Källans SHA-256", "en": "SHA-256 of the source"},
    "licence": {"sv": "Licens", "en": "Licence"},
    "privacy": {"sv": "Personuppgifter", "en": "Personal data"},
}

UNDATED = {
    "page": {
        "sv": "okänt datum; uppgifterna kan vara flera år gamla och ska inte läsas som vem som har uppdraget i dag",
        "en": "date unknown; the data may be years old and must not be read as who holds office today",
    },
    "file": {
        "sv": "okänt datum; ingen har sagt vilken dag filen stämde",
        "en": "date unknown; nobody has said on which day the file was right",
    },
}
DATED = {
    "page": {
        "sv": "{date}; så stod det på sidan den dagen, inte nödvändigtvis i dag",
        "en": "{date}; so the page read on that day, not necessarily today",
    },
    "file": {
        "sv": "{date}; så stod det i filen den dagen, inte nödvändigtvis i dag",
        "en": "{date}; so the file read on that day, not necessarily today",
    },
}
KEPT = {
    "page": {"sv": "Den sparade kopian är", "en": "The archived copy is"},
    "file": {"sv": "Källfilen är", "en": "The source file is"},
}
PRIVACY = {
    "page": {
        "sv": "Namn, parti och uppdrag är offentliga uppgifter om uppdraget. {terms}: den som använder uppgifterna "
        "svarar för att det är tillåtet.",
        "en": "Names, parties and roles are public facts of office. {terms}: whoever uses the data answers for the "
        "use being lawful.",
    },
    "file": {
        "sv": "Licensen gäller upphovsrätt, inte dataskydd: där tabellerna har personuppgifter svarar den som "
        "använder dem för att det är tillåtet.",
        "en": "The licence is about copyright, not data protection: where the tables hold personal data, whoever "
        "uses them answers for the use being lawful.",
    },
}
TOO_LONG = {
    "sv": "Inte som {format}: någon tabell har fler än {most} rader. Parquet och SQLite går att öppna i de flesta verktyg.",
    "en": "Not as {format}: a table has more than {most} rows. Most tools open Parquet and SQLite.",
}

README = {
    "sv": """\
# {title}

{description}

Version {version}, publicerad {published_at}. Utgivare: {publisher}. (English below.)

## Varifrån, och hur gammalt

Läst ur {source_url}. Källan sedd: {observed}.
{kept} `{snapshot_id}`, SHA-256 `{sha256}`.

## Licens och personuppgifter

{licences}. {privacy}

## Filerna

| fil | innehåll | byte |
|---|---|---|
{files}

`datapackage.json` beskriver varje tabell och varje fält (Data Package 2.0), `CHANGES.md` vad som är nytt,
`quality.json` kända brister. `sha256sum -c SHA256SUMS` visar att filerna är hela.

## Läsa in

{code}

## Citera

> {cite}
""",
    "en": """\
# {title}

{description}

Version {version}, published {published_at}. Publisher: {publisher}.

## Where it comes from, and how old it is

Read from {source_url}. Source seen: {observed}.
{kept} `{snapshot_id}`, SHA-256 `{sha256}`.

## Licence and personal data

{licences}. {privacy}

## The files

| file | content | bytes |
|---|---|---|
{files}

`datapackage.json` describes each table and each field (Data Package 2.0), `CHANGES.md` what is new,
`quality.json` known flaws. `sha256sum -c SHA256SUMS` shows that the files are whole.

## How to load

{code}

## How to cite

> {cite}
""",
}
CITATION = {
    "sv": "{title}, version {version} ({published_on}). Läst ur {source_url} ({observed}). {licence}.",
    "en": "{title}, version {version} ({published_on}). Read from {source_url} ({observed}). {licence}.",
}
WHOLE_PACKAGE = {"sv": "hela paketet", "en": "the whole package"}


def observed(edition: Edition, language: str) -> str:
    """When the source was seen, and what that means for the reader."""
    day, kind = edition.snapshot.observed_at, kind_of_source(edition)
    return DATED[kind][language].format(date=day.isoformat()) if day else UNDATED[kind][language]


def privacy(edition: Edition, language: str) -> str:
    """What the licence does not say about the people in the data."""
    said = terms(edition.package.descriptor["licenses"], language)
    return PRIVACY[kind_of_source(edition)][language].format(terms=said)


def kind_of_source(edition: Edition) -> str:
    """Whether the tables lay in files ("file") or were read from a page ("page")."""
    return "file" if isinstance(edition.snapshot, SourceFile) else "page"


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
        "source": edition.snapshot.source_url,
        "observed_at": observed(edition, language),
        "sha256": edition.snapshot.sha256,
        "licence": licences(edition),
        "privacy": privacy(edition, language),
    }
    return [(LABELS[key][language], text) for key, text in facts.items()]


UNCONFIRMED = {"sv": "ännu inte bekräftad", "en": "not confirmed yet"}


def publisher(edition: Edition, language: str) -> str:
    """Who publishes a version, with their homepage."""
    named = edition.publisher
    return f"{named['name']} ({named['homepage']})" if named else UNCONFIRMED[language]


def licences(edition: Edition) -> str:
    """Name and address of the licence, or of each where there are several."""
    return "; ".join(f"{licence['title']} ({licence['path']})" for licence in edition.package.descriptor["licenses"])


def citation(edition: Edition, language: str) -> str:
    """How to cite this version."""
    return CITATION[language].format(
        title=edition.package.titles[language],
        version=edition.version,
        published_on=edition.published_at[:10],
        source_url=edition.snapshot.source_url,
        observed=_seen(edition, language),
        licence=", ".join(licence["name"] for licence in edition.package.descriptor["licenses"]),
    )


SEEN = {"sv": "sedd {date}", "en": "seen {date}"}
SEEN_UNDATED: Text = {"sv": "okänt datum", "en": "date unknown"}


def _seen(edition: Edition, language: str) -> str:
    day = edition.snapshot.observed_at
    return SEEN[language].format(date=day.isoformat()) if day else SEEN_UNDATED[language]
