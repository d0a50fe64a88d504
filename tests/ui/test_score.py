"""The score's place: the whole reasoning, a judgement by keyboard, the page that leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldkit.interview.evidence import EvidenceItem
from fieldkit.records import Ref
from fieldkit.scoring.truth import Outcome
from fieldkit.services import interviews, judgements, library, workspaces
from fieldkit.services.beside import Beside, Kind
from fieldkit.store import answers as stored_answers
from fieldkit.ui import a11y
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.parts import Banner
from fieldkit.ui.score.place import ScorePlace, _flag_text
from fieldkit.ui.score.printing import pdf_of
from fieldkit.ui.score.reasoning import ReasoningTree
from tests.ui.window import CTRL, Window

FORM = Path(__file__).resolve().parents[1] / "data" / "forms" / "beside.md"
ANSWERS = {"agrees": "yes", "shut": "yes", "hit_who": "foreman", "word": "slavery"}


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A practice workspace with one finished interview that meets a criterion.

    A parameter holds answers that differ from ANSWERS.
    """
    with workspaces.create(tmp_path / "w", passphrase=None, practice=True) as made:
        opened = interviews.start(made, library.load_form(FORM), language="", site="S1")
        for name, value in (ANSWERS | getattr(request, "param", {})).items():
            changes = opened.session.answer(Ref(f"/data/{name}"), value)
            ticket = interviews.ticket(opened.interview.interview_id, changes.answers)
            interviews.save(made, ticket)
        _, closing = interviews.closing(opened.session)
        interviews.finish(made, opened.interview.interview_id, closing)
    return tmp_path / "w"


@pytest.fixture
def window(qtbot: QtBot, look: Languages, folder: Path) -> Iterator[Window]:
    """The window at the score of that interview, past the gate."""
    made = Window(qtbot, look, folder, FORM)
    made.shell.desk.open(folder, "")
    made.wait_for(InterviewsPlace)
    made.press(Qt.Key.Key_R, CTRL)
    made.wait_for(ScorePlace)
    made.enter()
    yield made
    made.close()


def place(window: Window) -> ScorePlace:
    found = window.shell.place
    assert isinstance(found, ScorePlace)
    return found


def tab_to(window: Window, name: str) -> None:
    for _ in range(40):
        focused = QApplication.focusWidget()
        if focused is not None and a11y.spoken_name(focused) == name:
            return
        window.press(Qt.Key.Key_Tab)
    raise AssertionError(name)


def test_the_whole_reasoning_is_a_tree_from_result_to_answer(window: Window) -> None:
    window.press(Qt.Key.Key_T, CTRL)

    tree = QApplication.focusWidget()
    assert isinstance(tree, ReasoningTree)
    found = tree.findItems("Shut in? \u2190 Yes", Qt.MatchFlag.MatchRecursive)
    assert found
    assert "Limited freedom of movement" in found[0].parent().text(0)
    assert tree.findItems("Which word? \u2190 slavery", Qt.MatchFlag.MatchRecursive)


def test_a_judgement_is_kept_by_keyboard_and_changes_no_result(
    window: Window, folder: Path
) -> None:
    before = place(window)._cases[0].assessment.determination
    window.press(Qt.Key.Key_J, CTRL)
    tab_to(window, "met")
    window.press(Qt.Key.Key_2)
    tab_to(window, "Reason")
    window.type("The gate stands open.")
    tab_to(window, "Who judges: a code, never a name")
    window.type("M4")
    window.enter()

    window.wait(lambda: bool(place(window)._cases[0].judgements))

    case = place(window)._cases[0]
    assert case.judgements[0].says is Outcome.NOT_MET
    assert case.assessment.determination == before
    assert "The gate stands open." in a11y.tree_text(window.shell)
    window.close()
    with workspaces.open_workspace(folder, passphrase=None) as opened:
        (interview,) = interviews.listed(opened)
        (kept,) = judgements.of_case(opened, interview.interview_id)
    assert (kept.by, kept.reason) == ("M4", "The gate stands open.")


def test_nothing_is_kept_without_reason_and_code(window: Window) -> None:
    panel = place(window)._judgement
    window.press(Qt.Key.Key_J, CTRL)
    tab_to(window, "met")
    window.press(Qt.Key.Key_1)

    assert not panel._save.isEnabled()
    tab_to(window, "Reason")
    window.type("I saw it.")
    assert not panel._save.isEnabled()


def test_the_page_leaves_as_a_pdf_and_that_is_recorded(
    window: Window, folder: Path, tmp_path: Path
) -> None:
    paper = place(window)._paper
    paper.saving.emit(tmp_path / "page.pdf", ())

    window.wait(lambda: bool(paper._report.text()))

    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")
    window.close()
    with workspaces.open_workspace(folder, passphrase=None) as opened:
        (interview,) = interviews.listed(opened)
        (event,) = [e for e in stored_answers.events(opened) if e.kind == "export"]
    assert event.detail["what"] == "explanation"
    assert event.detail["case_codes"] == interview.case_code


def test_a_clear_page_needs_a_deliberate_yes_and_paper_is_never_sealed(window: Window) -> None:
    paper = place(window)._paper
    paper._sure.setChecked(False)
    assert not paper._save.isEnabled()
    assert not paper._print.isEnabled()

    paper._recipient.setText("age1x")

    assert paper._save.isEnabled()
    assert not paper._print.isEnabled()


def test_the_score_speaks_russian(window: Window, look: Languages) -> None:
    look.use("ru")
    found = place(window)

    found._show_assessment(0)

    assert found._summary.text() == "Итог по этому набору правил: выполнен"


def test_a_pdf_says_nothing_of_program_or_machine(qapp: QApplication) -> None:
    data = pdf_of("<h1>A page</h1>")

    assert data.startswith(b"%PDF-")
    assert b"fieldkit" not in data.lower()


@pytest.mark.parametrize("folder", [{"hit_who": "husband"}], indirect=True)
def test_who_may_need_protection_is_said_above_the_score(window: Window) -> None:
    said = [banner.text() for banner in place(window).findChildren(Banner) if banner.isVisible()]

    assert any("An act of a partner or relative" in text and "Ctrl+T" in text for text in said)


def test_without_a_flag_nothing_of_protection_is_said(window: Window) -> None:
    said = [banner.text() for banner in place(window).findChildren(Banner) if banner.isVisible()]

    assert not any("Protection" in text for text in said)


@pytest.mark.parametrize("about", ["", "of its own", "family"])
def test_a_flag_always_says_what_it_is_about(about: str) -> None:
    answer = EvidenceItem(Ref("/data/q"), "Who?", "a b", "Police; guard", ("Police", "guard"), None)
    named = {"": "Police; guard", "family": "An act of a partner or relative"}

    assert named.get(about, about) in _flag_text(Beside(Kind.FLAG, about, (answer,)))
