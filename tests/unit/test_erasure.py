"""Who is forgotten is recognised by keyed hashes, and what is kept of the archive reads as before."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.flow.forgetting import kept_content
from pipeline.model import Line, Link
from pipeline.organisation.erasure import (
    Erased,
    make_key,
    names_any,
    read_erased,
    read_key,
    remember,
)
from pipeline.organisation.grammar import MARK, mark
from pipeline.organisation.page import ORGANISATION
from pipeline.organisation.ruled import PersonDecision
from pipeline.organisation.state import Numbers, plain
from pipeline.redact import redact, redact_lines
from pipeline.sources import archive
from pipeline.sources.fetch import Fetched
from pipeline.sources.kept import kept
from pipeline.sources.lines import read_lines
from pipeline.wording.rules import finding_texts
from tests.looks import NOTHING, REAL, changed, findings, follow, look, page_spec, reference, rows, states, stops

DAY = dt.date(2022, 10, 1)
ROKO = ("Roko Kursar", "1280", "elected")


@pytest.fixture
def erased(tmp_path: Path) -> Erased:
    """The list after Roko Kursar of Malmö was erased."""
    key_file = tmp_path / "keys" / "erasure.key"
    make_key(key_file)
    nobody = read_erased(tmp_path, key_file)
    remember(nobody, read_key(key_file, nobody.file), "p-0020", [ROKO], [], "2026-11-23T00:00:00Z")
    return read_erased(tmp_path, key_file)


@pytest.mark.parametrize("name", ["Roko Kursar", "roko kursar", "ROKO  KURSAR"])
def test_a_name_is_recognised_whatever_its_case_and_spaces(erased: Erased, name: str) -> None:
    assert erased.find(name, *ROKO[1:]) == ("p-0020", True)


@pytest.mark.parametrize(
    "name",
    ["Roko Kurssar", "Roko Kusar", "Róko Kursar", "Kursar Roko", "Roko Ivan Kursar", "Roka Kurser", "Rika Kursar",
     "Rokko Kurzar", "Okor Kursar", "R. Kursar", "R Kursar", "Roko K.", "Roko-Ivan Kursar Berg", "Rokokursar",
     "Avgående Roko Kursar"],
)  # fmt: skip
def test_a_near_spelling_is_recognised_as_such(erased: Erased, name: str) -> None:
    assert erased.find(name, *ROKO[1:]) == ("p-0020", False)


@pytest.mark.parametrize(("code", "class_"), [("1281", "elected"), ("1280", "civil_servant"), ("0180", "elected")])
def test_a_name_is_recognised_in_another_municipality_and_role(erased: Erased, code: str, class_: str) -> None:
    assert erased.find("roko kursar", code, class_) == ("p-0020", True)
    assert erased.find("Roko Kurssar", code, class_) == ("p-0020", False)


@pytest.mark.parametrize(
    "name", ["Håkan Fält", "Rut Kursar", "Roko Berg", "Håkan Kursar", "R. Berg", "Maja Kursar Lind", "Roko Ivan Berg"]
)
def test_somebody_else_is_not_recognised(erased: Erased, name: str) -> None:
    assert erased.find(name, *ROKO[1:]) is None


def test_a_person_of_three_names_is_recognised_by_two_of_them_and_not_by_one_in_common(tmp_path: Path) -> None:
    key_file = tmp_path / "erasure.key"
    make_key(key_file)
    nobody = read_erased(tmp_path, key_file)
    named = ("Katrin Stjernfeldt Jammeh", "1280", "elected")
    remember(nobody, read_key(key_file, nobody.file), "p-0020", [named], [], "2026-11-23T00:00:00Z")
    listed = read_erased(tmp_path, key_file)

    for near in ("Katrin Jammeh", "Katrin Stjernfeldt", "Katrin Jamneh", "K. Jammeh", "K. Stjernfeldt Jammeh"):
        assert listed.find(near, "1231", "elected") == ("p-0020", False), near
    for other in ("Katrin Berg", "Anna Jammeh", "Katrin Stjernberg", "Anna Stjernfeldt Berg"):
        assert listed.find(other, "1231", "elected") is None, other


@pytest.mark.parametrize(
    ("old", "printed"),
    [("Roko Kursar (L)", "Roko Kursar (L)"), ("Per Bengtsson (S)", "Roko Kursar (L)"),
     ("Andreas Norbrant, K", "ROKO KURSAR, K"), ("Eva Hallberg, K", "Roko Kursar, t f K")],
)  # fmt: skip
def test_whoever_comes_back_as_they_were_is_left_out_wherever_it_is(erased: Erased, old: str, printed: str) -> None:
    built = look(changed(old, printed), spec=replace(page_spec(), erased=erased))
    assert stops(built) == []
    assert "kursar" not in repr([(item.state.rows, item.told) for item in built.values()]).casefold()


@pytest.mark.parametrize(
    "printed", ["Roka Kurser", "Avgående Roko Kursar", "R. Kursar", "Kursar Roko", "Roko Kursar Ek"]
)
def test_a_near_name_holds_the_release_and_is_not_told(erased: Erased, printed: str) -> None:
    built = look(changed("Per Bengtsson (S)", f"{printed} (L)"), spec=replace(page_spec(), erased=erased))
    assert stops(built) == ["erased_near_spelling"]
    told = repr(findings(built)) + repr([finding_texts(finding) for finding in findings(built)])
    assert not any(word in told for word in printed.split())
    assert printed not in repr(built["organisation"].told)
    assert findings(built, "erased_near_spelling")[0].source_line == 61


@pytest.mark.parametrize(
    "printed",
    ["Roko Kursar", "Kim Ek (S), Roko Kursar", "Kim Ek och Roko Kursar (L)", "Roko Kursar (L), Per Bengtsson (S)"],
)
def test_a_line_that_names_them_in_another_way_holds_the_release_and_is_not_told(erased: Erased, printed: str) -> None:
    built = look(changed("Per Bengtsson (S)", printed), spec=replace(page_spec(), erased=erased))
    assert stops(built)
    told = repr(findings(built)) + repr([finding_texts(finding) for finding in findings(built)])
    assert "Kursar" not in told + repr(built["organisation"].told)


def test_prose_that_names_them_holds_the_release_and_is_not_told(erased: Erased) -> None:
    page = changed("Roko Kursar (L)", "Maja Lind (L)")
    page = changed("Varje arbetsgrupp", "Gruppen leds av Roko Kursar. Varje arbetsgrupp", page)
    built = look(page, spec=replace(page_spec(), erased=erased))
    assert "erased_in_text" in stops(built)
    assert "Kursar" not in repr(findings(built))


def test_the_line_for_the_same_person_forgets_the_spelling_too(erased: Erased) -> None:
    page = changed("Per Bengtsson (S)", "Roka Kurser (S)")
    (finding,) = findings(look(page, spec=replace(page_spec(), erased=erased)), "erased_near_spelling")
    entry = next(line for line in finding_texts(finding)["action_en"].splitlines() if line.startswith("p-0020,"))
    with erased.file.open("a", encoding="utf-8") as stream:
        stream.write(f"{entry}\n")

    listed = read_erased(erased.file.parent, erased.key_file)

    built = look(page, spec=replace(page_spec(), erased=listed))
    assert stops(built) == []
    assert {"Roka Kurser", "Roko Kursar"} & {row["name"] for row in rows(built, "persons")} == set()


def test_the_line_for_somebody_else_lets_them_in(erased: Erased) -> None:
    page = changed("Per Bengtsson (S)", "Roka Kurser (S)")
    (finding,) = findings(look(page, spec=replace(page_spec(), erased=erased)), "erased_near_spelling")
    (entry,) = yaml.safe_load(finding_texts(finding)["action_sv"].splitlines()[-1])
    decided = PersonDecision(**entry | {"name": "Roka Kurser"})
    built = look(page, spec=replace(page_spec(), erased=erased, persons=(decided,)))
    assert stops(built) == []
    assert "Roka Kurser" in {row["name"] for row in rows(built, "persons")}


def test_none_of_the_real_people_is_forgotten_with_another(tmp_path: Path) -> None:
    people = {row["person_id"]: row for row in rows(look(REAL), "persons")}
    seats = [row for row in rows(look(REAL), "memberships") if row["basis"] == "stated"]
    named = {
        seat["person_id"]: (people[seat["person_id"]]["name"], seat["on_behalf_of"], seat["attendance"])
        for seat in seats
    }
    key_file = tmp_path / "erasure.key"
    make_key(key_file)
    for person_id, place in named.items():
        folder = tmp_path / person_id
        folder.mkdir()
        nobody = read_erased(folder, key_file)
        others = [other for item, other in named.items() if item != person_id]
        remember(nobody, read_key(key_file, nobody.file), person_id, [place], others, "2026-11-23T00:00:00Z")
        listed = read_erased(folder, key_file)
        assert {item for item, other in named.items() if listed.find(*other)} == {person_id}


def test_nobody_else_who_was_published_is_forgotten_for_a_near_name(tmp_path: Path) -> None:
    key_file = tmp_path / "erasure.key"
    make_key(key_file)
    per, par = ("Per Persson", "1262", "elected"), ("Pär Persson", "1262", "elected")
    nobody = read_erased(tmp_path, key_file)
    remember(nobody, read_key(key_file, nobody.file), "p-0001", [per], [par], "2026-11-23T00:00:00Z")
    listed = read_erased(tmp_path, key_file)

    assert listed.find(*par) is None
    assert listed.find(*per) == ("p-0001", True)
    assert listed.find("Per Perssson", *per[1:]) == ("p-0001", False)


def test_the_list_does_not_tell_whom_it_is_about(erased: Erased) -> None:
    content = erased.file.read_text(encoding="utf-8")
    assert "kursar" not in content.casefold()
    assert {len(line.split(",")[1]) for line in content.splitlines()[1:]} == {64}


def test_another_key_or_none_is_an_error_and_no_list_needs_no_key(erased: Erased, tmp_path: Path) -> None:
    erased.key_file.unlink()
    with pytest.raises(UsageError) as missing:
        erased.find(*ROKO)
    make_key(erased.key_file)
    with pytest.raises(UsageError) as other:
        erased.find(*ROKO)
    assert (missing.value.key, other.value.key) == ("erasure_key_missing", "erasure_key_other")
    assert read_erased(tmp_path / "elsewhere", tmp_path / "none").find(*ROKO) is None


def test_a_key_is_never_overwritten_and_a_damaged_one_is_refused(erased: Erased) -> None:
    with pytest.raises(UsageError, match="key_not_written"):
        make_key(erased.key_file)
    erased.key_file.write_text("not hexadecimal")
    with pytest.raises(UsageError, match="erasure_key_unreadable"):
        read_key(erased.key_file, erased.file)


def test_a_page_that_names_them_gives_all_rows_but_theirs(erased: Erased) -> None:
    before = look(REAL)
    after = look(REAL, spec=replace(page_spec(), erased=erased))

    assert stops(after) == []
    assert "Roko Kursar" not in {row["name"] for row in rows(after, "persons")}
    assert [row["position"] for row in rows(after, "roster") if row["municipality_code"] == "1280"] == [1, 3, 4]
    assert {row["side"] for row in rows(after, "memberships")} == {row["side"] for row in rows(before, "memberships")}


def test_a_namesake_that_a_maintainer_knows_is_read(erased: Erased) -> None:
    decided = PersonDecision(name="Roko Kursar", municipality="Malmö", different_from="p-0020", reason="a test")
    built = look(REAL, spec=replace(page_spec(), erased=erased, persons=(decided,)))

    assert "Roko Kursar" in {row["name"] for row in rows(built, "persons")}


def test_marks_keep_their_numbers_taken() -> None:
    before, marked = look(REAL), look(changed("Roko Kursar (L)", "[raderad p-0021 m-0021]"))

    for table in ("persons", "memberships", "roster"):
        left = [row for row in rows(before, table) if row["person_id"] != "p-0021"]
        assert [row["person_id"] for row in rows(marked, table)] == [row["person_id"] for row in left]
    assert marked[ORGANISATION].state.identity == before[ORGANISATION].state.identity


@given(highest=st.integers(0, 50), taken=st.frozensets(st.integers(1, 60)), count=st.integers(1, 20))
def test_a_number_is_new_every_time(highest: int, taken: frozenset[int], count: int) -> None:
    numbers = Numbers(highest, taken)
    given_out = [numbers.next() for _ in range(count)]
    assert given_out == sorted(set(given_out))
    assert not set(given_out) & (taken | set(range(highest + 1)))
    assert numbers.mark >= max(given_out)


def test_a_mark_is_known_as_one() -> None:
    assert MARK.fullmatch(mark())
    assert MARK.fullmatch(mark(("p-0001", "m-10000")))
    assert redact(mark(("p-0001", "m-0046121234"))) == mark(("p-0001", "m-0046121234"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Roko Kursar (L)", True),
        ("läs mer om roko-kursar.html", True),
        ("ROKO\u00a0KURSÁR", True),
        ("Rokos Kursar", False),
        ("Roko Ivan Kursar", False),
    ],
)
def test_a_name_is_found_in_a_text_as_whole_words(text: str, named: object) -> None:
    assert names_any(text, {plain("Roko Kursar")}) == named


# What is kept of a snapshot


def shown(lines: list[Line]) -> list[tuple[int, str, tuple[str | None, ...]]]:
    return [(line.number, line.text, tuple(link.url for link in line.links)) for line in lines]


def test_a_rewritten_text_reads_as_before_but_for_the_marked_line() -> None:
    before = read_lines(REAL.encode(), "text/plain")
    after = read_lines(kept(REAL.encode(), "text/plain", {23: mark()}), "text/plain")

    assert [line.number for line in after] == [line.number for line in before]
    assert [a.text for a, b in zip(after, before, strict=True) if a != b] == ["[raderad]"]


@settings(max_examples=200)
@given(
    st.lists(
        st.one_of(
            st.text(st.sampled_from('abåö<>&"•  \u00a0-'), max_size=20).map(
                lambda text: f"<p>{text.replace('<', '&lt;')}</p>"
            ),
            st.just('<li>Läs <a href="/a?b=1&amp;c">planen</a> och <a href="x.pdf">mer</a></li>'),
            st.just("<script>hemligt</script><p hidden>dolt</p>"),
            st.just("<h2>•</h2>"),
        ),
        min_size=1,
    )
)
def test_a_rewritten_page_reads_as_before_whatever_its_markup(parts: list[str]) -> None:
    content = ("<!doctype html><main><p>början</p>" + "".join(parts) + "</main>").encode()
    before = read_lines(content, "text/html")
    texts = [line.text for line in before]
    assume(list(redact_lines(texts)) == texts)  # "början <a>b•b" may be an address, and is not kept

    after = read_lines(kept(content, "text/html", {}), "text/html")

    assert shown(after) == shown(before)


def test_a_rewritten_page_keeps_what_its_links_start_from_and_no_link_that_tells_of_somebody() -> None:
    content = (
        b"<!doctype html><base href='/sv/'><p><a href='plan.pdf'>Planen</a></p>"
        b"<p><a href='x?mail=kim.ek%40example.org'>Formul\xc3\xa4r</a></p>"
    )
    lines = read_lines(kept(content, "text/html", {}), "text/html")
    assert [line.text for line in lines] == ["Planen", "Formulär"]
    assert [line.links for line in lines] == [(Link("Planen", "plan.pdf", "/sv/"),), ()]


def test_what_no_reader_sees_and_how_to_reach_somebody_is_not_kept() -> None:
    content = (
        b"<!doctype html><title>Kim Ek</title><p>Kim Ek</p><!-- Kim Ek --><img data-who='Kim Ek'>"
        b"<p><a href='mailto:kim.ek@example.org'>Skriv</a>, kim.ek@example.org</p>"
    )
    left = kept(content, "text/html", {1: mark()}).decode()
    assert re.findall("kim|ek@", left, re.IGNORECASE) == []
    assert "Skriv" in left


def test_a_name_broken_over_two_lines_or_in_hidden_markup_is_not_kept(erased: Erased) -> None:
    spec = replace(page_spec(), erased=erased)
    text = REAL + "\nVi tackar Roko\nKursar för tiden"
    hidden = "<!doctype html>" + "".join(f"<p>{line}</p>" for line in REAL.splitlines()) + "<!-- Roko <b>Kursar</b> -->"

    for content, media_type in ((text.encode(), "text/plain"), (hidden.encode(), "text/html")):
        left = kept_content(content, media_type, spec, reference())
        assert left is not None
        assert b"Kursar" not in left
        assert kept_content(left, media_type, spec, reference()) is None, "there is nothing more to do"


def test_bytes_that_nobody_can_read_are_not_kept_once_somebody_is_erased(erased: Erased) -> None:
    spec = replace(page_spec(), erased=erased)
    assert kept_content(b"%PDF-1.7 Roko Kursar", "text/html", spec, reference()) == b"[raderad]\n"
    assert kept_content(b"%PDF-1.7 Roko Kursar", "text/html", page_spec(), reference()) is None


# The archive


def archived(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "snapshots").iterdir() if path.suffix != ".json")


def page(text: str) -> Fetched:
    return Fetched(text.encode(), "text/plain", "https://example.org/", "https://example.org/", 200, {})


def test_a_rewritten_snapshot_keeps_its_id_hash_size_and_place(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    archive.add(tmp_path, "om", page("Kim Ek"), moment)
    (before,) = archive.snapshots(tmp_path, "om")

    archive.rewrite(tmp_path, [b"[raderad]"])

    (after,) = archive.snapshots(tmp_path, "om")
    assert after.content == b"[raderad]"
    assert (after.snapshot_id, after.sha256, after.bytes) == (before.snapshot_id, before.sha256, 6)
    assert archive.add(tmp_path, "om", page("Kim Ek"), moment) is None, "the page has not changed"


def test_an_archive_cut_off_between_sidecar_and_bytes_reads_as_before(tmp_path: Path) -> None:
    archive.add(tmp_path, "om", page("Kim Ek"), dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    (path,) = archived(tmp_path)
    before = path.read_bytes()
    archive.rewrite(tmp_path, [b"[raderad]"])
    path.write_bytes(before)

    assert [snapshot.content for snapshot in archive.snapshots(tmp_path, "om")] == [b"Kim Ek"]
    path.write_bytes(b"something else")
    with pytest.raises(UsageError, match="snapshot_altered"):
        archive.snapshots(tmp_path, "om")


# Retention


def looks_over_years(years: int | None) -> dict[str, list[str]]:
    """The people and memberships after Roko Kursar left in 2022 and the page was seen again in 2025."""
    gone = changed("Roko Kursar (L)", "Karin Nyström (L)")
    first = follow((REAL, None), (REAL + "\n", DAY), (gone, dt.date(2022, 12, 1)))
    spec = replace(page_spec(dt.date(2025, 12, 2)), retention_years=years)
    built = look(gone + "\n", states(first), dt.date(2025, 12, 2), spec=spec)
    return {
        "persons": [row["name"] for row in rows(built, "persons")],
        "ended": [row["membership_id"] for row in rows(built, "memberships") if row["status"] == "ended"],
        "stops": stops(built),
    }


def test_ended_memberships_stay_for_good_where_nothing_else_is_set() -> None:
    known = looks_over_years(None)
    assert "Roko Kursar" in known["persons"]
    assert len(known["ended"]) == 1


@pytest.mark.parametrize(("years", "kept_rows"), [(4, 1), (3, 0), (1, 0)])
def test_ended_memberships_and_people_without_any_leave_after_so_many_years(years: int, kept_rows: int) -> None:
    known = looks_over_years(years)
    assert len(known["ended"]) == kept_rows
    assert ("Roko Kursar" in known["persons"]) == bool(kept_rows)
    assert known["stops"] == []


def test_an_undated_look_forgets_nobody() -> None:
    built = look(REAL, NOTHING, spec=replace(page_spec(), retention_years=1))
    assert len(rows(built, "persons")) == 38
