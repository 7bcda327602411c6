"""Codes of files and texts that are read or written."""

from __future__ import annotations

from typing import Final

__all__ = ["CONVERSION", "DOCUMENTS", "SHEETS", "XML"]

DOCUMENTS: Final = {
    "document.alias": (
        "A YAML alias (`*name`) refers to another part of the file.",
        "Write the value out: every part of a rule file stands for itself.",
    ),
    "document.ambiguous-number": (
        "A number is written so that it could be a text, or in another base (007, 0x1F).",
        "Quote it if it is a text; otherwise write it in decimal without leading zeros.",
    ),
    "document.anchor": ("A YAML anchor (`&name`) marks a part to refer to.", "Leave it out and write values out."),
    "document.duplicate-key": ("A mapping has the same key twice.", "Keep one of the two."),
    "document.encoding": (
        "The text is not UTF-8, or holds half of a surrogate pair.",
        "Save the file as UTF-8 (in Excel: CSV UTF-8).",
    ),
    "document.key": ("A mapping's key is a list or another mapping.", "Use a text; quote one that starts with [ or {."),
    "document.merge-key": ("The YAML key `<<` would merge another mapping.", "Write its entries out here."),
    "document.missing-key": (
        "A part lacks a key that it needs, as a decision its name.",
        "Add it; the message says which one and where.",
    ),
    "document.number-not-finite": ("NaN or an infinity stands where a number is read.", "Leave it out or write null."),
    "document.number-too-large": ("A number's exponent is beyond ±6144.", "Write a smaller one."),
    "document.number-too-long": (
        "A number has more than 34 significant digits, so it could not be kept exactly.",
        "Shorten it, or quote it if it is not a number.",
    ),
    "document.several": ("A YAML file holds several documents.", "Keep each in a file of its own."),
    "document.shape": (
        "A value has another shape than its place takes, as a text where a list has to be.",
        "Write what the message asks for.",
    ),
    "document.slug": (
        "The content names another rule set or product than the one it is published as.",
        "Name the same one in both places.",
    ),
    "document.syntax": (
        "The text is not what its ending or its sender says: not YAML, JSON, XML, CSV or an Excel workbook.",
        "Mend it at the line and column that are given; save workbooks as .xlsx.",
    ),
    "document.tag": ("A YAML tag (`!name`) is used.", "Leave it out; quotes make a text."),
    "document.too-deep": ("Values or XML elements are nested too deeply.", "Flatten it."),
    "document.too-large": ("The file is larger than is read.", "Split it."),
    "document.too-many-values": (
        "The document has too many values, XML elements, attributes, namespaces, or files read together.",
        "Split it.",
    ),
    "document.unknown-key": (
        "There is no such key here.",
        "Correct its name, or remove it: nothing unknown is read over.",
    ),
    "document.value": (
        "A value has the right shape, but is not one that its place takes: too long, not in the list, not in the form.",
        "Write one that fits; the message says what would.",
    ),
    "file.unknown-kind": (
        "The file is no rule set, decision model, product or mapping.",
        "Start it with `ruleSet:`, `decisions:`, `product:` or `columns:`.",
    ),
    "file.unreadable": ("The file cannot be opened.", "Look at its name and its permissions."),
}

CONVERSION: Final = {
    "convert.character": (
        "A text holds a character that the other format cannot hold.",
        "Remove the control character.",
    ),
    "convert.left-out": (
        "A part has no counterpart in the other format and is left out.",
        "Keep the original, or convert to YAML, JSON or DMN, which keep all of a model.",
    ),
}

