"""The way through an interview: pages in order, next and previous, outline, progress."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fieldkit.interview import texts
from fieldkit.interview.tree import LiveNode, instances_of, probe_of
from fieldkit.interview.validate import Violation, violation
from fieldkit.records import Ref
from fieldkit.xforms.graph import Kind
from fieldkit.xforms.model import BodyItem, Control, Question, Repeat

if TYPE_CHECKING:
    from fieldkit.interview.session import InterviewSession


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once: one question, a field-list group, or the end of a repeat.

    `key` is stable while instances come and go (it is made of addresses). `group_ref` is the
    innermost group around the page, "" at the top. `repeat_ref` is set on the page that offers to
    add an instance (`/data/child`); its `refs` are the instances there are.
    """

    key: str
    title: str
    refs: tuple[Ref, ...]
    group_ref: Ref
    repeat_ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One row of the table of contents, in document order; only what is relevant has one."""

    depth: int
    ref: Ref
    label: str
    kind: Literal["question", "group", "repeat", "instance", "note"]
    answered: bool
    violation: Violation | None


def pages(session: "InterviewSession") -> tuple[Page, ...]:
    """Every page there is now, in the order of the form."""
    return tuple(_Walk(session).pages(session.definition.body, session.root))


def next_page(session: "InterviewSession", page: Page) -> Page | None:
    """The page after one, None after the last; after the first when the page is gone."""
    return _beside(session, page, 1)


def previous_page(session: "InterviewSession", page: Page) -> Page | None:
    """The page before one, None before the first."""
    return _beside(session, page, -1)


def page_of(session: "InterviewSession", ref: Ref) -> Page | None:
    """The page that shows a ref: its own, that of a repeat's end, or the first inside a group."""
    found = pages(session)
    for page in found:
        if page.repeat_ref == ref or (ref in page.refs and page.repeat_ref is None):
            return page
    inside = f"{ref}/"
    return next((p for p in found if any(r.startswith(inside) for r in p.refs)), None)


def progress(session: "InterviewSession") -> tuple[int, int]:
    """How many questions have an answer, of those that can be asked now."""
    asked = [live for live in session.root.walk() if is_askable(live)]
    return sum(1 for live in asked if is_answered(live)), len(asked)


def outline(session: "InterviewSession") -> tuple[OutlineRow, ...]:
    """The table of contents of what is relevant now."""
    return tuple(_Walk(session).rows(session.definition.body, session.root, 0))


def is_askable(live: LiveNode) -> bool:
    """Whether somebody can be asked this now."""
    model = live.model
    return (
        isinstance(model, Question)
        and model.control not in {None, Control.NOTE}
        and live.is_relevant
        and not live.readonly
    )


def is_answered(live: LiveNode) -> bool:
    """Whether there is an answer, a special one too."""
    return bool(live.text) or live.special is not None


def is_open(session: "InterviewSession", repeat: Repeat, parent: LiveNode) -> bool:
    """Whether a repeat as a whole is relevant in one group; it may have no instance to ask."""
    vertex = session.definition.graph.vertex(repeat, Kind.RELEVANT)
    if vertex is None or not parent.is_relevant:
        return parent.is_relevant
    return vertex.test(probe_of(parent, repeat).context)


def _beside(session: "InterviewSession", page: Page, by: int) -> Page | None:
    found = pages(session)
    keys = [other.key for other in found]
    place = keys.index(page.key) + by if page.key in keys else 0
    return found[place] if 0 <= place < len(found) else None


