"""The files of a version: the ones that most people want first, then all of them with their checksums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.formats import Format, called
from pipeline.pages.page import Context, Link, Section
from pipeline.past import Contents
from pipeline.versions import DataFile, page_name
from pipeline.wording.pages import size
from pipeline.wording.sentences import number

EVERY_FILE = "every-file"
"""The anchor of the list of all files."""


@dataclass(frozen=True)
class Offer:
    """A file, and what it is good for."""

    id: str
    link: Link
    good_for: str
    size: str


@dataclass(frozen=True)
class TableFiles:
    """A table with the files that hold it."""

    title: str
    name: str
    rows: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Checksum:
    """A file, and how to know that it is whole."""

    link: Link
    size: str
    sha256: str


@dataclass(frozen=True)
class Downloads:
    """The view model of the section."""

    lede: str
    flat_title: str
    flat: tuple[Offer, ...]
    package: tuple[Offer, ...]
    tables: tuple[TableFiles, ...]
    checksums: tuple[Checksum, ...]
    descriptor: Link


def downloads(contents: Contents, context: Context, folder: str) -> Section:
    """The section with the files below `folder`: `latest`, or a version."""
    major = contents.release.version.partition(".")[0]
    follows = folder == "latest"
    lede = context.say("downloads_lede", major=major) if follows else context.say("downloads_lede_version")
    view = Downloads(
        lede=lede,
        flat_title=context.say("flat_files", title=contents.tables[contents.flat_table].spec.titles[context.language]),
        flat=tuple(_offers(_data(contents), contents.flat_table, context, folder)),
        package=tuple(_offers(_whole(contents), contents.release.package, context, folder)),
        tables=tuple(_table_files(contents, context, folder)),
        checksums=tuple(
            Checksum(Link(each.path, f"{folder}/{each.path}"), size(each.bytes, context.language), each.sha256)
            for file in contents.files
            for each in file.parts or [file]
        ),
        descriptor=Link("datapackage.json", f"{folder}/datapackage.json", context.say("descriptor")),
    )
    return Section("downloads", context.say("downloads"), "downloads.html", view, context.say("downloads"))


def first_offers(contents: Contents, context: Context, folder: str) -> tuple[Link, ...]:
    """The files that stand beside the title: the flat table as portals are told of it, and everything in one file."""
    return tuple(
        _link(form, file, context, folder, note=size(file.bytes, context.language))
        for form, file in _by_format([*_data(contents), *_whole(contents)])
        if (form.harvest and file.table) or form.is_bundle
    )


def _data(contents: Contents) -> list[DataFile]:
    return [file for form, file in contents.flat_files.items() if not form.describes]


def _whole(contents: Contents) -> list[DataFile]:
    return [file for file in contents.files if file.table is None and file.format]


def _by_format(files: Iterable[DataFile]) -> list[tuple[Format, DataFile]]:
    """The files with their formats, in the order in which those are offered."""
    return sorted(((called(file.format), file) for file in files), key=lambda found: found[0].place)


def _offers(files: Sequence[DataFile], name: str, context: Context, folder: str) -> Iterable[Offer]:
    for form, file in _by_format(files):
        link, good_for = _link(form, file, context, folder), form.good_for[context.language]
        yield Offer(f"{name}-{form.name}", link, good_for, size(file.bytes, context.language))


def _link(form: Format, file: DataFile, context: Context, folder: str, note: str = "") -> Link:
    title = form.titles[context.language]
    if file.parts:  # there is no one file: the list of all leads to each
        text = context.say("in_parts", format=title, files=len(file.parts))
        package = folder.rpartition("/")[0]
        page = f"{package}/{page_name('index', context.language)}" if package else ""
        return Link(text, f"{page}#{EVERY_FILE}", note)
    return Link(title, f"{folder}/{file.path}", note)


def _table_files(contents: Contents, context: Context, folder: str) -> Iterable[TableFiles]:
    for name, table in contents.tables.items():
        files = _by_format(file for file in contents.files if file.table == name)
        yield TableFiles(
            title=table.spec.titles[context.language],
            name=name,
            rows=number(contents.facts["rows"][name], context.language),
            links=tuple(_link(form, file, context, folder) for form, file in files),
        )
