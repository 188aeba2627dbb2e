"""A settings file that somebody made to do harm is refused at once, with its line."""

import time
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.yamlfile import read_yaml

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
