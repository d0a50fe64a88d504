"""ODK functions over choices and conditions (ODK XForms specification, functions)."""

from collections.abc import Callable, Sequence
from typing import Final

from fieldkit.xpath.closures import (
    NumberOf,
    Piece,
    Static,
    from_boolean,
    from_date,
    from_number,
    from_string,
    node_number,
)
from fieldkit.xpath.core import words
from fieldkit.xpath.functions import Function, boolean_of_texts, number_of_text
from fieldkit.xpath.nodes import Context
from fieldkit.xpath.odk_strings import texts

_NO_LIMIT: Final = -1.0
_WHITE: Final = " \t\r\n"


def _selected(chosen: str, value: str) -> bool:
    """Return whether a value is in a list, or is all of it: blank, or one choice with a space."""
    wanted = value.strip(_WHITE)
    return wanted in words(chosen) or wanted == chosen.strip(_WHITE)


def _selected_build(arguments: Sequence[Piece]) -> Piece:
    wanted = arguments[1].constant
    if not isinstance(wanted, str) or len(words(wanted)) != 1:
        return boolean_of_texts(_selected)(arguments)
    string, (value,) = arguments[0].string, words(wanted)
    return from_boolean(lambda ctx: value in words(string(ctx)))


def _count_selected(chosen: str) -> float:
    return float(len(words(chosen)))


def _selected_at(arguments: Sequence[Piece]) -> Piece:
    string, number = arguments[0].string, arguments[1].number

    def selected_at(ctx: Context) -> str:
        chosen, place = words(string(ctx)), number(ctx)
        return chosen[int(place)] if chosen and -1 < place < len(chosen) else ""

    return from_string(selected_at)


def _if(arguments: Sequence[Piece]) -> Piece:
    """Only the branch that is taken is evaluated."""
    test, yes, no = arguments[0].boolean, arguments[1], arguments[2]
    piece = _branches(test, yes, no)
    # Each way of asking goes straight to the branch: if(c, 1, 'a') is 1 as a number.
    ys, ns, yn, nn, yb, nb = yes.string, no.string, yes.number, no.number, yes.boolean, no.boolean
    piece.string = lambda ctx: ys(ctx) if test(ctx) else ns(ctx)
    piece.number = lambda ctx: yn(ctx) if test(ctx) else nn(ctx)
    piece.boolean = lambda ctx: yb(ctx) if test(ctx) else nb(ctx)
    return piece


def _branches(test: Callable[[Context], bool], yes: Piece, no: Piece) -> Piece:
    if yes.nodes is not None and no.nodes is not None:
        yr, nr, yn, nn = yes.raw_set(), no.raw_set(), yes.nodes, no.nodes
        return Piece(
            Static.NODES,
            yes.string,
            yes.number,
            yes.boolean,
            nodes=lambda ctx: yn(ctx) if test(ctx) else nn(ctx),
            raw=lambda ctx: yr(ctx) if test(ctx) else nr(ctx),
        )
    if yes.static is no.static:
        day = _day(test, yes, no)
        make = {Static.NUMBER: lambda: from_number(yes.number),
                Static.BOOLEAN: lambda: from_boolean(yes.boolean),
                Static.DATE: lambda: from_date(yes.number, yes.string, day)}  # fmt: skip
        if yes.static in make:
            return make[yes.static]()
    piece = from_string(yes.string)
    if yes.static is not no.static or yes.branches or no.branches:
        piece.branches = test, yes, no
    return piece


def _day(test: Callable[[Context], bool], yes: Piece, no: Piece) -> NumberOf | None:
    if yes.day is None or no.day is None:
        return None
    y, n = yes.day, no.day
    return lambda ctx: y(ctx) if test(ctx) else n(ctx)


def _once(arguments: Sequence[Piece]) -> Piece:
    """Return the own value if there is one, relevant or not, else the argument."""
    string = arguments[0].string
    return from_string(lambda ctx: ctx.current.string() or string(ctx))


