"""The engine: shut off from files and settings, and plain about what is missing."""

import importlib.util

import duckdb
import pytest

from fieldkit.analysis import engine
from fieldkit.errors import Code, Known


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1) TO 'out.csv'",
        "SELECT * FROM read_csv('pyproject.toml')",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET temp_directory = '.'",
        "EXPORT DATABASE 'out'",
    ],
)
def test_nothing_reaches_a_file_or_unlocks_the_settings(statement: str) -> None:
    with engine.opened() as opened, pytest.raises(duckdb.Error):
        opened._backend.raw_sql(statement)


def test_an_open_engine_has_no_folder_to_spill_to() -> None:
    with engine.opened() as opened:
        found = opened._backend.raw_sql("SELECT current_setting('temp_directory')").fetchall()

    assert found == [("",)]


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is not None, reason="Spark is installed")
def test_spark_that_is_not_installed_is_named() -> None:
    with pytest.raises(Known) as caught, engine.opened("spark"):
        pass

    assert (caught.value.code, caught.value.slots["name"]) == (Code.ENGINE_MISSING, "spark")


def test_an_engine_that_nobody_knows_is_named() -> None:
    with pytest.raises(Known) as caught, engine.opened("abacus"):
        pass

    assert caught.value.slots["name"] == "abacus"
