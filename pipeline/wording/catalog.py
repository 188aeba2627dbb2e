"""What the catalogue says beyond the packages' own titles and descriptions."""

DISTRIBUTIONS = {
    "csv": {
        "sv": "Tabellen som CSV: UTF-8, kommatecken som skiljetecken, rubriker på första raden.",
        "en": "The table as CSV: UTF-8, comma-separated, with a header row.",
    },
    "json": {
        "sv": "Tabellen som JSON: en lista med ett objekt per rad.",
        "en": "The table as JSON: an array with one object a row.",
    },
    "parquet": {
        "sv": "Tabellen som Apache Parquet, med datatyper.",
        "en": "The table as Apache Parquet, with data types.",
    },
    "xlsx": {
        "sv": "Tabellen som Excelfil, med svenska rubriker.",
        "en": "The table as an Excel file, with Swedish headings.",
    },
}

RIGHTS = {
    "sv": "Licensen gäller upphovsrätt. För personuppgifter gäller dessutom dataskyddslagstiftningen.",
    "en": "The licence concerns copyright. Data protection law applies to personal data as well.",
}
