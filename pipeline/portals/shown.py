"""What is published, as a portal should have it: each package as one dataset, as the catalogue tells of it."""

from collections.abc import Sequence

from pipeline.catalog.facts import Dataset
from pipeline.catalog.graph import dataset_of
from pipeline.errors import TargetRefused, UsageError
from pipeline.flow.site import retirements
from pipeline.flow.target_memory import read_remembered
from pipeline.project import CatalogSettings, Settings
from pipeline.release import Target, ensure_sound
from pipeline.release.names import DESCRIPTOR, LATEST
from pipeline.sources import MAX_BYTES
from pipeline.sources.fetch import Limits, download
from pipeline.upkeep.asked import newest_of


def shown(settings: Settings, packages: Sequence[str]) -> tuple[CatalogSettings, list[Dataset]]:
    """Who publishes, and the dataset of each package, as the target has them.

    Raises:
        UsageError: a package is not there, or was withdrawn; or nobody has confirmed who publishes.
        TargetRefused: there is no published tree, or it is not as it was written.
    """
    target = Target(settings.target)
    newest = [newest_of(settings, package) for package in packages]
    remembered = read_remembered(target)
    if remembered is None:
        raise TargetRefused("nothing_published", target=settings.target)
    catalog = remembered.catalogue(retirements(target))
    for release in newest:
        if not catalog.of(release.package).confirmed:
            raise UsageError("deposit_draft", package=release.package)
    ensure_sound(settings.target)
    return catalog, [dataset_of(catalog, each.package, tuple(target.releases(each.package)), each) for each in newest]


def ensure_hosted(dataset: Dataset, *, allow_private: bool) -> None:
    """Return if the host shows what the target holds: a portal that links to it leads somewhere, and to the same.

    Raises:
        TargetRefused: it shows another version, or none.
        SourceError: it cannot be reached.
    """
    url = f"{dataset.page}{LATEST}/{DESCRIPTOR}"
    content = (dataset.newest.folder / DESCRIPTOR).read_bytes()
    if download(url, allow_private=allow_private, limits=Limits(bytes=max(len(content), MAX_BYTES))) != content:
        raise TargetRefused("deposit_not_hosted", url=url, package=dataset.newest.package)
