"""What settings may choose for portals: licences, themes, frequencies, publisher types, places; with their addresses.

The values are those that DCAT-AP-SE 3.0.1 offers: the EU's authority tables and, for publishers, ADMS (`codes.csv`, in
their order; of `frequency` those that DIGG's form has), and GeoNames for the places that the EU's tables lack. A place
of Sweden may be given by its official code: `places.csv` has the GeoNames number of each county and municipality
(GeoNames, https://www.geonames.org/, CC BY 4.0). What a licence in `licences.csv` grants is said in
`wording/texts/licences.toml`.
"""

import csv
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

AUTHORITY = "http://publications.europa.eu/resource/authority/"
ADMS = "http://purl.org/adms/publishertype/"
GEONAMES = "https://sws.geonames.org/"

SWEDEN = AUTHORITY + "country/SWE"
_SWEDISH = re.compile(r"[0-9]{2}|[0-9]{4}")
_GEONAMES = re.compile(r"https?://(?:sws|www)\.geonames\.org/([1-9][0-9]{0,9})\b.*")
_GEONAMES_WRITTEN = re.compile(r"https?://sws\.geonames\.org/[1-9][0-9]{0,9}/?")  # DIGG writes http and no slash
_LOCAL = re.compile(re.escape(AUTHORITY) + r"(?:place/[A-Z]{3}_[A-Z0-9]{2,5}|atu/[A-Z]{3}(?:_[A-Z0-9]+)*)")


@dataclass(frozen=True)
class Licence:
    """A licence as portals know it."""

    address: str
    """dataportal.se matches `http` and a closing slash."""
    title: str
    """As CKAN shows it."""
    ckan: str
    """The id that CKAN has for it."""


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes below one address."""

    base: str
    codes: tuple[str, ...]

    def address(self, value: object) -> str | None:
        """The address that a code, or its whole address, stands for; null where the list has no such code."""
        code = value.removeprefix(self.base) if isinstance(value, str) else None
        return self.base + code if code in self.codes else None

    def meant(self, value: object) -> str | None:
        """The code that `value` was probably meant to be, whatever its case; null where none is near."""
        return _nearest(value, {code.casefold(): code for code in self.codes})


class Places:
    """Counties and municipalities of Sweden by code; countries, continents and others by address."""

    def address(self, value: object) -> str | None:
        """The address of a place; null where `value` is neither a code nor an address of one.

        Of the EU's countries and continents each is known; of its other places and GeoNames', the form is looked at.
        """
        if not isinstance(value, str):
            return None
        if _SWEDISH.fullmatch(value):
            return _swedish().get(value, (None, ""))[0]
        if _GEONAMES_WRITTEN.fullmatch(value):
            return _GEONAMES.sub(rf"{GEONAMES}\1/", value)
        return value if value in _listed().values() or _LOCAL.fullmatch(value) else None

    def meant(self, value: object) -> str | None:
        """The code or address that `value` was probably meant to be, as it is written; null where none is near."""
        if isinstance(value, str) and (found := _GEONAMES.fullmatch(value)):
            return f"{GEONAMES}{found[1]}/"
        start, _, code = str(value).casefold().rpartition("/")
        if start:  # an address: all are alike but for their ends, of which the first letter is the most telling
            return _nearest(code, {end: address for end, address in _listed().items() if end[0] == code[:1]})
        written = {code: f'"{code}"' for code in _swedish()}
        for code, (_, name) in _swedish().items():
            written |= dict.fromkeys((name.casefold(), name.casefold().rpartition(" ")[0]), f'"{code}"')
        return _nearest(value, written)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a list in this folder, by column."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """The codes of each list, in its order."""
    rows = rows_of("codes.csv")
    return {name: tuple(row["code"] for row in rows if row["list"] == name) for name in {row["list"] for row in rows}}


PORTAL_LISTS: Mapping[str, CodeList | Places] = {
    "theme": CodeList(AUTHORITY + "data-theme/", _codes()["data-theme"]),
    "spatial": Places(),
    "frequency": CodeList(AUTHORITY + "frequency/", _codes()["frequency"]),
}
"""What is said of a package, and the lists that it is chosen from: the keys of the settings."""
SEVERAL = ("theme", "spatial")
"""Of these there may be several; they are lists in `datapackage.json`."""
DEFAULTS = {
    "theme": (AUTHORITY + "data-theme/GOVE",),
    "spatial": (SWEDEN,),
    "frequency": AUTHORITY + "frequency/IRREG",  # a version is made when the source changes, not by the calendar
}
"""What portals are told where no setting says otherwise."""
PUBLISHER = CodeList(ADMS, _codes()["publishertype"])
LOCAL_AUTHORITY = "LocalAuthority"
"""The publisher type where no setting says otherwise."""


@cache
def licences() -> dict[str, Licence]:
    """The licences that portals know, by SPDX name."""
    return {row.pop("name"): Licence(**row) for row in rows_of("licences.csv")}


def place_name(address: str) -> str | None:
    """The Swedish name of a county or municipality by the address of GeoNames; null of any other place."""
    return next((name for known, name in _swedish().values() if known == address), None)


def is_municipality(name: str) -> bool:
    """Whether a text is the name of a municipality of Sweden, as "Lund" or "Lunds kommun"."""
    known = {listed.casefold() for code, (_, listed) in _swedish().items() if len(code) == len("1281")}
    folded = name.strip().casefold()
    return bool(folded) and bool({folded, f"{folded} kommun", f"{folded}s kommun", f"{folded} stad"} & known)


@cache
def _swedish() -> dict[str, tuple[str, str]]:
    """Address and name of every county and municipality of Sweden, by code."""
    return {row["code"]: (f"{GEONAMES}{row['geonames_id']}/", row["name"]) for row in rows_of("places.csv")}


@cache
def _listed() -> dict[str, str]:
    """The address of every country and continent, by its end in small letters."""
    return {
        code.casefold(): f"{AUTHORITY}{kind}/{code}" for kind in ("country", "continent") for code in _codes()[kind]
    }


def _nearest(value: object, written: Mapping[str, str]) -> str | None:
    close = difflib.get_close_matches(str(value).strip().casefold(), written, n=1)
    return written[close[0]] if close else None
