"""Which expression reads what, in which order they are computed, and which loops are refused.

Built once per definition. A *vertex* is one expression at one node (its relevance, its
calculation, …); its rank is its place in the order of computing. An *edge* leads from a node to a
vertex that reads it, with the way from an instance of the one to instances of the other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from fieldkit.errors import Code, Known, refuse
from fieldkit.records import Ref
from fieldkit.xforms.compiler import Compiler, bind_condition, calculation, calls
from fieldkit.xforms.itext import outputs_of
from fieldkit.xforms.model import Action, Group, Node, Question, Repeat
from fieldkit.xforms.order import loops, ranked
from fieldkit.xforms.places import Places
from fieldkit.xforms.reads import NodeRead, node_reads
from fieldkit.xpath.evaluate import Expression
from fieldkit.xpath.nodes import Context, Element
from fieldkit.xpath.reads import Purpose


class Kind(IntEnum):
    """What a vertex computes; the last four only mark and never change a value by themselves."""

    RELEVANT = 0
    COUNT = 1
    CALCULATE = 2
    CHOICES = 3
    REQUIRED = 4
    READONLY = 5
    CONSTRAINT = 6
    TEXTS = 7


# Decision F1: what may not form a loop. Counts, choices, constraints and texts may.
_STRICT: Final = frozenset({Kind.RELEVANT, Kind.CALCULATE, Kind.REQUIRED, Kind.READONLY})
_RANKED: Final = frozenset({Kind.RELEVANT, Kind.COUNT, Kind.CALCULATE, Kind.CHOICES})
_COLUMNS: Final = {
    Kind.RELEVANT: "relevant",
    Kind.COUNT: "repeat_count",
    Kind.CALCULATE: "calculation",
    Kind.CHOICES: "choice_filter",
    Kind.REQUIRED: "required",
    Kind.READONLY: "read_only",
    Kind.CONSTRAINT: "constraint",
    Kind.TEXTS: "label",
}


@dataclass(slots=True, eq=False)
class Vertex:
    """One expression at one node.

    `test` is the boolean of a condition (decision F3), `compute` the text of a calculation.

    `home` is the node whose live instances are marked: the node itself, but for a count the group
    around the repeat, since there may be no instance yet.
    """

    kind: Kind
    node: Node
    home: Node
    expression: Expression
    reads: tuple[NodeRead, ...]
    is_single: bool
    test: Callable[[Context], bool]
    compute: Callable[[Context], str]
    follows_language: bool = False
    rank: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """The way from a live node to the instances of a reader.

    `index` ≥ 0: the reader occurs once, under that index. Otherwise climb `up` parents and go
    down `slots`; `is_many` when a repeat stands on the way down.
    """

    rank: int
    index: int
    up: int
    slots: tuple[int, ...]
    is_many: bool


Edges = tuple[tuple[Edge, ...], ...]
Ranks = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Graph:
    """Everything a session needs to compute; sequences are by node index unless said."""

    vertices: tuple[Vertex, ...]  # by rank
    vertices_of: tuple[tuple[Vertex, ...], ...]
    value_ranks: Ranks  # readers of a node's text that occur once
    value_edges: Edges  # its other readers
    presence_ranks: Ranks  # readers of whether it is there, its text's readers too: that occur once
    presence_edges: Edges  # the others
    choice_edges: Edges  # readers of its choices
    structure_edges: Edges  # of a repeat: who looks into it from above; from the parent group
    position_edges: Edges  # of a repeat: who asks for its position; from the instance
    constraint_of: tuple[Vertex | None, ...]
    waking: tuple[tuple[int, ...], ...]  # ranks to compute when a node becomes relevant again
    is_derived: tuple[bool, ...]  # its text follows from other answers alone
    language_ranks: tuple[int, ...]
    compiler: Compiler
    places: Places

    def vertex(self, node: Node, kind: Kind) -> Vertex | None:
        """The vertex of one kind at a node."""
        return next((v for v in self.vertices_of[node.index] if v.kind is kind), None)


def build_graph(
    root: Group,
    nodes: Mapping[Ref, Node],
    actions: tuple[Action, ...],
    instances: Mapping[str, Element],
    namespaces: Mapping[str, str],
) -> Graph:
    """Compile every expression of a form, refuse loops and references to nothing, and order."""
    places = Places(root, nodes, namespaces)
    compiler = Compiler(places, namespaces)
    vertices: list[Vertex] = []
    problems: list[Known] = []
    for node in nodes.values():
        for kind, texts in _expressions(node):
            with gathering(problems):
                found = [compiler.expression(text, node, _COLUMNS[kind]) for text in texts]
                vertices.append(_vertex(kind, node, found, places, instances))
        soft = node.bind.fk.get("soft", "")
        with gathering(problems):
            _check_reads(soft, node, "bind::fk:soft", places, compiler, instances)
    for action in actions:
        with gathering(problems):
            target = nodes[action.target]
            _check_reads(action.value, target, "default", places, compiler, instances)
    refuse([*problems, *_loops(vertices, places)])
    _rank(vertices, places)
    vertices.sort(key=lambda vertex: vertex.rank)
    return _graph(vertices, len(nodes), compiler, places)


@contextmanager
def gathering(problems: list[Known]) -> Iterator[None]:
    """Keep a refusal of what is done inside, so that the rest of the form is looked at too."""
    try:
        yield
    except Known as problem:
        problems.append(problem)


def _check_reads(
    text: str,
    node: Node,
    column: str,
    places: Places,
    compiler: Compiler,
    instances: Mapping[str, Element],
) -> None:
    if text:
        expression = compiler.expression(text, node, column)
        node_reads(expression, column, node, places, instances)


def _expressions(node: Node) -> Iterator[tuple[Kind, list[str]]]:
    bind = node.bind
    pairs = (
        (Kind.RELEVANT, bind.relevant),
        (Kind.REQUIRED, bind.required),
        (Kind.READONLY, bind.readonly),
        (Kind.CONSTRAINT, bind.constraint),
        (Kind.CALCULATE, bind.calculate),
        (Kind.COUNT, node.count if isinstance(node, Repeat) else ""),
        (Kind.CHOICES, _nodeset(node)),
    )
    yield from ((kind, [text]) for kind, text in pairs if text)
    outputs = outputs_of(node)
    if outputs:
        yield Kind.TEXTS, outputs


def _nodeset(node: Node) -> str:
    return node.itemset.nodeset if isinstance(node, Question) and node.itemset else ""


def _vertex(
    kind: Kind,
    node: Node,
    expressions: list[Expression],
    places: Places,
    instances: Mapping[str, Element],
) -> Vertex:
    reads = {
        read: None
        for expression in expressions
        for read in node_reads(expression, _COLUMNS[kind], node, places, instances)
    }
    first = expressions[0]
    home = (places.parent(node) or node) if kind is Kind.COUNT else node
    return Vertex(
        kind,
        node,
        home,
        first,
        tuple(reads),
        places.is_single(home),
        bind_condition(first),
        calculation(first, node.bind.data_type),
        any(
            call.name in {"jr:itext", "jr:choice-name"}
            for expression in expressions
            if "jr:" in expression.text
            for call in calls(expression.syntax)
        ),
    )


def _loops(vertices: list[Vertex], places: Places) -> Iterator[Known]:
    strict = [vertex for vertex in vertices if vertex.kind in _STRICT]
    for loop in loops(_needs(strict, places, _STRICT)):
        first = strict[loop[0]]
        yield Known(
            Code.FORM_CYCLE,
            name=tuple(_members([strict[place] for place in loop], places)),
            ref=first.node.ref,
            column=_COLUMNS[first.kind],
        )


def _members(loop: list[Vertex], places: Places) -> dict[Ref, None]:
    """Every node of a loop; one that is on it only by the relevance of its group too."""
    members: dict[Ref, None] = {vertex.node.ref: None for vertex in loop}
    groups = {vertex.node for vertex in loop if isinstance(vertex.node, Group)}
    for vertex in loop:
        for read in vertex.reads:
            if groups.intersection(places.ancestors(read.node)):
                members[read.node.ref] = None
    return members


def _rank(vertices: list[Vertex], places: Places) -> None:
    ordered = [vertex for vertex in vertices if vertex.kind in _RANKED]
    order = ranked(_needs(ordered, places, _RANKED))
    for rank, place in enumerate(order):
        ordered[place].rank = rank
    late = sorted((v for v in vertices if v.kind not in _RANKED), key=lambda vertex: vertex.kind)
    for rank, vertex in enumerate(late, start=len(order)):
        vertex.rank = rank


def _needs(vertices: list[Vertex], places: Places, kinds: frozenset[Kind]) -> list[list[int]]:
    """For each vertex the places of those that must be computed before it."""
    own: dict[int, list[int]] = {}
    for place, vertex in enumerate(vertices):
        own.setdefault(vertex.node.index, []).append(place)
    is_strict = kinds is _STRICT
    inherited = (Kind.RELEVANT, Kind.READONLY) if is_strict else (Kind.RELEVANT, Kind.COUNT)

    def settled(read: NodeRead, reader: Vertex) -> Iterator[int]:
        for place in own.get(read.node.index, ()):
            if read.purpose is Purpose.VALUE or vertices[place].kind is Kind.RELEVANT:
                if vertices[place] is reader and read.purpose is not Purpose.VALUE:
                    continue
                yield place
        for group in places.ancestors(read.node):
            for place in own.get(group.index, ()):
                is_itself = vertices[place] is reader
                if vertices[place].kind in inherited and (is_strict or not is_itself):
                    yield place

    needs = [
        [place for read in vertex.reads for place in settled(read, vertex)] for vertex in vertices
    ]
    if not is_strict:
        for place, vertex in enumerate(vertices):
            needs[place].extend(_above(vertex, own, vertices, places))
    return needs


def _above(
    vertex: Vertex, own: Mapping[int, list[int]], vertices: list[Vertex], places: Places
) -> Iterator[int]:
    """Relevance first: of the groups around, and of the node itself before its calculation."""
    around: Iterable[Node] = places.ancestors(vertex.node)
    for place in own.get(vertex.node.index, ()):
        if vertices[place].kind is Kind.RELEVANT and vertices[place] is not vertex:
            yield place
    for group in around:
        for place in own.get(group.index, ()):
            if vertices[place].kind in {Kind.RELEVANT, Kind.COUNT}:
                yield place


def _graph(vertices: list[Vertex], size: int, compiler: Compiler, places: Places) -> Graph:
    of_node: list[list[Vertex]] = [[] for _ in range(size)]
    value: list[dict[Edge, None]] = [{} for _ in range(size)]
    presence: list[dict[Edge, None]] = [{} for _ in range(size)]
    choice: list[dict[Edge, None]] = [{} for _ in range(size)]
    structure: list[dict[int, Edge]] = [{} for _ in range(size)]
    position: list[dict[Edge, None]] = [{} for _ in range(size)]
    for vertex in vertices:
        of_node[vertex.node.index].append(vertex)
        for read in vertex.reads:
            edge = _edge(vertex, read.node, read.pivot, places)
            presence[read.node.index][edge] = None
            if read.purpose is Purpose.VALUE:
                value[read.node.index][edge] = None
            elif read.purpose is Purpose.CHOICES:
                choice[read.node.index][edge] = None
            for repeat, start in _repeats_passed(read, places):
                structure[repeat.index].setdefault(
                    vertex.rank, _edge(vertex, start, read.pivot, places)
                )
            if read.node is read.pivot and isinstance(read.node, Repeat):
                position[read.node.index][edge] = None
    return Graph(
        tuple(vertices),
        tuple(tuple(found) for found in of_node),
        tuple(_ranks(edges) for edges in value),
        tuple(_others(edges) for edges in value),
        tuple(_ranks(edges) for edges in presence),
        tuple(_others(edges) for edges in presence),
        tuple(tuple(edges) for edges in choice),
        tuple(tuple(edges.values()) for edges in structure),
        tuple(tuple(edges) for edges in position),
        tuple(
            next((vertex for vertex in found if vertex.kind is Kind.CONSTRAINT), None)
            for found in of_node
        ),
        tuple(
            tuple(v.rank for v in found if v.kind in {Kind.CALCULATE, Kind.CHOICES})
            for found in of_node
        ),
        tuple(any(_is_derivation(vertex) for vertex in found) for found in of_node),
        tuple(vertex.rank for vertex in vertices if vertex.follows_language),
        compiler,
        places,
    )


def _ranks(edges: Iterable[Edge]) -> tuple[int, ...]:
    return tuple({edge.rank: None for edge in edges if edge.index >= 0})


def _others(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    return tuple(edge for edge in edges if edge.index < 0)


def _is_derivation(vertex: Vertex) -> bool:
    expression = vertex.expression
    is_pure = not (expression.is_volatile or expression.reads_self)
    return vertex.kind is Kind.CALCULATE and is_pure


def _edge(vertex: Vertex, source: Node, pivot: Node, places: Places) -> Edge:
    if vertex.is_single:
        return Edge(vertex.rank, vertex.home.index, 0, (), is_many=False)
    if places.depth(pivot) > places.depth(vertex.home):
        pivot = vertex.home
    way = places.down(pivot, vertex.home)
    return Edge(
        vertex.rank,
        -1,
        places.depth(source) - places.depth(pivot),
        tuple(node.slot for node in way),
        any(isinstance(node, Repeat) for node in way),
    )


def _repeats_passed(read: NodeRead, places: Places) -> Iterator[tuple[Repeat, Node]]:
    """The repeats below the pivot on the way to what is read, each with the group around it."""
    for node in (read.node, *places.ancestors(read.node)):
        if node is read.pivot:
            return
        parent = places.parent(node)
        if isinstance(node, Repeat) and parent is not None:
            yield node, parent
