"""The window: one place at a time, the marks that stay on every screen, the lock."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from fieldkit import log
from fieldkit.errors import FieldkitError
from fieldkit.interview.validate import violations
from fieldkit.records import Interview
from fieldkit.services import workspaces
from fieldkit.services.explanation import Case
from fieldkit.ui import asking, theme
from fieldkit.ui.actions import action
from fieldkit.ui.clock import ClockBar
from fieldkit.ui.desk import Desk, Opened
from fieldkit.ui.export import ExportPlace
from fieldkit.ui.finished import FinishedPlace
from fieldkit.ui.firstrun import FirstRunPlace
from fieldkit.ui.help import KEY_PAGE
from fieldkit.ui.hidden import HiddenPlace
from fieldkit.ui.interview.autosave import SaveState
from fieldkit.ui.interview.place import InterviewPlace
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.looks import Looks, close_dialogs
from fieldkit.ui.parts import Banner, Button, practice_words
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.score.place import ScorePlace
from fieldkit.ui.start import StartPlace
from fieldkit.ui.tasks import Tasks
from fieldkit.ui.texts import code_line, help_page, todo, what
from fieldkit.ui.unlock import UnlockPlace
from fieldkit.ui.vault import VaultDialog

Place = (
    UnlockPlace
    | HiddenPlace
    | FirstRunPlace
    | InterviewsPlace
    | StartPlace
    | InterviewPlace
    | FinishedPlace
    | ScorePlace
    | ExportPlace
)

# Neutral on purpose: it shows in task bars and over shoulders.
TITLE = "Form"

_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class Shell(QMainWindow):
    """Holds the place in view and moves between places; knows no question and no answer."""

    def __init__(
        self, tasks: Tasks, languages: Languages, chosen: Preferences, folder: Path
    ) -> None:
        super().__init__()
        self._tasks = tasks
        self._looks = Looks(languages, chosen, self)
        self._folder = folder
        self._desk = Desk(tasks, self)
        self._place: Place | None = None
        self._last_begun: Interview | None = None
        self._last_chosen = ""
        self.setWindowTitle(TITLE)
        self._practice = Banner("practice")
        self._clock = ClockBar(tasks, self._desk)
        self._failed = Banner("danger")
        self._failed_error: FieldkitError | None = None
        self._more = Button("", "plain")
        self._close_banner = Button("", "plain")
        self._failed.add(self._more)
        self._failed.add(self._close_banner)
        self._body = QWidget()
        self._layout = QVBoxLayout(self._body)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._practice)
        self._layout.addWidget(self._failed)
        self._layout.addWidget(self._clock)
        self.setCentralWidget(self._body)
        self._practice.hide()
        self._failed.hide()
        self._idle = QTimer(self, singleShot=True)
        self._idle.setInterval(chosen.lock_minutes * 60_000)
        self._idle.timeout.connect(self.lock)
        self._connect()
        self._make_menus()
        self.resize(int(1180 * theme.text_scale()), int(760 * theme.text_scale()))
        self.show_unlock()
        theme.application().installEventFilter(self)

    @property
    def place(self) -> Place | None:
        """The place in view."""
        return self._place

    @property
    def desk(self) -> Desk:
        """What is open."""
        return self._desk

    def show_unlock(self) -> None:
        """Ask for what opens the workspace."""
        place = UnlockPlace(self._folder, is_return=self._desk.workspace is not None)
        place.opening.connect(self._desk.open)
        place.making.connect(self._desk.make)
        place.bringing_back.connect(self._desk.bring_back)
        place.chosen.connect(self._choose_folder)
        self._show(place)

    def lock(self) -> None:
        """Hide everything at once, save what waits, close the store and free the pages."""
        if self._desk.workspace is None or isinstance(self._place, UnlockPlace | HiddenPlace):
            return
        if isinstance(self._place, InterviewPlace):
            self._place.flush()
        close_dialogs(self)
        hidden = HiddenPlace()
        hidden.woken.connect(self.show_unlock)
        self._show(hidden)
        self._practice.hide()
        self._clock.hide()
        if QApplication.clipboard().ownsClipboard():
            QApplication.clipboard().clear()
        self._desk.lock(self._locked)

    def show_failure(self, error: FieldkitError) -> None:
        """Say across the window what failed; it stays until it is over or put away."""
        self._failed_error = error
        self._failed.say(f"{what(error)} {todo(error)} {code_line(error)}")
        # A save that fails is not put away: the strip goes when the answer is on disk.
        self._close_banner.setVisible(self._desk.autosave.state is not SaveState.FAILING)
        self._failed.show()

    def changeEvent(self, event: QEvent) -> None:
        """Give menus and banners their words in another language; the place follows."""
        if event.type() == QEvent.Type.LanguageChange:
            self._make_menus()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any key or movement puts the automatic lock off."""
        if event.type() in _SIGNS_OF_LIFE and self._desk.workspace is not None:
            self._idle.start()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what waits; ask when the disk does not take it."""
        if isinstance(self._place, InterviewPlace):
            self._place.flush()
        if self._desk.autosave.state is SaveState.FAILING and not asking.sure_to_quit(self):
            event.ignore()
            return
        self._desk.autosave.last_try()
        self._desk.stop_files()
        theme.application().removeEventFilter(self)
        self._tasks.drain()
        log.event(log.Happening.STOPPED)
        super().closeEvent(event)

    def _connect(self) -> None:
        desk = self._desk
        desk.opened.connect(self._opened)
        desk.asked.connect(self._come_forward)
        desk.unrecoverable.connect(self._show_first_run)
        desk.listed.connect(self._show_list)
        desk.sat_down.connect(self._show_interview)
        desk.scored.connect(self._show_score)
        desk.finished.connect(self._show_finished)
        desk.not_ready.connect(self._say_not_ready)
        desk.failed.connect(self.show_failure)
        desk.not_opened.connect(self._not_opened)
        desk.not_started.connect(self._not_started)
        desk.autosave.failed.connect(self.show_failure)
        desk.autosave.state_changed.connect(self._save_state)
        self._looks.redrawn.connect(self._redraw)
        self._tasks.unclaimed.connect(self.show_failure)
        self._more.clicked.connect(self._help_on_failure)
        self._close_banner.clicked.connect(self._failed.hide)

    def _make_menus(self) -> None:
        for old in self.actions():
            self.removeAction(old)
            old.deleteLater()
        bar = self.menuBar()
        bar.clear()
        work = bar.addMenu(QCoreApplication.translate("shell", "&Work"))
        view = bar.addMenu(QCoreApplication.translate("shell", "&View"))
        helps = bar.addMenu(QCoreApplication.translate("shell", "&Help"))
        for menu, name, slot in (
            (work, "interviews", self._go_to_list),
            (work, "new", self._go_to_start),
            (work, "export", self._go_to_export),
            (work, "vault", self._show_vault),
            (work, "hide", self.lock),
            (work, "quit", self.close),
            (view, "settings", self._looks.ask),
            (view, "larger", self._looks.larger),
            (view, "smaller", self._looks.smaller),
            (view, "theme", self._looks.other_theme),
            (helps, "help", self._help),
        ):
            menu.addAction(action(name, self, slot))
        self._practice.say(practice_words())
        self._more.setText(QCoreApplication.translate("shell", "Help"))
        self._more.setAccessibleName(self._more.text())
        self._close_banner.setText(QCoreApplication.translate("shell", "Put away"))
        self._close_banner.setAccessibleName(self._close_banner.text())

    def _show(self, place: Place) -> None:
        """Show a place and free the one before."""
        old, self._place = self._place, place
        self._layout.addWidget(place, 1)
        if old is not None:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.menuBar().setVisible(not isinstance(place, HiddenPlace))
        place.show()
        place.take_focus()

    def _opened(self, opened: Opened) -> None:
        log.event(log.Happening.OPENED, device=opened.device_code)
        self._folder = opened.folder
        self._practice.setVisible(opened.is_practice)
        self._idle.start()
        if opened.folder != workspaces.practice_folder():
            self._looks.remember_folder(str(opened.folder))

    def _locked(self, _nothing: None) -> None:
        log.event(log.Happening.LOCKED)

    def _not_opened(self, error: FieldkitError) -> None:
        if not isinstance(self._place, UnlockPlace):
            self.show_unlock()
        if isinstance(self._place, UnlockPlace):
            self._place.say_failed(error)

    def _not_started(self, error: FieldkitError) -> None:
        if isinstance(self._place, StartPlace):
            self._place.say_failed(error)
        else:
            self.show_failure(error)

    def _choose_folder(self, folder: Path) -> None:
        self._folder = folder
        self.show_unlock()

    def _is_open(self) -> bool:
        return self._desk.workspace is not None and not isinstance(
            self._place, UnlockPlace | HiddenPlace | FirstRunPlace
        )

    def _show_first_run(self) -> None:
        place = FirstRunPlace(self._tasks)
        place.left.connect(self._desk.list_interviews)
        self._show(place)

    def _show_vault(self) -> None:
        if self._is_open() and self._leave_sitting():
            dialog = VaultDialog(self._tasks, self._looks.language, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.rekeying.connect(self._desk.rekey)
            dialog.rejected.connect(self._go_to_list)
            dialog.open()

    def _come_forward(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def _go_to_list(self) -> None:
        if self._is_open():
            if isinstance(self._place, InterviewPlace):
                self._place.flush()
            self._desk.list_interviews()

    def _go_to_start(self) -> None:
        if self._is_open() and self._leave_sitting():
            place = StartPlace(self._tasks, self._last_begun)
            place.started.connect(self._desk.start)
            place.left.connect(self._go_to_list)
            self._show(place)

    def _go_to_export(self) -> None:
        opened = self._desk.workspace
        if opened is not None and self._is_open() and self._leave_sitting():
            place = ExportPlace(
                self._tasks,
                self._desk.autosave,
                is_practice=opened.is_practice,
                device_code=opened.device_code,
            )
            place.left.connect(self._go_to_list)
            self._show(place)

    def _leave_sitting(self) -> bool:
        if isinstance(self._place, InterviewPlace):
            self._place.flush()
            self._desk.stand_up()
        return True

    def _show_list(self, found: tuple[Interview, ...]) -> None:
        if self._desk.sitting is not None:
            self._last_chosen = self._desk.sitting.interview.interview_id
            self._desk.stand_up()
        self._last_begun = max(found, key=lambda each: each.created_utc, default=None)
        place = InterviewsPlace(found)
        place.started.connect(self._go_to_start)
        place.opened.connect(self._open_interview)
        place.scored.connect(self._score)
        place.exported.connect(self._go_to_export)
        place.select(self._last_chosen)
        self._show(place)

    def _open_interview(self, interview_id: str) -> None:
        self._last_chosen = interview_id
        self._desk.resume(interview_id)

    def _show_interview(self) -> None:
        sitting, files = self._desk.sitting, self._desk.files
        if sitting is not None and files is not None:
            self._last_chosen = sitting.interview.interview_id
            place = InterviewPlace(sitting, self._desk.autosave, files)
            place.left.connect(self._go_to_list)
            place.finishing.connect(self._finish)
            self._show(place)
            place.take_focus()

    def _finish(self) -> None:
        sitting = self._desk.sitting
        if sitting is None:
            return
        if violations(sitting.session):
            self._say_not_ready()
            return
        if asking.sure_to_finish(self):
            self._desk.finish()

    def _say_not_ready(self) -> None:
        if isinstance(self._place, InterviewPlace):
            self._place.say_stopped()

    def _show_finished(self, interview: Interview) -> None:
        log.event(log.Happening.FINISHED, interview=interview.interview_id)
        self._last_chosen = interview.interview_id
        place = FinishedPlace(interview)
        place.left.connect(self._go_to_list)
        place.scored.connect(self._score)
        self._show(place)

    def _score(self, interview_id: str) -> None:
        self._last_chosen = interview_id
        self._desk.score(interview_id, self._looks.language)

    def _show_score(self, interview: Interview, cases: tuple[Case, ...]) -> None:
        place = ScorePlace(interview, cases, self._tasks)
        place.left.connect(self._go_to_list)
        self._show(place)

    def _save_state(self, state: SaveState) -> None:
        if state is SaveState.SAVED:
            self._failed.hide()

    def _redraw(self) -> None:
        """Build the place in view once more; an interview stays where it is."""
        self._idle.setInterval(self._looks.chosen.lock_minutes * 60_000)
        if isinstance(self._place, InterviewPlace):
            self._place.flush()
            self._show_interview()
        elif isinstance(self._place, UnlockPlace):
            self.show_unlock()
        elif self._is_open():
            self._desk.list_interviews()

    def _help(self) -> None:
        self._looks.show_help(KEY_PAGE if isinstance(self._place, InterviewPlace) else "start")

    def _help_on_failure(self) -> None:
        if self._failed_error is not None:
            self._looks.show_help(help_page(self._failed_error))
