"""Laws of a session, over random acts on one form that has a little of everything."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import Known
from fieldkit.interview import serialise
from fieldkit.interview.session import InterviewSession
from fieldkit.records import Special
from tests.unit.interview.driver import Interview, environment, form

FORM = """
| survey |
||type|name|label|relevant|required|constraint|calculation|default|choice_filter|repeat_count|trigger|
| | select_one yn | gate | Gate | | yes | | | y | | | |
| | begin_group | part | Part | ${gate} = 'y' | | | | | | | |
| | integer | a | A | | | . < 50 | | 3 | | | |
| | integer | b | B | ${a} > 2 | yes | | | | | | |
| | calculate | total | | | | | coalesce(${a}, 0) + coalesce(${b}, 0) | | | | |
| | end_group | | | | | | | | | | |
| | calculate | dice | | | | | once(random()) | | | | |
| | calculate | stamp | | | | | if(${total} > 10, now(), '') | | | | |
| | select_one area | area | Area | | | | | | | | |
| | select_one town | town | Town | | | | | | area = ${area} | | |
| | text | copy | Copy | | | | ${area} | | | | ${area} |
| | begin_repeat | row | Row ${total} | ${total} < 60 | | | | | | | |
| | integer | n | N | | | | | 1 | | | |
| | calculate | place | | | | | position(..) | | | | |
| | calculate | share | | | | | ${n} + ${total} | | | | |
| | begin_repeat | inner | Inner | | | | | | | | |
| | text | word | Word | ${n} > 1 | | | | | | | |
| | end_repeat | | | | | | | | | | |
| | end_repeat | | | | | | | | | | |
| | calculate | rows | | | | | count(${row}) | | | | |
| | calculate | words | | | | | join(' ', ${word}) | | | | |
| | calculate | sum_n | | | | | sum(${n}) | | | | |
| | begin_repeat | visit | Visit | | | | | | | ${b} | |
| | text | what | What | | | | | w | | | |
| | end_repeat | | | | | | | | | | |
| choices |
| | list_name | name | label | area |
| | yn | y | Yes | |
| | yn | n | No | |
| | area | n | North | |
| | area | s | South | |
| | town | t1 | T1 | n |
| | town | t2 | T2 | s |
"""

SINGLE = st.one_of(
    st.tuples(st.just("gate"), st.sampled_from(["y", "n", ""])),
    st.tuples(st.sampled_from(["part/a", "part/b"]), st.sampled_from(["", "1", "4", "7", "60"])),
    st.tuples(st.just("area"), st.sampled_from(["n", "s", ""])),
    st.tuples(st.just("town"), st.sampled_from(["t1", "t2", ""])),
    st.tuples(st.sampled_from(["row[1]/n", "row[2]/n"]), st.sampled_from(["", "1", "2"])),
    st.tuples(st.sampled_from(["row[1]/inner[1]/word", "row[2]/inner[1]/word"]), st.text("xy")),
    st.tuples(st.just("visit[1]/what"), st.text("zw")),
)
ACT = st.one_of(
    st.tuples(st.just("answer"), SINGLE),
    st.tuples(st.just("mark"), st.sampled_from(["part/a", "part/b", "area"])),
    st.tuples(st.just("add"), st.sampled_from(["row", "row[1]/inner", "row[2]/inner"])),
    st.tuples(st.just("remove"), st.sampled_from(["row[1]", "row[2]", "row[1]/inner[1]"])),
)
ACTS = st.lists(ACT, max_size=14)


def played(acts: list[tuple[str, object]]) -> Interview:
    """Do what can be done: an act on an instance that is not there is passed over."""
    interview = Interview.of(FORM)
    for verb, said in acts:
        try:
            if verb == "answer":
                interview.answer(*said)  # type: ignore[misc]
            elif verb == "mark":
                interview.mark(str(said), Special.DONT_KNOW)
            elif verb == "add":
                interview.add(str(said))
            else:
                interview.remove(str(said))
        except Known:
            continue
    return interview


@settings(max_examples=120, deadline=None)
@given(ACTS)
def test_resuming_from_what_was_saved_gives_the_same_interview(acts: list[tuple[str, object]]):
    interview = played(acts)

    resumed = interview.resumed()

    assert resumed.state() == interview.state()
    assert resumed.submission() == interview.submission()
    assert not resumed.session.opening


@settings(max_examples=80, deadline=None)
@given(ACTS)
def test_the_answers_of_a_session_give_it_again(acts: list[tuple[str, object]]):
    interview = played(acts)

    again = InterviewSession.resume(
        form(FORM), environment(3), serialise.answers(interview.session)
    )

    assert serialise.state(again) == interview.state()


@settings(max_examples=80, deadline=None)
@given(ACTS, SINGLE)
def test_a_resumed_interview_goes_on_like_the_live_one(
    acts: list[tuple[str, object]], last: tuple[str, str]
):
    live = played(acts)
    resumed = live.resumed()

    for interview in (live, resumed):
        try:
            interview.answer(*last)
        except Known:
            return

    assert without_chance(resumed) == without_chance(live)


@settings(max_examples=80, deadline=None)
@given(ACTS)
def test_computing_everything_anew_changes_nothing_that_was_computed_step_by_step(
    acts: list[tuple[str, object]],
):
    interview = played(acts)
    before = interview.state()

    interview.finalise()

    assert interview.state() == before
    again = interview.finalise().last
    assert (again.values, again.relevance, again.answers) == ({}, {}, ())


@settings(max_examples=60, deadline=None)
@given(st.lists(SINGLE, max_size=6, unique_by=lambda pair: pair[0]), st.randoms())
def test_the_order_of_answers_does_not_matter(answers: list[tuple[str, str]], chance: Random):
    # Choices are cleared for good when their list goes, so there order does matter.
    answers = [a for a in answers if a[0] not in {"area", "town"} and "visit" not in a[0]]
    shuffled = list(answers)
    chance.shuffle(shuffled)

    first, second = (played([("answer", pair) for pair in order]) for order in (answers, shuffled))

    states = [without_counted(without_chance(interview)) for interview in (first, second)]
    assert states[0] == states[1]


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_relevance_is_inherited(acts: list[tuple[str, object]]):
    relevant = played(acts).state()["relevant"]

    for ref, is_relevant in relevant.items():
        above = ref.rpartition("/")[0]
        assert relevant.get(above, True) or not is_relevant


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_changes_say_every_value_that_changed(acts: list[tuple[str, object]]):
    interview = Interview.of(FORM)
    for act in acts:
        before = interview.state()["values"]
        interview = stepped(interview, act)
        after = interview.state()["values"]
        if interview.last.added or interview.last.removed:
            continue
        changed = {ref: text for ref, text in after.items() if before.get(ref) != text}
        assert changed == dict(interview.last.values)


def stepped(interview: Interview, act: tuple[str, object]) -> Interview:
    verb, said = act
    try:
        if verb == "answer":
            return interview.answer(*said)  # type: ignore[misc]
        if verb == "mark":
            return interview.mark(str(said), Special.DONT_KNOW)
        return interview.add(str(said)) if verb == "add" else interview.remove(str(said))
    except Known:
        interview.last = type(interview.last)()
        return interview


def without_chance(interview: Interview) -> dict[str, object]:
    """The state but for what chance decided."""
    state = interview.state()
    state["values"].pop("/data/dice")
    state["values"].pop("/data/meta/instanceID")
    return state


def without_counted(state: dict[str, object]) -> dict[str, object]:
    """The state but for the counted repeat: a count that becomes blank changes nothing (G3)."""
    return {
        name: {ref: said for ref, said in found.items() if not ref.startswith("/data/visit")}
        for name, found in state.items()
        if isinstance(found, dict)
    }
