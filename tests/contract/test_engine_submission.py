"""The submission of a farm survey: written as OpenRosa has it, and read back."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.cli import main
from fieldkit.errors import Code, Known
from fieldkit.interview import serialise, submission
from fieldkit.interview.session import InterviewSession
from fieldkit.records import Special
from tests.unit.interview.driver import Interview, environment
from tests.unit.interview.test_laws import ACTS, played

FARM = """
| survey |
| | type | name | label | relevant | required | default |
| | text | farm | Farm | | yes | |
| | integer | workers | Workers | | yes | |
| | text | notes | Notes | ${workers} > 3 | | none |
| | image | gate | The gate | | | |
| | begin_group | pay | Pay | ${workers} > 0 | | |
| | decimal | wage | Wage | | | |
| | end_group | | | | | |
| | begin_repeat | field | Field | | | |
| | text | crop | Crop | | | |
| | end_repeat | | | | | |
| settings |
| | form_id | version | namespaces |
| | farm | 3 | fk="urn:fieldkit:form:1" |
"""


def filled() -> Interview:
    interview = Interview.of(FARM).answer("farm", "Hill <& Dale>").answer("workers", "4")
    interview.answer("pay/wage", "2.50").answer("field[1]/crop", "rye").add("field")
    return interview.answer("field[2]/crop", "oats").answer("gate", "gate.jpg")


def read_back(interview: Interview) -> Interview:
    found = submission.read(interview.definition, interview.submission())
    session = InterviewSession.resume(interview.definition, environment(5), found.answers)
    return Interview(interview.definition, session)


def relevant_values(interview: Interview) -> dict[str, str]:
    state = interview.state()
    return {ref: text for ref, text in state["values"].items() if state["relevant"][ref]}


def revised(interview: Interview) -> Interview:
    found = submission.read(interview.definition, interview.submission())
    session = InterviewSession.revise(interview.definition, environment(11), found)
    return Interview(interview.definition, session)


def outcome(interview: Interview, text: str) -> Code | None:
    try:
        submission.read(interview.definition, text)
    except Known as refusal:
        return refusal.code
    return None


@settings(max_examples=120, deadline=None)
@given(ACTS)
def test_a_submission_read_back_is_the_same_submission(acts: list[tuple[str, object]]) -> None:
    interview = played(acts)

    again = read_back(interview)

    assert again.submission() == interview.submission()
    assert relevant_values(again) == relevant_values(interview)
    assert again.state()["special"] == interview.state()["special"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_any_words_survive_the_submission(words: str) -> None:
    interview = Interview.of(FARM).answer("farm", words)

    assert read_back(interview).submission() == interview.submission()


def test_questions_that_are_not_relevant_are_not_sent() -> None:
    interview = filled().answer("workers", "0")

    sent = ET.fromstring(interview.submission())

    assert sent.find("notes") is None
    assert sent.find("pay") is None


def test_a_question_that_was_not_sent_begins_again_with_its_default() -> None:
    again = read_back(Interview.of(FARM).answer("workers", "0"))

    again.answer("workers", "5")

    assert again.value("notes") == "none"


@pytest.mark.parametrize("special", list(Special))
def test_a_special_answer_survives_as_a_word_and_never_as_a_number(special: Special) -> None:
    interview = Interview.of(FARM).mark("workers", special)

    (workers,) = ET.fromstring(interview.submission()).iter("workers")
    again = read_back(interview)

    assert workers.text is None
    assert workers.attrib == {"{urn:fieldkit:form:1}special": special.value}
    assert again.state()["special"] == {"/data/workers": special.value}
    assert "workers" not in again.violations()


def test_a_corrected_submission_names_the_one_it_replaces() -> None:
    first = filled()
    name = first.session.instance_id

    second = revised(first).answer("farm", "Dale")
    meta = ET.fromstring(second.submission()).find("meta")

    assert meta is not None
    assert meta.findtext("deprecatedID") == name
    assert meta.findtext("instanceID") == second.session.instance_id != name


def test_a_submission_corrected_twice_names_only_the_last() -> None:
    second = revised(filled())

    third = revised(second)

    assert third.session.deprecated_id == second.session.instance_id


def test_all_of_a_corrected_submission_is_to_be_saved() -> None:
    second = revised(filled())

    assert second.resumed().submission() == second.submission()


def test_the_names_of_files_stand_beside_the_submission() -> None:
    assert serialise.attachments(filled().session) == ("gate.jpg",)


def test_a_file_of_a_question_that_is_not_asked_is_not_attached() -> None:
    interview = Interview.of(FARM.replace("The gate | |", "The gate | ${workers} > 3 |"))
    interview.answer("workers", "4").answer("gate", "gate.jpg").answer("workers", "1")

    assert serialise.attachments(interview.session) == ()


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('id="farm"', 'id="other"', Code.SUBMISSION_FOREIGN),
        ('version="3"', 'version="4"', Code.SUBMISSION_FOREIGN),
        ("<data ", "<form ", Code.SUBMISSION_BROKEN),
        ("<workers>4</workers>", "<workers>four</workers>", Code.SUBMISSION_BROKEN),
        ("<workers>4</workers>", "<workers>4</workers><workers/>", Code.SUBMISSION_BROKEN),
        ("<workers>4</workers>", "<workers>4</workers><pigs>2</pigs>", Code.SUBMISSION_BROKEN),
        ("<workers>4</workers>", "<workers><b/></workers>", Code.SUBMISSION_BROKEN),
        ("<workers>4</workers>", "<workers>4</workers>loose", Code.SUBMISSION_BROKEN),
    ],
)
def test_what_does_not_fit_the_form_is_refused(before: str, after: str, code: Code) -> None:
    interview = filled()
    text = interview.submission()
    assert before in text

    with pytest.raises(Known) as refusal:
        submission.read(interview.definition, text.replace(before, after))

    assert refusal.value.code is code
    assert "four" not in str(refusal.value.slots)


def test_an_unknown_special_answer_is_refused() -> None:
    interview = Interview.of(FARM).mark("workers", Special.REFUSED)

    with pytest.raises(Known) as refusal:
        submission.read(interview.definition, interview.submission().replace("refused", "maybe"))

    assert refusal.value.code is Code.SUBMISSION_BROKEN


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_submission_is_read_or_refused_and_never_breaks(data: st.DataObject) -> None:
    interview = played([])
    text = interview.submission()
    place = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 12))
    noise = data.draw(st.text(st.sampled_from("<>/&\"'x \x00é"), max_size=4))

    said = outcome(interview, text[:place] + noise + text[place + length :])

    assert said in {None, Code.SUBMISSION_BROKEN, Code.SUBMISSION_FOREIGN}


def test_a_submission_of_another_program_is_read_with_its_white_space() -> None:
    interview = filled()
    spaced = re.sub(r"(<[^/])", r"\n  \1", interview.submission())

    found = submission.read(interview.definition, spaced)

    values = {str(answer.address): answer.value for answer in found.answers}
    assert values["/data/workers"] == "4"
    assert found.instance_id == interview.session.instance_id


def test_the_command_line_corrects_a_submission(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = filled()
    (tmp_path / "farm.md").write_text(FARM, "utf-8")
    (tmp_path / "first.xml").write_text(first.submission(), "utf-8")
    steps = [{"set": {"/data/farm": "Dale"}}, {"finalise": True}]
    (tmp_path / "steps.json").write_text(json.dumps({"steps": steps}), "utf-8")
    words = ["form", "play", "farm.md", "--script", "steps.json", "--submission", "first.xml"]

    code = main.main([str(tmp_path / w) if "." in w else w for w in words])
    said = json.loads(capsys.readouterr().out)

    assert code == 0
    assert said["states"][0]["values"]["/data/farm"] == "Hill <& Dale>"
    assert f"<deprecatedID>{first.session.instance_id}</deprecatedID>" in said["submission"]
    assert said["attachments"] == ["gate.jpg"]
