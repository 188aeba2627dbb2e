"""The reference lists: municipalities, parties, roles, what is no name. What a word may mean, and nothing else."""

import csv
import difflib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.codelists import not_names
from pipeline.codelists.not_names import NotNames
from pipeline.document import Files, all_of, nearest, on_disk
from pipeline.errors import SettingsError

LINE = "the line of a row"  # the key of it among a row's cells; no column is called so
MISPRINT = 0.8  # how alike a title and the one that was meant must be: "gruppledare" is no "ersättare"


@dataclass(frozen=True)
class Municipality:
    """A Swedish municipality with its code of four digits (SCB)."""

    code: str
    name: str
    name_official: str
    county_code: str


@dataclass(frozen=True)
class Party:
    """A party: a national one, or a local one (then `municipality_code` says where its code is valid)."""

    code: str
    name: str
    municipality_code: str | None
    wikidata_id: str | None

    @property
    def party_id(self) -> str:
        """`m` for a national party, `1281-fnl` for a local one: local codes are unique only in their municipality."""
        return "-".join(part for part in (self.municipality_code, self.code.casefold()) if part)


@dataclass(frozen=True)
class Role:
    """A role: its key, its names in Swedish and English, and whether it is elected or a civil servant's."""

    role: str
    label_sv: str
    label_en: str
    role_class: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """The lists, each indexed by what a page may print."""

    municipalities: dict[str, Municipality]
    """By name, official name and alias, in lower case."""
    parties: dict[tuple[str | None, str], Party]
    """By (municipality code or null, code in lower case)."""
    roles: dict[str, Role]
    """By alias, in lower case and without the dot of an abbreviation."""
    role_list: dict[str, Role]
    """By key."""
    not_names: NotNames
    """What is no name: the list of all projects, and what this one adds."""

    def municipality(self, text: str) -> Municipality | None:
        """The municipality that `text` names; null where it names none."""
        return self.municipalities.get(text.casefold())

    def party(self, code: str, municipality_code: str) -> Party | None:
        """The party that `code` means in a municipality: its own local parties go before the national ones."""
        folded = code.casefold()
        return self.parties.get((municipality_code, folded)) or self.parties.get((None, folded))

    def role(self, text: str) -> Role | None:
        """The role that `text` is a name of; null where it is none."""
        return self.roles.get(text.casefold().rstrip("."))

    def is_vacancy(self, text: str) -> bool:
        """Whether `text` says that nobody holds a place."""
        return self.not_names.is_vacancy(text)

    def role_like(self, text: str) -> str | None:
        """The role that `text` was probably meant to name, in Swedish; null where none is near."""
        near = difflib.get_close_matches(text.casefold(), self.roles, n=1, cutoff=MISPRINT)
        return self.roles[near[0]].label_sv if near else None


def read_reference(folder: Path, aliases: Mapping[str, str], files: Files = on_disk) -> Reference:
    """The reference lists of `folder`; `aliases` gives other names of municipalities.

    Raises:
        SettingsError: a list is missing, lacks a column or a row that the code names, or has a row of another length;
            an alias names no municipality. All that is wrong in any of them.
    """
    reads: list[partial[Any]] = [
        partial(_municipalities, folder / "municipalities.csv", aliases, files),
        partial(_rows, folder / "parties.csv", ("code", "name", "municipality_code", "wikidata_id"), files),
        partial(_roles, folder / "roles.csv", files),
        partial(_not_names, folder / "not_names.csv", files),
    ]
    by_name, parties, roles, listed = all_of(*reads)
    known = [
        Party(row["code"], row["name"], row["municipality_code"] or None, row["wikidata_id"] or None) for row in parties
    ]
    return Reference(
        municipalities=by_name,
        parties={(party.municipality_code, party.code.casefold()): party for party in known},
        roles={name.casefold().rstrip("."): role for role in roles for name in (role.label_sv, *role.aliases)},
        role_list={role.role: role for role in roles},
        not_names=NotNames((*not_names.listed(), *listed)),
    )


def _municipalities(path: Path, aliases: Mapping[str, str], files: Files) -> dict[str, Municipality]:
    by_name: dict[str, Municipality] = {}
    for row in _rows(path, ("municipality_code", "name", "name_official", "county_code"), files):
        municipality = Municipality(row["municipality_code"], row["name"], row["name_official"], row["county_code"])
        for name in (municipality.name, municipality.name_official):
            by_name[name.casefold()] = municipality
    wrong = [
        SettingsError("alias_of_nothing", alias=alias, name=name)
        for alias, name in aliases.items()
        if name.casefold() not in by_name
    ]
    SettingsError.ensure_none(wrong)
    return by_name | {alias.casefold(): by_name[name.casefold()] for alias, name in aliases.items()}


def _roles(path: Path, files: Files) -> list[Role]:
    roles = [
        Role(row["role"], row["label_sv"], row["label_en"], row["role_class"], tuple(row["aliases"].split("|")))
        for row in _rows(path, ("role", "label_sv", "label_en", "role_class", "aliases"), files)
    ]
    wrong = [
        SettingsError("reference_row_missing", file=path, column="role", value=needed)
        for needed in ("kso", "member")  # what a place without title is, and the role that is counted
        if needed not in {role.role for role in roles}
    ]
    SettingsError.ensure_none(wrong)
    return roles


def _not_names(path: Path, files: Files) -> list[tuple[str, str]]:
    """What is no name, and whether it stands for a vacancy, is a word that no name has, or one before a name."""
    listed = _rows(path, ("text", "kind"), files)
    wrong = [
        SettingsError("unknown_value", file=path, line=int(row[LINE]), key="kind", value=row["kind"],
                      nearest=nearest(row["kind"], not_names.KINDS), known=", ".join(not_names.KINDS))
        for row in listed
        if row["kind"] not in not_names.KINDS
    ]  # fmt: skip
    SettingsError.ensure_none(wrong)
    return [(row["text"], row["kind"]) for row in listed]


def _rows(path: Path, columns: tuple[str, ...], files: Files) -> list[dict[str, str]]:
    """The rows of a list; every row of another length is told."""
    content = files(path)
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        header = next(reader, [])
        numbered = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise SettingsError("reference_unreadable", file=path, detail=str(error)) from None
    if missing := set(columns) - set(header):
        raise SettingsError("reference_column_missing", file=path, line=1, column=", ".join(sorted(missing)))
    expected = len(header)
    uneven = [
        SettingsError("reference_row_uneven", file=path, line=line, found=len(row), expected=expected)
        for line, row in numbered
        if len(row) != expected
    ]
    if uneven:
        raise SettingsError.all_of(uneven)
    return [{**dict(zip(header, row, strict=True)), LINE: str(line)} for line, row in numbered]
