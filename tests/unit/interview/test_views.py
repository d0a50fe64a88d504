import pytest

from fieldkit.errors import Code, Known
from fieldkit.interview.evidence import evidence
from fieldkit.interview.navigate import (
    next_page,
    outline,
    page_of,
    pages,
    previous_page,
    progress,
)
from fieldkit.interview.script import play
from fieldkit.interview.view import item, page_items
from fieldkit.records import Ref, Special
from tests.unit.interview.driver import Interview, environment, form

FORM = """
| survey |
||type|name|label|appearance|relevant|calculation|bind::fk:special|bind::fk:private|bind::fk:soft|
| | begin_group | who | Who | field-list | | | | | |
| | text | name | Name | | | | dont_know refused | yes | |
| | integer | age | Age | | | | | | . < 100 |
| | end_group | | | | | | | | |
| | select_one yn | paid | Were you paid? | | ${age} > 10 | | | | |
| | begin_repeat | child | Child | | | | | | |
| | text | first | First name | | | | | | |
| | end_repeat | | | | | | | | |
| | note | bye | Goodbye ${name} | | | | | | |
| | calculate | unpaid | | | | if(${paid} = '', '', if(${paid} = 'n', '1', '0')) | | | |
"""
CHOICES = """
| choices |
| | list_name | name | label |
| | yn | y | Yes |
| | yn | n | No |
"""
INDICATOR = """
| survey |
| | type | name | label | calculation | bind::fk:indicator |
| | select_one yn | paid | Were you paid? | | |
| | select_one yn | free | Could you leave? | | |
| | calculate | unpaid | | if(${paid} = '', '', if(${paid} = 'n', '1', '0')) | |
| | calculate | both | | if(${unpaid} = '1' and ${free} = 'n', '1', '0') | rules/both |
"""


@pytest.fixture
def interview() -> Interview:
    return Interview.of(FORM + CHOICES)


def keys(interview: Interview) -> list[str]:
    return [page.key for page in pages(interview.session)]


def test_a_field_list_is_one_page_and_each_other_question_its_own(interview: Interview) -> None:
    found = pages(interview.session)

    assert found[0].refs == ("/data/who/name", "/data/who/age")
    assert found[0].title == "Who"
    assert [page.refs for page in found[1:]] == [
        ("/data/child[1]/first",),
        ("/data/child[1]",),
        ("/data/bye",),
    ]


def test_a_page_comes_when_its_question_becomes_relevant(interview: Interview) -> None:
    interview.answer("who/age", "30")

    assert "/data/paid" in keys(interview)


def test_the_end_of_a_repeat_offers_to_add(interview: Interview) -> None:
    end = page_of(interview.session, Ref("/data/child"))

    assert end is not None
    assert end.repeat_ref == "/data/child"
    assert end.title == "Child"


def test_pages_keep_their_keys_when_an_instance_before_them_goes(interview: Interview) -> None:
    interview.add("child")
    second = page_of(interview.session, Ref("/data/child[2]/first"))

    interview.remove("child[1]")

    assert second is not None
    assert second.key in keys(interview)


def test_next_and_previous_lead_along_the_pages(interview: Interview) -> None:
    found = pages(interview.session)

    assert next_page(interview.session, found[0]) == found[1]
    assert previous_page(interview.session, found[1]) == found[0]
    assert previous_page(interview.session, found[0]) is None
    assert next_page(interview.session, found[-1]) is None


def test_the_page_of_a_group_is_the_first_inside(interview: Interview) -> None:
    page = page_of(interview.session, Ref("/data/child[1]"))

    assert page is not None
    assert page.refs == ("/data/child[1]/first",)


def test_progress_counts_what_can_be_asked_and_special_answers_too(interview: Interview) -> None:
    interview.mark("who/name", Special.REFUSED).answer("who/age", "30")

    assert progress(interview.session) == (2, 4)


def test_the_outline_has_groups_questions_and_instances_in_order(interview: Interview) -> None:
    rows = outline(interview.session)

    assert [(row.depth, row.kind, row.label) for row in rows] == [
        (0, "group", "Who"),
        (1, "question", "Name"),
        (1, "question", "Age"),
        (0, "repeat", "Child"),
        (1, "instance", "Child 1"),
        (2, "question", "First name"),
        (0, "note", "Goodbye "),
    ]


