"""What happened between two versions, in words: with names and roles, in Swedish and English.

A template takes its facts by name; a fact may itself be a text in both languages.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.schema import Text

STORIES = {
    # the package as a whole
    "baseline": {"sv": "Första versionen: {counts}", "en": "First version: {counts}"},
    "baseline_again": {
        "sv": "Ersätter återkallade versioner: {counts}",
        "en": "Replaces withdrawn versions: {counts}",
    },
    "dated": {
        "sv": "Sidan är nu daterad: {places} bekräftade {date}",
        "en": "The page is now dated: {places} confirmed on {date}",
    },
    "dated_without_day": {"sv": "Uppgifterna är nu bekräftade: {places}", "en": "Now confirmed as current: {places}"},
    "turnover": {
        "sv": "Stort skifte: {people} har lämnat och {newcomers} har tillkommit, i {municipalities}",
        "en": "Large turnover: {people} left and {newcomers} joined, in {municipalities}",
    },
    # people and their places
    "municipality_joined": {
        "sv": "{place} är nu med i samarbetet: {people}",
        "en": "{place} is now part of the collaboration: {people}",
    },
    "municipality_left": {
        "sv": "{place} är inte längre med i samarbetet; då lämnade {people}",
        "en": "{place} is no longer part of the collaboration; {people} left with it",
    },
    "joined": {"sv": "{place}: {person} tillkommer som {post}", "en": "{place}: {person} joins as {post}"},
    "left": {"sv": "{place}: {person}, {post}, finns inte längre med", "en": "{place}: {person}, {post}, has left"},
    "succeeded": {
        "sv": "{place}: {person} efterträder {predecessor} som {post}",
        "en": "{place}: {person} succeeds {predecessor} as {post}",
    },
    "moved": {
        "sv": "{person} flyttar från {origin} till {place}: {post}",
        "en": "{person} moves from {origin} to {place}: {post}",
    },
    "role_changed": {"sv": "{place}: {person}, {before} → {after}", "en": "{place}: {person}, {before} → {after}"},
    "roles_swapped": {
        "sv": "{place}: {person} och {other} byter roller: {person} blir {post}, {other} blir {other_post}",
        "en": "{place}: {person} and {other} swap roles: {person} becomes {post}, {other} becomes {other_post}",
    },
    "party_changed": {
        "sv": "{place}: {person} byter parti, {before} → {after}",
        "en": "{place}: {person} changes party, {before} → {after}",
    },
    "attendance_changed": {
        "sv": "{place}: {person} deltar på ett annat sätt, {before} → {after}",
        "en": "{place}: {person} attends in another way, {before} → {after}",
    },
    "respelled": {"sv": "{place}: {before} skrivs nu {after}", "en": "{place}: {before} is now spelled {after}"},
    "reprinted": {
        "sv": "{place}: raden ”{before}” skrivs nu ”{after}”",
        "en": "{place}: the line “{before}” now reads “{after}”",
    },
    "reordered": {
        "sv": "{place}: personerna står i en annan ordning",
        "en": "{place}: the people stand in another order",
    },
    "merged": {
        "sv": "{person}: två personposter visade sig vara samma person ({merged} ersätts av {kept})",
        "en": "{person}: two records turned out to be the same person ({merged} is replaced by {kept})",
    },
    "vacancy_opened": {"sv": "{place}: platsen som {post} är vakant", "en": "{place}: the seat as {post} is vacant"},
    "vacancy_left": {
        "sv": "{place}: {person} finns inte längre med; platsen som {post} är vakant",
        "en": "{place}: {person} has left; the seat as {post} is vacant",
    },
    "vacancy_filled": {
        "sv": "{place}: {person} tillträder som {post}; platsen var vakant",
        "en": "{place}: {person} takes the seat as {post}, which was vacant",
    },
    "vacancy_gone": {
        "sv": "{place}: den vakanta platsen som {post} finns inte längre med",
        "en": "{place}: the vacant seat as {post} is no longer listed",
    },
    # bodies, documents, facts
    "renamed": {"sv": "{before} heter nu {after}", "en": "{before} is now called {after}"},
    "organization_added": {"sv": "Ny del av organisationen: {label}", "en": "New part of the organisation: {label}"},
    "organization_removed": {
        "sv": "{label} finns inte längre i organisationen",
        "en": "{label} is no longer part of the organisation",
    },
    "document_found": {
        "sv": "Länken ”{label}” har fått en adress: {after}",
        "en": "The link “{label}” now has an address: {after}",
    },
    "document_lost": {
        "sv": "Länken ”{label}” har inte längre någon adress (förut {before})",
        "en": "The link “{label}” no longer has an address (it was {before})",
    },
    "document_moved": {
        "sv": "Länken ”{label}” har en ny adress: {before} → {after}",
        "en": "The link “{label}” has a new address: {before} → {after}",
    },
    "fact_changed": {"sv": "{label}: {before} → {after}", "en": "{label}: {before} → {after}"},
    "fact_added": {"sv": "Sidan anger nu {label}: {value}", "en": "The page now states {label}: {value}"},
    "fact_removed": {
        "sv": "Sidan anger inte längre {label} (förut {value})",
        "en": "The page no longer states {label} (it was {value})",
    },
    # working groups
    "task_added": {"sv": "{group}: ny uppgift: ”{text}”", "en": "{group}: new task: “{text}”"},
    "task_removed": {"sv": "{group}: uppgift borttagen: ”{text}”", "en": "{group}: task removed: “{text}”"},
    "task_changed": {
        "sv": "{group}: uppgiften ”{before}” lyder nu ”{after}”",
        "en": "{group}: the task “{before}” now reads “{after}”",
    },
    "task_moved": {
        "sv": "Uppgiften ”{text}” flyttar från {origin} till {group}",
        "en": "The task “{text}” moves from {origin} to {group}",
    },
    "tasks_reordered": {
        "sv": "{group}: uppgifterna står i en annan ordning",
        "en": "{group}: the tasks stand in another order",
    },
    "text_unshared": {
        "sv": "{group}: uppgiften ”{text}” står inte längre också under en annan grupp",
        "en": "{group}: the task “{text}” no longer stands under another group as well",
    },
    "text_shared": {
        "sv": "{group}: uppgiften ”{text}” står nu ordagrant också under en annan grupp",
        "en": "{group}: the task “{text}” now stands word for word under another group as well",
    },
    # findings
    "finding_appeared": {"sv": "Ny anmärkning: {message}", "en": "New finding: {message}"},
    "finding_mended": {"sv": "Anmärkning avhjälpt: {message}", "en": "Finding mended: {message}"},
    "findings_appeared": {"sv": "Nya anmärkningar ({rule}): {number}", "en": "New findings ({rule}): {number}"},
    "findings_mended": {"sv": "Avhjälpta anmärkningar ({rule}): {number}", "en": "Findings mended ({rule}): {number}"},
    "findings_reworded": {
        "sv": "Omskrivna eller omnumrerade anmärkningar: {number}",
        "en": "Findings reworded or renumbered: {number}",
    },
    # any table
    "row_added": {"sv": "{table}: {label} har tillkommit", "en": "{table}: {label} was added"},
    "row_removed": {"sv": "{table}: {label} finns inte längre med", "en": "{table}: {label} was removed"},
    "row_changed": {"sv": "{table}, {label}: {changes}", "en": "{table}, {label}: {changes}"},
    "field": {"sv": "{field} {before} → {after}", "en": "{field} {before} → {after}"},
    "long_field": {"sv": "{field} har ny lydelse", "en": "{field} was reworded"},
    "rows_changed": {"sv": "{table}: {counts}", "en": "{table}: {counts}"},
}

NOUNS = {
    "municipality": {"sv": ("kommun", "kommuner"), "en": ("municipality", "municipalities")},
    "person": {"sv": ("person", "personer"), "en": ("person", "people")},
    "newcomer": {"sv": ("ny", "nya"), "en": ("newcomer", "newcomers")},
    "place": {"sv": ("plats", "platser"), "en": ("place", "places")},
    "working_group": {"sv": ("arbetsgrupp", "arbetsgrupper"), "en": ("working group", "working groups")},
    "task": {"sv": ("uppgift", "uppgifter"), "en": ("task", "tasks")},
    "day": {"sv": ("dag", "dagar"), "en": ("day", "days")},
    "version": {"sv": ("version", "versioner"), "en": ("version", "versions")},
    "snapshot": {"sv": ("arkiverad kopia", "arkiverade kopior"), "en": ("archived snapshot", "archived snapshots")},
    "file": {"sv": ("fil", "filer"), "en": ("file", "files")},
    "problem": {"sv": ("avvikelse", "avvikelser"), "en": ("problem", "problems")},
    "row": {"sv": ("rad", "rader"), "en": ("row", "rows")},
    "row_added": {"sv": ("rad tillkommen", "rader tillkomna"), "en": ("row added", "rows added")},
    "row_removed": {"sv": ("rad borttagen", "rader borttagna"), "en": ("row removed", "rows removed")},
    "row_changed": {"sv": ("rad ändrad", "rader ändrade"), "en": ("row changed", "rows changed")},
    "other_change": {"sv": ("annan ändring", "andra ändringar"), "en": ("other change", "other changes")},
}

WORDS = {
    "acting": {"sv": "t f", "en": "acting"},
    "no_party": {"sv": "utan parti", "en": "no party"},
    "empty": {"sv": "(tomt)", "en": "(empty)"},
    "vacant": {"sv": "vakant", "en": "vacant"},
    "true": {"sv": "ja", "en": "yes"},
    "false": {"sv": "nej", "en": "no"},
    "nothing_changed": {"sv": "Inget har ändrats", "en": "Nothing changed"},
}

CODES = {
    "adjunct": {"sv": "adjungerad", "en": "adjunct"},
    "civil_servant": {"sv": "tjänsteman", "en": "civil servant"},
    "current": {"sv": "aktuell", "en": "current"},
    "derived": {"sv": "härledd", "en": "derived"},
    "elected": {"sv": "förtroendevald", "en": "elected"},
    "ended": {"sv": "avslutad", "en": "ended"},
    "executive_chair": {"sv": "kommunstyrelsens ordförande", "en": "chair of the executive board"},
    "inferred": {"sv": "utläst", "en": "inferred"},
    "maintainer": {"sv": "uppgiven av förvaltaren", "en": "stated by the maintainer"},
    "member": {"sv": "ordinarie", "en": "member"},
    "not_applicable": {"sv": "gäller inte", "en": "not applicable"},
    "opposition": {"sv": "opposition", "en": "opposition"},
    "stated": {"sv": "angiven", "en": "stated"},
    "unknown": {"sv": "okänd", "en": "unknown"},
}

FACTS = {
    "target_year": {"sv": "målår", "en": "target year"},
    "member_municipalities": {"sv": "medlemskommuner", "en": "member municipalities"},
    "representation": {"sv": "representation i styrelsen", "en": "representation on the board"},
    "seats_malmo": {"sv": "Malmös platser i styrelsen", "en": "seats of Malmö on the board"},
    "seats_lund": {"sv": "Lunds platser i styrelsen", "en": "seats of Lund on the board"},
    "seats_other": {"sv": "övriga kommuners platser i styrelsen", "en": "seats of each other municipality"},
    "directors_attendance": {"sv": "kommundirektörernas deltagande", "en": "attendance of the municipal directors"},
    "chair_shared_by": {"sv": "vilka som delar ordförandeskapet", "en": "who shares the chair"},
    "chair_rotation": {"sv": "ordförandeskapets rotation", "en": "rotation of the chair"},
    "decision_rule": {"sv": "beslutsform", "en": "decision rule"},
    "equal_influence": {"sv": "lika inflytande", "en": "equal influence"},
    "participation": {"sv": "deltagandets grund", "en": "basis of participation"},
    "working_groups": {"sv": "antal arbetsgrupper", "en": "number of working groups"},
}


def sentence(kind: str, **facts: str | Text) -> Text:
    """The sentence of one event, in both languages. Raises KeyError for an unknown kind."""
    return {
        language: template.format(**{name: in_language(fact, language) for name, fact in facts.items()})
        for language, template in STORIES[kind].items()
    }


def in_language(fact: str | Text, language: str) -> str:
    """`fact`, if it reads the same in every language; else its text in this one."""
    return fact if isinstance(fact, str) else fact[language]


def count(number: int, noun: str) -> Text:
    """A number with its noun in the right form: "1 plats", "38 platser"."""
    return {language: f"{grouped(number, language)} {forms[number != 1]}" for language, forms in NOUNS[noun].items()}


def grouped(number: int, language: str) -> str:
    """An integer with its thousands set apart: by a no-break space in Swedish, by a comma in English."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}" if language == "sv" else ",")


