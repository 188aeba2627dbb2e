"""Rows become tables, and a published CSV file becomes the same table again."""

import datetime as dt
from pathlib import Path

import pytest
from samples import PACKAGES, ROWS, sample

from pipeline.errors import UsageError
from pipeline.formats import called
from pipeline.rows import table_from_csv, table_from_rows


@pytest.mark.parametrize("package", PACKAGES)
def test_rows_come_out_as_they_went_in(package: str) -> None:
    _, tables = sample(package)
    for name, table in tables.items():
        assert list(table.rows()) == [{key: row[key] for key in table.spec.names} for row in ROWS[package][name]]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_published_csv_file_gives_the_table_back(package: str, tmp_path: Path) -> None:
    edition, tables = sample(package)
    called("csv").write(edition, tables, tmp_path)
    for name, table in tables.items():
        again = table_from_csv(table.spec, tmp_path / "data" / f"{name}.csv")
        assert list(again.rows()) == list(table.rows())
        assert {batch.schema for batch in again.batches()} == {table.spec.arrow_schema()}


def test_a_table_can_be_read_again_and_again() -> None:
    _, tables = sample("mlr-organisation")
    assert list(tables["roster"].rows()) == list(tables["roster"].rows())


def test_no_rows_are_a_table_with_the_types_of_its_schema(tmp_path: Path) -> None:
    edition, tables = sample("mlr-organisation", persons=[])
    (batch,) = tables["persons"].batches()
    assert batch.num_rows == 0
    assert batch.schema == tables["persons"].spec.arrow_schema()
    called("csv").write(edition, tables, tmp_path)
    assert list(table_from_csv(tables["persons"].spec, tmp_path / "data/persons.csv").rows()) == []


def test_a_date_may_be_given_as_iso_text() -> None:
    _, tables = sample("mlr-organisation")
    person = {**ROWS["mlr-organisation"]["persons"][0], "first_seen": "2022-02-28"}
    (row,) = table_from_rows(tables["persons"].spec, [person]).rows()
    assert row["first_seen"] == dt.date(2022, 2, 28)


def test_a_row_with_a_missing_or_an_unknown_column_is_refused() -> None:
    _, tables = sample("mlr-organisation")
    person = ROWS["mlr-organisation"]["persons"][0]
    with pytest.raises(UsageError, match="gender"):
        table_from_rows(tables["persons"].spec, [{**person, "gender": "x"}])
    with pytest.raises(UsageError, match="first_seen"):
        table_from_rows(tables["persons"].spec, [{"person_id": "p-0001", "name": "Åsa"}])


@pytest.mark.parametrize(("field", "value"), [("source_line", "7"), ("source_line", 7.5), ("name", 7)])
def test_a_value_of_another_type_is_refused(field: str, value: object) -> None:
    _, tables = sample("mlr-organisation")
    with pytest.raises(UsageError):
        table_from_rows(tables["persons"].spec, [{**ROWS["mlr-organisation"]["persons"][0], field: value}])
