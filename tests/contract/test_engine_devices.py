"""What needs a telephone: said when the form is checked, blank in the interview, never silent."""

import pytest

from tests.unit.interview.driver import Interview, form

PHONE = """
| survey |
| | type | name | label | trigger |
| | background-audio | sound | | |
| | start-geopoint | begun_at | | |
| | text | farm | Farm | |
| | background-geopoint | told_at | | ${farm} |
| | simserial | sim | | |
| | username | who | | |
"""


@pytest.mark.parametrize("name", ["sound", "begun_at", "told_at", "sim"])
def test_what_only_a_telephone_can_do_is_said_of_its_question(name: str) -> None:
    said = {warn.ref: warn for warn in form(PHONE).warnings}

    assert said[f"/data/{name}"].code == "form.no_device"
    assert "stays blank" in said[f"/data/{name}"].detail


def test_what_a_computer_knows_is_not_warned_of() -> None:
    assert [warn.ref for warn in form(PHONE).warnings if warn.ref == "/data/who"] == []


def test_a_form_made_for_a_telephone_can_be_filled_in_here() -> None:
    interview = Interview.of(PHONE).answer("farm", "Hill").finalise()

    assert interview.violations() == {}
    assert "<told_at/>" in interview.submission()
