"""The settings of the workspace itself: who can open it, and that it can be got back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.records import Interview
from fieldkit.services import (
    backups,
    consent,
    erasure,
    passphrases,
    recovery,
    sealing,
    workspaces,
)
from fieldkit.services.backups import BackupReport
from fieldkit.services.recovery import Access
from fieldkit.services.workspaces import Info, VerifyReport, Workspace
from fieldkit.ui import a11y, asking, dialogs
from fieldkit.ui.firstrun import RecoveryPart
from fieldkit.ui.interview.row import CheckRow
from fieldkit.ui.interview.text import Line
from fieldkit.ui.parts import Banner, Button, hairline, heading, plain, quiet, row, scroll
from fieldkit.ui.purposes import PurposeBox
from fieldkit.ui.tasks import Tasks
from fieldkit.ui.texts import todo, what
from fieldkit.ui.theme import GRID, text_scale


class VaultDialog(QDialog):
    """Shows and changes what opens the workspace; each change is on disk when it is said."""

    rekeying = Signal(str, str)
    """The present and the new passphrase: the workspace is to be closed and given a new key."""

    def __init__(self, tasks: Tasks, language: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._language = language
        self.setWindowTitle(QCoreApplication.translate("vault", "This workspace"))
        self.resize(int(640 * text_scale()), int(680 * text_scale()))
        inner = QWidget()
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        self._layout.setSpacing(GRID)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        # Above what scrolls: what a button at the far end did must be in view.
        self._failed = Banner("danger")
        self._said = plain()
        self._said.setContentsMargins(3 * GRID, GRID, 3 * GRID, GRID)
        for message in (self._failed, self._said):
            message.hide()
            outer.addWidget(message)
        outer.addWidget(scroll(inner), 1)
        self._add_recovery()
        self._add_copies()
        self._add_sealing()
        self._add_withdrawal()
        self._add_passphrase()
        close = Button(QCoreApplication.translate("vault", "Close"), "plain", "Esc")
        close.clicked.connect(self.reject)
        self._layout.addLayout(row(close))
        self._layout.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Read anew what opens the workspace."""
        self._tasks.store(recovery.access, self._show, self._not_done)

    def _add_recovery(self) -> None:
        self._layout.addWidget(heading(QCoreApplication.translate("vault", "Recovery keys"), 1.3))
        self._keys = quiet()
        self._keys.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._layout.addWidget(self._keys)
        self._part = RecoveryPart(self._tasks)
        self._part.proven.connect(self._proven)
        self._layout.addWidget(self._part)
        self._layout.addWidget(hairline())

    def _add_copies(self) -> None:
        self._layout.addWidget(heading(QCoreApplication.translate("vault", "Backup"), 1.3))
        self._copy = Button(QCoreApplication.translate("vault", "Write a backup"), "plain")
        self._check = Button(QCoreApplication.translate("vault", "Check everything"), "plain")
        self._copy.clicked.connect(self._back_up)
        self._check.clicked.connect(self._verify)
        self._layout.addLayout(row(self._copy, self._check))
        self._layout.addWidget(
            quiet(
                QCoreApplication.translate(
                    "vault",
                    "One encrypted file that opens with the passphrase of today or a recovery "
                    "key. Keep it on another disk.",
                )
            )
        )
        self._layout.addWidget(hairline())

    def _add_sealing(self) -> None:
        self._layout.addWidget(heading(QCoreApplication.translate("vault", "Sealing"), 1.3))
        self._by_itself = CheckRow(
            QCoreApplication.translate("vault", "Seal interviews a day after they are finished"), ""
        )
        self._by_itself.toggled.connect(self._set_grace)
        self._seal = Button(
            QCoreApplication.translate("vault", "Seal all finished interviews now"), "plain"
        )
        self._seal.clicked.connect(self._seal_all)
        self._at_export = CheckRow(
            QCoreApplication.translate("vault", "Seal finished interviews when they are exported"),
            "",
        )
        self._at_export.toggled.connect(self._set_at_export)
        self._layout.addWidget(self._by_itself)
        self._layout.addWidget(self._at_export)
        self._layout.addLayout(row(self._seal))
        self._layout.addWidget(
            quiet(
                QCoreApplication.translate(
                    "vault",
                    "A sealed interview is a file in the folder named sealed, for the organisation "
                    "to pool. This laptop cannot open it any more, whoever asks.",
                )
            )
        )
        self._layout.addWidget(hairline())

    def _set_grace(self, is_on: bool) -> None:
        self._tasks.store(partial(_set_grace, is_on), self._show_policy, self._not_sealing)

    def _set_at_export(self, is_on: bool) -> None:
        self._tasks.store(partial(_set_at_export, is_on), self._show_policy, self._not_sealing)

    def _not_sealing(self, error: FieldkitError) -> None:
        self._tasks.store(_policy, self._show_policy, self._not_done)
        self._not_done(error)

    def _show_policy(self, policy: tuple[int | None, bool]) -> None:
        hours, at_export = policy
        for check, is_on in ((self._by_itself, hours is not None), (self._at_export, at_export)):
            check.blockSignals(True)
            check.setChecked(is_on)
            check.blockSignals(False)

    def _seal_all(self) -> None:
        if asking.sure_to_seal(self):
            self._set_busy(True)
            self._tasks.store(_seal_all, self._sealed, self._not_done)

    def _sealed(self, n: int) -> None:
        self._set_busy(False)
        self._succeed(self.tr("%n interview(s) sealed.", "", n))

    def _add_withdrawal(self) -> None:
        title = QCoreApplication.translate("vault", "Consent taken back")
        self._layout.addWidget(heading(title, 1.3))
        self._case = self._line(QCoreApplication.translate("vault", "Code of the case"))
        self._case.setEchoMode(QLineEdit.EchoMode.Normal)
        self._purpose = PurposeBox(
            QCoreApplication.translate("vault", "What is taken back"),
            QCoreApplication.translate("vault", "The whole interview: it is erased"),
        )
        self._purpose.currentIndexChanged.connect(self._name_withdrawal)
        self._layout.addWidget(self._purpose)
        self._erase = Button("", "plain")
        self._name_withdrawal()
        self._erase.clicked.connect(self._withdraw)
        self._layout.addLayout(row(self._erase))
        self._layout.addWidget(
            quiet(
                QCoreApplication.translate(
                    "vault",
                    "What is erased goes from this laptop for good, and from every pool with the "
                    "next export. A purpose that is taken back holds from now on, in every table "
                    "and pool that gets the next export. Backups and files that left before still "
                    "hold everything.",
                )
            )
        )
        self._layout.addWidget(hairline())

    def _withdraw(self) -> None:
        code = self._case.text().strip()
        purpose = self._purpose.chosen() or consent.INTERVIEW
        if code and (purpose != consent.INTERVIEW or asking.sure_to_erase(self, code)):
            self._set_busy(True)
            job = partial(_withdraw, code, purpose)
            self._tasks.store(job, partial(self._withdrawn, purpose), self._not_done)

    def _name_withdrawal(self) -> None:
        self._erase.setText(
            QCoreApplication.translate("vault", "Take back this consent")
            if self._purpose.chosen()
            else QCoreApplication.translate("vault", "Erase the interview")
        )

    def _withdrawn(self, purpose: str, left: Interview) -> None:
        self._set_busy(False)
        self._case.clear()
        said = (
            QCoreApplication.translate("vault", "{code} was erased.")
            if purpose == consent.INTERVIEW
            else QCoreApplication.translate("vault", "{code}: the consent was taken back.")
        )
        self._succeed(said.format(code=left.case_code))

    def _back_up(self) -> None:
        found, _ = dialogs.new_file(
            self, QCoreApplication.translate("vault", "Where the backup goes"), "backup.fkb"
        )
        if found:
            self._set_busy(True)
            job = partial(_backup, Path(found))
            self._tasks.store(job, self._backed_up, self._not_done)

    def _backed_up(self, report: BackupReport) -> None:
        self._set_busy(False)
        words = self.tr(
            "The backup was opened and checked: %n interview(s).", "", report.interviews
        )
        self._succeed(words)

    def _verify(self) -> None:
        self._set_busy(True)
        self._tasks.store(workspaces.verify, self._verified, self._not_done)

    def _verified(self, report: VerifyReport) -> None:
        self._set_busy(False)
        if report.ok:
            self._succeed(
                QCoreApplication.translate("vault", "Everything was checked: all is well.")
            )
            return
        found = ", ".join(sorted({finding.check for finding in report.findings}))
        self._fail(
            QCoreApplication.translate(
                "vault", "Something is damaged ({found}): write a backup and ask for help."
            ).format(found=found)
        )

    def _set_busy(self, is_busy: bool) -> None:
        for button in (self._copy, self._check, self._seal, self._erase, self._go):
            button.setEnabled(not is_busy)

    def _add_passphrase(self) -> None:
        title = QCoreApplication.translate("vault", "Another passphrase")
        self._layout.addWidget(heading(title, 1.3))
        self._present = self._line(QCoreApplication.translate("vault", "Present passphrase"))
        self._new = self._line(QCoreApplication.translate("vault", "New passphrase"))
        self._again = self._line(QCoreApplication.translate("vault", "The same once more"))
        offer = Button(QCoreApplication.translate("vault", "Offer one"), "quiet")
        offer.clicked.connect(self._offer)
        self._layout.addLayout(row(offer))
        self._with_device = CheckRow(
            QCoreApplication.translate("vault", "Only on this laptop: a copy opens nowhere else"),
            "",
        )
        self._somebody = CheckRow(
            QCoreApplication.translate("vault", "Somebody may know it: change the key itself too"),
            "",
        )
        self._go = Button(QCoreApplication.translate("vault", "Change the passphrase"), "plain")
        self._go.clicked.connect(self._change)
        self._layout.addWidget(self._with_device)
        self._layout.addWidget(self._somebody)
        self._layout.addLayout(row(self._go))
        self._layout.addWidget(hairline())

    def _line(self, title: str) -> Line:
        label, line = QLabel(title), Line()
        line.setEchoMode(QLineEdit.EchoMode.Password)
        label.setBuddy(line)
        a11y.name(line, title)
        self._layout.addWidget(label)
        self._layout.addWidget(line)
        return line

    def _offer(self) -> None:
        offered = passphrases.offer(self._language)
        for line in (self._new, self._again):
            line.setEchoMode(QLineEdit.EchoMode.Normal)
            line.setText(offered)

    def _change(self) -> None:
        new = self._new.text()
        if passphrases.weakness(new) is not None:
            self._fail(QCoreApplication.translate("vault", "The new passphrase is too easy."))
            self._new.setFocus()
        elif new != self._again.text():
            self._fail(QCoreApplication.translate("vault", "The two are not the same."))
            self._again.setFocus()
        elif self._somebody.isChecked():
            self.rekeying.emit(self._present.text(), new)
            self.accept()
        else:
            self._go.setEnabled(False)
            job = partial(
                _change,
                present=self._present.text(),
                new=new,
                with_device=self._with_device.isChecked(),
            )
            self._tasks.store(job, self._changed, self._not_done)

    def _changed(self, found: Access) -> None:
        for line in (self._present, self._new, self._again):
            line.clear()
        self._go.setEnabled(True)
        self._succeed(QCoreApplication.translate("vault", "The passphrase was changed."))
        self._show(found)

    def _proven(self, _recipient: str) -> None:
        self.refresh()

    def _show(self, found: Access) -> None:
        lines = []
        for recipient, proven in found.recipients.items():
            state = (
                QCoreApplication.translate("vault", "proven on {day}").format(day=proven[:10])
                if proven
                else QCoreApplication.translate("vault", "NOT PROVEN yet")
            )
            lines.append(f"{recipient}\n{state}")
        none = QCoreApplication.translate("vault", "None: a lost passphrase would lose everything.")
        self._keys.setText("\n".join(lines) or none)
        self._with_device.setChecked(found.needs_device)
        self._tasks.store(_policy, self._show_policy, self._not_done)
        self._tasks.store(consent.asked_for, self._purpose.fill, self._not_done)
        self._tasks.store(workspaces.info, self._show_clock, self._not_done)

    def _show_clock(self, info: Info) -> None:
        if info.clock_jumps:
            words = self.tr("The clock of this laptop was moved %n time(s).", "", info.clock_jumps)
            self._said.setText(words)
            self._said.show()

    def _not_done(self, error: FieldkitError) -> None:
        self._set_busy(False)
        self._fail(f"{what(error)} {todo(error)}")

    def _fail(self, words: str) -> None:
        self._said.hide()
        self._said.clear()
        self._failed.show()
        self._failed.say(words)

    def _succeed(self, words: str) -> None:
        self._failed.hide()
        self._said.setText(words)
        self._said.show()
        a11y.announce(self, words)


def _backup(file: Path, store: Workspace) -> BackupReport:
    return backups.backup(store, file)


def _policy(store: Workspace) -> tuple[int | None, bool]:
    return sealing.grace_hours(store), sealing.is_at_export(store)


def _set_grace(is_on: bool, store: Workspace) -> tuple[int | None, bool]:
    if (sealing.grace_hours(store) is not None) != is_on:
        sealing.set_grace(store, sealing.USUAL_HOURS if is_on else None)
    return _policy(store)


def _set_at_export(is_on: bool, store: Workspace) -> tuple[int | None, bool]:
    sealing.set_at_export(store, is_on)
    return _policy(store)


def _seal_all(store: Workspace) -> int:
    return len(sealing.seal(store, sealing.finished(store)))


def _withdraw(code: str, purpose: str, store: Workspace) -> Interview:
    return erasure.withdraw(store, code, purpose=purpose)


def _change(store: Workspace, *, present: str, new: str, with_device: bool) -> Access:
    recovery.check_passphrase(store, present)
    recovery.change_passphrase(store, new, with_device=with_device)
    return recovery.access(store)
