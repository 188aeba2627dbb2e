"""A page of people is published by configuration alone, and what cannot be told of it stops the release."""

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "federation"


@pytest.fixture
def federation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = Path(shutil.copytree(EXAMPLE, tmp_path / "federation", ignore=shutil.ignore_patterns("public")))
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 2026-11-23T00:00:00Z
    return root


def command(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--language", "en", *arguments])


def published(federation: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table of the newest version."""
    with (federation / f"public/board/latest/data/{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def spoil(federation: Path, old: str, new: str) -> None:
    page = federation / "pages/board.html"
    page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_newcomer_publishes_it_with_one_command(federation: Path) -> None:
    result = command("publish", "--formats", "csv,json")
    assert result.exit_code == 0, result.output
    rows = {row["name"]: row for row in published(federation, "members")}
    assert len(rows) == 7
    assert rows["Dag Myrdal"]["party"] == "Kommunens väl"
    assert rows["Didrik Sävlund"]["party"] == ""
    assert rows[""]["is_vacant"] == "true"
    assert (rows[""]["person_id"], rows["Dag Myrdal"]["person_id"]) == ("", "p-0005")


@pytest.mark.parametrize("name", ["plan", "publish", "decide"])
def test_a_line_that_cannot_be_told_stops_the_release_with_its_number_and_what_to_do_said_once(
    federation: Path, name: str
) -> None:
    spoil(federation, "Bo af Klintvik (M), ledamot", "Bo af Klintvik (Qx), ledamot")
    result = command(name)
    assert result.exit_code == 1
    assert result.output.count("board.html line 5: what “(Qx)” is we do not know. Put it under `parties`") == 1
    assert "7 is" not in result.output
    assert not (federation / "public/board").exists()


def test_a_page_that_nobody_dated_neither_takes_the_day_of_the_same_page_nor_replaces_it_unasked(
    federation: Path, tmp_path: Path
) -> None:
    assert command("publish", "--formats", "csv", "--observed-at", "2026-11-01").exit_code == 0
    assert "unchanged" in command("publish", "--formats", "csv").output
    answers = tmp_path / "answers.json"
    for name in ("Gun Norrby", "Gun Norrberg"):
        spoil(federation, "Didrik Sävlund" if name == "Gun Norrby" else "Gun Norrby", name)
        assert command("publish", "--formats", "csv").exit_code == 1
        asked = {each["id"]: each for each in json.loads(command("decide", "--format", "json").stdout)}
        [code] = [code for code in asked if code.startswith("undated_after_dated")]
        given = {"answer": "accept", "reason": "x", "by": "Eva"}
        assert command("decide", "--answers", written(answers, {code: {**given, "until": "2026-12-31"}})).exit_code == 2
        command("decide", "--answers", written(answers, {code: given}))
        if name == "Gun Norrby":
            assert command("publish", "--formats", "csv").exit_code == 0


def written(path: Path, answers: object) -> str:
    path.write_text(json.dumps(answers), encoding="utf-8")
    return str(path)


def test_validate_shows_what_each_line_was_read_as(federation: Path) -> None:
    spoil(federation, "Vakant, ledamot", "Okänd sak")
    result = command("validate")
    assert result.exit_code == 1
    assert "line 3: Björkvik → heading" in result.stderr
    assert "name: Anna-Lisa Granqvist, party: S, role: ordförande, kind: presidium" in result.stderr
    assert "Okänd sak → HELD" in result.stderr
    swedish = CliRunner().invoke(main, ["--language", "sv", "validate"]).stderr
    assert "namn: Anna-Lisa Granqvist, parti: S, titel: ordförande, slag: presidium" in swedish


def test_a_version_is_traced_to_its_line_and_made_again_though_the_page_has_changed_since(
    federation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("publish", "--formats", "csv").exit_code == 0
    spoil(federation, "Didrik Sävlund", "Gun Norrby")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795478400")  # the day after
    assert command("publish", "--formats", "csv").exit_code == 0
    traced = command("trace", "board", "members", "m-0005")
    assert traced.exit_code == 0
    assert "read from https://granmark.example.org/direktionen/, seen on an unknown day" in traced.stdout
    assert "line 8:\n  Dag Myrdal (Kommunens väl), 1:e vice ordförande" in traced.stdout
    made = command("reproduce")
    assert made.exit_code == 0
    assert made.stdout.splitlines() == ["board 1.0.0: the same bytes.", "board 1.1.0: the same bytes."]
    fetched = command("fetch")
    assert (fetched.exit_code, fetched.stdout) == (
        0,
        "board is read from files of the project; there is nothing to fetch.\n",
    )


def naming(folder: Path, *names: str) -> list[str]:
    """The files below a folder that name somebody, packed ones as they lie."""
    words = [name.encode() for name in names]
    return sorted(
        path.name for path in folder.rglob("*") if path.is_file() and any(map(path.read_bytes().count, words))
    )


def test_somebody_is_erased_from_every_version_and_page_and_does_not_come_back(
    federation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = str(tmp_path / "keys" / "erasure.key")
    monkeypatch.setenv("MLR_OPENDATA_ERASURE_KEY", str(tmp_path / "none"))
    assert command("publish", "--formats", "csv,json", "--observed-at", "2026-11-01").exit_code == 0
    spoil(federation, "Bo af Klintvik (M), ledamot", "Bo af Klintvik (M), 2:e vice ordförande")
    assert command("publish", "--formats", "csv,json", "--observed-at", "2026-11-20").exit_code == 0
    erased = command("erase", "board", "p-0004", "--reason", "Article 17", "--key", key)
    assert erased.exit_code == 0, erased.output
    monkeypatch.setenv("MLR_OPENDATA_ERASURE_KEY", key)
    assert "2 versions and 2 archived snapshots" in erased.stdout
    assert "The name still stands in pages/board.html" in erased.stdout
    assert naming(federation / "public", "Sävlund") == naming(federation / "datapackage", "Sävlund") == []
    seats = {row["name"]: row for row in published(federation, "members")}
    assert (len(seats), seats["Cecilia Ek Lund"]["verbatim"]) == (6, "[raderad]")  # stood on the same line
    assert "unchanged" in command("publish", "--formats", "csv,json", "--observed-at", "2026-11-20").stdout

    spoil(federation, "Eva Träd", "Gun Norrby")
    assert command("publish", "--formats", "csv,json", "--observed-at", "2026-11-21").exit_code == 0
    assert naming(federation / "public", "Sävlund") == naming(federation / "datapackage", "Sävlund") == []
    assert {row["name"]: row["person_id"] for row in published(federation, "persons")}["Gun Norrby"] == "p-0007"

    spoil(federation, "Didrik Sävlund", "Didrik Sävlundh")
    held = command("publish", "--observed-at", "2026-11-22")
    assert held.exit_code == 1
    assert "resembles that of an erased person" in held.stderr
    assert "Didrik" not in command("validate").stderr + held.stderr

    spoil(federation, "Didrik Sävlundh", "Bo Al Okänd Sak")
    assert "Bo Al Okänd Sak" in command("publish").stderr
    assert naming(federation / "public", "Bo Al") == []  # what is kept of a refusal names nobody


def test_two_pages_are_one_package_and_each_is_kept_traced_and_rid_of_whoever_is_erased(
    federation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLR_OPENDATA_ERASURE_KEY", str(tmp_path / "keys" / "erasure.key"))
    begins, ends = "Direktionen leder Granmarks räddningsförbund och sammanträder fyra gånger om året.", "Kontakta oss"
    people = "Arbetsutskottet\nAnna-Lisa Granqvist (S), ordförande\nGun Norrby (V), ledamot"
    (federation / "pages/more.txt").write_text(f"{begins}\n{people}\n{ends}\n", encoding="utf-8")
    for place, old, new in (
        ("datapackage.yaml", "source: pages/board.html", "source: [pages/board.html, pages/more.txt]"),
        ("board.yaml", "people: 7", "headings: {Arbetsutskottet: body}\npeople: 9"),
    ):
        path = federation / "datapackage/board" / place
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert command("publish", "--formats", "csv").exit_code == 0
    chairs = [row["organization_id"] for row in published(federation, "memberships") if row["person_id"] == "p-0001"]
    assert chairs == ["direktionen", "arbetsutskottet"]
    assert command("reproduce").stdout == "board 1.0.0: the same bytes.\n"
    assert "line 4:\n  Gun Norrby (V), ledamot" in command("trace", "board", "members", "m-0009").stdout
    (federation / "pages/more.txt").write_text(
        f"{begins}\nArbetsutskottet\nSten Frösjö (V)\n{ends}\n", encoding="utf-8"
    )
    waiting = re.search(r"waits for you \((.*), seen", command("plan").stdout)
    assert waiting is not None
    assert re.fullmatch("board-members-2-[0-9a-f]{12}", waiting[1])  # the page that changed alone
    (federation / "pages/more.txt").write_text(f"{begins}\n{people}\n{ends}\n", encoding="utf-8")
    assert command("erase", "board", "p-0007", "--reason", "Article 17").exit_code == 0
    assert naming(federation / "public", "Norrby") == naming(federation / "datapackage", "Norrby") == []
    assert "unchanged" in command("publish", "--formats", "csv").stdout


def test_a_page_at_an_address_is_looked_at_archived_and_published_as_it_was_seen_last(
    federation: Path, site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = federation / "pages/board.html"
    site.page = page.read_bytes()
    described = federation / "datapackage/board/datapackage.yaml"
    told = described.read_text(encoding="utf-8")
    described.write_text(told.replace("source: pages/board.html", f'source: "{site.url}"'), encoding="utf-8")
    page.unlink()

    unseen = command("publish")
    assert unseen.exit_code == 3
    assert f"Nobody has looked at the page {site.url} yet" in unseen.stderr
    assert command("fetch").exit_code == 3  # a private address
    assert "archived and accepted" in command("fetch", "--allow-private").stdout
    assert command("publish", "--formats", "csv").exit_code == 0
    assert "has not changed" in command("fetch", "--allow-private").stdout
    traced = command("trace", "board", "members", "m-0006")
    assert site.url in traced.stdout, traced.output
    assert command("reproduce").stdout == "board 1.0.0: the same bytes.\n"

    monkeypatch.setenv("MLR_OPENDATA_ERASURE_KEY", str(tmp_path / "keys" / "erasure.key"))
    assert command("erase", "board", "p-0006", "--reason", "Article 17").exit_code == 0
    assert "unchanged" in command("publish", "--formats", "csv").stdout  # the archived page reads as before
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795478400")  # the day after
    site.page = site.page.replace(b"Cecilia Ek Lund", b"Gun Norrby")
    assert "archived and accepted" in command("fetch", "--allow-private").stdout
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795564800")  # two days after: both looks are told
    site.page = site.page.replace(b"Gun Norrby", b"Ida Salt")
    assert "archived and accepted" in command("fetch", "--allow-private").stdout
    assert "Gun Norrby" in command("publish", "--formats", "csv").stdout
    (gun,) = (row for row in published(federation, "persons") if row["name"] == "Gun Norrby")
    assert (gun["person_id"], gun["first_seen"], gun["last_seen"]) == ("p-0007", "2026-11-24", "2026-11-24")
    assert command("reproduce").stdout.endswith("board 1.1.0: the same bytes.\n")
    assert naming(federation / "public", "Eva Träd") == naming(federation / "datapackage", "Eva Träd") == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795651200")  # and three
    site.page = site.page.replace(b"Bo af Klintvik (M)", b"Bo af Klintvik (Qx)")
    held = command("fetch", "--allow-private")
    assert (held.exit_code, "archived but not accepted" in held.stdout) == (1, True)
    assert f"{site.url} line 5: what “(Qx)” is we do not know" in held.stderr
    assert command("publish").exit_code == 1
    looks = (federation / "datapackage/sources/board/looks.csv").read_text(encoding="utf-8")
    assert [row.split(",")[1] for row in looks.splitlines() if row.startswith("20")] == [
        "unreachable",
        "accepted",
        "unchanged",
        "accepted",
        "accepted",
        "rejected",
    ]


def test_a_line_that_goes_is_asked_once_and_decided_for_this_change_alone(federation: Path) -> None:
    description = federation / "datapackage/board/board.yaml"
    assert command("publish", "--formats", "csv").exit_code == 0
    spoil(federation, "<br>Bo af Klintvik (M), ledamot", "")
    held = command("publish", "--formats", "csv")
    assert held.exit_code == 1
    assert "board.html line 9: the number of places is another than in the published version: 7 → 6" in held.stderr
    assert "    Direktionen\n      − Björkvik: Bo af Klintvik (M), member, has left" in command("plan").stdout
    [question] = json.loads(command("decide", "--format", "json").stdout)
    answers = federation / "answers.yaml"
    answers.write_text(f"{question['id']}: {{answer: accept_page, reason: He left., by: Eva Exempel}}\n")
    assert command("decide", "--answers", str(answers)).exit_code == 0
    assert "people: 6" in description.read_text(encoding="utf-8")
    assert command("publish", "--formats", "csv").exit_code == 0
    assert command("reproduce").stdout.count("the same bytes") == 2
    spoil(federation, "Dag Myrdal (Kommunens väl), 1:e vice ordförande<br>", "")
    assert command("publish", "--formats", "csv").exit_code == 1


def test_who_changes_title_keeps_their_id_and_the_version_tells_it(federation: Path) -> None:
    assert command("publish", "--formats", "csv", "--observed-at", "2026-11-01").exit_code == 0
    spoil(federation, "Bo af Klintvik (M), ledamot", "Bo af Klintvik (M), 2:e vice ordförande")
    result = command("publish", "--formats", "csv", "--observed-at", "2026-11-20")
    assert "1.1.0 published" in result.stdout, result.output
    assert "(minor: Direktionen, Björkvik: Bo af Klintvik (M), member → second vice chair)" in result.stdout
    seats = [row for row in published(federation, "memberships") if row["person_id"] == "p-0002"]
    assert [(row["role"], row["status"], row["last_seen"]) for row in seats] == [
        ("ledamot", "ended", "2026-11-01"),
        ("2:e vice ordförande", "current", ""),
    ]
    told = command("history", "board", "Bo af Klintvik").stdout
    assert "Direktionen, Björkvik: Bo af Klintvik, member: listed on 2026-11-01" in told
    assert "Bo af Klintvik (M), member [seen on 2026-11-01, not on 2026-11-20]" in command("as-of", "2026-11-10").stdout
    years = (federation / "public/board/history.en.html").read_text(encoding="utf-8")
    assert "Between 2026-11-01 and 2026-11-20" in years
    page = (federation / "public/board/index.html").read_text(encoding="utf-8")
    assert '<span class="role">2:e vice ordförande</span>' in page
    assert '<span class="role">Ersättare</span>' in page
    assert ">substitute<" not in page


def test_whoever_a_withdrawn_version_brought_has_the_same_id_again(
    federation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("publish", "--formats", "csv").exit_code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795478400")  # the day after
    spoil(federation, "Vakant, ledamot", "Frida Höst (V), ledamot")
    assert command("publish", "--formats", "csv").exit_code == 0
    ids = {row["name"]: row["person_id"] for row in published(federation, "persons")}
    assert command("withdraw", "board", "1.1.0", "--reason", "A slip").exit_code == 0
    assert command("publish", "--formats", "csv").exit_code == 0
    assert {row["name"]: row["person_id"] for row in published(federation, "persons")} == ids
    for version in ("1.0.0", "1.2.0"):
        assert command("withdraw", "board", version, "--reason", "A slip").exit_code == 0
    assert command("publish", "--formats", "csv").exit_code == 0
    assert {row["name"]: row["person_id"] for row in published(federation, "persons")} == ids


def test_another_spelling_waits_and_the_first_decision_makes_its_own_file(federation: Path) -> None:
    assert command("publish", "--formats", "csv").exit_code == 0
    spoil(federation, "Dag Myrdal", "Dag Myhrdal")
    held = command("decide")
    assert held.exit_code == 1
    (question,) = re.findall(r"near_spelling-\w+", held.stdout)
    (federation / "answers.yaml").write_text(
        f"{question}: {{answer: same, reason: Stavfel, by: Ida}}\n", encoding="utf-8"
    )
    answered = command("decide", "--answers", "answers.yaml")
    assert answered.exit_code == 0, answered.output
    assert "same_as" in (federation / "datapackage/sources/board/decisions.yaml").read_text(encoding="utf-8")
    assert command("publish", "--formats", "csv").exit_code == 0
    assert {row["name"]: row["person_id"] for row in published(federation, "members")}["Dag Myhrdal"] == "p-0005"


def test_what_was_published_before_people_had_ids_is_followed_by_a_major_version(federation: Path) -> None:
    described = federation / "datapackage/board/datapackage.yaml"
    now, schema = described.read_text(encoding="utf-8"), (federation / "schemas/board/members.json")
    resources = re.compile(r"(?<=\nresources:)[^\n]*\n(?:  - .*\n)+")
    table = "\n  - {name: members, schema: schemas/board/members.json, source: pages/board.html%s}\n"
    described.write_text(
        resources.sub(table % ", roster: datapackage/board/board.yaml", now).replace("people\n", "table\n"),
        encoding="utf-8",
    )
    refused = command("publish")
    assert refused.exit_code == 2
    assert "datapackage.yaml:14: the table members is read from a page of people" in refused.stderr
    assert "Write `kind: people`" in refused.stderr

    fields = json.loads(schema.read_text(encoding="utf-8"))
    old = {**fields, "primaryKey": ["verbatim"], "foreignKeys": []}
    old["fields"] = [field for field in fields["fields"] if field["name"] in {"name", "party", "verbatim"}]
    schema.write_text(json.dumps(old), encoding="utf-8")
    (federation / "pages/board.csv").write_text(
        'name,party,verbatim\nDag Myrdal,S,"Dag Myrdal (S)"\n', encoding="utf-8"
    )
    described.write_text(
        described.read_text(encoding="utf-8").replace("board.html, roster: datapackage/board/board.yaml", "board.csv"),
        encoding="utf-8",
    )
    assert command("publish", "--formats", "csv").exit_code == 0
    described.write_text(now, encoding="utf-8")
    schema.write_text(json.dumps(fields), encoding="utf-8")
    result = command("publish", "--formats", "csv", "--take-over", "board")
    assert result.exit_code == 0, result.output
    assert "board 2.0.0 published" in result.stdout
    assert "(major: " in result.stdout
    assert len(published(federation, "persons")) == 6


def test_which_table_names_the_pages_is_said_for_all_that_are_wrong_at_once(federation: Path) -> None:
    described = federation / "datapackage/board/datapackage.yaml"
    told = described.read_text(encoding="utf-8")
    pages = ", source: pages/board.html, roster: datapackage/board/board.yaml"
    swapped = told.replace(pages, "").replace("persons.json", f"persons.json{pages}")
    described.write_text(swapped, encoding="utf-8")
    refused = command("plan")
    assert refused.exit_code == 2
    assert "datapackage.yaml:14: the table members is the flat_table" in refused.stderr
    assert "datapackage.yaml:16: the table persons is made of the pages that the flat_table names" in refused.stderr


@pytest.mark.parametrize(("table", "field"), [("memberships", "status"), ("changes", "kind"), ("persons", "name")])
def test_a_schema_without_a_field_that_history_is_told_by_is_refused(federation: Path, table: str, field: str) -> None:
    path = federation / f"schemas/board/{table}.json"
    schema = json.loads(path.read_bytes())
    schema["fields"] = [each for each in schema["fields"] if each["name"] != field]
    path.write_text(json.dumps(schema), encoding="utf-8")
    result = command("plan")
    assert result.exit_code == 2
    assert f"{table}.json lacks the field {field}" in result.stderr
