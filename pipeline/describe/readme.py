"""`README.md`: what a version is, in Swedish and then in English."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.formats import every
from pipeline.model import LANGUAGES
from pipeline.versions import DataFile, Edition
from pipeline.wording.editions import (
    EDITIONS,
    KEPT,
    citation,
    copies,
    kind_of_source,
    licences,
    observed,
    privacy,
    publisher,
    read_from,
)


def readme_md(edition: Edition, files: Iterable[DataFile]) -> bytes:
    """The README of a version; `files` are those it lists, in their order."""
    listed = list(files)
    return "\n".join(_part(edition, listed, language) for language in LANGUAGES).encode()


def _part(edition: Edition, files: Sequence[DataFile], language: str) -> str:
    package = edition.package
    facts: Mapping[str, str] = {
        "title": package.titles[language],
        "description": package.descriptions[language].strip(),
        "publisher": publisher(edition, language),
        "version": edition.version,
        "published_at": edition.published_at,
        "source_url": read_from(edition),
        "observed": observed(edition, language),
        "copies": copies(edition),
        "licences": licences(edition),
        "kept": KEPT[kind_of_source(edition)][language],
        "privacy": privacy(edition, language),
        "files": "\n".join(
            [*(_file_line(edition, file, language) for file in files), *_left_out(edition, files, language)]
        ),
        "code": _loading(files, package.flat_table),
        "cite": citation(edition, language),
    }
    return EDITIONS["readme"][language].format(**facts)


def _left_out(edition: Edition, files: Sequence[DataFile], language: str) -> list[str]:
    """Below the table of files, which formats a table is too long for; nothing where there are none."""
    parted = dict.fromkeys(file.table for file in files if file.table and file.parts)
    if parted:
        tables = ", ".join(edition.package.table(name).titles[language] for name in parted)
        formats = ", ".join(form.titles[language] for form in every() if form.parted is None and not form.kinds)
        return ["", EDITIONS["not_in_parts"][language].format(formats=formats, tables=tables)]
    left_out = [form for form in every() if form.is_too_small_for(edition.rows)]
    texts = (EDITIONS.say("too_long", language, format=form.titles[language], most=form.most_rows) for form in left_out)
    return [line for text in texts for line in ("", text)]


def _loading(files: Iterable[DataFile], flat: str) -> str:
    if parts := _loading_parts(files, flat):
        return parts
    written = {file.format for file in files if file.table == flat}
    return "\n\n".join(form.in_readme.format(flat=flat) for form in every() if form.in_readme and form.name in written)


def _loading_parts(files: Iterable[DataFile], flat: str) -> str:
    known = {file.format: file.path for file in files if file.table == flat and file.parts}
    forms = (form for form in every() if form.name in known)
    return "\n\n".join(form.parted.in_readme.format(folder=known[form.name]) for form in forms if form.parted)


def _file_line(edition: Edition, file: DataFile, language: str) -> str:
    content = edition.package.table(file.table).titles[language] if file.table else EDITIONS["whole_package"][language]
    path = f"{file.path}/*{file.parts[0].suffix}" if file.parts else file.path
    return f"| `{path}` | {content} | {file.bytes} |"
