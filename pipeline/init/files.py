"""The files of a package that is read from a page of people: page, description, package, schemas, catalogue."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any

import yaml

from pipeline.init.derive import Reading

TABLES = ("members", "organizations", "persons", "memberships", "changes", "snapshots")
"""Of the package; the first is the flat one. Each has a template of its schema."""
_TEXTS = {
    "sv": ("En rad per plats, läst ur sidan {page}.", "Öppna data från {publisher}"),
    "en": ("One row a place, read from the page {page}.", "Open data from {publisher}"),
}
"""Of the package and the catalogue: what a maintainer may word otherwise."""


@dataclass(frozen=True)
class Found:
    """What was read and answered."""

    reading: Reading
    content: bytes
    suffix: str
    """Of the file."""
    address: str | None
    """Where `fetch` looks at it from now on; null where it lies in the project."""
    answers: Mapping[str, str]

    @property
    def package(self) -> str:
        """The name of the package: that of the body, in the letters that addresses have."""
        plain = unicodedata.normalize("NFKD", self.answers["name"].casefold().replace("ø", "o").replace("æ", "ae"))
        return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:60] or "board"

    @property
    def place(self) -> str:
        """Where the page lies in the project, if it does."""
        return f"pages/{self.package}{self.suffix}"


def contents(found: Found, *, is_new: bool) -> dict[str, bytes]:
    """Every file by its place in the project; the catalogue only in a new project."""
    name = found.package
    places = {
        **({} if found.address else {found.place: found.content}),
        f"datapackage/{name}/page.yaml": _yaml(_description(found)),
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


def _description(found: Found) -> dict[str, Any]:
    said = found.reading.way.description()
    pairs = ((field.name, getattr(said, field.name)) for field in fields(said))
    return {
        key: list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
        for key, value in pairs
        if value is not None
    }


def _package(found: Found) -> dict[str, Any]:
    name, title, page = found.package, found.answers["name"], found.answers["page"]
    texts = {language: said[0].format(page=page) for language, said in _TEXTS.items()}
    pages = {"source": found.address or found.place, "roster": f"datapackage/{name}/page.yaml"}
    tables = [{"name": table, "schema": f"schemas/{name}/{table}.json"} for table in TABLES]
    return {
        "name": name,
        "title": title,
        "description": texts["sv"],
        "keywords": ["förtroendevalda"],
        "licenses": [
            {
                "name": "CC0-1.0",
                "title": "Creative Commons CC0 1.0 Universal",
                "path": "https://creativecommons.org/publicdomain/zero/1.0/",
            }
        ],
        "sources": [{"title": title, "path": page}],
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


def _catalog(found: Found) -> dict[str, Any]:
    answers = found.answers
    titles = {language: said[1].format(publisher=answers["publisher"]) for language, said in _TEXTS.items()}
    home = re.match(r"https?://[^/]+/?", answers["page"])
    return {
        "confirmed": False,  # until somebody has looked at the catalogue as a whole
        "base_url": answers["base_url"],
        "titles": titles,
        "descriptions": titles,
        "publisher": {
            "name": answers["publisher"],
            "organisation_number": answers["organisation_number"],
            "homepage": home[0] if home else answers["page"],
        },
        "contact": {"name": answers["publisher"], "email": answers["email"]},
    }


def _schema(table: str, found: Found) -> bytes:
    """The schema of a table; the flat one without columns for what nobody on the page has."""
    template = files("pipeline") / "templates" / "people" / f"{table}.json"
    schema = json.loads(template.read_text(encoding="utf-8"))
    rows = found.reading.roster.rows
    used = {
        "group": any(row.group for row in rows),
        "substitute_for": any(row.person.substitute_for for row in rows),
        "term": any(row.person.term for row in rows),
    }
    is_flat = table == TABLES[0]
    schema["fields"] = [each for each in schema["fields"] if not is_flat or used.get(each["name"], True)]
    return f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()
