"""Questions, edits and what is left, as a person or a script reads them."""

from pathlib import Path

from pipeline.decide.edits import Edit
from pipeline.flow.open_questions import Open
from pipeline.model import LANGUAGES
from pipeline.organisation.questions import WISHES, Question
from pipeline.schema import Json
from pipeline.wording.decide import told
from pipeline.wording.plain import printable
from pipeline.wording.rules import finding_texts
from pipeline.wording.run import Talk


def listing(left: Open, form: str, talk: Talk) -> None:
    """List what is open, with the ids that answers are given to."""
    if form == "json":
        talk.answer([_as_json(question) for question in left.questions])
        return
    language = talk.language
    if left.questions:
        talk.result(told("open", language, count=len(left.questions)))
    for question in left.questions:
        weight = told("stops" if question.stops else "waits_not", language)
        talk.result("")
        talk.result(told("item", language, id=question.id, packages=", ".join(question.packages), weight=weight))
        for line in question.asks(language):
            talk.result(f"  {line}")
        for answer, text in zip(question.answers, question.meanings(language), strict=True):
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
    if left.questions:
        talk.result(told("left", talk.language, count=len(left.questions)))
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
        "message": {language: " ".join(question.asks(language)) for language in LANGUAGES},
        "answers": [
            {
                "answer": answer,
                "needs_text": answer in WISHES,
                **{language: list(question.meanings(language))[place] for language in LANGUAGES},
            }
            for place, answer in enumerate(question.answers)
        ],
    }