class _Walk:
    """One walk through the body of a form over the live tree."""

    def __init__(self, session: "InterviewSession") -> None:
        self._session = session
        self._places = session.definition.graph.places

    def pages(
        self, items: tuple[BodyItem, ...], around: LiveNode, title: str = "", key: str = ""
    ) -> Iterator[Page]:
        for number, item in enumerate(items):
            if item.kind == "repeat":
                yield from self._repeat_pages(item, around)
                continue
            live = self._live(item, around)
            if not live.is_relevant:
                continue
            if item.kind == "question":
                yield Page(live.address, title, (live.ref,), _group_ref(around))
                continue
            words = self._words(item, live) or title
            inner_key = live.address if item.ref else f"{key or around.address}#{number}"
            if _is_together(item):
                yield from self._together(item, live, words, inner_key)
            else:
                yield from self.pages(item.children, live, words, inner_key)

    def rows(
        self, items: tuple[BodyItem, ...], around: LiveNode, depth: int
    ) -> Iterator[OutlineRow]:
        for item in items:
            if item.kind == "repeat":
                yield from self._repeat_rows(item, around, depth)
                continue
            live = self._live(item, around)
            if not live.is_relevant:
                continue
            words = self._words(item, live)
            if item.kind == "question":
                yield self._question_row(live, words, depth)
            elif not words:
                yield from self.rows(item.children, live, depth)
            else:
                yield OutlineRow(depth, live.ref, words, "group", answered=False, violation=None)
                yield from self.rows(item.children, live, depth + 1)

    def _together(self, item: BodyItem, live: LiveNode, title: str, key: str) -> Iterator[Page]:
        refs = tuple(self._refs(item.children, live))
        if refs:
            yield Page(key, title, refs, _group_ref(live))
        for child in item.children:
            # A repeat cannot be shown inside a page; its pages follow.
            if child.kind == "repeat":
                yield from self._repeat_pages(child, live)

    def _refs(self, items: tuple[BodyItem, ...], around: LiveNode) -> Iterator[Ref]:
        for item in items:
            if item.kind == "repeat":
                continue
            live = self._live(item, around)
            if live.is_relevant:
                if item.kind == "question":
                    yield live.ref
                else:
                    yield from self._refs(item.children, live)

    def _repeat_pages(self, item: BodyItem, around: LiveNode) -> Iterator[Page]:
        repeat, parent = self._repeat(item, around)
        if not is_open(self._session, repeat, parent):
            return
        instances = instances_of(parent, repeat)
        title = self._words(item, probe_of(parent, repeat))
        for instance in instances:
            if instance.is_relevant:
                numbered = f"{self._words(item, instance)} {instance.place + 1}".strip()
                if _is_together(item):
                    yield from self._together(item, instance, numbered, instance.address)
                else:
                    yield from self.pages(item.children, instance, numbered, instance.address)
        if not repeat.count and not repeat.has_fixed_count:
            refs = tuple(instance.ref for instance in instances if instance.is_relevant)
            ref = Ref(f"{parent.ref}/{repeat.name}")
            key = f"{parent.address}/{repeat.name}[]"
            yield Page(key, title, refs, _group_ref(parent), ref)

    def _repeat_rows(self, item: BodyItem, around: LiveNode, depth: int) -> Iterator[OutlineRow]:
        repeat, parent = self._repeat(item, around)
        if not is_open(self._session, repeat, parent):
            return
        ref = Ref(f"{parent.ref}/{repeat.name}")
        title = self._words(item, probe_of(parent, repeat))
        yield OutlineRow(depth, ref, title, "repeat", answered=False, violation=None)
        for instance in instances_of(parent, repeat):
            if instance.is_relevant:
                numbered = f"{self._words(item, instance)} {instance.place + 1}".strip()
                yield OutlineRow(
                    depth + 1, instance.ref, numbered, "instance", answered=False, violation=None
                )
                yield from self.rows(item.children, instance, depth + 2)

    def _question_row(self, live: LiveNode, words: str, depth: int) -> OutlineRow:
        is_note = isinstance(live.model, Question) and live.model.control is Control.NOTE
        standing = violation(live, self._session.definition.graph, self._session.language)
        kind: Literal["note", "question"] = "note" if is_note else "question"
        return OutlineRow(depth, live.ref, words, kind, is_answered(live), standing)

    def _live(self, item: BodyItem, around: LiveNode) -> LiveNode:
        """The live node of an item; a group without a ref stands where it is written."""
        if not item.ref:
            return around
        live = around
        wanted = self._session.definition.nodes[item.ref]
        # A body may show a node inside the controls of a repeat that does not hold it.
        groups = {wanted, *self._places.ancestors(wanted)}
        while live.parent is not None and live.model not in groups:
            live = live.parent
        for node in self._places.down(live.model, wanted):
            slot = live.slots[node.slot]
            if isinstance(slot, list):
                break
            live = slot
        return live

    def _repeat(self, item: BodyItem, around: LiveNode) -> tuple[Repeat, LiveNode]:
        """The repeat and the live group that holds its instances."""
        repeat = self._session.definition.nodes[item.ref]
        return repeat, self._live(item, around)  # type: ignore[return-value]  # kind says so

    def _words(self, item: BodyItem, live: LiveNode) -> str:
        compiler = self._session.definition.graph.compiler
        return texts.render(item.label, live, self._session.language, compiler)


def _is_together(item: BodyItem) -> bool:
    return "field-list" in item.appearance.split() or "table-list" in item.appearance.split()


def _group_ref(live: LiveNode) -> Ref:
    return live.ref if live.parent is not None else Ref("")
