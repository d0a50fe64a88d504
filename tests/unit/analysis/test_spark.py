"""The same expressions on PySpark: every table and every ruleset as DuckDB has them.

Needs `packaging/requirements-spark.lock` and Java 17; skipped, loudly, without them.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.paths import shipped

HAS_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(
    not HAS_SPARK, reason="Spark is not installed: packaging/requirements-spark.lock, Java 17"
)
def test_spark_judges_every_case_and_counts_every_table_as_duckdb_does() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.unit.analysis.spark_run"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    report = json.loads(ran.stdout)

    names = {path.stem for path in shipped("forms", "rulesets").glob("*.toml")}
    assert set(report) == names
    assert {name: found["cases that differ"] for name, found in report.items()} == dict.fromkeys(
        names, 0
    )
    assert {found["tables that differ"] for found in report.values()} == {0}
    assert max(found["kinds of result"] for found in report.values()) > 10
