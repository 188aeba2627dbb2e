"""What the pages say around the data, in Swedish and English; and how days, numbers and sizes are written there."""

from pipeline.schema import Text

MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
UNITS = ("byte", "kB", "MB", "GB", "TB")
STEP = 1000  # SI, as Swedish authorities write file sizes
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

TEXTS: dict[str, Text] = {
    # around every page
    "skip": {"sv": "Till innehållet", "en": "Skip to content"},
    "language": {"sv": "Språk", "en": "Language"},
    "other_language": {"sv": "English", "en": "Svenska"},
    "on_this_page": {"sv": "På den här sidan", "en": "On this page"},
    "where_you_are": {"sv": "Var du är", "en": "Where you are"},
    "draft_heading": {"sv": "Utkast.", "en": "Draft."},
    "draft": {
        "sv": "Utgivare, kontakt och adresser är ännu inte bekräftade. Länka inte hit än.",
        "en": "Publisher, contact and addresses are not confirmed yet. Please do not link here yet.",
    },
    "published_by": {"sv": "Utgivare", "en": "Publisher"},
    "contact": {"sv": "Kontakt", "en": "Contact"},
    "feed": {"sv": "Nyheter som Atom-flöde", "en": "News as an Atom feed"},
    "rules_link": {"sv": "Reglerna som uppgifterna prövas mot", "en": "The rules the data is tested against"},
    "catalogue": {"sv": "Katalogen för dataportaler (DCAT-AP-SE)", "en": "The catalogue for portals (DCAT-AP-SE)"},
    "pages_free": {
        "sv": "Sidorna hämtar ingenting från andra platser, använder inga kakor och spårar ingen.",
        "en": "These pages load nothing from elsewhere, set no cookies and track nobody.",
    },
    "link_here": {"sv": "Länk till avsnittet {heading}", "en": "Link to the section {heading}"},
    # how old
    "age": {"sv": "Hur gammalt är det?", "en": "How old is it?"},
    "age_undated_people": {
        "sv": (
            "Sidan bär inget datum; uppgifterna kan vara flera år gamla. De visar vad som står på sidan, "
            "inte vem som har uppdraget i dag."
        ),
        "en": (
            "The page carries no date; what it says may be several years old. The data shows what stands on the page, "
            "not who holds office today."
        ),
    },
    "age_undated_page": {
        "sv": (
            "Sidan bär inget datum; uppgifterna kan vara flera år gamla. De visar vad som står på sidan, "
            "inte vad som gäller i dag."
        ),
        "en": (
            "The page carries no date; what it says may be several years old. The data shows what stands on the page, "
            "not what holds today."
        ),
    },
    "age_undated_file": {
        "sv": "Källan bär inget datum; uppgifterna kan vara äldre.",
        "en": "The source carries no date; the data may be older.",
    },
    "age_dated": {
        "sv": "Läst {day} ur källan. Det kan ha ändrats sedan dess.",
        "en": "Read from the source on {day}. It may have changed since.",
    },
    "looked_at": {"sv": "Källan kontrollerades senast {day}.", "en": "The source was last looked at on {day}."},
    "look_failed": {
        "sv": "Det senaste försöket att kontrollera källan, {day}, misslyckades.",
        "en": "The last attempt to look at the source, on {day}, failed.",
    },
    # the top of a package
    "version": {"sv": "Version", "en": "Version"},
    "licence": {"sv": "Licens", "en": "Licence"},
    "source": {"sv": "Källa", "en": "Source"},
    "take": {"sv": "Ta uppgifterna", "en": "Take the data"},
    "all_files": {"sv": "Alla filer och kontrollsummor", "en": "All files and checksums"},
    "figures": {"sv": "I siffror", "en": "In figures"},
    "municipality_one": {"sv": "kommun", "en": "municipality"},
    "municipality_many": {"sv": "kommuner", "en": "municipalities"},
    "seat_one": {"sv": "plats i styrelsen", "en": "seat on the board"},
    "seat_many": {"sv": "platser i styrelsen", "en": "seats on the board"},
    "director_one": {"sv": "kommundirektör", "en": "municipal director"},
    "director_many": {"sv": "kommundirektörer", "en": "municipal directors"},
    "party_one": {"sv": "parti", "en": "party"},
    "party_many": {"sv": "partier", "en": "parties"},
    "group_one": {"sv": "arbetsgrupp", "en": "working group"},
    "group_many": {"sv": "arbetsgrupper", "en": "working groups"},
    "task_one": {"sv": "uppgift", "en": "task"},
    "task_many": {"sv": "uppgifter", "en": "tasks"},
    "row_one": {"sv": "rad", "en": "row"},
    "row_many": {"sv": "rader", "en": "rows"},
    "table_one": {"sv": "tabell", "en": "table"},
    "table_many": {"sv": "tabeller", "en": "tables"},
    "field_one": {"sv": "fält", "en": "field"},
    "field_many": {"sv": "fält", "en": "fields"},
    "warning_one": {"sv": "varning", "en": "warning"},
    "warning_many": {"sv": "varningar", "en": "warnings"},
    "info_one": {"sv": "upplysning", "en": "note"},
    "info_many": {"sv": "upplysningar", "en": "notes"},
    "error_one": {"sv": "godtaget fel", "en": "accepted error"},
    "error_many": {"sv": "godtagna fel", "en": "accepted errors"},
    # the roster
    "roster": {"sv": "Vem representerar kommunen?", "en": "Who represents the municipality?"},
    "roster_nav": {"sv": "Kommunerna", "en": "The municipalities"},
    "roster_lede": {
        "sv": (
            "Kommunstyrelsens ordförande står först. Kommundirektören deltar i styrelsens möten men är "
            "inte ledamot (adjungerad) och står för sig."
        ),
        "en": (
            "The chair of the municipal executive board comes first. The municipal director attends the meetings "
            "without being a member (adjunct) and is set apart."
        ),
    },
    "role_not_stated": {
        "sv": "En stjärna (*) betyder att sidan inte anger någon roll; personen räknas då som ledamot.",
        "en": "An asterisk (*) means that the page states no role; the person then counts as a member.",
    },
    "vacant": {"sv": "Vakant plats", "en": "Vacant seat"},
    "acting": {"sv": "tillförordnad", "en": "acting"},
    # the organisation
    "organisation": {"sv": "Så är samarbetet organiserat", "en": "How the collaboration is organised"},
    "organisation_nav": {"sv": "Organisationen", "en": "The organisation"},
    "drawing_title": {"sv": "Organisationen av {name}", "en": "The organisation of {name}"},
    "drawing_reports": {"sv": "{child} rapporterar till {parent}.", "en": "{child} reports to {parent}."},
    "drawing_caption": {
        "sv": "En pil går från den som rapporterar till den som får rapporten. Samma sak i ord står nedanför.",
        "en": "An arrow leads from the one who reports to the one who is reported to. The same in words follows below.",
    },
    "reports_to": {"sv": "Rapporterar till {parent}.", "en": "Reports to {parent}."},
    "document_lost": {"sv": "adressen är okänd", "en": "address unknown"},
    "tasks_of": {"sv": "Uppgifter", "en": "Tasks"},
    "facts": {"sv": "Så styrs det, med sidans ord", "en": "How it is governed, in the words of the page"},
    # seats
    "seats": {"sv": "Styrelsens platser efter parti", "en": "Seats on the board by party"},
    "seats_nav": {"sv": "Partierna", "en": "The parties"},
    "seats_title": {"sv": "Styrelsens platser efter parti", "en": "Seats on the board by party"},
    "seats_row": {"sv": "{party} {count}", "en": "{party} {count}"},
    "party": {"sv": "Parti", "en": "Party"},
    "seat_count": {"sv": "Platser", "en": "Seats"},
    "who": {"sv": "Vilka", "en": "Who"},
    "no_party": {"sv": "utan parti", "en": "no party"},
    "dot_note": {"sv": "En prick är en plats.", "en": "A dot is a seat."},
    # working groups
    "groups": {"sv": "Vad grupperna arbetar med", "en": "What the groups work on"},
    "groups_nav": {"sv": "Grupperna", "en": "The groups"},
    "shared_with": {
        "sv": "Samma text står ordagrant också under {groups}.",
        "en": "The same text stands word for word under {groups} as well.",
    },
    "printed_as": {"sv": "På sidan står ”{text}”.", "en": "The page prints “{text}”."},
    # any other table
    "sample": {"sv": "De första raderna", "en": "The first rows"},
    "sample_nav": {"sv": "Uppgifterna", "en": "The data"},
    "sample_lede": {
        "sv": "De första {shown} av {total} rader ur tabellen {table}.",
        "en": "The first {shown} of {total} rows of the table {table}.",
    },
    "profile": {"sv": "Alla rader i korthet", "en": "All rows in brief"},
    "filled": {"sv": "Ifyllt", "en": "Filled"},
    "least": {"sv": "Minst", "en": "Least"},
    "greatest": {"sv": "Störst", "en": "Greatest"},
    "yes": {"sv": "ja", "en": "yes"},
    "no": {"sv": "nej", "en": "no"},
    # downloads
    "downloads": {"sv": "Ladda ner", "en": "Download"},
    "downloads_lede": {
        "sv": "Filerna under ”latest” är alltid den senaste versionen; adresserna ändras inte.",
        "en": "The files under “latest” are always the newest version; their addresses do not change.",
    },
    "downloads_lede_version": {
        "sv": "Filerna i den här versionen ändras inte.",
        "en": "The files of this version do not change.",
    },
    "flat_files": {"sv": "Tabellen som de flesta vill ha", "en": "The table that most people want"},
    "package_files": {"sv": "Hela paketet", "en": "The whole package"},
    "every_table": {"sv": "Varje tabell för sig", "en": "Each table by itself"},
    "every_checksum": {"sv": "Kontrollsummor (SHA-256)", "en": "Checksums (SHA-256)"},
    "format": {"sv": "Format", "en": "Format"},
    "good_for": {"sv": "Bra för", "en": "Good for"},
    "size": {"sv": "Storlek", "en": "Size"},
    "table": {"sv": "Tabell", "en": "Table"},
    "rows": {"sv": "Rader", "en": "Rows"},
    "files": {"sv": "Filer", "en": "Files"},
    "file": {"sv": "Fil", "en": "File"},
    "checksum": {"sv": "SHA-256", "en": "SHA-256"},
    # loading
    "loading": {"sv": "Läs in i ditt program", "en": "Load it into your program"},
    "loading_nav": {"sv": "Läs in", "en": "Load"},
    "loading_lede": {
        "sv": "Kopiera och klistra in. Adresserna pekar på den senaste versionen.",
        "en": "Copy and paste. The addresses lead to the newest version.",
    },
    # the data dictionary
    "fields": {"sv": "Vad fälten betyder", "en": "What the fields mean"},
    "fields_nav": {"sv": "Fälten", "en": "The fields"},
    "field": {"sv": "Fält", "en": "Field"},
    "type": {"sv": "Typ", "en": "Type"},
    "meaning": {"sv": "Betydelse", "en": "Meaning"},
    "key": {"sv": "nyckel", "en": "key"},
    "required": {"sv": "aldrig tomt", "en": "never null"},
    "refers_to": {"sv": "pekar på {table}", "en": "refers to {table}"},
    "type_string": {"sv": "text", "en": "text"},
    "type_integer": {"sv": "heltal", "en": "integer"},
    "type_number": {"sv": "tal", "en": "number"},
    "type_boolean": {"sv": "ja/nej", "en": "boolean"},
    "type_date": {"sv": "datum", "en": "date"},
    "type_datetime": {"sv": "datum och tid", "en": "date and time"},
    "type_time": {"sv": "klockslag", "en": "time of day"},
    "type_year": {"sv": "år", "en": "year"},
    "type_yearmonth": {"sv": "månad", "en": "month"},
    "type_duration": {"sv": "varaktighet", "en": "duration"},
    "type_list": {"sv": "lista", "en": "list"},
    "type_array": {"sv": "lista (JSON)", "en": "array (JSON)"},
    "type_object": {"sv": "objekt (JSON)", "en": "object (JSON)"},
    "type_geopoint": {"sv": "punkt på kartan", "en": "geographic point"},
    "type_geojson": {"sv": "geometri (GeoJSON)", "en": "geometry (GeoJSON)"},
    "type_any": {"sv": "vad som helst", "en": "anything"},
    # findings
    "findings": {"sv": "Vad som är värt att veta om uppgifterna", "en": "What is worth knowing about the data"},
    "findings_nav": {"sv": "Anmärkningar", "en": "Findings"},
    "findings_none": {"sv": "Inga anmärkningar.", "en": "No findings."},
    "findings_lede": {
        "sv": "{counts}. Uppgifterna publiceras så som de står i källan; det som ser fel ut sägs här.",
        "en": "{counts}. The data is published as it stands in the source; what looks wrong is said here.",
    },
    "severity_error": {"sv": "Godtaget fel", "en": "Accepted error"},
    "severity_warning": {"sv": "Varning", "en": "Warning"},
    "severity_info": {"sv": "Upplysning", "en": "Note"},
    "more_of_the_kind": {"sv": "och {count} till av samma slag", "en": "and {count} more of the kind"},
    "what_to_do": {"sv": "Vad som kan göras", "en": "What to do"},
    "who_can": {"sv": "Vem som kan", "en": "Who can"},
    "accepted": {"sv": "Godtaget", "en": "Accepted"},
    "about_rule": {"sv": "Regeln", "en": "The rule"},
    "responsible_page_owner": {"sv": "sidans ägare", "en": "the owner of the page"},
    "responsible_maintainer": {"sv": "den som förvaltar uppgifterna", "en": "the maintainer of the data"},
    "responsible_developer": {"sv": "den som utvecklar programmet", "en": "the developer of the program"},
    # changes
    "changes": {"sv": "Vad som har ändrats", "en": "What has changed"},
    "changes_nav": {"sv": "Ändringar", "en": "Changes"},
    "deprecated": {"sv": "På väg bort: {why}", "en": "About to go: {why}"},
    "package_feed": {"sv": "Flöde för det här paketet (Atom)", "en": "Feed of this package (Atom)"},
    "timeline_title": {"sv": "{title}: åren", "en": "{title}: the years"},
    "timeline_link": {"sv": "Åren som en tidslinje", "en": "The years as a timeline"},
    "timeline_lede": {
        "sv": "Vad som har ändrats på sidan mellan de gånger den har lästs ({count} ändringar), och vem som har stått där "
        "från när till när. När mellan två läsningar något hände vet ingen.",
        "en": "What changed on the page between the times it was read ({count} changes), and who stood there from when to "
        "when. At which time between two looks something happened nobody knows.",
    },
    "years": {"sv": "Vad som har ändrats, år för år", "en": "What has changed, year by year"},
    "years_nav": {"sv": "År för år", "en": "Year by year"},
    "no_year": {"sv": "Utan datum", "en": "Without a date"},
    "nothing_yet": {
        "sv": "Ingenting har ändrats sedan sidan lästes första gången.",
        "en": "Nothing has changed since the page was read for the first time.",
    },
    "periods": {"sv": "Vem som har stått på sidan, och när", "en": "Who has stood on the page, and when"},
    "periods_nav": {"sv": "Vem och när", "en": "Who and when"},
    "axis": {"sv": "Staplarna går från {first} till {last}.", "en": "The bars go from {first} to {last}."},
    "holder": {"sv": "Vem", "en": "Who"},
    "seen_when": {"sv": "Sedd på sidan", "en": "Seen on the page"},
    "vacant_seat": {"sv": "vakant", "en": "vacant"},
    "versions": {"sv": "Alla versioner, den nyaste först", "en": "Every version, newest first"},
    "more_changes": {"sv": "… och {count} till", "en": "… and {count} more"},
    "what_version_changed": {"sv": "Vad som ändrades i version {version}", "en": "What changed in version {version}"},
    "since": {"sv": "Jämfört med version {previous}.", "en": "Compared with version {previous}."},
    "row_changes": {"sv": "Rader per tabell", "en": "Rows by table"},
    "added": {"sv": "Tillkomna", "en": "Added"},
    "removed": {"sv": "Borttagna", "en": "Removed"},
    "changed": {"sv": "Ändrade", "en": "Changed"},
    "schema_changes": {"sv": "Tabellernas form", "en": "The form of the tables"},
    "level_first": {"sv": "den första", "en": "the first"},
    "level_major": {"sv": "läsare kan behöva anpassa sig", "en": "readers may have to adapt"},
    "level_minor": {"sv": "nytt innehåll", "en": "new content"},
    "level_patch": {"sv": "rättelser", "en": "corrections"},
    "withdrawn": {"sv": "återkallad", "en": "withdrawn"},
    # where from
    "provenance": {"sv": "Varifrån uppgifterna kommer", "en": "Where the data comes from"},
    "provenance_nav": {"sv": "Källa och licens", "en": "Source and licence"},
    "seen": {"sv": "Källan sedd", "en": "Source seen"},
    "seen_unknown": {"sv": "okänt datum", "en": "date unknown"},
    "seen_crawl": {"sv": "{day}, när programmet hämtade den", "en": "{day}, when the program fetched it"},
    "seen_operator": {"sv": "{day}, enligt den som sparade den", "en": "{day}, according to whoever saved it"},
    "last_look": {"sv": "Senaste kontrollen", "en": "Last look"},
    "snapshot": {"sv": "Sparad kopia", "en": "Archived copy"},
    "snapshot_facts": {"sv": "{id}, {size}, {media_type}", "en": "{id}, {size}, {media_type}"},
    "snapshot_hash": {"sv": "Kopians SHA-256", "en": "SHA-256 of the copy"},
    "privacy": {"sv": "Personuppgifter", "en": "Personal data"},
    "privacy_text": {
        "sv": (
            "Namn, parti och uppdrag är offentliga uppgifter om uppdraget. {terms}: den som använder uppgifterna "
            "svarar för att det är tillåtet."
        ),
        "en": (
            "Names, parties and roles are public facts of office. {terms}: whoever uses the data answers for the use "
            "being lawful."
        ),
    },
    "cite": {"sv": "Så citerar du", "en": "How to cite"},
    "citation": {
        "sv": "{publisher} ({year}). {title}, version {version}. {url} ({licence}). Källan: {seen}.",
        "en": "{publisher} ({year}). {title}, version {version}. {url} ({licence}). Source: {seen}.",
    },
    "cited_seen": {"sv": "sedd {day}", "en": "seen {day}"},
    "descriptor": {"sv": "Beskrivning för program (Data Package)", "en": "Description for programs (Data Package)"},
    # one version
    "version_title": {"sv": "{title}, version {version}", "en": "{title}, version {version}"},
    "version_is_newest": {"sv": "Det här är den senaste versionen.", "en": "This is the newest version."},
    "version_is_old": {
        "sv": "Det här är en äldre version.",
        "en": "This is an older version.",
    },
    "to_newest": {"sv": "Till den senaste versionen", "en": "To the newest version"},
    "withdrawn_title": {
        "sv": "{title}, version {version}: återkallad",
        "en": "{title}, version {version}: withdrawn",
    },
    "withdrawn_lede": {
        "sv": "Den här versionen återkallades {day}, och dess filer finns inte kvar.",
        "en": "This version was withdrawn on {day}; its files are gone.",
    },
    "withdrawn_all": {
        "sv": "Alla versioner av det här paketet är återkallade.",
        "en": "Every version of this package has been withdrawn.",
    },
    "retired_title": {"sv": "{title}: publiceras inte längre", "en": "{title}: no longer published"},
    "retired_lede": {
        "sv": "Paketet publiceras inte sedan {day}, och dess filer finns inte kvar.",
        "en": "This package has not been published since {day}; its files are gone.",
    },
    "withdrawn_why": {"sv": "Skälet", "en": "The reason"},
    "use_instead": {"sv": "Använd i stället", "en": "Use instead"},
    # the front page
    "find_municipality": {"sv": "Hitta din kommun", "en": "Find your municipality"},
    "find_group": {"sv": "Hitta en arbetsgrupp", "en": "Find a working group"},
    "for_portals": {"sv": "För portaler och program", "en": "For portals and programs"},
    "catalog_rdf": {"sv": "Katalog, RDF/XML", "en": "Catalogue, RDF/XML"},
    "catalog_ttl": {"sv": "Katalog, Turtle", "en": "Catalogue, Turtle"},
    "catalog_jsonld": {"sv": "Katalog, JSON-LD", "en": "Catalogue, JSON-LD"},
    "rights": {"sv": "Villkor", "en": "Terms"},
    "address": {"sv": "Adress", "en": "Address"},
    "moved": {
        "sv": "Katalogen flyttade {day} från {old} till {new}.",
        "en": "The catalogue moved on {day} from {old} to {new}.",
    },
    "nothing_published": {"sv": "Ingenting är publicerat än.", "en": "Nothing has been published yet."},
    # the rules
    "rules_title": {"sv": "Reglerna", "en": "The rules"},
    "rules_lede": {
        "sv": (
            "Varje gång sidan läses prövas den mot de här reglerna. Ett fel stoppar publiceringen tills det är rättat "
            "eller godtaget med ett skäl; en varning publiceras tillsammans med uppgifterna."
        ),
        "en": (
            "Each time the page is read it is tested against these rules. An error stops publication until it is mended "
            "or accepted with a reason; a warning is published together with the data."
        ),
    },
    "rules_error": {"sv": "Fel", "en": "Errors"},
    "rules_warning": {"sv": "Varningar", "en": "Warnings"},
    "rules_info": {"sv": "Upplysningar", "en": "Notes"},
    "rule_message": {"sv": "När den bryts", "en": "Where it is broken"},
}


