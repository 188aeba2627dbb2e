"""CSV on the Web: what each CSV file holds, beside it, in the words of the W3C recommendation of 2015.

Foreign keys are left to `datapackage.json`: CSVW lets a table refer only to tables of the same metadata file.
"""

from pathlib import Path

from pipeline.datafile import data_file, data_path
from pipeline.files import canonical_json
from pipeline.model import DataFile, Edition, Tables
from pipeline.schema import Field, Json, TableSpec, Text

BOUNDS = {"minimum": "minimum", "maximum": "maximum", "minLength": "minLength", "maxLength": "maxLength"}


def write(edition: Edition, tables: Tables, folder: Path) -> list[DataFile]:
    """`data/TABLE.csv-metadata.json` of each table; its URL is relative, so that the folder can be moved."""
    files = []
    for name, table in tables.items():
        path, target = data_path(folder, f"{name}.csv-metadata.json")
        target.write_bytes(canonical_json(table_metadata(edition, table.spec)))
        files.append(data_file(folder, path, "csvw", name))
    return files


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
    bounds = {name: field.constraints[key] for key, name in BOUNDS.items() if key in field.constraints}
    match field.type:
        case "boolean":
            return {"base": "boolean", "format": "true|false"}
        case "date":
            return {"base": "date", "format": "yyyy-MM-dd", **bounds}
        case "string" if "pattern" in field.constraints:
            return {"base": "string", "format": field.constraints["pattern"], **bounds}
        case _:
            return {"base": field.type, **bounds}


def _in_languages(texts: Text) -> list[Json]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]
