"""What the project says of a page (`source.yaml`, and what was decided and stated since), read strictly."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pipeline.document import (
    Checked,
    Files,
    WebAddress,
    all_of,
    ensure_known,
    nearest,
    on_disk,
    unknown_key,
    web_address,
)
from pipeline.document.yamlfile import read_yaml
from pipeline.errors import SettingsError
from pipeline.organisation.erasure import Erased, read_erased
from pipeline.organisation.pagespec import (
    DocumentSpec,
    Expectations,
    FactSpec,
    LeftOut,
    PageSpec,
    SeatRule,
    SectionSpec,
)
from pipeline.organisation.ruled import Acceptance, Correction, Dated, PersonDecision, Rule, Statement
from pipeline.organisation.statements import FILE as STATEMENTS
from pipeline.organisation.statements import VALIDITY, fault_of
from pipeline.project import erasure_key_file
from pipeline.wording.rules import RULES

EMPTY_LIST = re.compile(r"^(?P<key>persons|accept):\s*\[\s*\]", re.MULTILINE)
SLOT = "{municipalities}"
D = TypeVar("D", bound=Dated)


def _host(name: str) -> str:
    web_address(f"https://{name}/")
    return name


def _opening(template: str) -> str:
    if SLOT not in template:
        raise SettingsError("opening_without_slot")
    return template


def _each_rule(rules: dict[str, Rule]) -> dict[str, Rule]:
    """The rules, if they are those that the code knows."""
    unknown = {code: unknown_key(code, RULES) for code in rules if code not in RULES}
    wrong = [SettingsError(key, at=(code,), **facts) for code, (key, facts) in unknown.items()]
    missing = RULES.keys() - rules.keys()
    wrong += [SettingsError("missing_key", at=(code,), key=code) for code in sorted(missing)]
    SettingsError.ensure_none(wrong)
    return rules


@dataclass(frozen=True, kw_only=True)
class Description:
    """The keys of `source.yaml`: what may stand on the page, on whatever day."""

    address: WebAddress
    link_hosts: tuple[Annotated[str, Checked(_host)], ...]
    title: str
    opening: Annotated[str, Checked(_opening)]
    sections: tuple[SectionSpec, ...]
    municipality_aliases: Mapping[str, str]
    documents: tuple[DocumentSpec, ...]
    leave_out: tuple[LeftOut, ...]
    foreign: re.Pattern[str]
    seats: tuple[SeatRule, ...]
    expectations: Expectations
    facts: tuple[FactSpec, ...]
    rules: Annotated[dict[str, Rule], Checked(_each_rule)]
    retention_years: int | None = None

    def __post_init__(self) -> None:
        """Raise SettingsError where a section is named that there is not, on any day, or not one holds people."""
        sections = [section.id for section in self.sections]
        bodies = [section.id for section in self.sections if section.kind]
        named: list[tuple[tuple[str | int, ...], str | None, list[str]]] = [
            (("sections", place, key), getattr(section, key), bodies)
            for place, section in enumerate(self.sections)
            for key in ("parent", "reports_to", "board", "directors_group")
        ]
        for place, item in enumerate(self.documents):
            named += [(("documents", place, "organization"), item.organization, bodies)]
            named += [(("documents", place, "section"), item.section, sections)]
        named += [(("facts", place, "section"), fact.section, sections) for place, fact in enumerate(self.facts)]
        wrong = []
        for at, name, known in (each for each in named if each[1]):
            try:
                ensure_known(str(at[-1]), name or "", known)
            except SettingsError as error:
                wrong.append(SettingsError(error.key, at=at, **error.facts))
        first = any(section.heading is None for section in self.sections)
        people = [section for section in self.sections if section.holds == "people"]
        if not first or len(people) != 1 or people[0].since or people[0].until:
            wrong.append(SettingsError("sections_unclear", at=("sections",)))
        SettingsError.ensure_none(wrong)


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """The keys of `decisions.yaml`."""

    persons: tuple[PersonDecision, ...] | None = None
    accept: tuple[Acceptance, ...] | None = None


@dataclass(frozen=True)
class PageSource:
    """All that the project says of one page."""

    said: Description
    texts: Mapping[str, frozenset[str]]
    """By the key of the section that they were read in."""
    corrections: Mapping[str, Correction]
    decisions: Decisions
    statements: tuple[Statement, ...]
    erased: Erased

    def on(self, day: dt.date | None) -> PageSpec:
        """What may stand on the page as it counts for what was seen on `day`."""
        said = self.said
        before, _, after = said.opening.partition(SLOT)
        return PageSpec(
            day=day,
            address=said.address,
            link_hosts=said.link_hosts,
            title=said.title,
            opening=re.compile(re.escape(before) + r"(?P<municipalities>[^.]+)" + re.escape(after), re.IGNORECASE),
            sections=_counting(said.sections, day),
            aliases=said.municipality_aliases,
            documents=_counting(said.documents, day),
            leave_out=_counting(said.leave_out, day),
            foreign=said.foreign,
            read_in=self.texts,
            seats=_counting(said.seats, day),
            expectations=said.expectations,
            facts=_counting(said.facts, day),
            rules=said.rules,
            corrections=self.corrections,
            persons=self.decisions.persons or (),
            accepted=self.decisions.accept or (),
            statements=self.statements,
            erased=self.erased,
            retention_years=said.retention_years,
        )


def read_page_source(folder: Path, files: Files = on_disk) -> PageSource:
    """What the project says of the source in `folder`.

    Raises:
        SettingsError: a file is missing, has an unknown key, or lacks one; all that is wrong in any of them.
    """
    reads: list[partial[Any]] = [
        partial(_read, folder / "source.yaml", Description, files),
        partial(_texts, folder / "texts.yaml", files),
        partial(_read, folder / "corrections.yaml", tuple[Correction, ...], files),
        partial(_decisions, folder / "decisions.yaml", files),
        partial(_statements, folder / STATEMENTS, files),
        partial(read_erased, folder, erasure_key_file(), files),
    ]
    said, texts, corrections, decisions, statements, erased = all_of(*reads)
    corrected = {item.verbatim: item for item in corrections}  # of two for one line, the later decision counts
    _ensure_sections(said, texts, folder / "texts.yaml", files)
    return PageSource(said, texts, corrected, decisions, statements, erased)


def read_decided(folder: Path, files: Files = on_disk) -> tuple[Decisions, Erased]:
    """What was decided of the people on pages whose source needs no other settings, and who was erased from them.

    Raises:
        SettingsError: a file is wrong; one that is not there says nothing.
    """
    path = folder / "decisions.yaml"
    reads: list[partial[Any]] = [
        partial(_decisions, path, files) if path.exists() else partial(Decisions),
        partial(read_erased, folder, erasure_key_file(), files),
    ]
    decisions, erased = all_of(*reads)
    return decisions, erased


def _read(path: Path, kind: Any, files: Files) -> Any:  # noqa: ANN401
    """What a file says; one of entries may be empty."""
    document = read_yaml(path, files)
    if document.value is None and kind is not Description:
        return ()
    return document.read_as(kind)


def _texts(path: Path, files: Files) -> Mapping[str, frozenset[str]]:
    """What was read in each section."""
    document = read_yaml(path, files)
    read = {} if document.value is None else document.read_as(dict[str, tuple[str, ...]])
    return {section: frozenset(texts) for section, texts in read.items()}


def _ensure_sections(said: Description, texts: Iterable[str], path: Path, files: Files) -> None:
    known = [section.id for section in said.sections if section.holds != "people"]
    wrong = [
        read_yaml(path, files).problem("unknown_value", (section,), key="section", value=section,
                                       nearest=nearest(section, known), known=", ".join(known))
        for section in texts if section not in known
    ]  # fmt: skip
    if wrong:
        raise SettingsError.all_of(wrong)


def _decisions(path: Path, files: Files) -> Decisions:
    try:
        return read_yaml(path, files).read_as(Decisions)
    except SettingsError as error:
        brackets = error.key == "yaml_unreadable" and EMPTY_LIST.search(files(path).decode())
        if brackets:
            line = error.facts["line"]
            raise SettingsError("decision_below_brackets", file=path, line=line, key=brackets["key"]) from None
        raise


def _statements(path: Path, files: Files) -> tuple[Statement, ...]:
    """What the maintainer states; nothing where there is no file. A day is stated as one, and each field once."""
    if not path.exists():
        return ()
    document = read_yaml(path, files)
    items = document.read_as(tuple[Statement, ...]) if document.value is not None else ()
    days: dict[tuple[str, str], dict[str, dt.date]] = {}
    seen, wrong = set(), []
    for place, item in enumerate(items):
        about = (item.table, item.row, item.field)
        if fault := fault_of(item, place + 1):
            wrong.append(document.problem(fault.key, (place, str(fault.facts["key"])), **fault.facts))
        elif about in seen or not item.row.strip():
            wrong.append(document.problem("statement_unclear", (place,), position=place + 1))
        elif item.field in VALIDITY:
            given = days.setdefault((item.table, item.row), {})
            given[item.field] = item.value
            if len(given) == len(VALIDITY) and given["valid_from"] > given["valid_to"]:
                wrong.append(document.problem("statement_backwards", (place,), row=item.row))
        seen.add(about)
    SettingsError.ensure_none(wrong)
    return items


def _counting(items: Sequence[D], day: dt.date | None) -> tuple[D, ...]:
    return tuple(item for item in items if item.counts(day))
