"""The columns of our own (`bind::fk:…`): what may stand in them; and what no form may ask of us.

Anything else is refused, since a misspelt privacy mark or indicator would be lost without a sound.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.records import Special
from fieldkit.xforms.model import FormDefinition, Group, Node, Question, Repeat

CLASSES: Final = ("direct", "quasi", "sensitive", "free", "safe")
_YES_NO: Final = ("yes", "no", "true", "false", "true()", "false()", "1", "0")
NO_SPECIAL: Final = "none"
_SPECIALS: Final = (*(special.value for special in Special), NO_SPECIAL)
_INDICATOR = re.compile(r"[a-z0-9][a-z0-9-]*/[A-Za-z0-9_]+([.-][A-Za-z0-9_]+)*")
_PURPOSE = re.compile(r"[a-z][a-z0-9_]*")
COLUMNS: Final = (
    "indicator",
    "class",
    "private",
    "soft",
    "soft-message",
    "special",
    "consent",
    "beside",
    "case",
)
BESIDE: Final = ("word", "article", "against", "opinion", "flag", "contradiction", "told")
"""What stands beside a score and never enters it; after a dot what it is about (`flag.family`)."""
_QUERY = re.compile(r"<input\b[^>]*\squery=[^>]*>")
_REF = re.compile(r"""\sref=["']([^"']*)""")
_KEY: Final = "base64RsaPublicKey"


def faults(definition: FormDefinition, xform: str = "") -> Iterator[Known]:
    """What is wrong in our columns, and what we cannot honour and so must not ignore."""
    for control in _QUERY.findall(xform):
        found = _REF.search(control)
        yield Known(
            Code.FORM_UNSUPPORTED,
            ref=found.group(1) if found else "",
            column="type",
            name="select_one_external",
            detail="a list in itemsets.csv: use select_one_from_file",
            clause="ODK XForms specification, Secondary Instances - External",
        )
    if definition.submission.get(_KEY):
        yield Known(
            Code.FORM_UNSUPPORTED,
            sheet="settings",
            row=2,
            column="public_key",
            name="public_key",
            detail="encryption",
        )
    for node in definition.nodes.values():
        for name, value in node.bind.fk.items():
            detail = _fault(definition, node, name, value)
            if detail:
                yield Known(
                    Code.FORM_COLUMN,
                    ref=node.ref,
                    column=f"bind::fk:{name}",
                    name=value or name,
                    detail=detail,
                )


def _fault(definition: FormDefinition, node: Node, name: str, value: str) -> str:
    """What is wrong with one cell of ours, in words; "" when nothing is."""
    if name not in COLUMNS:
        return f"no such column of fieldkit; there are {_listed(COLUMNS)}"
    if not value or name in {"soft", "soft-message"}:
        return ""
    if name == "indicator":
        return _indicator_fault(definition, node, value)
    if isinstance(node, Group) and name in {"class", "special", "consent"}:
        return "belongs to a question, not to a group"
    if name == "consent" and not _PURPOSE.fullmatch(value):
        return "a purpose is one word of small letters, such as interview"
    if name == "special":
        return _special_fault(value)
    if name == "beside":
        return "" if value.partition(".")[0] in BESIDE else f"may be {_listed(BESIDE)}"
    allowed: Mapping[str, tuple[str, ...]] = {
        "class": CLASSES,
        "private": _YES_NO,
        "case": _YES_NO,
    }
    if name in allowed and value not in allowed[name]:
        shown = CLASSES if name == "class" else ("yes", "no")
        return f"may be {_listed(shown)}"
    return ""


def _indicator_fault(definition: FormDefinition, node: Node, value: str) -> str:
    if not _INDICATOR.fullmatch(value):
        return "an indicator is written RULESET/CODE, such as ilo2012-adult/duress.x"
    if not isinstance(node, Question):
        return "belongs to a calculation, not to a group"
    around = definition.graph.places.ancestors(node)
    if any(isinstance(group, Repeat) for group in around):
        return "an indicator inside a repeat has several values: compute one outside"
    return ""


def _special_fault(value: str) -> str:
    words = value.replace(",", " ").split()
    if any(word not in _SPECIALS for word in words):
        return f"may be {_listed(_SPECIALS)}"
    if NO_SPECIAL in words and len(words) > 1:
        return "none stands alone"
    return "a word stands twice" if len(set(words)) < len(words) else ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
