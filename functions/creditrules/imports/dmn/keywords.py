"""Names that are words of FEEL itself: renamed wherever they stand, as no text could speak of them."""

from __future__ import annotations

from typing import Final

from creditrules.dmn.exchange.xml import Element
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.layout import PARTS
from creditrules.imports.dmn.scanning import Piece, pieces_of
from creditrules.imports.dmn.trees import altered, child, children, everything, name_of, own_name, set_text, text_of
from creditrules.imports.names import RESERVED

__all__ = ["settle_keywords"]

_NAMED: Final = frozenset(("variable", "parameter", "formalParameter", "itemComponent", "output", "column"))
_BEFORE: Final = frozenset(["(", "[", "{", ",", ":", "+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", ".."])
_AFTER: Final = frozenset([")", "]", "}", ",", ".", "+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", ".."])
_INFIX: Final = frozenset(("and", "or", "in", "then", "else", "return", "satisfies", "between", "instance"))
_PREFIXES: Final = frozenset(("if", "for", "some", "every", "not", "function", "then", "else", "return", "satisfies"))


def settle_keywords(file: DmnFile) -> None:
    """Give such a name an underscore, and the texts that speak of it too."""
    renamed: set[str] = set()
    for element in everything(file.root):
        if element.name in _NAMED and name_of(element) in RESERVED:
            _rename(file, element, name_of(element), renamed)
        if element.get("iteratorVariable") in RESERVED:
            before = element.get("iteratorVariable")
            altered(element, iteratorVariable=f"{before}_")
            renamed.add(before)
    for part in children(file.root, *PARTS):
        if own_name(part) in RESERVED and child(part, "variable") is None:
            _rename(file, part, own_name(part), renamed)
    for element in everything(file.root) if renamed else ():
        text = text_of(element)
        after = _spoken(text, renamed) if text else text
        if after != text:
            set_text(element, after)


def _rename(file: DmnFile, element: Element, before: str, renamed: set[str]) -> None:
    altered(element, name=f"{before}_")
    renamed.add(before)
    why = "The name is a word of FEEL's own, which no text can speak of."
    file.notes.interpreted("import.name", element, "", before, f"{before}_", why)


def _spoken(text: str, names: set[str]) -> str:
    pieces = pieces_of(text)
    solid = [index for index, piece in enumerate(pieces) if piece.kind not in {"blank", "comment"}]
    found = list(pieces)
    for position, index in enumerate(solid):
        if pieces[index].kind == "word" and pieces[index].text in names:
            before = pieces[solid[position - 1]] if position else None
            after = pieces[solid[position + 1]] if position + 1 < len(solid) else None
            if _is_name(pieces[index].text, before, after):
                found[index] = Piece("word", f"{pieces[index].text}_")
    return "".join(piece.text for piece in found)


def _is_name(word: str, before: Piece | None, after: Piece | None) -> bool:
    """Whether the word stands where only an operand can, and nothing follows that the keyword would need."""
    if before is not None and before.text == ".":
        return True
    operand = before is None or before.text in _BEFORE or (before.kind == "word" and before.text in RESERVED)
    needed = word in _PREFIXES and after is not None and after.text in {"-", "(", "["}
    return operand and not needed and (after is None or after.text in _AFTER or after.text in _INFIX)
