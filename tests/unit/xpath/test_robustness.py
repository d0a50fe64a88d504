"""No text may do more than be refused with a code."""

from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import Code, Known
from fieldkit.xpath import cases, evaluate
from fieldkit.xpath.grammar import MAX_DEPTH
from fieldkit.xpath.library import FUNCTIONS
from fieldkit.xpath.nodes import Element

REFUSALS = {Code.FORM_SYNTAX, Code.FORM_FUNCTION, Code.FORM_ARITY}
VALID = [
    "/data/a + /data/b * 2 - -1",
    "instance('x')/root/item[name = current()/../a and . != '']/label",
    "if(selected(../a, 'yes') or not(b > 3.5), 'one', concat('a', \"b\"))",
    "count(//item[position() = last()]) mod 3 div 2",
    "(a | b/@c)[2]/../following-sibling::*",
    "format-date(today() - 1, '%Y-%m-%d')",
    "jr:choice-name(../q, '/data/q')",
    "weighted-checklist(1, 2, a, 1, b, 2)",
    "substr(round('2.5', 1), 0 div 0, -1 div 0)",
    "indexed-repeat(/data/r/a, /data/r, position(..))",
]
PIECES = [
    *FUNCTIONS, "(", ")", "[", "]", ",", "/", "//", "..", ".", "@", "*", "::", "|", "+", "-", "=",
    "!=", "<", ">=", " and ", " or ", " div ", " mod ", "'", '"', "1", ".5", "1e9", "a", "ns:a",
    "child", "ancestor", "text()", "node()", " ", "\n", "$x", "é", "current()", "''", "0 div 0",
]  # fmt: skip


def _document() -> Element:
    document = Element.document()
    data = document.add("data")
    for name, text in (("a", "yes"), ("b", "2024-02-29"), ("b", ""), ("r", "7")):
        data.add(name, attributes={("", "c"): text}).add_text(text)
    return document


DOCUMENT = _document()


def _evaluate_or_refuse(text: str) -> None:
    case = {"expr": text, "context": "/*[1]/*[1]"}
    try:
        expression, context = cases.prepared(case, DOCUMENT, UTC)
    except Known as refused:
        if refused.code not in REFUSALS:
            raise
        return
    assert isinstance(expression.string(context), str)
    assert isinstance(expression.number(context), float)
    assert isinstance(expression.boolean(context), bool)
    assert isinstance(expression.nodes(context), list)
    expression.value(context)


@given(st.text(max_size=60))
def test_any_text_is_evaluated_or_refused(text):
    _evaluate_or_refuse(text)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_pieces_are_evaluated_or_refused(pieces):
    _evaluate_or_refuse("".join(pieces))


@settings(max_examples=300)
@given(st.sampled_from(VALID), st.data())
def test_mutated_expressions_are_evaluated_or_refused(text, data):
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 6)))
        text = text[:start] + data.draw(st.sampled_from(["", *PIECES])) + text[end:]

    _evaluate_or_refuse(text)


@given(st.text(max_size=30), st.text(max_size=30), st.floats(), st.floats())
def test_functions_take_any_text_and_number(one, other, number, second):
    quoted = [f"'{text.replace(chr(39), '')}'" for text in (one, other)]
    numbers = [f"number('{value:.20f}')" for value in (number, second)]
    for name, function in FUNCTIONS.items():
        for values in (quoted, numbers, [quoted[0], numbers[0]]):
            count = max(function.least, min(2, function.most if function.most is not None else 2))
            if function.accepts(count):
                _evaluate_or_refuse(f"{name}({', '.join((values * 4)[:count])})")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "[" * 100_000,
        "-" * 100_000 + "1",
        "a[" * 5_000 + "1" + "]" * 5_000,
        "not(" * 5_000 + "1" + ")" * 5_000,
        "1" + " = 1" * 5_000,
        "1" + " * 1" * 5_000,
        "if(a," * 5_000,
        "/" * 100_001,
        "'" + "x" * 100_000,
    ],
    ids=lambda text: text[:6],
)
def test_deep_and_long_texts_end_without_a_crash(text):
    _evaluate_or_refuse(text)


@pytest.mark.parametrize("operator", ["+", "-", "and", "or", "|"])
def test_long_chains_are_not_deep(operator):
    expression = evaluate.compile(f" {operator} ".join(["a"] * 5_000))

    assert expression.reads


@pytest.mark.parametrize("shape", ["not({})", "({})", "a[{}]", "-({})", "if(a, 1, {})", "1 = ({})"])
def test_the_deepest_expression_allowed_leaves_room_on_the_stack(shape):
    text = deepest = "a"
    for _ in range(MAX_DEPTH + 1):
        try:
            evaluate.compile(text)
        except Known:
            break
        deepest, text = text, shape.format(text)

    def below(frames: int) -> None:
        if frames:
            below(frames - 1)
        else:
            _evaluate_or_refuse(deepest)

    below(250)
