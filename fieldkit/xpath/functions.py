"""How a function is declared, and builders that fit plain Python functions to closures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fieldkit.xpath.closures import Piece, from_boolean, from_number, from_string
from fieldkit.xpath.nodes import Context

Build = Callable[[Sequence[Piece]], Piece]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: its arity and how it is compiled.

    `most` is None when any number of arguments will do; `result` is the type named in the help.
    """

    name: str
    least: int
    most: int | None
    result: str
    build: Build
    is_volatile: bool = False
    reads_self: bool = False
    before_pairs: int | None = None  # so many arguments, then pairs

    def accepts(self, count: int) -> bool:
        """Return whether the function can be called with so many arguments."""
        if self.before_pairs is not None and (count - self.before_pairs) % 2:
            return False
        return self.least <= count and (self.most is None or count <= self.most)


def text_of_texts(function: Callable[..., str]) -> Build:
    """Return the builder of a function from texts to a text."""

    def build(arguments: Sequence[Piece]) -> Piece:
        strings = [argument.string for argument in arguments]
        if len(strings) == 1:
            only = strings[0]
            return from_string(lambda ctx: function(only(ctx)))
        if len(strings) == 2:
            first, second = strings
            return from_string(lambda ctx: function(first(ctx), second(ctx)))
        return from_string(lambda ctx: function(*[string(ctx) for string in strings]))

    return build


def boolean_of_texts(function: Callable[..., bool]) -> Build:
    """Return the builder of a function from one or two texts to a boolean."""

    def build(arguments: Sequence[Piece]) -> Piece:
        first = arguments[0].string
        if len(arguments) == 1:
            return from_boolean(lambda ctx: function(first(ctx)))
        second = arguments[1].string
        return from_boolean(lambda ctx: function(first(ctx), second(ctx)))

    return build


def number_of_text(function: Callable[[str], float]) -> Build:
    """Return the builder of a function from a text to a number."""

    def build(arguments: Sequence[Piece]) -> Piece:
        string = arguments[0].string
        return from_number(lambda ctx: function(string(ctx)))

    return build


def number_of_numbers(function: Callable[..., float]) -> Build:
    """Return the builder of a function from numbers to a number."""

    def build(arguments: Sequence[Piece]) -> Piece:
        numbers = [argument.number for argument in arguments]
        if len(numbers) == 1:
            only = numbers[0]
            return from_number(lambda ctx: function(only(ctx)))
        return from_number(lambda ctx: function(*[number(ctx) for number in numbers]))

    return build


def self_string(ctx: Context) -> str:
    """Return the text of the context node, blank if it is not relevant."""
    return ctx.node.string() if ctx.node.is_relevant else ""
