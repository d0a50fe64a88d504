"""Names for the screen reader, what it is told, and the tree as text that tests read."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QWidget


def name(widget: QWidget, text: str, description: str = "") -> None:
    """Give a widget the name that a screen reader says, without mnemonic marks."""
    widget.setAccessibleName(text)
    if description:
        widget.setAccessibleDescription(description)


def announce(widget: QWidget, text: str) -> None:
    """Have a running screen reader say something that happened; silent without one."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def spoken_name(widget: QWidget) -> str:
    """The name a screen reader would say: set by us, by a buddy label, or the widget's text."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name) if found.isValid() else ""


def focusable(root: QWidget) -> Iterator[QWidget]:
    """Every visible enabled widget below `root` that Tab reaches."""
    for widget in root.findChildren(QWidget):
        by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if by_tab == Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            yield widget


def tree_text(root: QWidget) -> str:
    """The accessible tree below a widget: one line per object, role and name, indented."""
    found = QAccessible.queryAccessibleInterface(root)
    return "\n".join(_lines(found, 0)) if found.isValid() else ""


def _lines(at: QAccessibleInterface, depth: int) -> Iterator[str]:
    said = at.text(QAccessible.Text.Name)
    state = at.state()
    marks = " [checked]" if state.checked else ""
    if not state.invisible:
        yield f"{'  ' * depth}{at.role().name}: {said}{marks}".rstrip()
        for index in range(at.childCount()):
            child = at.child(index)
            if child is not None:
                yield from _lines(child, depth + 1)
