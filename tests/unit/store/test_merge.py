"""Pools: the laws of set union over real files, and what a copied laptop brings."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.errors import Code, Known
from fieldkit.ids import new_uuid
from fieldkit.records import InterviewState, Status
from fieldkit.store.answers import answers, events, revisions, save
from fieldkit.store.forms import forms
from fieldkit.store.interviews import consents, interview, interviews, set_consent, set_state
from fieldkit.store.merge import Batch, conflicts, content_sha256, heads, merge
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Kind, Store, info, open_store
from tests.unit.store.making import (
    FORM,
    StepClock,
    added,
    begin,
    pour,
    practice,
    removed,
    said,
)


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """One laptop and its copy, made in the middle of an interview."""
    store = practice(tmp_path / "laptop")
    begun = begin(store)
    save(
        store,
        begun.interview_id,
        [
            said("/d/a", "1"),
            said("/d/b", "1"),
            added("/d/c[kaa]"),
            said("/d/c[kaa]/x", "5"),
        ],
        actor="m1",
    )
    store.close()
    shutil.copytree(tmp_path / "laptop", tmp_path / "copy")
    with (
        open_store(tmp_path / "laptop", passphrase=None, clock=StepClock()) as first,
        open_store(tmp_path / "copy", passphrase=None, clock=StepClock()) as second,
    ):
        yield first, second


def only(store: Store) -> str:
    (begun,) = interviews(store)
    return begun.interview_id


def test_a_pool_holds_what_the_laptop_held(store: Store, pool: Store) -> None:
    begun = begin(store)
    save(store, begun.interview_id, [said("/d/a", "1")], actor="m1")
    set_consent(store, begun.interview_id, "research", "given")
    set_state(store, begun.interview_id, InterviewState.FINISHED, {}, actor="m1")

    counts = pour(store, pool)

    assert (counts.new, counts.known, counts.refused) == (1, 0, 0)
    assert (counts.interviews_new, counts.events_new, counts.forms_new) == (1, 4, 1)
    assert answers(pool, begun.interview_id) == answers(store, begun.interview_id)
    assert interviews(pool) == interviews(store)
    assert forms(pool) == (FORM,)
    assert consents(pool, begun.interview_id) == {"research": "given"}
    assert content_sha256(pool) == content_sha256(store)
    assert verify(pool).ok


def test_the_same_again_changes_nothing(store: Store, pool: Store) -> None:
    save(store, begin(store).interview_id, [said("/d/a", "1")], actor="m1")
    pour(store, pool)
    before = content_sha256(pool)

    counts = pour(store, pool)

    assert (counts.new, counts.known, counts.events_new, counts.interviews_new) == (0, 1, 0, 0)
    assert content_sha256(pool) == before


def test_a_workspace_is_not_merged_into(store: Store) -> None:
    with pytest.raises(Known) as refused:
        pour(store, store)

    assert refused.value.code is Code.WORKSPACE_KIND


def test_a_copied_laptop_brings_a_conflict_that_neither_side_wins(
    laptops: tuple[Store, Store], pool: Store
) -> None:
    first, second = laptops
    save(first, only(first), [said("/d/a", "2")], actor="m1")
    save(second, only(second), [said("/d/a", "3")], actor="m2")

    pour(first, pool)
    counts = pour(second, pool)

    assert counts.conflicts == 1
    assert counts.forked == 2  # the event and the revision of the second save
    (conflict,) = conflicts(pool)
    assert {head.value for head in conflict.heads} == {"2", "3"}
    assert "/d/a" not in {current.address for current in answers(pool, only(pool))}
    assert interview(pool, only(pool)).answered == 2
    assert len(heads(pool, only(pool))[conflict.address]) == 2
    assert conflicts(pool, "another") == ()
    assert info(pool).conflicts == 1
    assert verify(pool).ok


def test_a_person_settles_a_conflict_by_saying_what_stands(
    laptops: tuple[Store, Store], pool: Store
) -> None:
    first, second = laptops
    save(first, only(first), [said("/d/a", "2")], actor="m1")
    save(second, only(second), [said("/d/a", "3")], actor="m2")
    set_state(second, only(second), InterviewState.FINISHED, {}, actor="m2")
    pour(first, pool)
    pour(second, pool)

    save(pool, only(pool), [said("/d/a", "3")], actor="supervisor", reason="asked again")

    assert conflicts(pool) == ()
    settled = {current.address: current.value for current in answers(pool, only(pool))}
    assert settled["/d/a"] == "3"
    assert pour(first, pool).conflicts == 0
    assert verify(pool).ok


def test_a_removal_against_an_answer_is_settled_either_way(
    laptops: tuple[Store, Store], pool: Store
) -> None:
    first, second = laptops
    save(first, only(first), [removed("/d/c[kaa]")], actor="m1")
    save(second, only(second), [said("/d/c[kaa]/x", "6")], actor="m2")
    pour(first, pool)
    pour(second, pool)

    (conflict,) = conflicts(pool)
    unsettled = [current.address for current in answers(pool, only(pool))]
    save(pool, only(pool), [added("/d/c[kaa]")], actor="s")
    kept = {current.address: current.value for current in answers(pool, only(pool))}
    save(pool, only(pool), [removed("/d/c[kaa]")], actor="s")
    gone = [current.address for current in answers(pool, only(pool))]

    assert conflict.address == "/d/c[kaa]"
    assert unsettled == ["/d/c[kaa]", "/d/a", "/d/b"]
    assert kept["/d/c[kaa]/x"] == "6"
    assert gone == ["/d/a", "/d/b"]
    assert verify(pool).ok


def test_a_case_code_that_names_two_interviews_is_refused(
    laptops: tuple[Store, Store], pool: Store
) -> None:
    first, second = laptops
    one, other = begin(first), begin(second)
    pour(first, pool)
    pour(second, pool)

    with pytest.raises(Known) as refused:
        interview(pool, one.case_code)

    assert one.case_code == other.case_code
    assert refused.value.code is Code.INTERVIEW_UNKNOWN
    assert interview(pool, other.interview_id).interview_id == other.interview_id


@pytest.mark.parametrize(
    "change",
    [
        {"value": "forged"},
        {"hash": "0" * 64},
        {"seq": 0},
        {"seq": 2**64},
        {"prev_hash": "no"},
        {"value": "\ud83c"},
    ],
    ids=str,
)
def test_a_changed_revision_counts_for_nothing(
    store: Store, pool: Store, change: dict[str, object]
) -> None:
    begun = begin(store)
    save(store, begun.interview_id, [said("/d/a", "1"), said("/d/b", "2")], actor="m1")
    first, second = revisions(store)
    told = [replace(first, **change), second]  # type: ignore[arg-type]

    counts = merge(pool, told, [], interviews(store), [], batch=Batch(new_uuid(), "", ""))

    assert (counts.new, counts.refused) == (1, 1)
    assert [current.address for current in answers(pool, begun.interview_id)] == ["/d/b"]
    assert verify(pool).ok


def test_changed_events_and_forms_are_kept_out_too(store: Store, pool: Store) -> None:
    begun = begin(store)
    (started,) = events(store, begun.interview_id)

    counts = merge(
        pool,
        [],
        [replace(started, kind="other"), replace(started, detail={})],
        [begun],
        [replace(FORM, xform="<other/>")],
        batch=Batch(new_uuid(), "", ""),
    )

    assert (counts.refused, counts.events_new, counts.forms_new) == (3, 0, 0)
    assert pool.vault.rows("SELECT count(*) FROM quarantine") == [(3,)]


def test_an_interview_without_its_events_keeps_the_state_it_was_told_with(
    store: Store, pool: Store
) -> None:
    begun = begin(store)
    set_state(store, begun.interview_id, InterviewState.FINISHED, {}, actor="m1")

    merge(pool, [], [], interviews(store), [], batch=Batch(new_uuid(), "", ""))

    assert interviews(pool)[0].state is InterviewState.FINISHED


def test_answers_before_their_interview_wait_for_it(store: Store, pool: Store) -> None:
    begun = begin(store)
    save(store, begun.interview_id, [said("/d/a", "1")], actor="m1")

    merge(pool, revisions(store), [], [], [], batch=Batch(new_uuid(), "", ""))
    early = interviews(pool)
    pour(store, pool)

    assert early == ()
    assert interviews(pool)[0].answered == 1


def test_a_merge_that_fails_leaves_the_pool_as_it_was(store: Store, pool: Store) -> None:
    begun = begin(store)
    save(store, begun.interview_id, [said("/d/a", "1")], actor="m1")
    before = (content_sha256(pool), info(pool))

    def broken() -> Iterator[object]:
        yield from revisions(store)
        raise Known(Code.WORKBOOK_DAMAGED)

    with pytest.raises(Known):
        merge(pool, broken(), [], [begun], [FORM], batch=Batch("b", "", ""))  # type: ignore[arg-type]

    assert (content_sha256(pool), info(pool)) == before


# ---- laws ----------------------------------------------------------------------------------

STEP = st.tuples(
    st.sampled_from(["a", "b", "c[kaa]", "c[kaa]/x", "finish"]),
    st.sampled_from(["1", "2", "refused", "remove"]),
    st.integers(0, 2),
)


def play(store: Store, place: str, what: str) -> None:
    """One thing an interviewer may do; what the state of the interview does not admit is left."""
    (begun,) = interviews(store)[:1]
    instances = {current.address for current in answers(store, begun.interview_id)}
    address = f"/d/{place}"
    if place == "finish":
        set_state(store, begun.interview_id, InterviewState(begun.state), {"w": what}, actor="m")
    elif what == "remove":
        if "/d/c[kaa]" in instances:
            save(store, begun.interview_id, [removed("/d/c[kaa]")], actor="m")
    elif place.endswith("]"):
        save(store, begun.interview_id, [added(address)], actor="m")
    elif "[" not in place or "/d/c[kaa]" in instances:
        status = Status.REFUSED if what == "refused" else Status.ANSWERED
        told = said(address, "" if what == "refused" else what, status)
        save(store, begun.interview_id, [told], actor="m")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, max_size=14), common=st.integers(0, 4))
def test_merging_is_order_free_idempotent_and_associative(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]], common: int
) -> None:
    """Three copies of one laptop go their own ways; pools of them in every order are one pool."""
    here = tmp_path_factory.mktemp("law")
    with practice(here / "0") as store:
        begin(store)
        for place, what, _ in steps[:common]:
            play(store, place, what)
    for name in "12":
        shutil.copytree(here / "0", here / name)
    laptops = [open_store(here / name, passphrase=None, clock=StepClock()) for name in "012"]
    pools = [practice(here / f"pool{n}", Kind.POOL) for n in range(5)]
    for place, what, who in steps[common:]:
        play(laptops[who], place, what)
    left, right, nested, inner, twice = pools

    for n in (0, 1, 2):
        pour(laptops[n], left)
    for n in (2, 0, 1):
        pour(laptops[n], right)
    for n in (1, 2):
        pour(laptops[n], inner)
    pour(laptops[0], nested)
    pour(inner, nested)
    for n in (1, 0, 1, 2, 0):
        pour(laptops[n], twice)

    assert {content_sha256(pool) for pool in (left, right, nested, twice)} == {content_sha256(left)}
    assert {answers(pool, only(pool)) for pool in (left, right, nested, twice)} == {
        answers(left, only(left))
    }
    assert {conflicts(pool) for pool in (left, right, nested, twice)} == {conflicts(left)}
    said_once = {revision.hash for laptop in laptops for revision in revisions(laptop)}
    assert {revision.hash for revision in revisions(left)} == said_once
    assert all(verify(store).ok for store in (*laptops, *pools))
    for store in (*laptops, *pools):
        store.close()
