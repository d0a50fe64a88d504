"""QActions made from the table of keys, and the words of a key for a label."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from fieldkit.ui.shortcuts import KEYS


def action(name: str, owner: QWidget, slot: Callable[[], object]) -> QAction:
    """The action of a key, added to `owner` and working while the focus is inside it."""
    made = QAction(words(name), owner)
    made.setShortcuts([QKeySequence(text) for text in KEYS[name].keys])
    made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.triggered.connect(slot)
    owner.addAction(made)
    return made


def words(name: str) -> str:
    """What a key does, in the language of the window."""
    return QCoreApplication.translate("keys", KEYS[name].text)


def key_text(name: str) -> str:
    """The first key of an act as printed on this machine's keyboard, for buttons and hints."""
    return native(KEYS[name].keys[0])


def native(key: str) -> str:
    """A key as it is printed on this machine's keyboard."""
    # Qt has two names for the one big key; people say Enter.
    said = key.replace("Return", "Enter")
    return QKeySequence(said).toString(QKeySequence.SequenceFormat.NativeText)
