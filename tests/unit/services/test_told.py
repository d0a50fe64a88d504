"""An account that another gives is marked so and is in no share unless asked for (trap 56)."""

import json
from pathlib import Path

import pytest

from fieldkit.cli.main import main
from fieldkit.records import Ref
from fieldkit.services import exchange, interviews, library, pooling, reporting
from fieldkit.services.beside import Kind, beside
from fieldkit.services.library import LoadedForm
from fieldkit.services.workspaces import Workspace
from tests.unit.services.conftest import finish

FORM = Path(__file__).resolve().parents[2] / "data" / "forms" / "shut.md"


@pytest.fixture
def form(home: Path, tmp_path: Path) -> LoadedForm:
    """The small form with a question for who tells it, and the mark computed from it."""
    rows = FORM.read_text("utf-8").replace(
        "| bind::fk:indicator  |", "| bind::fk:indicator  | bind::fk:beside |", 1
    )
    asked = "|  | text | who | Who tells? |  |  |  |  |  |  |\n"
    marked = (
        "|  | calculate | told |  |  |  | if(${who} = '', '', if(${who} = 'self', '0', '1'))"
        " |  |  | told |\n"
    )
    head, agrees, rest = rows.partition("|          | select_one yn   | agrees")
    path = tmp_path / "told.md"
    path.write_text(head + asked + marked + agrees + rest, "utf-8")
    return library.load_form(path)


@pytest.fixture
def three(workspace: Workspace, form: LoadedForm) -> Workspace:
    """Three finished interviews: told by the person, by a relative, and by nobody knows whom."""
    for who in ("self", "sister", ""):
        opened = interviews.start(workspace, form, language="", site="A")
        for name, value in (("who", who), ("agrees", "yes"), ("shut", "yes"), ("lock", "yes")):
            changes = opened.session.answer(Ref(f"/data/{name}"), value)
            ticket = interviews.ticket(opened.interview.interview_id, changes.answers)
            interviews.save(workspace, ticket)
        finish(workspace, opened)
    return workspace


def standings(store: Workspace, *, with_told: bool = False) -> list[object]:
    table = pooling.pooled_table(store, "ilo2012-adult", with_told=with_told)
    return [row["standing"] for row in table.rows]


def test_what_another_told_is_in_no_share_unless_asked_for(three: Workspace) -> None:
    assert standings(three) == ["scored", "told", "scored"]
    assert standings(three, with_told=True) == ["scored"] * 3

    for with_told, counted in ((False, 2), (True, 3)):
        table = reporting.analyse(three, "ilo2012-adult", kind="indicators", with_told=with_told)
        present = {row[0]: row[2] for row in table.rows}
        assert present["duress.penalty.locked_in"] == counted
        assert (
            f"told:{0 if with_told else 1}"
            in reporting.analyse(three, "ilo2012-adult", kind="criteria", with_told=with_told).notes
        )


def test_the_score_of_such_a_case_stands_and_says_who_told_it(
    three: Workspace, form: LoadedForm
) -> None:
    sessions = [interviews.session_of(three, i) for i in interviews.listed(three)]

    marks = [[e for e in beside(session) if e.kind is Kind.TOLD] for session in sessions]

    assert [len(each) for each in marks] == [0, 1, 0]
    ((mark,),) = [each for each in marks if each]
    assert [item.value_text for item in mark.told] == ["sister"]


def test_the_command_counts_them_when_told_to(
    three: Workspace, pool: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exchange.export_workbook(three, tmp_path / "three.xlsx")
    exchange.pool_add(pool, [tmp_path / "three.xlsx"])
    folder = str(pool.folder)
    pool.close()
    found = []
    for more in ([], ["--with-told"]):
        assert main(["analyse", folder, "--json", *more]) == 0
        found.append(json.loads(capsys.readouterr().out)["notes"])

    assert "told:1" in found[0]
    assert "told:0" in found[1]
