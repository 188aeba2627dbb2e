"""A form proves nothing that frictionless rejects, and knows the ordinary ways to write a value."""

import re
import string
from typing import Any

import frictionless
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.prover import forms
from pipeline.prover.buffers import strings
from pipeline.prover.forms import form_of
from pipeline.prover.layout import Column
from pipeline.prover.numeric import numeric_test
from pipeline.prover.plan import column_of


def column(descriptor: dict[str, Any]) -> Column:
    """A column as frictionless describes it."""
    return column_of(frictionless.Field.from_descriptor({"name": "f", **descriptor}))


def passes(descriptor: dict[str, Any], text: str) -> bool:
    """Whether the form of a column proves a text."""
    form = form_of(column(descriptor))
    return form is not None and bool(form.test(strings([text]))[0])


YEARS, MONTHS, DAYS = (1900, 2000, 2023, 2024), range(15), range(33)

KNOWN = [
    ({"type": "integer"}, "-?[0-9]{1,20}|0x1|1e3|\\+1"),
    ({"type": "integer", "constraints": {"minimum": 10, "maximum": 20}}, "-?[0-9]{1,3}"),
    ({"type": "number"}, r"-?[0-9]{0,3}\.?[0-9]{0,3}|-?[0-9]{14,18}|1e5|0x1|inf|nan"),
    ({"type": "number", "constraints": {"minimum": "0.1", "exclusiveMaximum": 1}}, r"-?[01]\.[0-9]{1,3}|0\.10{0,20}1?"),
    ({"type": "number", "decimalChar": ","}, "-?[0-9]{1,3}[,.]?[0-9]{0,3}"),
    ({"type": "date"}, "[0-9]{4}-[01]?[0-9]-[0-3]?[0-9]"),
    ({"type": "date", "constraints": {"minimum": "2020-06-15"}}, "20(19|20|21)-0[67]-1[456]"),
    ({"type": "datetime"}, "20[0-9]{2}-0[1-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z|\\.5|\\+01:00)?"),
    ({"type": "datetime", "constraints": {"maximum": "2020-06-15T12:00:00"}}, "2020-06-15T1[123]:00:0[01]Z?"),
    ({"type": "time"}, "[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z?"),
    ({"type": "year"}, "[ +-]?[0-9]{2,5}"),
    ({"type": "yearmonth"}, "[0-9]{3,4}-[0-9]{1,2}"),
    ({"type": "string", "format": "email"}, r"[a-zå._-]{0,4}@?([a-z-]{0,3}\.){0,2}[a-z0-9]{0,3}"),
    ({"type": "string", "format": "uri"}, "(https?|ftp|x)?:?(//)?[a-zåÅ:@/?#%-]{0,8}"),
    ({"type": "string", "format": "uuid"}, "[0-9a-fA-F]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{11,12}"),
    ({"type": "string", "constraints": {"minLength": 2, "maxLength": 3}}, "[aåß\U0001f600]{0,5}"),
    ({"type": "string", "constraints": {"pattern": "a|b"}}, "[abc]{0,3}"),
    ({"type": "string", "constraints": {"pattern": r"\d{2}-\w+"}}, "[0-9٣]{1,3}-[a-zå_ ]{0,3}\n?"),
    ({"type": "string", "constraints": {"pattern": "[a-zåäö]+(?: [a-z])?"}}, "[a-zåA ]{0,5}\n?"),
]


@pytest.mark.parametrize(("descriptor", "texts"), KNOWN, ids=str)
def test_what_a_form_proves_frictionless_accepts(descriptor: dict[str, Any], texts: str) -> None:
    read = column(descriptor).read

    @settings(max_examples=150, deadline=None, database=None)
    @given(st.from_regex(texts, fullmatch=True))
    def check(text: str) -> None:
        if passes(descriptor, text):
            assert not read(text)[1]

    check()


