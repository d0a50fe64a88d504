"""Words for errors of rulesets, tables, files, workbooks and pools, and of use itself."""

from collections.abc import Mapping

from fieldkit.errors import Code
from fieldkit.wording.mark import QT_TRANSLATE_NOOP, Wording

DATA: Mapping[Code, Wording] = {
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
