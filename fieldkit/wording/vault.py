"""Words for errors of keys, the encrypted store, its backups and what lies beside the answers."""

from collections.abc import Mapping

from fieldkit.errors import Code
from fieldkit.wording.mark import QT_TRANSLATE_NOOP, Wording

VAULT: Mapping[Code, Wording] = {
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
    Code.KEY_UNPROVEN: Wording(
        QT_TRANSLATE_NOOP(
            "wording",
            "No recovery key of this workspace was ever tried: nobody could open what is sealed.",
        ),
        QT_TRANSLATE_NOOP("wording", "Make or add a recovery key and prove it first."),
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
        QT_TRANSLATE_NOOP(
            "wording",
            "The disk is full: nothing more can be saved. An answer that is not marked as saved"
            " is NOT saved.",
        ),
        QT_TRANSLATE_NOOP(
            "wording", "Make room on the disk; fieldkit then saves by itself what waits."
        ),
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
    Code.MEDIA_DAMAGED: Wording(
        QT_TRANSLATE_NOOP(
            "wording", "This file is damaged, or it is not what it says: it was not taken in."
        ),
        QT_TRANSLATE_NOOP(
            "wording", "Open it in another program and save it anew, then choose the new file."
        ),
    ),
    Code.MEDIA_UNCLEANED: Wording(
        QT_TRANSLATE_NOOP(
            "wording",
            "Where and when it was taken, or who wrote it, cannot be removed from such a file.",
        ),
        QT_TRANSLATE_NOOP(
            "wording",
            "Save a picture as JPEG first, or keep what the file says about itself on purpose.",
        ),
    ),
    Code.MEDIA_TOO_LARGE: Wording(
        QT_TRANSLATE_NOOP("wording", "This file is too large to be kept with an interview."),
        QT_TRANSLATE_NOOP("wording", "Choose a smaller picture or a shorter recording."),
    ),
    Code.MEDIA_KIND: Wording(
        QT_TRANSLATE_NOOP("wording", "The question asks for another kind of file."),
        QT_TRANSLATE_NOOP(
            "wording", "Choose the kind that it asks for: a picture, a sound, a video or a file."
        ),
    ),
    Code.ATTACHMENT_UNKNOWN: Wording(
        QT_TRANSLATE_NOOP("wording", "This interview has no such picture, sound or file."),
        QT_TRANSLATE_NOOP(
            "wording", "Look at the answers of the interview; it may have been taken away there."
        ),
    ),
}
