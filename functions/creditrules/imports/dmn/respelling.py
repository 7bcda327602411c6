"""Signs, words and quotes of other languages in a text that is FEEL otherwise, as FEEL writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Final

from creditrules.feel import string_literal
from creditrules.imports.dmn.functions import PREFIXED
from creditrules.imports.dmn.scanning import Piece, operand_end, pieces_of, unquoted

__all__ = ["respelt", "respelt_test"]

Told = dict[str, str]
"""Why, by kind, in the order in which it came up."""

_SIGNS: Final = {
    "==": "=",
    "===": "=",
    "!==": "!=",
    "<>": "!=",
    "=<": "<=",
    "=>": ">=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "&&": "and",
    "||": "or",
}
_WORDS: Final = ("true", "false", "null", "and", "or", "not", "in", "if", "then", "else", "between", "some", "every")
_NULLS: Final = ("nil", "none", "undefined")
_MOMENT: Final = "date and time"
_MAX_NEGATIONS: Final = 50
_COMPARISONS: Final = frozenset(("=", "!=", "<", "<=", ">", ">="))
_WHY_SIGN: Final = "FEEL writes this operator otherwise."
_WHY_WORD: Final = "FEEL writes its words in lower case, and null for no value."
_WHY_QUOTE: Final = "FEEL puts texts in straight double quotes."
_WHY_CALL: Final = "The function has another name in FEEL."


def respelt(text: str, names: Collection[str], told: Told) -> str:
    """An expression with FEEL's operators, words and quotes; why goes to `told`. Names of the model stay."""
    found = _worded(text, names, told).rstrip()
    if found.endswith(";"):
        told.setdefault("operator", "An expression of FEEL ends without a semicolon.")
        found = found.rstrip("; \t\n")
    return _negated(found, told)


def respelt_test(text: str, names: Collection[str], told: Told) -> str:
    """The same for a cell of unary tests, where more is left out: what is tested, brackets of a list, a last comma."""
    found = _worded(text, names, told).strip()
    for change in (
        _without_last_comma,
        _in_list,
        _is_null,
        _prefixed,
        _alternatives,
        _bare_range,
        _not_compared,
        _implicit,
    ):
        after = change(found)
        if after != found:
            told.setdefault("test", "A cell of FEEL says what the tested value must be.")
            found = after
    return _negated(found, told)


def _worded(text: str, names: Collection[str], told: Told) -> str:
    return "".join(piece.text for piece in _qualified(_spelt(pieces_of(text), names, told), told))


def _spelt(pieces: list[Piece], names: Collection[str], told: Told) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        kind, text = piece
        if kind in {"single", "smart"}:
            told.setdefault("quotes", _WHY_QUOTE)
            found.append(Piece("string", string_literal(unquoted(text))))
        elif kind == "sign" and text in _SIGNS:
            told.setdefault("operator", _WHY_SIGN)
            found.append(Piece("word" if _SIGNS[text].isalpha() else "sign", _spaced(found, _SIGNS[text])))
        elif kind == "word" and text not in names and _plain(text) != text:
            told.setdefault("word", _WHY_WORD)
            found.append(Piece("word", _plain(text)))
        else:
            found.append(piece)
            if found[-1].kind not in {"blank", "comment"} and len(found) > 1 and found[-2].text in {" and", " or"}:
                found.insert(-1, Piece("blank", " "))
    return found


def _spaced(before: list[Piece], sign: str) -> str:
    return f" {sign}" if sign.isalpha() and before and before[-1].kind != "blank" else sign


def _plain(word: str) -> str:
    lower = word.casefold()
    if word in _WORDS or lower in _WORDS:
        return lower
    return "null" if lower in _NULLS and word != "none" else word


def _qualified(pieces: list[Piece], told: Told) -> list[Piece]:
    """Functions with a prefix: those that FEEL has by its names, collections' by a name of two words."""
    found: list[Piece] = []
    index = 0
    while index < len(pieces):
        part = "".join(piece.text for piece in pieces[index : index + 3])
        called = pieces[index].kind == "word" and "".join(piece.text for piece in pieces[index + 3 : index + 4]) == "("
        if called and (part in PREFIXED or part.startswith("collection:")):
            told.setdefault("function", _WHY_CALL)
            found.append(Piece("word", PREFIXED.get(part, part.replace(":", " "))))
            index += 3
        else:
            found.append(pieces[index])
            index += 1
    return found


