from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.records import Address, Revision, Status
from fieldkit.store.chain import sealed_revision
from fieldkit.store.heads import heads_of, instances_above, standing

BASE = Revision(
    revision_id="",
    device_id="A",
    seq=1,
    interview_id="i",
    address=Address("/d/a"),
    status=Status.ANSWERED,
    value="",
    value_type="string",
    parents=(),
    actor="",
    reason="",
    wall_utc="",
    wall_offset_minutes=0,
    mono_ms=0,
    boot_id="",
    prev_hash="",
    hash="",
)


def rev(
    name: str,
    seq: int,
    address: str = "/d/a",
    value: str = "",
    parents: tuple[str, ...] = (),
    status: Status = Status.ANSWERED,
    device: str = "A",
) -> Revision:
    return sealed_revision(
        replace(
            BASE,
            revision_id=name,
            seq=seq,
            address=Address(address),
            value=value,
            parents=parents,
            status=status,
            device_id=device,
        )
    )


def current(*revisions: Revision) -> dict[str, str]:
    return {c.address: c.value or c.status.value for c in standing(revisions).current}


def torn(*revisions: Revision) -> dict[str, tuple[str, ...]]:
    return {
        c.address: tuple(head.revision_id for head in c.heads)
        for c in standing(revisions).conflicts
    }


def test_the_last_of_a_line_stands() -> None:
    line = (rev("1", 1, value="x"), rev("2", 2, value="y", parents=("1",)))

    assert current(*line) == {"/d/a": "y"}
    assert torn(*line) == {}


def test_two_that_differ_are_a_conflict_and_neither_stands() -> None:
    both = (rev("1", 1, value="x"), rev("2", 1, value="y", device="B"))

    assert current(*both) == {}
    assert torn(*both) == {"/d/a": ("1", "2")}


def test_two_that_say_the_same_agree() -> None:
    both = (rev("1", 1, value="x"), rev("2", 1, value="x", device="B"))

    assert current(*both) == {"/d/a": "x"}
    assert torn(*both) == {}


def test_an_answer_and_a_refusal_are_a_conflict() -> None:
    both = (rev("1", 1, value="x"), rev("2", 1, status=Status.REFUSED, device="B"))

    assert torn(*both) == {"/d/a": ("1", "2")}


def test_a_revision_with_both_as_parents_settles_a_conflict() -> None:
    settled = (
        rev("1", 1, value="x"),
        rev("2", 1, value="y", device="B"),
        rev("3", 9, value="y", parents=("1", "2"), device="P"),
    )

    assert current(*settled) == {"/d/a": "y"}


def test_a_parent_at_another_address_is_not_replaced() -> None:
    apart = (rev("1", 1, value="x"), rev("2", 2, "/d/b", "y", parents=("1",)))

    assert current(*apart) == {"/d/a": "x", "/d/b": "y"}


def test_a_parent_that_is_not_here_does_no_harm() -> None:
    assert current(rev("2", 2, value="y", parents=("gone",))) == {"/d/a": "y"}


def test_a_circle_of_parents_hides_nothing() -> None:
    circle = (
        rev("1", 1, value="x", parents=("2",)),
        rev("2", 2, value="y", parents=("1",)),
        rev("3", 3, value="z"),
        rev("4", 4, "/d/b", "w", parents=("4",)),
    )

    assert torn(*circle) == {"/d/a": ("1", "2", "3")}
    assert current(*circle) == {"/d/b": "w"}


def test_a_removal_replaces_what_it_knew_of_beneath() -> None:
    gone = (
        rev("1", 1, "/d/c[k]", status=Status.ADDED),
        rev("2", 2, "/d/c[k]/x", "5"),
        rev("3", 3, "/d/c[k]", status=Status.REMOVED, parents=("1", "2")),
    )

    assert current(*gone) == {"/d/c[k]": "removed"}


def test_an_answer_that_the_removal_did_not_know_is_a_conflict_at_the_instance() -> None:
    """The instance stays, empty: what is in it is unknown, not absent."""
    both = (
        rev("1", 1, "/d/c[k]", status=Status.ADDED),
        rev("2", 2, "/d/c[k]/x", "5"),
        rev("3", 3, "/d/c[k]", status=Status.REMOVED, parents=("1", "2")),
        rev("4", 3, "/d/c[k]/x", "6", parents=("2",), device="B"),
        rev("5", 9, "/d/other", "7"),
    )

    assert torn(*both) == {"/d/c[k]": ("3", "4")}
    assert current(*both) == {"/d/c[k]": "added", "/d/other": "7"}


def test_an_instance_never_seen_added_is_only_a_conflict() -> None:
    both = (
        rev("3", 3, "/d/c[k]", status=Status.REMOVED),
        rev("4", 3, "/d/c[k]/x", "6", device="B"),
    )

    assert current(*both) == {}


def test_two_removals_inside_each_other_agree() -> None:
    both = (
        rev("1", 1, "/d/c[k]", status=Status.ADDED),
        rev("2", 2, "/d/c[k]/e[m]", status=Status.ADDED),
        rev("3", 3, "/d/c[k]", status=Status.REMOVED, parents=("1", "2")),
        rev("4", 3, "/d/c[k]/e[m]", status=Status.REMOVED, parents=("2",), device="B"),
    )

    assert torn(*both) == {}


def test_one_id_with_two_contents_stays_two() -> None:
    both = (rev("1", 1, value="x"), rev("1", 1, value="y"))

    assert len(heads_of(both)[Address("/d/a")]) == 2
    assert current(*both) == {}


def test_the_instances_above_an_address_are_found() -> None:
    assert instances_above("/d/c[k]/g/e[m]/x") == ("/d/c[k]", "/d/c[k]/g/e[m]")
    assert instances_above("/d/c[k]") == ()


ANY = st.lists(
    st.builds(
        rev,
        st.sampled_from("1234567"),
        st.integers(1, 5),
        st.sampled_from(["/d/a", "/d/c[k]", "/d/c[k]/x", "/d/c[k]/e[m]", "/d/c[k]/e[m]/y"]),
        st.sampled_from(["", "x", "y"]),
        st.lists(st.sampled_from("1234567"), max_size=3).map(tuple),
        st.sampled_from(list(Status)),
        st.sampled_from("AB"),
    ),
    max_size=9,
    unique_by=lambda revision: revision.hash,
)


@given(revisions=ANY, chance=st.randoms())
def test_what_stands_does_not_depend_on_the_order(
    revisions: list[Revision], chance: object
) -> None:
    mixed = list(revisions)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert standing(mixed) == standing(revisions)


@given(revisions=ANY)
def test_every_revision_is_a_head_or_led_to_by_one(revisions: list[Revision]) -> None:
    heads = [head for here in heads_of(revisions).values() for head in here]
    by_id: dict[str, list[Revision]] = {}
    for revision in revisions:
        by_id.setdefault(revision.revision_id, []).append(revision)
    seen, pending = set(), [head.revision_id for head in heads]
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending += [p for r in by_id.get(name, ()) for p in r.parents]

    assert {revision.revision_id for revision in revisions} <= seen


@given(revisions=ANY)
def test_no_address_both_stands_and_is_torn_unless_it_is_an_empty_instance(
    revisions: list[Revision],
) -> None:
    stands = standing(revisions)
    disputed = {conflict.address for conflict in stands.conflicts}

    for here in stands.current:
        if here.address in disputed:
            assert here.status is Status.ADDED
            assert not any(other.address.startswith(here.address + "/") for other in stands.current)
