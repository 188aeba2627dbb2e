"""What `decide` says: a question in plain words, the answers that settle it, and what else an answer has to say."""

from pipeline.schema import Text
from pipeline.wording.plain import PlainFormatter

ANSWERS: dict[str, Text] = {
    "same": {
        "sv": "samma person som {person_id}",
        "en": "the same person as {person_id}",
    },
    "different": {
        "sv": "någon annan än {person_id}",
        "en": "somebody else than {person_id}",
    },
    "accept": {
        "sv": "det är rätt så: publicera det",
        "en": "it is right as it stands: publish it",
    },
    "read": {
        "sv": "jag har läst texten, och den hör till sidan",
        "en": "I have read the text, and it belongs to the page",
    },
    "set_aside": {
        "sv": "raden hör till sidan men ska aldrig läsas",
        "en": "the line belongs to the page but is never to be read",
    },
    "correct": {
        "sv": "ett feltryck: jag skriver hur raden ska lyda",
        "en": "a misprint: I write what the line should say",
    },
    "party": {
        "sv": "ett lokalt parti i {municipality}: jag skriver vad det heter",
        "en": "a local party of {municipality}: I write its name",
    },
    "role": {
        "sv": "en annan benämning på en titel vi känner: jag skriver vilken",
        "en": "another word for a title that we know: I write which",
    },
    "vacant": {
        "sv": "orden säger att platsen är tom",
        "en": "the words say that the place is empty",
    },
    "forget": {
        "sv": "samma person: namnet ska förbli glömt",
        "en": "the same person: the name is to stay forgotten",
    },
    "namesake": {
        "sv": "någon annan: jag skriver namnet som det står på sidan",
        "en": "somebody else: I write the name as the page has it",
    },
    "accept_table": {
        "sv": "filen är rätt: publicera tabellen som den är",
        "en": "the file is right: publish the table as it is",
    },
}
"""By answer: what it means, said of the question's facts."""

DECIDE: dict[str, Text] = {
    "none": {
        "sv": "Det finns ingenting att avgöra. `mlr-opendata plan` visar vad som skulle publiceras.",
        "en": "There is nothing to decide. `mlr-opendata plan` shows what would be published.",
    },
    "open_one": {
        "sv": "En fråga att avgöra:",
        "en": "One question to decide:",
    },
    "open_many": {
        "sv": "{count} frågor att avgöra:",
        "en": "{count} questions to decide:",
    },
    "how": {
        "sv": (
            "Svara i en terminal med `mlr-opendata decide`, eller med `--answers FIL`: "
            "en post per fråga, med answer, reason och by."
        ),
        "en": (
            "Answer in a terminal with `mlr-opendata decide`, or by `--answers FILE`: "
            "an entry a question, with answer, reason and by."
        ),
    },
    "head": {
        "sv": "Fråga {number} av {count} · {packages} · {id}",
        "en": "Question {number} of {count} · {packages} · {id}",
    },
    "item": {"sv": "{id}  ({packages}; {weight})", "en": "{id}  ({packages}; {weight})"},
    "stops": {"sv": "stoppar publiceringen", "en": "stops the release"},
    "waits_not": {"sv": "publiceras ändå", "en": "published all the same"},
    "answer": {"sv": "answer: {answer}  {meaning}", "en": "answer: {answer}  {meaning}"},
    "answer_with_text": {
        "sv": "answer: {answer}  {meaning} (text: …)",
        "en": "answer: {answer}  {meaning} (text: …)",
    },
    "choice": {"sv": "  {number}  {meaning}", "en": "  {number}  {meaning}"},
    "ask_choice": {
        "sv": "Ditt svar (1–{count}; Enter: senare; s: sluta): ",
        "en": "Your answer (1–{count}; Enter: later; q: end): ",
    },
    "ask_reason": {"sv": "Varför? ", "en": "Why? "},
    "ask_by": {"sv": "Vem avgör? ", "en": "Who decides? "},
    "ask_by_again": {"sv": "Vem avgör? [{by}] ", "en": "Who decides? [{by}] "},
    "ask_until": {
        "sv": "För sidor sedda före vilken dag? [{until}] ",
        "en": "For pages seen before which day? [{until}] ",
    },
    "ask_line": {"sv": "Raden ska lyda: ", "en": "The line should say: "},
    "ask_party": {"sv": "Partiet heter: ", "en": "The party is called: "},
    "ask_role": {"sv": "Titeln är ({known}): ", "en": "The title is ({known}): "},
    "ask_name": {"sv": "Namnet på raden: ", "en": "The name on the line: "},
    "not_a_choice": {
        "sv": "Svara med ett tal mellan 1 och {count}.",
        "en": "Answer with a number between 1 and {count}.",
    },
    "not_a_day": {
        "sv": "”{value}” är ingen dag; skriv den som 2026-11-23.",
        "en": "“{value}” is no day; write it as 2026-11-23.",
    },
    "needed": {"sv": "Det behövs.", "en": "That is needed."},
    "written": {"sv": "Skrivet i {file}:", "en": "Written into {file}:"},
    "forget_next": {
        "sv": "Kör nu `mlr-opendata erase {package} {person_id} --reason …`, så att också arkivet glömmer namnet.",
        "en": "Now run `mlr-opendata erase {package} {person_id} --reason …`, so that the archive forgets the name too.",
    },
    "left_one": {
        "sv": "En fråga är kvar; `mlr-opendata decide` ställer den igen.",
        "en": "One question is left; `mlr-opendata decide` asks it again.",
    },
    "left_many": {
        "sv": "{count} frågor är kvar; `mlr-opendata decide` ställer dem igen.",
        "en": "{count} questions are left; `mlr-opendata decide` asks them again.",
    },
    "settled": {
        "sv": "Allt är avgjort. `mlr-opendata plan` visar vad som skulle publiceras.",
        "en": "All is decided. `mlr-opendata plan` shows what would be published.",
    },
    "held": {
        "sv": "Det här avgör inget svar; sidan eller en inställning måste ändras:",
        "en": "No answer settles this; the page or a setting must change:",
    },
}


def told(key: str, language: str, **facts: object) -> str:
    """The sentence called `key` in a language ("sv" or "en"), with its facts filled in."""
    return PlainFormatter().vformat(DECIDE[key][language], (), facts)


def meaning(answer: str, language: str, **facts: object) -> str:
    """What an answer says, of the facts of its question."""
    return PlainFormatter().vformat(ANSWERS[answer][language], (), facts)
