"""The catalogue as files: one graph, in each notation."""

from collections.abc import Mapping, Sequence

from pipeline.catalog.graph import describe
from pipeline.catalog.serialise import json_ld, rdf_xml, turtle
from pipeline.project import CatalogSettings
from pipeline.versions import Release

NOTATIONS = {"catalog.rdf": rdf_xml, "catalog.ttl": turtle, "catalog.jsonld": json_ld}


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
