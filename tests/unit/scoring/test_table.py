"""Pre-coded cases from a CSV, as spreadsheets of several countries write it."""

import json
from datetime import date

import pytest

from fieldkit.errors import Code, Known
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.table import (
    CodedCase,
    head_as_json,
    parse_csv,
    score,
    score_as_json,
    scores_as_rows,
)
from fieldkit.scoring.truth import Truth

DAY = date(2017, 11, 30)
PLAIN = "case_id,work.i.strong,work.p.medium\nA,1,0\nB,,1\n"
READ = (
    CodedCase("A", {"work.i.strong": Truth.TRUE, "work.p.medium": Truth.FALSE}),
    CodedCase("B", {"work.i.strong": Truth.UNKNOWN, "work.p.medium": Truth.TRUE}),
)
WRITTEN = {
    "plain": PLAIN.encode(),
    "byte order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "tabs": PLAIN.replace(",", "\t").encode(),
    "lines of Windows": PLAIN.replace("\n", "\r\n").encode(),
    "lines of an old Mac": PLAIN.replace("\n", "\r").encode(),
    "quotes": PLAIN.replace("A,1", '"A","1"').encode(),
    "blanks": PLAIN.replace("A,1", " A , 1 ").encode(),
    "a line that names the separator": b"sep=;\n" + PLAIN.replace(",", ";").encode(),
    "empty cells at the end": PLAIN.replace("A,1,0", "A,1,0,,").encode(),
    "blank lines": ("\n" + PLAIN + "\n,,\n").encode(),
    "no last line end": PLAIN.rstrip().encode(),
}


@pytest.mark.parametrize("content", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_table_reads_the_same_however_a_spreadsheet_wrote_it(
    small: Ruleset, content: bytes
) -> None:
    assert parse_csv(content, small) == READ


def test_a_row_that_ends_early_leaves_the_rest_unknown(small: Ruleset) -> None:
    (case,) = parse_csv(b"case_id,work.i.strong,work.p.medium\nA,1\n", small)

    assert case.values == {"work.i.strong": Truth.TRUE}


def test_a_table_without_cases_is_a_table(small: Ruleset) -> None:
    assert parse_csv(b"case_id\n", small) == ()


REFUSED = {
    "unknown code": (
        b"case_id,work.i.strnog\nA,1\n",
        Code.INDICATOR_UNKNOWN,
        {"name": "work.i.strnog"},
    ),
    "bad cell": (
        b"case_id,work.i.strong\nA,1\n\nB,yes\n",
        Code.DATA_CELL,
        {"row": 4, "column": "work.i.strong"},
    ),
    "no case id": (
        b"case_id,work.i.strong\n,1\n",
        Code.DATA_CELL,
        {"detail": "no case_id", "row": 2, "column": "case_id"},
    ),
    "case twice": (
        b"case_id,work.i.strong\nA,1\nA,1\n",
        Code.DATA_TABLE,
        {"detail": "the same case_id in two rows", "row": 3, "column": "case_id"},
    ),
    "column twice": (
        b"case_id,work.i.strong,work.i.strong\nA,1,1\n",
        Code.DATA_TABLE,
        {"detail": "the same column twice", "column": "work.i.strong"},
    ),
    "other first column": (
        b"id,work.i.strong\nA,1\n",
        Code.DATA_TABLE,
        {"detail": "the first column is not case_id", "column": "case_id"},
    ),
    "empty": (b"", Code.DATA_TABLE, {"detail": "the file is empty"}),
    "only blank lines": (b"\n,,\n", Code.DATA_TABLE, {"detail": "the file is empty"}),
    "column without a name": (
        b"case_id,,work.i.strong\nA,,1\n",
        Code.DATA_TABLE,
        {"detail": "a column has no name", "row": 1},
    ),
    "UTF-16": (
        "case_id\nA\n".encode("utf-16"),
        Code.DATA_TABLE,
        {"detail": "UTF-16 text: save it as CSV UTF-8"},
    ),
    "zero bytes": (b"case_id\nA\0\n", Code.DATA_TABLE, {"detail": "not a text file"}),
    "cells too many": (
        b"case_id,work.i.strong\nA,1,1\n",
        Code.DATA_TABLE,
        {"detail": "more cells than columns", "row": 2},
    ),
    "other encoding": (
        "case_id\nЯ\n".encode("cp1251"),
        Code.DATA_TABLE,
        {"detail": "not UTF-8: save it as CSV UTF-8"},
    ),
    "open quotes": (b'case_id\n"A\n', Code.DATA_TABLE, {"detail": "not CSV", "row": 2}),
}


@pytest.mark.parametrize(("content", "code", "slots"), REFUSED.values(), ids=REFUSED.keys())
def test_a_table_is_refused_with_the_place_and_never_the_cell(
    small: Ruleset, content: bytes, code: Code, slots: dict[str, str | int]
) -> None:
    with pytest.raises(Known) as caught:
        parse_csv(content, small)

    assert caught.value.code is code
    assert caught.value.slots == slots


def test_the_json_document_names_the_ruleset_and_each_case_in_order(small: Ruleset) -> None:
    document = json.loads(
        json.dumps(
            {**head_as_json(small), "cases": [score_as_json(s) for s in score(READ, small, DAY)]}
        )
    )

    assert document["ruleset"] == {"id": "small", "version": "1", "sha256": small.sha256}
    assert [case["case_id"] for case in document["cases"]] == ["A", "B"]
    first = list(document["cases"][0])
    assert first[:4] == ["case_id", "criteria", "determination", "settled_by"]


def test_rows_have_a_cell_for_each_column_and_say_what_judged_them(small: Ruleset) -> None:
    header, rows = scores_as_rows(score(READ, small, DAY), small)

    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} == {len(header)}
    first = dict(zip(header, rows[0], strict=True))
    assert first["case_id"] == "A"
    assert first["work"] == "undetermined"
    assert (first["work.strong_present"], first["work.medium_absent"]) == (1, 1)
    assert first["work.index"] == pytest.approx(2 / 3)
    assert first["ruleset_sha256"] == small.sha256
