"""The catalogue that portals harvest: DCAT-AP-SE, in the three notations that harvesters read.

Only the current state is in it: a version that is typed as a dataset becomes one more dataset at every
portal. No address holds a version, so that a portal updates in place at the next release.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from pipeline.catalog.dataset import keywords, licence
from pipeline.catalog.graph import describe, publisher_iri
from pipeline.catalog.serialise import json_ld, rdf_xml, turtle
from pipeline.catalog.statements import address
from pipeline.document import all_of
from pipeline.model import PackageSpec
from pipeline.project import CatalogSettings
from pipeline.versions import Release

NOTATIONS = {"catalog.rdf": rdf_xml, "catalog.ttl": turtle, "catalog.jsonld": json_ld}


def ensure_harvestable(settings: CatalogSettings, packages: Iterable[PackageSpec]) -> None:
    """Return if portals will accept what the settings say: asked before anything is published.

    Raises:
        SettingsError: as `catalogue`.
    """
    checks: list[Callable[[], object]] = [
        partial(publisher_iri, settings),
        partial(address, settings.publisher["homepage"]),
        partial(address, "mailto:" + settings.contact["email"]),
    ]
    for package in packages:
        checks.append(partial(licence, package.name, package.descriptor))
        checks += [
            partial(lambda *words: list(keywords(*words)), [word], language)
            for language, words in package.keywords.items()
            for word in words
        ]
    all_of(*checks)


def catalogue(settings: CatalogSettings, packages: Mapping[str, Sequence[Release]]) -> dict[str, bytes]:
    """The catalogue files by name. They say the same, and the same facts give the same bytes.

    Args:
        settings: who publishes, and where.
        packages: the releases of each package, newest first. One without a published release is left out.

    Raises:
        SettingsError: a setting, a keyword or a licence is none that portals accept.
    """
    graph = describe(settings, packages)
    return {name: notation(graph) for name, notation in NOTATIONS.items()}
