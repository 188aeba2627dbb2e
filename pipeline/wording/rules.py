"""A text for each rule beyond the schemas: what must hold, what is wrong where it does not, and what to do.

The messages and actions are `str.format` templates over a finding's facts, its row key, source line, verbatim and
normalised text. Where a person can settle a finding in a file, the action ends with the exact lines to put there.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from pipeline.model import LANGUAGES, Finding
from pipeline.schema import Text
from pipeline.wording.entries import entry_line, quoted

Remedy = Literal["accept", "person", "set_aside", "review", "erased"]

INDENT = "  "  # of an entry below the key of its list
REASON = {"sv": "SKRIV VARFÖR", "en": "SAY WHY"}
ACCEPT = {
    "sv": "Om det är rätt: lägg raden, indragen två steg, under accept: i decisions.yaml, och skriv varför:",
    "en": "If it is right, put this line, indented by two spaces, under accept: in decisions.yaml, and say why:",
}
PERSON = {
    "sv": (
        "Lägg en av raderna, indragen två steg, under persons: i decisions.yaml, och skriv varför; "
        "den med same_as om det är samma person, annars den med different_from:"
    ),
    "en": (
        "Put one of these lines, indented by two spaces, under persons: in decisions.yaml, and say why; "
        "that with same_as if it is the same person, else that with different_from:"
    ),
}
SET_ASIDE = {
    "sv": "Om raden ska stå på sidan men inte läsas: lägg detta sist i corrections.yaml, och skriv varför:",
    "en": "If the line belongs on the page but should not be read, add this to corrections.yaml, and say why:",
}
REVIEW = {
    "sv": "Om texten hör till sidan: lägg den sist i texts.yaml:",
    "en": "If the text belongs to the page, add it to texts.yaml:",
}
FORGOTTEN = {
    "sv": (
        "Samma person: lägg raden sist i erased.csv, och kör mlr-opendata erase för samma id igen, så att arkivet glömmer "
        "namnet; lägg först därefter till arkivet i git:"
    ),
    "en": (
        "The same person: put this line last into erased.csv, and run mlr-opendata erase for the same id again, so that "
        "the archive forgets the name; commit the archive only then:"
    ),
}
NAMESAKE = {
    "sv": (
        "Någon annan: lägg raden, indragen två steg, under persons: i decisions.yaml, med namnet som det står på sidan, "
        "och skriv varför:"
    ),
    "en": (
        "Somebody else: put this line, indented by two spaces, under persons: in decisions.yaml, with the name as the "
        "page has it, and say why:"
    ),
}
ITS_NAME = {"sv": "NAMNET PÅ RADEN", "en": "THE NAME ON THE LINE"}
ENDED = {
    "sv": "Det var godtaget i decisions.yaml för sidor sedda före {day}.",
    "en": "It was accepted in decisions.yaml for pages seen before {day}.",
}
NEAREST = {"sv": " Menade du {nearest}?", "en": " Did you mean {nearest}?"}
FOREVER = dt.date.max  # an undated snapshot is accepted for good: no day decides when it was seen


@dataclass(frozen=True)
class RuleText:
    """The texts of one rule, in Swedish and English."""

    title: Text
    """What must hold."""
    message: Text
    action: Text
    remedy: Remedy | None = None
    """The lines that settle the finding; null where the page or the settings must change."""


def finding_texts(finding: Finding) -> dict[str, str]:
    """`message_sv`, `message_en`, `action_sv` and `action_en` of a finding; each is plain text."""
    rule = RULES[finding.rule]
    place = {
        "row_key": finding.row_key,
        "source_line": finding.source_line,
        "verbatim": finding.verbatim,
        "normalised": finding.normalised,
        "table": finding.table,
        "field": finding.field,
    }
    nearest = finding.facts.get("nearest")
    texts = {}
    for language in LANGUAGES:
        suggestion = NEAREST[language].format(nearest=nearest) if nearest else ""
        values = {**place, **finding.facts, "suggestion": suggestion}
        texts[f"message_{language}"] = rule.message[language].format(**values)
        action = rule.action[language].format(**values)
        texts[f"action_{language}"] = "\n".join([action, *_remedy(rule, finding, language)])
    return texts


def _remedy(rule: RuleText, finding: Finding, language: str) -> list[str]:
    """What to put into which file; nothing where it was done, or where nothing is stopped."""
    if rule.remedy == "person" and finding.accepted_reason is None:
        who = {"name": finding.facts["name"], "municipality": finding.facts["municipality"]}
        known = finding.facts["person_id"]
        lines = (_line({**who, key: known}, language) for key in ("same_as", "different_from"))
        return [PERSON[language], *(INDENT + line for line in lines)]
    if not finding.stops or rule.remedy is None:
        return []
    if rule.remedy == "erased":
        place = {"name": ITS_NAME[language], "municipality": finding.facts["municipality"]}
        other = _line({**place, "different_from": finding.facts["person_id"]}, language)
        return [FORGOTTEN[language], finding.facts["entry"], NAMESAKE[language], INDENT + other]
    if rule.remedy == "set_aside":
        return [SET_ASIDE[language], _line({"verbatim": finding.verbatim, "set_aside": True}, language)]
    if rule.remedy == "review":
        return [REVIEW[language], f"- {quoted(finding.verbatim or '')}"]
    until = finding.facts.get("until") or FOREVER
    ended = finding.facts.get("ended")
    before = [ENDED[language].format(day=ended)] if ended else []
    line = _line({"rule": finding.rule, "scope": finding.scope, "until": until}, language)
    return [*before, ACCEPT[language], INDENT + line]


def _line(entry: dict[str, object], language: str) -> str:
    """One entry of a YAML list, with the words that stand for its reason."""
    return f"- {entry_line({**entry, 'reason': REASON[language]})}"


# In the order in which faults should be mended: what stands further up may be the cause of what stands further down.
RULES: dict[str, RuleText] = {
    # --- sections
    "cut_off": RuleText(
        {"sv": "Sidan slutar med sin sista länk", "en": "The page ends with its last link"},
        {
            "sv": "Sidan tar slut på rad {source_line} utan länken till det sista avsnittets dokument: ”{verbatim}”.",
            "en": "The page ends on line {source_line} without the link to the last section's document: “{verbatim}”.",
        },
        {
            "sv": "Kontrollera om sidan är avhuggen, eller om länken är borttagen.",
            "en": "Check whether the page was cut off, or the link removed.",
        },
        "accept",
    ),
    "section_missing": RuleText(
        {"sv": "Alla avsnitt finns på sidan", "en": "Every section is on the page"},
        {
            "sv": "Avsnittet ”{heading}” saknas på sidan.",
            "en": "The section “{heading}” is missing from the page.",
        },
        {
            "sv": "Har avsnittet bytt namn: ändra rubriken i source.yaml. Finns det inte mer: ge det ett slutdatum (until).",
            "en": "If it was renamed, change its heading in source.yaml. If it is gone, give it an end date (until).",
        },
        "accept",
    ),
    "section_doubled": RuleText(
        {"sv": "Varje avsnitt finns en gång", "en": "Every section is there once"},
        {
            "sv": "Avsnittet ”{heading}” står mer än en gång på sidan (rad {lines}).",
            "en": "The section “{heading}” stands more than once on the page (line {lines}).",
        },
        {"sv": "Ta bort dubbletten från sidan.", "en": "Remove the double from the page."},
    ),
    "section_order": RuleText(
        {"sv": "Avsnitten står i känd ordning", "en": "The sections stand in the known order"},
        {
            "sv": "Avsnitten står i ordningen {found}; väntad ordning är {expected}.",
            "en": "The sections stand in the order {found}; the expected order is {expected}.",
        },
        {
            "sv": "Är den nya ordningen rätt: ändra ordningen i source.yaml.",
            "en": "If the new order is right, change the order in source.yaml.",
        },
        "accept",
    ),
    # --- lines
    "unclassified_line": RuleText(
        {"sv": "Varje rad på sidan är känd", "en": "Every line of the page is known"},
        {
            "sv": "Rad {source_line} kan inte läsas: ”{verbatim}”.",
            "en": "Line {source_line} cannot be read: “{verbatim}”.",
        },
        {
            "sv": "Ta bort raden från sidan om den inte hör dit. Är det en person: skriv ”Namn (parti), titel”.",
            "en": "Take the line off the page if it does not belong there. If it is a person, write “Name (party), title”.",
        },
        "set_aside",
    ),
    "outside_content": RuleText(
        {"sv": "Inga personer står utanför sidans innehåll", "en": "Nobody stands outside the content of the page"},
        {
            "sv": "Rad {source_line} ser ut som en person men står före eller efter innehållet: ”{verbatim}”.",
            "en": "Line {source_line} looks like a person but stands before or after the content: “{verbatim}”.",
        },
        {
            "sv": "Kontrollera om sidan har byggts om, eller om raden är inskjuten.",
            "en": "Check whether the page was rebuilt, or the line injected.",
        },
        "accept",
    ),
    "foreign_text": RuleText(
        {
            "sv": "Texten har inga webbadresser, ingen kod och inga ord ur skräppost",
            "en": "The text has no web addresses, no mark-up and no words of spam",
        },
        {
            "sv": "Rad {source_line}: ”{found}” hör inte hemma på sidan (webbadress, kod eller skräppost): ”{verbatim}”.",
            "en": "Line {source_line}: “{found}” has no place on the page (an address, mark-up or spam): “{verbatim}”.",
        },
        {
            "sv": (
                "Kontrollera om sidan är kapad. Ta i så fall bort texten och byt lösenord till webbplatsen. "
                "Hör ordet dit: ta bort det ur foreign i source.yaml."
            ),
            "en": (
                "Check whether the page was hacked. If so, remove the text and change the passwords of the site. "
                "If the word belongs there, take it out of foreign in source.yaml."
            ),
        },
    ),
    "unreviewed_text": RuleText(
        {
            "sv": "Ny löptext har lästs av en människa",
            "en": "New prose has been read by a person",
        },
        {
            "sv": "Rad {source_line} har en text som ingen har läst förut: ”{verbatim}”.",
            "en": "Line {source_line} has a text that nobody has read before: “{verbatim}”.",
        },
        {
            "sv": "Läs texten. Hör den inte till sidan är sidan kapad.",
            "en": "Read the text. If it does not belong to the page, the page was hacked.",
        },
        "review",
    ),
    "text_elsewhere": RuleText(
        {"sv": "Löptext står där den har lästs", "en": "Prose stands where it was read"},
        {
            "sv": "Rad {source_line} har en text som är läst, men som stod på ett annat ställe: ”{verbatim}”.",
            "en": "Line {source_line} has a text that was read, but stood in another place: “{verbatim}”.",
        },
        {
            "sv": "Läs avsnittet. Hör texten inte hit: flytta tillbaka den på sidan.",
            "en": "Read the section. If the text does not belong there, move it back on the page.",
        },
        "accept",
    ),
    "text_gone": RuleText(
        {"sv": "Läst löptext försvinner inte osedd", "en": "No prose that was read goes unseen"},
        {
            "sv": "En text är borta ur sitt avsnitt ({row_key}), utan någon ny i stället: ”{verbatim}”.",
            "en": "A text is gone from its section ({row_key}), with no new one in its place: “{verbatim}”.",
        },
        {
            "sv": "Läs avsnittet. Säger det nu något annat än det ska: lägg tillbaka texten på sidan.",
            "en": "Read the section. If it now says what it should not, put the text back on the page.",
        },
        "accept",
    ),
    "respelled_text": RuleText(
        {
            "sv": "Löptext som bara är satt på ett nytt sätt noteras",
            "en": "Prose that is only set in a new way is noted",
        },
        {
            "sv": "Rad {source_line} har nya mellanrum, versaler eller skiljetecken, men samma ord: ”{verbatim}”.",
            "en": "Line {source_line} has other spaces, capitals or punctuation, but the same words: “{verbatim}”.",
        },
        {"sv": "Ingenting behöver göras.", "en": "Nothing needs to be done."},
    ),
    "set_aside": RuleText(
        {"sv": "Rader som läggs åt sidan redovisas", "en": "Lines that are set aside are listed"},
        {
            "sv": "Rad {source_line} läses inte: ”{verbatim}”. Skäl: {reason}",
            "en": "Line {source_line} is not read: “{verbatim}”. Reason: {reason}",
        },
        {
            "sv": "Ta bort posten i corrections.yaml när raden inte längre behöver läggas åt sidan.",
            "en": "Remove the entry from corrections.yaml once the line need not be set aside.",
        },
    ),
    "not_read": RuleText(
        {"sv": "Rader före och efter innehållet läses inte", "en": "Lines around the content are not read"},
        {
            "sv": "{found} rader före och efter innehållet är inte lästa: rad {lines}.",
            "en": "{found} lines before and after the content were not read: line {lines}.",
        },
        {"sv": "Ingenting behöver göras.", "en": "Nothing needs to be done."},
    ),
    "text_twice": RuleText(
        {"sv": "En text står en gång i sitt avsnitt", "en": "A text stands once in its section"},
        {
            "sv": "Texten på rad {source_line} står mer än en gång i sitt avsnitt: ”{verbatim}”.",
            "en": "The text on line {source_line} stands more than once in its section: “{verbatim}”.",
        },
        {"sv": "Ta bort dubbletten från sidan.", "en": "Remove the double from the page."},
        "accept",
    ),
    "corrected_heading": RuleText(
        {"sv": "Rubriker är rättstavade", "en": "Headings are spelled right"},
        {
            "sv": "Rubriken på rad {source_line} är felstavad: ”{verbatim}” ska vara ”{normalised}”.",
            "en": "The heading on line {source_line} is misspelled: “{verbatim}” should be “{normalised}”.",
        },
        {"sv": "Rätta rubriken på sidan.", "en": "Mend the heading on the page."},
    ),
    "corrected_line": RuleText(
        {"sv": "Sidans rader behöver inte rättas", "en": "The lines of the page need no correction"},
        {
            "sv": "Rad {source_line} är rättad: ”{verbatim}” läses som ”{normalised}”. Skäl: {reason}",
            "en": "Line {source_line} was corrected: “{verbatim}” is read as “{normalised}”. Reason: {reason}",
        },
        {"sv": "Rätta raden på sidan.", "en": "Mend the line on the page."},
    ),
    "letter_case": RuleText(
        {"sv": "Titlar, partier och rubriker skrivs lika", "en": "Titles, parties and headings are written alike"},
        {
            "sv": "Rad {source_line}: ”{found}” skrivs på andra ställen ”{expected}”.",
            "en": "Line {source_line}: “{found}” is written “{expected}” elsewhere.",
        },
        {"sv": "Skriv lika på hela sidan.", "en": "Write it the same way on the whole page."},
    ),
    # --- municipalities
    "municipality_unknown": RuleText(
        {"sv": "Inledningen nämner bara kommuner", "en": "The opening names municipalities only"},
        {
            "sv": "Rad {source_line} nämner ”{verbatim}” bland kommunerna, men ingen kommun heter så.",
            "en": "Line {source_line} names “{verbatim}” among the municipalities, but no municipality has that name.",
        },
        {
            "sv": "Rätta namnet på sidan, eller lägg till det under municipality_aliases i source.yaml.",
            "en": "Mend the name on the page, or add it under municipality_aliases in source.yaml.",
        },
    ),
    "municipality_unlisted": RuleText(
        {
            "sv": "Kommuner med ledamöter nämns i inledningen",
            "en": "Municipalities with members are named in the opening",
        },
        {
            "sv": "{name} har ledamöter (rad {source_line}) men nämns inte i inledningens lista över kommuner.",
            "en": "{name} has members (line {source_line}) but the opening does not list it.",
        },
        {
            "sv": "Lägg till kommunen i inledningen, eller ta bort den ur listan över ledamöter.",
            "en": "Add the municipality to the opening, or remove it from the list of members.",
        },
        "accept",
    ),
    "municipality_without_section": RuleText(
        {
            "sv": "Kommuner i inledningen har ledamöter",
            "en": "Municipalities in the opening have members",
        },
        {
            "sv": "{name} nämns i inledningen men har inga ledamöter på sidan.",
            "en": "The opening names {name}, but the page lists no members for it.",
        },
        {
            "sv": "Lägg till kommunens ledamöter, eller ta bort kommunen ur inledningen.",
            "en": "Add the members of the municipality, or remove it from the opening.",
        },
        "accept",
    ),
    # --- places
    "unknown_parenthesis": RuleText(
        {"sv": "En parentes är ett känt parti", "en": "A parenthesis is a known party"},
        {
            "sv": "Rad {source_line}: ”{found}” i ”{verbatim}” är inget känt parti.",
            "en": "Line {source_line}: “{found}” in “{verbatim}” is no known party.",
        },
        {
            "sv": (
                "Är det ett lokalt parti: lägg till det i datapackage/reference/parties.csv med kommunens kod. "
                "Annars: rätta på sidan."
            ),
            "en": (
                "If it is a local party, add it to datapackage/reference/parties.csv with the municipality's code. "
                "If not, mend the page."
            ),
        },
        "accept",
    ),
    "unknown_role": RuleText(
        {"sv": "Titlar är kända", "en": "Titles are known"},
        {
            "sv": "Rad {source_line}: titeln ”{found}” i ”{verbatim}” är okänd.{suggestion}",
            "en": "Line {source_line}: the title “{found}” in “{verbatim}” is unknown.{suggestion}",
        },
        {
            "sv": (
                "Rätta titeln på sidan, eller lägg till den i datapackage/reference/roles.csv. "
                "Godtas den publiceras den ordagrant, för en ledamot."
            ),
            "en": (
                "Mend the title on the page, or add it to datapackage/reference/roles.csv. "
                "If it is accepted, it is published word for word, of a member."
            ),
        },
        "accept",
    ),
    "wrong_municipality": RuleText(
        {"sv": "En person står under sin kommun", "en": "A person stands under their municipality"},
        {
            "sv": "Rad {source_line} nämner {found} men står under {expected}: ”{verbatim}”.",
            "en": "Line {source_line} names {found} but stands under {expected}: “{verbatim}”.",
        },
        {"sv": "Flytta eller rätta raden på sidan.", "en": "Move or mend the line on the page."},
        "accept",
    ),
    "name_shape": RuleText(
        {"sv": "Ett namn ser ut som ett namn", "en": "A name looks like a name"},
        {
            "sv": "Rad {source_line}: ”{found}” ser inte ut som en persons namn.",
            "en": "Line {source_line}: “{found}” does not look like the name of a person.",
        },
        {
            "sv": (
                "Ta bort raden om den inte är en person; sidan kan vara kapad. Säger orden att platsen är tom: lägg till "
                "dem i datapackage/reference/not_names.csv som vacancy. Är ett av dem en titel: skriv raden utan det i "
                "corrections.yaml."
            ),
            "en": (
                "Remove the line if it is no person; the page may have been hacked. If the words say that the place is "
                "empty, add them to datapackage/reference/not_names.csv as vacancy. If one of them is a title, write the "
                "line without it in corrections.yaml."
            ),
        },
        "accept",
    ),
    "party_missing": RuleText(
        {"sv": "Förtroendevalda har ett parti", "en": "Elected members have a party"},
        {
            "sv": "Rad {source_line}: {name} är förtroendevald men har inget parti.",
            "en": "Line {source_line}: {name} is an elected member but has no party.",
        },
        {"sv": "Skriv partiet i parentes efter namnet.", "en": "Write the party in parentheses after the name."},
        "accept",
    ),
    "party_of_civil_servant": RuleText(
        {"sv": "Tjänstemän har inget parti", "en": "Civil servants have no party"},
        {
            "sv": "Rad {source_line} anger ett parti för en tjänsteman; det publiceras inte.",
            "en": "Line {source_line} gives a civil servant a party; it is not published.",
        },
        {"sv": "Ta bort partiet från raden på sidan.", "en": "Take the party off the line on the page."},
    ),
    "contact_details": RuleText(
        {"sv": "Kontaktuppgifter publiceras inte", "en": "Contact details are not published"},
        {
            "sv": "Rad {source_line} har en kontaktuppgift; den publiceras inte.",
            "en": "Line {source_line} has a contact detail; it is not published.",
        },
        {
            "sv": "Ingenting behöver göras: uppgiften är borttagen ur data.",
            "en": "Nothing needs to be done: the detail was taken out of the data.",
        },
    ),
    "possible_contact": RuleText(
        {
            "sv": "Det som kan vara en kontaktuppgift granskas av en människa",
            "en": "What could be a contact detail is looked at by a person",
        },
        {
            "sv": "Rad {source_line} har något som kan vara e-post, telefon eller personnummer; det publiceras inte: ”{verbatim}”.",
            "en": "Line {source_line} has what could be e-mail, telephone or identity number; it is not published: “{verbatim}”.",
        },
        {
            "sv": "Ta bort uppgiften från sidan. Är den något annat som ska publiceras: skriv raden så i corrections.yaml.",
            "en": "Take the detail off the page. If it is something else, to be published, write the line so in corrections.yaml.",
        },
        "accept",
    ),
    "stray_comma": RuleText(
        {"sv": "Inget komma före partiet", "en": "No comma before the party"},
        {
            "sv": "Rad {source_line} har ett komma före parentesen: ”{verbatim}”.",
            "en": "Line {source_line} has a comma before the parenthesis: “{verbatim}”.",
        },
        {"sv": "Ta bort kommat på sidan.", "en": "Remove the comma from the page."},
    ),
    "acting": RuleText(
        {"sv": "Tillförordnade noteras", "en": "Acting holders of an office are noted"},
        {
            "sv": "Rad {source_line}: ”{verbatim}” är tillförordnad.",
            "en": "Line {source_line}: “{verbatim}” is acting.",
        },
        {
            "sv": "Uppdatera raden när tjänsten har tillsatts.",
            "en": "Update the line once the office is filled.",
        },
    ),
    "erased_place": RuleText(
        {"sv": "Den som ska vara glömd läses inte", "en": "Whoever must be forgotten is not read"},
        {
            "sv": "Rad {source_line}: en plats för {municipality} innehas av någon som är raderad ur uppgifterna.",
            "en": "Line {source_line}: a place of {municipality} is held by somebody who was erased from the data.",
        },
        {
            "sv": "Ingenting behöver göras.",
            "en": "Nothing needs to be done.",
        },
    ),
    "erased_near_spelling": RuleText(
        {"sv": "Den som ska vara glömd kommer inte åter", "en": "Whoever must be forgotten does not come back"},
        {
            "sv": "Rad {source_line}: ett namn under {municipality} liknar en raderad persons.",
            "en": "Line {source_line}: a name under {municipality} resembles that of an erased person.",
        },
        {
            "sv": "Läs raden på sidan. Namnet står inte här, för det kan vara den som ska vara glömd.",
            "en": "Read the line on the page. The name is not shown here: it may be whoever must be forgotten.",
        },
        "erased",
    ),
    "erased_in_text": RuleText(
        {
            "sv": "Den som ska vara glömd nämns inte i löptext",
            "en": "Whoever must be forgotten is not named in prose",
        },
        {
            "sv": "Rad {source_line}, under ”{row_key}”, nämner någon som är, eller liknar, en raderad person.",
            "en": "Line {source_line}, below “{row_key}”, names somebody who is, or resembles, an erased person.",
        },
        {
            "sv": "Ta bort namnet från sidan. Godtas raden ändå läses den inte.",
            "en": "Take the name off the page. If it is accepted nevertheless, the line is not read.",
        },
        "accept",
    ),
    "erased_in_one_place": RuleText(
        {
            "sv": "Den som ska vara glömd känns igen var som helst",
            "en": "Whoever must be forgotten is recognised anywhere",
        },
        {
            "sv": (
                "{found} av dem som är raderade känns bara igen i sin kommun och roll, och med högst en annan bokstav: "
                "erased.csv är från en äldre version."
            ),
            "en": (
                "{found} of those who were erased are recognised only in their municipality and role, and with one other "
                "letter at most: erased.csv is from an older version."
            ),
        },
        {
            "sv": (
                "Namnen är inte sparade, så listan kan inte göras om. Kommer någon av dem åter någon annanstans: "
                "kör mlr-opendata erase för det nya id:t."
            ),
            "en": (
                "The names were not kept, so the list cannot be made anew. If one of them comes back elsewhere, run "
                "mlr-opendata erase for the new id."
            ),
        },
    ),
    "role_not_stated": RuleText(
        {"sv": "Varje ledamots uppdrag framgår", "en": "The role of every member is stated"},
        {
            "sv": "Rad {source_line} anger inget uppdrag: ”{verbatim}”. Uppdraget blir ledamot.",
            "en": "Line {source_line} states no role: “{verbatim}”. The role becomes member.",
        },
        {
            "sv": "Skriv uppdraget efter partiet, till exempel ”oppositionsråd”.",
            "en": "Write the role after the party, for instance “oppositionsråd”.",
        },
    ),
    "vacant_place": RuleText(
        {"sv": "Vakanta platser noteras", "en": "Vacant places are noted"},
        {
            "sv": "{municipality} har en vakant plats (rad {source_line}).",
            "en": "{municipality} has a vacant place (line {source_line}).",
        },
        {"sv": "Skriv in namnet när platsen har fyllts.", "en": "Enter the name once the place is filled."},
    ),
    "executive_chair_count": RuleText(
        {
            "sv": "Varje kommun har exakt en ordförande i kommunstyrelsen (KSO)",
            "en": "Every municipality has exactly one chair of its executive board (KSO)",
        },
        {
            "sv": "{municipality} (rad {source_line}) har {found} KSO; det ska vara en.",
            "en": "{municipality} (line {source_line}) has {found} KSO; there should be one.",
        },
        {"sv": "Rätta titlarna på sidan.", "en": "Mend the titles on the page."},
        "accept",
    ),
    "director_count": RuleText(
        {
            "sv": "Varje kommun har exakt en kommundirektör",
            "en": "Every municipality has exactly one municipal director",
        },
        {
            "sv": "{municipality} (rad {source_line}) har {found} kommundirektörer; det ska vara en.",
            "en": "{municipality} (line {source_line}) has {found} municipal directors; there should be one.",
        },
        {
            "sv": "Rätta på sidan. Är tjänsten vakant: skriv ”Vakant, kommundirektör”.",
            "en": "Mend the page. If the office is vacant, write “Vakant, kommundirektör”.",
        },
        "accept",
    ),
    "seat_count": RuleText(
        {
            "sv": "Kommunen har så många ledamöter som den har platser",
            "en": "A municipality has as many members as it has seats",
        },
        {
            "sv": "{municipality} (rad {source_line}) har {found} ledamöter på sidan men {expected} platser i styrelsen.",
            "en": "The page lists {found} members of {municipality} (line {source_line}), which has {expected} seats.",
        },
        {
            "sv": "Rätta på sidan. Har antalet platser ändrats: ändra seats i source.yaml.",
            "en": "Mend the page. If the number of seats has changed, change seats in source.yaml.",
        },
        "accept",
    ),
    "seats_stated": RuleText(
        {"sv": "Texten anger det antal platser som gäller", "en": "The prose states the seats that count"},
        {
            "sv": "Rad {source_line}: texten ger {municipality} {found} platser, inställningarna {expected}.",
            "en": "Line {source_line}: the prose gives {municipality} {found} seats, the settings {expected}.",
        },
        {
            "sv": "Ändra seats i source.yaml om texten är rätt.",
            "en": "Change seats in source.yaml if the prose is right.",
        },
        "accept",
    ),
    # --- persons
    "name_twice": RuleText(
        {"sv": "Ett namn står en gång i en kommun", "en": "A name stands once in a municipality"},
        {
            "sv": "{name} står mer än en gång under {municipality} (rad {source_line}).",
            "en": "{name} stands more than once under {municipality} (line {source_line}).",
        },
        {"sv": "Ta bort dubbletten från sidan.", "en": "Remove the double from the page."},
        "accept",
    ),
    "two_municipalities": RuleText(
        {"sv": "Ingen står under två kommuner", "en": "Nobody stands under two municipalities"},
        {
            "sv": "Namnet {name} (rad {source_line}) står under flera kommuner: {found}.",
            "en": "The name {name} (line {source_line}) stands under several municipalities: {found}.",
        },
        {
            "sv": "Kontrollera om det är två personer med samma namn. De publiceras som två.",
            "en": "Check whether these are two people with one name. They are published as two.",
        },
    ),
    "two_newcomers": RuleText(
        {
            "sv": "Ett nytt namn under två kommuner på en gång avgörs av en människa",
            "en": "A new name under two municipalities at once is decided by a person",
        },
        {
            "sv": "Namnet {name} (rad {source_line}) är nytt, och står under flera kommuner: {found}.",
            "en": "The name {name} (line {source_line}) is new, and stands under several municipalities: {found}.",
        },
        {
            "sv": "Kontrollera om raden har kopierats av misstag. Godtas den publiceras de som två personer.",
            "en": "Check whether the line was copied by mistake. If it is accepted, they are published as two people.",
        },
        "accept",
    ),
    "same_name_elsewhere": RuleText(
        {
            "sv": "Ett namn som är känt från annat håll prövas",
            "en": "A name known from elsewhere is reviewed",
        },
        {
            "sv": "{name} ({municipality}, rad {source_line}) har samma namn som {person_id} men publiceras som en ny person.",
            "en": "{name} ({municipality}, line {source_line}) has the name of {person_id} but is published as a new person.",
        },
        {"sv": "Är det samma person?", "en": "Is it the same person?"},
        "person",
    ),
    "place_taken": RuleText(
        {
            "sv": "Ett känt namn på ett nytt ställe avgörs av en människa om den gamla platsen är upptagen",
            "en": "A known name in a new place is decided by a person where the old place is taken",
        },
        {
            "sv": "{name} ({municipality}, rad {source_line}) heter som {person_id}, vars plats i {other} är upptagen.",
            "en": "{name} ({municipality}, line {source_line}) is called as {person_id}, whose place in {other} is taken.",
        },
        {
            "sv": "Kontrollera om rader eller rubriker har bytt plats på sidan. Om inte: är det samma person?",
            "en": "Check whether lines or headings of the page changed places. If not: is it the same person?",
        },
        "person",
    ),
    "part_of_name": RuleText(
        {
            "sv": "Ett namn som ryms i ett känt, eller rymmer det, avgörs av en människa",
            "en": "A name within a known one, or around it, is decided by a person",
        },
        {
            "sv": "{name} ({municipality}, rad {source_line}) har delar gemensamma med {other} ({person_id}).",
            "en": "{name} ({municipality}, line {source_line}) has parts in common with {other} ({person_id}).",
        },
        {
            "sv": "Står det en titel framför namnet: rätta raden. Annars: är det samma person?",
            "en": "If a title stands before the name, mend the line. If not: is it the same person?",
        },
        "person",
    ),
    "near_spelling": RuleText(
        {
            "sv": "En ny stavning av ett känt namn avgörs av en människa",
            "en": "A new spelling of a known name is decided by a person",
        },
        {
            "sv": "{name} ({municipality}, rad {source_line}) liknar {other} ({person_id}), som inte står kvar.",
            "en": "{name} ({municipality}, line {source_line}) resembles {other} ({person_id}), who is no longer listed.",
        },
        {"sv": "Är det samma person?", "en": "Is it the same person?"},
        "person",
    ),
    "other_party": RuleText(
        {
            "sv": "Ett partibyte avgörs av en människa",
            "en": "A change of party is decided by a person",
        },
        {
            "sv": "{name} ({municipality}, rad {source_line}) har partiet {found}; {person_id} hade {before}.",
            "en": "{name} ({municipality}, line {source_line}) has the party {found}; {person_id} had {before}.",
        },
        {
            "sv": "Är det samma person, som har bytt parti?",
            "en": "Is it the same person, who has changed party?",
        },
        "person",
    ),
    # --- working groups
    "group_count": RuleText(
        {
            "sv": "Det finns så många arbetsgrupper som texten anger",
            "en": "There are as many working groups as the prose states",
        },
        {
            "sv": "Texten på rad {source_line} anger {expected} arbetsgrupper, sidan har {found}.",
            "en": "The prose on line {source_line} states {expected} working groups, the page has {found}.",
        },
        {
            "sv": "Rätta talet på sidan, eller lägg till den nya gruppen under organizations i source.yaml.",
            "en": "Mend the number on the page, or add the new group under organizations in source.yaml.",
        },
        "accept",
    ),
    "group_without_task": RuleText(
        {"sv": "Varje arbetsgrupp har en uppgift", "en": "Every working group has a task"},
        {
            "sv": "Arbetsgruppen {group} (rad {source_line}) har ingen uppgift på sidan.",
            "en": "The working group {group} (line {source_line}) has no task on the page.",
        },
        {"sv": "Skriv in gruppens uppgifter på sidan.", "en": "Enter the tasks of the group on the page."},
        "accept",
    ),
    "shared_task": RuleText(
        {"sv": "En uppgift står under en enda arbetsgrupp", "en": "A task stands under a single working group"},
        {
            "sv": "Rad {source_line}: uppgiften under {group} står ord för ord också under {others}: ”{verbatim}”.",
            "en": "Line {source_line}: the task under {group} stands word for word under {others} too: “{verbatim}”.",
        },
        {
            "sv": "Kontrollera om texten har kopierats av misstag.",
            "en": "Check whether the text was copied by mistake.",
        },
    ),
    # --- documents, facts, bodies
    "document_without_url": RuleText(
        {"sv": "Varje dokument har en adress", "en": "Every document has an address"},
        {
            "sv": "Länken ”{title}” på rad {source_line} saknar adress.",
            "en": "The link “{title}” on line {source_line} has no address.",
        },
        {
            "sv": "Kontrollera att länken fungerar på sidan. I ren text går adressen förlorad.",
            "en": "Check that the link works on the page. In plain text its address is lost.",
        },
    ),
    "document_missing": RuleText(
        {"sv": "Alla dokument finns på sidan", "en": "Every document is on the page"},
        {
            "sv": "Länken ”{title}” ({row_key}) saknas på sidan.",
            "en": "The link “{title}” ({row_key}) is missing from the page.",
        },
        {
            "sv": "Lägg tillbaka länken, eller ge den ett slutdatum (until) i source.yaml.",
            "en": "Put the link back, or give it an end date (until) in source.yaml.",
        },
    ),
    "document_elsewhere": RuleText(
        {
            "sv": "Dokument ligger på webbplatsens egna adresser",
            "en": "Documents lie at the site's own addresses",
        },
        {
            "sv": "Länken ”{title}” på rad {source_line} leder till en annan plats, eller har ingen vanlig webbadress: {verbatim}.",
            "en": "The link “{title}” on line {source_line} leads elsewhere, or has no plain web address: {verbatim}.",
        },
        {
            "sv": "Kontrollera om sidan är kapad. Är webbplatsen rätt: lägg till dess värdnamn under link_hosts i source.yaml.",
            "en": "Check whether the page was hacked. If the host is right, add it under link_hosts in source.yaml.",
        },
        "accept",
    ),
    "fact_missing": RuleText(
        {"sv": "Alla fakta finns i texten", "en": "Every fact is stated in the prose"},
        {
            "sv": "Texten anger inte längre {row_key}.",
            "en": "The prose no longer states {row_key}.",
        },
        {
            "sv": "Har texten fått andra ord: ändra mönstret under facts i source.yaml.",
            "en": "If the prose was reworded, change the pattern under facts in source.yaml.",
        },
    ),
    "fact_restated": RuleText(
        {
            "sv": "En människa har sett att den nya meningen säger det som läses ur den",
            "en": "A person has seen that a new sentence states what is read from it",
        },
        {
            "sv": "{row_key} läses ur en mening som är ändrad (rad {source_line}), och blir ”{found}”: ”{verbatim}”.",
            "en": "{row_key} is read from a sentence that changed (line {source_line}) and becomes “{found}”: “{verbatim}”.",
        },
        {
            "sv": "Säger meningen något annat: ändra mönstret under facts i source.yaml.",
            "en": "If the sentence says something else, change the pattern under facts in source.yaml.",
        },
        "accept",
    ),
    "reporting_line": RuleText(
        {"sv": "Varje organ rapporterar till styrelsen till sist", "en": "Every body reports to the board in the end"},
        {
            "sv": "Rapporteringen från {row_key} når inte styrelsen: {found}.",
            "en": "The reporting line of {row_key} does not reach the board: {found}.",
        },
        {"sv": "Rätta reports_to i source.yaml.", "en": "Mend reports_to in source.yaml."},
    ),
    # --- decisions, time and scale
    "decision_unused": RuleText(
        {"sv": "Det som har beslutats passar in på något", "en": "What was decided fits something"},
        {
            "sv": "Post {position} i {place} passar inte in på något på sidan.",
            "en": "Entry {position} of {place} fits nothing on the page.",
        },
        {
            "sv": "Kontrollera stavningen. Gällde den en äldre kopia av sidan: låt den stå, den behövs när den läses igen.",
            "en": "Check the spelling. If it was for an older copy of the page, let it stand: that is read with it again.",
        },
    ),
    "statement_stale": RuleText(
        {
            "sv": "Det förvaltaren uppger är något som sidan inte säger",
            "en": "What the maintainer states is something that the page does not say",
        },
        {
            "sv": "Post {position} i {place} ({table} {row_key}, {field}) är inaktuell: sidan säger nu detsamma.",
            "en": "Entry {position} of {place} ({table} {row_key}, {field}) is stale: the page now says the same.",
        },
        {"sv": "Ta bort posten.", "en": "Remove the entry."},
    ),
    "statement_unused": RuleText(
        {
            "sv": "Det förvaltaren uppger gäller en rad som finns",
            "en": "What the maintainer states is about a row that is there",
        },
        {
            "sv": "Post {position} i {place} gäller {table} {row_key}, som inte finns.",
            "en": "Entry {position} of {place} is about {table} {row_key}, which is not there.",
        },
        {"sv": "Kontrollera radens id, eller ta bort posten.", "en": "Check the id of the row, or remove the entry."},
    ),
    "undated": RuleText(
        {"sv": "Det är känt när sidan såg ut så", "en": "It is known when the page looked like this"},
        {
            "sv": "Ingen vet när sidan såg ut så här. Data säger därför inte att uppgifterna gäller i dag.",
            "en": "Nobody knows when the page looked like this. The data therefore does not say that it is so today.",
        },
        {
            "sv": "Skriv på sidan när den senast ändrades.",
            "en": "State on the page when it was last changed.",
        },
    ),
    "undated_after_dated": RuleText(
        {
            "sv": "En odaterad sida ersätter inte en daterad",
            "en": "An undated page does not replace a dated one",
        },
        {
            "sv": "Ingen vet när sidan såg ut så här, och det som är publicerat sågs {before}.",
            "en": "Nobody knows when the page looked like this, and what is published was seen on {before}.",
        },
        {"sv": "Ange dagen med --observed-at.", "en": "Give the day with --observed-at."},
        "accept",
    ),
    "older_than_published": RuleText(
        {
            "sv": "En äldre sida ersätter inte en nyare",
            "en": "An older page does not replace a newer one",
        },
        {
            "sv": "Sidan sågs {found}, men det som är publicerat sågs senare, {before}.",
            "en": "The page was seen on {found}, but what is published was seen later, on {before}.",
        },
        {
            "sv": "Kontrollera dagen. Historien kan inte skrivas om bakåt.",
            "en": "Check the day. History cannot be rewritten backwards.",
        },
    ),
    "completeness": RuleText(
        {
            "sv": "Sidan är lika fullständig som förra gången",
            "en": "The page is as complete as the last time",
        },
        {
            "sv": "Sidan har {found} platser; förra gången hade den {before}.",
            "en": "The page lists {found} places; the last time it listed {before}.",
        },
        {
            "sv": "Kontrollera om en del av sidan saknas.",
            "en": "Check whether a part of the page is missing.",
        },
        "accept",
    ),
    "churn": RuleText(
        {
            "sv": "De flesta personerna är kvar sedan förra gången",
            "en": "Most of the people are still there since the last time",
        },
        {
            "sv": "{found} av {before} personer är borta på en gång.",
            "en": "{found} of {before} people are gone at once.",
        },
        {
            "sv": "Kontrollera om det har varit val, eller om det är en annan sida.",
            "en": "Check whether there was an election, or this is another page.",
        },
        "accept",
    ),
}