def texts(language: str) -> dict[str, str]:
    """Every text of the pages in one language, by key."""
    return {key: text[language] for key, text in TEXTS.items()}


def say(key: str, language: str, **facts: object) -> str:
    """The text called `key`, with its facts filled in."""
    return TEXTS[key][language].format(**facts)


def count(amount: int, noun: str, language: str) -> str:
    """A number with its noun: "1 plats i styrelsen", "26 platser i styrelsen"."""
    return f"{number(amount, language)}{NO_BREAK_SPACE}{noun_for(amount, noun, language)}"


def noun_for(amount: int, noun: str, language: str) -> str:
    """The form of `noun` that goes with `amount`."""
    return TEXTS[f"{noun}_{'one' if amount == 1 else 'many'}"][language]


def type_name(table_schema_type: str, language: str) -> str:
    """What people call a type of Table Schema; the rarer ones go by their own name."""
    texts_of_type = TEXTS.get(f"type_{table_schema_type}")
    return texts_of_type[language] if texts_of_type else table_schema_type


def number(amount: int, language: str) -> str:
    """An integer with its thousands set apart: by a space in Swedish, by a comma in English."""
    return f"{amount:,}".replace(",", NO_BREAK_SPACE if language == "sv" else ",")


def day(moment: str, language: str) -> str:
    """The day of an ISO date or time, in words: "23 november 2026"."""
    year, month, date = moment[:10].split("-")
    return f"{int(date)} {MONTHS[language][int(month) - 1]} {year}".replace(" ", NO_BREAK_SPACE)


def size(amount: int, language: str) -> str:
    """A number of bytes with two digits or more: "914 byte", "4,7 kB", "23 MB"."""
    scaled, unit = float(amount), 0
    while scaled >= STEP and unit < len(UNITS) - 1:
        scaled, unit = scaled / STEP, unit + 1
    digits = f"{scaled:.1f}" if unit and scaled < 10 else f"{scaled:.0f}"  # noqa: PLR2004 (one digit says too little)
    name = "bytes" if language == "en" and not unit else UNITS[unit]
    return f"{digits.replace('.', ',' if language == 'sv' else '.')}{NO_BREAK_SPACE}{name}"


def listing(names: list[str], language: str) -> str:
    """Names in running text: "Lund, Malmö och Burlöv"."""
    if len(names) < 2:  # noqa: PLR2004 (one name needs no conjunction)
        return "".join(names)
    return f"{', '.join(names[:-1])} {'och' if language == 'sv' else 'and'} {names[-1]}"
