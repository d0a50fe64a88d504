"""The way through an interview: pages in order, next and previous, outline, progress."""

from dataclasses import dataclass
from typing import Literal

from fieldkit.interview.validate import Violation
from fieldkit.records import Ref


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once: one question, a field-list group, or the end of a repeat.

    `key` is stable while instances come and go (it is made of addresses). `group_ref` is the
    innermost group around the page, "" at the top. `repeat_ref` is set on the page that offers to
    add an instance (`/data/child`); its `refs` are the instances there are.
    """

    key: str
    title: str
    refs: tuple[Ref, ...]
    group_ref: Ref
    repeat_ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One row of the table of contents, in document order; only what is relevant has one."""

    depth: int
    ref: Ref
    label: str
    kind: Literal["question", "group", "repeat", "instance", "note"]
    answered: bool
    violation: Violation | None
