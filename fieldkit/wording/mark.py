"""What is said of one error, and the mark by which translators' tools find it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence on what happened and one on what to do."""

    what: str
    todo: str


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Mark a sentence for the translators; the text itself comes back unchanged."""
    return text
