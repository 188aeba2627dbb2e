"""What portals are told is chosen from their own lists; a slip is refused with the value that was meant."""

import csv
import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from described import read_package
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codelists import PORTAL_LISTS, PUBLISHER, licences, place_name
from pipeline.errors import UsageError
from pipeline.project import Settings, read_catalog
from pipeline.wording.errors import sentence
from pipeline.wording.licences import TERMS

ROOT = Path(__file__).resolve().parents[2]
EU = "http://publications.europa.eu/resource/authority/"
MALMO, SKANE = "https://sws.geonames.org/2692965/", "https://sws.geonames.org/3337385/"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A copy of the project's settings."""
    shutil.copytree(ROOT / "datapackage", tmp_path / "datapackage", ignore=shutil.ignore_patterns("snapshots"))
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    return Settings(root=tmp_path, target=tmp_path / "public", clock=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))


def say(path: Path, **values: Any) -> None:
    """Put values into a settings file: of the catalogue at the top, of a package under `publishing`."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content.get("publishing", content).update(values)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def of_package(settings: Settings, **values: Any) -> dict[str, Any]:
    say(settings.datapackage / "mlr-organisation" / "datapackage.yaml", **values)
    return dict(read_package(settings.afresh(), "mlr-organisation").for_portals)


def of_catalog(settings: Settings, **values: Any) -> Any:
    say(settings.datapackage / "catalog.yaml", **values)
    return read_catalog(settings.afresh())


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("1280", MALMO),
        ("12", SKANE),
        (MALMO, MALMO),
        ("http://sws.geonames.org/6695072", "https://sws.geonames.org/6695072/"),  # as DIGG writes it
        (EU + "country/SWE", EU + "country/SWE"),
        (EU + "country/EUR", EU + "country/EUR"),
        (EU + "continent/EUROPE", EU + "continent/EUROPE"),
        (EU + "place/SWE_STO", EU + "place/SWE_STO"),
        (EU + "atu/SWE_LAN_12", EU + "atu/SWE_LAN_12"),
    ],
)
def test_a_place_is_a_swedish_code_or_an_address_of_geonames_or_the_eu(settings, written, address):
    assert of_package(settings, spatial=written) == {"spatial": [address]}
    assert of_catalog(settings, spatial=[written]).for_portals["spatial"] == [address]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (1280, '"1280"'),
        ("Malmö", '"1280"'),
        ("malmö kommun", '"1280"'),
        ("Skåne län", '"12"'),
        ("1299", '"1'),
        (EU + "country/SVE", EU + "country/SWE"),
        (EU + "countries/swe", EU + "country/SWE"),
        (EU.replace("http:", "https:") + "country/SWE", EU + "country/SWE"),
        ("https://www.geonames.org/2692965/malmoe-kommun.html", MALMO),
        ("https://sws.geonames.org/2692965/about.rdf", MALMO),
    ],
)
def test_a_place_that_is_none_is_refused_with_the_one_that_was_meant(settings, written, meant):
    with pytest.raises(UsageError) as error:
        of_package(settings, spatial=["12", written])
    assert (error.value.key, error.value.facts["key"]) == ("unknown_place", "publishing.spatial")
    assert error.value.facts["nearest"].startswith(meant)
    assert f"Menade du {meant}" in sentence(error.value, "sv")


@pytest.mark.parametrize("value", [None, [], "", " ", 76, 12.5, True, {"code": "1280"}, [["1280"]], "1280 ", "SE224"])
def test_whatever_else_is_written_as_a_place_is_refused_in_words(settings, value):
    for read in (of_package, of_catalog):
        with pytest.raises(UsageError) as error:
            read(settings, spatial=value)
        assert error.value.key == "unknown_place"
        assert "GeoNames" in sentence(error.value, "en")


def test_themes_and_frequency_are_codes_of_the_eu(settings):
    said = of_package(settings, theme=["ECON", f"{EU}data-theme/GOVE", "ECON"], frequency="MONTHLY")
    assert said == {"theme": [f"{EU}data-theme/ECON", f"{EU}data-theme/GOVE"], "frequency": f"{EU}frequency/MONTHLY"}


@pytest.mark.parametrize(
    ("key", "value", "nearest"),
    [
        ("theme", "econ", "ECON"),
        ("theme", ["GOVE", "TRANS"], "TRAN"),
        ("frequency", "monthly", "MONTHLY"),
        ("frequency", ["MONTHLY"], "MONTHLY"),
        ("frequency", "when we like", None),
        ("theme", None, None),
        ("theme", [], None),
    ],
)
def test_a_code_that_is_none_is_refused_with_the_one_that_was_meant(settings, key, value, nearest):
    for read, place in ((of_package, f"publishing.{key}"), (of_catalog, key)):
        with pytest.raises(UsageError) as error:
            read(settings, **{key: value})
        assert (error.value.key, error.value.facts["key"], error.value.facts["nearest"]) == (
            "unknown_value",
            place,
            nearest,
        )


def test_a_publisher_is_of_a_kind_that_adms_knows(settings):
    publisher = {"name": "Skåne", "organisation_number": "232100-0255", "homepage": "https://skane.example.org/"}
    catalog = of_catalog(settings, publisher={**publisher, "type": "RegionalAuthority"})
    assert catalog.publisher_type == "http://purl.org/adms/publishertype/RegionalAuthority"
    assert catalog.publisher == publisher
    assert of_catalog(settings, publisher=publisher).publisher_type.endswith("/LocalAuthority")
    with pytest.raises(UsageError) as error:
        of_catalog(settings, publisher={**publisher, "type": "regional authority"})
    assert (error.value.facts["key"], error.value.facts["nearest"]) == ("publisher.type", "RegionalAuthority")


def test_of_every_licence_that_may_be_chosen_it_is_said_what_it_grants():
    assert list(licences()) == list(TERMS)


def test_a_misspelled_key_is_refused_with_the_one_that_was_meant(settings):
    with pytest.raises(UsageError) as error:
        of_package(settings, spatail="1280")
    assert (error.value.key, error.value.facts["nearest"]) == ("unknown_key", "spatial")


def test_where_nothing_is_said_it_is_government_sweden_and_irregular(settings):
    path = settings.datapackage / "catalog.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    said = {key: value for key, value in content.items() if key not in PORTAL_LISTS}
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    assert {key: str(value) for key, value in read_catalog(settings).for_portals.items()} == {
        "theme": str((f"{EU}data-theme/GOVE",)),
        "spatial": str((f"{EU}country/SWE",)),
        "frequency": f"{EU}frequency/IRREG",
    }
    assert of_package(settings) == {}


def test_the_catalogue_of_mlr_covers_its_twelve_municipalities():
    settings = Settings(root=ROOT, target=ROOT, clock=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    names = [place_name(address) for address in read_catalog(settings).for_portals["spatial"]]
    assert len(names) == 12
    assert {"Malmö kommun", "Lunds kommun", "Höörs kommun"} <= set(names)


def test_every_municipality_of_the_reference_list_is_a_place_of_the_same_name():
    with (ROOT / "datapackage/reference/municipalities.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 290
    found = {row["municipality_code"]: PORTAL_LISTS["spatial"].address(row["municipality_code"]) for row in rows}
    assert {row["municipality_code"]: place_name(found[row["municipality_code"]] or "") for row in rows} == {
        row["municipality_code"]: row["name_official"] for row in rows
    }
    assert len(set(found.values())) == 290, "no two share an address"


@given(st.one_of(st.text(), st.integers(), st.lists(st.text()), st.none()))
def test_whatever_is_written_gives_an_address_of_the_list_or_none(value):
    for known in (*PORTAL_LISTS.values(), PUBLISHER):
        address = known.address(value)
        assert address is None or address.startswith(("http://publications.", "https://sws.", "http://purl.org/"))
        known.meant(value)
