"""What a screen shows of one question: texts, choices and flags, ready to draw."""

from dataclasses import dataclass
from typing import Literal

from fieldkit.interview.validate import Violation
from fieldkit.records import Ref, Special


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One choice as offered now: what is stored and what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question, note, group heading or repeat heading; texts are in the session's language.

    `value` is blank while the node is not relevant or has a special answer. `violation` is what
    would stop finishing now. `soft_message` is "" unless a soft check fails: the answer stands and
    a reason is asked for.
    """

    ref: Ref
    kind: Literal["question", "group", "repeat", "note"]
    control: Literal[
        "input", "select1", "select", "rank", "range", "trigger", "note", "upload", ""
    ]  # "" for groups and repeats
    data_type: str
    appearance: str
    label: str
    hint: str
    guidance: str
    value: str
    special: Special | None
    choices: tuple[ChoiceView, ...]
    required: bool
    readonly: bool
    relevant: bool
    violation: Violation | None
    message: str  # the constraint's text when it is broken, the required text when it is blank
    fk_class: str
    is_private: bool
    specials_offered: tuple[Special, ...]
    soft_message: str = ""
    parameters: tuple[tuple[str, str], ...] = ()  # of a range: start, end, step
