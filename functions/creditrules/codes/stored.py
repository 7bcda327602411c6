"""What is not the caller's fault; and audit chains that do not hold."""

from __future__ import annotations

from typing import Final

__all__ = ["AUDIT", "STORE"]

STORE: Final = {
    "ACCOUNT_BUSY": (
        "Too many processes tell at once what a caller has spent; requests go on meanwhile.",
        "Nothing: it is told with one of the next requests.",
    ),
    "BACKUP_EXISTS": ("There is a file where the backup should be written.", "Choose another name."),
    "BACKUP_UNREADABLE": ("The file is no backup, or it was changed or cut.", "Take another backup."),
    "BACKUP_UNWRITABLE": ("A backup or a restored folder could not be written.", "Make room, or choose another place."),
    "CLOCK_WRONG": (
        "The service's clock is not that of the store, so that it records nothing: what it stamped would be wrong.",
        "Set the clock of the machine, best by NTP; the log says whether it is ahead or behind.",
    ),
    "CONTENT_DAMAGED": ("Stored content is not what its digest says.", "Restore the table from a backup."),
    "CONTENT_UNAVAILABLE": ("Stored content could not be read.", "Try again; then look whether the table is whole."),
    "CONTENT_UNREADABLE": (
        "Stored content cannot be used by this release, though an earlier one took it.",
        "Run the release that published it, and publish a version that this one takes.",
    ),
    "COUNT_BUSY": (
        "Too many processes count at once which documents are sent; requests go on meanwhile.",
        "Nothing: it is counted with one of the next requests.",
    ),
    "EXPORT_UNREADABLE": (
        "The folder is no export of a lender, or a file of it was changed or cut.",
        "Export again, or fetch the files again.",
    ),
    "EXPORT_UNWRITABLE": (
        "An export, or the folder that one is put into, could not be written.",
        "Make room, or choose another place.",
    ),
    "FACTS_UNOPENED": (
        "An export is to be put where the keys do not open the facts in it.",
        "Give the keys of the service that it is from, or leave the facts out.",
    ),
    "FOLDER_NOT_EMPTY": (
        "A backup is restored, and a lender exported or imported, only where nothing is.",
        "Choose a new folder, or move this one away first.",
    ),
    "FOLDER_UNUSABLE": ("The data folder cannot be made or entered.", "Choose another folder, or mend its rights."),
    "HISTORY_BROKEN": (
        "In a database that is backed up or restored, a chain does not hold or a content is missing.",
        "Export the chain and find what was changed; restore an older backup.",
    ),
    "HISTORY_DAMAGED": ("An activation that was recorded is not in the table.", "Restore the table from a backup."),
    "IMPORT_BEGUN": (
        "An import of the lender was begun here and is not ended.",
        "Run the same import again: it goes on.",
    ),
    "IMPORT_DIFFERS": (
        "After an import other things are there than the export holds: somebody else writes there too.",
        "Stop whoever does, and import into a place where nothing of the lender is.",
    ),
    "INTERNAL_SERVER_ERROR": (
        "Something went wrong on our side; the log has it under the id that is given.",
        "Report it with that id.",
    ),
    "ITEM_UNKNOWN": (
        "Something is stored of a kind that this release does not know, so that an export would leave it behind.",
        "Export with the release that wrote it.",
    ),
    "KEY_MISSING": (
        "The data folder has a database, but not the master key that its facts are encrypted with.",
        "Put the key of the last backup beside the database.",
    ),
    "NO_BACKUP": ("There is no such backup.", "Look at the spelling of the file's name."),
    "NO_DATA": (
        "There is no database in the folder, or nothing of the lender.",
        "Name the folder that the service keeps its data in, or look at the lender's spelling.",
    ),
    "NO_EXPORT": ("There is no export in the folder.", "Name the folder that an export was written to."),
    "NO_STAGE": ("There is no such stage.", "Look at its name, the region and the account that you are signed in to."),
    "OUTCOME_UNKNOWN": (
        "The store did not say whether this was recorded.",
        "Send the same again with the same idempotency key: it is recorded once.",
    ),
    "SECRET_UNUSABLE": (
        "A file of the data folder that holds a key or a secret cannot be read, or holds none.",
        "Put the file of the last backup in its place.",
    ),
    "SHELF_DAMAGED": (
        "What was noted of an erasure outside the table is not what was put there.",
        "Look who could write to that place, and erase the subjects by their names.",
    ),
    "SHELF_REFUSED": (
        "The service is not allowed to use what is kept outside the table, or it is not there.",
        "Mend the service's rights or `CREDITRULES_SHELF`. Trying again does not help; nothing was erased.",
    ),
    "SHELF_UNAVAILABLE": (
        "What is kept outside the table cannot be reached, so that an erasure could not be noted there.",
        "Try again in a moment; nothing was erased.",
    ),
    "STAGE_UNREAD": (
        "What the function of a stage is told cannot be read.",
        "You need the right to lambda:GetFunctionConfiguration.",
    ),
    "STORE_DAMAGED": (
        "The file of the database is damaged.",
        "Stop the service, keep a copy of the file, and restore the last backup.",
    ),
    "STORE_FOREIGN": ("The file of the database belongs to another program.", "Choose another data folder."),
    "STORE_FULL": ("There is no room left on the disk for the database.", "Make room, and send it again."),
    "STORE_LOCKED": (
        "Another program holds the database for too long.",
        "Try again; then find out which program has the file open.",
    ),
    "STORE_NEWER": ("The file of the database was written by a newer release.", "Run that release or a later one."),
    "STORE_READ_ONLY": (
        "The database may only be read here.",
        "Let the service write to the file and to the folder that it lies in.",
    ),
    "STORE_REFUSED": (
        "The service is not allowed to use its table, or there is none of that name.",
        "Mend the service's rights or settings: its log names AWS's reason. Trying again does not help.",
    ),
    "STORE_UNAVAILABLE": ("The store does not answer, or is too busy.", "Try again in a moment."),
    "STORE_UNREACHABLE": (
        "The file of the database cannot be opened.",
        "Look whether its folder is there and belongs to whoever runs the service.",
    ),
    "TENANT_NOT_EMPTY": (
        "A lender is imported only where nothing of it is.",
        "Import into another stage, or another table.",
    ),
    "VERSION_UNAVAILABLE": (
        "A version that is recorded could not be read.",
        "Try again; then look whether the table is whole.",
    ),
}

AUDIT: Final = {
    "BEYOND_END": ("A link stands beyond the end that is stated.", "Find who added it."),
    "CUT_SHORT": (
        "The chain ends before the end that is stated.",
        "Find the missing links in a backup or an older export.",
    ),
    "MISSING": ("A link is missing from the middle.", "Find it in a backup or an older export."),
    "NO_END": ("Nothing states where the chain ends.", "Export it again: an export ends with that line."),
    "OTHER_DOCUMENT": ("A link, or the end, is about another document than the rest.", "Find how it got there."),
    "REPEATED": ("A link stands where the next one should.", "Find who repeated it."),
    "UNREADABLE": ("A line is not written as an export writes it.", "Export it again; the file was edited or cut."),
    "WRONG_END": ("The last link's hash is not the one that the end states.", "Find which of the two was altered."),
    "WRONG_HASH": ("A link's hash is not that of its text.", "Find which of the two was altered."),
    "WRONG_PREVIOUS": (
        "A link does not name the hash of the link before.",
        "Find what was put in between or taken out.",
    ),
    "WRONG_TEXT": ("A link's text is that of another link.", "Find what was exchanged."),
}