def _negated(text: str, told: Told) -> str:
    """`!x` and `not x` as `not(x)`."""
    found = pieces_of(text)
    if sum(piece.text in {"!", "not"} for piece in found) > _MAX_NEGATIONS:
        return text
    for index in range(len(found) - 1, -1, -1):
        kind, text = found[index]
        if not (kind == "sign" and text == "!") and not (kind == "word" and text == "not"):
            continue
        start = index + 1
        while start < len(found) and found[start].kind == "blank":
            start += 1
        end = operand_end(found, start)
        if end == start or (found[start].text == "(" and text == "not") or found[start].text == "in":
            continue
        told.setdefault("operator", _WHY_SIGN)
        inside = found[start:end]
        group = inside[0].text == "(" and inside[-1].text == ")"
        wrapped = inside if group else [Piece("sign", "("), *inside, Piece("sign", ")")]
        found[index:end] = [Piece("word", "not"), *wrapped]
    return "".join(piece.text for piece in found)


def _without_last_comma(text: str) -> str:
    return re.sub(r"[\s,;]+$", "", text) if re.search(r"[,;]\s*$", text) else text


def _in_list(text: str) -> str:
    """`in (a, b)` and `not in (a, b)`."""
    match = re.fullmatch(r"(?is)(not\s+|not\()?\s*in\s*(\(.*\)|\[.*[\])]|\{.*\}|\S+)\s*(\))?", text)
    if match is None:
        return text
    inside = match[2]
    if (inside[0], inside[-1]) in {("(", ")"), ("{", "}")} or (inside[0] == "[" and ".." not in inside):
        inside = inside[1:-1].strip()
    return f"not({inside})" if match[1] else inside


def _is_null(text: str) -> str:
    match = re.fullmatch(r"(?is)is\s+(not\s+)?(null|empty)|(empty)|(not\s+empty)", text)
    if match is None:
        return text
    return "not(null)" if match[1] or match[4] else "null"


_PREFIXES: Final[dict[str, Callable[[str], str]]] = {
    "contains": lambda value: f"contains(?, {value})",
    "starts with": lambda value: f"starts with(?, {value})",
    "startswith": lambda value: f"starts with(?, {value})",
    "begins with": lambda value: f"starts with(?, {value})",
    "ends with": lambda value: f"ends with(?, {value})",
    "endswith": lambda value: f"ends with(?, {value})",
    "matches": lambda value: f"matches(?, {value})",
    "like": lambda value: f"matches(?, {value})",
    "=~": lambda value: f"matches(?, {value})",
    "~=": lambda value: f"matches(?, {value})",
}
_PREFIX: Final = re.compile(
    r'(?is)(not\s+|does\s+not\s+)?(contains?|starts\s?with|begins\s+with|ends\s?with|matches|=~|~=)\s*("(?:[^"\\]|\\.)*")'
)


def _prefixed(text: str) -> str:
    """`contains "a"` and the like."""
    match = _PREFIX.fullmatch(text)
    if match is None:
        return text
    word = " ".join(match[2].casefold().split())
    test = _PREFIXES["contains" if word == "contain" else word](match[3])
    return f"not({test})" if match[1] else test


_ALTERNATIVES: Final = re.compile(
    r'(?s)("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?)(?:\s+or\s+("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?))+'
)


def _alternatives(text: str) -> str:
    """`"a" or "b"`: constants between which a cell puts commas."""
    if _ALTERNATIVES.fullmatch(text) is None:
        return text
    pieces = pieces_of(text)
    return "".join("," if piece == ("word", "or") else piece.text for piece in pieces).replace(" ,", ",")


def _bare_range(text: str) -> str:
    """`1..5` without brackets, both ends included."""
    depth, found = 0, 0
    for kind, piece in pieces_of(text):
        if kind == "sign":
            depth += (piece in {"(", "[", "{"}) - (piece in {")", "]", "}"})
            found += piece == ".." and depth == 0
            if piece == "," and depth == 0:
                return text
    return f"[{text}]" if found == 1 and depth == 0 else text


def _not_compared(text: str) -> str:
    """`! > 5` and `not > 5`."""
    match = re.fullmatch(r"(?s)(?:!|not\b)\s*([<>]=?[^,]*)", text)
    return f"not({match[1].strip()})" if match is not None else text


def _implicit(text: str) -> str:
    """`> 5 and < 10`: with the tested value on the left of each comparison."""
    pieces = pieces_of(text.replace(_MOMENT, _MOMENT.replace(" ", "_")))
    words = [piece.text.strip() for piece in pieces if piece.kind == "word"]
    if not {"and", "or", "between"} & set(words) or any(piece.text == "?" for piece in pieces):
        return text
    found: list[str] = []
    expecting = True
    for kind, piece in pieces:
        if kind in {"blank", "comment"}:
            found.append(piece)
            continue
        if expecting and (piece in _COMPARISONS or piece.strip() in {"in", "between"}):
            found.append("? ")
        found.append(piece)
        expecting = piece.strip() in {"and", "or", "("}
    return "".join(found).replace(_MOMENT.replace(" ", "_"), _MOMENT)
