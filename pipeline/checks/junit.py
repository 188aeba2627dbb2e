"""JUnit XML: a suite for each table, a case for each of its fields and one for the table as a whole.

The elements and attributes are those that both Ant's schema (Windy Road's `JUnit.xsd`) and Jenkins's know. What XML 1.0
forbids (its production 2) is spelled out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as ET

from pipeline.checks.causes import Cause, causes_of
from pipeline.checks.judged import Judged
from pipeline.checks.report import remarks
from pipeline.project import now
from pipeline.wording.checks import phrase, told

_SHOWN = 20  # errors of one cause; the report as JSON has them all
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def junit(judged: Sequence[Judged], language: str) -> str:
    """The report as one document."""
    root = ET.Element("testsuites")
    for number, suite in enumerate(_suites(judged, language)):
        suite.set("id", str(number))
        root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _suites(judged: Iterable[Judged], language: str) -> Iterator[ET.Element]:
    for one in judged:
        if one.trouble:
            yield _suite(one.name, [_case("", one.name, language, _element("error", one.trouble.split("\n")))])
            continue
        for task in one.tasks:
            causes = causes_of(task["errors"], language)
            seen = list(one.seen_in(task["place"]))
            grave = [(file, each) for file, each in seen if one.level_of(file) == "error"]
            fields = dict.fromkeys([*task.get("labels", ()), *(cause.field for cause in causes)])
            cases = []
            for field in dict.fromkeys(["", *filter(None, fields)]):
                fault = _failure([cause for cause in causes if cause.field == field], language)
                if not field and fault is None and grave:
                    fault = _element("failure", list(remarks(grave, language)), grave[0][1].code)
                cases.append(_case(field, task["place"], language, fault))
            yield _suite(task["place"], cases, task["stats"].get("seconds", 0), remarks(seen, language))


def _suite(name: str, cases: list[ET.Element], seconds: float = 0, seen: Iterable[str] = ()) -> ET.Element:
    facts = {
        "name": name,
        "package": name,
        "timestamp": now().strftime("%Y-%m-%dT%H:%M:%S"),
        "hostname": "localhost",
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": sum(case.find("error") is not None for case in cases),
        "time": f"{seconds:.3f}",
    }
    suite = ET.Element("testsuite", {key: _name(str(value)) for key, value in facts.items()})
    ET.SubElement(suite, "properties")
    suite.extend(cases)
    ET.SubElement(suite, "system-out").text = _plain("\n".join(seen))
    ET.SubElement(suite, "system-err")
    return suite


def _case(field: str, table: str, language: str, fault: ET.Element | None) -> ET.Element:
    """The case of a field; that of the table as a whole where the field has no name."""
    name = field or phrase("whole_table", language)
    case = ET.Element("testcase", {"name": _name(name), "classname": _name(table), "time": "0"})
    if fault is not None:
        case.append(fault)
    return case


def _failure(causes: Sequence[Cause], language: str) -> ET.Element | None:
    if not causes:
        return None
    lines = []
    for cause in causes:
        lines.append(f"{len(cause.errors)} × {cause.words}")
        lines += [f"  {said}" for error in cause.errors[:_SHOWN] if (said := told(error, language))]
        if len(cause.errors) > _SHOWN:
            lines.append("  " + phrase("more", language, count=len(cause.errors) - _SHOWN))
    return _element("failure", lines, causes[0].code)


def _element(kind: str, lines: Sequence[str], code: str = "not-checked") -> ET.Element:
    """A failure or an error: its message is the first line."""
    element = ET.Element(kind, {"message": _plain(lines[0]), "type": code})
    element.text = _plain("\n".join(lines))
    return element


def _name(text: str) -> str:
    """A name as the formats have it: not only white space."""
    return _plain(text) if text.strip() else repr(text)


def _plain(text: str) -> str:
    return _FORBIDDEN.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
