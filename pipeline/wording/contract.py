"""What changed in the contract with readers, in words."""

from pipeline.schema import Text

CONTRACT = {
    "table_removed": {"sv": "Tabellen {table} är borttagen", "en": "Table {table} was removed"},
    "table_added": {"sv": "Ny tabell: {table}", "en": "New table: {table}"},
    "table_texts": {
        "sv": "Tabellen {table} har fått nya texter",
        "en": "The texts that describe table {table} were revised",
    },
    "table_read_otherwise": {
        "sv": "Tabellen {table} läses på ett annat sätt: {property} är ändrad",
        "en": "Table {table} is read in another way: {property} changed",
    },
    "field_removed": {
        "sv": "Fältet {field} är borttaget ur tabellen {table}",
        "en": "Field {field} was removed from table {table}",
    },
    "field_added": {"sv": "Nytt fält i tabellen {table}: {field}", "en": "New field in table {table}: {field}"},
    "fields_reordered": {
        "sv": "Fälten i tabellen {table} står i en annan ordning",
        "en": "The fields of table {table} stand in another order",
    },
    "field_retyped": {
        "sv": "Fältet {field} i tabellen {table} har en annan typ eller ett annat format",
        "en": "Field {field} of table {table} has another type or format",
    },
    "field_texts": {
        "sv": "Fältet {field} i tabellen {table} har fått nya texter",
        "en": "The texts that describe field {field} of table {table} were revised",
    },
    "constraint_loosened": {
        "sv": "Fältet {field} i tabellen {table} kan ha värden som förut inte var tillåtna ({constraint})",
        "en": "Field {field} of table {table} may hold values that were not allowed before ({constraint})",
    },
    "constraint_tightened": {
        "sv": "Kraven på fältet {field} i tabellen {table} är skarpare ({constraint})",
        "en": "What field {field} of table {table} may hold is stated more precisely ({constraint})",
    },
    "enum_widened": {
        "sv": "Nya värden för fältet {field} i tabellen {table}: {values}",
        "en": "New values for field {field} of table {table}: {values}",
    },
    "enum_opened": {
        "sv": "Fältet {field} i tabellen {table} är inte längre bundet till en värdelista",
        "en": "Field {field} of table {table} is no longer bound to a list of values",
    },
    "primary_key_changed": {
        "sv": "Tabellen {table} har en annan primärnyckel",
        "en": "Table {table} has another primary key",
    },
    "foreignKeys_removed": {
        "sv": "Tabellen {table} har inte längre samma främmande nycklar",
        "en": "Table {table} no longer keeps a foreign key it had",
    },
    "foreignKeys_added": {
        "sv": "Tabellen {table} har fått en ny främmande nyckel",
        "en": "Table {table} has a new foreign key",
    },
    "uniqueKeys_removed": {
        "sv": "Värden i tabellen {table} som förut var unika kan nu upprepas",
        "en": "Values of table {table} that were unique may now be repeated",
    },
    "uniqueKeys_added": {
        "sv": "Tabellen {table} har fått en ny unik nyckel",
        "en": "Table {table} has a new unique key",
    },
    "field_deprecated": {
        "sv": "Fältet {field} i tabellen {table} är på väg bort: {why_sv}",
        "en": "Field {field} of table {table} is about to go: {why_en}",
    },
    "table_deprecated": {
        "sv": "Tabellen {table} är på väg bort: {why_sv}",
        "en": "Table {table} is about to go: {why_en}",
    },
    "format_removed": {"sv": "Publiceras inte längre som {format}", "en": "No longer published as {format}"},
    "format_added": {"sv": "Publiceras nu även som {format}", "en": "Now also published as {format}"},
    "publisher_told": {"sv": "Paketet säger nu vem som ger ut det", "en": "The package now says who publishes it"},
    "licence_changed": {
        "sv": "Licensen är ändrad: {before} → {after}",
        "en": "The licence changed: {before} → {after}",
    },
    "descriptor_texts": {
        "sv": "Paketets titel, beskrivning, nyckelord eller källor är omskrivna",
        "en": "The title, description, keywords or sources of the package were revised",
    },
    "told_portals": {
        "sv": "Paketets tema, plats eller uppdateringsfrekvens i katalogen är ändrade",
        "en": "The theme, place or frequency of the package in the catalogue were revised",
    },
}


def sentence(kind: str, **facts: str) -> Text:
    """The sentence for a change of the contract, in both languages. Raises KeyError for an unknown kind."""
    return {language: template.format(**facts) for language, template in CONTRACT[kind].items()}
