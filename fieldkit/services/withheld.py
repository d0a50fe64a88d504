"""What is not written on a page or into a template that leaves: answers that name a person."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from fieldkit.interview.evidence import EvidenceItem
from fieldkit.interview.session import InterviewSession
from fieldkit.records import Ref
from fieldkit.xforms.model import Node

_POSITION: Final = re.compile(r"\[\d+\]")

WITHHELD: Final = "\u2022\u2022\u2022"
"""Stands for an answer of the class `direct`, whose words name a person or a way to reach one."""


def is_direct(node: Node) -> bool:
    """Whether the form classes a question as a direct identifier (`fk:class`)."""
    return node.bind.fk.get("class", "").startswith("direct")


def withhold(session: InterviewSession, items: Iterable[EvidenceItem]) -> tuple[EvidenceItem, ...]:
    """The same answers, those of direct identifiers without their words."""
    return tuple(_shown(session, item) for item in items)


def _shown(session: InterviewSession, item: EvidenceItem) -> EvidenceItem:
    # A repeat that was counted has the ref of all its instances, hence the definition's node.
    if not item.value or not is_direct(session.definition.nodes[_pattern(item.ref)]):
        return item
    return replace(item, value=WITHHELD, value_text=WITHHELD, choice_labels=())


def _pattern(ref: Ref) -> Ref:
    return Ref(_POSITION.sub("", ref))
