"""Plain words for every error code: what happened and what to do, in English.

The command line prints these; `ui/texts.py` translates the same sentences. Placeholders are the
slots of the error; a sentence never needs one to be understood.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.errors import Code, FieldkitError


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence on what happened and one on what to do."""

    what: str
    todo: str


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Mark a sentence for the translators; the text itself comes back unchanged."""
    return text


WORDING: Mapping[Code, Wording] = {
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
    Code.KEY_WRONG_PASSPHRASE: Wording(
        QT_TRANSLATE_NOOP("wording", "The passphrase is not right."),
        QT_TRANSLATE_NOOP(
            "wording",
            "Try again; look at the keyboard language and Caps Lock. Nothing was changed.",
        ),
    ),
    Code.KEY_NO_PASSPHRASE: Wording(
        QT_TRANSLATE_NOOP("wording", "A passphrase is needed."),
        QT_TRANSLATE_NOOP(
            "wording", "Give it at the prompt, in a file, or in FIELDKIT_PASSPHRASE."
        ),
    ),
    Code.KEY_DEVICE_MISSING: Wording(
        QT_TRANSLATE_NOOP(
            "wording", "This workspace opens only on the laptop that it was set up on."
        ),
        QT_TRANSLATE_NOOP(
            "wording",
            "Open it there, or with the organisation's recovery key. Nothing was changed.",
        ),
    ),
    Code.KEY_MEMORY: Wording(
        QT_TRANSLATE_NOOP(
            "wording", "This laptop has too little free memory to try the passphrase."
        ),
        QT_TRANSLATE_NOOP("wording", "Close other programs and try again. Nothing was changed."),
    ),
    Code.KEY_IDENTITY: Wording(
        QT_TRANSLATE_NOOP("wording", "This recovery key does not open the workspace."),
        QT_TRANSLATE_NOOP(
            "wording",
            "Give the line that begins with AGE-SECRET-KEY-1, of this workspace.",
        ),
    ),
    Code.KEY_RECIPIENT: Wording(
        QT_TRANSLATE_NOOP("wording", "This is not a recovery recipient."),
        QT_TRANSLATE_NOOP("wording", "Give the organisation's line that begins with age1."),
    ),
    Code.KEY_WEAK: Wording(
        QT_TRANSLATE_NOOP("wording", "This passphrase is too easy to guess."),
        QT_TRANSLATE_NOOP(
            "wording",
            "Take at least twelve characters: four or five words that do not belong together.",
        ),
    ),
    Code.KEY_FILE_MISSING: Wording(
        QT_TRANSLATE_NOOP("wording", "The key file of this workspace is missing."),
        QT_TRANSLATE_NOOP(
            "wording", "Put vault.key back from a backup; without it nothing can be read."
        ),
    ),
    Code.KEY_FILE_DAMAGED: Wording(
        QT_TRANSLATE_NOOP("wording", "The key file of this workspace is damaged."),
        QT_TRANSLATE_NOOP("wording", "Put vault.key back from a backup. Nothing was changed."),
    ),
    Code.WORKSPACE_EXISTS: Wording(
        QT_TRANSLATE_NOOP("wording", "There is something in this folder already."),
        QT_TRANSLATE_NOOP("wording", "Choose a new or empty folder."),
    ),
    Code.WORKSPACE_MISSING: Wording(
        QT_TRANSLATE_NOOP("wording", "There is no workspace in this folder."),
        QT_TRANSLATE_NOOP(
            "wording", "Choose the folder that holds vault.db, or make a new workspace."
        ),
    ),
    Code.WORKSPACE_FOREIGN: Wording(
        QT_TRANSLATE_NOOP("wording", "This file is not a fieldkit workspace."),
        QT_TRANSLATE_NOOP("wording", "Choose another folder. Nothing was changed."),
    ),
    Code.WORKSPACE_NEWER: Wording(
        QT_TRANSLATE_NOOP("wording", "This workspace was made by a newer version of fieldkit."),
        QT_TRANSLATE_NOOP(
            "wording", "Install the newer version on this laptop. Nothing was changed."
        ),
    ),
    Code.WORKSPACE_BUSY: Wording(
        QT_TRANSLATE_NOOP("wording", "This workspace is already open in another window."),
        QT_TRANSLATE_NOOP("wording", "Go to that window, or close it first."),
    ),
    Code.WORKSPACE_KIND: Wording(
        QT_TRANSLATE_NOOP(
            "wording", "This folder is of the other kind: interviews and pools are kept apart."
        ),
        QT_TRANSLATE_NOOP("wording", "Use a workspace for interviews and a pool for merging."),
    ),
    Code.WORKSPACE_PLACE: Wording(
        QT_TRANSLATE_NOOP(
            "wording", "A workspace must not lie in a network, synchronised or removable folder."
        ),
        QT_TRANSLATE_NOOP(
            "wording", "Choose a folder on this laptop's own disk. Nothing was changed."
        ),
    ),
    Code.STORE_DAMAGED: Wording(
        QT_TRANSLATE_NOOP("wording", "The stored file is damaged."),
        QT_TRANSLATE_NOOP(
            "wording", "Stop working in it, keep a copy of the whole folder and restore a backup."
        ),
    ),
    Code.STORE_ROLLED_BACK: Wording(
        QT_TRANSLATE_NOOP(
            "wording",
            "The stored file is older than what was saved last: answers are missing in it.",
        ),
        QT_TRANSLATE_NOOP(
            "wording",
            "Keep a copy of the whole folder, then repair it to a new place. Nothing was changed.",
        ),
    ),
    Code.STORE_FULL: Wording(
        QT_TRANSLATE_NOOP("wording", "The disk is full: the last answer is NOT saved."),
        QT_TRANSLATE_NOOP("wording", "Make room on the disk; fieldkit then saves it by itself."),
    ),
    Code.STORE_FAILED: Wording(
        QT_TRANSLATE_NOOP("wording", "The disk did not take the last answer: it is NOT saved."),
        QT_TRANSLATE_NOOP(
            "wording", "Keep the window open; fieldkit tries again. Note the answer on paper."
        ),
    ),
    Code.STORE_UNSAFE: Wording(
        QT_TRANSLATE_NOOP(
            "wording", "The encrypted file could not be opened with all its safeguards."
        ),
        QT_TRANSLATE_NOOP(
            "wording", "Nothing was opened. Install fieldkit anew and report the code."
        ),
    ),
    Code.BACKUP_FOREIGN: Wording(
        QT_TRANSLATE_NOOP("wording", "This file is not a fieldkit backup."),
        QT_TRANSLATE_NOOP(
            "wording", "Choose the file that workspace backup made. Nothing was changed."
        ),
    ),
    Code.BACKUP_DAMAGED: Wording(
        QT_TRANSLATE_NOOP("wording", "The backup is damaged."),
        QT_TRANSLATE_NOOP("wording", "Take another backup. Nothing was changed."),
    ),
    Code.RULESET_UNKNOWN: Wording(
        QT_TRANSLATE_NOOP("wording", "There is no ruleset with this name."),
        QT_TRANSLATE_NOOP("wording", "Use one of the rulesets that come with fieldkit."),
    ),
    Code.RULESET_BROKEN: Wording(
        QT_TRANSLATE_NOOP("wording", "The ruleset cannot be read."),
        QT_TRANSLATE_NOOP("wording", "Correct the place that is given in the ruleset's file."),
    ),
    Code.INDICATOR_UNKNOWN: Wording(
        QT_TRANSLATE_NOOP("wording", "A column names an indicator that the ruleset does not have."),
        QT_TRANSLATE_NOOP(
            "wording", "Correct the name of the column, or choose the other ruleset."
        ),
    ),
    Code.DATA_CELL: Wording(
        QT_TRANSLATE_NOOP("wording", "A cell holds something else than 1, 0 or nothing."),
        QT_TRANSLATE_NOOP(
            "wording", "Correct the cell that is given: 1 present, 0 absent, empty unknown."
        ),
    ),
    Code.DATA_TABLE: Wording(
        QT_TRANSLATE_NOOP("wording", "The table cannot be read."),
        QT_TRANSLATE_NOOP(
            "wording", "The first column must be case_id, with each case and each column once."
        ),
    ),
    Code.FILE_MISSING: Wording(
        QT_TRANSLATE_NOOP("wording", "The file is not there or cannot be opened."),
        QT_TRANSLATE_NOOP("wording", "Check the name and the folder."),
    ),
    Code.FILE_UNWRITABLE: Wording(
        QT_TRANSLATE_NOOP("wording", "The file cannot be written there."),
        QT_TRANSLATE_NOOP(
            "wording", "Choose another folder, or close the program that has the file open."
        ),
    ),
    Code.FILE_EXISTS: Wording(
        QT_TRANSLATE_NOOP("wording", "There is a file with this name already."),
        QT_TRANSLATE_NOOP("wording", "Choose another name; nothing was overwritten."),
    ),
    Code.FILE_FULL: Wording(
        QT_TRANSLATE_NOOP("wording", "There is no room left on the disk for this file."),
        QT_TRANSLATE_NOOP(
            "wording", "Make room or choose another disk. No part of a file was left behind."
        ),
    ),
    Code.WORKBOOK_FOREIGN: Wording(
        QT_TRANSLATE_NOOP("wording", "This workbook was not exported by fieldkit."),
        QT_TRANSLATE_NOOP("wording", "Ask for the original export. Nothing was merged."),
    ),
    Code.WORKBOOK_DANGEROUS: Wording(
        QT_TRANSLATE_NOOP("wording", "This workbook is built in a way that can harm the program."),
        QT_TRANSLATE_NOOP(
            "wording", "Do not open it in Excel; ask the sender for the original export."
        ),
    ),
    Code.WORKBOOK_DAMAGED: Wording(
        QT_TRANSLATE_NOOP("wording", "The workbook is damaged or was altered."),
        QT_TRANSLATE_NOOP("wording", "Ask for the original export. Nothing was merged."),
    ),
    Code.WORKBOOK_SEALED: Wording(
        QT_TRANSLATE_NOOP("wording", "The workbook is sealed and this key does not open it."),
        QT_TRANSLATE_NOOP(
            "wording", "Give the key file of the organisation that it was sealed for."
        ),
    ),
    Code.WORKBOOK_RECIPIENT: Wording(
        QT_TRANSLATE_NOOP("wording", "The recipient's key is not a valid age key."),
        QT_TRANSLATE_NOOP("wording", "Give a key that begins with age1."),
    ),
    Code.WORKBOOK_VALUE: Wording(
        QT_TRANSLATE_NOOP("wording", "A value cannot be written to a workbook without loss."),
        QT_TRANSLATE_NOOP("wording", "Shorten or correct the answer in the cell that is given."),
    ),
    Code.POOL_VARIABLE: Wording(
        QT_TRANSLATE_NOOP("wording", "The pool has no variable with this name."),
        QT_TRANSLATE_NOOP("wording", "Use a question of the pooled forms, or state, site or form."),
    ),
    Code.POOL_EMPTY: Wording(
        QT_TRANSLATE_NOOP("wording", "The pool holds no interviews yet."),
        QT_TRANSLATE_NOOP("wording", "Add workbooks to the pool first."),
    ),
    Code.ENGINE_MISSING: Wording(
        QT_TRANSLATE_NOOP("wording", "This analysis engine is not installed here."),
        QT_TRANSLATE_NOOP("wording", "Use the engine duckdb."),
    ),
    Code.USAGE_WRONG: Wording(
        QT_TRANSLATE_NOOP("wording", "The command was not given in the right way."),
        QT_TRANSLATE_NOOP("wording", "Look at fieldkit --help."),
    ),
    Code.BUG: Wording(
        QT_TRANSLATE_NOOP("wording", "Something went wrong inside fieldkit."),
        QT_TRANSLATE_NOOP(
            "wording", "Saved answers are safe. Report the code; the report holds no answers."
        ),
    ),
}

_PLACES = (
    "sheet",
    "row",
    "column",
    "ref",
    "file",
    "name",
    "question",
    "names",
    "detail",
    "clause",
    "first",
    "last",
)


def sentence(error: FieldkitError) -> str:
    """What happened, where, and what to do, in English, on one line."""
    wording = WORDING[error.code]
    named = "; ".join(
        f"{slot} {_text(error.slots[slot])}"
        for slot in _PLACES
        if error.slots.get(slot, "") not in {"", ()}
    )
    return f"{wording.what} ({named}) {wording.todo}" if named else f"{wording.what} {wording.todo}"


def where(error: FieldkitError) -> dict[str, str | int | list[str]]:
    """The slots that tell the place, as JSON values."""
    return {
        slot: list(value) if isinstance(value, tuple) else value
        for slot, value in error.slots.items()
        if slot in _PLACES
    }


def _text(value: str | int | tuple[str, ...]) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
