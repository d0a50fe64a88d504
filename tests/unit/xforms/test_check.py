"""What form check warns of, each with its cell and its control: a sound form that is left alone."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from fieldkit.errors import Known
from fieldkit.xforms.check import FormProblem, check
from fieldkit.xforms.parse import parse_form
from fieldkit.xforms.xlsform import compile_bytes

TAIL = """
| choices |
|  | list_name | name | label | region |
|  | yn | y | Yes | |
|  | yn | n | No | |
|  | region | north | N | |
|  | region | south | S | |
|  | town | a | A | north |
|  | town | b | B | south |
|  | town | c | C | {town} |
"""
HEAD = """
| survey |
|  | type | name | label | relevant | calculation | choice_filter | constraint | required | repeat_count | appearance |
|  | select_one yn | a | A |  |  | | | | | |
|  | select_multiple yn | m | M |  |  | | | | | |
|  | integer | age | Age |  |  | | . >= 18 and . <= 90 | | | |
|  | select_one region | r | R | |  |  |  | | | |
|  | select_one town | t | T | |  | region = ${r} |  | | | |
|  | begin_repeat | p | P | |  | |  | | | |
|  | decimal | wage | Wage | |  | |  | | | |
|  | decimal | must | Must | |  | |  | yes | | |
|  | end_repeat | | | |  | |  | | | |
|  | calculate | c1 |  | | if(${a} = 'y', '1', '0') | |  | | | |
|  | calculate | once1 |  | | once(string(random())) | |  | | | |
"""  # noqa: E501


def findings(*rows: str, town: str = "south") -> list[FormProblem]:
    text = HEAD + "".join(f"{row}\n" for row in rows) + TAIL.replace("{town}", town)
    form = compile_bytes(text.encode(), ".md", "f")
    return list(check(parse_form(form.xform), form.xform, form.sheets).problems)


def codes(*rows: str, **town: str) -> list[str]:
    return [problem.code for problem in findings(*rows, **town)]


def asked(condition: str, name: str = "q") -> str:
    return f"|  | text | {name} | Q | {condition} | | | | | | |"


def computed(expression: str) -> str:
    return f"|  | calculate | q | | | {expression} | | | | | |"


def test_a_sound_form_is_left_alone() -> None:
    assert findings() == []


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("false()", "form.never_relevant"),
        ("1 = 2", "form.never_relevant"),
        ("${a} = 'y' and ${a} = 'n'", "form.unreachable"),
        ("${age} < 18", "form.unreachable"),
        ("${age} > 20 and ${age} < 21", "form.unreachable"),
        ("${c1} = '2'", "form.unreachable"),
        ("${c1} = '1' and ${a} = 'n'", "form.unreachable"),
        ("selected(${m}, 'y') and not(selected(${m}, 'y'))", "form.unreachable"),
        ("${a} = '' and ${c1} = '1'", "form.unreachable"),
        ("not(${a} = 'y' or ${a} != 'y')", "form.unreachable"),
        ("true()", "form.always_relevant"),
        ("${a} = 'y' or ${a} != 'y'", "form.always_relevant"),
    ],
)
def test_a_condition_that_decides_nothing_is_said(condition: str, code: str) -> None:
    (found,) = findings(asked(condition))

    assert found.code == code
    assert (found.where["sheet"], found.where["row"]) == ("survey", 13)
    assert found.where["column"] == "relevant"


@pytest.mark.parametrize(
    "condition",
    [
        "${a} = 'y'",
        "${a} != 'y'",
        "not(${a} = 'y')",
        "${age} >= 18",
        "${age} > 20 and ${age} < 22",
        "not(${age} > 5)",
        "${c1} = '1' and ${a} = 'y'",
        "${c1} = '0' and ${a} = ''",
        "selected(${m}, 'y') and selected(${m}, 'n')",
        "not(selected(${m}, 'y')) and ${m} != ''",
        "${once1} = 'anything'",
        "count(${p}) > 3 and today() > '2020-01-01'",
        "${age} = '18' or ${a} = 'y'",
        "string-length(${once1}) > 3",
        "count-selected(${m}) = 0",
        "count-selected(${m}) > 1",
        "sum(${must}) > 3",
        "${a}",
    ],
)
def test_a_condition_that_can_go_either_way_is_left_alone(condition: str) -> None:
    assert codes(asked(condition)) == []


def test_a_condition_against_its_group_is_told_from_one_that_is_wrong_alone() -> None:
    group = "|  | begin_group | g | G | ${a} = 'y' | | | | | | |"
    end = "|  | end_group | | | | | | | | | |"

    assert codes(group, asked("${a} = 'n'"), end) == ["form.contradiction"]
    assert codes(group, asked("${a} = 'y' and ${age} > 20"), end) == []


def test_what_stands_in_a_group_that_is_never_asked_is_said_once() -> None:
    group = "|  | begin_group | g | G | ${age} < 3 | | | | | | |"
    end = "|  | end_group | | | | | | | | | |"

    assert codes(group, asked("false()"), asked("${a} = 'y'", "q2"), end) == ["form.unreachable"]


def test_a_question_that_hangs_on_one_never_asked_is_never_asked() -> None:
    found = findings(asked("${age} < 3", "q1"), asked("${q1} = 'x'", "q2"))

    assert [(p.code, p.where["ref"]) for p in found] == [
        ("form.unreachable", "/data/q1"),
        ("form.unreachable", "/data/q2"),
    ]


@pytest.mark.parametrize("test", ["${a} != 'maybe'", "not(selected(${a}, 'maybe'))"])
def test_a_value_that_is_no_choice_is_named_with_its_question(test: str) -> None:
    found = [p for p in findings(asked(test)) if p.code == "form.unknown_choice"]

    assert len(found) == 1
    assert "'maybe'" in found[0].message
    assert "a has" in found[0].message


def test_a_choice_that_no_filter_lets_through_is_named_in_its_row() -> None:
    (found,) = findings(town="weast")

    assert found.code == "form.choice_never_offered"
    assert (found.where["sheet"], found.where["row"]) == ("choices", 8)


def test_a_list_that_nobody_uses_is_named_where_it_begins() -> None:
    text = (HEAD + TAIL.replace("{town}", "south")).rstrip() + "\n|  | spare | x | X | |\n"
    form = compile_bytes(text.encode(), ".md", "f")

    (found,) = check(parse_form(form.xform), form.xform, form.sheets).problems

    assert (found.code, found.where["row"]) == ("form.list_unused", 9)


@pytest.mark.parametrize(
    ("heading", "parameters", "lacking"),
    [
        ("name,label", "", []),
        ("code,title", "value=code label=title", []),
        ("code,label", "", ["values"]),
        ("name,title", "", ["labels"]),
        ("id,title", "", ["values", "labels"]),
    ],
)
def test_a_file_that_lacks_a_column_of_its_question_is_said(
    heading: str, parameters: str, lacking: list[str]
) -> None:
    rows = f"| | select_one_from_file farms.csv | farm | Farm | {parameters} |\n"
    text = "| survey |\n| | type | name | label | parameters |\n" + rows
    form = compile_bytes(text.encode(), ".md", "f")
    definition = parse_form(form.xform, {"farms.csv": f"{heading}\nf1,Hill\n".encode()})

    found = check(definition, form.xform, form.sheets).problems

    assert [problem.code for problem in found] == ["form.list_column"] * len(lacking)
    for problem, what in zip(found, lacking, strict=True):
        assert f"no {what}" in problem.message
        assert problem.where["row"] == 2


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("sum(${wage})", "form.differs_blank"),
        ("max(${age}, 3)", "form.differs_blank"),
        ("min(${wage})", "form.differs_blank"),
        ("sum(${wage}[. != ''])", None),
        ("sum(${must})", None),
        ("count(${wage})", None),
        ("max(count(${p}), 1)", None),
        ("if(0.1 * 3 = 0.3, 1, 0)", "form.differs_equality"),
        ("if(2 * 3 = 6, 1, 0)", None),
        ("if(round(0.1 * 3, 1) = round(0.3, 1), 1, 0)", None),
        ("//wage", "form.differs_path"),
        ("count-non-empty(${p})", "form.differs_group"),
        ("date('2024-02-31')", "form.differs_date"),
        ("date('2024-02-28')", None),
        ("round(-1.5)", None),
        ("if(regex(${age}, '[0-9]'), 1, 0)", "form.differs_regex"),
        ("if(regex(${age}, '^[0-9]'), 1, 0)", "form.differs_regex"),
        ("if(regex(${age}, '^a/b$'), 1, 0)", None),
        (r"if(regex(${age}, '^([0-9]+\|[$/]x)$'), 1, 0)", None),
        (r"if(regex(${age}, '^[0-9]+\|none$'), 1, 0)", "form.differs_regex"),
        (r"if(regex(${age}, '^[0-9]+$\|^none$'), 1, 0)", None),
        ("if(regex(${age}, '.*[0-9].*'), 1, 0)", None),
        (r"if(regex(${age}, '^5\$'), 1, 0)", "form.differs_regex"),
        ("${age} + ${age}", None),
    ],
)
def test_where_collect_would_differ_is_said_and_nowhere_else(
    expression: str, code: str | None
) -> None:
    assert codes(computed(expression)) == ([code] if code else [])


def test_a_function_of_the_node_itself_that_collect_refuses_is_said() -> None:
    assert codes("|  | text | q | Q | | | | string-length() > 3 | | | |") == [
        "form.differs_arguments"
    ]
    assert codes("|  | text | q | Q | | | | string-length(.) > 3 | | | |") == []


def test_the_advice_on_a_sum_is_a_form_that_needs_none() -> None:
    (found,) = findings(computed("sum(${wage})"))

    advice = "sum(${wage}[. != ''])"
    assert advice in found.message
    assert codes(computed(advice)) == []


def test_a_repeat_that_may_shrink_is_said_and_a_fixed_one_not() -> None:
    end = "|  | end_repeat | | | | | | | | | |"
    inner = "|  | text | x | X | | | | | | | |"

    asks = findings("|  | begin_repeat | k | K | | | | | | ${age} | |", inner, end)
    fixed = codes("|  | begin_repeat | k | K | | | | | | 3 | |", inner, end)

    assert [p.code for p in asks] == ["form.differs_count"]
    assert fixed == []


@pytest.mark.parametrize(
    ("kind", "appearance"),
    [
        ("geotrace", ""),
        ("video", ""),
        ("image", "signature"),
        ("select_one yn", "image-map"),
        ("text", "ex:org.example.app"),
        ("date", "ethiopian"),
        ("start-geopoint", ""),
        ("background-audio", ""),
        ("simserial", ""),
    ],
)
def test_what_is_done_in_a_plainer_way_is_said_with_its_clause(kind: str, appearance: str) -> None:
    found = findings(f"|  | {kind} | q | Q | | | | | | | {appearance} |")

    degraded = [p for p in found if p.code == "form.degraded"]
    assert len(degraded) == 1
    assert "ODK XForms specification" in degraded[0].message


TWO_LANGUAGES = """
| survey |
|  | type | name | label::English (en) | label::Russian (ru) | hint::English (en) | hint::Russian (ru) | constraint | constraint_message::English (en) | constraint_message::Russian (ru) |
|  | text | a | A | {label} | Say | {hint} | . != '' | No | {message} |
|  | select_one yn | b | B | Б | | | | | |
| choices |
|  | list_name | name | label::English (en) | label::Russian (ru) |
|  | yn | y | Yes | {choice} |
"""  # noqa: E501


@pytest.mark.parametrize("missing", ["label", "hint", "message", "choice", ""])
def test_each_kind_of_words_that_a_language_lacks_is_said_in_its_cell(missing: str) -> None:
    text = TWO_LANGUAGES
    for name in ("label", "hint", "message", "choice"):
        text = text.replace(f"{{{name}}}", "" if name == missing else "Слова")
    form = compile_bytes(text.encode(), ".md", "f")

    found = check(parse_form(form.xform), form.xform, form.sheets).problems

    assert len(found) == bool(missing)
    for problem in found:
        assert problem.code.startswith("form.no_translation")
        assert "Russian (ru)" in problem.message
        assert problem.where["row"] == 2
        assert str(problem.where["column"]).endswith("::Russian (ru)")


def recorded() -> list[dict[str, Any]]:
    named = os.environ.get("FIELDKIT_CONFORMANCE", "")
    root = Path(named) if named else Path(__file__).resolve().parents[4] / "shared" / "conformance"
    path = root / "forms.jsonl"
    if not path.is_file():
        pytest.skip(f"SKIPPED, NOT PASSED: no conformance data at {path.name}")
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.conformance
def test_no_question_that_was_ever_asked_is_called_unreachable() -> None:
    """Other engines' recorded interviews are the witness: what was relevant once can be."""
    shut = {"form.never_relevant", "form.unreachable", "form.contradiction"}
    wrong, called, forms = [], 0, 0
    for case in recorded():
        if case.get("refuse") or case["tier"] == "out-of-scope":
            continue
        try:
            definition = parse_form(case["form_xml"], {}, allow_missing_files=True)
        except Known:
            continue
        states = [case["initial"], *(s["after"] for s in case["steps"] if "after" in s)]
        forms += 1
        for problem in check(definition, case["form_xml"]).problems:
            if problem.code not in shut:
                continue
            called += 1
            ref = str(problem.where["ref"])
            if any(_was_relevant(state, ref) for state in states):
                wrong.append((case["id"], ref))

    print(f"unreachable: said of {called} nodes in {forms} forms, wrongly of {len(wrong)}")
    assert forms > 300
    assert wrong == []


def _was_relevant(state: dict[str, Any], ref: str) -> bool:
    shut = state.get("non_relevant", [])
    there = [_plain(value) for value in state["values"]]
    is_there = any(value == ref or value.startswith(f"{ref}/") for value in there)
    return is_there and not any(
        ref == _plain(other) or ref.startswith(f"{_plain(other)}/") for other in shut
    )


def _plain(ref: str) -> str:
    return "/".join(step.partition("[")[0] for step in ref.split("/"))