def test_an_item_has_what_a_screen_needs(interview: Interview) -> None:
    shown = item(interview.session, Ref("/data/who/name"))

    assert (shown.kind, shown.control, shown.label) == ("question", "input", "Name")
    assert shown.specials_offered == (Special.DONT_KNOW, Special.REFUSED)
    assert shown.is_private


def test_a_soft_check_speaks_without_refusing(interview: Interview) -> None:
    interview.answer("who/age", "104")

    assert item(interview.session, Ref("/data/who/age")).soft_message
    assert interview.violations() == {}


def test_a_page_shows_only_what_is_relevant(interview: Interview) -> None:
    interview.answer("who/age", "30")
    page = page_of(interview.session, Ref("/data/paid"))
    assert page is not None

    interview.answer("who/age", "3")

    assert page_items(interview.session, page) == ()


def test_a_note_is_no_question(interview: Interview) -> None:
    assert item(interview.session, Ref("/data/bye")).kind == "note"


def test_evidence_goes_through_intermediate_calculations_to_the_answers() -> None:
    interview = Interview.of(INDICATOR + CHOICES).answer("paid", "n").mark("free", Special.REFUSED)

    found = evidence(interview.session, "rules/both")

    assert [(e.label, e.value_text, e.special) for e in found] == [
        ("Were you paid?", "No", None),
        ("Could you leave?", "", Special.REFUSED),
    ]


def test_an_indicator_that_the_form_lacks_has_no_evidence(interview: Interview) -> None:
    assert evidence(interview.session, "rules/none") == ()


def test_an_indicator_is_one_nought_or_unknown() -> None:
    interview = Interview.of(INDICATOR + CHOICES)

    assert interview.state()["indicators"] == {"rules/both": "0"}
    interview.answer("paid", "n").answer("free", "n")
    assert interview.state()["indicators"] == {"rules/both": "1"}


def test_a_script_gives_a_state_per_step_and_the_submission() -> None:
    steps = [
        {"set": {"/data/paid": "n", "/data/free": "maybe"}},
        {"special": {"/data/free": "refused"}},
        {"finalise": True},
    ]

    played = play(form(INDICATOR + CHOICES), steps, environment())

    assert len(played.states) == 4
    assert played.states[1]["refused"] == {"/data/free": "choice"}
    assert played.states[2]["special"] == {"/data/free": "refused"}
    assert played.submission is not None
    assert "<paid>n</paid>" in played.submission


@pytest.mark.parametrize("step", [{"jump": 1}, {}, {"special": {"/data/free": "bored"}}])
def test_a_step_that_is_none_is_refused_by_number(step: dict[str, object]) -> None:
    with pytest.raises(Known) as refusal:
        play(form(INDICATOR + CHOICES), [step], environment())

    assert refusal.value.code is Code.SCRIPT_BROKEN
    assert refusal.value.slots["row"] == 1


@pytest.mark.parametrize("steps", [[], [{"language": "Klingon"}]])
def test_a_language_that_the_form_has_not_is_refused_at_the_start_and_later(
    steps: list[dict[str, object]],
) -> None:
    with pytest.raises(Known) as refusal:
        play(form(INDICATOR + CHOICES), steps, environment(), None if steps else "Klingon")

    assert refusal.value.code is Code.INTERVIEW_REF
    assert refusal.value.slots["name"] == "Klingon"


def test_a_submission_names_form_version_and_instance() -> None:
    interview = Interview.of(INDICATOR + CHOICES)

    sent = interview.submission()

    assert 'id="test"' in sent
    assert f"<instanceID>{interview.session.instance_id}</instanceID>" in sent


def test_evidence_tells_a_time_by_hour_and_minute() -> None:
    rows = (
        ("time", "starts", "05:30:00.000+05:00", "05:30"),
        ("datetime", "seen", "2026-09-20T17:05:00.000+05:00", "2026-09-20 17:05"),
        ("date", "day", "2026-09-20", "2026-09-20"),
    )
    asked = "".join(f"| | {kind} | {name} | {name} | | |\n" for kind, name, _, _ in rows)
    read = "concat(${starts}, ${seen}, ${day})"
    interview = Interview.of(
        "| survey |\n| | type | name | label | calculation | bind::fk:indicator |\n"
        f"{asked}| | calculate | told | | {read} | rules/told |\n"
    )
    for _, name, value, _ in rows:
        interview.session.answer(Ref(f"/data/{name}"), value)

    found = evidence(interview.session, "rules/told")

    assert [(item.value, item.value_text) for item in found] == [row[2:] for row in rows]
