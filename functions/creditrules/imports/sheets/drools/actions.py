"""Actions of rules as results: which field is set to what, what is inserted or added to a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from creditrules.imports.sheets.drools.tokens import literal, tokens_of, unsupported
from creditrules.imports.sheets.operands import Operand
from creditrules.records import dataclass

__all__ = ["Effect", "effects_of"]

_SET: Final = re.compile(r"(?:(?P<object>[$\w.]+)\.)?set(?P<field>[A-Z]\w*)\s*\((?P<value>.*)\)", re.DOTALL)
_ASSIGN: Final = re.compile(r"(?:(?P<object>[$\w]+)\.)?(?P<field>[\w.]+)\s*=(?!=)\s*(?P<value>.*)", re.DOTALL)
_ADD: Final = re.compile(r"(?P<object>[$\w.]+)\.add\s*\((?P<value>.*)\)", re.DOTALL)
_INSERT: Final = re.compile(r"insert(?:Logical)?\s*\(\s*new\s+(?P<type>[\w.$]+)\s*\((?P<value>.*)\)\s*\)", re.DOTALL)
_MODIFY: Final = re.compile(r"modify\s*\(\s*(?P<object>[$\w]+)\s*\)\s*\{(?P<inner>.*)\}", re.DOTALL)
_UPDATE: Final = re.compile(r"update\s*\(\s*[$\w]+\s*\)")
_TOLD: Final = re.compile(r"(?:System\.(?:out|err)\.\w+|log(?:ger)?\.\w+|\w*[lL]og\w*\.\w+)\s*\(.*\)", re.DOTALL)
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_HINT: Final = "Set one field to one value: $application.setRate($param)."


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action does. kind: set, insert, add, print; field: of the target; again: other rules look at it anew."""

    kind: str
    target: str
    field: str
    value: Operand
    again: bool = False


def effects_of(text: str, bound: str = "") -> list[Effect]:
    """What a snippet with values in it does. bound: the object that it is called on. Raises RefusedError."""
    statements = [one for one in _split(text, ";") if one]
    again = any(_UPDATE.fullmatch(one) for one in statements)
    return [effect for one in statements for effect in _effects(one, bound, again=again)]


def _effects(text: str, bound: str, *, again: bool) -> Iterator[Effect]:
    if _UPDATE.fullmatch(text):
        return
    if _TOLD.fullmatch(text):
        yield Effect("print", "", "", Operand(text, "", ""))
        return
    block = _MODIFY.fullmatch(text)
    if block is not None:
        for inner in _split(block["inner"], ","):
            yield from _effects(inner, block["object"], again=True)
        return
    inserted = _INSERT.fullmatch(text)
    if inserted is not None:
        yield Effect("insert", inserted["type"].rpartition(".")[2], "", _value(inserted["value"], text), again=True)
        return
    for kind, shape in (("set", _SET), ("add", _ADD), ("set", _ASSIGN)):
        found = shape.fullmatch(text)
        if found is not None:
            field = found["field"] if kind == "set" else ""
            field = f"{field[0].lower()}{field[1:]}" if field else ""
            yield Effect(kind, found["object"] or bound, field, _value(found["value"], text), again)
            return
    raise unsupported(f"The action {text[:80]} is not translated.", _HINT)


def _value(text: str, statement: str) -> Operand:
    tokens = tokens_of(text)
    if len(tokens) != 1:
        raise unsupported(f"The action {statement[:80]} takes other than one value.", _HINT)
    return literal(tokens[0])


def _split(text: str, sign: str) -> list[str]:
    """A text at a sign, where that stands outside of quotes and brackets."""
    parts, depth, at, start = [], 0, 0, 0
    while at < len(text):
        quoted = _QUOTED.match(text, at)
        if quoted is not None:
            at = quoted.end()
            continue
        depth += (text[at] in "({") - (text[at] in ")}")
        if text[at] == sign and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
        at += 1
    return [one for one in (*parts, text[start:].strip()) if one]
