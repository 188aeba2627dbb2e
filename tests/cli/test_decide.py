"""Whatever holds a release is asked in plain words, and an answer puts the right lines into the right file."""

import json
import runpy
import shutil
from pathlib import Path

import pytest
import yaml

from pipeline.decide import decide
from pipeline.project import Settings, now
from pipeline.wording.run import Talk

GOLDEN = Path(__file__).parent.parent / "golden"
SOURCE = "datapackage/sources/om-mlr"
pytestmark = pytest.mark.usefixtures("published")
CHECKOUT = GOLDEN.parent.parent
SEEN = ["--observed-at", "2026-11-20"]
KINDS = {  # the golden page, the rule that holds it, the answer, what it says beside itself, and where it is written
    "same": ("respelled-name", "near_spelling", "", "decisions.yaml"),
    "different": ("party-change", "other_party", "", "decisions.yaml"),
    "accept": ("two-chairs", "executive_chair_count", "", "decisions.yaml"),
    "correct_line": (
        "two-chairs",
        "executive_chair_count",
        "Per Bengtsson (S), KSO -> Per Bengtsson (S)",
        "corrections.yaml",
    ),
    "read": ("infected-task", "unreviewed_text", "", "texts.yaml"),
    "set_aside": ("infected-html-visible", "unclassified_line", "", "corrections.yaml"),
    "correct": ("title-before-a-name", "name_shape", "Anders Grundtman (S), KSO", "corrections.yaml"),
    "party": ("local-party-elsewhere", "unknown_parenthesis", "Lommas eget parti", "parties.csv"),
    "role": ("hidden-characters", "unknown_role", "kso", "roles.csv"),
    "new_elected": ("unknown-title-accepted", "unknown_role", "group leader", "roles.csv"),
    "vacant": ("placeholder-unknown", "name_shape", "", "not_names.csv"),
}


def page_of(case):
    return max(path for path in (GOLDEN / case).iterdir() if path.suffix in {".txt", ".html"})


def questions(run, *options):
    result = run("decide", *options, "--format", "json")
    return json.loads(result.stdout.partition("\n]")[0] + "\n]") if result.stdout.startswith("[\n") else []


def answered(project, run, options, answers):
    path = project / "answers.yaml"
    path.write_text(yaml.safe_dump(answers, allow_unicode=True), encoding="utf-8")
    return run("decide", *options, "--answers", path)


def settings_of(project, **given):
    return Settings(root=project, target=project / "public", clock=now(), **given)


def reading(project, name):
    """A settings file of the source or the reference lists, as text."""
    folder = project / ("datapackage/reference" if name.endswith(".csv") else SOURCE)
    return (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("answer", KINDS)
def test_each_kind_of_question_goes_from_plan_through_decide_to_publish(answer, project, run):
    case, rule, text, file = KINDS[answer]
    page = ["--source", page_of(case), *SEEN]
    before = reading(project, file)
    assert run("plan", *page, "--formats", "csv").exit_code == 1

    for _ in range(6):
        if not (left := questions(run, *page)):
            break
        question = next((item for item in left if item["rule"] == rule), left[0])
        asked_for = answer if question["rule"] == rule else question["answers"][0]["answer"]
        said = {"answer": asked_for, "reason": "Seen in the minutes.", "by": "Eva"} | ({"text": text} if text else {})
        if asked_for != answer:
            said.pop("text", None)
        result = answered(project, run, page, {question["id"]: said})
        assert result.exit_code in {0, 1}, result.output
        assert any(line.startswith("+") and "Eva" in line for line in result.stdout.splitlines())

    after = reading(project, file)
    lost = [line for line in before.splitlines() if line not in after.splitlines()]
    assert len(lost) == (1 if answer == "role" else 0)
    if case != "hidden-characters":  # characters that nobody sees are no question
        assert run("plan", *page, "--formats", "csv").exit_code == 0
        assert run("publish", *page, "--formats", "csv").exit_code == 0


def test_in_a_pipe_the_open_questions_are_listed_with_their_ids_and_an_exit_code(project, run):

    result = run("decide", "--source", page_of("respelled-name"), *SEEN)

    assert result.exit_code == 1
    assert "near_spelling-" in result.stdout
    assert "Roko Kursár (Malmö, line 81) resembles Roko Kursar" in result.stdout
    assert "answer: same  the same person as p-0021" in result.stdout


def test_nothing_to_decide_ends_well(project, run):
    result = run("decide")

    assert result.exit_code == 0
    assert "There is nothing to decide" in result.stdout


def test_the_id_of_a_question_is_the_same_in_both_packages_and_until_it_is_answered(project, run):
    page = ["--source", page_of("election"), *SEEN]

    [first], [again] = questions(run, *page), questions(run, *page)

    assert first["id"] == again["id"]
    assert first["packages"] == ["mlr-organisation", "mlr-working-groups"]


def test_comments_and_form_of_the_file_stay_and_the_change_is_shown(project, run):
    page = ["--source", page_of("respelled-name"), *SEEN]
    before = reading(project, "decisions.yaml")
    [question] = questions(run, *page)

    result = answered(project, run, page, {question["id"]: {"answer": "same", "reason": 'She: "so".', "by": "Eva"}})

    line = (
        '  - {name: "Roko Kursár", municipality: "Malmö", same_as: "p-0021", reason: "She: \\"so\\".", '
        'decided_by: "Eva", decided_on: 2026-11-23}'
    )
    assert reading(project, "decisions.yaml") == before.replace("persons:\naccept:", f"persons:\n{line}\naccept:")
    assert f"+{line}" in result.stdout
    assert f"--- a/{SOURCE}/decisions.yaml" in result.stdout
    assert "All is decided" in result.stdout


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"answer": "maybe", "reason": "x", "by": "Eva"}, "maybe is no answer to"),
        ({"answer": "same", "by": "Eva"}, "lacks reason"),
        ({"answer": "same", "reason": "  ", "by": "Eva"}, "lacks reason"),
        ({"answer": "same", "reason": "x"}, "lacks by"),
        ({"answer": "same", "reason": "x", "by": "Eva", "text": "y"}, "takes no text"),
        ({"answer": "same", "reason": "x", "by": "Eva", "until": "soon"}, "is no day"),
        ({"answer": "same", "reason": ["x"], "by": "Eva"}, "should be a text"),
        ({"answer": "same", "raeson": "x", "by": "Eva"}, "raeson"),
        ("same", "an entry a question"),
    ],
)
def test_an_answer_that_does_not_fit_is_one_sentence_and_nothing_is_written(said, sentence, project, run):
    page = ["--source", page_of("respelled-name"), *SEEN]
    before = reading(project, "decisions.yaml")
    [question] = questions(run, *page)

    result = answered(project, run, page, {question["id"]: said})

    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.output
    assert reading(project, "decisions.yaml") == before


