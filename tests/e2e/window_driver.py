"""Plays an interview into the real window by key events alone; what it reads, it only reports.

`python -m tests.e2e.window_driver FOLDER FORM STEPS OUT [--stop-after REF]`: unlocks (or makes) the
workspace, goes on with the draft there is or starts an interview, answers by the script, finishes,
looks at the score, exports to OUT and quits. One JSON line for each thing seen, flushed. With
`--stop-after` it waits for ever once the answer to REF is shown as saved: to be killed there.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMessageBox, QWidget

from fieldkit.interview import serialise
from fieldkit.records import Ref
from fieldkit.ui import app as program
from fieldkit.ui.export import ExportPlace
from fieldkit.ui.finished import FinishedPlace
from fieldkit.ui.firstrun import FirstRunPlace
from fieldkit.ui.interview.place import InterviewPlace
from fieldkit.ui.interview.repeat import RepeatView
from fieldkit.ui.interview.review import ReviewView
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.score.picture import CriterionTile
from fieldkit.ui.score.place import ScorePlace
from fieldkit.ui.start import StartPlace
from fieldkit.ui.unlock import UnlockPlace

PHRASE = "four invented words without sense"
PATIENCE_S = 90
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SPECIAL_KEYS = {
    "dont_know": Qt.Key.Key_F2,
    "refused": Qt.Key.Key_F3,
    "not_applicable": Qt.Key.Key_F4,
}


@dataclass
class Wanted:
    """What a script of steps wants, by question."""

    values: dict[str, str] = field(default_factory=dict)
    specials: dict[str, str] = field(default_factory=dict)
    language_before: str = ""  # the question before which the language is switched

    @classmethod
    def read(cls, path: Path) -> "Wanted":
        wanted, is_switching = cls(), False
        for step in json.loads(path.read_text("utf-8"))["steps"]:
            answers = step.get("set") or step.get("special") or {}
            if is_switching and answers:
                wanted.language_before, is_switching = next(iter(answers)), False
            wanted.values |= step.get("set", {})
            wanted.specials |= step.get("special", {})
            is_switching = is_switching or "language" in step
        return wanted

    def instances(self, repeat: str) -> int:
        """How many instances of a repeat the script fills."""
        starts = [ref[len(repeat) + 1 :] for ref in self.values if ref.startswith(f"{repeat}[")]
        return max((int(text.partition("]")[0]) for text in starts), default=0)


class Modal(QObject):
    """Answers the next modal dialog by keys; a dialog runs a loop of its own."""

    def __init__(self, act: Callable[[QWidget], None]) -> None:
        super().__init__()
        self._act = act
        self._timer = QTimer(self, interval=20)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        focused = QApplication.focusWidget()
        if dialog is None or not dialog.isVisible():
            return
        if focused is None or not dialog.isAncestorOf(focused):
            dialog.activateWindow()
            return
        self._timer.stop()
        self._act(dialog)


class Driver:
    """Hands on the keyboard, eyes on the screen."""

    def __init__(self, folder: Path) -> None:
        self.app = QApplication(sys.argv[:1])
        chosen = Preferences(language="en", theme="light")
        self.shell, self.tasks = program.make(self.app, chosen, folder)
        self.shell.show()
        self.shell.activateWindow()

    def say(self, **seen: object) -> None:
        print(json.dumps(seen, ensure_ascii=False), flush=True)

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window live until something is so; conditions, never times."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                self.say(stuck=what, place=type(self.shell.place).__name__)
                os._exit(3)
            if self.app.activeWindow() is None:
                # Offscreen nobody gives the window the keyboard back when a dialog closes.
                self.shell.activateWindow()
            QTest.qWait(2)

    def wait_for(self, place: type[QWidget]) -> None:
        self.wait(lambda: isinstance(self.shell.place, place), place.__name__)

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.wait(lambda: self.app.focusWidget() is not None, "something that takes keys")
        QTest.keyClick(self.app.focusWidget() or self.shell, key, held)

    def type(self, text: str) -> None:
        """One key event for each letter; QTest knows Latin letters only."""
        self.wait(lambda: self.app.focusWidget() is not None, "something to type into")
        for letter in text:
            target = self.app.focusWidget()
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                none = Qt.KeyboardModifier.NoModifier
                self.app.sendEvent(target, QKeyEvent(kind, 0, none, letter))

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)

    def tab_to(self, wanted: Callable[[QWidget], bool], what: str) -> None:
        for _ in range(60):
            focused = self.app.focusWidget()
            if focused is not None and wanted(focused):
                return
            self.press(Qt.Key.Key_Tab)
        self.say(stuck=f"no way by Tab to {what}")
        os._exit(3)

    def unlock(self) -> None:
        self.wait_for(UnlockPlace)
        self.type(PHRASE)
        self.enter()
        if not (self.shell._folder / "vault.db").exists():
            self.type(PHRASE)
            self.enter()
            self.prove_recovery()
        self.wait_for(InterviewsPlace)

    def prove_recovery(self) -> None:
        """Make a recovery key into a file beside the workspace, and go on."""
        self.wait_for(FirstRunPlace)
        stick = self.shell._folder.with_name(f"{self.shell._folder.name}-recovery.txt")
        QFileDialog.getSaveFileName = staticmethod(lambda *_: (str(stick), ""))  # type: ignore[method-assign,assignment]
        self.press(Qt.Key.Key_Space)
        place = self.shell.place
        assert isinstance(place, FirstRunPlace)
        self.wait(place._go.isVisible, "a proven recovery key")
        self.enter()

    def begin(self, form: Path) -> None:
        """Ctrl+N, choose the form's file in the dialog, type the site, Enter."""
        self.press(Qt.Key.Key_N, CTRL)
        self.wait_for(StartPlace)
        place = self.shell.place
        assert isinstance(place, StartPlace)
        self.wait(place._begin.isEnabled, "shipped forms")
        shipped = place.findChildren(QComboBox)[0].count()
        self.tab_to(lambda w: w.accessibleName() == "Another form file", "the form's file")

        def name_it(dialog: QWidget) -> None:
            assert isinstance(dialog, QFileDialog)
            self.type(str(form))
            # The first Enter may go to the list of suggestions.
            for _ in range(5):
                if dialog.isVisible():
                    self.press(Qt.Key.Key_Return)
                    QTest.qWait(50)

        modal = Modal(name_it)
        self.press(Qt.Key.Key_Space)
        self.wait(lambda: place.findChildren(QComboBox)[0].count() > shipped, "the form")
        modal.deleteLater()
        self.type("S-60")
        self.enter()
        self.wait_for(InterviewPlace)

    def go_on(self) -> None:
        """Open the interview that the list stands on, and say what is in it."""
        self.enter()
        self.wait_for(InterviewPlace)
        sitting = self.shell.desk.sitting
        assert sitting is not None
        state = serialise.state(sitting.session)
        self.say(
            reopened=str(sitting.page.refs[0]),
            language=sitting.session.language,
            values={ref: text for ref, text in state["values"].items() if text},
            special=state["special"],
        )

    def answer_all(self, wanted: Wanted, stop_after: str) -> None:
        place = self.shell.place
        assert isinstance(place, InterviewPlace)
        sitting = self.shell.desk.sitting
        assert sitting is not None
        while sitting.at == "page":
            before = sitting.page.key
            if sitting.page.repeat_ref is not None:
                self._repeat(str(sitting.page.repeat_ref), len(sitting.page.refs), wanted)
            else:
                self._question(place, sitting.page.refs[0], wanted, stop_after)
                self.enter()
            self.wait(lambda b=before: sitting.page.key != b or sitting.at != "page", before)
        assert place.findChildren(ReviewView)

    def _repeat(self, repeat: str, there: int, wanted: Wanted) -> None:
        assert isinstance(self.shell.place, InterviewPlace)
        assert self.shell.place.findChildren(RepeatView)
        if there < wanted.instances(repeat):
            self.press(Qt.Key.Key_A, CTRL | SHIFT)
            self.say(added=repeat)
        else:
            self.enter()

    def _question(self, place: InterviewPlace, ref: Ref, wanted: Wanted, stop_after: str) -> None:
        sitting = self.shell.desk.sitting
        assert sitting is not None
        if ref == wanted.language_before and sitting.session.language.startswith("English"):
            self.press(Qt.Key.Key_L, CTRL)
            self.say(language=sitting.session.language)
        if (ref in wanted.specials or ref in wanted.values) and _stands(
            sitting.item(ref), ref, wanted
        ):
            self.say(kept=ref)
            return
        if ref in wanted.specials:
            self.press(SPECIAL_KEYS[wanted.specials[ref]])
        elif ref in wanted.values:
            self._type_answer(sitting.item(ref), wanted.values[ref])
        else:
            return
        self.wait(lambda: _stands(sitting.item(ref), ref, wanted), f"answer {ref}")
        self.wait(lambda: place.saved_text() in {"Saved", "Сохранено"}, f"saved {ref}")
        self.say(saved=ref, seen=place.saved_text())
        if ref == stop_after:
            self.wait(lambda: False, "being killed")

    def _type_answer(self, item: object, value: str) -> None:
        control, kind = str(item.control), str(item.data_type)  # type: ignore[attr-defined]
        if control in {"select1", "select"}:
            values = [choice.value for choice in item.choices]  # type: ignore[attr-defined]
            standing = item.value.split()  # type: ignore[attr-defined]
            for one in value.split():
                if control == "select1" or one not in standing:
                    self.press(Qt.Key(Qt.Key.Key_1.value + values.index(one)))
            return
        self.press(Qt.Key.Key_A, CTRL)
        if kind == "date":
            year, month, day = value.split("-")
            self.type(f"{day}.{month}.{year}")
        elif kind == "time":
            self.type(f"{value[:5]}Z")
        else:
            self.type(value)

    def finish(self) -> None:
        def agree(dialog: QWidget) -> None:
            assert isinstance(dialog, QMessageBox)
            yes = dialog.button(QMessageBox.StandardButton.Yes)
            self.tab_to(lambda w: w is yes, "Yes")
            self.press(Qt.Key.Key_Space)

        self.tab_to(lambda w: w.accessibleName() == "Finish the interview", "Finish")
        modal = Modal(agree)
        self.press(Qt.Key.Key_Space)
        self.wait_for(FinishedPlace)
        modal.deleteLater()
        self.say(finished=True)

    def look_at_score(self) -> None:
        self.press(Qt.Key.Key_R, CTRL)
        self.wait_for(ScorePlace)
        self.say(gate=not self.shell.findChildren(CriterionTile))
        self.enter()
        tiles = self.shell.findChildren(CriterionTile)
        self.say(score=[tile.accessibleName() for tile in tiles])
        self.press(Qt.Key.Key_Escape)
        self.wait_for(InterviewsPlace)

    def export(self, out: Path) -> None:
        self.press(Qt.Key.Key_E, CTRL)
        self.wait_for(ExportPlace)
        place = self.shell.place
        assert isinstance(place, ExportPlace)
        self.press(Qt.Key.Key_A, CTRL)
        self.type(str(out))
        self.tab_to(lambda w: w is place._sealed, "sealed or clear")
        self.press(Qt.Key.Key_2)
        self.tab_to(lambda w: w is place._sure, "the deliberate yes")
        self.press(Qt.Key.Key_Space)
        self.tab_to(lambda w: w is place._go, "the button that writes")
        self.press(Qt.Key.Key_Space)
        self.wait(lambda: bool(place._report.text()) or place._failed.isVisible(), "the export")
        self.say(exported=place._report.text(), failed=place._failed.text())

    def quit(self) -> None:
        self.press(Qt.Key.Key_Q, CTRL)
        self.tasks.drain()


def _stands(item: object, ref: str, wanted: Wanted) -> bool:
    if ref in wanted.specials:
        return item.special == wanted.specials[ref]  # type: ignore[attr-defined]
    value = str(item.value)  # type: ignore[attr-defined]
    return sorted(value.split()) == sorted(wanted.values[ref].split())


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("folder", "form", "steps", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--stop-after", default="")
    given = parser.parse_args()
    driver = Driver(given.folder)
    is_new = not (given.folder / "vault.db").exists()
    driver.unlock()
    if is_new:
        driver.begin(given.form)
    else:
        driver.go_on()
    driver.answer_all(Wanted.read(given.steps), given.stop_after)
    driver.finish()
    driver.look_at_score()
    driver.export(given.out)
    driver.quit()


if __name__ == "__main__":
    main()
