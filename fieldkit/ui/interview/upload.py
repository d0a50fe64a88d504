"""The field for a picture, a sound, a video or a file: chosen or dropped, cleaned, kept encrypted.

It says what it wishes and is told how that went; the store is somebody else's.
"""

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QProgressBar, QVBoxLayout, QWidget

from fieldkit.errors import Code, FieldkitError, Kind
from fieldkit.interview.view import Item
from fieldkit.services.attachments import MOST_BYTES
from fieldkit.ui import a11y, asking, dialogs
from fieldkit.ui.actions import key_text
from fieldkit.ui.interview.kept import KeptCard, size_words
from fieldkit.ui.interview.row import CheckRow
from fieldkit.ui.interview.wishes import (
    Copied,
    CopyOut,
    Going,
    Refused,
    Reply,
    Show,
    Shown,
    Stop,
    Stopped,
    TakeIn,
    TookIn,
    Wish,
)
from fieldkit.ui.parts import Banner, Button, quiet, row
from fieldkit.ui.theme import GRID
from fieldkit.wording import WORDING

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ENDINGS = {
    "image": "jpg jpeg png webp gif heic heif avif tif tiff bmp",
    "audio": "mp3 m4a wav aac amr awb flac 3gp ogg opus mp4",
    "video": "mp4 mov 3gp webm mkv avi",
}
_ON_PURPOSE = frozenset({Code.MEDIA_UNCLEANED, Code.MEDIA_DAMAGED})
"""Refusals after which the file can still be kept, as it is."""


class _State(Enum):
    EMPTY = "empty"
    BUSY = "busy"
    KEPT = "kept"


