"""Compiles expression text once into closures; `Expression` is all that other packages see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal as Word

from fieldkit.xpath.nodes import Context, Node, Resolver
from fieldkit.xpath.reads import Purpose, Read
from fieldkit.xpath.syntax import Syntax

StaticType = Word["string", "number", "boolean", "nodes"]
Value = str | float | bool | list[Node]

__all__ = ["Expression", "Purpose", "Read", "StaticType", "Value", "compile"]


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; the callables convert as `string()`, `number()` and `boolean()` do.

    `nodes` is empty for an expression that is not a node-set. `value` gives the expression's own
    type; a date is its text. `is_volatile`: two evaluations on the same answers may differ (now,
    today, random, uuid, randomize without seed). `reads_self`: `once()` looks at the own node,
    which is no dependency and so not among `reads`.
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
    raise NotImplementedError
