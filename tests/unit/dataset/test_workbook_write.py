"""The workbook as a file: no formula, no clear copy on disk, exact or refused."""

import io
import math
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from fieldkit.dataset.flatten import data_sheets
from fieldkit.dataset.sheets import Column, Role, Row, Sheet, check
from fieldkit.dataset.workbook_write import write
from fieldkit.errors import Bug, Code, Known
from fieldkit.records import Address, Ref
from tests.unit.dataset.examples import KEY, case, export, revision, values
from tests.unit.dataset.nasty import ALL, FORMULAS


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def with_story(text: str) -> bytes:
    return write(export(case(values=values(__data__story=text))), KEY)


def test_the_same_export_gives_the_same_bytes() -> None:
    assert write(export(), KEY) == write(export(), KEY)


@pytest.mark.parametrize("text", ALL, ids=ascii)
def test_no_answer_becomes_a_formula_or_a_link(text: str) -> None:
    xml = "".join(parts(with_story(text)).values())

    assert not re.search(r"<f[\s>/]|<hyperlink|TargetMode", xml)


@pytest.mark.parametrize("text", [t for t in FORMULAS if t[0] != "{"], ids=ascii)
def test_an_answer_that_looks_like_a_formula_is_kept_from_evaluation_when_edited(text: str) -> None:
    found = parts(with_story(text))

    assert 'quotePrefix="1"' in found["xl/styles.xml"]


def test_every_text_cell_is_of_type_string() -> None:
    sheet = parts(with_story("12"))["xl/worksheets/sheet2.xml"]

    untyped = re.findall(r'<c r="[A-Z]+\d+"(?: s="\d+")?><v>([^<]*)', sheet)
    assert all(re.fullmatch(r"-?[0-9.]+", number) for number in untyped)
    assert sheet.count('t="s"') > 20


def test_the_exact_records_are_on_a_sheet_that_excel_does_not_offer_to_show() -> None:
    assert (
        'name="_fieldkit" sheetId="8" state="veryHidden"'
        in parts(write(export(), KEY))["xl/workbook.xml"]
    )


def test_words_and_reasons_fold_away_and_leave_the_codes() -> None:
    sheet = next(each for each in data_sheets(export()) if each.name == "cases")
    xml = parts(write(export(), KEY))["xl/worksheets/sheet2.xml"]
    spans = re.findall(r'<col min="(\d+)" max="(\d+)"[^>]*outlineLevel="1"', xml)

    folded = {at for low, high in spans for at in range(int(low) - 1, int(high))}

    roles = [column.role for column in sheet.columns]
    assert folded == {at for at, r in enumerate(roles) if r in (Role.LABEL, Role.STATUS)}


def test_a_practice_workbook_says_so_on_every_page() -> None:
    found = parts(write(export(practice=True), KEY))
    pages = [xml for name, xml in found.items() if "worksheets/sheet" in name]

    assert sum("PRACTICE" in page for page in pages) == len(pages) - 1
    assert "Invented interviews" in found["xl/sharedStrings.xml"]


@pytest.mark.parametrize(
    "text",
    ["x" * 32_768, "\U0001f600" * 16_384, "a\ud800", "\udc00", "\ufffe", "\uffff"],
    ids=["long", "long in UTF-16", "surrogate", "low surrogate", "FFFE", "FFFF"],
)
def test_what_excel_cannot_hold_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Known) as caught:
        with_story(text)

    slots = caught.value.slots
    assert caught.value.code is Code.WORKBOOK_VALUE
    assert (slots["sheet"], slots["row"], slots["column"]) == ("cases", 2, "story")
    assert not any(text in str(slot) for slot in slots.values())


@pytest.mark.parametrize("text", ["x" * 32_767, "\U0001f600" * 16_383], ids=["x", "pairs"])
def test_the_longest_text_that_excel_holds_is_written(text: str) -> None:
    assert with_story(text)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(number: float) -> None:
    sheet = Sheet("s", (Column("n", Role.VALUE),), (Row("", Address(""), (number,)),))

    with pytest.raises(Known, match=r"workbook\.value"):
        check([sheet])


def test_a_history_too_odd_for_a_cell_is_carried_all_the_same() -> None:
    odd = export(revisions=(revision(1, "\ud800" + "x" * 40_000),))

    assert write(odd, KEY)


def test_a_key_of_another_device_is_a_fault_of_ours() -> None:
    with pytest.raises(Bug):
        write(export(), bytes(32))


def test_repeats_whose_names_excel_does_not_take_get_sheets_of_their_own() -> None:
    ref = Ref("/data/child[1]/age")
    made = export(case(values={ref: "3"}))

    names = re.findall(r'<sheet name="([^"]*)"', parts(write(made, KEY))["xl/workbook.xml"])

    assert names == [
        "about", "cases", "child", "toy", "indicators", "scores", "codebook", "_fieldkit",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def opened() -> Callable[[Callable[[], object]], list[str]]:
    """Paths that are opened for writing while a function runs."""
    seen: list[str] = []
    watching = False

    def hook(name: str, args: tuple[Any, ...]) -> None:
        if watching and name == "open" and (args[2] or 0) & 0o3:
            seen.append(str(args[0]))
        elif watching and name in ("tempfile.mkstemp", "tempfile.mkdtemp", "os.mkdir"):
            seen.append(name)

    sys.addaudithook(hook)

    def watch(job: Callable[[], object]) -> list[str]:
        nonlocal watching
        seen.clear()
        watching = True
        try:
            job()
        finally:
            watching = False
        return list(seen)

    return watch


def test_writing_opens_no_file(opened: Callable[[Callable[[], object]], list[str]]) -> None:
    made = export()

    assert opened(lambda: write(made, KEY)) == []


def test_the_watch_sees_the_clear_files_of_the_library_as_it_comes(
    opened: Callable[[Callable[[], object]], list[str]], tmp_path: Path
) -> None:
    def as_it_comes() -> None:
        with xlsxwriter.Workbook(io.BytesIO(), {"tmpdir": str(tmp_path)}) as book:
            book.add_worksheet().write_string(0, 0, "x")

    assert opened(as_it_comes)
