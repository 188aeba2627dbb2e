"""SARIF 2.1.0 (OASIS): a result for each error, for code scanning and editors."""

import json
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.checks.causes import causes_of, place_of
from pipeline.checks.judged import NOT_CHECKED, Judged
from pipeline.prover.store import is_address
from pipeline.wording.checks import said_of, title_of
from pipeline.wording.observations import sentence_of

_NOT_CHECKED = "not-checked"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
Result = dict[str, Any]


def sarif(judged: Sequence[Judged], language: str) -> str:
    """The log of one run, as JSON."""
    results = [result for one in judged for result in (*_errors(one, language), *_seen(one, language))]
    rules = {result["ruleId"]: result.pop("rule") for result in results}
    order = list(rules)
    for result in results:
        result["ruleIndex"] = order.index(result["ruleId"])
    driver = {
        "name": "mlr-opendata",
        "semanticVersion": version("mlr-opendata"),
        "rules": [{"id": rule, "shortDescription": {"text": text}} for rule, text in rules.items()],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": all(one.code < NOT_CHECKED for one in judged)}],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _errors(one: Judged, language: str) -> Iterator[Result]:
    for line in filter(None, one.trouble.split("\n")):
        yield _result(_NOT_CHECKED, _NOT_CHECKED, line, _location(one.name, None, None))
    for task in one.tasks:
        for cause in causes_of(task["errors"], language):
            for error in cause.errors:
                where = _location(*place_of(error, task["place"]), error.get("fieldName"))
                yield _result(error["type"], title_of(error, language), said_of(error, language), where)


def _seen(one: Judged, language: str) -> Iterator[Result]:
    for task in one.tasks:
        for seen, each in one.seen_in(task["place"]):
            where = _location(seen.place, each.line, each.label)
            yield _result(each.code, each.code, sentence_of(seen.place, each, language), where, one.level_of(seen))


def _result(rule: str, title: str, said: str, where: Result, level: str = "error") -> Result:
    text = said.replace("](", "] (")  # which would be a link (3.11.6), and a cell may hold one
    return {"ruleId": rule, "rule": title, "level": level, "message": {"text": text}, "locations": [where]}


def _location(place: str, line: int | None, field: str | None) -> Result:
    physical: Result = {"artifactLocation": {"uri": _uri(place)}}
    if line is not None:
        physical["region"] = {"startLine": line}
    found: Result = {"physicalLocation": physical}
    if field:
        found["logicalLocations"] = [{"name": field, "kind": "member"}]
    return found


def _uri(place: str) -> str:
    if is_address(place):
        return place
    return Path(place).as_uri() if place.startswith("/") else quote(place, errors="surrogateescape")
