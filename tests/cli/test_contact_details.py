"""A page full of contact details: none of them reaches a terminal, a log or the target, whatever is asked for."""

import zipfile
from html import escape

import pytest

from tests.contacts import IDENTITY, MAIL, TELEPHONE

SOURCE = "datapackage/sources/om-mlr"
SECRETS = ("lund.se", "anna.ek", "123 45 67", "34 10 00", "1234567", "341000", "850101", "19850101", "anna:secret")
LEADS_ELSEWHERE = (
    '<p><a href="https://www.malmolundregionen.se/p.pdf?mail=anna.ek%40lund.se">Läs verksamhetsplanen</a></p>'
    '<p><a href="https://anna:secret@www.malmolundregionen.se/19850101-1234.pdf">Läs samverkansavtalet</a></p>'
)


def plain(project):
    return next((project / SOURCE / "snapshots").glob("*.txt")).read_text(encoding="utf-8")


def full_of_contacts(text):
    """The page with every form there is beside people, in the prose, in a task and in the footer."""
    forms = [form for form in (*MAIL, *TELEPHONE, *IDENTITY) if "\n" not in form]
    people = [line for line in text.split("\n") if ", K" in line]
    for number, person in enumerate(people):
        text = text.replace(person, f"{person}, {forms[number * 7]}")
    text = text.replace(
        "Beslut fattas i konsensus.", "Beslut fattas i konsensus. " + " ".join(f"({f})" for f in forms[::3])
    )
    return text + "\n".join(("", *forms))


def leaks(text):
    return [secret for secret in SECRETS if secret in text]


def files_of(folder):
    """Every file, and every file in one; Parquet tells what CSV does, in bytes that may read as anything."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".parquet":
            yield path.name, path.read_bytes()
            if path.suffix in {".zip", ".xlsx"}:
                with zipfile.ZipFile(path) as archive:
                    yield from (
                        (f"{path.name}/{name}", archive.read(name))
                        for name in archive.namelist()
                        if ".parquet" not in name
                    )


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_no_finding_tells_a_contact_detail(project, run, tmp_path, form):
    page = tmp_path / "page.txt"
    page.write_text(full_of_contacts(plain(project)), encoding="utf-8")

    result = run("validate", "--source", page, "--format", form)

    assert result.exit_code == 1
    assert "contact" in result.stdout
    assert leaks(result.stdout + result.stderr) == []


def test_what_is_published_of_a_page_with_contact_details_has_none(project, run, tmp_path):
    page = tmp_path / "page.txt"
    lines = plain(project).replace("Lars Johnson (M), KSO", "Lars Johnson (M), KSO, anna.ek@lund.se, 070,123,45,67")
    page.write_text(lines.replace("Roko Kursar (L)", "Roko Kursar (L), 1985-01-01-1234"), encoding="utf-8")

    results = [
        run("plan", "--source", page),
        run("publish", "--source", page),
        run("trace", "mlr-organisation", "roster", "m-0001"),
        run("verify"),
    ]

    assert [result.exit_code for result in results] == [0, 0, 0, 0], results[1].stderr
    assert leaks("".join(result.stdout + result.stderr for result in results)) == []
    found = [name for name, content in files_of(project / "public") if leaks(content.decode("utf-8", "ignore"))]
    assert found == []
    assert "[kontaktuppgift borttagen]" in (project / "public/mlr-organisation/1.0.0/data/roster.csv").read_text()


def test_a_held_page_with_contact_details_tells_none_on_any_way(project, run, site):
    lines = full_of_contacts(plain(project)).replace("Läs verksamhetsplanen", "").replace("Läs samverkansavtalet", "")
    site.page = ("".join(f"<p>{escape(line)}</p>\n" for line in lines.split("\n")) + LEADS_ELSEWHERE).encode()
    run("publish")

    results = [
        run("fetch", "--source", site.url, "--allow-private"),
        run("plan"),
        run("publish"),
        run("validate"),
        run("validate", "--format", "html"),
        run("trace", "mlr-organisation", "roster", "m-0001"),
    ]

    assert [result.exit_code for result in results] == [1, 0, 0, 1, 1, 0], [result.stderr for result in results]
    assert leaks("".join(result.stdout + result.stderr for result in results)) == []
    assert leaks((project / SOURCE / "looks.csv").read_text(encoding="utf-8")) == []
    found = [name for name, content in files_of(project / "public") if leaks(content.decode("utf-8", "ignore"))]
    assert found == []


def test_an_address_that_tells_of_somebody_is_no_source(run, site):
    for query in ("?mail=anna.ek%40lund.se", "?pnr=19850101-1234", "?tel=070-123%2045%2067"):
        result = run("fetch", "--source", site.url + query, "--allow-private")
        assert result.exit_code == 3
        assert leaks(result.stdout + result.stderr) == []
    assert site.asked == []


def test_another_page_is_refused_without_telling_who_stands_on_it(run, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("anna.ek AT lund DOT se 850101/1234 070,123,45,67\n", encoding="utf-8")

    result = run("validate", "--source", page)

    assert result.exit_code == 3
    assert leaks(result.stdout + result.stderr) == []
