"""`mlr-opendata drift`: what portals show now, held against what is published. It reads, and changes nothing."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass

from pipeline.catalog.facts import Dataset
from pipeline.errors import SourceError, TargetRefused
from pipeline.portals.look import looked_at
from pipeline.portals.reading import is_dead
from pipeline.portals.shown import shown
from pipeline.portals.view import FIELDS, View, published_view
from pipeline.project import Settings
from pipeline.upkeep.asked import standing
from pipeline.web.address import NoAddressError, read_address
from pipeline.wording.run import Talk
from pipeline.wording.sentences import Sentences

told = Sentences("portals").say
Dead = Callable[[str], bool]
_MOST_LINKS = 200  # that are tried: a portal decides how many there are
_DAY = 10  # letters of a day: 2026-11-23


@dataclass(frozen=True)
class Drift:
    """One thing that a portal shows otherwise than it is published."""

    kind: str
    """`missing_dataset`, `title`, `description`, `licence`, `version`, `modified`, `missing_file`, `stale_file`,
    `format` or `dead_link`."""
    shown: str | None
    """Null where the portal shows nothing."""
    published: str | None
    """Null where nothing of it is published."""


def drift(settings: Settings, urls: Sequence[str], packages: Sequence[str], form: str, talk: Talk) -> int:
    """Tell how portals differ from what is published; the exit code: 1 where one does, 3 where one was not reached.

    Args:
        settings: of the run.
        urls: the addresses of portals, of catalogues, or of pages of datasets.
        packages: which ones; none: all that stand.
        form: `text` or `json`.
        talk: how to speak.

    Raises:
        UsageError: a package is not there, or nobody has confirmed who publishes.
        TargetRefused: the target holds nothing, or is not as it was written.
    """
    _, datasets = shown(settings, packages or standing(settings))
    code, portals = 0, []
    dead = lambda url: is_dead(url, allow_private=settings.allow_private)  # noqa: E731
    for url in urls:
        talk.show(talk.words("looking_at", url=url))
        try:
            views = looked_at(url, datasets, allow_private=settings.allow_private)
        except (SourceError, TargetRefused) as error:
            talk.fault(error)
            code = max(code, error.exit_code)
            continue
        found = {each.newest.package: list(drifts(each, views[each.newest.package], dead)) for each in datasets}
        code = max(code, int(any(found.values())))
        portals.append((url, views, found))
    if form == "json":
        talk.answer([_as_json(*portal) for portal in portals])
    else:
        for portal in portals:
            _tell(*portal, talk)
    return code


def drifts(dataset: Dataset, view: View | None, dead: Dead) -> Iterator[Drift]:
    """How what a portal shows of a dataset differs from what is published.

    Args:
        dataset: what is published.
        view: what the portal shows; null where it has no such dataset.
        dead: whether an address leads to nothing.
    """
    if view is None:
        yield Drift("missing_dataset", None, str(dataset.iri))
        return
    wanted = published_view(dataset)
    for field in FIELDS:
        right = {_alike(field, text) for text in wanted.said[field]}
        wrong = [text for text in view.said[field] if not _is_one_of(field, text, right)]
        if wrong or not view.said[field]:
            yield Drift(field, wrong[0] if wrong else None, str(next(iter(wanted.said[field]))))
    theirs = {_address(url): formats for url, formats in view.files.items()}
    ours = {_address(url): formats for url, formats in wanted.files.items()}
    for url, formats in ours.items():
        if url not in theirs:
            yield Drift("missing_file", None, url)
        elif theirs[url] and not _folded(theirs[url]) & _folded(formats):
            yield Drift("format", ", ".join(theirs[url]), ", ".join(formats))
    for number, url in enumerate(theirs):
        if url not in ours and url.startswith(wanted.page):
            yield Drift("stale_file", url, None)
        if number < _MOST_LINKS and dead(url):
            yield Drift("dead_link", url, None)


def _alike(field: str, text: str) -> str:
    """A text as it is compared: however a portal breaks its lines, and spells an address or a time."""
    text = " ".join(text.split())
    if field == "licence":
        return text.lower().removeprefix("http://").removeprefix("https://").rstrip("/")
    if field == "modified" and len(text) > _DAY:
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            return text
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return moment.astimezone(dt.UTC).replace(microsecond=0).isoformat()
    return text


def _is_one_of(field: str, text: str, right: Collection[str]) -> bool:
    said = _alike(field, text)
    return said in right or (field == "modified" and len(said) == _DAY and any(each.startswith(said) for each in right))


def _folded(texts: Collection[str]) -> set[str]:
    return {text.casefold() for text in texts}


def _address(url: str) -> str:
    try:
        return read_address(url).href
    except NoAddressError:
        return url


def _as_json(url: str, views: dict[str, View | None], found: dict[str, list[Drift]]) -> dict[str, object]:
    packages = [
        {"package": package, "page": view.page if view else None, "drifts": [asdict(each) for each in found[package]]}
        for package, view in views.items()
    ]
    return {"portal": url, "packages": packages}


def _tell(url: str, views: dict[str, View | None], found: dict[str, list[Drift]], talk: Talk) -> None:
    for package, view in views.items():
        place = view.page if view else url
        if not found[package]:
            talk.result(told("as_published", talk.language, package=package, url=place))
            continue
        talk.result(told("drifted", talk.language, package=package, url=place))
        for each in found[package]:
            facts = {"shown": each.shown or told("nothing", talk.language), "published": each.published or ""}
            talk.result(f"  {told(each.kind, talk.language, **facts)}")
