"""The choices of a live question: which are offered now, and what of an answer they admit."""

from decimal import Decimal, InvalidOperation

from fieldkit.interview.tree import LiveNode
from fieldkit.xforms.compiler import Compiler
from fieldkit.xforms.model import Control, Question
from fieldkit.xpath.nodes import Context
from fieldkit.xpath.nodes import Node as XPathNode

_MULTIPLE = frozenset({Control.SELECT, Control.RANK})
SELECTS = frozenset({Control.SELECT_ONE, Control.SELECT, Control.RANK})


def has_choices(question: Question) -> bool:
    """Whether the question's answers are choices of a list; one without any list takes all."""
    return question.control in SELECTS and bool(question.itemset or question.choices)


def rows(live: LiveNode, compiler: Compiler) -> list[XPathNode]:
    """The nodes that the question's choices are made from now, in the order shown."""
    question = live.model
    if not isinstance(question, Question) or question.itemset is None:
        return []
    expression = compiler.expression(question.itemset.nodeset, question, "choice_filter")
    return [node for node in expression.nodes(live.context) if node.is_relevant]


def values(live: LiveNode, compiler: Compiler) -> list[str]:
    """The values that are offered now."""
    question = live.model
    if not isinstance(question, Question):
        return []
    if question.itemset is None:
        return [choice.value for choice in question.choices]
    return [
        text_at(row, question.itemset.value_ref, live, compiler) for row in rows(live, compiler)
    ]


def admissible(live: LiveNode, compiler: Compiler) -> str:
    """What remains of the answer when only offered choices may stand (decision F12).

    Several stand in the order of the list, those of a default too (G1).
    """
    question = live.model
    if not isinstance(question, Question) or not has_choices(question):
        return live.text
    offered = values(live, compiler)
    if question.control not in _MULTIPLE:
        return live.text if live.text in offered else ""
    given = dict.fromkeys(live.text.split())
    if question.control is Control.RANK:
        known = set(offered)
        return " ".join(value for value in given if value in known)
    return " ".join(value for value in dict.fromkeys(offered) if value in given)


def as_stored(live: LiveNode, text: str, compiler: Compiler) -> str | None:
    """The answer as it is stored, or None when it is not among the choices (G1, G7)."""
    question = live.model
    if not isinstance(question, Question) or not has_choices(question):
        return text
    offered = values(live, compiler)
    if question.control not in _MULTIPLE:
        return text if text in offered else None
    given = list(dict.fromkeys(text.split()))
    if any(value not in offered for value in given):
        return None
    if question.control is Control.RANK:
        return " ".join(given) if len(given) == len(set(offered)) else None
    return " ".join(value for value in dict.fromkeys(offered) if value in given)


def is_on_scale(question: Question, text: str) -> bool:
    """Whether a number is a mark of a range: from start to end in steps; any order of the ends.

    ODK XForms specification, "Range"; a scale that is not written in numbers admits all.
    """
    said = [question.parameters.get(name, "") for name in ("start", "end", "step")]
    try:
        start, end, step = (Decimal(part) for part in said)
        number = Decimal(text)
    except InvalidOperation:
        return True
    if not min(start, end) <= number <= max(start, end):
        return False
    return not step or (number - start) % step == 0


def text_at(row: XPathNode, ref: str, live: LiveNode, compiler: Compiler) -> str:
    """The text that a value or label reference finds in a row."""
    if not ref:
        return ""
    if ref.isidentifier():
        found = next((node for node in row.named(ref) if node.is_relevant), None)
        return found.string() if found is not None else ""
    expression = compiler.item_expression(ref)
    context = Context(row, live.context.root, live.context.environment, live)
    return expression.string(context)
