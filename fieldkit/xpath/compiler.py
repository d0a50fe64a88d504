"""Syntax tree to closures: everything that can be decided before answers exist is decided here."""

from collections.abc import Callable, Mapping, Sequence

from fieldkit.xpath import compare, odk_nodes, paths, values
from fieldkit.xpath.axes import walk
from fieldkit.xpath.closures import (
    BooleanOf,
    NodesOf,
    NumberOf,
    Piece,
    Static,
    constant_number,
    constant_string,
    from_boolean,
    from_nodes,
    from_number,
    from_single,
)
from fieldkit.xpath.library import FUNCTIONS
from fieldkit.xpath.nodes import Context, Node, Resolver
from fieldkit.xpath.paths import Shape
from fieldkit.xpath.syntax import (
    CURRENT,
    RELATIVE,
    Axis,
    Call,
    FilterPath,
    Literal,
    LocationPath,
    Negation,
    NodeTest,
    Number,
    Operation,
    Step,
    Syntax,
    TestKind,
    parts,
)

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "*": lambda a, b: a * b,
    "div": values.divide,
    "mod": values.modulo,
}
_NUMBERED = frozenset([Static.NUMBER, Static.STRING, Static.DATE])
# Without arguments these look at the context node, its position or its size.
_CONTEXT_FUNCTIONS = frozenset(
    ["position", "last", "string", "number", "normalize-space", "string-length", "local-name",
     "namespace-uri"]
)  # fmt: skip


