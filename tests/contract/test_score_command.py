"""`fieldkit score` with tables as people hand them in, good and bad, and its files read back."""

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import python_calamine
import xlsxwriter

from fieldkit.cli.main import main
from fieldkit.paths import shipped
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.table import columns
from fieldkit.services.library import shipped_rulesets

LOCKED = "duress.penalty.locked_in"
MENACE = "penalty_or_menace"
SAID = "zebrafinch"  # stands for what a person wrote into a cell; no error may repeat it

Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, dict[str, Any]]:
        code = main(["score", *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (f"case_id,{LOCKED}\nA,1\n", "met"),
        (f"case_id,{LOCKED}\r\nA,1\r\n", "met"),
        (f"case_id,{LOCKED}\rA,1\r", "met"),
        (f"\ufeffcase_id,{LOCKED}\nA,1\n", "met"),
        (f"case_id;{LOCKED}\nA;1\n", "met"),
        (f"case_id\t{LOCKED}\nA\t1\n", "met"),
        (f"sep=;\ncase_id;{LOCKED}\nA;1\n", "met"),
        (f"case_id, {LOCKED} \nA, 1 \n", "met"),
        (f'"case_id","{LOCKED}"\n"A","1"\n', "met"),
        (f"case_id,{LOCKED}\n\n\nA,1,,\n\n", "met"),
        (f"case_id,{LOCKED}\nA\n", "undetermined"),
        (f"case_id,{LOCKED}\nA, \n", "undetermined"),
        (f"case_id,{LOCKED}\n=1+1,1\n", "met"),
        ("case_id\nA\n", "undetermined"),
    ],
)
def test_a_table_as_spreadsheets_write_it_is_scored(run: Run, content: str, status: str) -> None:
    Path("t.csv").write_text(content, "utf-8", newline="")

    code, printed = run("t.csv", "--ruleset", "ilo2012-adult")

    assert code == 0
    assert [case["criteria"][MENACE]["status"] for case in printed["cases"]] == [status]


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (b"", "data.table", {}),
        (b"\n \n", "data.table", {}),
        (b"\xef\xbb\xbf", "data.table", {}),
        (f"{LOCKED}\n1\n".encode(), "data.table", {"column": "case_id"}),
        (f"Case_ID,{LOCKED}\nA,1\n".encode(), "data.table", {"column": "case_id"}),
        (b"case_id,zebra\nA,1\n", "indicator.unknown", {"name": "zebra"}),
        (b"case_id,age_years\nA,12\n", "indicator.unknown", {"name": "age_years"}),
        (b"case_id,law_on\nA,2017-11-30\n", "indicator.unknown", {"name": "law_on"}),
        (f"case_id,{LOCKED},{LOCKED}\nA,1,1\n".encode(), "data.table", {"column": LOCKED}),
        (b"case_id,case_id\nA,B\n", "data.table", {"column": "case_id"}),
        (f"case_id,{LOCKED},\nA,1,\n".encode(), "data.table", {"row": 1}),
        (f"case_id,{LOCKED}\nA,1\nA,0\n".encode(), "data.table", {"row": 3}),
        (f"case_id,{LOCKED}\n,1\n".encode(), "data.cell", {"row": 2, "column": "case_id"}),
        (f"case_id,{LOCKED}\nA,1,1\n".encode(), "data.table", {"row": 2}),
        (f"case_id,{LOCKED}\nA,1\n".encode("utf-16"), "data.table", {}),
        (f"case_id,{LOCKED}\nЖ,1\n".encode("cp1251"), "data.table", {}),
        (f"case_id,{LOCKED}\nA\0,1\n".encode(), "data.table", {}),
        (f'case_id,{LOCKED}\n"A,1\n'.encode(), "data.table", {"row": 2}),
        (f"case_id,{LOCKED}\n{'A' * 200_000},1\n".encode(), "data.table", {"row": 2}),
        (b"PK\x03\x04" + bytes(50), "workbook.damaged", {}),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_place(
    run: Run, content: bytes, code: str, where: dict[str, object]
) -> None:
    Path("t.csv").write_bytes(content)

    exit_code, printed = run("t.csv", "--ruleset", "ilo2012-adult")

    assert (exit_code, printed["error"]["code"]) == (1, code)
    assert where.items() <= printed["error"]["where"].items()


