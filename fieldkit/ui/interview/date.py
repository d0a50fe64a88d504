"""Dates and times, typed in the ways people write them and read back in words."""

import re
from datetime import date, datetime, time

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.interview.view import Item
from fieldkit.ui import a11y
from fieldkit.ui.interview.field import Rest
from fieldkit.ui.interview.text import Line
from fieldkit.ui.parts import Button, quiet
from fieldkit.ui.theme import text_scale

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DAY_FIRST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./\- ](\d{1,2})[./\- ](\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?(?::\d{2}(?:\.\d+)?)?")
_OFFSET = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")


class DateField(QWidget):
    """A date, a time or both; an empty line is no answer, which a spin box could not say."""

    committed = Signal(str)
    unreadable = Signal(str)
    went_on = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._type = item.data_type
        self._appearance = item.appearance
        self._known = item.value
        self._unread = ""
        self._line = Line()
        self._line.setMaximumWidth(int(300 * text_scale()))
        self._line.setPlaceholderText(self._example())
        self._echo = quiet()
        self._calendar = Button(
            QCoreApplication.translate("fields", "Calendar"), "plain", "Alt+\u2193"
        )
        self._calendar.setAutoDefault(False)
        line = QHBoxLayout()
        line.addWidget(self._line, 1)
        line.addWidget(self._calendar)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        self._calendar.setVisible(self._type != "time")
        layout.addWidget(self._echo)
        self.setFocusProxy(self._line)
        self._rest = Rest(self, self._commit_if_whole)
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self.flush)
        self._calendar.clicked.connect(self.open_calendar)
        self.show_item(item)
        self._set_text(item.value)

    def show_item(self, item: Item) -> None:
        """Draw value and readonly."""
        a11y.name(self._line, item.label, item.hint)
        a11y.name(
            self._calendar,
            QCoreApplication.translate("fields", "Calendar for: {label}").format(label=item.label),
        )
        self._line.setReadOnly(item.readonly)
        self._calendar.setEnabled(not item.readonly)
        wanted = "" if item.special is not None else item.value
        if wanted != self._known:
            self._known = wanted
            self._set_text(wanted)

    def take_focus(self) -> None:
        """Put the cursor into the line with all of it selected."""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.selectAll()

    def flush(self) -> None:
        """Commit what is typed; what cannot be read as a date is said, and stays in the line."""
        self._rest.stop()
        text = self._line.text().strip()
        canonical = read(text, self._type, self._appearance)
        if canonical is None:
            # Said once for the same typing: a second Enter goes on.
            if text != self._unread:
                self._unread = text
                self.unreadable.emit(self._type)
            return
        self._unread = ""
        self._echo.setText(in_words(canonical, self._type))
        if canonical != self._known and not self._line.isReadOnly():
            self._known = canonical
            self.committed.emit(canonical)

    def open_calendar(self) -> None:
        """Choose the day in a calendar: arrows move, Enter takes, Esc leaves all as it was."""
        dialog = QDialog(self)
        dialog.setWindowTitle(QCoreApplication.translate("fields", "Calendar"))
        calendar = QCalendarWidget(dialog)
        a11y.name(calendar, QCoreApplication.translate("fields", "Calendar"))
        calendar.setGridVisible(False)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        day = QDate.fromString(self._known[:10], Qt.DateFormat.ISODate)
        if day.isValid():
            calendar.setSelectedDate(day)
        calendar.activated.connect(dialog.accept)
        QVBoxLayout(dialog).addWidget(calendar)
        calendar.setFocus()
        if dialog.exec() == QDialog.DialogCode.Accepted:
            chosen = calendar.selectedDate().toString("dd.MM.yyyy")
            clock = self._line.text().strip().partition(" ")[2]
            self._line.setText(chosen if self._type == "date" else f"{chosen} {clock}")
            if self._type == "date" or clock:
                self.flush()
        dialog.deleteLater()
        self._line.setFocus()
        self._line.end(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits and goes on; Alt+Down opens the calendar."""
        if event.key() in _ENTER:
            self.flush()
            self.went_on.emit()
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        canonical = read(text.strip(), self._type, self._appearance)
        self._echo.setText(in_words(canonical or "", self._type))
        self._rest.typed()

    def _commit_if_whole(self) -> None:
        """A pause in the middle of a date is no mistake: only a whole one is handed on."""
        text = self._line.text().strip()
        if not text or len(text) >= (4 if self._type == "time" else 8):
            canonical = read(text, self._type, self._appearance)
            if canonical is not None:
                self.flush()

    def _set_text(self, canonical: str) -> None:
        self._line.setText(_as_written(canonical, self._type))
        self._echo.setText(in_words(canonical, self._type))

    def _example(self) -> str:
        match self._type:
            case "time":
                return QCoreApplication.translate("fields", "hh:mm")
            case "dateTime":
                return QCoreApplication.translate("fields", "dd.mm.yyyy hh:mm")
        if "month-year" in self._appearance:
            return QCoreApplication.translate("fields", "mm.yyyy")
        if "year" in self._appearance:
            return QCoreApplication.translate("fields", "yyyy")
        return QCoreApplication.translate("fields", "dd.mm.yyyy")


def read(text: str, data_type: str, appearance: str = "") -> str | None:
    """The canonical text of a date, time or both; "" for nothing, None when it cannot be read.

    Days come before months, as everywhere in the region; a year of four digits is asked for. A
    day without its time is no date and time: midnight would be a fact that nobody said.
    """
    if not text:
        return ""
    if data_type == "time":
        return _time(text)
    if data_type == "date":
        return _date(text, appearance)
    day, _, clock = text.replace("T", " ").partition(" ")
    day_text, clock_text = _date(day, ""), _time(clock.strip())
    if day_text is None or clock_text is None:
        return None
    return f"{day_text}T{clock_text}"


def in_words(canonical: str, data_type: str) -> str:
    """A date said in full in the language of the window, so that day and month are not swapped."""
    day = QDate.fromString(canonical[:10], Qt.DateFormat.ISODate)
    if data_type == "time" or not day.isValid():
        return ""
    said = QLocale().toString(day, QLocale.FormatType.LongFormat)
    return said if data_type == "date" else f"{said}, {canonical[11:16]}"


def _date(text: str, appearance: str) -> str | None:
    if "year" in appearance.split() and re.fullmatch(r"\d{4}", text):
        return f"{text}-01-01"
    months = re.fullmatch(r"(\d{1,2})[./\- ](\d{4})", text)
    if "month-year" in appearance and months:
        text = f"1.{months[1]}.{months[2]}"
    day_first, year_first = _DAY_FIRST.fullmatch(text), _YEAR_FIRST.fullmatch(text)
    if day_first:
        parts = int(day_first[3]), int(day_first[2]), int(day_first[1])
    elif year_first:
        parts = int(year_first[1]), int(year_first[2]), int(year_first[3])
    else:
        return None
    try:
        return date(*parts).isoformat()
    except ValueError:
        return None


def _time(text: str) -> str | None:
    offset = _OFFSET.search(text)
    found = _CLOCK.fullmatch(text[: offset.start()] if offset else text)
    if not found:
        return None
    try:
        at = time(int(found[1]), int(found[2] or 0))
    except ValueError:
        return None
    zone = offset[1] if offset else _offset_here()
    return f"{at.isoformat(timespec='milliseconds')}{zone}"


def _offset_here() -> str:
    zone = datetime.now().astimezone().strftime("%z")
    return f"{zone[:3]}:{zone[3:]}"


def _as_written(canonical: str, data_type: str) -> str:
    if not canonical:
        return ""
    if data_type == "time":
        return QTime.fromString(canonical[:5], "HH:mm").toString("HH:mm")
    day = QDate.fromString(canonical[:10], Qt.DateFormat.ISODate).toString("dd.MM.yyyy")
    return day if data_type == "date" else f"{day} {canonical[11:16]}"
