"""Every sentence that is asked for is there, in both languages, and is given the facts that it mentions."""

import ast
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import pipeline
from pipeline import errors
from pipeline.errors import PipelineError
from pipeline.model import LANGUAGES
from pipeline.pages.rulebook import Blank
from pipeline.wording.errors import ERRORS, sentence
from pipeline.wording.run import RUN
from pipeline.wording.sentences import FOLDER, Amount, filled, filled_plain, read

CODE = Path(pipeline.__file__).parent
FAULTS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, PipelineError)}
OF_THE_DOCUMENT = frozenset({"file", "line", "key", "value"})
"""What `Document` knows of a fault in it, whoever found it."""
TALK = {"say", "aside_say", "words", "watch"}
SPEAKS = ("pipeline.wording.run", ".watch(", "talk(ctx)")


@dataclass(frozen=True)
class Asked:
    """A place in the code that asks for a sentence."""

    where: str
    keys: frozenset[str]
    """The keys it may ask for: one where it is written there, else all texts of the module that are keys."""
    facts: frozenset[str]
    more: bool
    """Whether it gives facts that cannot be seen here (`**facts`)."""


def asked(names: Iterable[str], sentences: Mapping[str, object], modules: Iterable[Path]) -> list[Asked]:
    """The calls of `names` in some modules, and what they ask for."""
    return [place for path in modules for place in asked_in(path, frozenset(names), sentences)]


def asked_in(path: Path, names: frozenset[str], sentences: Mapping[str, object]) -> Iterator[Asked]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or name_of(node.func) not in names or not node.args:
            continue
        facts = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
        facts |= OF_THE_DOCUMENT if name_of(node.func) in {"SettingsError", "problem"} else frozenset()
        more = any(keyword.arg is None for keyword in node.keywords)
        keys = keys_of(node.args[0], texts, sentences)
        yield Asked(f"{path.relative_to(CODE)}:{node.lineno}", keys, facts, more)


def name_of(function: ast.expr) -> str | None:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None


def keys_of(argument: ast.expr, texts: set[str], sentences: Mapping[str, object]) -> frozenset[str]:
    if isinstance(argument, ast.Constant):
        return frozenset({argument.value})
    if isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        prefix = str(argument.values[0].value)
        return frozenset(key for key in sentences if key.startswith(prefix))
    return frozenset(texts & set(sentences))


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def modules() -> list[Path]:
    return sorted(path for path in CODE.rglob("*.py") if "wording" not in path.parts)


RAISED = asked(FAULTS | {"problem"}, ERRORS, modules())
SAID = asked(TALK, RUN, [path for path in modules() if any(map(path.read_text(encoding="utf-8").__contains__, SPEAKS))])


@pytest.mark.parametrize("place", RAISED, ids=lambda place: place.where)
def test_a_fault_has_a_sentence_and_the_facts_it_mentions(place: Asked) -> None:
    assert place.keys
    assert place.keys <= set(ERRORS)
    if len(place.keys) == 1:
        check_facts(place, ERRORS)


@pytest.mark.parametrize("place", SAID, ids=lambda place: place.where)
def test_what_is_said_has_a_sentence_and_the_facts_it_mentions(place: Asked) -> None:
    assert place.keys <= set(RUN)
    if len(place.keys) == 1:
        check_facts(place, RUN)


def check_facts(place: Asked, sentences: Mapping[str, Mapping[str, str]]) -> None:
    """The sentence mentions only what the place gives."""
    [key] = place.keys
    for template in sentences[key].values():
        missing = placeholders(template) - place.facts - {"suggestion"}
        assert place.more or not missing, key


@pytest.mark.parametrize("place", [place for place in RAISED if len(place.keys) > 1], ids=lambda place: place.where)
def test_a_place_that_raises_several_faults_gives_the_facts_of_those_raised_nowhere_else(place: Asked) -> None:
    elsewhere = {key for other in RAISED if len(other.keys) == 1 for key in other.keys}
    for key in place.keys - elsewhere:
        assert place.more or placeholders(ERRORS[key]["en"]) <= place.facts, key


