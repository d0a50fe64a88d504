"""The limits of law that forms count with are those of the dated resources beside the rulesets."""

import re
import tomllib
from collections.abc import Mapping

import pytest

from tests.unit.instruments.assembling import INSTRUMENTS, ROOT, assembled

LIMITS: Mapping[str, tuple[str, str]] = {
    "law_kz_day_hours": ("kz-adult-law", "hours_day"),
    "law_kz_day_overtime": ("kz-adult-law", "overtime_day"),
    "law_kz_week_hours": ("kz-adult-law", "hours_week"),
    "law_kz_month_overtime": ("kz-adult-law", "overtime_month"),
    "law_child_hours_14_15": ("kz-minors", "hours_week_age_14_15"),
    "law_child_hours_16_17": ("kz-minors", "hours_week_age_16_17"),
    "law_child_load": ("kz-minors", "load_kg"),
}
"""Row of a form → ruleset and limit that it repeats; an XLSForm cannot look into a ruleset."""
_NUMBER = re.compile(r"[0-9.]+")


def rows_of_law() -> dict[str, str]:
    """Every row of a form that holds a number of law, and the number."""
    found = {}
    for instrument in INSTRUMENTS:
        for line in assembled(instrument).text.splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) > 3 and cells[2] == "calculate" and cells[3].startswith("law_"):
                for number in filter(_NUMBER.fullmatch, cells[4:]):
                    found[cells[3]] = number
    return found


def in_force(ruleset: str, limit: str) -> float:
    """The value of a limit that no later one has ended."""
    text = (ROOT / "forms" / "rulesets" / f"{ruleset}.toml").read_text("utf-8")
    (values,) = [each["values"] for each in tomllib.loads(text)["limits"] if each["id"] == limit]
    (value,) = [each["value"] for each in values if "until" not in each]
    return float(value)


@pytest.mark.parametrize("row", LIMITS)
def test_a_limit_in_a_form_is_the_one_in_force_in_the_dated_resource(row: str) -> None:
    assert float(rows_of_law()[row]) == in_force(*LIMITS[row])


def test_every_number_of_law_in_a_form_is_compared() -> None:
    assert rows_of_law().keys() == LIMITS.keys()


def test_another_number_would_be_found() -> None:
    changed = {**rows_of_law(), "law_child_load": "4.2"}

    assert float(changed["law_child_load"]) != in_force(*LIMITS["law_child_load"])
