"""The JSON Schema of `versions.json`: what programs may rely on. It is published at the top of each target."""

from pipeline.schema import Json

PATH = "versions.schema.json"
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
MOMENT = {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$", "description": "UTC, ISO 8601."}
VERSION = {"type": "string", "pattern": "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)$"}

VERSIONS_SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "versions.json",
    "description": "Every version of a package, newest first: latest/ has the first whose state is published, "
    "v1/ the first of those that begin with 1. Keys may be added; none that is here goes or changes.",
    "type": "array",
    "items": {
        "type": "object",
        "required": [
            *("version", "published_at", "observed_at", "level", "reason", "state"),
            *("sha256", "sums", "chain", "events"),
        ],
        "properties": {
            "version": VERSION,
            "published_at": MOMENT,
            "observed_at": {
                "type": ["string", "null"],
                "pattern": "^\\d{4}-\\d{2}-\\d{2}$",
                "description": "The day the source showed this; null: nobody knows.",
            },
            "level": {"enum": ["major", "minor", "patch"], "description": "What the step from the one before is."},
            "reason": {
                "type": "object",
                "required": ["sv", "en"],
                "properties": {"sv": {"type": "string"}, "en": {"type": "string"}},
                "description": "Why there is this version.",
            },
            "state": {
                "enum": ["published", "withdrawn"],
                "description": "published: its folder has datapackage.json; withdrawn: it has tombstone.json alone.",
            },
            "sha256": {**SHA256, "description": "Of its datapackage.json as it was published."},
            "sums": {**SHA256, "description": "Of its SHA256SUMS as it was published, which has all other files."},
            "chain": {**SHA256, "description": "Ties it to the one before: no version can be changed or left out."},
            "events": {
                "type": "array",
                "description": "What was done to it later, oldest first; the last sha256 and sums are those of today.",
                "items": {
                    "type": "object",
                    "required": ["kind", "reason", "sha256", "sums"],
                    "properties": {
                        "kind": {"enum": ["withdrawn", "retired", "erased"]},
                        "reason": {"type": "string"},
                        "sha256": SHA256,
                        "sums": SHA256,
                        "withdrawn_at": MOMENT,
                        "retired_at": MOMENT,
                        "erased_at": MOMENT,
                        "replacement": {"anyOf": [VERSION, {"type": "null"}]},
                    },
                },
            },
        },
    },
}
