"""Odd tables, made by hand: with proofs or without, frictionless's report is the same."""

from pathlib import Path
from typing import Any

import pytest
from reports import without_time

from pipeline.prover import scan
from pipeline.validate.verdict import check_file

FOLDER = Path(__file__).parent / "odd"
TABLES = sorted(FOLDER.glob("*.csv"))

SCHEMAS: dict[str, dict[str, Any] | None] = {
    "inferred": None,
    "text": {"fields": [{"name": "id", "type": "string"}, {"name": "name", "type": "string"}]},
    "keyed": {
        "fields": [
            {"name": "id", "type": "integer", "constraints": {"required": True, "unique": True}},
            {"name": "name", "type": "any", "missingValues": ["", "a"]},
        ],
        "primaryKey": ["id", "name"],
    },
    "nothing missing": {"fields": [{"name": "id", "type": "any"}], "missingValues": []},
    "numbers": {
        "fields": [{"name": "id", "type": "integer"}, {"name": "amount", "type": "number", "decimalChar": ","}]
    },
    "by name": {
        "fields": [{"name": "name", "type": "string", "constraints": {"maxLength": 1}}],
        "fieldsMatch": "subset",
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
    },
}


@pytest.mark.parametrize("block", [8, 100, 1 << 21], ids=lambda size: f"blocks of {size}")
@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_the_report_is_that_of_frictionless(path: Path, name: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "BLOCK", block)
    for limit in (1000, 2):
        proven, judged = (
            check_file(path, SCHEMAS[name], prove=prove, limit_errors=limit) for prove in ("always", "never")
        )
        assert without_time(proven.report) == without_time(judged.report)
