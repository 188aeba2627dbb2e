"""CSV on the Web: what each CSV file holds, beside it, in the words of the W3C recommendation of 2015.

Foreign keys are left to `datapackage.json`: CSVW lets a table refer only to tables of the same metadata file.
"""

from pathlib import Path

from pipeline.files import canonical_json
from pipeline.formats import Format
from pipeline.model import Table
from pipeline.schema import Field, Json, TableSpec, Text
from pipeline.versions import Edition

DATATYPES = {
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "duration": "duration",
    "year": "gYear",
    "yearmonth": "gYearMonth",
    "object": "json",
    "array": "json",
    "geojson": "json",
}
"""By Table Schema type (Metadata Vocabulary for Tabular Data, 5.11.1); a field of any other type is a string."""
ORDERED = frozenset({"integer", "number", "date", "time", "datetime", "duration"})
"""The types to which CSVW gives a least and a greatest value; to those of parts of a day it gives none."""


def write_table(edition: Edition, table: Table, path: Path) -> None:
    """The description of the CSV file of one table; its URL is relative, so that the folder can be moved."""
    path.write_bytes(canonical_json(table_metadata(edition, table.spec)))


def table_metadata(edition: Edition, spec: TableSpec) -> Json:
    """The CSVW description of the CSV file of a table."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": f"{spec.name}.csv",
        "dc:title": _in_languages(spec.titles),
        "dc:description": _in_languages(spec.descriptions),
        "dc:license": [{"@id": licence["path"]} for licence in edition.package.descriptor["licenses"]],
        "dc:source": {"@id": edition.snapshot.source_url},
        "dc:issued": edition.published_at,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "lineTerminators": ["\n"], "header": True},
        "tableSchema": {
            "columns": [_column(field) for field in spec.fields],
            "primaryKey": list(spec.primary_key),
        },
    }


def _column(field: Field) -> Json:
    return {
        "name": field.name,
        "titles": field.name,
        "dc:title": _in_languages(field.titles),
        "dc:description": _in_languages(field.descriptions),
        "datatype": _datatype(field),
        "required": field.required,
        "null": "",
    }


def _datatype(field: Field) -> Json:
    base = DATATYPES.get(field.type, "string")
    match field.type:
        case "boolean":
            return {"base": base, "format": "true|false"}
        case "date":
            return {"base": base, "format": "yyyy-MM-dd", **_bounds(field)}
        case "string" if "pattern" in field.constraints:
            return {"base": base, "format": field.constraints["pattern"], **_bounds(field)}
        case _:
            return {"base": base, **_bounds(field)}


def _bounds(field: Field) -> Json:
    """The constraints that CSVW has, too. The length of a list or an object counts its items, not its letters."""
    if field.type == "string":
        return {key: field.constraints[key] for key in ("minLength", "maxLength") if key in field.constraints}
    if field.type not in ORDERED:
        return {}
    bounds = {key: field.constraints[key] for key in ("minimum", "maximum") if key in field.constraints}
    is_number = field.type in {"integer", "number"}
    return {key: value if is_number else str(value) for key, value in bounds.items()}


def _in_languages(texts: Text) -> list[Json]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]


FORMAT = Format(
    name="csvw",
    place=70,
    titles={"sv": "CSVW", "en": "CSVW"},
    good_for={"sv": "beskrivning av CSV-filen", "en": "description of the CSV file"},
    suffix=".csv-metadata.json",
    media_type="application/csvm+json",
    write_table=write_table,
    describes="csv",
)