@pytest.mark.parametrize(
    "cell", [SAID, "2", "-1", "01", "1.0", "0,0", "TRUE", "yes", "да", "\uff11", "1 0", "NaN"]
)
def test_a_cell_that_is_neither_is_refused_and_not_repeated(run: Run, cell: str) -> None:
    Path("t.csv").write_text(f'case_id,{LOCKED}\nA,1\nB,"{cell}"\n', "utf-8")

    code, printed = run("t.csv", "--ruleset", "ilo2012-adult")

    assert code == 1
    assert printed["error"]["where"] == {"row": 3, "column": LOCKED}
    assert SAID not in json.dumps(printed)


@pytest.mark.parametrize(
    ("name", "column", "cell"),
    [
        *(
            ("childlabour-sdg871", "age_years", cell)
            for cell in (SAID, "-3", "14-", "15-14", "1e3", "inf", "nan", "60 +", "+60", "1-2-3")
        ),
        *(
            ("kz-minors", "law_on", cell)
            for cell in (SAID, "2017", "2017-02-30", "30.11.2017", "2017-11-30T00:00")
        ),
    ],
)
def test_a_measure_or_day_that_cannot_be_read_is_refused(
    run: Run, name: str, column: str, cell: str
) -> None:
    Path("t.csv").write_text(f'case_id,{column}\nA,"{cell}"\n', "utf-8")

    code, printed = run("t.csv", "--ruleset", name)

    assert (code, printed["error"]["code"]) == (1, "data.cell")
    assert SAID not in json.dumps(printed)


def _table(ruleset: Ruleset) -> list[list[str]]:
    """Every column of a ruleset filled at random, and an id that looks like a formula."""
    chance = random.Random(ruleset.id)
    cells = {**dict.fromkeys(ruleset.stated, ("1", "0", "", "")), "law_on": ("2017-11-30", "")}
    spans = ("", "5", "14", "14-15", "43", "60+")
    header = list(columns(ruleset))
    rows = [[chance.choice(cells.get(name, spans)) for name in header[1:]] for _ in range(12)]
    return [header, *(["=1+1" if n == 0 else f"C{n}", *row] for n, row in enumerate(rows))]


