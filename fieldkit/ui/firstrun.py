"""Before the first interview: a recovery key that was seen to open the workspace."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.services import recovery
from fieldkit.services.workspaces import Workspace
from fieldkit.ui import dialogs
from fieldkit.ui.parts import Banner, Button, column, heading, plain, row
from fieldkit.ui.tasks import Tasks
from fieldkit.ui.texts import todo, what


class RecoveryPart(QWidget):
    """Makes a recovery key or takes one from a file, and proves it by opening the workspace."""

    proven = Signal(str)
    """The recipient whose identity opened the workspace."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.make = Button(QCoreApplication.translate("recovery", "Make a recovery key"), "primary")
        self.take = Button(
            QCoreApplication.translate("recovery", "Use the organisation's recovery key"), "plain"
        )
        self.make.clicked.connect(self._make)
        self.take.clicked.connect(self._take)
        layout.addLayout(row(self.make, self.take))
        self._said = plain()
        self._failed = Banner("danger")
        self._failed.hide()
        layout.addWidget(self._failed)
        layout.addWidget(self._said)

    def _make(self) -> None:
        found, _ = dialogs.new_file(
            self,
            QCoreApplication.translate("recovery", "A stick for the recovery key"),
            "recovery-key.txt",
        )
        if found:
            self._run(partial(_make_and_prove, Path(found)))

    def _take(self) -> None:
        found = dialogs.open_file(
            self, QCoreApplication.translate("recovery", "The file of the recovery key")
        )
        if found:
            self._run(partial(_add_and_prove, Path(found)))

    def _run(self, job: "partial[str]") -> None:
        self._set_busy(True)
        self._failed.hide()
        self._tasks.store(job, self._done, self._not_done)

    def _done(self, recipient: str) -> None:
        self._set_busy(False)
        self._said.setText(
            QCoreApplication.translate(
                "recovery",
                "Proven: the workspace was opened with this recovery key alone.\n{recipient}",
            ).format(recipient=recipient)
        )
        self.proven.emit(recipient)

    def _not_done(self, error: FieldkitError) -> None:
        self._set_busy(False)
        self._failed.show()
        self._failed.say(f"{what(error)} {todo(error)}")

    def _set_busy(self, is_busy: bool) -> None:
        self.make.setEnabled(not is_busy)
        self.take.setEnabled(not is_busy)


class FirstRunPlace(QWidget):
    """Stands between a new workspace and its list until a recovery key is proven."""

    left = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        layout = column(self, width=560)
        layout.addWidget(heading(QCoreApplication.translate("recovery", "A recovery key first")))
        layout.addWidget(
            plain(
                QCoreApplication.translate(
                    "recovery",
                    "If the passphrase is forgotten, or its owner is gone, only a recovery key "
                    "opens this workspace. It belongs to the organisation, on paper and on a "
                    "stick in a safe place, and never stays on this laptop. Interviews begin when "
                    "one was seen to open the workspace.",
                )
            )
        )
        self.part = RecoveryPart(tasks)
        self.part.proven.connect(self._proven)
        layout.addWidget(self.part)
        self._keep = plain(
            QCoreApplication.translate(
                "recovery",
                "Print the file twice, take the stick out, and delete any copy on this laptop. "
                "Whoever has this file and the laptop can read everything.",
            )
        )
        self._go = Button(QCoreApplication.translate("recovery", "Go on"), "primary", "\u21b5")
        self._go.clicked.connect(self.left)
        layout.addWidget(self._keep)
        layout.addLayout(row(self._go))
        layout.addStretch(1)
        self._keep.hide()
        self._go.hide()

    def take_focus(self) -> None:
        """Stand on the next thing to press."""
        target = self.part.make if self._go.isHidden() else self._go
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _proven(self, _recipient: str) -> None:
        self._keep.show()
        self._go.show()
        self.take_focus()


def _make_and_prove(path: Path, store: Workspace) -> str:
    recovery.keep_key(recovery.make_key(), path)
    return _add_and_prove(path, store)


def _add_and_prove(path: Path, store: Workspace) -> str:
    return recovery.add_and_prove(store, recovery.read_identity(path))
