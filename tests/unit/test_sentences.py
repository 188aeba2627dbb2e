"""A translator edits files of texts alone, and is told what a text lacks."""

import shutil
from pathlib import Path

import pytest

from pipeline.wording import sentences
from pipeline.wording.sentences import FOLDER, Sentences, read


@pytest.fixture(autouse=True)
def read_anew():
    read.cache_clear()
    yield
    read.cache_clear()


@pytest.fixture
def room(tmp_path, monkeypatch):
    shutil.copy(FOLDER / "writing.toml", tmp_path)  # how numbers are written
    monkeypatch.setattr(sentences, "FOLDER", tmp_path)
    return tmp_path / "room.toml"


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_every_text_is_there_in_all_languages_and_mentions_only_the_facts_it_may(path: Path) -> None:
    assert read(path.stem)


def test_a_text_that_lacks_a_language_is_named(room: Path) -> None:
    room.write_text('[greeting]\nsv = "Hej"\n')
    with pytest.raises(ValueError, match=r"room.toml: greeting has no text in 'en'"):
        Sentences("room")["greeting"]


def test_a_fact_that_a_text_may_not_use_is_named(room: Path) -> None:
    room.write_text('[greeting]\nfacts = ["name"]\nsv = "Hej {name}"\nen = "Hello {nam}"\n')
    with pytest.raises(ValueError, match=r"greeting, 'en', mentions \['nam'\]"):
        Sentences("room")["greeting"]


def test_doubled_braces_are_no_fact(room: Path) -> None:
    room.write_text('[greeting]\nsv = "{{x}}"\nen = "{{x}}"\n')
    assert Sentences("room")["greeting"]["sv"].format() == "{x}"


def test_a_third_language_is_a_matter_of_adding_texts(room: Path, monkeypatch) -> None:
    monkeypatch.setattr(sentences, "LANGUAGES", ("sv", "en", "da"))
    room.write_text('[greeting]\nfacts = ["name"]\nsv = "Hej {name}"\nen = "Hello {name}"\nda = "Goddag {name}"\n')
    assert Sentences("room")["greeting"]["da"].format(name="Anna") == "Goddag Anna"


def test_texts_are_read_when_they_are_asked_for(room: Path) -> None:
    words = Sentences("room", "words")
    room.write_text('[words.yes]\nsv = "ja"\nen = "yes"\n')
    assert (dict(words), len(words)) == ({"yes": {"sv": "ja", "en": "yes"}}, 1)


@pytest.mark.parametrize(("number", "told"), [(0, "today, 0 rows"), (1, "1 day ago, 1 row"), (2, "2 days ago, 2 rows")])
def test_a_number_is_told_with_what_it_counts_in_the_right_form(room: Path, number: int, told: str) -> None:
    text = "{n:today|day ago|days ago}, {n:row|rows}"
    room.write_text(f'[told]\nfacts = ["n"]\nsv = "{text}"\nen = "{text}"\n')
    assert Sentences("room").say("told", "en", n=number) == told


def test_bytes_are_told_as_gigabytes_with_the_decimals_of_the_language(room: Path) -> None:
    room.write_text('[told]\nfacts = ["free"]\nsv = "{free:GB}"\nen = "{free:GB}"\n')
    assert Sentences("room").both("told", free=63_412_000_000) == {"sv": "63,4 GB", "en": "63.4 GB"}


def test_thousands_that_are_set_apart_stay_so(room: Path) -> None:
    room.write_text('[told]\nfacts = ["count"]\nsv = "{count}"\nen = "{count}"\n')
    assert Sentences("room").say("told", "sv", count="20\N{NO-BREAK SPACE}000") == "20\N{NO-BREAK SPACE}000"


def test_a_fact_may_be_called_as_anything_and_is_made_plain(room: Path) -> None:
    room.write_text('[told]\nfacts = ["key", "self"]\nsv = "{key} {self}"\nen = "{key}, {self}"\n')
    words = Sentences("room")
    assert words.say("told", "en", key="a\nb", self=1) == "a\\nb, 1"
    assert words.in_language("sv") == {"told": "{key} {self}"}
