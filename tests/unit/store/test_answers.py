from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit import ids
from fieldkit.errors import Bug, Code, Known
from fieldkit.records import Address, Answer, InterviewState, Status
from fieldkit.store.answers import answers, events, record_event, revisions, save
from fieldkit.store.forms import form, forms, put_form
from fieldkit.store.interviews import (
    consents,
    interview,
    interviews,
    set_consent,
    set_language,
    set_position,
    set_state,
    start_interview,
)
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Kind, Store, device, device_signing_key, info
from tests.unit.store.making import FORM, XFORM, added, begin, practice, removed, reopened, said

IDS = ("11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002")


def test_a_saved_answer_is_there_after_reopening(tmp_path: Path) -> None:
    store = practice(tmp_path / "w")
    begun = begin(store)

    saved = save(store, begun.interview_id, [said("/d/name", "Ала-Тоо 🌾")], actor="m1")

    with reopened(store) as again:
        (current,) = answers(again, begun.interview_id)
        assert (current.address, current.value) == ("/d/name", "Ала-Тоо 🌾")
        assert current.seq == saved.seq


def test_a_save_acknowledges_its_addresses_and_its_last_number(store: Store) -> None:
    begun = begin(store)

    saved = save(store, begun.interview_id, [said("/d/a", "1"), said("/d/b", "2")], actor="m1")

    assert saved.addresses == ("/d/a", "/d/b")
    assert saved.seq == max(revision.seq for revision in revisions(store))


def test_a_later_answer_replaces_and_names_the_earlier_one(store: Store) -> None:
    begun = begin(store)
    save(store, begun.interview_id, [said("/d/a", "1")], actor="m1", revision_ids=IDS[:1])

    save(store, begun.interview_id, [said("/d/a", "2")], actor="m2", reason="misheard")

    first, second = revisions(store, begun.interview_id)
    assert second.parents == (first.revision_id,)
    assert (first.value, second.value, second.actor, second.reason) == ("1", "2", "m2", "misheard")
    assert [current.value for current in answers(store, begun.interview_id)] == ["2"]


def test_two_answers_to_one_address_in_one_save_follow_each_other(store: Store) -> None:
    begun = begin(store)

    save(store, begun.interview_id, [said("/d/a", "1"), said("/d/a", "2")], actor="m1")

    first, second = revisions(store)
    assert second.parents == (first.revision_id,)
    assert interview(store, begun.interview_id).answered == 1


def test_the_same_save_again_writes_nothing_twice(store: Store) -> None:
    begun = begin(store)
    told = [said("/d/a", "1"), said("/d/b", "2")]
    first = save(store, begun.interview_id, told, actor="m1", revision_ids=IDS)
    entries = (len(list(revisions(store))), len(list(events(store))))

    again = save(store, begun.interview_id, told, actor="m1", revision_ids=IDS)

    assert again == first
    assert (len(list(revisions(store))), len(list(events(store)))) == entries


def test_one_id_never_stands_for_two_answers(store: Store) -> None:
    begun = begin(store)
    save(store, begun.interview_id, [said("/d/a", "1")], actor="m1", revision_ids=IDS[:1])

    with pytest.raises(Bug):
        save(store, begun.interview_id, [said("/d/a", "2")], actor="m1", revision_ids=IDS[:1])

    assert [current.value for current in answers(store, begun.interview_id)] == ["1"]


@pytest.mark.parametrize("given_ids", [(), IDS, (IDS[0], IDS[0])])
def test_each_answer_has_an_id_of_its_own(store: Store, given_ids: tuple[str, ...]) -> None:
    begun = begin(store)
    told = [said("/d/a", "1")] * (2 if given_ids[:1] == given_ids[1:] else 1)

    with pytest.raises(Bug):
        save(store, begun.interview_id, told, actor="m1", revision_ids=given_ids)


def test_refusal_and_clearing_are_kept_as_what_they_are(store: Store) -> None:
    begun = begin(store)

    save(
        store,
        begun.interview_id,
        [
            said("/d/a", status=Status.REFUSED),
            said("/d/b", status=Status.CLEARED),
            said("/d/c", "0"),
        ],
        actor="m1",
    )

    kept = {current.address: current.status for current in answers(store, begun.interview_id)}
    assert kept == {"/d/a": Status.REFUSED, "/d/b": Status.CLEARED, "/d/c": Status.ANSWERED}
    assert interview(store, begun.interview_id).answered == 2


