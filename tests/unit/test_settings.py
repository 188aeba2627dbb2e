"""The settings of a source are read strictly: what is wrong is refused, with the file, the key and what was meant."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from described import read_page_spec

from pipeline.errors import UsageError
from pipeline.model import Finding
from pipeline.organisation.reference import read_reference
from pipeline.project import is_same_address
from pipeline.wording.rules import finding_texts
from tests.looks import REFERENCE, SOURCE

DAY = dt.date(2022, 10, 1)
ADDRESS = "https://data.example.se/mlr/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's settings of the source."""
    shutil.copytree(SOURCE, tmp_path / "om-mlr", ignore=shutil.ignore_patterns("snapshots"))
    return tmp_path / "om-mlr"


def refusal(folder: Path) -> UsageError:
    """The error with which settings are refused."""
    with pytest.raises(UsageError) as error:
        read_page_spec(folder, DAY)
    return error.value


def edited(folder: Path, *path: Any, to: Any, name: str = "source.yaml") -> Path:
    """The folder with one value of a settings file replaced."""
    content = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    place = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return folder


def test_the_settings_of_the_project_are_read() -> None:
    spec = read_page_spec(SOURCE, None)
    assert len(spec.bodies) == 9
    assert spec.seats[0].municipalities == ("Malmö", "Lund")
    assert spec.facts[0].pattern is not None


def test_an_unknown_key_is_refused_with_the_one_that_was_meant(folder: Path) -> None:
    error = refusal(edited(folder, "titel", to="x"))
    assert (error.key, error.facts["key"], error.facts["nearest"]) == ("unknown_key", "titel", "title")


def test_an_unknown_key_within_an_entry_is_refused(folder: Path) -> None:
    error = refusal(edited(folder, "leave_out", 0, "reasn", to="x"))
    assert (error.key, error.facts["nearest"]) == ("unknown_key", "reason")


def test_a_missing_key_is_refused(folder: Path) -> None:
    error = refusal(edited(folder, "leave_out", to=[{"text": "logo"}]))
    assert (error.key, error.facts["key"]) == ("missing_key", "reason")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("title",), 7),
        (("address",), ["https://example.org/"]),
        (("link_hosts",), "example.org"),
        (("link_hosts",), [1]),
        (("seats", 0, "seats"), "tre"),
        (("seats", 0, "seats"), True),
        (("seats", 0, "municipalities"), "Malmö"),
        (("expectations", "churn"), "half"),
        (("sections", 0, "until"), "next year"),
        (("sections", 0, "until"), dt.datetime(2027, 1, 1)),  # noqa: DTZ001 (as YAML reads it)
        (("municipality_aliases",), {"Malmö stad": 1280}),
        (("foreign",), 3),
    ],
)
def test_a_value_of_another_type_is_refused(folder: Path, path: tuple[Any, ...], value: Any) -> None:
    assert refusal(edited(folder, *path, to=value)).key == "wrong_type"


@pytest.mark.parametrize("key", ["sections", "leave_out", "facts", "seats", "documents"])
def test_a_list_that_is_none_is_refused(folder: Path, key: str) -> None:
    assert refusal(edited(folder, key, to={"id": "x"})).key == "not_a_list"


@pytest.mark.parametrize("key", ["expectations", "rules", "municipality_aliases"])
def test_a_mapping_that_is_none_is_refused(folder: Path, key: str) -> None:
    assert refusal(edited(folder, key, to=["x"])).key == "not_a_mapping"


def test_an_impossible_date_is_refused(folder: Path) -> None:
    path = folder / "decisions.yaml"
    path.write_text("accept:\n  - {rule: churn, scope: page, until: 2027-13-01, reason: x}\n", encoding="utf-8")
    assert refusal(folder).key in {"wrong_type", "yaml_unreadable"}


