"""The list of interviews: find one, open it, begin one, see its score, export all."""

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fieldkit.records import Interview
from fieldkit.ui import a11y
from fieldkit.ui.actions import action, key_text, words
from fieldkit.ui.flow import Flow
from fieldkit.ui.interview.text import Line
from fieldkit.ui.models.interviews import Column, InterviewModel
from fieldkit.ui.parts import Button, heading, line, plain, quiet, row
from fieldkit.ui.theme import GRID, text_scale, tones_of

_Index = QModelIndex | QPersistentModelIndex


class _Table(QTableView):
    """Enter opens the row, on every platform."""

    opened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the other keys as in any table."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
            return
        super().keyPressEvent(event)


class _Cells(QStyledItemDelegate):
    """Air between the columns."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """A little wider than the words."""
        return super().sizeHint(option, index) + QSize(3 * GRID, 0)


class InterviewsPlace(QWidget):
    """Shows rows it is given; what is to be done with them is said by signals."""

    started = Signal()
    opened = Signal(str)
    scored = Signal(str)
    exported = Signal()

    def __init__(self, interviews: tuple[Interview, ...], notice: str = "") -> None:
        super().__init__()
        self._model = InterviewModel(interviews)
        self._model.setParent(self)
        self._table = self._make_table()
        self._filter = Line()
        self._filter.setPlaceholderText(
            QCoreApplication.translate("list", "Find a case, site or state")
        )
        a11y.name(self._filter, words("find"), key_text("find"))
        self._filter.setMaximumWidth(int(360 * text_scale()))
        self._count = quiet()
        self._nothing = plain()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addLayout(self._head())
        self._notice = plain(notice)
        layout.addWidget(self._notice)
        self._notice.setVisible(bool(notice))
        layout.addWidget(self._stack, 1)
        layout.addLayout(self._foot())
        self._filter.textChanged.connect(self._narrow)
        self._table.opened.connect(self._open)
        self._table.doubleClicked.connect(self._open)
        for name, slot in (("find", self._find), ("open", self._open), ("score", self._score)):
            action(name, self, slot)
        self._show_state()
        if self._model.rowCount():
            self._table.selectRow(0)

    def take_focus(self) -> None:
        """Stand on the list, or on the button that begins the first interview."""
        if self._model.total():
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def select(self, interview_id: str) -> None:
        """Stand on an interview."""
        row_shown = self._model.row_of(interview_id)
        if row_shown >= 0:
            self._table.selectRow(row_shown)

    def _head(self) -> QHBoxLayout:
        title = heading(words("interviews"))
        title.setWordWrap(False)
        new = Button(words("new"), "primary", key_text("new"))
        new.clicked.connect(self.started)
        layout = line(title, self._count)
        layout.addStretch(1)
        layout.addWidget(self._filter, 2)
        layout.addWidget(new)
        return layout

    def _foot(self) -> Flow:
        self._open_button = Button(words("open"), "plain", key_text("enter"))
        self._score_button = Button(words("score"), "plain", key_text("score"))
        self._export_button = Button(words("export"), "plain", key_text("export"))
        self._open_button.clicked.connect(self._open)
        self._score_button.clicked.connect(self._score)
        self._export_button.clicked.connect(self.exported)
        return row(self._open_button, self._score_button, self._export_button)

    def _make_table(self) -> _Table:
        table = _Table()
        table.setModel(self._model)
        table.setItemDelegate(_Cells(table))
        # A whole row in the accent would outshine the words.
        tone, softer = tones_of(self), table.palette()
        softer.setColor(QPalette.ColorRole.Highlight, QColor(tone.chosen))
        softer.setColor(QPalette.ColorRole.HighlightedText, QColor(tone.text))
        table.setPalette(softer)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 2 * GRID)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setMinimumHeight(table.fontMetrics().height() + 2 * GRID)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(Column.SITE, QHeaderView.ResizeMode.Stretch)
        # Measuring every row of a long list would hold the window up.
        head.setResizeContentsPrecision(50)
        a11y.name(
            table,
            words("interviews"),
            QCoreApplication.translate("list", "Enter opens the interview"),
        )
        return table

    def _empty(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setSpacing(2 * GRID)
        layout.addStretch(1)
        layout.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignHCenter)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._nothing.setMinimumWidth(int(480 * text_scale()))
        self._begin = Button(
            QCoreApplication.translate("list", "Begin the first interview"),
            "primary",
            key_text("new"),
        )
        self._begin.clicked.connect(self.started)
        layout.addWidget(self._begin, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        return page

    def _show_state(self) -> None:
        shown, total = self._model.rowCount(), self._model.total()
        self._stack.setCurrentIndex(0 if shown else 1)
        self._begin.setVisible(not total)
        self._nothing.setText(
            QCoreApplication.translate("list", "No interview has these words. Clear the search.")
            if total
            else QCoreApplication.translate(
                "list",
                "There is no interview in this workspace yet.\n"
                "Names are never shown here: each case has a code.",
            )
        )
        self._count.setText(
            ""
            if not total
            else QCoreApplication.translate("list", "{shown} of {total}").format(
                shown=shown, total=total
            )
        )
        for button in (self._open_button, self._score_button):
            button.setEnabled(bool(shown))
        self._export_button.setEnabled(bool(total))

    def _narrow(self, text: str) -> None:
        self._model.set_filter(text)
        self._show_state()
        if self._model.rowCount():
            self._table.selectRow(0)

    def _find(self) -> None:
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def _chosen(self) -> Interview | None:
        index: QModelIndex = self._table.currentIndex()
        return self._model.interview_at(index.row()) if index.isValid() else None

    def _open(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.opened.emit(chosen.interview_id)

    def _score(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.scored.emit(chosen.interview_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the search opens the first match; Down goes into the list; Esc clears."""
        if self._filter.hasFocus():
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._open()
                return
            if event.key() == Qt.Key.Key_Down and self._model.rowCount():
                self._table.setFocus(Qt.FocusReason.TabFocusReason)
                return
            if event.key() == Qt.Key.Key_Escape:
                self._filter.clear()
                return
        super().keyPressEvent(event)
