"""What portals know a dataset by stays, whoever makes the site anew: the address of the target, and what is in it."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from pyoxigraph import RdfFormat, parse
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph

CHECKOUT = Path(__file__).resolve().parent.parent.parent
HOME = "https://data.example.se/mlr/"
ELSEWHERE = "https://other.example.se/open/"
DAY = 1795392000  # 2026-11-23


@pytest.fixture
def land(tmp_path, monkeypatch):
    """A folder for projects of tables, and the target that they share: `public`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(DAY))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    return tmp_path


def town(land, name, package="trees", number="212000-0001", **catalog):
    """A project with one small table; what is said of its catalogue may differ from what a draft says."""
    project = land / name
    project.joinpath("datapackage").mkdir(parents=True)
    settings = {
        "confirmed": False,
        "base_url": f"https://{name}.example.org/",
        "titles": {"sv": f"Data från {name}", "en": f"Data from {name}"},
        "descriptions": {"sv": "En kommun.", "en": "A town."},
        "publisher": {"name": name, "organisation_number": number, "homepage": f"https://{name}.example.org/"},
        "contact": {"name": name, "email": f"{name}@example.org"},
        **catalog,
    }
    write(project / "datapackage/catalog.yaml", settings)
    add_package(project, package)
    return project


def add_package(project, package):
    titles = {"sv": f"Tabell {package}", "en": f"Table {package}"}
    described = {"titles": titles, "descriptions": titles}
    field = {"name": "tree", "type": "string", "constraints": {"required": True}, **described}
    schema = {**described, "primaryKey": ["tree"], "fields": [field]}
    licence = {"name": "CC0-1.0", "title": "CC0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}
    put(project / f"schemas/{package}/register.json", json.dumps(schema))
    put(project / f"data/{package}.csv", "tree\noak\n")
    write(
        project / f"datapackage/{package}/datapackage.yaml",
        {
            "name": package,
            "title": titles["sv"],
            "description": titles["sv"],
            "keywords": ["data"],
            "licenses": [licence],
            "sources": [{"title": "Registret", "path": f"https://registry.example.org/{project.name}/{package}"}],
            "resources": [
                {"name": "register", "schema": f"schemas/{package}/register.json", "source": f"data/{package}.csv"}
            ],
            "publishing": {"kind": "table", "flat_table": "register", **described, "keywords_en": ["data"]},
        },
    )


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write(path, content):
    put(path, json.dumps(content, ensure_ascii=False))  # which is YAML too


def change(project, **catalog):
    path = project / "datapackage/catalog.yaml"
    write(path, {**yaml.safe_load(path.read_text(encoding="utf-8")), **catalog})


@pytest.fixture
def of(run):
    """Run a command in a project, on a target; the code must be 0 unless another is expected."""

    def of(project, *arguments, code=0):
        result = run("--project", project, *arguments)
        assert result.exit_code == code, result.output
        return result

    return of


def graph(target="public"):
    """The catalogue, which says the same to two readers in three notations."""
    read = Graph().parse(f"{target}/catalog.rdf", format="xml")
    forms = {"ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}
    for ending, form in forms.items():
        assert len(set(parse(path=f"{target}/catalog.{ending}", format=form))) == len(read)
    return read


def known_to_portals(target="public"):
    """Everything that a harvester knows the catalogue, its datasets and their distributions by."""
    read = graph(target)
    return {
        str(name): str(read.value(name, DCTERMS.identifier, default=""))
        for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution)
        for name in read.subjects(RDF.type, kind)
    }


def entries(target="public"):
    """The ids of the feed with their titles."""
    feed = "{http://www.w3.org/2005/Atom}"
    from lxml import etree

    root = etree.parse(f"{target}/feed.xml").getroot()
    return {item.findtext(f"{feed}id"): item.findtext(f"{feed}title") for item in root.iter(f"{feed}entry")}


def page(path, target="public"):
    return Path(target, path).read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")


# the address


def test_the_address_outlasts_every_command_that_makes_the_site_anew(project, run, monkeypatch, tmp_path):
    monkeypatch.setenv("MLR_OPENDATA_ERASURE_KEY", str(tmp_path / "key"))
    assert run("publish", "--base-url", HOME).exit_code == 0
    known, told = known_to_portals(), entries()
    text = next((project / "datapackage/sources/om-mlr/snapshots").glob("*.txt")).read_text(encoding="utf-8")
    (project / "page.txt").write_text(text.replace("Roko Kursar (L)", "Maria Lind (L)"), encoding="utf-8")

    for arguments in (
        ["publish", "--source", "page.txt", "--observed-at", "2026-11-01"],
        ["publish"],
        ["publish", "mlr-organisation"],
        ["withdraw", "mlr-organisation", "1.0.0", "--reason", "Fel sida."],
        ["erase", "mlr-organisation", "p-0015", "--reason", "Artikel 17."],
        ["retire", "mlr-working-groups", "--reason", "Upphörde."],
        ["publish", "mlr-working-groups"],
    ):
        assert run(*arguments).exit_code == 0
        now = known_to_portals()
        assert all(name.startswith(HOME) for name in now)
        assert arguments[0] == "retire" or now == known
        assert told.keys() <= entries().keys()
    assert run("verify").exit_code == 0
    assert json.loads(page("site.json"))["address"] == HOME


@pytest.mark.parametrize(
    "spelling",
    [
        "https://data.example.se/mlr",
        "https://DATA.Example.se/mlr/",
        "https://data.example.se:443/mlr/",
        "https://data.example.se./mlr//",
        "https://data.example.se/%6dlr/",
    ],
)
def test_another_spelling_is_the_same_address(land, of, spelling):
    one = town(land, "one")
    of(one, "publish", "--base-url", HOME)
    before = page("catalog.ttl")
    of(one, "publish", "--base-url", spelling)
    of(one, "publish", "--move-to", spelling)
    assert page("catalog.ttl") == before


@pytest.mark.parametrize("command", ["publish", "plan"])
@pytest.mark.parametrize(
    "asked",
    [ELSEWHERE, "http://data.example.se/mlr/", "https://data.example.se/MLR/", "https://data.example.se:8443/mlr/"],
)
def test_another_address_stops_and_both_ways_out_are_named(land, of, command, asked):
    one = town(land, "one")
    of(one, "publish", "--base-url", HOME)
    before = {path: path.read_bytes() for path in Path("public").rglob("*") if path.is_file()}

    result = of(one, command, "--base-url", asked, code=4)

    assert f"--base-url {HOME}" in result.stderr
    assert f"--move-to {asked}" in result.stderr
    assert {path: path.read_bytes() for path in Path("public").rglob("*") if path.is_file()} == before


def test_settings_that_were_changed_by_hand_stop_publish_but_no_withdrawal(land, of):
    one = town(land, "one")
    of(one, "publish", "--base-url", HOME)
    known = known_to_portals()
    change(one, base_url=ELSEWHERE)

    for command in ("plan", "publish"):
        assert f"catalog.yaml says {ELSEWHERE}" in of(one, command, code=4).stderr
    of(one, "withdraw", "trees", "1.0.0", "--reason", "Fel.")
    of(one, "publish", code=4)
    of(one, "publish", "--base-url", HOME)

    assert known_to_portals() == known
    of(one, "publish")  # from now on it is known that these settings give way


def test_the_settings_may_follow_the_target(land, of):
    one = town(land, "one")
    of(one, "publish", "--base-url", HOME)
    change(one, base_url=HOME, confirmed=True)
    of(one, "publish")
    change(one, base_url="https://one.example.org/")
    of(one, "publish", code=4)  # back to what they said once


def test_a_draft_moves_with_its_names(land, of):
    one = town(land, "one")
    of(one, "publish")
    change(one, base_url=HOME, confirmed=True)
    of(one, "publish", code=4)

    assert f"would move from https://one.example.org/ to {HOME}" in of(one, "plan", "--move-to", HOME).stdout
    assert f"has moved from https://one.example.org/ to {HOME}" in of(one, "publish", "--move-to", HOME).stdout

    assert all(name.startswith(HOME) for name in known_to_portals())
    assert "one.example.org/trees" not in page("catalog.ttl") + page("trees/index.html")


def test_what_portals_may_have_harvested_keeps_its_names_when_the_target_moves(land, of):
    one = town(land, "one", confirmed=True)
    of(one, "publish", "--base-url", HOME)
    known, told = known_to_portals(), entries()

    of(one, "publish", "--move-to", ELSEWHERE)
    of(one, "publish")
    of(one, "withdraw", "trees", "1.0.0", "--reason", "Fel.")
    of(one, "publish")

    read = graph()
    assert known_to_portals() == known
    dataset = next(read.subjects(RDF.type, DCAT.Dataset))
    assert str(read.value(dataset, DCAT.landingPage)) == f"{ELSEWHERE}trees/"
    downloads = {str(url) for url in read.objects(None, DCAT.downloadURL)}
    assert downloads
    assert all(url.startswith(f"{ELSEWHERE}trees/latest/") for url in downloads)
    assert f'"@id": "{dataset}"' in page("trees/index.html")
    assert told.keys() <= entries().keys()


def test_a_move_is_told_in_the_feed_and_on_the_front_page_in_both_languages(land, of):
    one = town(land, "one")
    of(one, "publish", "--base-url", HOME)
    of(one, "publish", "--move-to", ELSEWHERE)

    assert "Katalogen har flyttat" in entries().values()
    assert f"The catalogue moved on 2026-11-23 from {HOME} to {ELSEWHERE}" in page("feed.en.xml")
    assert f"Katalogen flyttade 23 november 2026 från {HOME} till {ELSEWHERE}." in page("index.html")
    assert f"The catalogue moved on 23 November 2026 from {HOME} to {ELSEWHERE}." in page("index.en.html")
    assert not list(Path("public/trees").glob("1.1.0"))
    of(one, "verify")


def test_a_move_needs_no_package_that_is_fit_to_publish(land, of):
    one = town(land, "one")
    of(one, "publish", "--base-url", HOME)
    put(one / "data/trees.csv", "tree\n\noak\noak\n")
    of(one, "publish", "--move-to", ELSEWHERE, code=1)
    assert json.loads(page("site.json"))["address"] == ELSEWHERE


def test_two_addresses_at_once_are_a_slip(land, of):
    one = town(land, "one")
    of(one, "publish", "--base-url", HOME, "--move-to", ELSEWHERE, code=2)
    of(one, "publish", "--move-to", "elsewhere", code=2)
    assert not Path("public/trees").exists()


def test_who_changes_what_the_target_remembers_is_found_out(land, of):
    one = town(land, "one")
    of(one, "publish", "--base-url", HOME)
    path = Path("public/site.json")
    path.write_text(path.read_text(encoding="utf-8").replace(HOME, ELSEWHERE), encoding="utf-8")
    assert "site.json" in of(one, "verify", code=4).stdout
    of(one, "publish", code=4)
    path.unlink()
    of(one, "verify", code=4)


# packages without settings


def publishers():
    """Who publishes each package."""
    read = graph()
    return {
        str(read.value(dataset, DCAT.landingPage)).rstrip("/").rsplit("/", 1)[-1]: str(
            read.value(read.value(dataset, DCTERMS.publisher), FOAF.name)
        )
        for dataset in read.subjects(RDF.type, DCAT.Dataset)
    }


def test_a_package_without_settings_stays_and_that_is_said(land, of):
    one = town(land, "one")
    add_package(one, "parks")
    of(one, "publish")
    before = {
        path: path.read_bytes() for path in Path("public").rglob("*") if path.name != "status.json" and path.is_file()
    }
    shutil.rmtree(one / "datapackage/parks")

    for arguments in (["plan"], ["publish"], ["publish", "trees"]):
        assert "parks 1.0.0 stays as published" in of(one, *arguments).stderr

    after = {
        path: path.read_bytes() for path in Path("public").rglob("*") if path.name != "status.json" and path.is_file()
    }
    assert after == before


def test_two_projects_share_a_target_and_neither_removes_what_is_the_other_s(land, of):
    one, two = town(land, "one", confirmed=True, base_url=HOME), town(land, "two", "parks", "212000-0002")
    of(one, "publish")
    of(two, "plan")
    known, told = known_to_portals(), entries()

    result = of(two, "publish")
    assert "trees 1.0.0 stays as published" in result.stderr
    assert "keeps its title" in result.stderr
    both = known_to_portals()
    assert known.items() <= both.items()
    assert told.items() <= entries().items()

    again = of(two, "publish")
    assert "keeps its title" not in again.stderr
    put(two / "data/parks.csv", "tree\noak\nelm\n")
    of(two, "publish")
    put(one / "data/trees.csv", "tree\noak\nelm\n")
    of(one, "publish")
    of(one, "withdraw", "parks", "1.0.0", "--reason", "Fel.")
    of(two, "withdraw", "trees", "1.0.0", "--reason", "Fel.")

    assert known_to_portals() == both
    assert publishers() == {"trees": "one", "parks": "two"}
    assert "<title>Data från one</title>" in page("index.html")
    assert "<name>two</name>" in page("feed.xml")
    assert "two@example.org" in page("parks/index.html")
    assert "one@example.org" in page("trees/index.html")
    of(one, "verify")


def test_a_second_project_that_is_confirmed_is_asked_which_address_holds(land, of):
    of(town(land, "one", base_url=HOME), "publish")
    two = town(land, "two", "parks", "212000-0002", confirmed=True)
    of(two, "publish", code=4)
    of(two, "publish", "--base-url", HOME)
    of(two, "publish")
    assert publishers() == {"trees": "one", "parks": "two"}


def test_what_was_refused_of_one_project_is_still_told_after_the_other_published(land, of):
    one, two = town(land, "one"), town(land, "two", "parks", "212000-0002")
    of(one, "publish")
    put(one / "data/trees.csv", "tree\noak\noak\n")
    of(one, "publish", code=1)
    of(two, "publish")
    assert list(json.loads(page("status.json"))["refused"]) == ["trees"]


def test_the_rules_and_the_look_of_a_project_outlast_the_other_s_runs(project, of, run):
    run("publish")
    before = page("rules.html"), page("mlr-organisation/index.html")
    of(town(project.parent, "two", "parks", "212000-0002"), "publish")
    assert (page("rules.html"), page("mlr-organisation/index.html")) == before


def test_a_package_of_the_same_name_is_refused_unless_it_is_taken_over(land, of):
    of(town(land, "one"), "publish")
    two = town(land, "two", number="212000-0002")
    put(two / "data/trees.csv", "tree\nelm\n")

    for command in ("plan", "publish"):
        result = of(two, command, code=4)
        assert "another project's (Data från one; one, 212000-0001)" in result.stderr
        assert "--take-over trees" in result.stderr
    assert not Path("public/trees/1.1.0").exists()
    known = known_to_portals()

    of(two, "publish", "--take-over", "tres", code=2)
    of(two, "publish", "--take-over", "trees")
    of(two, "publish")

    assert known_to_portals() == known
    assert publishers() == {"trees": "two"}
    assert "<title>Data från two</title>" in page("index.html")


def test_a_name_that_is_taken_spares_the_other_packages_when_they_are_named(land, of):
    of(town(land, "one"), "publish")
    two = town(land, "two", number="212000-0002")
    add_package(two, "parks")

    assert "trees 1.0.0 stays as published" in of(two, "publish", "parks").stderr
    of(two, "publish", code=4)

    assert publishers() == {"trees": "one", "parks": "two"}


@pytest.mark.parametrize(
    ("differing", "code"),
    [
        ({}, 0),
        ({"titles": {"sv": "Ny titel", "en": "New title"}}, 0),
        ({"number": "2120000001"}, 0),
        ({"number": "212000-0003"}, 4),
    ],
)
def test_a_project_is_known_by_its_publisher_and_by_its_title_or_its_sources(land, of, differing, code):
    of(town(land, "one"), "publish")
    shutil.move("one", "first")
    of(town(land, "one", **differing), "publish", code=code)


def test_another_title_and_other_sources_are_another_project(land, of):
    of(town(land, "one"), "publish")
    of(town(land, "two", number="212000-0001"), "publish", code=4)


# retired packages


def test_a_retired_package_leaves_a_tombstone_and_portals_drop_it(land, of):
    one = town(land, "one")
    add_package(one, "parks")
    of(one, "publish")
    kept = {name: at for name, at in known_to_portals().items() if "parks" not in name}

    of(one, "retire", "parks", "--reason", "Registret lades ned.")

    assert known_to_portals() == kept
    assert "Tabell parks publiceras inte längre" in entries().values()
    assert "Registret lades ned." in page("parks/index.html")
    assert "Table parks: no longer published" in page("parks/index.en.html")
    assert "withdrawn on" in page("parks/1.0.0.en.html")
    assert not Path("public/parks/latest").exists()
    assert [entry["state"] for entry in json.loads(page("parks/versions.json"))] == ["withdrawn"]
    assert "retired since 2026-11-23" in of(one, "retire", "parks", "--reason", "Igen.").stdout
    of(one, "verify")


def test_a_retired_package_comes_back_only_by_name_and_goes_on_counting(land, of):
    one = town(land, "one")
    add_package(one, "parks")
    of(one, "publish")
    known = known_to_portals()
    of(one, "retire", "parks", "--reason", "Registret lades ned.")

    for command in ("plan", "publish"):
        assert "parks is retired and not published" in of(one, command).stdout
    assert len(known_to_portals()) < len(known)

    of(one, "publish", "parks")
    assert known_to_portals() == known
    assert [entry["version"] for entry in json.loads(page("parks/versions.json"))] == ["1.1.0", "1.0.0"]
    of(one, "withdraw", "parks", "1.1.0", "--reason", "Fel.")
    assert "parks 1.2.0 published" in of(one, "publish").stdout
    of(one, "verify")


def test_a_package_without_settings_can_be_retired(land, of):
    one = town(land, "one")
    add_package(one, "parks")
    of(one, "publish")
    shutil.rmtree(one / "datapackage/parks")
    of(one, "retire", "parks", "--reason", "Registret lades ned.")
    assert "parks" not in of(one, "publish").stderr
    of(one, "verify")


def test_the_catalogue_passes_to_the_next_project_when_the_first_has_retired_everything(land, of):
    one, two = town(land, "one"), town(land, "two", "parks", "212000-0002")
    of(one, "publish", "--base-url", HOME)
    of(two, "publish")
    of(one, "retire", "trees", "--reason", "Slut.")
    assert "<title>Data från two</title>" in page("index.html")
    assert publishers() == {"parks": "two"}
    of(one, "publish", "trees")
    assert "<title>Data från one</title>" in page("index.html")


def test_a_signed_target_retires_nothing_without_the_key(land, of, run):
    one = town(land, "one")
    run("keygen", "secret")
    of(one, "publish", "--sign", "secret")
    of(one, "retire", "trees", "--reason", "Slut.", code=4)
    of(one, "retire", "trees", "--reason", "Slut.", "--sign", "secret")
    of(one, "verify", "--key", "secret.pub")


@pytest.mark.parametrize("arguments", [["retire", "tres", "--reason", "x"], ["retire", "trees", "--reason", " "]])
def test_retiring_what_is_not_there_or_for_no_reason_is_a_slip(land, of, arguments):
    one = town(land, "one")
    of(one, "publish")
    of(one, *arguments, code=2)


# what other commands say of a package without settings


@pytest.fixture
def stranger(project, run):
    """A project that has no settings for what MLR's project published into `public`."""
    run("publish", "--formats", "csv,parquet")
    return town(project.parent, "two", "parks", "212000-0002")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["diff", "mlr-organisation", "1.0.0", "1.0.0"], 0, "nothing differs"),
        (["trace", "mlr-organisation", "roster", "m-0001"], 0, "The archive of the source is not in this project"),
        (["reproduce"], 0, "mlr-organisation 1.0.0: cannot be made again: this project has no settings"),
        (["reproduce", "mlr-organisation"], 0, "mlr-organisation 1.0.0: cannot be made again"),
        (["reproduce", "mlr-organisatoin"], 2, "There is no package"),
        (
            ["erase", "mlr-organisation", "p-0015", "--reason", "Artikel 17."],
            2,
            "run it in the project that publishes it",
        ),
        (["erase", "mlr-organisatoin", "p-0015", "--reason", "Artikel 17."], 2, "There is no package"),
        (["verify"], 0, "everything is whole"),
    ],
)
def test_other_commands_cope_or_say_what_they_need(stranger, of, arguments, code, said):
    result = of(stranger, *arguments, code=code)
    assert said in result.stdout + result.stderr


