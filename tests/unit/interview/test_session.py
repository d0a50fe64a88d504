import pytest

from fieldkit.errors import Code, Known
from fieldkit.interview.recalculate import MAX_INSTANCES
from fieldkit.records import Ref, Special, Status
from fieldkit.xforms.parse import parse_form
from tests.unit.interview.driver import Interview

SIMPLE = """
| survey |
||type|name|label|relevant|required|constraint|constraint_message|calculation|default|
| | integer | age | Age | | yes | . < 120 | Too old | | |
| | text | school | School | ${age} < 18 | | | | | |
| | calculate | twice | | | | | | ${age} * 2 | |
| | text | colour | Colour | | | | | | blue |
| | date | day | Day | | | | | | |
"""

FAMILY = """
| survey |
| | type | name | label | calculation | relevant | repeat_count |
| | begin_repeat | child | Child | | | |
| | text | name | Name | | | |
| | integer | age | Age | | | |
| | calculate | number | | position(..) | | |
| | end_repeat | | | | | |
| | calculate | eldest | | max(${age}) | | |
| | calculate | children | | count(${child}) | | |
| | integer | visits | Visits | | | |
| | begin_repeat | visit | Visit | | | ${visits} |
| | text | what | What | | | |
| | end_repeat | | | | | |
"""

CASCADE = """
| survey |
| | type | name | label | choice_filter | relevant |
| | select_one area | area | Area | | |
| | select_one town | town | Town | area = ${area} | |
| | select_multiple town | towns | Towns | area = ${area} | |
| | select_one yn | gate | Gate | | |
| choices |
| | list_name | name | label | area |
| | area | n | North | |
| | area | s | South | |
| | town | a | A | n |
| | town | b | B | n |
| | town | c | C | s |
| | yn | y | Yes | |
"""


def test_an_answer_changes_what_depends_on_it_and_nothing_else() -> None:
    changes = Interview.of(SIMPLE).answer("age", "12").last

    assert changes.values == {"/data/age": "12", "/data/twice": "24"}
    assert changes.relevance == {"/data/school": True}
    assert [a.address for a in changes.answers] == ["/data/age"]


def test_the_same_answer_again_changes_nothing() -> None:
    interview = Interview.of(SIMPLE).answer("age", "12").answer("age", "12")

    assert not interview.last


def test_an_answer_that_the_type_refuses_leaves_the_question_blank_and_is_said() -> None:
    interview = Interview.of(SIMPLE).answer("age", "12").answer("age", "twelve")

    assert interview.last.refused == {"/data/age": "type"}
    assert interview.value("age") == ""
    assert interview.last.answers[0].status is Status.CLEARED


