"""One interview while it is open: the live session, where we are in it, and its saves.

The page is drawn from it and may be thrown away and drawn anew at any time, in another language,
theme or after a lock.
"""

from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Signal

from fieldkit.interview.navigate import Page, page_of, pages
from fieldkit.interview.session import Changes
from fieldkit.interview.validate import violations
from fieldkit.interview.view import Item, item
from fieldkit.records import Address, Answer, InterviewState, Ref, Special
from fieldkit.services import interviews
from fieldkit.services.interviews import OpenInterview, SaveTicket
from fieldkit.services.workspaces import Workspace
from fieldkit.ui.interview.autosave import Autosave

At = Literal["page", "review"]


class Sitting(QObject):
    """Where an interview stands; every act saves what it changed and says what to draw."""

    changed = Signal(object)
    """Changes of an answer: the page in view draws them."""
    turned = Signal()
    """Another page, or the review, is to be shown."""

    def __init__(self, opened: OpenInterview, autosave: Autosave, parent: QObject) -> None:
        super().__init__(parent)
        self.interview = opened.interview
        self.session = opened.session
        self.at: At = "page"
        self._autosave = autosave
        self._index = 0
        self._position = Address("")
        self.page = self._first_page()
        self.is_read_only = opened.interview.state is not InterviewState.DRAFT

    def item(self, ref: Ref) -> Item:
        """One question as it stands."""
        return item(self.session, ref)

    def answer(self, ref: Ref, text: str) -> Changes:
        """Take an answer, "" to take it away."""
        return self._took(self.session.answer(ref, text))

    def mark(self, ref: Ref, special: Special | None) -> Changes:
        """Take a special answer; None takes it away."""
        if special is None:
            return self._took(self.session.answer(ref, ""))
        return self._took(self.session.mark(ref, special))

    def add_repeat(self, repeat: Ref) -> None:
        """Add an instance and go to its first question."""
        changes = self._took(self.session.add_repeat(repeat))
        if changes.added:
            self.go_to(changes.added[0])

    def remove_repeat(self, instance: Ref) -> None:
        """Remove an instance with everything in it, and show the end of its repeat."""
        self._took(self.session.remove_repeat(instance))
        self._show_page(page_of(self.session, Ref(instance.rpartition("[")[0])) or self.page)

    def speak(self, chosen: str) -> None:
        """Go on in another language of the form."""
        self._took(self.session.set_language(chosen))
        if not self.is_read_only:
            interview_id = self.interview.interview_id
            self._autosave.take(partial(_remember_language, interview_id, chosen))
        self._refresh_page()
        self.turned.emit()

    def step(self, by: int) -> None:
        """Turn to the next (1) or previous (-1) page; after the last one comes the review."""
        found = pages(self.session)
        if self.at == "review":
            if by < 0 and found:
                self._show_page(found[-1])
            return
        keys = [page.key for page in found]
        if self.page.key in keys:
            target = keys.index(self.page.key) + by
        else:  # the page went away with an answer; what stands in its place is the next one
            target = self._index if by > 0 else self._index - 1
        if target >= len(found):
            self.review()
        elif target >= 0:
            self._show_page(found[target])

    def go_to(self, ref: Ref) -> None:
        """Show the page of a question, a group or a repeat."""
        page = page_of(self.session, ref)
        if page is not None:
            self._position = Address("")
            self._show_page(page, ref)

    def review(self) -> None:
        """Show the review."""
        self.at = "review"
        self.turned.emit()

    def next_problem(self) -> bool:
        """Go to the first problem after the page in view, round to the start; False if none."""
        open_ones = violations(self.session)
        if not open_ones:
            return False
        order = {ref: n for n, page in enumerate(pages(self.session)) for ref in page.refs}
        later = [v for v in open_ones if order.get(v.ref, -1) > self._index]
        at_start = self.at == "review" or not later
        self.go_to((open_ones if at_start else later)[0].ref)
        return True

    def remember(self, ref: Ref) -> None:
        """Keep the question that has the focus, to reopen there; the end of a repeat too."""
        if ref == self.page.repeat_ref:
            address = Address(self.page.key)
        else:
            address = self.session.address_of(ref)
        if address == self._position or self.is_read_only:
            return
        self._position = address
        self._autosave.take(partial(_remember, self.interview.interview_id, address))

    def focus_ref(self) -> Ref | None:
        """The question to stand on when the page is drawn."""
        if not self._position or self._position == self.page.key:
            return None
        return self.session.ref_of(self._position)

    def _took(self, changes: Changes) -> Changes:
        if changes.relevance or changes.added or changes.removed:
            self._refresh_page()
        if changes.answers and not self.is_read_only:
            self._save(changes.answers)
        self.changed.emit(changes)
        return changes

    def _save(self, answers: tuple[Answer, ...]) -> None:
        position = self._position or None
        prepared = interviews.ticket(self.interview.interview_id, answers, position)
        self._autosave.take(partial(_save, prepared))

    def _first_page(self) -> Page:
        """Where the interview was left, else the first page."""
        found = pages(self.session)
        if self.interview.position:
            page = next((p for p in found if p.key == self.interview.position), None)
            if page is None:
                ref = self.session.ref_of(Address(self.interview.position))
                page = None if ref is None else page_of(self.session, ref)
            if page is not None:
                self._position = Address(self.interview.position)
                self._index = [p.key for p in found].index(page.key)
                return page
        return found[0] if found else Page("", "", (), Ref(""))

    def _show_page(self, page: Page, focus: Ref | None = None) -> None:
        self.at, self.page = "page", page
        keys = [other.key for other in pages(self.session)]
        self._index = keys.index(page.key) if page.key in keys else 0
        target = focus if focus in page.refs else None
        if target is None:
            target = page.repeat_ref or (page.refs[0] if page.refs else None)
        if target is not None:
            self.remember(target)
        self.turned.emit()

    def _refresh_page(self) -> None:
        """The same page with the words and refs it has now."""
        for page in pages(self.session):
            if page.key == self.page.key:
                self.page = page


def _save(prepared: SaveTicket, store: Workspace) -> None:
    interviews.save(store, prepared)


def _remember(interview_id: str, address: Address, store: Workspace) -> None:
    interviews.remember_position(store, interview_id, address)


def _remember_language(interview_id: str, language: str, store: Workspace) -> None:
    interviews.remember_language(store, interview_id, language)
