"""One consent taken back, an export for a purpose, and sealing at an export, from the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.records import InterviewState, Ref
from fieldkit.services import interviews, library, recovery, sealing, workspaces
from fieldkit.store import interviews as stored
from fieldkit.store import key
from fieldkit.ui import asking
from fieldkit.ui.export import ExportPlace
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.vault import VaultDialog
from tests.ui.window import CTRL, Window

PHRASE = "four words without sense"
FORM = Path(__file__).resolve().parents[1] / "data" / "forms" / "shut.md"


@pytest.fixture
def two(
    qtbot: QtBot, look: Languages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """A window on two finished interviews; only the first one's person agreed to be counted."""
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))
    with workspaces.create(tmp_path / "own", passphrase=PHRASE) as made:
        recovery.add_and_prove(made, recovery.make_key().identity)
        for counted in ("yes", "no"):
            opened = interviews.start(made, library.load_form(FORM), language="", site="A")
            for name, value in (("agrees", "yes"), ("counted", counted), ("shut", "yes")):
                changes = opened.session.answer(Ref(f"/data/{name}"), value)
                ticket = interviews.ticket(opened.interview.interview_id, changes.answers)
                interviews.save(made, ticket)
            _, closing = interviews.closing(opened.session)
            interviews.finish(made, opened.interview.interview_id, closing)
    window = Window(qtbot, look, tmp_path / "own", FORM)
    window.type(PHRASE)
    window.enter()
    window.wait_for(InterviewsPlace)
    yield window
    window.close()


def held(tmp_path: Path) -> list[tuple[InterviewState, dict[str, str]]]:
    with workspaces.open_any(tmp_path / "own", passphrase=PHRASE) as opened:
        return [
            (each.state, dict(stored.consents(opened, each.interview_id)))
            for each in stored.interviews(opened)
        ]


def codes(window: Window) -> list[str]:
    place = window.shell.place
    assert isinstance(place, InterviewsPlace)
    found: list[str] = []
    window.tasks.store(
        lambda store: [i.case_code for i in stored.interviews(store)], found.extend, print
    )
    window.wait(lambda: bool(found))
    return found


def vault(window: Window) -> VaultDialog:
    window.press(Qt.Key.Key_K, CTRL)
    window.wait(lambda: bool(window.shell.findChildren(VaultDialog)))
    (found,) = window.shell.findChildren(VaultDialog)
    window.wait(lambda: found._purpose.count() == 2)
    return found


def exporting(window: Window, tmp_path: Path) -> ExportPlace:
    window.press(Qt.Key.Key_E, CTRL)
    window.wait_for(ExportPlace)
    place = window.shell.place
    assert isinstance(place, ExportPlace)
    window.wait(lambda: place._purpose.count() == 2)
    (tmp_path / "out").mkdir()
    place._folder.setText(str(tmp_path / "out"))
    place._clear.setChecked(True)
    place._sure.setChecked(True)
    return place


def test_one_consent_is_taken_back_without_erasing(
    two: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "sure_to_erase", lambda *_: pytest.fail("nothing is erased"))
    first = codes(two)[0]
    found = vault(two)
    found._case.setText(first)
    assert found._erase.text() == "Erase the interview"
    found._purpose.setFocus()
    two.press(Qt.Key.Key_Down)
    assert found._purpose.currentText() == "Being counted together with others"
    assert found._erase.text() == "Take back this consent"

    found._erase.click()

    two.wait(lambda: "taken back" in found._said.text())
    found.reject()
    two.close()
    state, consents = held(tmp_path)[0]
    assert (state, consents["statistics"]) == (InterviewState.FINISHED, "withdrawn")


def test_an_export_for_a_purpose_says_how_many_were_left_out(two: Window, tmp_path: Path) -> None:
    place = exporting(two, tmp_path)
    place._purpose.setCurrentIndex(1)

    place._go.click()

    two.wait(lambda: bool(place._report.text()))
    assert "Interviews: 1" in place._report.text()
    assert "Left out, not agreed to: 1 interview." in place._report.text()


def test_sealing_at_an_export_is_set_in_the_settings_of_the_workspace(two: Window) -> None:
    found = vault(two)

    found._at_export.click()

    said: list[bool] = []
    two.tasks.store(sealing.is_at_export, said.append, print)
    two.wait(lambda: said == [True])
    assert found._failed.isHidden()


def test_the_policy_seals_what_an_export_took_and_says_so(two: Window, tmp_path: Path) -> None:
    two.tasks.store(lambda store: sealing.set_at_export(store, True), lambda _: None, print)
    place = exporting(two, tmp_path)

    place._go.click()

    two.wait(lambda: bool(place._report.text()))
    assert "2 interviews sealed and erased here." in place._report.text()
    two.close()
    assert {state for state, _ in held(tmp_path)} == {InterviewState.SEALED}
    assert len(list((tmp_path / "own" / sealing.FOLDER).iterdir())) == 2
