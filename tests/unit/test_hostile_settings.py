"""A settings file that somebody made to do harm is refused at once, with its line."""

import time
from pathlib import Path

import pytest

from pipeline.document.jsonfile import read_json
from pipeline.document.yamlfile import read_yaml
from pipeline.errors import SettingsError, UsageError
from pipeline.wording.errors import sentence

LAUGHS = "- &a [ha, ha]\n" + "".join(
    f"- &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefghij", "bcdefghijk", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(LAUGHS, 2, id="aliases that multiply"),
        pytest.param("a: &a [*a]\n", 1, id="a value within itself"),
        pytest.param("a: " + "[" * 100_000, 1, id="values 100,000 deep"),
        pytest.param("a: 1\nb: 2\na: 3\n", 3, id="a key given twice"),
        pytest.param("a: !!python/object/apply:os.system [id]\n", 1, id="a command"),
        pytest.param("a: 1\n\tb: 2\n", 2, id="a tab"),
        pytest.param("å: 1\nb: \0\n", 2, id="a sign that nobody sees"),
    ],
)
def test_it_is_refused_at_once_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "source.yaml"
    path.write_text(text, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(UsageError) as refused:
        read_yaml(path)
    assert (refused.value.key, refused.value.facts["file"], refused.value.facts["line"]) == (
        "yaml_unreadable",
        path,
        line,
    )
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param('{"a": [{"b": 1}],\n "c": {"d": 1,\n "e": {}, "\\u0064": 2}}', 3, id="a key given twice"),
        pytest.param('{"a": "1e999",\n"b": [1e999]}', 2, id="a number beyond all numbers"),
        pytest.param('{"a":\nNaN}', 2, id="what is no number"),
        pytest.param('{"a": "\\ud800"}', None, id="half of a character"),
        pytest.param("[" * 100_000, None, id="values 100,000 deep"),
    ],
)
def test_a_schema_is_as_strict_as_other_settings(tmp_path: Path, text: str, line: int | None) -> None:
    path = tmp_path / "schema.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_json(path)
    assert (refused.value.key, refused.value.facts["file"], refused.value.facts.get("line")) == (
        "schema_unreadable",
        path,
        line,
    )


def test_what_is_no_json_is_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_text("{}{}", encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_json(path)
    assert "(efter slutet står det mer)" in sentence(refused.value, "sv")
    assert "(there is more after its end)" in sentence(refused.value, "en")


def test_a_schema_may_begin_with_the_mark_that_some_editors_put_there(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_text('{"fields": []}', encoding="utf-8-sig")
    assert read_json(path).value == {"fields": []}