class Compiler:
    """Turns syntax into a `Piece`; one for each expression."""

    def __init__(self, resolver: Resolver | None, namespaces: Mapping[str, str]) -> None:
        self._resolver = resolver
        self._namespaces = namespaces
        self._predicates = 0  # how many predicates we are inside of

    def piece(self, tree: Syntax) -> Piece:
        """Return the compiled expression; raises FORM_SYNTAX where a node-set is missing."""
        match tree:
            case Number(value):
                return constant_number(value)
            case Literal(text):
                return constant_string(text)
            case Negation(operand):
                return self._negation(operand)
            case LocationPath():
                return self._location(tree)
            case FilterPath():
                return self._filter(tree)
            case Call("indexed-repeat", arguments):
                pieces = [self.piece(argument) for argument in arguments]
                return odk_nodes.indexed_repeat(pieces, self._inside(arguments))
            case Call(name, arguments):
                return FUNCTIONS[name].build([self.piece(argument) for argument in arguments])
            case Operation():
                return self._operation(tree)

    def _negation(self, operand: Syntax) -> Piece:
        inner = self.piece(operand)
        if isinstance(inner.constant, float):
            return constant_number(-inner.constant)
        number = inner.reckoned()
        return from_number(lambda ctx: -number(ctx))

    def _operation(self, tree: Operation) -> Piece:
        operator = tree.operator
        if operator in ("or", "and"):
            tests = [self.piece(part).boolean for part, _ in _spine(tree, (operator,))]
            return from_boolean(_all(tests) if operator == "and" else _any(tests))
        if operator in ("+", "-"):
            terms = [(self.piece(part).reckoned(), sign) for part, sign in _spine(tree, ("+", "-"))]
            return from_number(_sum(terms))
        if operator == "|":
            parts = [self.piece(part).raw_set() for part, _ in _spine(tree, ("|",))]
            return from_nodes(paths.union(parts))
        left, right = self.piece(tree.left), self.piece(tree.right)
        if operator in _ARITHMETIC:
            return from_number(_binary(_ARITHMETIC[operator], left.reckoned(), right.reckoned()))
        return from_boolean(compare.comparison(operator, left, right))

    def _location(self, path: LocationPath) -> Piece:
        if self._resolver is not None and self._is_resolvable(path):
            get = self._resolver.resolve(path)
            if get is not None:
                return from_single(get)
        if _is_self(path.steps):
            if path.origin == CURRENT:
                return from_single(lambda ctx: ctx.current)
            if path.origin == RELATIVE:
                return from_single(lambda ctx: ctx.node)
        return from_nodes(self._walk(paths.origin_nodes(path.origin), Shape.ONE, path.steps))

    def _is_resolvable(self, path: LocationPath) -> bool:
        if self._predicates and path.origin == RELATIVE:
            return False
        return not any(step.predicates for step in path.steps)

    def _filter(self, tree: FilterPath) -> Piece:
        start = self.piece(tree.base).node_set()
        if tree.predicates:
            start = _filtered(start, [self._predicate(each) for each in tree.predicates])
        return from_nodes(self._walk(start, Shape.SORTED, tree.steps))

    def _walk(self, start: NodesOf, shape: Shape, steps: Sequence[Step]) -> NodesOf:
        made = self._steps(shape, steps)
        return paths.chain(start, made) if made else start

    def _steps(self, shape: Shape, steps: Sequence[Step]) -> list[paths.StepOf]:
        made: list[paths.StepOf] = []
        for step in _joined(steps):
            made.append(self._step(shape, step))
            shape = paths.step_shape(shape, step.axis)
            if step.predicates and shape is Shape.ONE:
                shape = Shape.LEVEL
        return made

    def _inside(self, arguments: Sequence[Syntax]) -> Sequence[paths.StepOf] | None:
        """Return the steps from the innermost repeat named to the node asked for.

        None where the paths do not say it step by step; then every node is looked through.
        """
        target, deepest = arguments[0], 0
        if not isinstance(target, LocationPath):
            return None
        for repeat in arguments[1::2]:
            if not isinstance(repeat, LocationPath) or repeat.origin != target.origin:
                return None
            size = len(repeat.steps)
            if target.steps[:size] != repeat.steps or not all(map(_is_plain, repeat.steps)):
                return None
            deepest = max(deepest, size)
        return self._steps(Shape.ONE, target.steps[deepest:])

    def _step(self, shape: Shape, step: Step) -> paths.StepOf:
        reach = walk(step.axis, step.test, self._namespaces)
        if not step.predicates:
            return paths.plain_step(shape, step.axis, reach)
        predicates = _split(step.predicates)
        filters = [self._predicate(each) for each in predicates]
        general = paths.filtered_step(shape, step.axis, reach, filters)
        lookup = self._lookup(step, predicates[0]) if shape <= Shape.LEVEL else None
        if lookup is None:
            return general
        if isinstance(lookup, paths.Span):
            return paths.spanned_step(step.test.name, lookup, general, filters[1:])
        return paths.indexed_step(step.test.name, lookup, general, filters[1:])

    def _predicate(self, tree: Syntax) -> paths.Filter:
        self._predicates += 1
        kept = paths.predicate(self.piece(tree))
        self._predicates -= 1
        return kept

    def _lookup(self, step: Step, tree: Syntax) -> paths.Lookup | paths.Span | None:
        test = step.test
        if step.axis is not Axis.CHILD or test.kind is not TestKind.NAME or not self._is_any(test):
            return None
        if not isinstance(tree, Operation):
            return None
        if tree.operator in compare.MIRRORED:
            return self._span(tree)
        if tree.operator != "=":
            return None
        for key, other in ((tree.left, tree.right), (tree.right, tree.left)):
            child = self._child_name(key)
            if child and not _looks_at_context(other):
                self._predicates += 1
                piece = self.piece(other)
                self._predicates -= 1
                if piece.static is Static.STRING and piece.branches is None:
                    return paths.Lookup(child, _alone(piece))
                if piece.static is Static.NODES:
                    return paths.Lookup(child, compare.strings(piece.raw_set()))
        return None

    def _span(self, tree: Operation) -> paths.Span | None:
        mirrored = compare.MIRRORED[tree.operator]
        sides = ((tree.left, tree.right, tree.operator), (tree.right, tree.left, mirrored))
        for key, other, symbol in sides:
            child = self._child_name(key)
            if child and not _looks_at_context(other):
                self._predicates += 1
                piece = self.piece(other)
                self._predicates -= 1
                if piece.static in _NUMBERED or piece.single is not None:
                    return paths.Span(child, symbol, piece.reckoned())
        return None

    def _child_name(self, tree: Syntax) -> str:
        if isinstance(tree, LocationPath) and tree.origin == RELATIVE and len(tree.steps) == 1:
            step = tree.steps[0]
            is_child = step.axis is Axis.CHILD and step.test.kind is TestKind.NAME
            if is_child and not step.predicates and self._is_any(step.test):
                return step.test.name
        return ""

    def _is_any(self, test: NodeTest) -> bool:
        # The index knows local names only.
        return not test.prefix and "" not in self._namespaces


def _alone(piece: Piece) -> Callable[[Context], Sequence[str]]:
    string = piece.string
    return lambda ctx: (string(ctx),)