def test_removing_an_instance_takes_what_was_in_it_and_nothing_else(store: Store) -> None:
    begun = begin(store)
    save(
        store,
        begun.interview_id,
        [
            added("/d/c[kaa]"),
            said("/d/c[kaa]/x", "1"),
            added("/d/c[kaa]/e[kdd]"),
            said("/d/c[kaa]/e[kdd]/y", "1"),
            added("/d/c[kab]"),
            said("/d/c[kab]/x", "2"),
            said("/d/c_note", "3"),
        ],
        actor="m1",
    )

    save(store, begun.interview_id, [removed("/d/c[kaa]")], actor="m1")

    left = [current.address for current in answers(store, begun.interview_id)]
    assert left == ["/d/c[kab]", "/d/c[kab]/x", "/d/c_note"]
    assert interview(store, begun.interview_id).answered == 2
    assert verify(store).ok


def test_instances_come_back_in_the_order_of_adding(store: Store) -> None:
    begun = begin(store)
    for key in ("kzz", "kmm", "kaa"):
        save(store, begun.interview_id, [added(f"/d/c[{key}]")], actor="m1")
    save(store, begun.interview_id, [removed("/d/c[kzz]")], actor="m1")

    save(store, begun.interview_id, [added("/d/c[kzz]")], actor="m1")

    order = [current.address for current in answers(store, begun.interview_id)]
    assert order == ["/d/c[kmm]", "/d/c[kaa]", "/d/c[kzz]"]
    assert verify(store).ok


def test_an_instance_added_again_is_empty(store: Store) -> None:
    begun = begin(store)
    save(store, begun.interview_id, [added("/d/c[kaa]"), said("/d/c[kaa]/x", "1")], actor="m1")
    save(store, begun.interview_id, [removed("/d/c[kaa]")], actor="m1")

    save(store, begun.interview_id, [added("/d/c[kaa]")], actor="m1")
    save(store, begun.interview_id, [said("/d/c[kaa]/z", "2")], actor="m1")

    assert [c.address for c in answers(store, begun.interview_id)] == ["/d/c[kaa]", "/d/c[kaa]/z"]
    assert verify(store).ok


def test_a_removed_instance_takes_no_answer(store: Store) -> None:
    begun = begin(store)
    save(store, begun.interview_id, [added("/d/c[kaa]"), removed("/d/c[kaa]")], actor="m1")

    with pytest.raises(Bug):
        save(store, begun.interview_id, [said("/d/c[kaa]/x", "1")], actor="m1")


def test_a_failing_save_changes_nothing_at_all(store: Store) -> None:
    """The second answer is half of a character pair, as a paste can bring it."""
    begun = begin(store)
    before = (list(revisions(store)), list(events(store)), interview(store, begun.interview_id))

    with pytest.raises(Known) as refused:
        save(store, begun.interview_id, [said("/d/a", "1"), said("/d/b", "\ud83c")], actor="m1")

    after = (list(revisions(store)), list(events(store)), interview(store, begun.interview_id))
    assert after == before
    assert refused.value.__cause__ is None
    assert refused.value.code is Code.STORE_FAILED


def test_a_finished_interview_takes_no_answer(store: Store) -> None:
    begun = begin(store)
    set_state(store, begun.interview_id, InterviewState.FINISHED, {"why": "complete"}, actor="m1")

    with pytest.raises(Known) as refused:
        save(store, begun.interview_id, [said("/d/a", "1")], actor="m1")

    assert refused.value.code is Code.INTERVIEW_FINISHED


def test_an_interview_that_is_not_there_is_unknown(store: Store) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    tries = (
        lambda: save(store, nobody, [said("/d/a", "1")], actor="m1"),
        lambda: set_position(store, nobody, Address("/d/a")),
        lambda: set_language(store, nobody, "ru"),
        lambda: interview(store, "ZZZZ-0001-0"),
    )

    for attempt in tries:
        with pytest.raises(Known) as refused:
            attempt()
        assert refused.value.code is Code.INTERVIEW_UNKNOWN
    assert len(list(events(store))) == 1


