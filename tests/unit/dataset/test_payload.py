"""Records as JSON lines: equal bytes for equal records, and nothing taken on trust."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from fieldkit.dataset import payload
from fieldkit.dataset.payload import Part
from fieldkit.errors import Code, Known
from fieldkit.records import StoredForm
from tests.unit.dataset.examples import FORM, XFORM, event, interview, revision

FORM_RECORD = StoredForm(FORM, "example", "1", "Example", XFORM, {"a.csv": b"\x00\xff"})
CASES: dict[Part, tuple[object, Callable[..., Any]]] = {
    Part.REVISIONS: (payload.from_revision(revision(2, "x")), payload.to_revision),
    Part.EVENTS: (payload.from_event(event(3)), payload.to_event),
    Part.INTERVIEWS: (payload.from_interview(interview(1)), payload.to_interview),
    Part.FORMS: (payload.from_form(FORM_RECORD), payload.to_form),
    Part.CELLS: (["cases", "id", "/data", ["a", ""]], payload.to_row),
}
WRONG = (None, 1, -1, True, 1.5, 2**70, "", "z" * 300, [1], {"a": 1}, [], {})


def refused(data: bytes, part: Part) -> None:
    with pytest.raises(Known) as caught:
        payload.read_lines(data, part, CASES[part][1])
    assert caught.value.code is Code.WORKBOOK_DAMAGED
    assert caught.value.slots["detail"] == part.value


@pytest.mark.parametrize("part", Part)
def test_a_record_comes_back_equal(part: Part) -> None:
    record, read = CASES[part]
    data = payload.lines([record, record])

    found = payload.read_lines(data, part, read)

    assert len(found) == 2
    assert found[0] == found[1]


@pytest.mark.parametrize("part", [p for p in Part if p is not Part.CELLS])
def test_a_record_without_one_of_its_fields_or_with_one_more_is_refused(part: Part) -> None:
    record = json.loads(payload.canonical(CASES[part][0]))

    for name in record:
        less = {key: value for key, value in record.items() if key != name}
        refused(payload.lines([less]), part)
    refused(payload.lines([record | {"more": ""}]), part)


@pytest.mark.parametrize("part", [p for p in Part if p is not Part.CELLS])
def test_a_field_of_another_kind_is_refused(part: Part) -> None:
    record = json.loads(payload.canonical(CASES[part][0]))
    _, read = CASES[part]

    for name, right in record.items():
        for wrong in WRONG:
            if type(wrong) is type(right) or (name == "form_sha256" and wrong == ""):
                continue
            with pytest.raises(Known):
                read(record | {name: wrong}, part, 1)


@pytest.mark.parametrize(
    ("part", "name", "wrong"),
    [
        (Part.REVISIONS, "status", "guessed"),
        (Part.REVISIONS, "seq", -1),
        (Part.REVISIONS, "mono_ms", 2**70),
        (Part.REVISIONS, "revision_id", ""),
        (Part.REVISIONS, "interview_id", "z" * 300),
        (Part.REVISIONS, "hash", ""),
        (Part.REVISIONS, "hash", "0" * 63 + "G"),
        (Part.REVISIONS, "parents", [1]),
        (Part.EVENTS, "detail", {"a": 1}),
        (Part.INTERVIEWS, "state", "sold"),
        (Part.INTERVIEWS, "form_sha256", ""),
        (Part.FORMS, "xform", "<other/>"),
        (Part.FORMS, "files", {"a": "no base64"}),
    ],
)
def test_a_value_out_of_bounds_is_refused(part: Part, name: str, wrong: object) -> None:
    record = json.loads(payload.canonical(CASES[part][0]))

    refused(payload.lines([record | {name: wrong}]), part)


@pytest.mark.parametrize(
    "row", [{}, [], ["a", "b", "c"], ["a", "b", "c", "d"], ["a", "b", 1, []], ["a", "b", "c", [1]]]
)
def test_a_row_of_another_shape_is_refused(row: object) -> None:
    refused(payload.lines([row]), Part.CELLS)


@pytest.mark.parametrize("line", [b"x", b"[" * 100_000, b"\xff", b'{"a":1', b""])
def test_a_line_that_is_no_json_is_refused(line: bytes) -> None:
    refused(line + b"\n", Part.REVISIONS)


def test_a_lone_surrogate_comes_back_as_it_was() -> None:
    odd = revision(1, "a\ud800b")

    data = payload.lines([payload.from_revision(odd)])

    assert payload.read_lines(data, Part.REVISIONS, payload.to_revision) == (odd,)