@pytest.mark.parametrize(
    ("descriptor", "texts"),
    [
        ({"type": "date"}, [f"{year}-{month:02}-{day:02}" for year in YEARS for month in MONTHS for day in DAYS]),
        (
            {"type": "datetime"},
            [f"2023-02-28T{hour:02}:59:{second:02}" for hour in range(30) for second in (0, 59, 60)],
        ),
        (
            {"type": "string", "constraints": {"pattern": r"\d{2}-[a-f]x"}},
            ["12-ax", "1a-ax", "12-gx", "12-ay", "12_ax"],
        ),
        ({"type": "integer"}, [*map(str, range(-20, 20)), "-", "1-2", "1.0"]),
        ({"type": "number"}, [*map(str, range(-20, 20)), "1.5", "1.2.3", ".", "-"]),
    ],
    ids=["date", "datetime", "pattern", "integer", "number"],
)
def test_odd_texts_among_others_are_the_only_ones_that_a_form_does_not_prove(
    descriptor: dict[str, Any], texts: list[str]
) -> None:
    read = column(descriptor).read
    form = form_of(column(descriptor))
    among = strings(["", *texts, "å", f"{texts[0]}\n", ""])
    valid = [not read(text)[1] for text in texts]
    assert form
    assert form.test(among).tolist() == [False, *valid, False, False, False]
    assert form.test(among[1:-3]).tolist() == valid


@pytest.mark.parametrize(
    ("descriptor", "text"),
    [
        ({"type": "integer"}, "-12"),
        ({"type": "integer", "constraints": {"minimum": 0, "maximum": 99}}, "50"),
        ({"type": "number"}, "-12.50"),
        ({"type": "number", "decimalChar": ","}, "12,50"),
        ({"type": "date"}, "2024-12-31"),
        ({"type": "datetime"}, "2024-12-31T23:59:59"),
        ({"type": "string", "format": "email"}, "namn.efternamn@min-kommun.se"),
        ({"type": "string", "format": "uri"}, "https://www.min-kommun.se/å"),
        ({"type": "string", "constraints": {"pattern": r"^\d{6}-\d{4}$", "maxLength": 11}}, "556000-1234"),
    ],
    ids=str,
)
def test_a_form_knows_the_ordinary_way_to_write_a_value(descriptor: dict[str, Any], text: str) -> None:
    assert passes(descriptor, text)


@pytest.mark.parametrize(
    "descriptor",
    [
        {"type": "number", "groupChar": " "},
        {"type": "integer", "bareNumber": False},
        {"type": "date", "format": "%d/%m/%Y"},
        {"type": "string", "constraints": {"enum": ["a"]}},
        {"type": "string", "constraints": {"pattern": r"(?!a)b"}},
        {"type": "string", "constraints": {"pattern": r"[^a]"}},
        {"type": "string", "constraints": {"pattern": r"\S"}},
        {"type": "string", "constraints": {"pattern": r"(a)\1"}},
        {"type": "geojson"},
        {"type": "boolean"},
    ],
    ids=str,
)
def test_what_is_not_known_to_mean_the_same_has_no_form(descriptor: dict[str, Any]) -> None:
    assert form_of(column(descriptor)) is None


def _compiles(pattern: str) -> bool:
    try:
        re.compile(f"^{pattern}$")
    except re.error:
        return False
    return True


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [r"\d", r"\w", "a", "å", ".", "[a-c]", r"[\d.]", "(", "(?:", ")", "|", "*", "+?", "{2}", "$", "^"]
        )
    )
    .map("".join)
    .filter(_compiles),
    st.text("abcå1٣_.\n", max_size=6),
)
def test_a_portable_pattern_proves_only_what_python_matches(pattern: str, text: str) -> None:
    if passes({"type": "string", "constraints": {"pattern": pattern}}, text):
        assert re.compile(f"^{pattern}$").match(text)


def test_every_form_is_for_a_type_that_frictionless_has() -> None:
    for kind, name in forms.TEXTS:
        assert frictionless.Field.from_descriptor({"name": "f", "type": kind, "format": name}).type == kind


def test_a_form_counts_characters_and_not_bytes() -> None:
    assert passes({"type": "string", "constraints": {"maxLength": 3}}, "åäö")
    assert not passes({"type": "string", "constraints": {"maxLength": 3}}, string.ascii_letters[:4])


def test_the_same_cells_are_read_as_whole_numbers_and_as_others() -> None:
    cells = strings(["1", "2.5", "-", "x"])
    whole, decimal = numeric_test({}, {}, whole=True), numeric_test({}, {"maximum": 2}, whole=False)
    assert whole
    assert decimal
    assert whole(cells).tolist() == [True, False, False, False]
    assert decimal(cells).tolist() == [True, False, False, False]
    assert [(passed.tolist(), values.tolist()) for passed, values in (whole.read(cells), decimal.read(cells))] == [
        ([True, False, False, False], [1]),
        ([True, True, False, False], [1, 2.5]),
    ]
    assert whole(strings(["7", "8", "9"])).tolist() == [True] * 3
