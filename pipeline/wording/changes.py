"""The headings of `CHANGES.md`."""

HEADINGS = {
    "sv": {
        "since": "Ändringar sedan {previous}: {level}.",
        "major": "läsare kan behöva anpassa sig",
        "minor": "nytt innehåll",
        "patch": "rättelser",
        "contract": "Tabellernas form och villkor",
        "rows": "Rader",
        "columns": "| Tabell | Tillkomna | Borttagna | Ändrade |",
    },
    "en": {
        "since": "Changes since {previous}: {level}.",
        "major": "readers may have to adapt",
        "minor": "new content",
        "patch": "corrections",
        "contract": "Form and terms of the tables",
        "rows": "Rows",
        "columns": "| Table | Added | Removed | Changed |",
    },
}