def test_one_answer_to_nothing_and_none_of_the_others_is_written(project, run):
    page = ["--source", page_of("respelled-name"), *SEEN]
    before = reading(project, "decisions.yaml")
    [question] = questions(run, *page)
    same = {"answer": "same", "reason": "x", "by": "Eva"}

    result = answered(project, run, page, {question["id"]: same, "near_spelling-000000": {**same}})

    assert result.exit_code == 2
    assert "No question is called near_spelling-000000" in result.stderr
    assert reading(project, "decisions.yaml") == before


def test_an_answer_that_settles_nothing_is_taken_back(project, run):
    page = ["--source", page_of("two-chairs"), *SEEN]
    before = reading(project, "decisions.yaml")
    [question] = questions(run, *page)
    over = {"answer": "accept", "reason": "x", "by": "Eva", "until": "2026-01-01"}

    result = answered(project, run, page, {question["id"]: over})

    assert result.exit_code == 2
    assert "does not settle the question" in result.stderr
    assert reading(project, "decisions.yaml") == before


def test_answers_in_one_file_may_be_to_questions_that_arise_from_each_other(project, run):
    page = ["--source", page_of("person-in-prose"), *SEEN]
    answers = {}
    copy = project.parent / "copy"
    shutil.copytree(project, copy)
    for _ in range(5):  # what is asked is found out beside
        left = questions(run, "--target", copy / "public", *page)
        if not left:
            break
        answers |= {left[0]["id"]: {"answer": left[0]["answers"][0]["answer"], "reason": "x", "by": "Eva"}}
        answered(project, run, page, {left[0]["id"]: answers[left[0]["id"]]})
    shutil.rmtree(project / "datapackage")
    shutil.copytree(copy / "datapackage", project / "datapackage")

    result = answered(project, run, page, answers)

    assert len(answers) > 1
    assert result.exit_code == 0
    assert run("publish", *page, "--formats", "csv").exit_code == 0


@pytest.mark.parametrize("answer", ["forget", "namesake"])
def test_a_name_that_is_near_to_a_forgotten_one_is_decided_without_telling_it(answer, project, run, monkeypatch):
    monkeypatch.setenv("MLR_OPENDATA_ERASURE_KEY", str(project.parent / "erasure.key"))
    assert run("erase", "mlr-organisation", "p-0021", "--reason", "Article 17").exit_code == 0
    page = ["--source", page_of("respelled-name"), *SEEN]

    [question] = questions(run, *page)
    said = {"answer": answer, "reason": "Asked the town.", "by": "Eva"}
    result = answered(
        project, run, page, {question["id"]: said | ({"text": "Roko Kursár"} if answer == "namesake" else {})}
    )

    assert result.exit_code == 0
    assert "Kurs" not in json.dumps(question)
    assert ("Kursár" in result.stdout) == (answer == "namesake")
    assert ("Now run `mlr-opendata erase mlr-organisation p-0021" in result.stdout) == (answer == "forget")


