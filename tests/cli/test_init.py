"""From a page that nobody has described to a publication: some answers, no file edited, and nobody invented."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.init import init
from pipeline.init.dated import last_changed
from pipeline.init.derive import Way, derive
from pipeline.init.pages import Seen
from pipeline.init.questions import ensure_fits
from pipeline.people.build import RULES
from pipeline.people.rows import read_pages, records
from pipeline.roster.pieces import called_municipality
from pipeline.sources import MEDIA_TYPES
from pipeline.sources.archive import read_file
from pipeline.sources.lines import read_lines
from pipeline.wording.run import Talk
from pipeline.wording.stories import in_running_text

TESTS = Path(__file__).resolve().parents[1]
BODIES = sorted(path for path in (TESTS / "bodies").iterdir() if path.is_dir())
UNSEEN = sorted(path for path in (TESTS / "unseen").iterdir() if path.is_dir())
FIELDS = ("body", "municipality", "name", "party", "role", "kind", "is_vacant", "is_acting")
SAID = {
    "page": "https://organ.example.org/styrelsen",
    "publisher": "Organet",
    "organisation_number": "222000-0000",
    "email": "oppnadata@organ.example.org",
    "base_url": "https://data.organ.example.org/",
}
NEEDED: dict[str, dict[str, object]] = {
    "tva-organ": {"meanings": {"Ekskog": "municipality", "Björkvik": "municipality"}},  # no local parties
    "holdout-myrlanda": {"titles": "below"},
}
"""What a person has to say of a page beyond what all are asked, as nobody else can know."""
LEFT_OUT = {"avsnitt": {"Nanna Näckdotter"}}
"""Who stands on a page in a section that its description in `tests/bodies` says is not read."""


def page_of(folder: Path) -> Path:
    return next(folder.glob("page.*"))


def truth_of(folder: Path) -> list[tuple[str, ...]]:
    """Who is on a page, with titles as they stand within a sentence, as they are published."""
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {**row, "municipality": by_name(row["municipality"]), "role": in_running_text(row["role"])}
            for row in csv.DictReader(file)
        ]
    return [tuple(row[field] for field in FIELDS) for row in rows]


def by_name(municipality: str) -> str:
    """What `init` lists a municipality as, where the descriptions of `tests/bodies` leave it as it is printed."""
    return called_municipality(municipality) or municipality


def answers_for(folder: Path) -> dict[str, object]:
    truth = truth_of(folder)
    return {**SAID, "name": truth[0][0], "people": len(truth), **NEEDED.get(folder.name, {})}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 2026-11-23T00:00:00Z
    return tmp_path


def command(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["--language", "en", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def begun(folder: Path, here: Path, **more: object) -> Result:
    answers = {**answers_for(folder), **more}
    assert len(answers) <= 10
    (here / "answers.yaml").write_text(yaml.safe_dump(answers, allow_unicode=True), encoding="utf-8")
    return command("init", page_of(folder), "--answers", "answers.yaml")


def read(here: Path) -> tuple[list[tuple[str, ...]], list[str]]:
    """What `publish` would read in the package that was written, and what it would hold."""
    described = next((here / "datapackage").glob("*/page.yaml"))
    kept = next(path for place in ("pages/*", "datapackage/sources/*/snapshots/*.html") for path in here.glob(place))
    found, held = read_pages([("page", read_file(kept, "page", "", None), described)])
    cells = [tuple(str(record[field] or "") for field in FIELDS) for record in records(found.rows)]
    return cells, [each.key for each in held]


@pytest.mark.parametrize("folder", [*BODIES, *UNSEEN], ids=lambda folder: folder.name)
def test_whoever_is_on_a_page_is_read_or_the_page_is_held_and_nobody_is_invented(folder: Path, here: Path) -> None:
    result = begun(folder, here)
    cells, held = read(here)
    assert result.exit_code == bool(held), result.output
    assert held or cells == truth_of(folder)
    assert {cell[2] for cell in cells} <= {row[2] for row in truth_of(folder)} | LEFT_OUT.get(folder.name, set())


def test_most_pages_need_nobody_to_explain_a_line(here: Path) -> None:
    held = []
    for folder in [*BODIES, *UNSEEN]:
        page = page_of(folder)
        reading, rivals = derive(read_lines(page.read_bytes(), MEDIA_TYPES[page.suffix]))
        if reading.held or rivals:
            held.append(folder.name)
    assert 4 * len(held) <= len(BODIES) + len(UNSEEN), held


@pytest.mark.parametrize("folder", UNSEEN, ids=lambda folder: folder.name)
def test_a_person_is_asked_ten_questions_at_most_and_then_publishes(folder: Path, here: Path) -> None:
    said = {key: str(value) for key, value in answers_for(folder).items() if key != "name"}
    asked: list[str] = []
    lines: list[str] = []

    def ask(prompt: str) -> str:
        question = next(line for line in reversed(lines) if line.startswith("Question ")).rpartition("· ")[2]
        asked.append(question)
        lines.append(f"{prompt}{said.get(question, '')}".rstrip())
        return said.get(question, "")

    talk = Talk("en", lines.append, lines.append, terminal=False)
    assert init([str(page_of(folder))], here, talk, None, ask) == 0
    assert len(asked) <= 10
    assert "\n".join(lines) + "\n" == (folder / "transcript.txt").read_text(encoding="utf-8")
    result = command("publish", "--formats", "csv")
    assert result.exit_code == 0, result.output
    [table] = (here / "public").glob("*/latest/data/members.csv")
    with table.open(encoding="utf-8-sig", newline="") as file:
        published = [tuple(row[field] for field in FIELDS) for row in csv.DictReader(file)]
    assert sorted(published) == sorted(truth_of(folder))
    told = command("validate").stderr
    assert all(f"name: {row[2]}, " in told for row in published if row[2])


def test_in_a_pipe_the_questions_are_listed_and_nothing_is_written(here: Path) -> None:
    result = command("init", page_of(UNSEEN[0]))
    assert result.exit_code == 1
    assert "people: How many places has the page" in result.output
    assert "proposal: Renhållningsförbundet Östanå=body" in result.output
    assert list(here.iterdir()) == []


def test_another_number_of_places_than_a_person_counted_is_held(here: Path) -> None:
    result = begun(UNSEEN[0], here, people=9)
    assert result.exit_code == 1
    assert "count again and correct `people` in datapackage/" in result.output
    assert "Lines that are held" not in result.output
    result = command("publish", "--formats", "csv")
    assert result.exit_code == 1
    assert "8 ≠ 9" in result.stderr
    assert not list(here.glob("public/*/latest"))


@pytest.mark.parametrize(
    ("says", "day"),
    [
        ("Sidan uppdaterades 3 november 2026", "2026-11-03"),
        ("Senast ändrad:\n 2026-10-05 av webbredaktionen", "2026-10-05"),
        ("Last updated: 21 Oct. 2026; reviewed 2 May 2025", "2026-10-21"),
        ("Sist oppdatert 4. mai 2026", "2026-05-04"),
        ("Uppdaterad 31 november 2026", None),
        ("Uppdaterad 3 december 2026", None),
        ("Nästa sammanträde: 3 november 2026", None),
    ],
)
def test_the_day_on_which_a_page_says_that_it_was_changed_is_told_unless_it_is_yet_to_come(
    says: str, day: str | None
) -> None:
    page = Seen("page.html", f"<main>Styrelsen</main><footer><p>{says}</p></footer>".encode(), ".html")
    assert last_changed(page.text, dt.date(2026, 11, 23)) == (day and dt.date.fromisoformat(day))


@pytest.mark.parametrize("number", ["222000-0001", "222000-000", "222000–0000", "SE222000000"])
def test_an_organisation_number_has_ten_digits_that_fit_each_other(number: str) -> None:
    ensure_fits("organisation_number", "222000-0000")
    ensure_fits("organisation_number", "2120001124")
    with pytest.raises(UsageError, match="answer_no_organisation_number"):
        ensure_fits("organisation_number", number)


def test_what_was_written_is_not_written_over_unless_somebody_says_so(here: Path) -> None:
    assert begun(UNSEEN[0], here).exit_code == 0
    described = next((here / "datapackage").glob("*/page.yaml"))
    described.write_text("people: 3\n", encoding="utf-8")
    result = command("init", page_of(UNSEEN[0]), "--answers", "answers.yaml")
    assert result.exit_code == 2
    assert "page.yaml is there and says something else" in result.stderr
    assert command("init", page_of(UNSEEN[0]), "--answers", "answers.yaml", "--overwrite").exit_code == 0
    assert described.read_text(encoding="utf-8") != "people: 3\n"


def test_one_more_package_of_a_project_that_is_there_is_not_asked_who_publishes(here: Path) -> None:
    assert begun(UNSEEN[0], here).exit_code == 0
    catalog = (here / "datapackage/catalog.yaml").read_bytes()
    said = {key: value for key, value in answers_for(UNSEEN[1]).items() if key in {"page", "people", "name"}}
    (here / "more.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    result = command("init", page_of(UNSEEN[1]), "--answers", "more.yaml")
    assert result.exit_code == 0, result.output
    assert (here / "datapackage/catalog.yaml").read_bytes() == catalog
    assert len(list((here / "datapackage").glob("*/page.yaml"))) == 2


def test_a_page_at_an_address_is_fetched_as_all_pages_are(here: Path, site) -> None:
    folder = next(each for each in UNSEEN if page_of(each).suffix == ".html")
    site.page = page_of(folder).read_bytes()
    refused = command("init", site.url)
    assert refused.exit_code == 3
    said = {key: value for key, value in answers_for(folder).items() if key != "page"}
    (here / "answers.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    result = command("init", site.url, "--allow-private", "--answers", "answers.yaml", "--html", "reading.html")
    assert result.exit_code == 0, result.output
    assert read(here) == (truth_of(folder), [])
    assert command("publish", "--formats", "csv").exit_code == 0
    site.page += b"<p>Nytt: Bo Ek (S), ledamot</p>"
    assert command("fetch", "--allow-private").exit_code == 1  # one more than there should be
    assert '<td data-column="Name">Greta Alströmmer</td>' in (here / "reading.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "code", "sentence"),
    [
        ("Välkommen till oss\nVi finns här varje dag i veckan utom söndagar.\n", 1, "Nobody can be read on page.txt"),
        (None, 3, "page.txt does not exist or is no file"),
    ],
)
def test_a_page_that_is_none_is_refused_in_one_sentence(page: str | None, code: int, sentence: str, here: Path) -> None:
    if page:
        (here / "page.txt").write_text(page, encoding="utf-8")
    result = command("init", "page.txt")
    assert (result.exit_code, sentence in result.stderr) == (code, True)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ("people: many", "The answer to people is no number: many"),
        ("peple: 3", "No question is called peple"),
        ("meanings: {Direktion: bodyy}", "bodyy is no answer to meanings"),
        ("email: nobody", "The answer to email is no e-mail address"),
        ("page: styrelsen", "The answer to page is no web address"),
        ("- people", "should have a line a question"),
    ],
)
def test_an_answer_that_does_not_fit_is_one_sentence_and_nothing_is_written(
    answers: str, sentence: str, here: Path
) -> None:
    (here / "answers.yaml").write_text(answers, encoding="utf-8")
    result = command("init", page_of(UNSEEN[0]), "--answers", "answers.yaml")
    assert (result.exit_code, sentence in result.stderr) == (2, True), result.stderr
    assert not (here / "datapackage").exists()


def test_a_name_that_stands_alone_is_a_person_once_somebody_says_so() -> None:
    page = "Styrelsen\nAnna Ek (S), ordförande\nBo Al (M)\nAdjungerade\nCia Da\n"
    lines = read_lines(page.encode(), "text/plain")
    assert derive(lines)[0].texts == ["Cia Da"]
    reading, rivals = derive(lines, Way(meanings={"Cia Da": "name"}))
    assert (reading.held, rivals) == ([], ())
    assert (reading.roster.rows[-1].person.name, reading.roster.rows[-1].person.kind) == ("Cia Da", "adjunct")


def test_names_below_the_last_person_that_may_be_people_are_asked_about_and_not_cut_off(here: Path) -> None:
    page = "Styrelsen\nAnna Ek (S), ordförande\nBo Al (M)\nCia Da\nKontakt\nStorgatan 1\n"
    reading, _ = derive(read_lines(page.encode(), "text/plain"))
    assert [(held.line, held.key) for held in reading.held] == [(4, "bare_name")]


def test_a_heading_a_link_and_a_union_are_taken_for_no_municipality() -> None:
    page = """<h1>Politiker</h1><div><h4>Nils-Erik Mårdvik (S)</h4><p>Ordförande</p><a href="tel:0701234567">Ring</a></div>
    <div><h4>Olga Näsmark (C)</h4><p>Personalrepresentant, Vision</p></div>"""
    reading, _ = derive(read_lines(page.encode(), "text/html"))
    assert reading.way.meanings == {}
    assert [row.person.municipality for row in reading.roster.rows] == [None, None]


def test_in_a_folder_of_a_project_the_package_goes_into_that_project(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "datapackage").mkdir()
    (here / "schemas").mkdir()
    (here / "pages" / "new").mkdir(parents=True)
    monkeypatch.chdir(here / "pages" / "new")
    result = begun(UNSEEN[0], here / "pages" / "new")
    assert f"belongs to the project {here}" in result.stderr
    assert (here / "datapackage" / "catalog.yaml").is_file()
    assert not (here / "pages" / "new" / "datapackage").exists()


BOARD = """Fjällnora räddningsförbund
Direktionen
Ordförande: Lova Mårdhed (S), Östanå
Malte Näsström (M), Vretby
Olof Tegsund (Vretbypartiet), Vretby
Till toppen
"""
COMMITTEE = """<main><h1>Arbetsutskottet</h1><table><tr><th>Namn</th><th>Parti</th><th>Uppdrag</th><th>Kommun</th></tr>
<tr><td>Lova Mårdhed</td><td>S</td><td>Ordförande</td><td>Östanå</td></tr>
<tr><td>Olof Tegsund</td><td>Vretbypartiet</td><td>Ledamot</td><td>Vretby</td></tr></table></main>"""
SUBSTITUTES = "Ersättare\nÖstanå\nSiri Tallmo (S)\nVretby\nTure Uddmark (Vretbypartiet)\n"
SEVERAL = ("styrelsen.txt", "utskottet.html", "ersattare.txt")


def begun_with_three(here: Path, **said: object) -> Result:
    for name, page in zip(SEVERAL, (BOARD, COMMITTEE, SUBSTITUTES), strict=True):
        (here / name).write_text(page, encoding="utf-8")
    addresses = [f"https://organ.example.org/{name}" for name in SEVERAL]
    answers = {**SAID, "name": "Direktionen", "people": [3, 2, 2], "page": addresses, **said}
    (here / "answers.yaml").write_text(yaml.safe_dump(answers, allow_unicode=True), encoding="utf-8")
    return command("init", *SEVERAL, "--answers", "answers.yaml", "--html", "reading.html")


def test_pages_of_one_body_become_one_package_each_described_on_its_own(here: Path) -> None:
    result = begun_with_three(here)
    assert result.exit_code == 0, result.output
    assert "The page utskottet.html" in result.output
    assert "<h2" in (here / "reading.html").read_text(encoding="utf-8")
    assert command("publish", "--formats", "csv").exit_code == 0
    traced = command("trace", "direktionen", "members", "m-0005")
    assert "  Olof Tegsund | Vretbypartiet | Ledamot | Vretby\n" in traced.output
    rules = (here / "public/rules.en.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r'<article class="rule" id="(\w+)"', rules)) == sorted(RULES)
    with (here / "public/direktionen/latest/data/members.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            tuple(row[key] for key in ("body", "name", "party", "municipality", "kind")) for row in csv.DictReader(file)
        ]
    assert rows == [
        ("Direktionen", "Lova Mårdhed", "S", "Östanå", "presidium"),
        ("Direktionen", "Malte Näsström", "M", "Vretby", "member"),
        ("Direktionen", "Olof Tegsund", "Vretbypartiet", "Vretby", "member"),
        ("Arbetsutskottet", "Lova Mårdhed", "S", "Östanå", "presidium"),
        ("Arbetsutskottet", "Olof Tegsund", "Vretbypartiet", "Vretby", "member"),
        ("Direktionen", "Siri Tallmo", "S", "Östanå", "substitute"),
        ("Direktionen", "Ture Uddmark", "Vretbypartiet", "Vretby", "substitute"),
    ]
    package = yaml.safe_load((here / "datapackage/direktionen/datapackage.yaml").read_text(encoding="utf-8"))
    assert [each["path"] for each in package["sources"]] == [f"https://organ.example.org/{name}" for name in SEVERAL]
    assert package["publishing"]["descriptions"] == {
        "sv": "De som sitter i Direktionen, så som webbsidorna listar dem.",
        "en": "Who sits in Direktionen, as the web pages list them.",
    }


def test_each_page_is_counted_by_itself_and_somebody_in_one_place_on_two_is_held(here: Path) -> None:
    result = begun_with_three(here, people=7)
    assert (result.exit_code, "people is asked of each page by itself: 3 pages, but 1 answer" in result.stderr) == (
        2,
        True,
    )
    assert begun_with_three(here, people="3, 3, 2").exit_code == 1
    (here / "pages/direktionen-3.txt").write_text(
        f"{SUBSTITUTES}Ordinarie\nMalte Näsström (M), Vretby\n", encoding="utf-8"
    )
    result = command("publish", "--formats", "csv")
    assert result.exit_code == 1
    assert "direktionen-2.html line" in result.stderr
    assert "2 ≠ 3" in result.stderr
    assert "Malte Näsström stands in the same place twice" in result.stderr


def test_pages_have_one_description_for_all_or_one_each(here: Path) -> None:
    assert begun_with_three(here).exit_code == 0
    package = here / "datapackage/direktionen/datapackage.yaml"
    said = package.read_text(encoding="utf-8")
    package.write_text(said.replace("  - datapackage/direktionen/page-3.yaml\n", ""), encoding="utf-8")
    result = command("publish")
    assert (result.exit_code, "is read from 3 pages, but `roster` names 2 files" in result.stderr) == (2, True)


def test_one_page_may_lie_in_the_project_and_another_at_its_address(here: Path, site) -> None:
    (here / "styrelsen.txt").write_text(BOARD, encoding="utf-8")
    site.page = COMMITTEE.encode()
    (here / "answers.yaml").write_text(
        yaml.safe_dump({**SAID, "name": "Direktionen", "people": "3 2"}), encoding="utf-8"
    )
    result = command("init", "styrelsen.txt", site.url, "--allow-private", "--answers", "answers.yaml")
    assert result.exit_code == 0, result.output
    result = command("publish", "--formats", "csv")
    assert result.exit_code == 0, result.output
    assert command("fetch", "--allow-private").exit_code == 0
    assert "Olof Tegsund, party: Vretbypartiet, role: Ledamot" in command("validate").stderr
