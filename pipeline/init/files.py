"""The files of a package that is read from pages of people: pages, descriptions, package, schemas, catalogue."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any

import yaml

from pipeline.init.derive import Reading
from pipeline.web.address import slug

TABLES = ("members", "organizations", "persons", "memberships", "changes", "snapshots")
"""Of the package; the first is the flat one. Each has a template of its schema."""
LICENCE = {
    "name": "CC0-1.0",
    "title": "Creative Commons CC0 1.0 Universal",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}
"""What is proposed: facts of who holds office are nobody's work."""
_TEXTS = {
    "sv": ("De som sitter i {name}, så som {page} dem.", "webbsidan listar", "webbsidorna listar"),
    "en": ("Who sits in {name}, as {page} them.", "the web page lists", "the web pages list"),
}
"""Of the package, read from one page or several: what a maintainer may word otherwise."""
_TITLE = {"sv": "Öppna data från {publisher}", "en": "Open data from {publisher}"}
"""Of the catalogue."""
_OF_CATALOGUE = {
    "sv": "Vilka som sitter i {name}, läst ur offentliga webbsidor.",
    "en": "Who sits in {name}, read from public web pages.",
}
"""What the catalogue is about."""


@dataclass(frozen=True)
class Page:
    """A page with what was read on it."""

    reading: Reading
    content: bytes
    suffix: str
    """Of the file."""
    address: str
    is_live: bool
    """Whether `fetch` looks at it there from now on; else it lies in the project."""


@dataclass(frozen=True)
class Found:
    """What was read and answered."""

    pages: tuple[Page, ...]
    answers: Mapping[str, str]

    @property
    def package(self) -> str:
        """The name of the package: that of the body, in the letters that addresses have."""
        return slug(self.answers["name"])[:60] or "board"

    @property
    def places(self) -> tuple[str, ...]:
        """Where the settings say that each page is: at its address, or in the project."""
        return tuple(
            page.address if page.is_live else f"pages/{self.package}{_further(number)}{page.suffix}"
            for number, page in enumerate(self.pages, start=1)
        )

    @property
    def descriptions(self) -> tuple[str, ...]:
        """Where the description of each page lies in the project."""
        numbers = range(1, len(self.pages) + 1)
        return tuple(f"datapackage/{self.package}/page{_further(number)}.yaml" for number in numbers)


def _further(number: int) -> str:
    return f"-{number}" if number > 1 else ""


def contents(found: Found, *, is_new: bool) -> dict[str, bytes]:
    """Every file by its place in the project; the catalogue only in a new project."""
    name = found.package
    places = {
        **{place: page.content for place, page in zip(found.places, found.pages, strict=True) if not page.is_live},
        **{file: _yaml(_description(page)) for file, page in zip(found.descriptions, found.pages, strict=True)},
        f"datapackage/{name}/datapackage.yaml": _yaml(_package(found)),
        **{f"schemas/{name}/{table}.json": _schema(table, found) for table in TABLES},
    }
    return {**places, "datapackage/catalog.yaml": _yaml(_catalog(found))} if is_new else places


class _Plain(yaml.SafeDumper):
    """A writer of YAML that writes what is there twice twice: settings know no references."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 (PyYAML names it)
        """Always."""
        return True


def _yaml(value: object) -> bytes:
    return yaml.dump(value, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110).encode()


def _description(page: Page) -> dict[str, Any]:
    said = page.reading.way.description()
    pairs = ((field.name, getattr(said, field.name)) for field in fields(said))
    return {
        key: list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
        for key, value in pairs
        if value is not None
    }


def _package(found: Found) -> dict[str, Any]:
    name, title = found.package, found.answers["name"]
    texts = {
        language: text.format(name=title, page=several if len(found.pages) > 1 else one)
        for language, (text, one, several) in _TEXTS.items()
    }
    pages = {"source": _one_or_all(found.places), "roster": _one_or_all(found.descriptions)}
    tables = [{"name": table, "schema": f"schemas/{name}/{table}.json"} for table in TABLES]
    return {
        "name": name,
        "title": title,
        "description": texts["sv"],
        "keywords": ["förtroendevalda"],
        "licenses": [LICENCE],
        "sources": [{"title": title, "path": page.address} for page in found.pages],
        "resources": [{**tables[0], **pages}, *tables[1:]],
        "publishing": {
            "kind": "people",
            "flat_table": TABLES[0],
            "titles": {"sv": title, "en": title},
            "descriptions": texts,
            "keywords_en": ["elected representatives"],
            "theme": ["GOVE"],
            "frequency": "IRREG",
        },
    }


def _one_or_all(named: tuple[str, ...]) -> str | list[str]:
    return list(named) if len(named) > 1 else named[0]


def _catalog(found: Found) -> dict[str, Any]:
    answers = found.answers
    titles = {language: said.format(publisher=answers["publisher"]) for language, said in _TITLE.items()}
    return {
        "confirmed": False,  # until somebody has looked at the catalogue as a whole
        "base_url": answers["base_url"],
        "titles": titles,
        "descriptions": {language: said.format(name=answers["name"]) for language, said in _OF_CATALOGUE.items()},
        "publisher": {
            "name": answers["publisher"],
            "organisation_number": answers["organisation_number"],
            "homepage": homepage(found),
        },
        "contact": {"name": answers["publisher"], "email": answers["email"]},
    }


def homepage(found: Found) -> str:
    """What is proposed as the homepage of whoever publishes: where the first page lies."""
    page = found.pages[0].address
    home = re.match(r"https?://[^/]+/?", page)
    return home[0] if home else page


def _schema(table: str, found: Found) -> bytes:
    """The schema of a table; the flat one without columns for what nobody on the page has."""
    template = files("pipeline") / "templates" / "people" / f"{table}.json"
    schema = json.loads(template.read_text(encoding="utf-8"))
    rows = [row for page in found.pages for row in page.reading.roster.rows]
    used = {
        "group": any(row.group for row in rows),
        "substitute_for": any(row.person.substitute_for for row in rows),
        "term": any(row.person.term for row in rows),
    }
    is_flat = table == TABLES[0]
    schema["fields"] = [each for each in schema["fields"] if not is_flat or used.get(each["name"], True)]
    return f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()