@pytest.mark.parametrize(
    ("path", "value", "nearest"),
    [
        (("rules", "churn", "severity"), "eror", "error"),
        (("rules", "churn", "responsible"), "page-owner", "page_owner"),
        (("seats", 0, "basis"), "statd", "stated"),
        (("sections", 2, "board"), "styrelsen", "styrelse"),
        (("sections", 6, "reports_to"), "kommundirektorsgrup", "kommundirektorsgrupp"),
        (("sections", 1, "holds"), "texts", "text"),
        (("documents", 0, "organization"), "mrl", "mlr"),
        (("documents", 1, "section"), "styrelsn", "styrelse"),
        (("facts", 0, "section"), "mrl", "mlr"),
    ],
)
def test_a_word_that_is_none_of_the_choices_is_refused(
    folder: Path, path: tuple[Any, ...], value: str, nearest: str
) -> None:
    error = refusal(edited(folder, *path, to=value))
    assert (error.key, error.facts["value"], error.facts["nearest"]) == ("unknown_value", value, nearest)


@pytest.mark.parametrize(("place", "key"), [(1, "name"), (1, "kind"), (2, "board"), (2, "directors_group")])
def test_a_section_that_does_not_say_what_it_is_of_is_refused(folder: Path, place: int, key: str) -> None:
    error = refusal(edited(folder, "sections", place, key, to=""))
    assert (error.key, error.facts["key"]) == ("missing_key", key)


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [(0, "heading", "Om oss"), (2, "holds", "text"), (1, "holds", "people"), (2, "until", "2027-01-01")],
)
def test_a_page_has_a_first_section_and_one_of_people(folder: Path, place: int, key: str, value: str) -> None:
    path = edited(folder, "sections", 1, "board", to="styrelse")
    path = edited(path, "sections", 1, "directors_group", to="styrelse")
    assert refusal(edited(path, "sections", place, key, to=value)).key == "sections_unclear"


def test_a_rule_that_no_code_knows_is_refused(folder: Path) -> None:
    error = refusal(edited(folder, "rules", "curn", to={"severity": "error", "responsible": "maintainer"}))
    assert (error.key, error.facts["nearest"]) == ("unknown_key", "churn")


