"""Entities of a farm survey: what the form says of them stands in the submission, and survives."""

import xml.etree.ElementTree as ET

import pytest

from fieldkit.errors import Code, Known
from fieldkit.interview import serialise
from fieldkit.xforms.parse import parse_form
from tests.unit.interview.driver import Interview, form

SETTINGS = """
| settings |
| | form_id | version |
| | register | 1 |
"""
REGISTER = f"""
| survey |
| | type | name | label | save_to |
| | text | farm | Farm | farm_name |
| | integer | workers | Workers | workers |
| | select_one yn | wanted | Put it on the list? | |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| entities |
| | list_name | label | create_if |
| | farms | concat(${{farm}}, ' farm') | ${{wanted}} = 'yes' |
{SETTINGS}
"""
VISIT = f"""
| survey |
| | type | name | label | save_to |
| | select_one_from_file farms.csv | farm | Farm | |
| | integer | workers | Workers | workers |
| entities |
| | list_name | label | update_if | entity_id |
| | farms | concat(${{workers}}, ' workers') | ${{workers}} > 0 | ${{farm}} |
{SETTINGS}
"""
FARMS = b"name,label,__version,__trunkVersion,__branchId\nu1,Hill,3,2,b\nu2,Dale,5,,\n"
FIELDS = f"""
| survey |
| | type | name | label | save_to |
| | begin_repeat | field | Field | |
| | text | crop | Crop | crop |
| | end_repeat | | | |
| entities |
| | list_name | label | repeat |
| | fields | ${{crop}} | ${{field}} |
{SETTINGS}
"""


def entities(interview: Interview) -> list[ET.Element]:
    return list(ET.fromstring(interview.submission()).iter("entity"))


def test_an_entity_is_made_when_its_condition_holds() -> None:
    interview = Interview.of(REGISTER).answer("farm", "Hill").answer("wanted", "yes")

    (entity,) = entities(interview)

    assert entity.get("dataset") == "farms"
    assert entity.get("create") == "true"
    assert entity.findtext("label") == "Hill farm"


def test_an_entity_is_not_made_when_its_condition_fails() -> None:
    interview = Interview.of(REGISTER).answer("farm", "Hill").answer("wanted", "no")

    assert entities(interview)[0].get("create") == "false"


def test_a_new_entity_keeps_one_id_through_a_resume() -> None:
    interview = Interview.of(REGISTER).answer("wanted", "yes")

    before = entities(interview)[0].get("id")

    assert before
    assert entities(interview.resumed())[0].get("id") == before


def test_an_update_carries_the_version_it_was_made_from() -> None:
    interview = Interview.of(VISIT, farms_csv=FARMS).answer("farm", "u1").answer("workers", "4")

    (entity,) = entities(interview)

    said = {name: entity.get(name) for name in ("id", "update", "baseVersion", "trunkVersion")}
    assert said == {"id": "u1", "update": "true", "baseVersion": "3", "trunkVersion": "2"}


def test_an_update_follows_the_choice_of_another_entity() -> None:
    interview = Interview.of(VISIT, farms_csv=FARMS).answer("farm", "u1").answer("farm", "u2")

    assert entities(interview)[0].get("baseVersion") == "5"


def test_each_instance_of_a_repeat_has_an_entity_of_its_own() -> None:
    interview = Interview.of(FIELDS).add("field")
    interview.answer("field[1]/crop", "maize").answer("field[2]/crop", "rye")

    found = entities(interview)

    assert [entity.findtext("label") for entity in found] == ["maize", "rye"]
    assert len({entity.get("id") for entity in found}) == 2


def test_attributes_of_entities_are_no_questions() -> None:
    definition = form(REGISTER)

    assert not [q.ref for q in definition.questions() if "@" in q.ref]
    assert not [ref for ref in Interview.of(REGISTER).state()["values"] if "@" in ref]


def test_an_action_that_would_have_to_choose_an_instance_is_refused_and_changes_nothing() -> None:
    interview = Interview.of(
        """
        | survey |
        | | type | name | label | calculation | trigger |
        | | text | village | Village | | |
        | | begin_repeat | field | Field | | |
        | | text | place | Place | ${village} | ${village} |
        | | end_repeat | | | | |
        """
    )
    interview.answer("village", "Hill")
    interview.add("field")

    with pytest.raises(Known) as refusal:
        interview.answer("village", "Dale")

    assert refusal.value.code is Code.FORM_REFERENCE
    assert interview.value("field[1]/place") == "Hill"
    assert interview.value("village") == "Hill"


def test_an_attribute_of_an_answered_question_can_hold_a_calculation() -> None:
    definition = parse_form(
        """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
        <h:head><model><instance><data id="f"><crop kind="">rye</crop></data></instance>
        <bind nodeset="/data/crop/@kind" calculate="concat(../., '!')"/></model></h:head>
        <h:body><input ref="/data/crop"><label>Crop</label></input></h:body></h:html>"""
    )
    interview = Interview.begun(definition)

    interview.answer("crop", "oats")

    assert interview.value("crop") == "oats"
    assert interview.value("crop/@kind") == "oats!"
    assert '<crop kind="oats!">oats</crop>' in serialise.submission_xml(interview.session)