@pytest.mark.parametrize("text", ["2024-02-31", "12", "2024-1", "tomorrow"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    assert Interview.of(SIMPLE).answer("day", text).last.refused


def test_a_broken_constraint_is_kept_and_flagged_in_the_form_s_words() -> None:
    changes = Interview.of(SIMPLE).answer("age", "130").last

    violation = changes.violations[Ref("/data/age")]
    assert changes.values[Ref("/data/age")] == "130"
    assert violation is not None
    assert (violation.code, violation.message) == ("constraint", "Too old")


def test_putting_it_right_takes_the_violation_away() -> None:
    interview = Interview.of(SIMPLE).answer("age", "130").answer("age", "13")

    assert interview.last.violations == {Ref("/data/age"): None}


def test_a_special_answer_satisfies_required_and_reads_as_blank() -> None:
    interview = Interview.of(SIMPLE).mark("age", Special.REFUSED)

    assert interview.violations() == {}
    assert interview.value("twice") == ""
    assert interview.last.answers[0].status is Status.REFUSED


def test_a_value_after_a_special_answer_takes_its_place() -> None:
    interview = Interview.of(SIMPLE).mark("age", Special.REFUSED).answer("age", "3")

    assert interview.session.node(Ref("/data/age")).special is None
    assert interview.last.answers[0].status is Status.ANSWERED


def test_a_draft_keeps_what_is_not_relevant_and_gives_it_back() -> None:
    interview = Interview.of(SIMPLE).answer("age", "12").answer("school", "By the river")

    hidden = interview.answer("age", "40").value("school")

    assert hidden == ""
    assert "By the river" not in interview.submission()
    assert interview.answer("age", "13").value("school") == "By the river"


def test_opening_says_the_defaults_to_store_but_no_derived_value() -> None:
    interview = Interview.of(SIMPLE)

    stored = {a.address: a.value for a in interview.session.opening.answers}
    assert stored["/data/colour"] == "blue"  # type: ignore[index]
    assert "/data/twice" not in stored


def test_an_unknown_ref_is_refused_by_code() -> None:
    with pytest.raises(Known) as refusal:
        Interview.of(SIMPLE).answer("nothing", "1")

    assert refusal.value.code is Code.INTERVIEW_REF


def test_a_new_instance_is_computed_and_only_aggregates_follow() -> None:
    interview = Interview.of(FAMILY).answer("child[1]/age", "4").add("child")

    assert interview.last.added == ("/data/child[2]",)
    assert interview.value("child[2]/number") == "2"
    assert interview.value("children") == "2"


def test_removing_an_instance_moves_the_later_ones_up_and_keeps_their_addresses() -> None:
    interview = Interview.of(FAMILY).add("child").add("child").answer("child[3]/name", "Third")
    address = interview.session.address_of(Ref("/data/child[3]/name"))

    interview.remove("child[1]")

    assert interview.last.removed == ("/data/child[1]",)
    assert interview.value("child[2]/name") == "Third"
    assert interview.value("child[2]/number") == "2"
    assert interview.session.address_of(Ref("/data/child[2]/name")) == address
    assert interview.session.ref_of(address) == "/data/child[2]/name"


def test_a_counted_repeat_follows_its_count_from_the_end() -> None:
    interview = Interview.of(FAMILY).answer("visits", "3").answer("visit[1]/what", "first")

    interview.answer("visits", "1")

    assert interview.value("visit[1]/what") == "first"
    assert interview.last.removed == ("/data/visit[3]", "/data/visit[2]")


def test_a_count_that_becomes_blank_changes_nothing() -> None:
    interview = Interview.of(FAMILY).answer("visits", "2").answer("visits", "")

    assert interview.session.node(Ref("/data/visit[2]")).place == 1


def test_a_count_beyond_all_reason_stops_at_the_limit() -> None:
    interview = Interview.of(FAMILY).answer("visits", "999999")

    assert len(interview.last.added) == MAX_INSTANCES


def test_nobody_adds_by_hand_what_the_form_counts() -> None:
    with pytest.raises(Known):
        Interview.of(FAMILY).add("visit")


def test_an_answer_whose_choice_has_gone_is_cleared_for_good() -> None:
    interview = Interview.of(CASCADE).answer("area", "n").answer("town", "a")

    interview.answer("area", "s").answer("area", "n")

    assert interview.value("town") == ""


def test_of_several_choices_only_those_that_went_are_cleared() -> None:
    interview = Interview.of(CASCADE).answer("area", "n").answer("towns", "b a")

    assert interview.value("towns") == "a b"
    assert interview.answer("area", "s").value("towns") == ""


def test_an_answer_outside_the_choices_is_refused() -> None:
    interview = Interview.of(CASCADE).answer("area", "n").answer("town", "c")

    assert interview.last.refused == {"/data/town": "choice"}
    assert interview.value("town") == ""


def test_finishing_computes_again_what_was_overwritten_by_hand() -> None:
    interview = Interview.of(SIMPLE).answer("age", "12").answer("twice", "99")

    overwritten = interview.value("twice")

    assert overwritten == "99"
    assert interview.finalise().value("twice") == "24"


TALKING = """
| survey |
| | type | name | label::English (en) | label::Russian (ru) | hint::English (en) |
| | text | name | Name | Имя | As spoken |
| | note | hello | Hello ${name} | Здравствуйте, ${name} | |
| | select_one yn | ok | All well? | Всё хорошо? | |
| choices |
| | list_name | name | label::English (en) | label::Russian (ru) |
| | yn | y | Yes | Да |
| settings |
| | form_id | default_language |
| | test | English (en) |
"""


def test_words_follow_the_answer_and_the_language() -> None:
    interview = Interview.of(TALKING).answer("name", "Zarina")

    assert interview.last.texts == {"/data/hello"}
    assert interview.state()["labels"]["/data/hello"] == "Hello Zarina"
    assert interview.speak("Russian (ru)").state()["labels"]["/data/hello"] == (
        "Здравствуйте, Zarina"
    )
    assert interview.state()["choice_labels"]["/data/ok"] == ["Да"]


def test_a_missing_translation_falls_back_to_the_default_language() -> None:
    interview = Interview.of(TALKING).speak("Russian (ru)")

    assert interview.state()["hints"]["/data/name"] == "As spoken"


TRIGGERED = """
| survey |
| | type | name | label | trigger | calculation | default |
| | text | source | Source | | | |
| | text | stamp | Stamp | ${source} | concat('was ', ${source}) | |
| | dateTime | begun | Begun | | | now() |
"""


def test_a_trigger_sets_its_target_once_per_change() -> None:
    interview = Interview.of(TRIGGERED).answer("source", "one").answer("stamp", "mine")

    assert interview.value("stamp") == "mine"
    assert interview.answer("source", "two").value("stamp") == "was two"
    assert {a.address for a in interview.last.answers} == {"/data/source", "/data/stamp"}


def test_a_dynamic_default_is_set_at_first_load_and_stored() -> None:
    interview = Interview.of(TRIGGERED)

    assert interview.value("begun").startswith("2026-11-21T12:00:00")
    assert "/data/begun" in {a.address for a in interview.session.opening.answers}


def test_a_computed_instance_name_stays_when_everything_is_computed_anew() -> None:
    """Found in a published form: its instanceID is `concat('uuid:', uuid())`."""
    text = (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        "<h:head><model><instance><data id='d'><a/><meta><instanceID/></meta></data></instance>"
        "<bind nodeset='/data/meta/instanceID' calculate=\"concat('uuid:', uuid())\"/>"
        "</model></h:head><h:body><input ref='/data/a'/></h:body></h:html>"
    )
    interview = Interview.begun(parse_form(text))
    named = interview.value("meta/instanceID")

    interview.finalise()

    assert interview.value("meta/instanceID") == named == interview.session.instance_id


def test_a_position_on_what_does_not_repeat_names_nothing_but_the_first() -> None:
    session = Interview.of(FAMILY).session

    assert session.node(Ref("/data/visits[1]")) is session.node(Ref("/data/visits"))
    with pytest.raises(Known):
        session.answer(Ref("/data/visits[2]"), "1")


@pytest.mark.parametrize(
    ("rows", "added"),
    [
        ("<r><a>one</a><q><z>in</z></q></r>", ("", None)),
        ('<r jr:template=""><a>t</a></r><r><a>one</a><q><z>in</z></q></r>', ("t", None)),
        ('<r jr:template=""><a>t</a><q><z>u</z></q></r><r><a>one</a></r>', ("t", "u")),
    ],
    ids=["no template", "template", "an instance in the template"],
)
def test_a_new_row_begins_as_the_template_says_and_never_as_the_first_row(
    rows: str, added: tuple[str, str | None]
) -> None:
    """ODK XForms specification, "Default values in repeats"."""
    namespaces = 'xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"'
    inner = '<repeat nodeset="/data/r/q"><input ref="/data/r/q/z"/></repeat>'
    interview = Interview.begun(
        parse_form(
            f'<h:html xmlns="http://www.w3.org/2002/xforms" {namespaces}><h:head><model><instance>'
            f'<data id="t">{rows}</data></instance></model></h:head><h:body>'
            f'<repeat nodeset="/data/r"><input ref="/data/r/a"/>{inner}</repeat></h:body></h:html>'
        )
    ).add("r")

    values = interview.state()["values"]

    assert values["/data/r[1]/a"] == "one"
    assert (values["/data/r[2]/a"], values.get("/data/r[2]/q[1]/z")) == added
