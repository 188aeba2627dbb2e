"""`mlr-opendata deposit zenodo`: a version gets a DOI, once.

A DOI is there when a deposition is published, and nobody can take it back. So the target remembers the deposition
before that, and a run that was cut off is gone on with: at its number, else at the one that says it is of this version.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.errors import TargetRefused, UsageError
from pipeline.flow.ready import ready
from pipeline.flow.site import publish_site, retirements
from pipeline.flow.target_memory import read_remembered
from pipeline.past import Contents
from pipeline.portals.service import token_of
from pipeline.portals.zenodo_api import Zenodo, doi_of, md5_of
from pipeline.portals.zenodo_terms import files_of, marked, marker, metadata_of
from pipeline.project import CatalogSettings, Deposit, Settings
from pipeline.release import Publisher, ensure_sound
from pipeline.release.names import is_version, precedence
from pipeline.schema import Json
from pipeline.upkeep.asked import newest_of, release_of
from pipeline.versions import Release
from pipeline.wording.run import Talk

TOKEN = "MLR_OPENDATA_ZENODO_TOKEN"  # noqa: S105 (the name of a variable)


def deposit_zenodo(settings: Settings, url: str, package: str, version: str | None, talk: Talk) -> int:
    """Give a version a DOI, and say so on the pages and in the catalogue; the exit code.

    Args:
        settings: of the run.
        url: the address of the service.
        package: whose version it is.
        version: which one; null: the newest.
        talk: how to speak.

    Raises:
        UsageError: there is no token or no such version, it was withdrawn, or nobody has confirmed who publishes.
        TargetRefused: the target is not whole, a newer version has a DOI, or the service refuses.
        SourceError: the service cannot be reached, or is none.
    """
    service = Zenodo(url, token_of(TOKEN), allow_private=settings.allow_private)
    catalog = ready(settings)
    release = release_of(settings, package, version) if version else newest_of(settings, package)
    with Publisher(settings.target) as publisher:
        ensure_sound(settings.target)
        remembered = read_remembered(publisher.target)
        whole = remembered.catalogue(retirements(publisher.target)) if remembered else catalog
        if not whole.of(package).confirmed:
            raise UsageError("deposit_draft", package=package)
        known = whole.deposits
        mine = next((each for each in known if _is_of(each, release, service)), None)
        if mine and mine.doi:
            talk.say("doi_there", package=package, version=release.version, doi=mine.doi)
            return 0
        work = _Work(service, whole, release, talk)
        draft = work.begun(mine, [each for each in known if (each.package, each.at) == (package, service.url)])
        mine = Deposit(package, release.version, service.url, draft["id"])
        others = [each for each in known if each.at != service.url or each.number != mine.number]
        publish_site(settings, catalog, publisher, [*others, mine])  # before there is a DOI, so that it cannot be lost
        done = draft if draft.get("submitted") else work.published(draft)
        mine = replace(mine, doi=doi_of(done), concept=done.get("conceptdoi"))
        publish_site(settings, catalog, publisher, [*others, mine])
    talk.say("doi_minted", package=package, version=release.version, doi=mine.doi, url=f"https://doi.org/{mine.doi}")
    if not mine.is_for_readers:
        talk.aside_say("doi_of_a_test", url=service.url)
    elif mine.concept and Contents(release).package.doi != mine.concept:
        talk.aside_say("doi_for_descriptor", package=package, doi=mine.concept)
    return 0


def _is_of(deposit: Deposit, release: Release, service: Zenodo) -> bool:
    return (deposit.package, deposit.version, deposit.at) == (release.package, release.version, service.url)


@dataclass(frozen=True)
class _Work:
    """One version on its way to a service."""

    service: Zenodo
    catalog: CatalogSettings
    release: Release
    talk: Talk

    @property
    def marker(self) -> str:
        """By what its deposition is known."""
        return marker(self.catalog, self.release.package, self.release.version)

    def begun(self, mine: Deposit | None, known: Iterable[Deposit]) -> Json:
        """The deposition of the version: the one that an earlier run began or published, else a new one.

        Raises:
            TargetRefused: a newer version has a DOI there.
        """
        found = self.service.deposition(mine.number) if mine else None
        if found and marked(found) == self.marker:
            return found
        published = {each.version: each.number for each in known if each.doi}
        for each in self.service.depositions():  # a target that was restored remembers less than the service
            if marked(each) == self.marker:
                return self.service.deposition(each["id"]) or each
            version = str(marked(each)).removeprefix(marker(self.catalog, self.release.package, "").rstrip("/") + "/")
            if each.get("submitted") and is_version(version.rstrip("/")):
                published.setdefault(version.rstrip("/"), each["id"])
        metadata = metadata_of(self.catalog, self.release)
        if not published:
            return self.service.create(metadata)
        newest = max(published, key=precedence)
        if precedence(newest) > precedence(self.release.version):
            raise TargetRefused("doi_of_newer", package=self.release.package, newest=newest, url=self.service.url)
        draft = self.service.new_version(published[newest])
        return self.service.describe(draft["id"], metadata)

    def published(self, draft: Json) -> Json:
        """The deposition with its files, whole, and its DOI.

        Raises:
            TargetRefused: what arrived is not what was sent.
        """
        number, files = draft["id"], files_of(self.release)
        wanted = {name: md5_of(path) for name, path in files.items()}
        there = {each["filename"]: each for each in draft.get("files", ())}
        for name, each in there.items():
            if wanted.get(name) != each["checksum"]:
                self.service.remove_file(number, each)
        for name, path in files.items():
            if name not in there or there[name]["checksum"] != wanted[name]:
                self.talk.show(self.talk.words("depositing", what=name))
                with path.open("rb") as file:
                    self.service.add_file(draft, name, file)
        draft = self.service.describe(number, metadata_of(self.catalog, self.release))
        if {each["filename"]: each["checksum"] for each in draft.get("files", ())} != wanted:
            raise TargetRefused("zenodo_not_whole", url=self.service.url, number=number)
        return self.service.publish(number)