def listing(parts: Sequence[str | Text], separator: str = ", ") -> Text:
    """The parts one after another, in both languages."""
    return {language: separator.join(in_language(part, language) for part in parts) for language in ("sv", "en")}


def value(content: object) -> str | Text:
    """A cell in running text; null is "(tomt)", a truth value yes or no."""
    if content is None:
        return WORDS["empty"]
    if isinstance(content, bool):
        return WORDS["true" if content else "false"]
    return content.isoformat() if isinstance(content, dt.date) else str(content)


def coded(content: object) -> str | Text:
    """A value of a closed list in running text; one without words of its own goes by its code."""
    return CODES.get(str(content)) or value(content)


def fact_label(fact_id: str) -> Text:
    """What a governance fact is about; an unknown one goes by its id."""
    return FACTS.get(fact_id, {"sv": fact_id, "en": fact_id})


def who(row: Mapping[str, Any]) -> str:
    """The person on a seat, with the party of those who have one: "Robert Wenglén (M)"."""
    return f"{row['person']} ({row['party']})" if row["party"] else str(row["person"])


def post(row: Mapping[str, Any]) -> Text:
    """What a seat is called in running text: "t f kommundirektör", "KSO"; in English "acting …"."""
    role = {"sv": _in_running_text(row["role_sv"]), "en": _in_running_text(row["role_en"])}
    printed = row["role_verbatim"]
    if printed and printed.isupper():  # an abbreviation is what Swedish readers know: KSO
        role["sv"] = printed
    return listing([WORDS["acting"], role], " ") if row["is_acting"] else role


def seat(row: Mapping[str, Any]) -> Text:
    """A seat with the one who has it: "Robert Wenglén (M), KSO"."""
    return listing([WORDS["vacant"] if row["is_vacant"] else who(row), post(row)])


def sentence_case(text: Text) -> Text:
    """`text` as it begins a sentence."""
    return {language: part[:1].upper() + part[1:] for language, part in text.items()}


def _in_running_text(label: str) -> str:
    return label if label.isupper() else label[:1].lower() + label[1:]
