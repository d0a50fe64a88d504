"""Words for errors of forms, interviews and submissions."""

from collections.abc import Mapping

from fieldkit.errors import Code
from fieldkit.wording.mark import QT_TRANSLATE_NOOP, Wording

FORMS: Mapping[Code, Wording] = {
    Code.FORM_CYCLE: Wording(
        QT_TRANSLATE_NOOP("wording", "The form has questions that depend on each other in a loop."),
        QT_TRANSLATE_NOOP(
            "wording", "Break the loop: one of the named questions must not use the others."
        ),
    ),
    Code.FORM_REFERENCE: Wording(
        QT_TRANSLATE_NOOP("wording", "The form uses a name that is not there or not within reach."),
        QT_TRANSLATE_NOOP("wording", "Check the spelling of the name in the cell that is given."),
    ),
    Code.FORM_SYNTAX: Wording(
        QT_TRANSLATE_NOOP("wording", "An expression of the form cannot be read."),
        QT_TRANSLATE_NOOP(
            "wording", "Check brackets, quotes and operators in the cell that is given."
        ),
    ),
    Code.FORM_FUNCTION: Wording(
        QT_TRANSLATE_NOOP(
            "wording", "An expression of the form uses a function that does not exist."
        ),
        QT_TRANSLATE_NOOP("wording", "Check the name of the function in the cell that is given."),
    ),
    Code.FORM_ARITY: Wording(
        QT_TRANSLATE_NOOP(
            "wording", "A function of the form is given too few or too many arguments."
        ),
        QT_TRANSLATE_NOOP("wording", "Check the arguments in the cell that is given."),
    ),
    Code.FORM_TYPE: Wording(
        QT_TRANSLATE_NOOP("wording", "The form has a question of a type that is not known here."),
        QT_TRANSLATE_NOOP("wording", "Use one of the question types of the XLSForm standard."),
    ),
    Code.FORM_STRUCTURE: Wording(
        QT_TRANSLATE_NOOP("wording", "The form is not built as an XLSForm must be."),
        QT_TRANSLATE_NOOP("wording", "Correct the place that is given and check the form again."),
    ),
    Code.FORM_FILE: Wording(
        QT_TRANSLATE_NOOP("wording", "The form cannot be read from this file."),
        QT_TRANSLATE_NOOP("wording", "Choose an XLSForm (.xlsx or .md) or an XForm (.xml)."),
    ),
    Code.FORM_FILE_MISSING: Wording(
        QT_TRANSLATE_NOOP("wording", "A file that the form needs is missing."),
        QT_TRANSLATE_NOOP("wording", "Put the named file into the folder of the form."),
    ),
    Code.FORM_WORKBOOK: Wording(
        QT_TRANSLATE_NOOP("wording", "The form's workbook has an error."),
        QT_TRANSLATE_NOOP("wording", "Correct the cell that is given and check the form again."),
    ),
    Code.FORM_COLUMN: Wording(
        QT_TRANSLATE_NOOP("wording", "A column of fieldkit holds something it cannot hold."),
        QT_TRANSLATE_NOOP("wording", "Correct the cell that is given; the help lists the words."),
    ),
    Code.FORM_UNSUPPORTED: Wording(
        QT_TRANSLATE_NOOP("wording", "The form asks for something that fieldkit does not do."),
        QT_TRANSLATE_NOOP("wording", "Take it out of the form, or use another program for it."),
    ),
    Code.INTERVIEW_UNKNOWN: Wording(
        QT_TRANSLATE_NOOP("wording", "There is no interview with this code here."),
        QT_TRANSLATE_NOOP("wording", "Look the code up in the list of interviews."),
    ),
    Code.INTERVIEW_FINISHED: Wording(
        QT_TRANSLATE_NOOP("wording", "This interview is finished and is not changed any more."),
        QT_TRANSLATE_NOOP("wording", "Open it to read, or start a new interview."),
    ),
    Code.INTERVIEW_ERASED: Wording(
        QT_TRANSLATE_NOOP(
            "wording", "The answers of this interview are not on this laptop any more."
        ),
        QT_TRANSLATE_NOOP(
            "wording", "A sealed interview is opened by the organisation; a withdrawn one is gone."
        ),
    ),
    Code.CONSENT_PURPOSE: Wording(
        QT_TRANSLATE_NOOP("wording", "The form does not ask consent for this purpose."),
        QT_TRANSLATE_NOOP("wording", "Name one of the purposes that it asks for."),
    ),
    Code.INTERVIEW_NOT_READY: Wording(
        QT_TRANSLATE_NOOP(
            "wording", "The interview cannot be finished yet: some questions are open."
        ),
        QT_TRANSLATE_NOOP(
            "wording", "Answer the listed questions, or mark them as refused or not known."
        ),
    ),
    Code.INTERVIEW_REF: Wording(
        QT_TRANSLATE_NOOP("wording", "There is no such question in the interview."),
        QT_TRANSLATE_NOOP("wording", "Check the path of the question."),
    ),
    Code.SCRIPT_BROKEN: Wording(
        QT_TRANSLATE_NOOP("wording", "The script of steps cannot be read."),
        QT_TRANSLATE_NOOP("wording", "Check the script: it is JSON with a list named steps."),
    ),
    Code.SUBMISSION_FOREIGN: Wording(
        QT_TRANSLATE_NOOP("wording", "The submission belongs to another form or version."),
        QT_TRANSLATE_NOOP("wording", "Choose the form that the submission was made with."),
    ),
    Code.SUBMISSION_BROKEN: Wording(
        QT_TRANSLATE_NOOP("wording", "The submission does not fit the form."),
        QT_TRANSLATE_NOOP("wording", "Get the submission again from where it was made."),
    ),
}