SHEETS: Final = {
    "sheet.column": ("A column is of no known kind.", "Call it input, output or note."),
    "sheet.encrypted": ("The workbook is encrypted.", "Remove its password and save it again."),
    "sheet.error": (
        "A cell is an error of a spreadsheet, such as #N/A.",
        "Mend its formula, or write the value itself.",
    ),
    "sheet.formula": (
        "A cell is a formula: its last value is read with a warning; one that has none, or an old one, is refused.",
        "Put its value in its place: what a rule says must not hang on a spreadsheet.",
    ),
    "sheet.hidden": (
        "Rows, columns or a sheet of a table are hidden, so that what is seen is not all of it.",
        "Show them, clearing filters and groups too, or delete them.",
    ),
    "sheet.merged": (
        "A merged cell could mean several things, or hides a content.",
        "Undo the merge and write each cell. Conditions, results and notes may be merged downwards, over their rows.",
    ),
    "sheet.name": ("The table has no name.", 'Write "decision" and beside it the name.'),
    "sheet.no-table": ("There is no decision table of that name, or none at all.", "Look at the sheet's first column."),
    "sheet.no-rule": (
        "A row under the rules has no result and a blank condition: a note or a heading, which would match anything.",
        'Write notes in a note column; for a rule without results write "-" in the blank conditions.',
    ),
    "sheet.not-installed": (
        "Writing Excel files needs a package that is not installed.",
        "Install the extra that the message names.",
    ),
    "sheet.other-workbook": (
        "The file is a workbook of another kind: .xls, .xlsb or .ods.",
        "Open it in Excel or LibreOffice and save it as .xlsx.",
    ),
    "sheet.several": ("CSV holds one table, and the model has several.", "Name one of them, or write Excel."),
    "sheet.shape": (
        'The rows "columns", "expression" and "rules" are not where they have to be.',
        "Write a table with `creditrules convert` and fill it in.",
    ),
    "sheet.shown": (
        "A cell shows other than it stores: digits, a part of a date, or text struck out.",
        "Let it show all of what it stores (format General), or store what it shows.",
    ),
    "sheet.text": (
        "A cell of a rule is what a spreadsheet makes of something else: a date, a shortened number, a local spelling.",
        "Write it as FEEL; the hint says how.",
    ),
    "sheet.unseen": (
        "A text holds characters that look like a blank or like nothing, so that it equals no text without them.",
        "Type the text anew.",
    ),
    "sheet.unknown-row": ("A row's first cell names no property of a table.", "Correct it; the hint lists them."),
}

XML: Final = {
    "dmn.xml.binding": (
        "A binding of an invocation has no parameter, or two bindings have the same one.",
        "Give each binding its own parameter.",
    ),
    "dmn.xml.called-function": (
        "An invocation calls something that is not named by a literal expression.",
        "Name the function.",
    ),
    "dmn.xml.context-result": (
        "An entry of a context without a name is not the last.",
        "Name it, or move it to the end, where it is the result.",
    ),
    "dmn.xml.doctype": (
        "The file has a document type or an entity; neither is read, as they can be used against a reader.",
        "Remove `<!DOCTYPE …>` and write characters out.",
    ),
    "dmn.xml.function-kind": ("A function is of no known kind.", "Use FEEL."),
    "dmn.xml.import": ("The file imports another one that is not at hand.", "Give that file too."),
    "dmn.xml.import-kind": ("An import is of a kind that is not read.", "Import DMN only."),
    "dmn.xml.imported-values": ("Values are imported from another file.", "Write them out."),
    "dmn.xml.namespace": ("The root element is not DMN of version 1.1 to 1.6.", "Export it as one of these."),
    "dmn.xml.no-file": ("There is no file of the name that was asked for.", "Name one of those that were given."),
    "dmn.xml.pmml": ("The import is PMML, which is not run here.", "Write the model as a decision."),
    "dmn.xml.reference": (
        "A requirement points at nothing in the file.",
        "Correct its href. Names in the texts still count.",
    ),
    "dmn.xml.type-prefix": ("The prefix of a type is not declared.", "Declare it or leave it out."),
    "dmn.xml.undeclared": (
        "A name is used that nothing declares; it is taken as a fact.",
        "Declare it as input data.",
    ),
    "dmn.xml.unknown-part": (
        "A decision service names something that is not a fact or decision of the model.",
        "Correct the name before writing the file.",
    ),
}
