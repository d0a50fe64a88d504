"""What an index over a list gives is what looking at every row gives."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.xpath import evaluate
from fieldkit.xpath.cases import DocumentEnvironment
from fieldkit.xpath.nodes import Context, Element

CELLS = st.sampled_from(
    ["", "0", "-0", "1", "1.0", "2.5", "-3", "10", " 4 ", "x", "2024-02-29", "NaN", "1e3", ".5"]
)
NUMBERS = st.sampled_from(["", "0", "1", "-3", "2.5", "10", "99"])
ROWS = st.lists(st.lists(CELLS, max_size=2), max_size=12)
LIMITS = st.one_of(CELLS, NUMBERS)


def found(condition: str, rows: list[list[str]], limit: str) -> list[str]:
    """The numbers of the rows that a filter keeps; `/data/limit` is what it compares with."""
    document = Element.document()
    data = document.add("data")
    data.add("limit").add_text(limit)
    root = data.add("instance", attributes={("", "id"): "list"}).add("root")
    for number, cells in enumerate(rows):
        item = root.add("item")
        item.add("id").add_text(str(number))
        for cell in cells:
            item.add("n").add_text(cell)
    now = datetime(2026, 11, 21, tzinfo=UTC)
    world = DocumentEnvironment(document, timezone=UTC, language="", now=now)
    expression = evaluate.compile(f"instance('list')/root/item[{condition}]")
    nodes = expression.nodes(Context(data, data, world))
    return [node.named("id")[0].string() for node in nodes]


@settings(max_examples=150, deadline=None)
@given(ROWS, LIMITS, st.sampled_from(["=", "<", "<=", ">", ">="]), st.booleans())
def test_a_filter_by_index_keeps_what_a_look_at_every_row_keeps(
    rows: list[list[str]], limit: str, operator: str, is_turned: bool
):
    sides = ("/data/limit", "n") if is_turned else ("n", "/data/limit")
    condition = f" {operator} ".join(sides)

    # No index serves an `or`, so every row is looked at.
    assert found(condition, rows, limit) == found(f"{condition} or false()", rows, limit)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(NUMBERS, max_size=2), max_size=12), st.sampled_from(["<", ">="]))
def test_an_index_keeps_the_order_of_the_list(rows: list[list[str]], operator: str):
    kept = found(f"n {operator} 1", rows, "")

    assert kept == sorted(set(kept), key=int)


@pytest.mark.parametrize(("operator", "kept"), [("<", "0"), ("<=", "01"), (">", "2"), (">=", "12")])
def test_the_limit_itself_counts_where_it_should(operator: str, kept: str):
    assert "".join(found(f"n {operator} /data/limit", [["1"], ["2"], ["3"]], "2")) == kept
