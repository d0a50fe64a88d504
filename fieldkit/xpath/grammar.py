"""Expression text to a syntax tree: a Pratt parser over XPath 1.0 with ODK's functions."""

from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.xpath.library import FUNCTIONS
from fieldkit.xpath.syntax import (
    ABSOLUTE,
    CURRENT,
    INSTANCE_PREFIX,
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
)
from fieldkit.xpath.tokens import Kind, Token, literal_text, syntax_error, tokens

# What one level costs in Python frames, here, in the compiler and in the closures, times this,
# stays well below the interpreter's limit.
MAX_DEPTH: Final = 100

_BINDING: Final = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_NEGATION: Final = 7
# Long chains of these are compiled as lists, so they cost no depth.
_CHAINED: Final = frozenset(["or", "and", "+", "-", "|"])
_NODE_TYPES: Final = frozenset([kind.value for kind in TestKind if kind not in ("name", "any")])
_ANY_NODE: Final = NodeTest(TestKind.NODE)
_EVERYWHERE: Final = Step(Axis.DESCENDANT_OR_SELF, _ANY_NODE)
_ABBREVIATED: Final = {".": Axis.SELF, "..": Axis.PARENT}
_AXES: Final = {axis.value: axis for axis in Axis}


def parse(text: str) -> Syntax:
    """Return the syntax tree.

    Raises `Known`: FORM_SYNTAX, FORM_FUNCTION for an unknown function, FORM_ARITY for a wrong
    number of arguments, wherever they stand (conformance decision 22).
    """
    parser = _Parser(tokens(text))
    tree = parser.expression(0)
    parser.expect_end()
    return tree


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._place = 0
        self._depth = 0
        self._next = found[0]

    def expect_end(self) -> None:
        if self._next.kind is not Kind.END:
            raise self._unexpected()

    def expression(self, binding: int) -> Syntax:
        depth = self._depth
        self._deepen()
        left = self._operand()
        while self._next.kind is Kind.OPERATOR:
            operator = self._next.text
            level = _BINDING[operator]
            if level <= binding:
                break
            if operator not in _CHAINED:
                self._deepen()
            self._advance()
            left = Operation(operator, left, self.expression(level))
        self._depth = depth
        return left

    def _operand(self) -> Syntax:
        signs = 0
        while self._next.kind is Kind.OPERATOR and self._next.text == "-":
            self._advance()
            signs += 1
        if signs == 0:
            return self._path()
        # -(-x) is number(x): two signs are kept, the rest cancels out.
        operand = self.expression(_NEGATION)
        for _ in range(1 if signs % 2 else 2):
            operand = Negation(operand)
        return operand

    def _path(self) -> Syntax:
        token = self._next
        if token.kind is Kind.SYMBOL and token.text == "/":
            self._advance()
            steps = self._steps() if self._starts_step() else ()
            return LocationPath(ABSOLUTE, steps)
        if token.kind is Kind.SYMBOL and token.text == "//":
            self._advance()
            return LocationPath(ABSOLUTE, (_EVERYWHERE, *self._steps()))
        primary = self._primary()
        if primary is None:
            if not self._starts_step():
                raise self._unexpected()
            return LocationPath(RELATIVE, self._steps())
        predicates = self._predicates()
        steps = ()
        if self._is("/"):
            self._advance()
            steps = self._steps()
        elif self._is("//"):
            self._advance()
            steps = (_EVERYWHERE, *self._steps())
        origin = _origin(primary)
        if origin is not None:
            if not predicates:
                return LocationPath(origin, steps)
            primary = LocationPath(origin, ())
        if predicates or steps:
            return FilterPath(primary, predicates, steps)
        return primary

    def _primary(self) -> Syntax | None:
        token = self._next
        if token.kind is Kind.NUMBER:
            self._advance()
            return Number(float(token.text))
        if token.kind is Kind.LITERAL:
            self._advance()
            return Literal(literal_text(token))
        if token.kind is Kind.SYMBOL and token.text == "(":
            self._advance()
            inner = self.expression(0)
            self._expect(")")
            return inner
        if token.kind is Kind.NAME and self._peek().text == "(" and self._is_call(token):
            return self._call()
        return None

    def _is_call(self, token: Token) -> bool:
        return self._peek().kind is Kind.SYMBOL and token.text not in _NODE_TYPES

    def _call(self) -> Syntax:
        token = self._advance()
        self._expect("(")
        arguments: list[Syntax] = []
        if not self._is(")"):
            arguments.append(self.expression(0))
            while self._is(","):
                self._advance()
                arguments.append(self.expression(0))
        self._expect(")")
        function = FUNCTIONS.get(token.text)
        if function is None:
            raise Known(Code.FORM_FUNCTION, name=token.text, column=token.column)
        if not function.accepts(len(arguments)):
            raise Known(Code.FORM_ARITY, name=token.text, column=token.column)
        return Call(token.text, tuple(arguments), token.column)

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while True:
            if self._is("/"):
                self._advance()
            elif self._is("//"):
                self._advance()
                steps.append(_EVERYWHERE)
            else:
                return tuple(steps)
            steps.append(self._step())

    def _starts_step(self) -> bool:
        token = self._next
        if token.kind is Kind.NAME:
            return True
        return token.kind is Kind.SYMBOL and token.text in (".", "..", "@", "*")

    def _step(self) -> Step:
        token = self._next
        axis = Axis.CHILD
        if token.kind is Kind.SYMBOL:
            short = _ABBREVIATED.get(token.text)
            if short is not None:
                self._advance()
                # XPath 1.0 allows no predicate after an abbreviation; `.[…]` is common in forms.
                return Step(short, _ANY_NODE, self._predicates())
            if token.text == "@":
                self._advance()
                axis = Axis.ATTRIBUTE
        elif token.kind is Kind.NAME and self._peek().text == "::":
            named = _AXES.get(token.text)
            if named is None:
                raise syntax_error("unknown axis", token.column)
            axis = named
            self._advance()
            self._advance()
        return Step(axis, self._node_test(), self._predicates())

    def _node_test(self) -> NodeTest:
        token = self._next
        if token.kind is not Kind.NAME:
            self._expect("*")
            return NodeTest(TestKind.ANY)
        self._advance()
        if token.text in _NODE_TYPES and self._is("("):
            self._advance()
            if token.text == TestKind.INSTRUCTION and self._next.kind is Kind.LITERAL:
                self._advance()
            self._expect(")")
            return NodeTest(TestKind(token.text))
        prefix, colon, name = token.text.rpartition(":")
        if name == "*":
            return NodeTest(TestKind.ANY, "", prefix)
        return NodeTest(TestKind.NAME, name, prefix if colon else "")

    def _predicates(self) -> tuple[Syntax, ...]:
        if not self._is("["):
            return ()
        found: list[Syntax] = []
        while self._is("["):
            self._advance()
            found.append(self.expression(0))
            self._expect("]")
        return tuple(found)

    def _is(self, symbol: str) -> bool:
        return self._next.kind is Kind.SYMBOL and self._next.text == symbol

    def _peek(self) -> Token:
        # NAME is never last: END follows.
        return self._tokens[self._place + 1]

    def _advance(self) -> Token:
        token = self._next
        self._place += 1
        self._next = self._tokens[self._place]
        return token

    def _expect(self, symbol: str) -> None:
        if not self._is(symbol):
            raise self._unexpected()
        self._advance()

    def _deepen(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise syntax_error("nested too deeply", self._next.column)

    def _unexpected(self) -> Known:
        if self._next.kind is Kind.END:
            return syntax_error("unexpected end", self._next.column)
        return syntax_error("unexpected token", self._next.column)


def _origin(primary: Syntax) -> str | None:
    if not isinstance(primary, Call):
        return None
    if primary.name == "current":
        return CURRENT
    if primary.name == "instance" and isinstance(primary.arguments[0], Literal):
        return INSTANCE_PREFIX + primary.arguments[0].value
    return None