def test_a_doubtful_table_is_accepted_where_its_package_is_described(tmp_path, run, monkeypatch):
    for name in ("datapackage", "schemas"):
        shutil.copytree(CHECKOUT / "examples" / "ledger" / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    monkeypatch.setenv("LANG", "C.UTF-8")
    shutil.copy(CHECKOUT / "examples" / "ledger" / "generate.py", tmp_path)
    runpy.run_path("generate.py")["main"](200)
    table, path = Path("data/payments.csv"), Path("datapackage/ledger/datapackage.yaml")
    table.write_text(table.read_text(encoding="utf-8").replace(" AB", " KÃ¤vlinge AB", 1), encoding="utf-8")

    [question] = questions(run)
    said = {"answer": "accept_table", "reason": "The firm is called so.", "by": "Eva"}
    result = answered(tmp_path, run, [], {question["id"]: said})

    assert question["rule"] == "table_loses"
    assert result.exit_code == 0, result.output
    assert "# Eva, 2026-11-23: The firm is called so." in path.read_text(encoding="utf-8")
    assert run("plan").exit_code == 0


def talking(said, language="en"):
    return Talk(language=language, result=said.append, aside=lambda _text: None, terminal=False)


def test_a_person_is_asked_in_plain_words_and_an_interrupt_keeps_what_was_answered(project, run):
    said, prompts = [], []
    replies = iter(["9", "1", "", "They swapped seats.", "Eva"])

    def ask(prompt):
        prompts.append(prompt)
        try:
            return next(replies)
        except StopIteration:
            raise KeyboardInterrupt from None

    settings = settings_of(project, source=str(page_of("headings-exchanged")))
    with pytest.raises(KeyboardInterrupt):
        decide(settings, talking(said), None, ask, "", "text")

    written = yaml.safe_load(reading(project, "decisions.yaml"))["persons"]
    assert [(item["same_as"], item["reason"], item["decided_by"]) for item in written] == [
        ("p-0001", "They swapped seats.", "Eva")
    ]
    text = "\n".join(said)
    assert "Question 1 of 6" in text
    assert "  1  the same person as p-0001" in text
    assert "Answer with a number between 1 and 2." in text
    assert "That is needed." in text
    assert "Question 2 of 6" in text
    assert prompts[-1].startswith("Your answer (1–2; Enter: later; q: end)")


def test_a_question_may_be_left_for_later_and_is_asked_in_swedish(project, run):
    said = []
    replies = iter([""])
    settings = settings_of(project, source=str(page_of("respelled-name")))

    code = decide(settings, talking(said, "sv"), None, lambda _prompt: next(replies), "", "text")

    assert code == 1
    assert "Är det samma person?" in said
    assert said[-1] == "1 fråga är kvar; `mlr-opendata decide` frågar igen."


def test_a_chair_that_the_page_forgot_is_put_where_somebody_says(project, run):
    page = project / "page.txt"
    said = page_of("two-chairs").read_text(encoding="utf-8").replace(", KSO", "", 1)
    page.write_text(said.replace("Per Bengtsson (S), KSO", "Per Bengtsson (S)"), encoding="utf-8")
    options = ["--source", page, *SEEN]
    question = next(item for item in questions(run, *options) if item["rule"] == "executive_chair_count")
    assert [each["answer"] for each in question["answers"]] == ["accept", "correct_line"]
    for text, sentence in (("Per", "does not say which line"), ("No such line -> x", "does not settle the question")):
        answer = {"answer": "correct_line", "text": text, "reason": "x", "by": "Eva"}
        assert sentence in answered(project, run, options, {question["id"]: answer}).output
    answer = {"answer": "correct_line", "text": "Lars Johnson (M) → Lars Johnson (M), KSO", "reason": "x", "by": "Eva"}
    answered(project, run, options, {question["id"]: answer})
    assert "executive_chair_count" not in {item["rule"] for item in questions(run, *options)}


@pytest.mark.parametrize(
    ("answer", "text", "row"),
    [
        ("new_employed", "Group leader", "group_leader,Gruppledare,Group leader,civil_servant,gruppledare"),
        ("new_elected", "Chair", "or is a title already"),
        ("new_elected", "ÅÄÖ", "has no letters a–z"),
    ],
)
def test_a_title_that_no_list_has_becomes_one_by_its_english_name(project, run, answer, text, row):
    page = ["--source", page_of("unknown-title-accepted"), *SEEN]
    [question] = questions(run, *page)
    result = answered(
        project, run, page, {question["id"]: {"answer": answer, "reason": "x", "by": "Eva", "text": text}}
    )
    assert row in (result.output if row.startswith(("or ", "has ")) else reading(project, "roles.csv").splitlines())
