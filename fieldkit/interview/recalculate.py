"""Runs the graph for what changed: each dependent expression once, in the order of ranks.

What waits is a list by rank and a heap of ranks, both of plain integers: tuples in the heap
doubled the time of an answer that decides a whole form (performance notes 1d).
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Final

from fieldkit.interview.choices import admissible
from fieldkit.interview.tree import LiveNode, LiveRoot, instances_of, probe_of
from fieldkit.xforms.graph import Edge, Graph, Kind, Vertex
from fieldkit.xforms.model import Question, Repeat

MAX_INSTANCES: Final = 1000  # of one repeat by its count: a guard against counts that never end
_MAX_SWINGS: Final = 2  # back and forth of one count in one act, before its instances stay

# Stands for the one node of an expression that occurs once, so that nothing is built to wait.
_ONE: Final[dict[LiveNode, None]] = {}

Before = tuple[str, bool, bool, bool]


@dataclass(slots=True)
class Round:
    """What one act touched: nodes with what they showed before, and what must be drawn again.

    `written` are those whose text or special answer was set, so that only they may be stored.
    """

    touched: dict[LiveNode, Before] = field(default_factory=dict)
    written: dict[LiveNode, None] = field(default_factory=dict)
    check: dict[LiveNode, None] = field(default_factory=dict)
    texts: dict[LiveNode, None] = field(default_factory=dict)
    choices: dict[LiveNode, None] = field(default_factory=dict)
    swings: dict[tuple[int, LiveNode], int] = field(default_factory=dict)


GrowInstances = Callable[[LiveNode, Repeat, int], None]
CutInstance = Callable[[LiveNode], None]


class Recalculation:
    """Everything that waits to be computed in one session, and the round being collected."""

    def __init__(self, root: LiveRoot, graph: Graph) -> None:
        self._root = root
        self._flat = root.flat
        self._graph = graph
        self._vertices = graph.vertices
        self._heap: list[int] = []
        self._waiting: list[dict[LiveNode, None] | None] = [None] * len(graph.vertices)
        # By rank: the index of the one node where the expression stands, -1 when there are many.
        self._single = [v.home.index if v.is_single else -1 for v in graph.vertices]
        self.round = Round()
        self.keeps_stored = False  # while resuming: saved results of calculations stand
        self.is_opening = False  # while a new interview is set up: a blank count means none
        self._growing: set[tuple[int, LiveNode]] = set()  # by count and the group around
        self._begun: dict[LiveNode, str] | None = None  # what `once()` found, while setting up
        self.grow: GrowInstances = _unset
        self.cut: CutInstance = _unset
        handlers: dict[Kind, Callable[[Vertex, LiveNode], None]] = {
            Kind.RELEVANT: self._relevant,
            Kind.COUNT: self._count,
            Kind.CALCULATE: self._calculate,
            Kind.CHOICES: self._choices,
            Kind.REQUIRED: self._required,
            Kind.READONLY: self._readonly,
            Kind.CONSTRAINT: self._constraint,
            Kind.TEXTS: self._texts,
        }
        self._handlers = [handlers[vertex.kind] for vertex in graph.vertices]

    def new_round(self) -> Round:
        """Start collecting anew; the round that ended is returned."""
        ended, self.round = self.round, Round()
        return ended

    @contextmanager
    def setting_up(self) -> Iterator[None]:
        """An interview or an instance is being set up: `once()` waits for its defaults too.

        A default may be computed from a calculation, so calculations run before it; one with
        `once()` that reads the default is then computed as if it had been blank until now.
        """
        if self._begun is not None:
            yield
            return
        self._begun = {}
        try:
            yield
        finally:
            self._begun = None

    def touch(self, live: LiveNode) -> None:
        """Remember what a node showed before this act."""
        touched = self.round.touched
        if live not in touched:
            touched[live] = (live.shown, live.is_relevant, live.required, live.readonly)

    def set_text(self, live: LiveNode, text: str) -> None:
        """Hold another text and mark its readers; a text nobody can see has none."""
        self.round.written[live] = None
        self._hold(live, text)

    def _hold(self, live: LiveNode, text: str) -> None:
        is_relevant = live.is_relevant
        touched = self.round.touched  # the hot path; as `touch` and `LiveNode.set_text`
        if live not in touched:
            shown = live.text if is_relevant else ""
            touched[live] = (shown, is_relevant, live.required, live.readonly)
        live.text = text
        live._number = None
        if is_relevant:
            graph, index, waiting = self._graph, live.model.index, self._waiting
            for rank in graph.value_ranks[index]:  # as `_wake`
                if waiting[rank] is None:
                    waiting[rank] = _ONE
                    heappush(self._heap, rank)
            for edge in graph.value_edges[index]:
                self._follow(edge, live)

    def mark(self, rank: int, live: LiveNode) -> None:
        """Let one expression wait for one node."""
        waiting = self._waiting[rank]
        if waiting is None:
            self._waiting[rank] = _ONE if self._single[rank] >= 0 else {live: None}
            heappush(self._heap, rank)
        elif waiting is not _ONE:
            waiting[live] = None

    def _wake(self, ranks: tuple[int, ...]) -> None:
        """Let expressions wait that stand at one node each."""
        waiting, heap = self._waiting, self._heap
        for rank in ranks:
            if waiting[rank] is None:
                waiting[rank] = _ONE
                heappush(heap, rank)

    def mark_all(self, live: LiveNode) -> None:
        """Let every expression at and inside a node wait."""
        for node in live.walk_all():
            for vertex in self._graph.vertices_of[node.model.index]:
                if vertex.kind is not Kind.COUNT:
                    self.mark(vertex.rank, node)
            for rank in self._counts(node):
                self.mark(rank, node)
            self.round.check[node] = None

    def mark_structure(self, parent: LiveNode, repeat: Repeat) -> None:
        """Instances came or went: whoever looks into the repeat from above waits."""
        for edge in self._graph.structure_edges[repeat.index]:
            self._follow(edge, parent)

    def mark_positions(self, instance: LiveNode) -> None:
        """An instance has another position: whoever inside asks for it waits."""
        for edge in self._graph.position_edges[instance.model.index]:
            self._follow(edge, instance)

    def mark_language(self) -> None:
        """The words are others now: what is computed from words waits."""
        ranks = self._graph.language_ranks
        if ranks:
            of_node = {self._vertices[rank].node.index for rank in ranks}
            for node in self._root.walk_all():
                if node.model.index in of_node:
                    for vertex in self._graph.vertices_of[node.model.index]:
                        if vertex.follows_language:
                            self.mark(vertex.rank, node)

    def run(self) -> None:
        """Compute until nothing waits."""
        heap, waiting, vertices, handlers, single, flat = (
            self._heap, self._waiting, self._vertices, self._handlers, self._single, self._flat,
        )  # fmt: skip
        while heap:
            rank = heappop(heap)
            lives, waiting[rank] = waiting[rank], None
            if lives is _ONE:
                only = flat[single[rank]]
                if only is not None:
                    handlers[rank](vertices[rank], only)
                continue
            vertex, handle = vertices[rank], handlers[rank]
            for live in lives or ():
                if live.is_attached:
                    handle(vertex, live)

    def _counts(self, node: LiveNode) -> Iterator[int]:
        children = getattr(node.model, "children", ())
        for child in children:
            if isinstance(child, Repeat) and child.count:
                vertex = self._graph.vertex(child, Kind.COUNT)
                if vertex is not None:
                    yield vertex.rank

    def _follow(self, edge: Edge, live: LiveNode) -> None:
        if edge.index >= 0:
            self.mark(edge.rank, live)  # which node it is, the rank says
            return
        target = live
        for _ in range(edge.up):
            if target.parent is None:
                return
            target = target.parent
        if edge.is_many:
            for found in _descend(target, edge.slots, 0):
                self.mark(edge.rank, found)
            return
        for slot in edge.slots:
            target = target.slots[slot]  # type: ignore[assignment]  # no repeat on the way
        self.mark(edge.rank, target)

    def _relevant(self, vertex: Vertex, live: LiveNode) -> None:
        value = vertex.test(live.context)
        if value is not live.own_relevant:
            live.own_relevant = value
            self.spread_relevance(live)

    def spread_relevance(self, live: LiveNode) -> None:
        """Hand relevance down from a node; whoever reads what flipped waits."""
        parent = live.parent
        value = live.own_relevant and (parent is None or parent.is_relevant)
        if value is live.is_relevant:
            return
        self._flip(live, value)
        for slot in live.slots:
            if isinstance(slot, list):
                for instance in slot:
                    self.spread_relevance(instance)
            elif slot.slots:
                self.spread_relevance(slot)
            else:
                inner = value and slot.own_relevant
                if inner is not slot.is_relevant:
                    self._flip(slot, inner)

    def _flip(self, live: LiveNode, value: bool) -> None:
        touched = self.round.touched  # as `touch`: a gate may flip the whole form
        if live not in touched:
            text = "" if value else live.text
            touched[live] = (text, not value, live.required, live.readonly)
        live.is_relevant = value
        graph, index = self._graph, live.model.index
        if graph.presence_ranks[index]:
            self._wake(graph.presence_ranks[index])
        for edge in graph.presence_edges[index]:
            self._follow(edge, live)
        if value:
            for rank in graph.waking[index]:
                self.mark(rank, live)

    def _calculate(self, vertex: Vertex, live: LiveNode) -> None:
        if not live.is_relevant or (self.keeps_stored and live.stored is not None):
            return
        text = vertex.compute(live.context) if self._begun is None else self._anew(vertex, live)
        if text != live.text:
            live.special = None
            if live.stored is not None or not self._graph.is_derived[live.model.index]:
                self.round.written[live] = None  # what follows from the answers is never stored
            self._hold(live, text)

    def _anew(self, vertex: Vertex, live: LiveNode) -> str:
        if self._begun is None or not vertex.expression.reads_self:
            return vertex.compute(live.context)
        held = live.text
        live.set_text(self._begun.setdefault(live, held))
        text = vertex.compute(live.context)
        live.set_text(held)
        return text

    def _count(self, vertex: Vertex, live: LiveNode) -> None:
        repeat, place = vertex.node, (vertex.rank, live)
        if not isinstance(repeat, Repeat) or place in self._growing:
            return  # what is growing asks for its count again when the new instance stands
        number = vertex.expression.number(probe_of(live, repeat).context)
        instances = instances_of(live, repeat)
        if math.isnan(number) and not self.is_opening:
            return  # decision G3: a count that becomes blank changes nothing
        # An answer must never stop an interview: beyond the limit no instances are added.
        wanted = 0 if math.isnan(number) else max(0, int(min(number, MAX_INSTANCES)))
        if wanted > len(instances):
            self._growing.add(place)
            self.grow(live, repeat, wanted - len(instances))
            self._growing.discard(place)
            self.mark(vertex.rank, live)
            self.round.swings[place] = self.round.swings.get(place, 0) | 1
        elif wanted < len(instances) and self._may_shrink(place):
            self.cut(instances[-1])
            self.mark(vertex.rank, live)

    def _may_shrink(self, place: tuple[int, LiveNode]) -> bool:
        """Whether a count may take instances away that it has just made.

        A count of its own instances can want one while there is none and none while there is one;
        after a few turns what stands stays. Odd numbers in `swings` mean: grew last.
        """
        swings = self.round.swings.get(place, 0)
        if swings > 2 * _MAX_SWINGS:
            return False
        self.round.swings[place] = swings + swings % 2
        return True

    def _choices(self, _: Vertex, live: LiveNode) -> None:
        self.round.choices[live] = None
        for edge in self._graph.choice_edges[live.model.index]:
            self._follow(edge, live)
        if live.text and live.is_relevant and isinstance(live.model, Question):
            kept = admissible(live, self._graph.compiler)
            if kept != live.text:
                self.set_text(live, kept)

    def _required(self, vertex: Vertex, live: LiveNode) -> None:
        live.own_required = vertex.test(live.context)
        self._spread_required(live)

    def _spread_required(self, live: LiveNode) -> None:
        value = live.own_required or (live.parent is not None and live.parent.required)
        if value is not live.required:
            self.touch(live)
            live.required = value
            for child in live.children():
                self._spread_required(child)

    def _readonly(self, vertex: Vertex, live: LiveNode) -> None:
        live.own_readonly = vertex.test(live.context)
        self._spread_readonly(live)

    def _spread_readonly(self, live: LiveNode) -> None:
        value = live.own_readonly or (live.parent is not None and live.parent.readonly)
        if value is not live.readonly:
            self.touch(live)
            live.readonly = value
            for child in live.children():
                self._spread_readonly(child)

    def _constraint(self, _: Vertex, live: LiveNode) -> None:
        self.round.check[live] = None

    def _texts(self, _: Vertex, live: LiveNode) -> None:
        self.round.texts[live] = None
        if isinstance(live.model, Question) and live.model.choices:
            self.round.choices[live] = None  # the value may stand in the words of a choice


def _descend(live: LiveNode, slots: tuple[int, ...], start: int) -> Iterator[LiveNode]:
    for place in range(start, len(slots)):
        slot = live.slots[slots[place]]
        if isinstance(slot, list):
            for instance in slot:
                yield from _descend(instance, slots, place + 1)
            return
        live = slot
    yield live


def _unset(*_: object) -> None:
    """Nothing grows or is cut before the session has said how."""
