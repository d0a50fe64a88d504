"""Second coding: drawn by a seed, blind, behind the guard, append-only, compared without show."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from fieldkit.analysis.agreement import Gap
from fieldkit.errors import Code, Known
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Truth
from fieldkit.services import (
    agreements,
    coding_template,
    codings,
    exchange,
    interviews,
    library,
    workspaces,
)
from fieldkit.services.workspaces import Workspace
from fieldkit.store import answers as stored_answers
from tests.unit.services.conftest import Begin, finish

LIMITED = "duress.involuntariness.limited_freedom"
LOCKED = "duress.penalty.locked_in"

Fill = Callable[[Path, dict[tuple[str, str], object]], None]


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return library.find_ruleset("ilo2012-adult")


@pytest.fixture
def cases(workspace: Workspace, begin: Begin) -> Sequence[str]:
    """Six finished interviews: three shut in and locked, three not; case codes."""
    codes = []
    for said in ("yes", "no", "yes", "no", "yes", "no"):
        answers = {"shut": said} | ({"lock": "yes"} if said == "yes" else {})
        opened = begin(workspace, agrees="yes", counted="yes", **answers)
        finish(workspace, opened)
        codes.append(opened.interview.case_code)
    return codes


def template(workspace: Workspace, ruleset: Ruleset, out: Path, n: int = 6) -> None:
    drawn = codings.sample(workspace, ruleset, n=n, seed=1)
    coding_template.write(
        workspace,
        out,
        ruleset,
        interview_ids=drawn.interview_ids,
        sample_id=drawn.sample_id,
        overwrite=True,
    )


def fill(path: Path, codes: dict[tuple[str, str], object], note: str = "") -> None:
    """Write codes into a template as a person does in Excel: by case and indicator."""
    book = openpyxl.load_workbook(path)
    sheet = book["coding"]
    for row in sheet.iter_rows(min_row=2):
        code = codes.get((row[0].value, row[1].value), codes.get(("", row[1].value)))
        if code is not None:
            row[5].value = code
            row[6].value = note or None
    filled = io.BytesIO()
    book.save(filled)
    path.write_bytes(filled.getvalue())


def test_a_sample_is_drawn_again_by_its_seed_and_stays_on_record(
    workspace: Workspace, ruleset: Ruleset, cases: Sequence[str]
) -> None:
    first = codings.sample(workspace, ruleset, n=3, seed=5)
    again = codings.sample(workspace, ruleset, n=3, seed=5)

    assert first.interview_ids == again.interview_ids
    assert len(first.interview_ids) == 3
    assert codings.samples(workspace) == (first, again)
    assert codings.find_sample(workspace) == again
    assert codings.find_sample(workspace, first.sample_id) == first


def test_a_stratified_sample_takes_of_each_result(
    workspace: Workspace, ruleset: Ruleset, cases: Sequence[str], begin: Begin
) -> None:
    drawn = codings.sample(workspace, ruleset, n=4, seed=1, by="site")
    by_result = codings.sample(workspace, ruleset, n=2, seed=1, by="determination")

    assert [(s.name, s.drawn) for s in drawn.strata] == [("Practice site A", 4)]
    assert sum(s.population for s in by_result.strata) == 6


def test_only_finished_interviews_of_people_who_may_be_counted_are_drawn(
    workspace: Workspace, ruleset: Ruleset, cases: Sequence[str], begin: Begin
) -> None:
    begin(workspace, agrees="yes", shut="yes")
    finish(workspace, begin(workspace, agrees="no"))
    finish(workspace, begin(workspace, agrees="yes", counted="no", shut="yes"))

    drawn = codings.sample(workspace, ruleset, n=100, seed=1)

    names = {interviews.find(workspace, each).case_code for each in drawn.interview_ids}
    assert names == set(cases)


def test_the_template_shows_answers_and_neither_code_nor_score(
    tmp_path: Path, workspace: Workspace, ruleset: Ruleset, cases: Sequence[str]
) -> None:
    template(workspace, ruleset, tmp_path / "t.xlsx")

    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["coding", "answers", "about"]
    rows = list(book["coding"].iter_rows(min_row=2, values_only=True))
    assert {row[1] for row in rows} == {LIMITED, LOCKED}
    assert len(rows) == 12
    assert {row[5] for row in rows} == {None}
    assert {"Shut in? ← Yes", "Shut in? ← No"} <= {line for row in rows for line in
                                                  str(row[4]).split("\n")}  # fmt: skip
    told = " ".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )
    assert "undetermined" not in told
    assert "not_met" not in told


def test_the_template_is_an_export_and_says_whom_it_is_about_by_code(
    tmp_path: Path, workspace: Workspace, ruleset: Ruleset, cases: Sequence[str]
) -> None:
    template(workspace, ruleset, tmp_path / "t.xlsx", n=2)

    (event,) = [e for e in stored_answers.events(workspace) if e.kind == "export"]
    assert event.detail["what"] == "coding template"
    assert event.detail["sealed"] == "false"
    assert set(event.detail["case_codes"].split()) < set(cases)
    assert len(event.detail["case_codes"].split()) == 2


def test_codes_come_back_and_are_compared_with_the_form(
    tmp_path: Path, workspace: Workspace, ruleset: Ruleset, cases: Sequence[str]
) -> None:
    """The form says of LIMITED 1 0 1 0 1 0; the coder says unknown of the last: 5 of 6 equal."""
    path = tmp_path / "t.xlsx"
    template(workspace, ruleset, path)
    said = dict(zip(cases, (1, 0, 1, 0, 1, "?"), strict=True))
    fill(path, {(case, LIMITED): code for case, code in said.items()}, note="gate open")

    added = codings.add(workspace, path, coder="C2", ruleset=ruleset)
    found = agreements.report(workspace, ruleset)

    assert (added.cases, added.codes, added.known) == (6, 6, 0)
    assert (found.first, found.second, found.cases) == ("form", "C2", 6)
    (line,) = found.indicators
    assert line.code == LIMITED
    assert (line.agreement.n, line.agreement.observed.n) == (6, 5)
    # p_o = 5/6; margins 3·3 + 3·2 + 0·1 = 15 of 36; (30 − 15) / (36 − 15).
    assert line.agreement.kappa == 15 / 21
    assert (line.agreement.low, line.agreement.gap) == (None, Gap.FEW_CASES)
    (disagreement,) = found.disagreements
    assert disagreement.case_code == cases[-1]
    assert (disagreement.first, disagreement.second) == (Truth.FALSE, Truth.UNKNOWN)
    assert disagreement.note == "gate open"
    assert disagreement.refs == ("/data/shut",)


def test_two_coders_are_compared_with_each_other(
    tmp_path: Path, workspace: Workspace, ruleset: Ruleset, cases: Sequence[str]
) -> None:
    path = tmp_path / "t.xlsx"
    for coder, code in (("A", 1), ("B", 0)):
        template(workspace, ruleset, path)
        fill(path, {("", LOCKED): code})
        codings.add(workspace, path, coder=coder, ruleset=ruleset)

    found = agreements.report(workspace, ruleset, coder="B", against="A")

    assert (found.compared, found.equal) == (6, 0)
    assert found.indicators[0].agreement.kappa == 0
    with pytest.raises(Known) as refused:
        agreements.report(workspace, ruleset)
    assert refused.value.code is Code.USAGE_WRONG


def test_the_same_file_twice_is_known_and_other_codes_are_added(
    tmp_path: Path, workspace: Workspace, ruleset: Ruleset, cases: Sequence[str]
) -> None:
    path = tmp_path / "t.xlsx"
    template(workspace, ruleset, path)
    fill(path, {("", LOCKED): 1})
    codings.add(workspace, path, coder="A", ruleset=ruleset)

    again = codings.add(workspace, path, coder="A", ruleset=ruleset)
    fill(path, {("", LOCKED): 0})
    codings.add(workspace, path, coder="A", ruleset=ruleset)

    assert again.known == 6
    assert len(codings.codings(workspace)) == 12
    assert {c.codes[LOCKED] for c in codings.latest(workspace, ruleset.id)["A"].values()} == {
        Truth.FALSE
    }


def test_a_wrong_code_is_refused_with_its_place_and_nothing_is_kept(
    tmp_path: Path, workspace: Workspace, ruleset: Ruleset, cases: Sequence[str]
) -> None:
    path = tmp_path / "t.xlsx"
    template(workspace, ruleset, path)
    fill(path, {("", LIMITED): 1, (cases[2], LOCKED): "yes"})

    with pytest.raises(Known) as refused:
        codings.add(workspace, path, coder="A", ruleset=ruleset)

    assert refused.value.code is Code.DATA_CELL
    assert refused.value.slots["column"] == "code"
    assert codings.codings(workspace) == ()


def test_a_case_outside_the_sample_is_refused(
    tmp_path: Path, workspace: Workspace, ruleset: Ruleset, cases: Sequence[str]
) -> None:
    path = tmp_path / "t.xlsx"
    template(workspace, ruleset, path, n=5)
    (event,) = [e for e in stored_answers.events(workspace) if e.kind == "export"]
    drawn = event.detail["case_codes"].split()
    outside = next(case for case in cases if case not in drawn)
    book = openpyxl.load_workbook(path)
    book["coding"]["A2"].value = outside
    book["coding"]["F2"].value = 1
    changed = io.BytesIO()
    book.save(changed)
    path.write_bytes(changed.getvalue())

    with pytest.raises(Known) as refused:
        codings.add(workspace, path, coder="A", ruleset=ruleset)

    assert refused.value.code is Code.DATA_TABLE
    assert refused.value.slots["row"] == 2


def test_a_workbook_of_another_kind_is_refused(
    tmp_path: Path, workspace: Workspace, ruleset: Ruleset, cases: Sequence[str]
) -> None:
    exchange.export_workbook(workspace, tmp_path / "export.xlsx")
    (tmp_path / "no.xlsx").write_bytes(b"no workbook")

    for name in ("export.xlsx", "no.xlsx"):
        with pytest.raises(Known) as refused:
            codings.add(workspace, tmp_path / name, coder="A", ruleset=ruleset)
        assert refused.value.code is Code.WORKBOOK_FOREIGN


@pytest.mark.parametrize("coder", ["", "  ", "form"])
def test_a_coder_has_a_pseudonym(
    tmp_path: Path, workspace: Workspace, ruleset: Ruleset, coder: str
) -> None:
    with pytest.raises(Known) as refused:
        codings.add(workspace, tmp_path / "x.xlsx", coder=coder, ruleset=ruleset)

    assert refused.value.code is Code.USAGE_WRONG


def test_codings_reach_the_pool_and_never_touch_an_answer(
    tmp_path: Path,
    workspace: Workspace,
    pool: Workspace,
    ruleset: Ruleset,
    cases: Sequence[str],
) -> None:
    path = tmp_path / "t.xlsx"
    template(workspace, ruleset, path)
    before = list(stored_answers.revisions(workspace))
    fill(path, {("", LOCKED): 1})
    codings.add(workspace, path, coder="A", ruleset=ruleset)
    exchange.export_workbook(workspace, tmp_path / "e.xlsx")

    exchange.pool_add(pool, [tmp_path / "e.xlsx"])

    assert list(stored_answers.revisions(workspace)) == before
    assert agreements.report(pool, ruleset) == agreements.report(workspace, ruleset)
    assert workspaces.verify(pool).ok


def test_a_coding_in_words_that_are_not_ours_is_read_as_no_code(
    workspace: Workspace, cases: Sequence[str], ruleset: Ruleset
) -> None:
    interview = interviews.find(workspace, cases[0])
    for codes in ("no json", "[]", '{"a": 1, "b": "7", "c": "1"}'):
        stored_answers.record_event(
            workspace, codings.CODED, {"coder": "X", "codes": codes}, interview.interview_id
        )

    found = codings.codings(workspace)

    assert [dict(each.codes) for each in found] == [{}, {}, {"c": Truth.TRUE}]
