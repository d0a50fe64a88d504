"""What would stop finishing now: required questions without an answer, broken constraints."""

from dataclasses import dataclass
from typing import Literal

from fieldkit.records import Ref


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing to put right; `message` is the form's own text in the session's language or ""."""

    ref: Ref
    code: Literal["required", "constraint"]
    message: str = ""
