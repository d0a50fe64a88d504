"""Measures of a farm: the sphere of the ODK engines, to the centimetre they state."""

import pytest

from fieldkit.xforms import xml
from fieldkit.xpath import cases

FIELD = (
    "7.9377 -11.5845 0 0;7.9324 -11.5902 0 0;7.927 -11.5857 0 0;7.925 -11.578 0 0;"
    "7.9267 -11.5722 0 0;7.9325 -11.5708 0 0;7.9372 -11.5737 0 0;7.9393 -11.579 0 0;"
    "7.9377 -11.5845 0 0"
)
SQUARE = "0 0 0 0;0 1 0 0;1 1 0 0;1 0 0 0;0 0 0 0"
DOCUMENT = xml.read_element(
    f"<data><field>{FIELD}</field><well>7.9377 -11.5845</well><gate>7.9324 -11.5902</gate>"
    "<barn/></data>"
)


def value(expression: str) -> object:
    return cases.run({"expr": expression}, DOCUMENT)["value"]


@pytest.mark.parametrize(
    ("expression", "metres"),
    [
        ("area(/data/field)", 2_333_220.77),
        ("distance(/data/field)", 5_724.36),
        ("distance('0 0;0 1')", 111_318.85),
        ("distance('0 0;0 90')", 10_018_696.05),
        ("distance(/data/well | /data/gate)", 861.99),
        ("distance(/data/well, /data/gate)", 861.99),
        ("distance('90 0;90 1')", 0),
        ("area('7.9377 -11.5845 0 0;7.9324 -11.5902 0 0')", 0),
        ("area('')", 0),
    ],
)
def test_a_measure_is_that_of_the_odk_engines(expression: str, metres: float) -> None:
    assert value(expression) == pytest.approx(metres, abs=0.005)


def test_a_way_with_a_place_that_is_not_known_has_no_length() -> None:
    assert value("distance(/data/well, /data/barn)") == "NaN"


@pytest.mark.parametrize(
    ("point", "is_inside"),
    [("0.5 0.5 0 0", True), ("-1 0.5 0 0", False), ("0.5 2", False), ("", False)],
)
def test_a_geofence_holds_what_lies_inside(point: str, is_inside: bool) -> None:
    assert value(f"geofence('{point}', '{SQUARE}')") is is_inside


def test_a_geofence_that_is_not_closed_holds_nothing() -> None:
    assert value("geofence('0.5 0.5', '0 0;0 1;1 1;1 0')") is False
