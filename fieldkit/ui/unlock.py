"""The first screen: open a workspace with its passphrase, make a new one, or practise."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QInputDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from fieldkit.errors import Code, FieldkitError, Kind
from fieldkit.services import attempts, backups, passphrases, repairs, workspaces
from fieldkit.services.passphrases import SHORTEST, Weakness
from fieldkit.ui import a11y, asking, dialogs
from fieldkit.ui.interview.row import CheckRow
from fieldkit.ui.interview.text import Line
from fieldkit.ui.parts import Banner, Button, column, heading, plain, quiet, row
from fieldkit.ui.texts import todo, what
from fieldkit.ui.theme import GRID


class UnlockPlace(QWidget):
    """Asks for what opens a folder; opening is done elsewhere, and its failure comes back."""

    opening = Signal(object, str)
    """A folder and the passphrase, "" for a practice workspace."""
    chosen = Signal(object)
    """Another folder whose passphrase is to be asked for."""
    bringing_back = Signal(object, object)
    """A new folder and the function that makes and opens it, from a backup or a damaged one."""
    making = Signal(object, str, bool)
    """A folder, the passphrase and whether it is for practice."""

    def __init__(self, folder: Path, *, is_return: bool = False) -> None:
        super().__init__()
        self._folder = folder
        self._wait_s = 0
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count_down)
        self._glance = workspaces.glance(folder)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        frame = QWidget()
        outer.addWidget(frame)
        outer.addStretch(3)
        self._layout = column(frame, width=460)
        self._message = Banner("danger")
        self._message.hide()
        if self._glance.exists:
            self._ask_passphrase(is_return)
        else:
            self._ask_new()
        self._layout.addWidget(self._message)
        self._repair = Button(
            QCoreApplication.translate("unlock", "Repair into a new folder"), "plain"
        )
        self._repair.clicked.connect(self._bring_back_damaged)
        self._layout.addLayout(row(self._repair))
        self._repair.hide()
        self._layout.addSpacing(2 * GRID)
        if not is_return:
            self._offer_others()
        if self._glance.exists and not self._glance.is_practice:
            self._wait(attempts.wait_s(folder))

    def take_focus(self) -> None:
        """Put the cursor where the passphrase is typed."""
        target = self._first
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_failed(self, error: FieldkitError) -> None:
        """Show why it did not open; the words stay until the next try."""
        self._message.show()
        self._message.say(f"{what(error)} {todo(error)}")
        self._set_busy(False)
        if (
            error.code is Code.WORKSPACE_PLACE
            and self._glance.exists
            and asking.sure_of_place(self)
        ):
            workspaces.accept_place(self._folder)
            self._open()
            return
        self._repair.setVisible(
            error.kind is Kind.DAMAGED and error.code is not Code.BACKUP_DAMAGED
        )
        if error.code is Code.KEY_WRONG_PASSPHRASE:
            self._phrase.selectAll()
            self._wait(attempts.note_wrong(self._folder))
        self.take_focus()

    def _ask_passphrase(self, is_return: bool) -> None:
        self._layout.addWidget(
            heading(
                QCoreApplication.translate("unlock", "Locked")
                if is_return
                else QCoreApplication.translate("unlock", "Open the workspace")
            )
        )
        if self._glance.is_practice:
            self._layout.addWidget(
                plain(
                    QCoreApplication.translate(
                        "unlock", "This workspace is for practice and opens without a passphrase."
                    )
                )
            )
        else:
            self._add_phrase(QCoreApplication.translate("unlock", "Passphrase"))
            self._add_show()
        self._go = Button(QCoreApplication.translate("unlock", "Open"), "primary", "\u21b5")
        self._go.clicked.connect(self._open)
        self._layout.addLayout(row(self._go))
        self._first: QWidget = self._go if self._glance.is_practice else self._phrase
        if not is_return:
            place = quiet(
                QCoreApplication.translate("unlock", "Folder: {folder}").format(
                    folder=self._folder.name
                )
            )
            self._layout.addWidget(place)

    def _ask_new(self) -> None:
        self._layout.addWidget(heading(QCoreApplication.translate("unlock", "A new workspace")))
        self._layout.addWidget(
            plain(
                QCoreApplication.translate(
                    "unlock",
                    "Everything you write down is encrypted with a passphrase on this laptop. "
                    "Nobody can open it without the passphrase, and nobody can give it back to "
                    "you. Take four or five words that have nothing to do with each other.",
                )
            )
        )
        self._add_phrase(QCoreApplication.translate("unlock", "New passphrase"))
        self._again = Line()
        self._again.setEchoMode(QLineEdit.EchoMode.Password)
        label = QLabel(QCoreApplication.translate("unlock", "The same once more"))
        label.setBuddy(self._again)
        a11y.name(self._again, label.text())
        self._layout.addWidget(label)
        self._layout.addWidget(self._again)
        self._again.returnPressed.connect(self._make)
        self._add_show()
        self._go = Button(QCoreApplication.translate("unlock", "Make the workspace"), "primary")
        self._go.clicked.connect(self._make)
        offer = Button(QCoreApplication.translate("unlock", "Offer a passphrase"), "quiet")
        offer.clicked.connect(self._offer)
        self._layout.addLayout(row(self._go, offer))
        self._first = self._phrase

    def _add_phrase(self, title: str) -> None:
        self._phrase = Line()
        self._phrase.setEchoMode(QLineEdit.EchoMode.Password)
        label = QLabel(title)
        label.setBuddy(self._phrase)
        a11y.name(self._phrase, title)
        self._layout.addWidget(label)
        self._layout.addWidget(self._phrase)
        self._phrase.returnPressed.connect(self._entered)

    def _add_show(self) -> None:
        self._show = CheckRow(QCoreApplication.translate("unlock", "Show what I type"), "")
        self._show.toggled.connect(self._reveal)
        self._layout.addWidget(self._show)

    def _offer_others(self) -> None:
        buttons = []
        if self._glance.exists:
            another = Button(QCoreApplication.translate("unlock", "Another workspace"), "quiet")
            another.clicked.connect(self._choose)
            buttons.append(another)
        else:
            there = Button(QCoreApplication.translate("unlock", "Open a folder"), "quiet")
            there.clicked.connect(self._choose)
            buttons.append(there)
        restore = Button(QCoreApplication.translate("unlock", "From a backup"), "quiet")
        restore.clicked.connect(self._bring_back_backup)
        buttons.append(restore)
        practise = Button(QCoreApplication.translate("unlock", "Practise"), "quiet")
        practise.clicked.connect(self._practise)
        buttons.append(practise)
        self._layout.addLayout(row(*buttons))

    def _offer(self) -> None:
        """Show a made-up passphrase to write down; it can be replaced by one's own."""
        offered = passphrases.offer(QLocale().name()[:2])
        self._show.setChecked(True)
        self._phrase.setText(offered)
        self._again.setText(offered)

    def _entered(self) -> None:
        if self._glance.exists:
            self._open()
        else:
            self._again.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self) -> None:
        if not self._go.isEnabled():
            return
        self._set_busy(True)
        phrase = "" if self._glance.is_practice else self._phrase.text()
        self.opening.emit(self._folder, phrase)

    def _make(self) -> None:
        if not self._go.isEnabled():
            return
        phrase = self._phrase.text()
        weakness = passphrases.weakness(phrase)
        if weakness is Weakness.SHORT:
            self._say(self.tr("This is too short: take at least %n character(s).", "", SHORTEST))
            self._phrase.setFocus()
        elif weakness is not None:
            self._say(
                QCoreApplication.translate(
                    "unlock", "This is too easy: take words that do not belong together."
                )
            )
            self._phrase.setFocus()
        elif phrase != self._again.text():
            self._say(QCoreApplication.translate("unlock", "The two are not the same."))
            self._again.setFocus()
            self._again.selectAll()
        else:
            self._set_busy(True)
            self.making.emit(self._folder, phrase, False)

    def _bring_back_damaged(self) -> None:
        phrase = None if self._glance.is_practice else self._phrase.text()
        out = repairs.free_name(self._folder, "repaired")
        self._set_busy(True)
        self.bringing_back.emit(
            out, partial(repairs.repair_and_open, self._folder, out, passphrase=phrase)
        )

    def _bring_back_backup(self) -> None:
        found = dialogs.open_file(
            self, QCoreApplication.translate("unlock", "The file of the backup")
        )
        if not found:
            return
        phrase, is_given = QInputDialog.getText(
            self,
            QCoreApplication.translate("unlock", "From a backup"),
            QCoreApplication.translate("unlock", "Passphrase of the backup"),
            QLineEdit.EchoMode.Password,
        )
        if is_given:
            out = repairs.free_name(self._folder, "restored")
            self._set_busy(True)
            self.bringing_back.emit(
                out, partial(backups.restore, Path(found), out, passphrase=phrase or None)
            )

    def _practise(self) -> None:
        folder = workspaces.practice_folder()
        self._set_busy(True)
        if workspaces.glance(folder).exists:
            self.opening.emit(folder, "")
        else:
            self.making.emit(folder, "", True)

    def _choose(self) -> None:
        found = dialogs.folder(
            self,
            QCoreApplication.translate("unlock", "The folder that holds vault.db"),
            str(self._folder.parent),
        )
        if not found:
            return
        folder = Path(found)
        glance = workspaces.glance(folder)
        if glance.is_practice:
            self.opening.emit(folder, "")
        else:
            self.chosen.emit(folder)

    def _reveal(self, is_on: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_on else QLineEdit.EchoMode.Password
        self._phrase.setEchoMode(mode)
        if not self._glance.exists:
            self._again.setEchoMode(mode)

    def _say(self, words: str) -> None:
        self._message.show()
        self._message.say(words)

    def _set_busy(self, is_busy: bool) -> None:
        self._go.setEnabled(not is_busy)
        self._go.setText(
            QCoreApplication.translate("unlock", "One moment")
            if is_busy
            else self._go.accessibleName()
        )

    def _wait(self, seconds: int) -> None:
        if seconds > 0:
            self._wait_s = seconds
            self._tick.start()
            self._count_down(first=True)

    def _count_down(self, first: bool = False) -> None:
        if not first:
            self._wait_s -= 1
        self._go.setEnabled(self._wait_s <= 0)
        if self._wait_s <= 0:
            self._tick.stop()
            self._go.setText(self._go.accessibleName())
        else:
            n = self._wait_s
            self._go.setText(self.tr("Wait %n second(s)", "", n))
