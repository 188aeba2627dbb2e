"""`mlr-opendata deposit ckan`: each package as one dataset that is updated in place.

The portal is asked what it shows, and told what differs: resources first, then the dataset, then what goes. Ids stay,
nothing is deleted to be made anew, and what was done before a run was cut off is not done twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.errors import TargetRefused, UsageError
from pipeline.portals.ckan_api import INVALID, Ckan, said_of
from pipeline.portals.ckan_terms import Described, Resource, described, differing, matched, package_body
from pipeline.portals.service import Form, token_of
from pipeline.portals.shown import ensure_hosted, shown
from pipeline.project import Settings
from pipeline.release.lock import held
from pipeline.release.refusal import refusing
from pipeline.schema import Json
from pipeline.wording.run import Talk

TOKEN = "MLR_OPENDATA_CKAN_TOKEN"  # noqa: S105 (the name of a variable)
_HARVESTED = "harvest_source_id"


@dataclass(frozen=True)
class Wishes:
    """How the packages are to stand at the portal."""

    organization: str | None = None
    """The organisation of the portal that owns the datasets, by name or id; null: as it is."""
    dataset: str | None = None
    """The name or id of a dataset that somebody else made, to go on with; null: the one that is ours."""
    upload: bool = False
    """Whether the portal keeps the files, instead of links to them."""
    dry_run: bool = False
    """Whether only to say what would be sent."""


@dataclass(frozen=True)
class Step:
    """One change at the portal."""

    action: str
    body: Json
    what: str
    """What is changed, as people know it."""
    file: Resource | None = None
    """What is uploaded with it."""


def deposit_ckan(settings: Settings, url: str, packages: Sequence[str], wishes: Wishes, talk: Talk) -> int:
    """Make a CKAN show packages as they are published; the exit code.

    Args:
        settings: of the run.
        url: the address of the portal.
        packages: which ones.
        wishes: how they are to stand there.
        talk: how to speak.

    Raises:
        UsageError: there is no token, or a package is not there.
        TargetRefused: the target is not whole or not hosted as it is, or the portal refuses.
        SourceError: the portal cannot be reached, or is no CKAN.
    """
    if wishes.dataset and len(packages) > 1:
        raise UsageError("deposit_one_dataset")
    portal = Ckan(url, token_of(TOKEN), allow_private=settings.allow_private)
    with refusing(settings.target), held(settings.target, alone=False):
        catalog, datasets = shown(settings, packages)
        for dataset in datasets:
            wanted = described(catalog, dataset)
            found = _ours(portal, wanted, wishes)
            steps = list(_steps(wanted, found, wishes))
            if not steps and found:
                talk.say("deposit_unchanged", package=wanted.name, url=portal.page(found))
                continue
            if not wishes.upload:
                ensure_hosted(dataset, allow_private=settings.allow_private)
            if wishes.dry_run:
                for step in steps:
                    talk.say("deposit_would", action=step.action, what=step.what)
                continue
            _carry_out(portal, wanted, found, wishes, talk)
    return 0


def _ours(portal: Ckan, wanted: Described, wishes: Wishes) -> Json | None:
    """The dataset at the portal that is ours; null where there is none yet.

    Raises:
        TargetRefused: its name is that of another one, it was deleted, or the portal harvests it.
    """
    found = portal.show(wishes.dataset or wanted.name)
    if wishes.dataset and not found:
        raise TargetRefused("ckan_no_dataset", url=portal.service.url, name=wishes.dataset)
    if found and not wishes.dataset and said_of(found, "identifier") != wanted.iri:
        taken, found = found, portal.find(wanted.iri)
        if not found:
            raise TargetRefused("ckan_not_ours", url=portal.page(taken), name=wanted.name, package=wanted.name)
    found = found or portal.find(wanted.iri)
    if found and found.get("state") == "deleted":
        raise TargetRefused("ckan_deleted", url=portal.page(found))
    if found and said_of(found, _HARVESTED):
        raise TargetRefused("ckan_harvested", url=portal.page(found))
    return found


def _steps(wanted: Described, found: Json | None, wishes: Wishes) -> Iterator[Step]:
    """What has to be sent, in this order; nothing where the portal shows all as it should."""
    fresh = found is None
    if found is None:
        yield Step("package_create", _new(wanted, wishes, frozenset()), wanted.name)
        found = {}
    known: list[Json] = found.get("resources", [])
    if not fresh or wishes.upload:
        for resource in wanted.resources:
            if step := _resource_step(resource, matched(resource, known), found, wishes):
                yield step
    if fresh:
        return
    body = package_body(wanted, found, wanted.facts.keys() & found.keys())  # it has fields for what it shows there
    if wishes.organization not in {None, found.get("owner_org"), (found.get("organization") or {}).get("name")}:
        body["owner_org"] = wishes.organization
    if body:
        yield Step("package_patch", {"id": found["id"], **body}, wanted.name)
    kept = [each["id"] for resource in wanted.resources if (each := matched(resource, known))]
    for each in known:
        if each["id"] not in kept and str(each.get("uri", "")).startswith(f"{wanted.iri}-"):
            yield Step("resource_delete", {"id": each["id"]}, str(each.get("name")))


def _new(wanted: Described, wishes: Wishes, of_schema: frozenset[str]) -> Json:
    """A dataset that the portal does not have; its links come with it, so that it is never there without them."""
    body = {"name": wanted.name, **package_body(wanted, {}, of_schema)}
    if wishes.organization:
        body["owner_org"] = wishes.organization
    return body if wishes.upload else {**body, "resources": [each.fields for each in wanted.resources]}


def _resource_step(resource: Resource, found: Json | None, dataset: Json, wishes: Wishes) -> Step | None:
    """What has to be sent of one resource; null where nothing."""
    uploads = wishes.upload and resource.path is not None
    fields = {key: value for key, value in resource.fields.items() if not (uploads and key == "url")}
    what, file = str(resource.fields["name"]), resource if uploads else None
    if found is None:
        return Step("resource_create", {"package_id": dataset.get("id", ""), **fields}, what, file)
    body = differing(fields, found)
    is_uploaded = found.get("url_type") == "upload"
    if uploads and is_uploaded and "hash" not in body and body:
        return Step("resource_patch", {"id": found["id"], **body}, what)
    if is_uploaded and not uploads:
        body = {"url": fields["url"], "clear_upload": "true", **body}
    if body or (uploads and not is_uploaded):
        return Step("resource_patch", {"id": found["id"], **body}, what, file)
    return None


def _carry_out(portal: Ckan, wanted: Described, found: Json | None, wishes: Wishes, talk: Talk) -> None:
    """Send what has to be sent, then look whether the portal kept it."""
    sent = 0
    if found is None:
        found, sent = _created(portal, wanted, wishes), 1
    for step in _steps(wanted, found, wishes):
        talk.show(talk.words("depositing", what=step.what))
        file = step.file
        form = None
        if file and file.path:
            texts = {key: str(value) for key, value in step.body.items()}
            form = Form.of(texts, "upload", file.path, str(file.fields["mimetype"]))
        portal.act(step.action, step.body, form)
        sent += 1
    now = portal.show(found["id"]) or found
    talk.say("deposited", package=wanted.name, url=portal.page(now), sent=sent)
    if left := sorted({key for step in _steps(wanted, now, wishes) for key in step.body.keys() - {"id"}}):
        talk.aside_say("deposit_not_kept", url=portal.page(now), fields=", ".join(left))


def _created(portal: Ckan, wanted: Described, wishes: Wishes) -> Json:
    """A new dataset. Where the portal has fields for some of its facts, those go there.

    Raises:
        TargetRefused: the portal does not take it.
    """
    try:
        return portal.act("package_create", _new(wanted, wishes, frozenset()))
    except TargetRefused as refused:
        errors = refused.facts.get("errors")
        extras = errors.get("extras") if refused.key == INVALID and isinstance(errors, dict) else None
        marks = extras if isinstance(extras, list) else []
        clashing = {key for key, mark in zip(wanted.facts, marks, strict=False) if isinstance(mark, dict) and mark}
        if not clashing:
            raise
        return portal.act("package_create", _new(wanted, wishes, frozenset(clashing)))
