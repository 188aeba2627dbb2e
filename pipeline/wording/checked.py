"""What a report on checked tables says beside the causes: headings, counts, and what is not shown."""

from collections.abc import Iterable

from pipeline.wording.pages import number

TOLD = {
    "standard_input": {"sv": "standard in", "en": "standard input"},
    "whole_table": {"sv": "tabellen som helhet", "en": "the table as a whole"},
    "more": {"sv": "… och {count} till", "en": "… and {count} more"},
    "not_shown": {
        "sv": "{count} orsaker till visas inte här, eftersom GitHub visar högst tio fel och tio varningar av ett steg; `mlr-opendata check` utan --format visar alla.",
        "en": "{count} more causes are not shown here, as GitHub shows at most ten errors and ten warnings of a step; `mlr-opendata check` without --format shows all.",
    },
    "totals": {
        "sv": "Totalt {tables}: {valid} giltiga, {invalid} inte giltiga, {unchecked} gick inte att kontrollera; {errors} fel på {rows} rader.",
        "en": "In all {tables}: {valid} valid, {invalid} not valid, {unchecked} not to be checked; {errors} errors in {rows} rows.",
    },
    "tables_one": {"sv": "1 tabell", "en": "1 table"},
    "tables_many": {"sv": "{count} tabeller", "en": "{count} tables"},
    "errors_one": {"sv": "1 fel", "en": "1 error"},
    "errors_many": {"sv": "{count} fel", "en": "{count} errors"},
    "rows_one": {"sv": "1 rad", "en": "1 row"},
    "rows_many": {"sv": "{count} rader", "en": "{count} rows"},
    "kinds_one": {"sv": "ett slag", "en": "one kind"},
    "kinds_many": {"sv": "{count} slag", "en": "{count} kinds"},
    # the page
    "title_valid": {"sv": "{name} är giltig", "en": "{name} is valid"},
    "title_invalid": {"sv": "{name} är inte giltig", "en": "{name} is not valid"},
    "title_unchecked": {"sv": "{name} gick inte att kontrollera", "en": "{name} could not be checked"},
    "title_all_valid": {"sv": "Alla {tables} är giltiga", "en": "All {tables} are valid"},
    "title_some": {"sv": "Inte giltiga: {bad} av {tables}", "en": "Not valid: {bad} of {tables}"},
    "lede_valid": {
        "sv": "Tabellens rader och rubriker har prövats mot dess schema. Inga fel.",
        "en": "Rows and headings were checked against the schema of the table. No errors.",
    },
    "lede_invalid": {
        "sv": "Felen står samlade efter orsak, de vanligaste först, med några av raderna som har dem och cellen markerad. Rad 1 är rubrikraden.",
        "en": "The errors are grouped by cause, the most frequent first, with some of the rows that have them and the cell marked. Row 1 is the header.",
    },
    "summary": {"sv": "{errors} av {kinds} på {rows}.", "en": "{errors} of {kinds} in {rows}."},
    "summary_valid": {"sv": "Inga fel på {rows}.", "en": "No errors in {rows}."},
    "unchecked": {"sv": "Gick inte att kontrollera", "en": "Could not be checked"},
    "row": {"sv": "Rad", "en": "Row"},
    "remark": {"sv": "Anmärkning", "en": "Remark"},
    "empty": {"sv": "tom", "en": "empty"},
    "absent": {"sv": "saknas", "en": "missing"},
    "column": {"sv": "kolumn {number}", "en": "column {number}"},
    "rows_of": {"sv": "Rader där {cause}", "en": "Rows where {cause}"},
    "also_in": {"sv": "Också på rad {rows}.", "en": "Also in row {rows}."},
    "and_more": {"sv": "Och på {rows} till.", "en": "And in {rows} more."},
    "seen": {"sv": "Vad som också syns i filen", "en": "What else was seen in the file"},
}

