"""Codes to sentences in the language of the window; what a code means is said in `wording`."""

from PySide6.QtCore import QCoreApplication

from fieldkit.errors import FieldkitError, Kind
from fieldkit.records import InterviewState, Special
from fieldkit.wording import WORDING

_HELP_OF_KIND = {
    Kind.KEY: "safety",
    Kind.DAMAGED: "safety",
    Kind.STORAGE: "safety",
    Kind.BUSY: "safety",
    Kind.WORKSPACE: "safety",
    Kind.INTERVIEW: "interview",
    Kind.RULESET: "score",
}


def what(error: FieldkitError) -> str:
    """What happened, with the place where the error names one."""
    said = QCoreApplication.translate("wording", WORDING[error.code].what)
    place = where(error)
    return f"{said} ({place})" if place else said


def todo(error: FieldkitError) -> str:
    """What to do about it."""
    return QCoreApplication.translate("wording", WORDING[error.code].todo)


def code_line(error: FieldkitError) -> str:
    """The code, for a report or a call for help."""
    return QCoreApplication.translate("texts", "Code: {code}").format(code=error.code.value)


def help_page(error: FieldkitError) -> str:
    """The help page that says more about this kind of error."""
    return _HELP_OF_KIND.get(error.kind, "start")


def where(error: FieldkitError) -> str:
    """Sheet, row, column, question or file of an error, in words; empty when it has none."""
    named = (
        ("sheet", QCoreApplication.translate("texts", "sheet {0}")),
        ("row", QCoreApplication.translate("texts", "row {0}")),
        ("column", QCoreApplication.translate("texts", "column {0}")),
        ("ref", QCoreApplication.translate("texts", "question {0}")),
        ("file", QCoreApplication.translate("texts", "file {0}")),
        ("name", QCoreApplication.translate("texts", "name {0}")),
    )
    return ", ".join(text.format(error.slots[slot]) for slot, text in named if slot in error.slots)


def special_text(special: Special) -> str:
    """The words for an answer that is not a value."""
    match special:
        case Special.DONT_KNOW:
            return QCoreApplication.translate("texts", "Does not know")
        case Special.REFUSED:
            return QCoreApplication.translate("texts", "Refused to answer")
        case Special.NOT_APPLICABLE:
            return QCoreApplication.translate("texts", "Does not apply")


def state_text(state: InterviewState) -> str:
    """The words for where an interview stands."""
    match state:
        case InterviewState.DRAFT:
            return QCoreApplication.translate("texts", "In progress")
        case InterviewState.FINISHED:
            return QCoreApplication.translate("texts", "Finished")
        case InterviewState.DECLINED:
            return QCoreApplication.translate("texts", "Declined")
        case InterviewState.WITHDRAWN:
            return QCoreApplication.translate("texts", "Withdrawn")
        case InterviewState.SEALED:
            return QCoreApplication.translate("texts", "Sealed")
