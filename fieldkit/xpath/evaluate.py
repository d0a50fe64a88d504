"""Compiles expression text once into closures; `Expression` is all that other packages see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal as Word

from fieldkit.xpath import grammar
from fieldkit.xpath.closures import NodesOf, Piece, Static
from fieldkit.xpath.compiler import Compiler
from fieldkit.xpath.nodes import Context, Node, Resolver
from fieldkit.xpath.reads import Purpose, Read, kinds_of_change, reads
from fieldkit.xpath.syntax import Syntax

StaticType = Word["string", "number", "boolean", "nodes"]
Value = str | float | bool | list[Node]

_STATIC_TYPES: dict[Static, StaticType] = {
    Static.STRING: "string",
    Static.NUMBER: "number",
    Static.BOOLEAN: "boolean",
    Static.NODES: "nodes",
    Static.DATE: "string",
}

__all__ = ["Expression", "Purpose", "Read", "StaticType", "Value", "compile"]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A compiled expression; the callables convert as `string()`, `number()` and `boolean()` do.

    `nodes` is empty for an expression that is not a node-set. `value` gives the expression's own
    type; a date is its text. `is_volatile`: two evaluations on the same answers may differ (now,
    today, random, uuid, once, randomize without seed). `reads_self`: `once()` looks at the own
    node, which is no dependency and so not among `reads`.
    """

    text: str
    syntax: Syntax
    static_type: StaticType
    reads: tuple[Read, ...]
    is_volatile: bool
    reads_self: bool
    string: Callable[[Context], str]
    number: Callable[[Context], float]
    boolean: Callable[[Context], bool]
    nodes: Callable[[Context], list[Node]]
    value: Callable[[Context], Value]


def compile(
    text: str,
    *,
    resolver: Resolver | None = None,
    namespaces: Mapping[str, str] | None = None,
) -> Expression:
    """Compile an expression.

    `namespaces` maps prefixes to URIs. A name without prefix matches any namespace, unless the
    mapping has the key "". Raises `Known` FORM_SYNTAX, FORM_FUNCTION or FORM_ARITY with slots
    `detail`, `column` (of the text, from 1) and, for functions, `name`.
    """
    tree, found, is_volatile, reads_self = _analysed(text)
    piece = Compiler(resolver, namespaces or {}).piece(tree)
    nodes = piece.nodes
    return Expression(
        text=text,
        syntax=tree,
        static_type=_STATIC_TYPES[piece.static],
        reads=found,
        is_volatile=is_volatile,
        reads_self=reads_self,
        string=piece.string,
        number=piece.number,
        boolean=piece.boolean,
        nodes=_no_nodes if nodes is None else _listed(nodes),
        value=_value(piece),
    )


@lru_cache(maxsize=32_768)  # a form is loaded again for every interview
def _analysed(text: str) -> tuple[Syntax, tuple[Read, ...], bool, bool]:
    tree = grammar.parse(text)
    return (tree, reads(tree), *kinds_of_change(tree))


def _value(piece: Piece) -> Callable[[Context], Value]:
    if piece.static is Static.NUMBER:
        return piece.number
    if piece.static is Static.BOOLEAN:
        return piece.boolean
    if piece.nodes is not None:
        return _listed(piece.nodes)
    return piece.string


def _listed(nodes: NodesOf) -> Callable[[Context], list[Node]]:
    return lambda ctx: list(nodes(ctx))


def _no_nodes(_: Context) -> list[Node]:
    return []
