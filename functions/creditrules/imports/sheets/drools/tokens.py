"""The words of the conditions and actions in cells: DRL and Java, as far as tables use them."""

from __future__ import annotations

import re
from typing import Final

from creditrules.imports.sheets.notes import RefusedError
from creditrules.imports.sheets.operands import Operand, quoted
from creditrules.records import dataclass, replace

__all__ = ["Token", "as_type", "literal", "tokens_of", "unsupported"]

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<date>date\("[^"]*"\)|date\ and\ time\("[^"]*"\))"""
    r"""|(?P<number>-?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[lLfFdDbBiI]?)"""
    r"""|(?P<word>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*(?:\(\))?(?:\[[a-zA-Z]+\])?)"""
    r"""|(?P<sign>==|!=|>=|<=|&&|\|\||[<>=!(){},;:+*/%&|.\[\]-]))"""
)
_LONGEST: Final = 4_000
_DEEPEST: Final = 50
_NUMBER: Final = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
_DRL_DATE: Final = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ESCAPES: Final = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, and of what kind: string, date, number, word or sign. text: without quotes, for a string."""

    kind: str
    text: str


def unsupported(what: str, hint: str) -> RefusedError:
    """The error for what is not translated; its place is added where that is known."""
    return RefusedError("import.drools.unsupported", what, hint)


def tokens_of(text: str) -> list[Token]:
    """The words of a snippet. Raises RefusedError for what is none of the language of tables."""
    found, at = [], 0
    text = text.strip()
    if len(text) > _LONGEST or text.count("(") > _DEEPEST:
        raise unsupported(f"A snippet has {len(text)} characters and {text.count('(')} brackets.", "Make it shorter.")
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise unsupported(f"{text[:80]} cannot be read at “{text[at : at + 10]}”.", "Write field, sign and value.")
        token = match[match.lastgroup]
        if match.lastgroup == "string":
            token = _ESCAPES.sub(lambda one: {"n": "\n", "t": "\t"}.get(one[1], one[1]), token[1:-1])
        found.append(Token(match.lastgroup, token))
        at = match.end()
    return found


def literal(token: Token) -> Operand:
    """The value that a token is. A constant of an enumeration is the text of its name."""
    if token.kind == "string":
        date = _DRL_DATE.fullmatch(token.text)
        if date is not None and date[2].lower() in _MONTHS:
            month = _MONTHS.index(date[2].lower()) + 1
            return Operand(token.text, f'date("{date[3]}-{month:02}-{int(date[1]):02}")', "date", spelt=True)
        return Operand(token.text, quoted(token.text), "string")
    if token.kind == "date":
        return Operand(token.text, token.text, token.text.partition("(")[0])
    if token.kind == "number":
        digits = token.text.replace("_", "").rstrip("lLfFdDbBiI") if token.text[-1] in "lLfFdDbBiI" else token.text
        return Operand(token.text, digits.removesuffix("."), "number")
    if token.text in {"true", "false"}:
        return Operand(token.text, token.text, "boolean")
    if token.text == "null":
        return Operand(token.text, "null", "")
    name = token.text.rpartition(".")[2]
    if token.kind == "word" and (name.isupper() or ("." in token.text and name[:1].isupper())):
        return Operand(token.text, quoted(name), "string", spelt=True)
    raise unsupported(f"{token.text} is no value.", 'Write a number, a text in quotes ("$param"), true or false.')


def as_type(operand: Operand, type_: str) -> Operand:
    """A value that is given as text, as one of the type that its field has."""
    if operand.type == "string" and type_ == "number" and _NUMBER.fullmatch(operand.text.strip()):
        return replace(operand, feel=operand.text.strip(), type="number", spelt=True)
    if operand.type == "string" and type_ == "boolean" and operand.text.strip().lower() in {"true", "false"}:
        return replace(operand, feel=operand.text.strip().lower(), type="boolean", spelt=True)
    if operand.type in {"number", "boolean"} and type_ == "string":
        return replace(operand, feel=quoted(operand.text), type="string", spelt=True)
    return operand
