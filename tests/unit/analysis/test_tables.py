"""Tables of indicators and criteria over a small pool that can be counted by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.analysis import tables
from fieldkit.analysis.pooled import Cell, PooledTable, Table
from fieldkit.errors import Code, Known

HELD, PAID = "duress.papers-held", "duress.not paid"


def row(
    standing: str = "scored",
    region: str | None = "south",
    held: int | None = None,
    paid: int | None = None,
    duress: str | None = None,
) -> dict[str, Cell]:
    return {"standing": standing, "region": region, HELD: held, PAID: paid, "duress": duress}


def pool(*rows: dict[str, Cell]) -> PooledTable:
    return PooledTable(rows, ("region",), (HELD, PAID), ("duress",), {HELD: "Papers held"})


POOL = pool(
    row(held=1, paid=0, duress="met"),
    row(held=1, paid=None, duress="undetermined"),
    row(held=0, paid=None, duress="not_met"),
    row(region="north", held=None, paid=None, duress="undetermined"),
    row(region=None, held=1, paid=0, duress="met"),
    row("declined"),
    row("draft", held=1, duress="met"),
    row("not_scorable", region="north"),
)


def lines(table: Table) -> list[dict[str, str | int | float | None]]:
    return [dict(zip(table.columns, cells, strict=True)) for cells in table.rows]


def test_present_absent_and_unknown_are_counted_apart() -> None:
    first = lines(tables.indicator_table(POOL))[0]

    assert (first["present"], first["absent"], first["unknown"]) == (3, 1, 1)


def test_a_share_is_of_those_that_are_known_and_shows_its_n() -> None:
    first = lines(tables.indicator_table(POOL))[0]

    assert (first["present"], first["N"], first["share"]) == (3, 4, 0.75)


def test_an_indicator_that_nobody_answered_has_no_share() -> None:
    found = lines(tables.indicator_table(POOL, by="region"))

    unanswered = next(x for x in found if x["region"] == "north" and x["indicator"] == PAID)
    assert (unanswered["N"], unanswered["share"], unanswered["low"]) == (0, None, None)


def test_drafts_and_declined_visits_enter_no_share() -> None:
    first = lines(tables.criterion_table(POOL))[0]

    assert (first["met"], first["not_met"], first["undetermined"], first["N"]) == (2, 1, 2, 3)


def test_declined_and_not_scorable_cases_are_counted_apart() -> None:
    first = lines(tables.criterion_table(POOL))[0]

    found = [first[name] for name in ("scored", "declined", "not_scorable", "draft")]
    assert found == [5, 1, 1, 1]


def test_groups_add_up_to_the_whole() -> None:
    whole = lines(tables.criterion_table(POOL))[0]
    groups = lines(tables.criterion_table(POOL, by="region"))

    for name in ("met", "not_met", "undetermined", "scored", "declined", "not_scorable", "draft"):
        assert sum(int(line[name] or 0) for line in groups) == whole[name]


def test_cases_without_an_answer_to_the_variable_are_a_group_at_the_end() -> None:
    groups = [line["region"] for line in lines(tables.criterion_table(POOL, by="region"))]

    assert groups == ["north", "south", None]


def test_labels_stand_beside_codes_and_a_code_without_one_names_itself() -> None:
    labels = [line["label"] for line in lines(tables.indicator_table(POOL))]

    assert labels == ["Papers held", PAID]


def test_notes_say_who_is_in_and_who_is_not() -> None:
    notes = tables.indicator_table(POOL).notes

    standings = ("scored:5", "declined:1", "not_counted:0", "told:0", "not_scorable:1", "draft:1")
    assert notes[:6] == standings


def test_an_empty_pool_gives_counts_of_nought() -> None:
    first = lines(tables.criterion_table(pool()))[0]

    assert (first["met"], first["N"], first["share"], first["scored"]) == (0, 0, None, 0)


def test_an_unknown_variable_is_refused_by_name() -> None:
    with pytest.raises(Known) as caught:
        tables.indicator_table(POOL, by="colour")

    assert (caught.value.code, caught.value.slots) == (Code.POOL_VARIABLE, {"name": "colour"})


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            row,
            st.sampled_from(["scored", "declined", "not_scorable", "draft"]),
            st.sampled_from(["a", "b", "Ж", "", None]),
            st.sampled_from([1, 0, None]),
            st.sampled_from([1, 0, None]),
            st.sampled_from(["met", "not_met", "undetermined", None]),
        ),
        max_size=30,
    )
)
def test_counts_are_those_of_plain_python(rows: list[dict[str, Cell]]) -> None:
    found = {
        (line["region"], line["indicator"]): (line["present"], line["absent"], line["unknown"])
        for line in lines(tables.indicator_table(pool(*rows), by="region"))
    }

    for (region, indicator), counted in found.items():
        cells = [
            r[str(indicator)]
            for r in rows
            if r["standing"] == "scored" and (r["region"] or None) == region
        ]
        assert counted == (cells.count(1), cells.count(0), cells.count(None))
