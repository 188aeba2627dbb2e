"""What a report on checked tables says beside the causes: headings, counts, and what is not shown."""

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


def phrase(key: str, language: str, **facts: object) -> str:
    """The text called `key` in a language ("sv" or "en"), with its facts filled in."""
    return TOLD[key][language].format(**facts)


def amount(count: int, noun: str, language: str) -> str:
    """A number with its noun: "1 row", "1,204 rows"."""
    return phrase(f"{noun}_{'one' if count == 1 else 'many'}", language, count=number(count, language))