def test_a_rule_without_settings_is_refused(folder: Path) -> None:
    content = yaml.safe_load((folder / "source.yaml").read_text(encoding="utf-8"))
    del content["rules"]["churn"]
    (folder / "source.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    assert refusal(folder).facts["key"] == "churn"


def test_an_acceptance_of_an_unknown_rule_is_refused(folder: Path) -> None:
    accept = [{"rule": "chrn", "scope": "page", "until": dt.date(2027, 1, 1), "reason": "x"}]
    assert refusal(edited(folder, "accept", to=accept, name="decisions.yaml")).facts["nearest"] == "churn"


@pytest.mark.parametrize("said", [{}, {"until": DAY, "snapshot": "om-mlr-0123456789ab"}])
def test_an_acceptance_says_how_far_it_goes_in_one_way(folder: Path, said: dict[str, object]) -> None:
    accept = [{"rule": "churn", "scope": "page", "reason": "x", **said}]
    assert refusal(edited(folder, "accept", to=accept, name="decisions.yaml")).key == "acceptance_unclear"


@pytest.mark.parametrize("said", [{}, {"same_as": "p-0001", "different_from": "p-0002"}])
def test_a_decision_on_a_person_says_one_thing(folder: Path, said: dict[str, str]) -> None:
    persons = [{"name": "Kim Ek", "municipality": "Lund", "reason": "x", **said}]
    assert refusal(edited(folder, "persons", to=persons, name="decisions.yaml")).key == "decision_unclear"


def test_the_sections_of_texts_are_those_of_the_page(folder: Path) -> None:
    assert refusal(edited(folder, "styrlse", to=["x"], name="texts.yaml")).facts["nearest"] == "styrelse"


@pytest.mark.parametrize("said", [{}, {"corrected": "Kim Ek (S)", "set_aside": True}])
def test_a_correction_says_one_thing(folder: Path, said: dict[str, object]) -> None:
    entry = {"verbatim": "Kim Ek", "reason": "x", **said}
    assert refusal(edited(folder, 0, to=entry, name="corrections.yaml")).key == "correction_unclear"


@pytest.mark.parametrize("reason", ["", "  ", "SKRIV VARFÖR", "SAY WHY"])
@pytest.mark.parametrize(
    ("name", "path", "entry"),
    [
        ("decisions.yaml", ("accept",), {"rule": "churn", "scope": "page", "until": DAY}),
        ("decisions.yaml", ("persons",), {"name": "Kim Ek", "municipality": "Lund", "same_as": "p-0001"}),
        ("corrections.yaml", (0,), {"verbatim": "Kim Ek", "set_aside": True}),
    ],
)
def test_a_decision_without_a_reason_is_refused(
    folder: Path, name: str, path: tuple[Any, ...], entry: dict[str, Any], reason: str
) -> None:
    entry = {**entry, "reason": reason}
    error = refusal(edited(folder, *path, to=[entry] if path != (0,) else entry, name=name))
    assert (error.key, Path(str(error.facts["file"])).name) == ("reason_unwritten", name)


def test_the_lines_that_a_finding_prints_fit_below_the_keys_of_the_file_as_it_comes(folder: Path) -> None:
    stopping = Finding("churn", "error", "maintainer", {"found": 20, "before": 38, "until": DAY})
    asking = {"name": "Kim Ek", "municipality": "Lund", "person_id": "p-0001", "other": "Kim Eek"}
    person = Finding("near_spelling", "error", "maintainer", asking)
    accept, same = (finding_texts(f)["action_en"].splitlines()[place] for f, place in ((stopping, -1), (person, -2)))
    path = folder / "decisions.yaml"
    text = path.read_text(encoding="utf-8").replace("\npersons:\n", f"\npersons:\n{same}\n{same}\n")
    path.write_text(f"{text}{accept}\n{accept}\n".replace("SAY WHY", "A test."), encoding="utf-8")
    spec = read_page_spec(folder, DAY)
    assert [item.name for item in spec.persons] == ["Kim Ek", "Kim Ek"]
    assert [item.rule for item in spec.accepted] == ["churn", "churn"]


@pytest.mark.parametrize("key", ["persons", "accept"])
def test_lines_below_an_empty_list_in_brackets_are_answered_with_what_to_remove(folder: Path, key: str) -> None:
    (folder / "decisions.yaml").write_text(f"{key}: []\n  - {{rule: churn}}\n", encoding="utf-8")
    error = refusal(folder)
    assert (error.key, error.facts["key"]) == ("decision_below_brackets", key)


def test_a_broken_pattern_is_refused(folder: Path) -> None:
    assert refusal(edited(folder, "facts", 0, "pattern", to="(")).key == "bad_pattern"


def test_a_fact_without_a_value_is_refused(folder: Path) -> None:
    assert refusal(edited(folder, "facts", 0, "pattern", to="År 2035")).key == "fact_without_value"


def test_an_opening_without_its_slot_is_refused(folder: Path) -> None:
    assert refusal(edited(folder, "opening", to="Välkommen")).key == "opening_without_slot"


def test_yaml_that_is_none_is_refused_with_its_line(folder: Path) -> None:
    (folder / "corrections.yaml").write_text("- {verbatim: x}\n- a: b: c", encoding="utf-8")
    error = refusal(folder)
    assert (error.key, error.facts["line"]) == ("yaml_unreadable", 2)


def test_yaml_makes_no_objects(folder: Path) -> None:
    (folder / "texts.yaml").write_text("!!python/object/apply:os.system [true]", encoding="utf-8")
    assert refusal(folder).key == "yaml_unreadable"


@pytest.mark.parametrize("name", ["source.yaml", "texts.yaml", "corrections.yaml", "decisions.yaml"])
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    error = refusal(folder)
    assert (error.key, Path(str(error.facts["file"])).name) == ("file_missing", name)


def test_entries_count_from_their_day_to_the_day_before_the_last(folder: Path) -> None:
    dated = {"seats": 4, "basis": "stated", "municipalities": ["Lund"], "from": DAY, "until": dt.date(2023, 1, 1)}
    content = yaml.safe_load((folder / "source.yaml").read_text(encoding="utf-8"))
    edited(folder, "seats", to=[dated, *content["seats"]])
    counted = {day: read_page_spec(folder, day).seats_of("Lund") for day in (None, DAY, dt.date(2023, 1, 1))}
    assert [rule.seats if rule else None for rule in counted.values()] == [3, 4, 3]


def test_an_alias_of_no_municipality_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        read_reference(REFERENCE, {"Staden": "Atlantis"})
    assert error.value.key == "alias_of_nothing"


def test_a_reference_list_without_a_column_is_refused(tmp_path: Path) -> None:
    shutil.copytree(REFERENCE, tmp_path / "reference")
    (tmp_path / "reference" / "parties.csv").write_text("code,name\nS,x\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_reference(tmp_path / "reference", {})
    assert (error.value.key, error.value.facts["column"]) == (
        "reference_column_missing",
        "municipality_code, wikidata_id",
    )


@pytest.mark.parametrize(
    ("name", "line", "found"),
    [
        ("parties.csv", "FNL;Föreningen Nya Lund;1281;;a test", 1),
        ("roles.csv", "wizard,Trollkarl,Wizard", 3),
        ("municipalities.csv", "9999,Ankeborg,Ankeborgs kommun,99,Ankeborgs län,a test, twice", 7),
    ],
)
def test_a_row_of_another_length_is_refused_with_its_line(tmp_path: Path, name: str, line: str, found: int) -> None:
    shutil.copytree(REFERENCE, tmp_path / "reference")
    path = tmp_path / "reference" / name
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before.rstrip()}\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_reference(tmp_path / "reference", {})
    facts = error.value.facts
    assert (error.value.key, facts["file"], facts["found"]) == ("reference_row_uneven", path, found)
    assert facts["line"] == len(before.rstrip().splitlines()) + 1
    assert facts["expected"] == len(before.splitlines()[0].split(","))


def test_a_local_party_is_known_in_its_municipality_only(tmp_path: Path) -> None:
    shutil.copytree(REFERENCE, tmp_path / "reference")
    with (tmp_path / "reference" / "parties.csv").open("a", encoding="utf-8") as stream:
        stream.write("\nM,Malmöpartiet,1280,,a test\n")
    reference = read_reference(tmp_path / "reference", {})
    local, national = reference.party("m", "1280"), reference.party("m", "1281")
    assert (local and local.party_id, national and national.party_id) == ("1280-m", "m")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ADDRESS, "https://data.example.se/mlr"),
        (ADDRESS, "https://DATA.example.SE:443/mlr//"),
        (ADDRESS, "https://data.example.se./%6Dlr/./"),
        ("http://data.example.se", "http://data.example.se:80/"),
        ("https://öppnadata.example.se/", "https://ÖPPNADATA.example.se/"),
        ("https://öppnadata.example.se/", "https://xn--ppnadata-m4a.example.se"),
        ("https://[2001:db8::1]/a", "https://[2001:DB8::1]:443/a/"),
    ],
)
def test_an_address_has_more_than_one_spelling(one: str, other: str) -> None:
    assert is_same_address(one, other)


@pytest.mark.parametrize(
    "other",
    [
        "http://data.example.se/mlr/",
        "https://data.example.se/MLR/",
        "https://data.example.se/",
        "https://data.example.se/mlr/mlr/",
        "https://data.example.se:8443/mlr/",
        "https://data.example.com/mlr/",
    ],
)
def test_another_scheme_host_port_or_path_is_another_address(other: str) -> None:
    assert not is_same_address(ADDRESS, other)
