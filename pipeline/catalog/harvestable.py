"""What portals accept of what the settings say: asked before anything is published.

Nothing of RDF is needed for that, which takes long to load.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial

from pipeline.codelists import licences
from pipeline.document import all_of
from pipeline.errors import SettingsError
from pipeline.model import PackageSpec
from pipeline.project import CatalogSettings
from pipeline.schema import Json

_ABSOLUTE = re.compile(r'(https?://|mailto:)[^/\s<>"{}|\\^`][^\s<>"{}|\\^`]*')
"""What harvesters take: no relative address, and none of the characters that RFC 3987 forbids."""
_KEYWORD = re.compile(r"[\w \-.]{2,100}")
"""CKAN rejects a whole dataset for a keyword with other characters, and splits one at a comma."""


def ensure_harvestable(settings: CatalogSettings, packages: Iterable[PackageSpec]) -> None:
    """Return if portals will accept what the settings say.

    Raises:
        SettingsError: a setting, a keyword or a licence is none that portals accept.
    """
    checks: list[Callable[[], object]] = [
        partial(publisher_address, settings),
        partial(absolute, settings.publisher["homepage"]),
        partial(absolute, "mailto:" + settings.contact["email"]),
    ]
    for package in packages:
        checks.append(partial(licence, package.name, package.descriptor))
        checks += [partial(keyword, word) for words in package.keywords.values() for word in words]
    all_of(*checks)


def absolute(text: str) -> str:
    """An address that a settings file may have spelled.

    Raises:
        SettingsError: it is relative, or has a character that harvesters refuse.
    """
    if not _ABSOLUTE.fullmatch(text):
        raise SettingsError("bad_address", value=text)
    return text


def publisher_address(settings: CatalogSettings) -> str:
    """The address by which dataportal.se knows an organisation: its number, ten digits.

    Raises:
        SettingsError: the number in the settings has not ten digits.
    """
    number = settings.publisher["organisation_number"]
    digits = number.replace("-", "")
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise SettingsError("bad_organisation_number", value=number)
    return f"http://dataportal.se/organisation/SE{digits}"


def keyword(word: str) -> str:
    """A keyword of a dataset. Raises SettingsError where portals would reject it, and with it the dataset."""
    if not _KEYWORD.fullmatch(word):
        raise SettingsError("keyword_not_harvestable", keyword=word)
    return word


def licence(package: str, descriptor: Json) -> tuple[str, str]:
    """The address by which portals know the licence of a package, and its title.

    Raises:
        SettingsError: portals know none for it.
    """
    name, known = descriptor["licenses"][0]["name"], licences()
    if name not in known:
        raise SettingsError("licence_not_harvestable", package=package, name=name, known=", ".join(known))
    return known[name].address, known[name].title
