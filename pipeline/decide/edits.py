"""An answer as an edit of one settings file: what it says now, and what it will say."""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pipeline.decide.answers import Answer
from pipeline.decide.files import (
    UnknownFormError,
    has_column,
    with_alias,
    with_comment,
    with_entry,
    with_row,
    with_value,
)
from pipeline.document import text_of
from pipeline.document.entry import quoted
from pipeline.document.yamlfile import read_yaml
from pipeline.errors import UsageError
from pipeline.files import write_atomic
from pipeline.model import Finding
from pipeline.organisation.questions import Question
from pipeline.organisation.reference import read_reference
from pipeline.project import Settings
from pipeline.wording.rules import lasting, of_person


@dataclass(frozen=True)
class Edit:
    """A file with an answer in it."""

    path: Path
    before: str
    after: str

    def write(self) -> None:
        """Put the answer into the file: whole, or not at all."""
        _write(self.path, self.after)

    def undo(self) -> None:
        """Put the file back as it was; one that was not there goes."""
        if self.before:
            _write(self.path, self.before)
        else:
            self.path.unlink()

    def diff(self, root: Path) -> Iterator[str]:
        """The lines of the change, as a patch of the project in `root`."""
        name = self.path.relative_to(root).as_posix()
        before, after = (text.splitlines() for text in (self.before, self.after))
        yield from difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", n=2, lineterm="")


def edits_of(settings: Settings, question: Question, answer: Answer) -> list[Edit]:
    """What is written where, for an answer that was checked.

    Raises:
        UsageError: a file is written so that nothing can be added to it, or what the answer names is unknown.
    """
    path = _file(settings, question, answer.answer)
    day = settings.clock.date()
    before = text_of(path) if path.exists() else ""  # a source of people begins without decisions
    try:
        if question.finding is None:
            return [*_of_counts(question), Edit(path, before, _of_table(before, question, answer, day, path))]
        edits = [Edit(path, before, _of_page(settings, before, question, answer, day))]
        if answer.answer in LISTS and (answer.answer == "role" or not has_column(before, "source")):
            decisions = settings.source_folder(question.source_id) / FILES["accept"]
            note = f"{path.name}, {quoted(str(question.finding.facts['found']))}: {_source(answer, day)}"
            edits.append(Edit(decisions, text_of(decisions), with_comment(text_of(decisions), note)))
    except UnknownFormError:
        raise UsageError("answer_by_hand", id=question.id, file=path) from None
    return edits


FILES = {
    "same": "decisions.yaml",
    "different": "decisions.yaml",
    "namesake": "decisions.yaml",
    "accept": "decisions.yaml",
    "set_aside": "corrections.yaml",
    "correct": "corrections.yaml",
    "correct_line": "corrections.yaml",
    "read": "texts.yaml",
    "forget": "erased.csv",
}
"""By answer: the file of the source that it goes into."""
NEW_ROLES = {"new_elected": "elected", "new_employed": "civil_servant"}
"""By answer: the class of a title that no list knows."""
LISTS = {
    "party": "parties.csv",
    "role": "roles.csv",
    "vacant": "not_names.csv",
    **dict.fromkeys(NEW_ROLES, "roles.csv"),
}
"""By answer: the reference list that it goes into. Where that has no room for a reason, the decisions tell it."""


def _file(settings: Settings, question: Question, answer: str) -> Path:
    if question.finding is None:
        return settings.datapackage / question.packages[0] / "datapackage.yaml"
    if answer in LISTS:
        return settings.reference / LISTS[answer]
    return settings.source_folder(question.source_id) / FILES[answer]


def _of_page(settings: Settings, text: str, question: Question, answer: Answer, day: dt.date) -> str:
    """The text of the file with the answer in it."""
    source = _source(answer, day)
    match answer.answer:
        case "read":
            finding = _finding(question)
            return with_entry(text, finding.verbatim or "", [str(finding.facts["section"])], note=source)
        case "forget":
            return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{_finding(question).facts['entry']}\n"
        case "set_aside" | "correct" | "correct_line":
            return with_entry(text, _correction(question, answer) | _why(answer, day))
        case "accept":
            return with_entry(text, _acceptance(question, answer) | _why(answer, day), ["accept"])
        case given if given in LISTS:
            return _of_list(settings, text, question, answer, source)
    return with_entry(text, _person(question, answer) | _why(answer, day), ["persons"])