def _truths(arguments: Sequence[Piece]) -> list[Callable[[Context], Sequence[bool]]]:
    """Return closures for truth values: one, or one for each node that holds a text."""
    found: list[Callable[[Context], Sequence[bool]]] = []
    for argument in arguments:
        if argument.nodes is None:
            found.append(_one_truth(argument))
        else:
            found.append(_node_truths(argument))
    return found


def _one_truth(argument: Piece) -> Callable[[Context], Sequence[bool]]:
    boolean = argument.boolean
    return lambda ctx: (boolean(ctx),)


def _node_truths(argument: Piece) -> Callable[[Context], Sequence[bool]]:
    strings = texts(argument)
    return lambda ctx: [text != "" for text in strings(ctx)]


def _within(value: float, least: float, most: float) -> bool:
    return (least == _NO_LIMIT or value >= least) and (most == _NO_LIMIT or value <= most)


def _checklist(arguments: Sequence[Piece]) -> Piece:
    least, most, truths = arguments[0].number, arguments[1].number, _truths(arguments[2:])

    def checklist(ctx: Context) -> bool:
        count = sum(sum(truth(ctx)) for truth in truths)
        return _within(float(count), least(ctx), most(ctx))

    return from_boolean(checklist)


def _weighted_checklist(arguments: Sequence[Piece]) -> Piece:
    least, most = arguments[0].number, arguments[1].number
    truths = _truths(arguments[2::2])
    weights = [_weights(argument) for argument in arguments[3::2]]

    def checklist(ctx: Context) -> bool:
        total = 0.0
        for truth, weight in zip(truths, weights, strict=False):
            pairs = zip(truth(ctx), weight(ctx), strict=False)
            total += sum((number for is_true, number in pairs if is_true), 0.0)
        return _within(total, least(ctx), most(ctx))

    return from_boolean(checklist)


def _weights(argument: Piece) -> Callable[[Context], Sequence[float]]:
    number, nodes = argument.number, argument.nodes
    if nodes is None:
        return lambda ctx: (number(ctx),)
    return lambda ctx: [node_number(node, ctx) for node in nodes(ctx)]


def _choice_name(arguments: Sequence[Piece]) -> Piece:
    value, path = arguments[0].string, arguments[1].string
    return from_string(lambda ctx: ctx.environment.choice_label(value(ctx), path(ctx), ctx))


def _itext(arguments: Sequence[Piece]) -> Piece:
    string = arguments[0].string
    return from_string(lambda ctx: ctx.environment.itext(string(ctx), None, ctx))


def _uuid(arguments: Sequence[Piece]) -> Piece:
    """With a length: so many random letters and digits."""
    if not arguments:
        return from_string(lambda ctx: ctx.environment.uuid())
    length = arguments[0].number

    def uuid(ctx: Context) -> str:
        size, random = length(ctx), ctx.environment.random
        count = int(size) if 0 < size <= _LONGEST_UUID else 0
        return "".join(_LETTERS[int(random() * len(_LETTERS))] for _ in range(count))

    return from_string(uuid)


_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LONGEST_UUID: Final = 10_000

FUNCTIONS: Final = (
    Function("selected", 2, 2, "boolean", _selected_build),
    Function("selected-at", 2, 2, "string", _selected_at),
    Function("count-selected", 1, 1, "number", number_of_text(_count_selected)),
    Function("if", 3, 3, "string", _if),
    Function("once", 1, 1, "string", _once, is_volatile=True, reads_self=True),
    Function("checklist", 2, None, "boolean", _checklist),
    Function("weighted-checklist", 2, None, "boolean", _weighted_checklist, before_pairs=2),
    Function("jr:choice-name", 2, 2, "string", _choice_name),
    Function("jr:itext", 1, 1, "string", _itext),
    Function("uuid", 0, 1, "string", _uuid, is_volatile=True),
)
