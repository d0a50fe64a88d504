"""From bytes back to records: exact, or one typed error; hand edits found."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.dataset.child import read_sheets
from fieldkit.dataset.payload import EditKind, SheetEdit
from fieldkit.dataset.sheets import Column, Role, Row, Sheet, shown
from fieldkit.dataset.workbook_read import Payload, read
from fieldkit.dataset.workbook_write import readable_workbook, write
from fieldkit.errors import Code, Known
from fieldkit.records import Address, Ref, Special, Status
from fieldkit.scoring.determine import Counts, CriterionResult, Determination, Listing
from fieldkit.scoring.truth import Outcome
from tests.unit.dataset.examples import DEVICE, KEY, case, export, revision, values
from tests.unit.dataset.nasty import ALL

NONE = Counts(0, 0, 0)
CELL_TEXT = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=200
)
ANY_TEXT = st.text(st.characters(), max_size=200)


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part of its zip changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


def edited(data: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The workbook as another program saves it after an edit."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_record_comes_back_equal() -> None:
    made = export()

    found = read(write(made, KEY))

    assert (found.revisions, found.events, found.interviews, found.forms) == (
        made.revisions,
        made.events,
        made.interviews,
        tuple(made.forms.values()),
    )


def test_an_untouched_workbook_has_no_edits() -> None:
    assert read(write(export(), KEY)).sheet_edits == ()


def test_a_share_with_endless_digits_is_no_edit() -> None:
    """A sixteenth digit was written that did not come back, and untouched scores were listed."""
    result = CriterionResult("duress", Outcome.MET, NONE, NONE, 5 / 49, ())
    listed = Listing((), (), ())
    of_rules = ("some-rules", "1", "0" * 64)
    judged = Determination((result,), Outcome.MET, (), (), None, listed, *of_rules)

    found = read(write(export(case(scores={"some-rules": judged})), KEY))

    assert found.sheet_edits == ()


@pytest.mark.parametrize("number", [5 / 49, 1 / 3, 0.1 + 0.2, 1e15, 1e22, -2.5e-9, 123456789012345])
def test_a_number_is_shown_alike_before_and_after(number: float) -> None:
    sheet = Sheet("s", (Column("n", Role.VALUE),), (Row("", Address(""), (number,)),))

    found = read_sheets(readable_workbook((sheet,)))

    assert found["s"][2] == (shown(number),)


def test_the_manifest_names_device_forms_and_sequences() -> None:
    found = read(write(export(practice=True), KEY)).manifest

    assert (found.practice, found.device_code, found.public_key) == (
        True,
        "K7Q2",
        DEVICE.public_key,
    )
    assert [(s.first, s.last, s.n) for s in found.sequences] == [(1, 3, 3)]


@pytest.mark.parametrize("text", ALL, ids=ascii)
def test_a_nasty_text_comes_back_exact_in_records_and_cells(text: str) -> None:
    made = export(case(values=values(__data__story=text)), revisions=(revision(1, text),))

    found = read(write(made, KEY))

    assert found.revisions[0].value == text
    assert found.sheet_edits == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cells=st.lists(CELL_TEXT, max_size=12), history=st.lists(ANY_TEXT, max_size=60))
def test_any_text_comes_back_exact(cells: list[str], history: list[str]) -> None:
    cases = tuple(case(n, values=values(__data__story=text)) for n, text in enumerate(cells, 1))
    made = export(
        *(cases or (case(1),)),
        revisions=tuple(revision(seq, text) for seq, text in enumerate(history, 1)),
        events=(),
    )

    found = read(write(made, KEY))

    assert (found.revisions, found.sheet_edits) == (made.revisions, ())


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from([*Special, *Status]), min_size=1, max_size=20),
    st.lists(st.from_regex(r"-?[0-9]{0,20}(\.[0-9]{0,20})?", fullmatch=True), max_size=20),
    st.lists(st.dates().map(str), max_size=20),
)
def test_numbers_dates_and_special_answers_come_back_exact(
    statuses: list[str], numbers: list[str], dates: list[str]
) -> None:
    texts = [*numbers, *dates]
    cases = tuple(
        case(
            n,
            values=values(__data__pay__amount=text, __data__started=text),
            specials={Ref("/data/pay/paid"): Special.REFUSED} if n % 2 else {},
        )
        for n, text in enumerate(texts, 1)
    )
    history = tuple(
        replace(revision(seq, ""), status=Status(str(status)))
        for seq, status in enumerate(statuses, 1)
    )
    made = export(*cases, revisions=history, interviews=(case(1).interview,), events=())

    found = read(write(made, KEY))

    assert (found.revisions, found.sheet_edits) == (made.revisions, ())


def test_a_changed_cell_is_listed_with_before_and_after() -> None:
    def raise_age(book: openpyxl.Workbook) -> None:
        book["child"]["F3"] = 12

    found = read(edited(write(export(), KEY), raise_age))

    assert found.sheet_edits == (
        SheetEdit(
            "child",
            3,
            "age",
            "11",
            "12",
            EditKind.CELL,
            "00000000-0000-4000-8000-000000000001",
            Address("/data/child[m3x9pd]/age"),
        ),
    )


def test_saving_in_another_program_is_no_edit() -> None:
    assert read(edited(write(export(), KEY), lambda _: None)).sheet_edits == ()


def test_sorting_rows_is_no_edit() -> None:
    def turn(book: openpyxl.Workbook) -> None:
        sheet = book["cases"]
        first = [cell.value for cell in sheet[2]]
        for column, cell in enumerate(sheet[3], start=1):
            sheet.cell(2, column, cell.value)
        for column, value in enumerate(first, start=1):
            sheet.cell(3, column, value)

    plain = values(__data__story="plain")  # openpyxl would make a formula of the usual one

    data = write(export(case(1, values=plain), case(2, values=plain)), KEY)

    assert read(edited(data, turn)).sheet_edits == ()


def edits(found: Payload) -> list[tuple[str, int, str, EditKind]]:
    return [(e.sheet, e.row, e.column, e.kind) for e in found.sheet_edits]


def test_a_deleted_row_is_listed() -> None:
    found = read(edited(write(export(), KEY), lambda book: book["cases"].delete_rows(2)))

    assert edits(found) == [("cases", 2, "", EditKind.ROW_MISSING)]


def test_an_added_row_is_listed() -> None:
    found = read(edited(write(export(), KEY), lambda book: book["cases"].append(["x"])))

    assert edits(found) == [("cases", 4, "", EditKind.ROW_ADDED)]


def test_a_deleted_column_is_listed_once() -> None:
    found = read(edited(write(export(), KEY), lambda book: book["child"].delete_cols(6)))

    assert edits(found) == [("child", 1, "age", EditKind.COLUMN_MISSING)]


def test_a_deleted_sheet_is_listed() -> None:
    found = read(edited(write(export(), KEY), lambda book: book.remove(book["toy"])))

    assert edits(found) == [("toy", 0, "", EditKind.SHEET_MISSING)]


def test_a_formula_that_somebody_typed_is_counted() -> None:
    def add(book: openpyxl.Workbook) -> None:
        book["child"]["F3"] = "=F2+1"

    assert read(edited(write(export(), KEY), add)).n_formulas == 1


def payload_texts(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        strings = archive.read("xl/sharedStrings.xml").decode()
    return re.findall(r"<t[^>]*>([^<]*)</t>", strings)


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old, new, 1)


@pytest.mark.parametrize(
    "mark",
    ["manifest", "signature", "revisions", "events", "interviews", "forms", "cells"],
)
def test_a_payload_without_one_of_its_parts_is_refused(mark: str) -> None:
    data = write(export(), KEY)

    broken = rewritten(
        data, "xl/sharedStrings.xml", swap(f"<t>{mark}</t>".encode(), b"<t>other</t>")
    )

    with pytest.raises(Known) as caught:
        read(broken)
    assert caught.value.code in (Code.WORKBOOK_DAMAGED, Code.WORKBOOK_FOREIGN)


def test_one_changed_character_anywhere_in_the_payload_is_refused() -> None:
    data = write(export(), KEY)
    looks_hidden = re.compile(r'\{".*|e[JN]\S{98,}|[0-9a-f]{128}', re.DOTALL)
    hidden = [text for text in payload_texts(data) if looks_hidden.fullmatch(text)]
    assert len(hidden) >= 7

    for text in hidden:
        for at in range(0, len(text), max(1, len(text) // 6)):
            other = "x" if text[at] != "x" else "y"
            changed = (text[:at] + other + text[at + 1 :]).encode()
            broken = rewritten(data, "xl/sharedStrings.xml", swap(text.encode(), changed))
            with pytest.raises(Known):
                read(broken)


def test_a_manifest_signed_by_another_key_is_refused() -> None:
    other = write(export(created_utc="2026-11-21T10:00:01.000Z"), KEY)
    signature = next(t for t in payload_texts(other) if re.fullmatch("[0-9a-f]{128}", t))
    data = write(export(), KEY)
    own = next(t for t in payload_texts(data) if re.fullmatch("[0-9a-f]{128}", t))

    broken = rewritten(data, "xl/sharedStrings.xml", swap(own.encode(), signature.encode()))

    with pytest.raises(Known) as caught:
        read(broken)
    assert caught.value.slots["detail"] == "signature"


def test_a_workbook_of_somebody_else_is_foreign() -> None:
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)

    with pytest.raises(Known) as caught:
        read(out.getvalue())

    assert caught.value.code is Code.WORKBOOK_FOREIGN


def test_errors_of_reading_hold_no_answer() -> None:
    marker = "канарейка-4711"
    data = write(export(case(values=values(__data__story=marker))), KEY)
    broken = rewritten(data, "xl/sharedStrings.xml", lambda content: content[: len(content) // 2])

    with pytest.raises(Known) as caught:
        read(broken)

    assert marker not in repr(caught.value) + repr(caught.value.slots)