def _filtered(start: NodesOf, filters: Sequence[paths.Filter]) -> NodesOf:
    def nodes(ctx: Context) -> Sequence[Node]:
        found = start(ctx)
        for keep in filters:
            found = keep(found, ctx)
        return found

    return nodes


def _spine(tree: Operation, operators: Sequence[str]) -> list[tuple[Syntax, str]]:
    """Return the operands of a left-leaning chain with the operator before each."""
    parts: list[tuple[Syntax, str]] = []
    node: Syntax = tree
    while isinstance(node, Operation) and node.operator in operators:
        parts.append((node.right, node.operator))
        node = node.left
    parts.append((node, operators[0]))
    parts.reverse()
    return parts


def _all(tests: Sequence[BooleanOf]) -> BooleanOf:
    if len(tests) == 2:
        first, second = tests
        return lambda ctx: first(ctx) and second(ctx)

    def every(ctx: Context) -> bool:
        for test in tests:  # noqa: SIM110 - all() with a generator is twice as slow
            if not test(ctx):
                return False
        return True

    return every


def _any(tests: Sequence[BooleanOf]) -> BooleanOf:
    if len(tests) == 2:
        first, second = tests
        return lambda ctx: first(ctx) or second(ctx)

    def some(ctx: Context) -> bool:
        for test in tests:  # noqa: SIM110 - any() with a generator is twice as slow
            if test(ctx):
                return True
        return False

    return some


def _sum(terms: Sequence[tuple[NumberOf, str]]) -> NumberOf:
    if len(terms) == 2:
        (first, _), (second, sign) = terms
        if sign == "+":
            return lambda ctx: first(ctx) + second(ctx)
        return lambda ctx: first(ctx) - second(ctx)
    if len(terms) == 3 and {sign for _, sign in terms} == {"+"}:
        one, two, three = (number for number, _ in terms)
        return lambda ctx: one(ctx) + two(ctx) + three(ctx)
    head = terms[0][0]
    rest = [(number, sign == "+") for number, sign in terms[1:]]

    def total(ctx: Context) -> float:
        value = head(ctx)
        for number, is_added in rest:
            value = value + number(ctx) if is_added else value - number(ctx)
        return value

    return total


def _binary(operate: Callable[[float, float], float], left: NumberOf, right: NumberOf) -> NumberOf:
    return lambda ctx: operate(left(ctx), right(ctx))


def _is_plain(step: Step) -> bool:
    return step.axis in (Axis.CHILD, Axis.PARENT, Axis.SELF) and not step.predicates


def _is_self(steps: Sequence[Step]) -> bool:
    return all(
        step.axis is Axis.SELF and step.test.kind is TestKind.NODE and not step.predicates
        for step in steps
    )


def _joined(steps: Sequence[Step]) -> list[Step]:
    """Join `//name` into one descendant step where no predicate counts positions."""
    joined: list[Step] = []
    for step in steps:
        before = joined[-1] if joined else None
        is_everywhere = (
            before is not None
            and before.axis is Axis.DESCENDANT_OR_SELF
            and before.test.kind is TestKind.NODE
            and not before.predicates
        )
        if is_everywhere and step.axis is Axis.CHILD and not step.predicates:
            joined[-1] = Step(Axis.DESCENDANT, step.test)
        else:
            joined.append(step)
    return joined


def _split(predicates: tuple[Syntax, ...]) -> tuple[Syntax, ...]:
    """Split `[a = x and b]` into `[a = x][boolean(b)]`, so that the first can use an index."""
    first = predicates[0]
    if not isinstance(first, Operation) or first.operator != "and":
        return predicates
    if _counts(first):
        return predicates
    parts = [part for part, _ in _spine(first, ("and",))]
    return (*(_as_boolean(part) for part in parts), *predicates[1:])


def _as_boolean(tree: Syntax) -> Syntax:
    if isinstance(tree, Operation) and tree.operator in ("=", "!=", "<", "<=", ">", ">="):
        return tree
    return Call("boolean", (tree,), 1)


def _counts(tree: Syntax) -> bool:
    return any(
        isinstance(part, Call) and part.name in ("position", "last") and not part.arguments
        for part in parts(tree)
    )


def _looks_at_context(tree: Syntax) -> bool:
    for part in parts(tree):
        if isinstance(part, LocationPath) and part.origin == RELATIVE:
            return True
        if isinstance(part, Call) and not part.arguments and part.name in _CONTEXT_FUNCTIONS:
            return True
    return False
