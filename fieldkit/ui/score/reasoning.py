"""The whole explanation as a tree: each line with what belongs to it below."""

from functools import partial

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from fieldkit.services import phrases
from fieldkit.services.pages import SIGNS
from fieldkit.services.phrases import Say
from fieldkit.services.told import Line, Mark
from fieldkit.ui import a11y
from fieldkit.ui.theme import GRID

_Index = QModelIndex | QPersistentModelIndex

_OPEN_DEPTH = 2
_TALLEST = 10_000
_STRONG = frozenset({Mark.TITLE, Mark.MET, Mark.NOT_MET, Mark.OPEN, Mark.WARNING})


def say() -> Say:
    """The words of an explanation in the language of the window."""
    return partial(QCoreApplication.translate, phrases.CONTEXT)


class ReasoningTree(QTreeWidget):
    """Arrows open and close; every line can be read to its end by its tooltip and its name."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setUniformRowHeights(False)
        self.setIndentation(3 * GRID)
        self.setItemDelegate(_Wrapped(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        a11y.name(self, QCoreApplication.translate("score", "The whole reasoning"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps otherwise."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def show_line(self, root: Line) -> None:
        """Show another explanation, opened as far as a first look needs."""
        self.clear()
        for line in root.below:
            self.addTopLevelItem(_item(line, 1))
        self.expandToDepth(_OPEN_DEPTH - 1)
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)


class _Wrapped(QStyledItemDelegate):
    """Rows as high as their words need at the width of the tree."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The height of the wrapped words."""
        tree = self.parent()
        size = super().sizeHint(option, index)
        if not isinstance(tree, ReasoningTree):
            return size
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        width = max(tree.viewport().width() - depth * tree.indentation() - GRID, 20 * GRID)
        words = str(index.data(Qt.ItemDataRole.DisplayRole))
        font = tree.font()
        font.setBold(depth == 1)
        box = QFontMetrics(font).boundingRect(
            QRect(0, 0, width, _TALLEST), int(Qt.TextFlag.TextWordWrap), words
        )
        return QSize(width, max(size.height(), box.height() + GRID // 2))


def _item(line: Line, depth: int) -> QTreeWidgetItem:
    text = f"{SIGNS[line.mark]} {line.text}".strip()
    made = QTreeWidgetItem([text])
    made.setToolTip(0, line.text)
    if depth == 1 and line.mark in _STRONG:
        font = made.font(0)
        font.setBold(True)
        made.setFont(0, font)
    for below in line.below:
        made.addChild(_item(below, depth + 1))
    return made
