"""One expression asked of one document, as `form eval` and the conformance data put it.

The document is already read; nothing here knows of files or XML syntax.
"""

import math
import random
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.xpath import evaluate
from fieldkit.xpath.evaluate import Expression
from fieldkit.xpath.nodes import Context, Element, Node

Json = bool | float | int | str | None

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "h": "http://www.w3.org/1999/xhtml",
        "xhtml": "http://www.w3.org/1999/xhtml",
        "mathml": "http://www.w3.org/1998/Math/MathML",
        "jr": "http://openrosa.org/javarosa",
        "orx": "http://openrosa.org/xforms",
        "odk": "http://www.opendatakit.org/xforms",
        "ev": "http://www.w3.org/2001/xml-events",
        "xsd": "http://www.w3.org/2001/XMLSchema",
    }
)
_XHTML: Final = PREFIXES["xhtml"]
_STEP = re.compile(r"/\*\[([0-9]+)\]")
TYPES: Final = ("boolean", "number", "string", "nodeset-count")


class DocumentEnvironment:
    """The world of a case: secondary instances and texts of its document, and a clock."""

    def __init__(
        self, document: Element, *, timezone: tzinfo, language: str, now: datetime | None = None
    ) -> None:
        self.timezone = timezone
        self.language = language
        self._now = now
        self._document = document
        self._instances: dict[str, Element] | None = None

    def instance(self, instance_id: str) -> Element | None:
        """Return the `<instance id>` of the document; the primary one has no id."""
        if self._instances is None:
            self._instances = {}
            for element in _elements(self._document, "instance"):
                name = element.attribute("id")
                if name:
                    self._instances.setdefault(name, element)
        return self._instances.get(instance_id)

    def now(self) -> datetime:
        """Return the fixed moment, or the present."""
        return datetime.now(UTC) if self._now is None else self._now

    def random(self) -> float:
        """Return a fresh number."""
        return random.random()  # noqa: S311 - order of choices, not a secret

    def uuid(self) -> str:
        """Return a fresh version 4 UUID."""
        return str(uuid.uuid4())

    def shuffle_seed(self, node: Node) -> str:  # noqa: ARG002
        """Return a fresh text: a case is evaluated once."""
        return str(self.random())

    def itext(self, text_id: str, form: str | None, context: Context) -> str:  # noqa: ARG002
        """Return the text in the language; if none is chosen, in the default or first one."""
        translations = _elements(self._document, "translation")
        if self.language:
            translations = [t for t in translations if t.attribute("lang") == self.language]
        else:
            translations.sort(key=lambda t: t.attribute("default") is None)
        return _text(translations[0], text_id, form) if translations else ""

    def choice_label(self, value: str, path_text: str, context: Context) -> str:  # noqa: ARG002
        """Return blank: a bare document has no questions."""
        return ""

    def special(self, node: Node) -> str:
        """Return the attribute `special`; a bare document has no other place for it."""
        for attribute in node.attributes():
            if attribute.name == "special":
                return attribute.string()
        return ""


def run(
    case: Mapping[str, object],
    document: Element,
    *,
    timezone: tzinfo = UTC,
    namespaces: Mapping[str, str] | None = None,
) -> dict[str, Json]:
    """Return `{"type", "value"}` of a case; raises Known if it is refused.

    `case` holds expr and, if wanted, context, root, type and language; `document` is the root
    node of its context_xml. Without a type the expression's own is used; a node-set is then
    given as its text.
    """
    expression, context = prepared(case, document, timezone, namespaces)
    asked = _asked(case.get("type"), expression)
    return {"type": asked, "value": _value(expression, asked, context)}


def prepared(
    case: Mapping[str, object],
    document: Element,
    timezone: tzinfo,
    namespaces: Mapping[str, str] | None = None,
) -> tuple[Expression, Context]:
    """Return the compiled expression and its context; raises Known when either is wrong."""
    root = _at(document, str(case["root"])) if case.get("root") else document
    if root.name == "instance" and root.children():
        root = root.children()[0]  # the case names the node above what `/data` names
    node = _node_at(document, str(case["context"])) if case.get("context") else document
    bindings = {**PREFIXES, **(namespaces or {})}
    bindings.pop("", None)
    if root is document and any(child.namespace == _XHTML for child in document.children()):
        # A page, not a form: XPath 1.0's rule that a bare name has no namespace matters.
        bindings[""] = ""
    expression = evaluate.compile(str(case["expr"]), namespaces=bindings)
    language = str(case.get("language") or "")
    environment = DocumentEnvironment(document, timezone=timezone, language=language)
    return expression, Context(node, root, environment)


def number_json(value: float) -> Json:
    """Return a number as JSON can hold it."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 and math.copysign(1.0, value) < 0:
        return "-0"
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _asked(wanted: object, expression: Expression) -> str:
    if wanted is None:
        own = expression.static_type
        return "string" if own == "nodes" else own
    if wanted == "error":
        return "string"
    if wanted not in TYPES:
        raise Known(Code.USAGE_WRONG, name="type", detail="not a result type")
    return str(wanted)


def _value(expression: Expression, asked: str, context: Context) -> Json:
    if asked == "boolean":
        return expression.boolean(context)
    if asked == "number":
        return number_json(expression.number(context))
    if asked == "nodeset-count":
        if expression.static_type != "nodes":
            raise Known(Code.FORM_SYNTAX, detail="not a node-set", column=1)
        return len(expression.nodes(context))
    return expression.string(context)


def _node_at(document: Element, path: str) -> Node:
    """Return the node at a path that may end in `/@name`."""
    place, _, name = path.partition("/@")
    element = _at(document, place)
    for attribute in element.attributes() if name else ():
        if attribute.name == name:
            return attribute
    if name:
        raise Known(Code.USAGE_WRONG, name="context", detail="no such node")
    return element


def _at(document: Element, path: str) -> Element:
    """Return the element at a path whose every step is `*[n]`; `/` is the document."""
    node, place = document, 0
    while place < len(path) and path != "/":
        match = _STEP.match(path, place)
        children = node.children()
        number = 0 if match is None else int(match[1])
        if match is None or not 1 <= number <= len(children):
            raise Known(Code.USAGE_WRONG, name="context", detail="no such node")
        node, place = children[number - 1], match.end()
    return node


def _elements(document: Element, name: str) -> list[Element]:
    found: list[Element] = []
    stack = [document]
    while stack:
        element = stack.pop()
        if element.name == name:
            found.append(element)
        stack.extend(reversed(element.children()))
    return found


def _text(translation: Element, text_id: str, form: str | None) -> str:
    for text in translation.named("text"):
        if text.attribute("id") == text_id:
            for value in text.named("value"):
                if value.attribute("form") == form:
                    return value.string()
    return ""