def test_no_sentence_is_left_over() -> None:
    assert set(ERRORS) <= {key for place in RAISED for key in place.keys}
    assert set(RUN) <= {key for place in SAID for key in place.keys}


@pytest.mark.parametrize(("table", "key"), [(table, key) for table in (ERRORS, RUN) for key in table])
def test_both_languages_say_the_same_of_the_same_facts(table: Mapping[str, Mapping[str, str]], key: str) -> None:
    assert set(table[key]) == {"sv", "en"}
    assert placeholders(table[key]["sv"]) == placeholders(table[key]["en"])


@pytest.mark.parametrize("key", ERRORS)
def test_a_fault_is_told_in_sentences_that_end(key: str) -> None:
    for template in ERRORS[key].values():
        assert template.rstrip().endswith((".", ":", "}"))


def test_a_word_that_was_probably_meant_is_suggested() -> None:
    error = errors.UsageError("unknown_package", name="mlr", known="mlr-organisation", nearest="mlr-organisation")
    assert "Did you mean mlr-organisation?" in sentence(error, "en")
    assert "Menade du mlr-organisation?" in sentence(error, "sv")


def test_a_line_of_a_page_is_no_line_of_a_file() -> None:
    damaged = errors.SourceError("source_damaged", line=75, offset=3919, found="F2")
    assert "line 75, byte 3919 (F2)" in sentence(damaged, "en")


def texts_in(table: Mapping[str, object], place: str) -> Iterator[tuple[str, str, str]]:
    """Each text of a file of texts: where it is, its language, and itself."""
    for key, part in table.items():
        if isinstance(part, Mapping):
            yield from texts_in(part, f"{place}: {key}")
        elif isinstance(part, str):
            yield place, key, part


TEXTS = [text for path in sorted(FOLDER.glob("*.toml")) for text in texts_in(read(path.stem), path.stem)]
COUNTED = re.compile(r"\{(\w+):([^{}|]*\|)?([^{}|]+)\|([^{}|]+)\}")
"""A number with what it counts."""
MANY = {
    language: {
        word
        for _, other, text in TEXTS
        if other == language
        for *_, one, many in COUNTED.findall(text)
        for word in set(many.split()) - set(one.split())
    }
    for language in LANGUAGES
}
"""What stands after 2 and never after 1, as the texts themselves have it."""


NUMBERS = {name for _, _, text in TEXTS for name, *_ in COUNTED.findall(text)} - {"found", "fields"}
"""Facts that are numbers wherever they are mentioned; the two are words elsewhere."""


class Numbered(dict[str, object]):
    """The same number for every fact that is one."""

    def __init__(self, number: int, language: str) -> None:
        self._amount = Amount(number, language)

    def __missing__(self, key: str) -> Amount | Blank:
        return self._amount if key in NUMBERS else Blank("…")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_is_never_told_in_the_plural(language: str) -> None:
    """A noun that agrees with its number in one sentence does so in all."""
    wrong = re.compile(rf"(?<![\w.,])1 (?:\w+ )?(?:{'|'.join(MANY[language])})\b")
    told = [(place, text.format_map(Numbered(1, language))) for place, other, text in TEXTS if other == language]
    assert len(MANY[language]) > 30
    assert [(place, text) for place, text in told if wrong.search(text)] == []


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 rader"), (1, "1 rad"), (2, "2 rader"), (1204, "1\N{NO-BREAK SPACE}204 rader")]
)
def test_a_number_takes_along_what_it_counts(count: int, told: str) -> None:
    assert filled("{count:rad|rader}", "sv", {"count": count}) == told
    assert filled_plain("{count:rad|rader}", "sv", {"count": count}) == told


def test_a_number_of_a_line_is_its_digits() -> None:
    assert filled("rad {line}", "sv", {"line": 1204}) == "rad 1204"
