"""Questions, edits and what is left, as a person or a script reads them."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.decide.edits import Edit, municipality_of
from pipeline.errors import UnfitSource
from pipeline.files import canonical_json
from pipeline.flow.questions import Open
from pipeline.model import LANGUAGES
from pipeline.organisation.questions import WISHES, Question
from pipeline.schema import Json
from pipeline.wording.decide import meaning, told
from pipeline.wording.errors import sentence
from pipeline.wording.plain import printable
from pipeline.wording.rules import finding_texts
from pipeline.wording.run import Talk


def what_is_asked(question: Question, language: str) -> list[str]:
    """What was found, and what a person should look at."""
    if question.finding is None:
        return [sentence(UnfitSource("table_loses", **question.facts), language)]
    texts = finding_texts(question.finding)
    action = texts[f"action_{language}"].partition("\n")[0]
    return [printable(texts[f"message_{language}"]), printable(action)]


def meanings(question: Question, language: str) -> Iterator[str]:
    """What each answer says."""
    facts = {**(question.finding.facts if question.finding else {}), "municipality": municipality_of(question)}
    for answer in question.answers:
        yield meaning(answer, language, **{"person_id": "?", **facts})


def listing(left: Open, form: str, talk: Talk) -> None:
    """List what is open, with the ids that answers are given to."""
    if form == "json":
        talk.result(canonical_json([_as_json(question) for question in left.questions]).decode().rstrip("\n"))
        return
    language = talk.language
    if left.questions:
        count = len(left.questions)
        talk.result(told("open_one" if count == 1 else "open_many", language, count=count))
    for question in left.questions:
        weight = told("stops" if question.stops else "waits_not", language)
        talk.result("")
        talk.result(told("item", language, id=question.id, packages=", ".join(question.packages), weight=weight))
        for line in what_is_asked(question, language):
            talk.result(f"  {line}")
        for answer, text in zip(question.answers, meanings(question, language), strict=True):
            key = "answer_with_text" if answer in WISHES else "answer"
            talk.result(f"    {told(key, language, answer=answer, meaning=text)}")
    if left.questions:
        talk.result("")
        talk.result(told("how", language))
    elif not left.held and not left.faults:
        talk.result(told("none", language))
    _held(left, talk)


def outcome(left: Open, talk: Talk) -> None:
    """Say what is left after answers were given."""
    count = len(left.questions)
    if count:
        talk.result(told("left_one" if count == 1 else "left_many", talk.language, count=count))
    elif not left.held and not left.faults:
        talk.result(told("settled", talk.language))
    _held(left, talk)


def changes(edit: Edit, root: Path, talk: Talk) -> None:
    """Show what was written."""
    talk.result(told("written", talk.language, file=edit.path.relative_to(root)))
    for line in edit.diff(root):
        talk.result(printable(line))


def still_to_do(question: Question, answer: str, talk: Talk) -> None:
    """Say what an answer leaves to do: the archive forgets only by `erase`."""
    if answer == "forget" and question.finding:
        facts = {"package": question.packages[0], "person_id": question.finding.facts["person_id"]}
        talk.result(told("forget_next", talk.language, **facts))


def _held(left: Open, talk: Talk) -> None:
    if left.held:
        talk.result("")
        talk.result(told("held", talk.language))
    texts = (finding_texts(finding) for _, finding in left.held)
    for message, action in dict.fromkeys(
        (item[f"message_{talk.language}"], item[f"action_{talk.language}"]) for item in texts
    ):
        talk.result(f"  {printable(message)}")
        talk.result(f"    → {printable(action)}")


def _as_json(question: Question) -> Json:
    """A question as scripts read it."""
    finding = question.finding
    return {
        "id": question.id,
        "rule": question.rule,
        "packages": list(question.packages),
        "stops": question.stops,
        "source_line": finding.source_line if finding else None,
        "message": {language: " ".join(what_is_asked(question, language)) for language in LANGUAGES},
        "answers": [
            {
                "answer": answer,
                "needs_text": answer in WISHES,
                **{language: list(meanings(question, language))[place] for language in LANGUAGES},
            }
            for place, answer in enumerate(question.answers)
        ],
    }
