"""What is said about a table that was checked: one sentence for each kind of error that frictionless knows."""

CAUSES = {
    "blank-header": {"sv": "rubrikraden är tom", "en": "the header row is empty"},
    "blank-label": {"sv": "en rubrik är tom", "en": "a label is empty"},
    "blank-row": {"sv": "raden är tom", "en": "the row is empty"},
    "byte-count": {"sv": "filen har fel storlek", "en": "the file has another size than stated"},
    "compression-error": {"sv": "arkivet går inte att packa upp", "en": "the archive cannot be unpacked"},
    "constraint-error": {"sv": "värdet uppfyller inte villkoret", "en": "the value breaks a constraint"},
    "duplicate-label": {"sv": "rubriken finns två gånger", "en": "the label occurs twice"},
    "encoding-error": {"sv": "texten har en annan teckenkodning", "en": "the text has another encoding"},
    "extra-cell": {
        "sv": "raden har fler celler än det finns fält",
        "en": "the row has more cells than there are fields",
    },
    "extra-label": {"sv": "rubriken finns inte i schemat", "en": "the label is not in the schema"},
    "field-count": {"sv": "antalet fält stämmer inte", "en": "the number of fields is another than stated"},
    "foreign-key": {"sv": "värdet saknas i den andra tabellen", "en": "the value is not in the table it refers to"},
    "hash-count": {"sv": "filens kontrollsumma stämmer inte", "en": "the file has another hash than stated"},
    "incorrect-label": {"sv": "rubriken är en annan än i schemat", "en": "the label is another than in the schema"},
    "missing-cell": {
        "sv": "raden har färre celler än det finns fält",
        "en": "the row has fewer cells than there are fields",
    },
    "missing-label": {"sv": "rubriken saknas", "en": "the label is missing"},
    "primary-key": {
        "sv": "primärnyckeln saknas eller finns redan",
        "en": "the primary key is empty or not the only one",
    },
    "row-count": {"sv": "antalet rader stämmer inte", "en": "the number of rows is another than stated"},
    "scheme-error": {"sv": "filen går inte att läsa", "en": "the file cannot be read"},
    "source-error": {"sv": "innehållet går inte att läsa som en tabell", "en": "the content cannot be read as a table"},
    "type-error": {"sv": "värdet har fel typ", "en": "the value has the wrong type"},
    "unique-error": {"sv": "värdet finns redan", "en": "the value occurs more than once"},
    "unique-key": {"sv": "den unika nyckeln finns redan", "en": "the unique key occurs more than once"},
    "unmatched-header": {"sv": "ingen rubrik finns i schemat", "en": "no label is in the schema"},
}
"""By frictionless's error type; of other types frictionless's own title is shown."""

REPORT = {
    "valid": {"sv": "{place}: giltig, {rows} rader", "en": "{place}: valid, {rows} rows"},
    "invalid": {
        "sv": "{place}: inte giltig, {errors} fel, {rows} rader",
        "en": "{place}: not valid, {errors} errors, {rows} rows",
    },
    "stopped": {
        "sv": "Kontrollen stannade vid {errors} fel, på rad {row}: det kan finnas fler.",
        "en": "The check stopped at {errors} errors, in row {row}: there may be more.",
    },
    "field": {"sv": "fält {field}", "en": "field {field}"},
    "expected": {"sv": "väntat: {expected}", "en": "expected: {expected}"},
    "required": {"sv": "ett värde", "en": "a value"},
    "same": {"sv": "samma som på rad {row}", "en": "the same as in row {row}"},
    "keyless": {"sv": "ingen del av nyckeln har ett värde", "en": "no part of the key has a value"},
    "not_found": {"sv": "finns inte i {table}, fält {fields}", "en": "not in {table}, field {fields}"},
    "row_of_part": {
        "sv": "rad {row} ({part}, rad {inner})",
        "en": "row {row} ({part}, row {inner})",
    },
    "row": {"sv": "rad {row}", "en": "row {row}"},
    "proven": {
        "sv": "{proven} av {rows} rader bevisades kolumnvis, resten bedömdes rad för rad.",
        "en": "{proven} of {rows} rows were proven column by column, the rest judged row by row.",
    },
    "crashed": {
        "sv": "{file} går inte att kontrollera: frictionless avbröt med {kind}: {error}",
        "en": "{file} cannot be checked: frictionless gave up with {kind}: {error}",
    },
    "needs_package": {
        "sv": "Schemat hänvisar till andra tabeller: kontrollera i stället paketet, det vill säga dess datapackage.json.",
        "en": "The schema refers to other tables: check the package they are in instead, that is its datapackage.json.",
    },
    "progress": {"sv": "Kontrollerar", "en": "Checking"},
    "more": {"sv": "… och {count} till", "en": "… and {count} more"},
}
"""The frame around the causes."""
