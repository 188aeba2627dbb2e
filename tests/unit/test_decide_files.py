"""An entry is added to a settings file, and all else in it stays as somebody wrote it."""

import csv
import datetime as dt
import io

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide.files import UnknownFormError, with_alias, with_entry, with_row

ENTRY = {"rule": "churn", "until": dt.date(2027, 1, 31), "reason": "x"}
LINE = '{rule: "churn", until: 2027-01-31, reason: "x"}'
FORMS = {
    "an empty key": ("persons:\naccept:\n", f"persons:\naccept:\n  - {LINE}\n"),
    "a key before another": ("accept:\npersons:\n", f"accept:\n  - {LINE}\npersons:\n"),
    "brackets, and a comment": ("accept: [ ]  # none\n", f"accept:  # none\n  - {LINE}\n"),
    "a tilde": ("accept: ~\n", f"accept:\n  - {LINE}\n"),
    "an entry with a comment": ("accept:\n  - {a: b}  # c\n\n# d\nx:\n", f"accept:\n  - {{a: b}}  # c\n  - {LINE}\n\n# d\nx:\n"),
    "no indent": ("accept:\n- a: b\npersons:\n", f"accept:\n- a: b\n- {LINE}\npersons:\n"),
    "a folded text": ("accept:\n- a: >\n    b\n    c\n\n# d\n", f"accept:\n- a: >\n    b\n    c\n- {LINE}\n\n# d\n"),
    "a list in brackets": ("accept: [{a: b},\n  {c: d},]\n", f"accept: [{{a: b}},\n  {{c: d}}, {LINE}]\n"),
    "no such key": ("# e\npersons:\n  - {a: b}\n", f"# e\npersons:\n  - {{a: b}}\naccept:\n  - {LINE}\n"),
    "nothing but comments": ("# e\n", f"# e\naccept:\n  - {LINE}\n"),
    "no line end": ("accept:", f"accept:\n  - {LINE}\n"),
    "lines as of Windows": ("accept:\r\npersons:\r\n", f"accept:\r\n  - {LINE}\r\npersons:\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_an_entry_goes_to_the_end_of_its_list_in_the_form_of_the_file(form):
    before, after = FORMS[form]
    assert with_entry(before, ENTRY, ["accept"]) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("r:\n  - {n: a}\n  - {n: b}\n", 'r:\n  - {n: a}\n  - {n: b, accepted: ["c"]}  # Eva\n'),
        ("r:\n  - {n: a}\n  - n: b\n    accepted: [d]\nx:\n", 'r:\n  - {n: a}\n  - n: b\n    accepted: [d, "c"]  # Eva\nx:\n'),
        ("r:\n  - {n: a}\n  - n: b\n    s: d\nx:\n", 'r:\n  - {n: a}\n  - n: b\n    s: d\n    accepted:\n      # Eva\n      - "c"\nx:\n'),
    ],
)  # fmt: skip
def test_an_entry_of_a_list_within_a_list_keeps_who_decided(before, after):
    assert with_entry(before, "c", ["r", "1", "accepted"], note="Eva") == after


@pytest.mark.parametrize("text", ["accept: {}\n", "accept: yes\n", "[accept]\n", "- accept\n"])
def test_a_file_of_another_form_is_left_alone(text):
    with pytest.raises(UnknownFormError):
        with_entry(text, ENTRY, ["accept"])


@given(st.text(), st.sampled_from([text for text, _ in FORMS.values()]))
def test_whatever_the_reason_says_is_read_back(reason, text):
    reason = "".join(character for character in reason if not 0xD800 <= ord(character) <= 0xDFFF)
    added = with_entry(text, {"reason": reason}, ["accept"])
    assert yaml.safe_load(added)["accept"][-1] == {"reason": reason}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.sampled_from(["", "- a\n", "# b\n", "[]\n", "- a"]))
def test_a_text_is_read_back(said, text):
    assert yaml.safe_load(with_entry(text, said, note="Eva, 2026-11-23"))[-1] == said


def test_a_row_goes_last_and_a_column_that_is_not_there_is_left_out():
    text = 'text,kind\r\n"a, b",word'
    added = with_row(text, {"text": 'c "d"', "kind": "vacancy", "source": "Eva"})
    assert added.startswith(text)
    assert list(csv.reader(io.StringIO(added)))[-1] == ['c "d"', "vacancy"]


def test_a_role_gets_one_more_name_and_the_others_stay_as_they_are():
    text = 'role,label_sv,aliases\nkso,"Ordf., KS",KSO|ordf\nmember,Ledamot,\n'
    assert with_alias(text, "kso", "ks-ordf") == text.replace("KSO|ordf", "KSO|ordf|ks-ordf")
    assert with_alias(text, "member", "led") == text.replace("Ledamot,", "Ledamot,led")
    with pytest.raises(UnknownFormError):
        with_alias(text, "mayor", "x")
