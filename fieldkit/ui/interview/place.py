"""The interview window: bars, outline and the page in view, over one sitting."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QMessageBox, QScrollArea, QSplitter, QVBoxLayout, QWidget

from fieldkit.interview.navigate import outline, progress
from fieldkit.interview.session import Changes
from fieldkit.interview.validate import violations
from fieldkit.interview.view import Item, page_items
from fieldkit.records import Ref, Special
from fieldkit.ui import a11y
from fieldkit.ui.actions import action
from fieldkit.ui.interview.autosave import Autosave
from fieldkit.ui.interview.bars import BottomBar, TopBar
from fieldkit.ui.interview.files import Files
from fieldkit.ui.interview.outline import Outline
from fieldkit.ui.interview.pageview import PageView
from fieldkit.ui.interview.repeat import RepeatView
from fieldkit.ui.interview.review import ReviewView
from fieldkit.ui.interview.sitting import Sitting
from fieldkit.ui.interview.wishes import Reply, Wish
from fieldkit.ui.names import language_name
from fieldkit.ui.parts import hairline, scroll
from fieldkit.ui.theme import text_scale

_OUTLINE_DELAY_MS = 120
_WIDE = 1000


class InterviewPlace(QWidget):
    """Draws a sitting and turns keys into its acts."""

    left = Signal()
    finishing = Signal()

    def __init__(self, sitting: Sitting, autosave: Autosave, files: Files) -> None:
        super().__init__()
        self._sitting = sitting
        self._files = files
        languages = sitting.session.definition.languages
        self._top = TopBar(sitting.interview.case_code, len(languages) > 1)
        self._bottom = BottomBar()
        self._outline = Outline()
        self._frame: QScrollArea = scroll(QWidget())
        self._view: PageView | RepeatView | ReviewView | None = None
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self._outline)
        self._split.addWidget(self._frame)
        self._split.setStretchFactor(1, 1)
        self._split.setCollapsible(1, False)
        self._split.setSizes([int(280 * text_scale()), 800])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self._top, hairline(), self._split, hairline(), self._bottom):
            layout.addWidget(widget)
        layout.setStretch(2, 1)
        self._soon = QTimer(self, singleShot=True, interval=_OUTLINE_DELAY_MS)
        self._soon.timeout.connect(self._show_outline)
        self._connect(autosave)
        self._make_actions()
        self._turn()
        self._show_outline()

    def flush(self) -> None:
        """Hand on what is typed."""
        if isinstance(self._view, PageView):
            self._view.flush()

    def take_focus(self) -> None:
        """Put the focus where the next answer goes."""
        view = self._view
        if isinstance(view, PageView):
            if view.panels() and not self._sitting.is_read_only:
                view.focus(self._sitting.focus_ref())
            else:
                self._bottom.take_focus()
        elif view is not None:
            view.take_focus()

    def say_stopped(self) -> None:
        """Say on the review that something stands in the way of finishing."""
        if isinstance(self._view, ReviewView):
            self._view.say_stopped()

    def saved_text(self) -> str:
        """The words of the saved mark."""
        return self._bottom.saved.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the outline to the window."""
        super().resizeEvent(event)
        self._fit_outline()

    def _connect(self, autosave: Autosave) -> None:
        self._sitting.changed.connect(self._draw)
        self._sitting.turned.connect(self._turn)
        self._files.replied.connect(self._hear)
        if self._sitting.is_read_only:
            self._bottom.saved.show_read_only()
        else:
            autosave.state_changed.connect(self._bottom.saved.show_state)
            self._bottom.saved.show_state(autosave.state)
        self._bottom.next_pressed.connect(self._next)
        self._bottom.previous_pressed.connect(self._previous)
        self._top.language_pressed.connect(self._switch_language)
        self._top.outline_pressed.connect(self._go_to_outline)
        self._top.review_pressed.connect(self._review)
        self._outline.went_to.connect(self._go_to)
        self._outline.left.connect(self._leave_outline)

    def _make_actions(self) -> None:
        for name, slot in (
            ("next", self._next),
            ("previous", self._previous),
            ("outline", self._go_to_outline),
            ("language", self._switch_language),
            ("dont_know", self._dont_know),
            ("refused", self._refused),
            ("not_applicable", self._not_applicable),
            ("add", self._add),
            ("remove", self._remove_this),
            ("problem", self._next_problem),
            ("review", self._review),
            ("leave", self._leave),
        ):
            action(name, self, slot)

    def _draw(self, changes: Changes) -> None:
        """Draw what an answer changed on the page in view; the outline follows a little later."""
        if isinstance(self._view, PageView) and self._sitting.at == "page":
            self._view.show_items(self._items(), changes)
        self._soon.start()

    def _items(self) -> tuple[Item, ...]:
        found = page_items(self._sitting.session, self._sitting.page)
        found = tuple(item for item in found if item.relevant and item.control)
        if self._sitting.is_read_only:
            return tuple(replace(item, readonly=True) for item in found)
        return found

    def _turn(self) -> None:
        """Build the page in view and free the one before."""
        old = self._frame.takeWidget()
        if old is not None:
            # Losing the focus, a field would hand on its typing to a question that may be gone.
            old.blockSignals(True)
            old.hide()
            old.deleteLater()
        self._view = self._built()
        self._frame.setWidget(self._view)
        self._view.show()
        self._bottom.show_next(self._sitting.at == "page")
        self._top.show_language(self._sitting.session.language)
        self._soon.start()
        self.take_focus()
        self._fit_outline()

    def _built(self) -> PageView | RepeatView | ReviewView:
        sitting = self._sitting
        if sitting.at == "review":
            return self._built_review()
        if sitting.page.repeat_ref is not None:
            labels = {row.ref: row.label for row in outline(sitting.session)}
            shown = tuple((ref, labels.get(ref, "")) for ref in sitting.page.refs)
            repeat = RepeatView(sitting.page.title, shown, may_change=not sitting.is_read_only)
            repeat.added.connect(self._add)
            repeat.removed.connect(self._remove)
            repeat.went_to.connect(self._go_to)
            repeat.went_off.connect(self._next)
            return repeat
        view = PageView(sitting.page.title, self._items())
        view.answered.connect(self._answer)
        view.marked.connect(self._mark)
        view.focused.connect(self._remember)
        view.wished.connect(self._wish)
        view.went_off.connect(self._next)
        return view

    def _built_review(self) -> ReviewView:
        session = self._sitting.session
        labels = {row.ref: row.label for row in outline(session)}
        problems = tuple((v, labels.get(v.ref, v.ref)) for v in violations(session))
        answered, askable = progress(session)
        view = ReviewView(answered, askable, problems, is_read_only=self._sitting.is_read_only)
        view.went_to.connect(self._go_to)
        view.finishing.connect(self.finishing)
        return view

    def _show_outline(self) -> None:
        session, page = self._sitting.session, self._sitting.page
        here = self._sitting.focus_ref() or (page.refs[0] if page.refs else page.group_ref)
        self._outline.show_rows(outline(session), here)
        self._top.show_progress(*progress(session))

    def _answer(self, ref: str, text: str) -> None:
        self._sitting.answer(Ref(ref), text)

    def _mark(self, ref: str, special: Special | None) -> None:
        self._sitting.mark(Ref(ref), special)

    def _wish(self, ref: str, wish: Wish) -> None:
        self._files.grant(Ref(ref), wish)

    def _hear(self, ref: str, reply: Reply) -> None:
        if isinstance(self._view, PageView):
            self._view.hear(Ref(ref), reply)

    def _remember(self, ref: str) -> None:
        self._sitting.remember(Ref(ref))
        panel = self._view.current() if isinstance(self._view, PageView) else None
        if panel is not None:
            self._frame.ensureWidgetVisible(panel)

    def _next(self) -> None:
        self.flush()
        if isinstance(self._view, PageView) and self._view.holds_back():
            return
        self._sitting.step(1)

    def _previous(self) -> None:
        self.flush()
        self._sitting.step(-1)

    def _go_to(self, ref: str) -> None:
        self.flush()
        self._sitting.go_to(Ref(ref))

    def _go_to_outline(self) -> None:
        self.flush()
        self._show_outline()
        self._outline.show()
        self._outline.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _leave_outline(self) -> None:
        self.take_focus()
        self._fit_outline()

    def _fit_outline(self) -> None:
        """A narrow window shows the outline only while it is asked for."""
        is_narrow = self.width() < _WIDE * text_scale()
        self._outline.setVisible(not is_narrow or self._outline.hasFocus())

    def _switch_language(self) -> None:
        """Speak the other one of two languages; of more, ask which: a number key chooses."""
        self.flush()
        session = self._sitting.session
        others = [name for name in session.definition.languages if name != session.language]
        if len(others) == 1:
            self._speak(others[0])
        elif others:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for number, name in enumerate(session.definition.languages, start=1):
                choice = menu.addAction(f"&{number}  {language_name(name)}")
                choice.setData(name)
                choice.setCheckable(True)
                choice.setChecked(name == session.language)
            menu.setActiveAction(menu.actions()[0])
            menu.triggered.connect(self._language_chosen)
            menu.popup(self._top.below_language())

    def _language_chosen(self, choice: QAction) -> None:
        self._speak(str(choice.data()))

    def _speak(self, name: str) -> None:
        self._sitting.speak(name)
        a11y.announce(self, language_name(name))

    def _review(self) -> None:
        self.flush()
        self._sitting.review()

    def _next_problem(self) -> None:
        self.flush()
        if not self._sitting.next_problem():
            self._sitting.review()

    def _leave(self) -> None:
        self.flush()
        self.left.emit()

    def _dont_know(self) -> None:
        self._special(Special.DONT_KNOW)

    def _refused(self) -> None:
        self._special(Special.REFUSED)

    def _not_applicable(self) -> None:
        self._special(Special.NOT_APPLICABLE)

    def _special(self, special: Special) -> None:
        if isinstance(self._view, PageView):
            self._view.press_special(special)

    def _add(self) -> None:
        self.flush()
        repeat = self._sitting.page.repeat_ref or self._repeat_here()
        if repeat is not None and not self._sitting.is_read_only:
            self._sitting.add_repeat(repeat)

    def _remove_this(self) -> None:
        instance = _instance_of(self._sitting.page.refs)
        if instance is not None and self._sitting.page.repeat_ref is None:
            self._remove(instance)

    def _remove(self, instance: str) -> None:
        if self._sitting.is_read_only:
            return
        self.flush()
        asked = QMessageBox.question(
            self,
            QCoreApplication.translate("place", "Remove"),
            QCoreApplication.translate(
                "place", "Remove this one with all its answers? The others stay."
            ),
        )
        if asked == QMessageBox.StandardButton.Yes:
            self._sitting.remove_repeat(Ref(instance))

    def _repeat_here(self) -> Ref | None:
        instance = _instance_of(self._sitting.page.refs)
        return None if instance is None else Ref(instance.rpartition("[")[0])


def _instance_of(refs: tuple[Ref, ...]) -> Ref | None:
    """The innermost repeat instance that the first question lies in."""
    if not refs or "]" not in refs[0]:
        return None
    return Ref(refs[0][: refs[0].rindex("]") + 1])