ACTIONS = {
    "blank-header": {
        "sv": "Skriv fältens namn på första raden.",
        "en": "Write the names of the fields on the first line.",
    },
    "blank-label": {"sv": "Ge kolumnen en rubrik.", "en": "Give the column a label."},
    "blank-row": {"sv": "Ta bort den tomma raden.", "en": "Remove the empty row."},
    "duplicate-label": {"sv": "Ge varje kolumn en egen rubrik.", "en": "Give each column a label of its own."},
    "extra-cell": {
        "sv": "Sätt citattecken om en text där tecknet mellan cellerna förekommer, eller ta bort cellen.",
        "en": "Put quotes around a text that has the character between cells in it, or remove the cell.",
    },
    "extra-label": {"sv": "Ta bort kolumnen, eller rätta rubriken.", "en": "Remove the column, or correct its label."},
    "foreign-key": {
        "sv": "Skriv ett värde som finns i den andra tabellen, eller lägg till det där.",
        "en": "Write a value that the other table has, or add it there.",
    },
    "incorrect-label": {"sv": "Rätta rubriken.", "en": "Correct the label."},
    "missing-cell": {
        "sv": "Se efter om raden är avbruten, eller om ett tecken mellan cellerna saknas.",
        "en": "See whether the row is cut short, or a character between cells is missing.",
    },
    "missing-label": {
        "sv": "Lägg till kolumnen, eller rätta dess rubrik.",
        "en": "Add the column, or correct its label.",
    },
    "primary-key": {
        "sv": "Varje rad ska ha en egen nyckel: rätta den, eller ta bort raden om den står två gånger.",
        "en": "Each row needs a key of its own: correct it, or remove the row if it is there twice.",
    },
    "unique-error": {
        "sv": "Värdet får bara stå på en rad: rätta det, eller ta bort raden om den står två gånger.",
        "en": "The value may be in one row alone: correct it, or remove the row if it is there twice.",
    },
    "unique-key": {
        "sv": "Värdena får bara stå tillsammans på en rad: rätta dem, eller ta bort raden om den står två gånger.",
        "en": "The values may be together in one row alone: correct them, or remove the row if it is there twice.",
    },
    "type-boolean": {
        "sv": "Skriv ett av de två ord som schemat anger.",
        "en": "Write one of the two words that the schema names.",
    },
    "type-date": {
        "sv": "Skriv en dag som finns, så som schemat anger.",
        "en": "Write a day that exists, as the schema has it.",
    },
    "type-date-default": {
        "sv": "Skriv en dag som finns, som 2026-12-31.",
        "en": "Write a day that exists, as 2026-12-31.",
    },
    "type-datetime-default": {
        "sv": "Skriv dag och tid som 2026-12-31T23:59:00.",
        "en": "Write day and time as 2026-12-31T23:59:00.",
    },
    "type-integer": {"sv": "Skriv ett heltal: bara siffror.", "en": "Write a whole number: digits alone."},
    "type-number": {
        "sv": "Skriv ett tal med det decimaltecken som schemat anger, utan enhet.",
        "en": "Write a number with the decimal point that the schema names, without a unit.",
    },
    "type-string-email": {"sv": "Skriv en e-postadress.", "en": "Write an e-mail address."},
    "type-string-uri": {
        "sv": "Skriv en hel adress, som https://example.org/.",
        "en": "Write a whole address, as https://example.org/.",
    },
    "type-time-default": {"sv": "Skriv tiden som 23:59:00.", "en": "Write the time as 23:59:00."},
    "type-year": {"sv": "Skriv ett årtal med fyra siffror.", "en": "Write a year of four digits."},
    "constraint-enum": {"sv": "Skriv något av: {value}.", "en": "Write one of: {value}."},
    "constraint-exclusiveMaximum": {"sv": "Skriv ett värde under {value}.", "en": "Write a value below {value}."},
    "constraint-exclusiveMinimum": {"sv": "Skriv ett värde över {value}.", "en": "Write a value above {value}."},
    "constraint-maxLength": {"sv": "Skriv högst {value} tecken.", "en": "Write {value} characters at most."},
    "constraint-maximum": {"sv": "Skriv ett värde som är högst {value}.", "en": "Write a value of {value} at most."},
    "constraint-minLength": {"sv": "Skriv minst {value} tecken.", "en": "Write {value} characters at least."},
    "constraint-minimum": {"sv": "Skriv ett värde som är minst {value}.", "en": "Write a value of {value} at least."},
    "constraint-pattern": {
        "sv": "Skriv värdet i den form som schemat anger: {value}.",
        "en": "Write the value in the form that the schema has: {value}.",
    },
    "constraint-required": {"sv": "Fyll i cellen.", "en": "Fill the cell in."},
}
"""What to do about an error: by its type, or by the type or the constraint that it breaks."""


def phrase(key: str, language: str, **facts: object) -> str:
    """The text called `key` in a language ("sv" or "en"), with its facts filled in."""
    return TOLD[key][language].format(**facts)


def amount(count: int, noun: str, language: str) -> str:
    """A number with its noun: "1 row", "1,204 rows"."""
    return phrase(f"{noun}_{'one' if count == 1 else 'many'}", language, count=number(count, language))


def action(keys: Iterable[str], language: str, value: str) -> str:
    """What to do, by the first of some keys that is known; empty where none is."""
    known = next((key for key in keys if key in ACTIONS), None)
    return ACTIONS[known][language].format(value=value) if known else ""