def test_the_list_tells_of_every_interview_in_order(store: Store) -> None:
    first, second = begin(store, "north"), begin(store, "south")

    set_language(store, first.interview_id, "Русский (ru)")
    set_position(store, first.interview_id, Address("/d/b"))
    set_state(store, second.interview_id, InterviewState.DECLINED, {}, actor="m1")

    listed = interviews(store)
    assert [(i.site, i.state, i.language, i.position) for i in listed] == [
        ("north", InterviewState.DRAFT, "Русский (ru)", "/d/b"),
        ("south", InterviewState.DECLINED, "English (en)", ""),
    ]
    assert listed[0].updated_utc > first.updated_utc
    assert verify(store).ok


def test_a_save_can_move_the_bookmark(store: Store) -> None:
    begun = begin(store)

    save(store, begun.interview_id, [said("/d/a", "1")], actor="m1", position=Address("/d/a"))

    assert interview(store, begun.interview_id).position == "/d/a"


def test_case_codes_count_from_one_and_carry_a_check(store: Store) -> None:
    codes = [begin(store).case_code for _ in range(3)]

    assert [code.split("-")[1] for code in codes] == ["0001", "0002", "0003"]
    assert all(ids.is_case_code(code) for code in codes)
    assert codes[0].startswith(store.device_code)
    assert interview(store, codes[1].lower()).case_code == codes[1]


def test_an_interview_needs_its_form(store: Store) -> None:
    with pytest.raises(Known) as refused:
        start_interview(
            store,
            form_sha256="0" * 64,
            form_id="f",
            form_version="1",
            language="",
            site="",
            actor="",
        )

    assert refused.value.code is Code.FORM_FILE_MISSING


def test_a_pool_begins_no_interview(pool: Store) -> None:
    with pytest.raises(Known) as refused:
        begin(pool)

    assert refused.value.code is Code.WORKSPACE_KIND


def test_a_form_comes_back_as_it_was_put(store: Store) -> None:
    put_form(store, FORM)
    put_form(store, FORM)

    assert forms(store) == (FORM,)
    assert form(store, FORM.form_sha256) == FORM


def test_a_form_is_named_by_its_own_text(store: Store) -> None:
    from dataclasses import replace

    with pytest.raises(Bug):
        put_form(store, replace(FORM, xform=XFORM + " "))
    with pytest.raises(Known) as refused:
        form(store, "0" * 64)

    assert refused.value.code is Code.FORM_FILE_MISSING


def test_consent_is_kept_by_purpose_and_can_be_withdrawn(store: Store) -> None:
    begun = begin(store)
    set_consent(store, begun.interview_id, "interview", "given", revision_id=IDS[0], actor="m1")
    set_consent(store, begun.interview_id, "research", "given")

    set_consent(store, begun.interview_id, "research", "withdrawn")

    assert consents(store, begun.interview_id) == {"interview": "given", "research": "withdrawn"}
    assert verify(store).ok


def test_other_events_go_into_the_same_chain(store: Store) -> None:
    begun = begin(store)

    written = record_event(store, "export", {"n": "1"}, begun.interview_id)
    record_event(store, "verified", {})

    assert [event.kind for event in events(store, begun.interview_id)] == [
        "interview.started",
        "export",
    ]
    assert written.detail == {"n": "1"}
    assert verify(store).ok


def test_the_device_signs_with_the_key_that_it_names(store: Store) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(device_signing_key(store))

    assert private.public_key().public_bytes_raw() == device(store).public_key
    assert device(store).device_id == store.device_id


def test_facts_about_a_store_are_counts(store: Store) -> None:
    begun = begin(store)
    save(store, begun.interview_id, [said("/d/a", "1")], actor="m1")

    told = info(store)

    assert (told.kind, told.is_practice, told.schema_version) == (Kind.WORKSPACE, True, 3)
    assert (told.forms, told.interviews, told.revisions, told.events) == (1, {"draft": 1}, 1, 3)
    assert told.created_utc == "2026-11-02T08:00:01.000Z"


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_comes_back_as_it_was_said(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    with practice(tmp_path_factory.mktemp("any") / "w") as store:
        begun = begin(store, site=text)
        answer = Answer(Address("/d/a"), Status.ANSWERED, text)

        save(store, begun.interview_id, [answer], actor=text, reason=text)

        assert answers(store, begun.interview_id)[0].value == text
        assert interview(store, begun.interview_id).site == text
        assert verify(store).ok
