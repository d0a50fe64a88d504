"""Three-valued logic: present, absent, and unknown, which is neither.

Don't know, refused, not asked and not applicable are all unknown here; the store keeps them apart.
"""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Final, NoReturn

from fieldkit.errors import Bug, Code, Known


class Outcome(StrEnum):
    """What a rule says of a case; `UNDETERMINED` means that the answers allow both results."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"

    @staticmethod
    def between(low: bool, high: bool) -> "Outcome":
        """Return the outcome of a rule that is `low` at worst and `high` at best."""
        if low:
            return Outcome.MET
        return Outcome.UNDETERMINED if high else Outcome.NOT_MET


class Truth(Enum):
    """The value of an indicator: present, absent or unknown."""

    TRUE = "1"
    FALSE = "0"
    UNKNOWN = ""

    @classmethod
    def from_text(cls, text: str) -> "Truth":
        """Read `1`, `0` or nothing; anything else is `DATA_CELL`, and the caller adds the place."""
        truth = _BY_TEXT.get(text.strip())
        if truth is None:
            raise Known(Code.DATA_CELL)
        return truth

    @property
    def text(self) -> str:
        """The cell that `from_text` reads back."""
        return self.value

    def __bool__(self) -> NoReturn:
        # `if truth:` would take unknown for yes or for no, and either is wrong.
        raise Bug(detail="truth_as_bool")


_BY_TEXT: Final[Mapping[str, Truth]] = {truth.value: truth for truth in Truth}
