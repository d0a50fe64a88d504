"""The form's words for one live node, with the values that they show filled in."""

from fieldkit.interview.tree import LiveNode
from fieldkit.xforms.compiler import Compiler
from fieldkit.xforms.model import Text


def render(text: Text | None, live: LiveNode, language: str, compiler: Compiler) -> str:
    """A text in a language; outputs are computed at the node that the words belong to (F19)."""
    if text is None:
        return ""
    if text.expression:
        return compiler.expression(text.expression, live.model).string(live.context)
    return "".join(
        part
        if isinstance(part, str)
        else compiler.output(part.expression, live.model).string(live.context)
        for part in text.parts(language)
    )