@pytest.mark.parametrize("ruleset", shipped_rulesets(), ids=lambda each: each.id)
def test_a_filled_template_scores_as_the_same_table_in_csv(run: Run, ruleset: Ruleset) -> None:
    rows = _table(ruleset)
    assert run("--template", ruleset.id, "template.xlsx")[0] == 0
    template = python_calamine.CalamineWorkbook.from_path("template.xlsx")
    with Path("t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    with xlsxwriter.Workbook("t.xlsx") as book:
        sheet = book.add_worksheet("cases")
        for n, row in enumerate(rows):
            for at, cell in enumerate(row):
                if cell in {"0", "1"}:
                    sheet.write_number(n, at, int(cell))
                elif cell:
                    sheet.write_string(n, at, cell)

    from_csv = run("t.csv", "--ruleset", ruleset.id)
    from_workbook = run("t.xlsx", "--ruleset", ruleset.id)

    assert template.get_sheet_by_name("cases").to_python()[0] == rows[0]
    assert from_csv == from_workbook
    assert from_csv[0] == 0


@pytest.mark.parametrize("ruleset", shipped_rulesets(), ids=lambda each: each.id)
def test_the_three_files_hold_what_json_says(run: Run, ruleset: Ruleset) -> None:
    with Path("t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_table(ruleset))
    printed = [
        run("t.csv", "--ruleset", ruleset.id, "--out", f"out.{ending}")
        for ending in ("csv", "xlsx", "parquet")
    ]

    with Path("out.csv").open(encoding="utf-8-sig", newline="") as file:
        of_csv = list(csv.DictReader(file))
    first, *others = (
        python_calamine.CalamineWorkbook.from_path("out.xlsx").get_sheet_by_index(0).to_python()
    )
    of_workbook = [dict(zip(first, row, strict=True)) for row in others]
    of_parquet = pyarrow.parquet.read_table("out.parquet").to_pylist()

    assert printed[0] == printed[1] == printed[2]
    for row, *same in zip(of_parquet, of_workbook, of_csv, strict=True):
        assert [_plain(each) for each in same] == [_plain(row)] * 2
    for row, case in zip(of_parquet, printed[0][1]["cases"], strict=True):
        assert row["determination"] == case["determination"]
        for name, criterion in case["criteria"].items():
            assert (row[name], row[f"{name}.index"]) == (criterion["status"], criterion["index"])
            assert row[f"{name}.strong_unknown"] == criterion["strong"]["unknown"]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Cells as a reader sees them: a workbook has 16 digits, a CSV no types and no formulas."""
    plain = {}
    for name, cell in row.items():
        text = "" if cell is None else str(cell)
        try:
            plain[name] = f"{float(text):.12g}"
        except ValueError:
            plain[name] = text.removeprefix("'")
    return plain


@pytest.mark.parametrize("rows", ["", "A,1\n", 'A,1\n"B ""x""",\nC,0\n'])
def test_a_document_printed_case_by_case_is_the_whole_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str
) -> None:
    (tmp_path / "t.csv").write_text(f"case_id,{LOCKED}\n{rows}", "utf-8")

    assert main(["score", str(tmp_path / "t.csv"), "--ruleset", "ilo2012-adult", "--json"]) == 0

    printed = capsys.readouterr().out
    assert printed == json.dumps(json.loads(printed), ensure_ascii=False, indent=1) + "\n"
    assert len(json.loads(printed)["cases"]) == rows.count("\n")


@pytest.mark.parametrize("ruleset", shipped_rulesets(), ids=lambda ruleset: ruleset.id)
def test_a_ruleset_is_named_by_id_version_hash_or_file(
    run: Run, tmp_path: Path, ruleset: Ruleset
) -> None:
    Path("t.csv").write_text("case_id\nA\n", "utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_bytes(shipped("forms", "rulesets", f"{ruleset.id}.toml").read_bytes())
    versioned = f"{ruleset.id}@{ruleset.version}"

    found = [run("t.csv", "--ruleset", name) for name in (versioned, ruleset.sha256, str(mine))]

    expected = {"id": ruleset.id, "version": ruleset.version, "sha256": ruleset.sha256}
    assert [(code, said["ruleset"]) for code, said in found] == [(0, expected)] * 3


@pytest.mark.parametrize(
    "name", ["ilo2012-adult@", "ilo2012-adult@1999.01", "@2026.11", "nothing@2026.11", "../x@1"]
)
def test_a_version_that_is_not_here_is_refused(run: Run, name: str) -> None:
    Path("t.csv").write_text("case_id\nA\n", "utf-8")

    code, said = run("t.csv", "--ruleset", name)

    assert (code, said["error"]["code"]) == (1, "ruleset.unknown")
    assert name in said["error"]["message"] + str(said["error"]["where"])


def test_the_scores_never_take_the_place_of_the_table(run: Run) -> None:
    Path("t.csv").write_text(f"case_id,{LOCKED}\nA,1\n", "utf-8")

    code, printed = run(
        "t.csv", "--ruleset", "ilo2012-adult", "--out", "../" + Path.cwd().name + "/t.csv"
    )

    assert (code, printed["error"]["code"]) == (1, "file.exists")
    assert Path("t.csv").read_text("utf-8") == f"case_id,{LOCKED}\nA,1\n"


def test_a_template_is_never_written_over_a_filled_one(run: Run) -> None:
    assert run("--template", "ilo2012-adult", "filled.xlsx")[0] == 0
    filled = Path("filled.xlsx").read_bytes()

    code, printed = run("--template", "ilo2012-child", "filled.xlsx")

    assert (code, printed["error"]["code"]) == (1, "file.exists")
    assert Path("filled.xlsx").read_bytes() == filled
