"""The questions of one page, one below the other; built for a page and freed when it is left."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from fieldkit.interview.session import Changes
from fieldkit.interview.view import Item
from fieldkit.records import Ref, Special
from fieldkit.ui.interview.question import QuestionPanel
from fieldkit.ui.interview.wishes import Reply
from fieldkit.ui.parts import column, hairline, heading
from fieldkit.ui.theme import GRID, application
from fieldkit.ui.words import plain_words


class PageView(QWidget):
    """Panels for the relevant questions of a page; focus goes down them with Enter."""

    answered = Signal(str, str)
    marked = Signal(str, object)
    focused = Signal(str)
    wished = Signal(str, object)
    went_off = Signal()
    """Enter on the last question: to the next page."""

    def __init__(self, title: str, items: Iterable[Item]) -> None:
        super().__init__()
        self._column: QVBoxLayout = column(self)
        self._column.setSpacing(3 * GRID)
        self._title = heading(plain_words(title), 1.05)
        self._title.setForegroundRole(self._title.palette().ColorRole.PlaceholderText)
        self._column.addWidget(self._title)
        self._title.setVisible(bool(title))
        self._panels: dict[Ref, QuestionPanel] = {}
        self._lines: dict[Ref, QWidget] = {}
        self._current: Ref | None = None
        for item in items:
            self._insert(item, len(self._panels))
        self._column.addStretch(1)
        application().focusChanged.connect(self._focus_moved)

    def panels(self) -> tuple[QuestionPanel, ...]:
        """The panels in their order."""
        return tuple(self._panels.values())

    def show_items(self, items: Iterable[Item], changes: Changes) -> None:
        """Draw what an answer changed: questions come, go and get other words."""
        wanted = {item.ref: item for item in items}
        for ref in [ref for ref in self._panels if ref not in wanted]:
            self._drop(ref)
        for position, item in enumerate(wanted.values()):
            panel = self._panels.get(item.ref)
            if panel is None:
                self._insert(item, position)
            elif item.ref not in changes.refused:
                panel.show_item(item)
        self._panels = {ref: self._panels[ref] for ref in wanted}
        for ref, reason in changes.refused.items():
            if ref in self._panels:
                self._panels[ref].refuse(reason)

    def focus(self, ref: Ref | None) -> None:
        """Put the focus into a question, into the first one if it is not here."""
        panel = self._panels.get(ref) if ref is not None else None
        if panel is None:
            panel = next(iter(self._panels.values()), None)
        if panel is not None:
            self._current = panel.ref
            panel.take_focus()

    def current(self) -> QuestionPanel | None:
        """The question that has the focus or had it last."""
        if self._current in self._panels:
            return self._panels[self._current]
        return next(iter(self._panels.values()), None)

    def press_special(self, special: Special) -> bool:
        """Give the current question a special answer; False when it offers none such."""
        panel = self.current()
        return panel is not None and panel.press_special(special)

    def hear(self, ref: Ref, reply: Reply) -> None:
        """Hand a reply on to the question whose field wished, if it is here."""
        if ref in self._panels:
            self._panels[ref].hear(reply)

    def flush(self) -> None:
        """Hand on what is typed in any field."""
        for panel in self.panels():
            panel.flush()

    def holds_back(self) -> bool:
        """Whether a broken answer should be looked at once before the page is left."""
        held = [panel for panel in self.panels() if panel.holds_back()]
        if held:
            held[0].take_focus()
        return bool(held)

    def _insert(self, item: Item, position: int) -> None:
        panel = QuestionPanel(item)
        panel.answered.connect(self.answered)
        panel.marked.connect(self.marked)
        panel.wished.connect(self.wished)
        panel.went_on.connect(self._go_on)
        line = hairline()
        # One title stands above; each question has a line and a panel.
        self._column.insertWidget(1 + 2 * position, line)
        self._column.insertWidget(2 + 2 * position, panel)
        self._panels[item.ref] = panel
        self._lines[item.ref] = line
        self._tab_order()

    def _drop(self, ref: Ref) -> None:
        panel, line = self._panels.pop(ref), self._lines.pop(ref)
        had_focus = panel.isAncestorOf(QApplication.focusWidget() or self)
        for widget in (panel, line):
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._tab_order()
        if had_focus:
            self.focus(None)

    def _tab_order(self) -> None:
        """Tab follows what is seen, also for a question that came between; so do the lines."""
        items = [self._column.itemAt(n) for n in range(self._column.count())]
        places = [item.widget() for item in items if item is not None]
        panels = [widget for widget in places if isinstance(widget, QuestionPanel)]
        for number, panel in enumerate(panels):
            self._lines[panel.ref].setVisible(number > 0)
            panel.follow_private(is_told=number > 0 and panels[number - 1].is_private())
        stops = [stop for panel in panels for stop in _stops(panel)]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _go_on(self, ref: str) -> None:
        order = list(self._panels)
        at = order.index(Ref(ref)) if ref in order else -1
        panel = self._panels.get(Ref(ref))
        if panel is not None and panel.holds_back():
            return
        if 0 <= at < len(order) - 1:
            self._current = order[at + 1]
            self._panels[order[at + 1]].take_focus()
        else:
            self.went_off.emit()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for ref, panel in self._panels.items():
            if new is not None and panel.isAncestorOf(new):
                if ref != self._current:
                    self._current = ref
                self.focused.emit(ref)
                return


def _stops(panel: QuestionPanel) -> list[QWidget]:
    by_tab = Qt.FocusPolicy.TabFocus
    return [w for w in panel.findChildren(QWidget) if w.focusPolicy() & by_tab == by_tab]