class UploadField(QWidget):
    """Takes a file, shows what is kept, and hands out a copy on purpose."""

    committed = Signal(str)
    unreadable = Signal(str)
    went_on = Signal()
    wished = Signal(object)
    """What it wishes of the store, a `Wish`."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._item = item
        self._accepts = dict(item.parameters).get("mediatype", "")
        self._is_busy = False
        self._asked = ""  # the name whose content was asked for last
        self._refused: TakeIn | None = None
        self.setAcceptDrops(True)
        self._card = KeptCard()
        self._choose = Button(_choose_words(self._accepts), "primary")
        self._another = Button(QCoreApplication.translate("upload", "Choose another\u2026"))
        self._remove = Button(QCoreApplication.translate("upload", "Remove"))
        self._copy = Button(QCoreApplication.translate("upload", "Save a copy\u2026"))
        self._stop = Button(QCoreApplication.translate("upload", "Cancel"))
        self._on_purpose = Button(QCoreApplication.translate("upload", "Keep the file as it is"))
        self._or_drop = quiet(
            QCoreApplication.translate(
                "upload", "Or drop a file here. {key} goes on without one."
            ).format(key=key_text("next"))
        )
        self._keep = CheckRow(
            QCoreApplication.translate("upload", "Keep where and when it was taken"), ""
        )
        self._told = quiet(
            QCoreApplication.translate(
                "upload",
                "Otherwise place, time, device and names are first taken out of what the file says "
                "about itself. What can be seen and heard in it stays: faces and places too.",
            )
        )
        self._progress = QProgressBar()
        self._banner = Banner("danger")
        self._said = quiet()
        self._lay_out()
        self._connect()
        self.show_item(item)

    def show_item(self, item: Item) -> None:
        """Draw whether there is a file, and ask for it once."""
        if item.value != self._item.value:
            self._hush()
        self._item = item
        for button in (self._choose, self._another, self._remove, self._copy, self._keep):
            a11y.name(button, f"{item.label} \u2013 {button.text()}", item.hint)
        self._card.call(item.label)
        if item.value != self._asked:
            self._card.clear()
        self._show_state()
        if self.isVisible():
            self._ask()

    def take_focus(self) -> None:
        """Stand on what is kept, so that Enter goes on; else on the button to choose."""
        stand = {_State.EMPTY: self._choose, _State.BUSY: self._stop, _State.KEPT: self._card}
        stand[self._state()].setFocus(Qt.FocusReason.TabFocusReason)

    def flush(self) -> None:
        """Nothing waits."""

    def hear(self, reply: Reply) -> None:
        """Draw how a wish goes or how it ended."""
        match reply:
            case Going(done, total):
                self._go(done, total)
            case TookIn():
                self._rest()
            case Stopped():
                self._rest()
                self._say(QCoreApplication.translate("upload", "Cancelled. No file was kept."))
            case Shown(attachment, picture) if attachment.name == self._item.value:
                self._card.show_kept(attachment, picture)
                self._show_state()
            case Copied():
                self._say(
                    QCoreApplication.translate(
                        "upload", "A copy is saved. It is not encrypted; that it left is recorded."
                    )
                )
            case Refused(wish, error):
                self._refuse(wish, error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on once there is an answer; Delete takes it away."""
        if event.key() in _ENTER:
            if self._item.value or self._item.special is not None:
                self.went_on.emit()
            else:
                self.take_focus()
        elif event.key() == Qt.Key.Key_Delete and self._remove.isVisible():
            self._take_away()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is kept once it can be seen."""
        super().showEvent(event)
        self._ask()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file from the disk."""
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The dropped file is the answer."""
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self._take(path)

    def _lay_out(self) -> None:
        self._progress.setTextVisible(True)
        a11y.name(self._progress, QCoreApplication.translate("upload", "Progress of the file"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._card)
        layout.addWidget(self._banner)
        layout.addWidget(self._progress)
        buttons = (self._choose, self._on_purpose, self._another, self._remove, self._copy)
        layout.addLayout(row(*buttons, self._stop))
        for widget in (self._or_drop, self._keep, self._told, self._said):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self._choose.clicked.connect(self._browse)
        self._another.clicked.connect(self._browse)
        self._remove.clicked.connect(self._take_away)
        self._copy.clicked.connect(self._copy_out)
        self._stop.clicked.connect(self._cancel)
        self._on_purpose.clicked.connect(self._take_on_purpose)

    def _state(self) -> _State:
        if self._is_busy:
            return _State.BUSY
        return _State.KEPT if self._item.value else _State.EMPTY

    def _show_state(self) -> None:
        """Show what belongs to the state; the focus follows when its button goes."""
        state, may_change = self._state(), not self._item.readonly
        focused = QApplication.focusWidget()
        is_empty = state is _State.EMPTY and may_change
        shown = {
            self._card: state is _State.KEPT,
            self._banner: bool(self._banner.text()),
            self._progress: state is _State.BUSY,
            self._stop: state is _State.BUSY,
            self._choose: is_empty,
            self._on_purpose: self._refused is not None and state is not _State.BUSY,
            self._another: state is _State.KEPT and may_change,
            self._remove: state is _State.KEPT and may_change,
            self._copy: state is _State.KEPT and self._card.is_known(),
            self._or_drop: is_empty,
            self._keep: is_empty,
            self._told: is_empty,
            self._said: bool(self._said.text()),
        }
        for widget, is_shown in shown.items():
            widget.setVisible(is_shown)
        if focused is not None and self.isAncestorOf(focused) and not focused.isVisible():
            self.take_focus()

    def _ask(self) -> None:
        if self._item.value and self._item.value != self._asked:
            self._asked = self._item.value
            self.wished.emit(Show(self._asked))

    def _browse(self) -> None:
        found = dialogs.open_file(
            self, _choose_words(self._accepts), str(Path.home()), _filters(self._accepts)
        )
        if found:
            self._take(Path(found))

    def _take(self, path: Path) -> None:
        self._wish_in(TakeIn(path, self._accepts, self._keep.isChecked()))

    def _take_on_purpose(self) -> None:
        if self._refused is not None:
            self._wish_in(TakeIn(self._refused.path, self._accepts, keep_metadata=True))

    def _wish_in(self, wish: Wish) -> None:
        self._hush()
        self._go(0, 0)
        self.wished.emit(wish)

    def _cancel(self) -> None:
        self.wished.emit(Stop())

    def _take_away(self) -> None:
        self._hush()
        self.committed.emit("")

    def _copy_out(self) -> None:
        if not asking.sure_to_copy_out(self):
            return
        ending = self._item.value.rpartition(".")[2]
        found, _ = dialogs.new_file(
            self,
            QCoreApplication.translate("upload", "Save a copy"),
            str(Path.home() / f"1.{ending}"),
            f"*.{ending}",
        )
        if found:
            self._hush()
            self._show_state()
            self.wished.emit(CopyOut(self._item.value, Path(found)))

    def _go(self, done: int, total: int) -> None:
        self._is_busy = True
        # Kilobytes: Qt counts no further than two gigabytes. Without an end it only moves.
        self._progress.setRange(0, total >> 10)
        self._progress.setValue(done >> 10)
        self._show_state()

    def _rest(self) -> None:
        self._is_busy = False
        self._keep.setChecked(False)
        self._show_state()

    def _refuse(self, wish: Wish, error: FieldkitError) -> None:
        if isinstance(wish, Show):
            self._card.say_missing(_words(error))
            self._show_state()
            return
        self._banner.say(_words(error))
        if isinstance(wish, TakeIn):
            self._refused = wish if error.code in _ON_PURPOSE else None
            self._rest()
            if self._refused is not None and self.isAncestorOf(QApplication.focusWidget() or self):
                self._on_purpose.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._show_state()

    def _say(self, text: str) -> None:
        self._said.setText(text)
        a11y.announce(self, text)
        self._show_state()

    def _hush(self) -> None:
        self._banner.say("")
        self._said.clear()
        self._refused = None

    def _dropped(self, event: QDropEvent) -> Path | None:
        urls = event.mimeData().urls()
        if self._item.readonly or self._is_busy or len(urls) != 1 or not urls[0].isLocalFile():
            return None
        return Path(urls[0].toLocalFile())


def _choose_words(accepts: str) -> str:
    match accepts.partition("/")[0]:
        case "image":
            return QCoreApplication.translate("upload", "Choose a picture\u2026")
        case "audio":
            return QCoreApplication.translate("upload", "Choose a sound\u2026")
        case "video":
            return QCoreApplication.translate("upload", "Choose a video\u2026")
    return QCoreApplication.translate("upload", "Choose a file\u2026")


def _filters(accepts: str) -> str:
    """The kinds that the form asks for, as the file dialog wants them; then every file."""
    every = QCoreApplication.translate("upload", "All files (*)")
    endings = _ENDINGS.get(accepts.partition("/")[0], "").split()
    if not endings:
        return every
    asked = QCoreApplication.translate("upload", "What the question asks for ({endings})")
    globs = " ".join(f"*.{ending} *.{ending.upper()}" for ending in endings)
    return f"{asked.format(endings=globs)};;{every}"


def _words(error: FieldkitError) -> str:
    """What happened and what to do, at the question; the file's own name is not repeated."""
    if error.kind is Kind.STORAGE and error.code is not Code.FILE_FULL:
        return QCoreApplication.translate(
            "upload",
            "The disk did not take the file: it is NOT kept. Make room on the disk and choose the "
            "file again.",
        )
    words = WORDING[error.code]
    said = " ".join(
        QCoreApplication.translate("wording", text) for text in (words.what, words.todo)
    )
    if error.code is Code.MEDIA_TOO_LARGE:
        most = QCoreApplication.translate("upload", "The most is {size}.")
        said = f"{said} {most.format(size=size_words(MOST_BYTES))}"
    return said
