"""Results as people write them in tables, as FEEL literals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from creditrules.imports.sheets.blocks import Block
from creditrules.imports.sheets.columns import Column
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.imports.sheets.operands import FEEL_WHY, Operand, Spelling, feel_in, quoted, read_operand
from creditrules.records import dataclass

__all__ = ["Results", "calculates", "read_result", "results_of"]

_NOTHING: Final = frozenset(("", "-", "–", "—", "n/a", "null"))
_CALCULATES: Final = re.compile(r"[*+/^×÷]|\s[-−]\s|\b(?:min|max|sum|round|if)\s*\(", re.IGNORECASE)
_COMPARES: Final = re.compile(r"\s*(?:[<>=≤≥]|!=).*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a column, "" for none, and their type where it is one."""

    type: str
    texts: tuple[str, ...]


def results_of(
    block: Block,
    column: Column,
    rows: Sequence[int],
    spelling: Spelling,
    columns: Sequence[Column],
    notes: Notes,
    *,
    as_text: bool = False,
) -> Results:
    """What the cells of a column yield; what cannot be kept is told. as_text: they are texts, numbers too."""
    names = [one.name.casefold() for one in columns]
    operands = []
    for row in rows:
        place = block.place(row, column.number)
        text = block.row(row)[column.number - block.box.left]
        try:
            operands.append(read_result(text, spelling, names))
        except RefusedError as error:
            error.place = place
            notes.refused(error)
            operands.append(None)
    types = {one.type for one in operands if one is not None and one.type}
    if types == {"boolean", "string"} or (as_text and types):
        types = {"string"}
    as_text = types == {"string"}
    texts = tuple(_feel(one, as_text=as_text) for one in operands)
    if len(types) > 1:
        why = "The results of the column are of several types; each is what it looks like."
        notes.interpreted(
            "import.sheet.kinds", block.place(rows[0], column.number), column.name, ", ".join(sorted(types)), why
        )
    for row, one, text in zip(rows, operands, texts, strict=True):
        if one is None and not text:
            before = block.row(row)[column.number - block.box.left]
            why = "A blank result, and one that says there is none, is null."
            notes.interpreted("import.sheet.no-result", block.place(row, column.number), before, "null", why)
        elif one is not None and one.spelt and not (as_text and one.type):
            why = "The result is this value, spelt as people do." if one.type else FEEL_WHY
            code = "import.sheet.result" if one.type else "import.sheet.feel"
            notes.interpreted(code, block.place(row, column.number), one.text, text, why)
    known = len(types) == 1 and all(one is None or one.type for one in operands)
    return Results(next(iter(types)) if known else "", texts)


def read_result(text: str, spelling: Spelling, names: Sequence[str]) -> Operand | None:
    """What a cell of results gives, None for nothing. names: of columns, which a calculation would use.

    Raises RefusedError, without a place, for what is no result, or could be several.
    """
    if text.strip().casefold() in _NOTHING:
        return None
    feel = feel_in(text, tests=False)
    if feel:
        return Operand(text, feel, "", spelt=True)
    found = read_operand(text, spelling)
    if found.type != "string" or found.text[0] in '"“„«':
        return found
    if _COMPARES.fullmatch(found.text):
        message = f"{found.text} is a condition, and stands where a result is expected."
        raise RefusedError(
            "import.sheet.result", message, "Say over the columns which are conditions, or write the result."
        )
    if calculates(found.text) and any(re.search(rf"\b{re.escape(name)}\b", found.text.casefold()) for name in names):
        message = f"{found.text} seems to be a calculation, which is not read as one."
        raise RefusedError(
            "import.sheet.result", message, "Write the value, or give the calculation in a decision of its own."
        )
    return found


def calculates(text: str) -> bool:
    """Whether a text looks like a calculation."""
    return _CALCULATES.search(text) is not None


def _feel(operand: Operand | None, *, as_text: bool) -> str:
    if operand is None:
        return ""
    return quoted(operand.text) if as_text and operand.type not in {"string", ""} else operand.feel