def _of_list(settings: Settings, text: str, question: Question, answer: Answer, source: str) -> str:
    """The text of a reference list with the answer in it."""
    found = str(_finding(question).facts["found"])
    if answer.answer == "role":
        return with_alias(text, _role(settings, question, answer), found)
    if answer.answer in NEW_ROLES:
        return with_row(text, {**_new_role(settings, question, answer, found), "source": source})
    if answer.answer == "vacant":
        return with_row(text, {"text": found, "kind": "vacancy", "source": source})
    code = _municipality_code(settings, question)
    return with_row(text, {"code": found, "name": answer.text, "municipality_code": code, "source": source})


def _person(question: Question, answer: Answer) -> dict[str, object]:
    key = "same_as" if answer.answer == "same" else "different_from"
    return of_person(_finding(question), key, answer.text if answer.answer == "namesake" else None)


def _acceptance(question: Question, answer: Answer) -> dict[str, object]:
    finding = _finding(question)
    until = {"until": answer.until} if answer.until else {}
    return {"rule": finding.rule, "scope": finding.scope, **lasting(finding), **until}


def _correction(question: Question, answer: Answer) -> dict[str, object]:
    if answer.answer == "correct_line":  # the finding is of a municipality: a person says which of its lines is meant
        verbatim, arrow, corrected = (part.strip() for part in re.sub("→|=>", "->", answer.text).partition("->"))
        if not (verbatim and arrow and corrected):
            raise UsageError("answer_no_arrow", id=question.id, text=answer.text)
        return {"verbatim": verbatim, "corrected": corrected}
    meant = {"corrected": answer.text} if answer.answer == "correct" else {"set_aside": True}
    return {"verbatim": _finding(question).verbatim, **meant}


def _why(answer: Answer, day: dt.date) -> dict[str, object]:
    return {"reason": answer.reason, "decided_by": answer.by, "decided_on": day}


def _finding(question: Question) -> Finding:
    if question.finding is None:
        raise TypeError(question.id)
    return question.finding


def _of_table(text: str, question: Question, answer: Answer, day: dt.date, path: Path) -> str:
    """The text of a package's `datapackage.yaml` in which what was seen in a file is accepted."""
    names = [item["name"] for item in read_yaml(path).value["resources"]]
    facts = question.fault.facts if question.fault else {}
    place = str(names.index(facts["table"]))
    return with_entry(text, str(facts["code"]), ["resources", place, "accepted"], note=_source(answer, day))


def _of_counts(question: Question) -> Iterator[Edit]:
    """The descriptions of pages that list another number of places than they say, with the number that there is."""
    counted = question.fault.facts.get("counted", ()) if question.fault else ()
    for file, count in cast("Iterable[tuple[Path, int]]", counted):
        before = text_of(file)
        yield Edit(file, before, with_value(before, "people", count))


def _source(answer: Answer, day: dt.date) -> str:
    """Who decided, when and why, where there is only room for a text."""
    return ": ".join(part for part in (f"{answer.by}, {day}", answer.reason) if part)


def _municipality_code(settings: Settings, question: Question) -> str:
    municipality = read_reference(settings.reference, {}).municipality(question.municipality)
    if municipality is None:
        raise UsageError("answer_settles_nothing", id=question.id, answer="party")
    return municipality.code


def _role(settings: Settings, question: Question, answer: Answer) -> str:
    """The key of the role that an answer names, by key or by any of its names."""
    reference = read_reference(settings.reference, {})
    role = reference.role_list.get(answer.text) or reference.role(answer.text)
    if role is None:
        raise UsageError("answer_no_role", id=question.id, text=answer.text, known=", ".join(reference.role_list))
    return role.role


def _new_role(settings: Settings, question: Question, answer: Answer, found: str) -> dict[str, str]:
    """The row of a title that no list knows: the words of the page are its Swedish name, the answer its English one."""
    english = answer.text[:1].upper() + answer.text[1:]
    key = re.sub(r"[^a-z0-9]+", "_", english.casefold()).strip("_")
    if not key or key in read_reference(settings.reference, {}).role_list:
        raise UsageError("answer_title_unfit", id=question.id, text=answer.text)
    swedish = found[:1].upper() + found[1:]
    kind = NEW_ROLES[answer.answer]
    return {"role": key, "label_sv": swedish, "label_en": english, "role_class": kind, "aliases": found}


def _write(path: Path, text: str) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, text.encode())
    path.chmod(mode)