def test_an_erasure_reaches_packages_of_the_source_that_lost_their_settings(project, run, monkeypatch, tmp_path):
    monkeypatch.setenv("MLR_OPENDATA_ERASURE_KEY", str(tmp_path / "key"))
    run("publish", "--formats", "csv")
    run("withdraw", "mlr-working-groups", "1.0.0", "--reason", "Roko Kursar klagade.")
    shutil.rmtree(project / "datapackage/mlr-working-groups")
    name = next(
        row for row in page("mlr-organisation/latest/data/persons.csv").splitlines() if "Roko Kursar" in row
    ).split(",")[0]

    assert run("erase", "mlr-organisation", name, "--reason", "Artikel 17.").exit_code == 0

    assert [path for path in Path("public").rglob("*") if path.is_file() and b"Kursar" in path.read_bytes()] == []


def test_a_retired_package_cannot_be_loaded_and_that_is_said(land, of):
    import pipeline
    from pipeline.errors import UsageError

    one = town(land, "one")
    of(one, "publish")
    assert len(pipeline.load("trees", "register", base="public")) == 1
    of(one, "retire", "trees", "--reason", "Slut.")
    with pytest.raises(UsageError, match="Every version of trees at public is withdrawn"):
        pipeline.load("trees", "register", base="public")
