"""JUEL, the expression language of products in Java, as FEEL: operators, conditions, and methods FEEL has too."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from creditrules.feel import BUILTINS, string_literal
from creditrules.imports.dmn.functions import PREFIXED
from creditrules.imports.dmn.scanning import Piece, pieces_of, unquoted

__all__ = ["NotTranslatedError", "juel_to_feel"]

_MAX_DEPTH: Final = 60
_WRITE: Final = "Write the condition in FEEL, or give its result as a fact."
_LEVELS: Final[tuple[dict[str, str], ...]] = (
    {"||": "or", "or": "or"},
    {"&&": "and", "and": "and"},
    {"==": "=", "eq": "=", "!=": "!=", "ne": "!="},
    {"<": "<", "lt": "<", ">": ">", "gt": ">", "<=": "<=", "le": "<=", ">=": ">=", "ge": ">="},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/", "div": "/", "%": "modulo", "mod": "modulo"},
)
_COMPARED: Final = (2, 3)
_TIGHT: Final = len(_LEVELS) + 1
_METHODS: Final[dict[tuple[str, int], str]] = {
    ("startsWith", 1): "starts with({0}, {1})",
    ("endsWith", 1): "ends with({0}, {1})",
    ("contains", 1): "if {0} instance of list<Any> then list contains({0}, {1}) else contains({0}, {1})",
    ("equals", 1): "{0} = {1}",
    ("equalsIgnoreCase", 1): "lower case({0}) = lower case({1})",
    ("toLowerCase", 0): "lower case({0})",
    ("toUpperCase", 0): "upper case({0})",
    ("trim", 0): "trim({0})",
    ("length", 0): "string length({0})",
    ("size", 0): "count({0})",
    ("isEmpty", 0): 'if {0} instance of list<Any> then count({0}) = 0 else {0} = ""',
    ("matches", 1): 'matches({0}, "^(?:" + {1} + ")$")',
    ("substring", 1): "substring({0}, {1} + 1)",
    ("substring", 2): "substring({0}, {1} + 1, {2} - {1})",
    ("concat", 1): "{0} + {1}",
    ("toString", 0): "string({0})",
    ("intValue", 0): "{0}",
    ("longValue", 0): "{0}",
    ("doubleValue", 0): "{0}",
    ("floatValue", 0): "{0}",
    ("booleanValue", 0): "{0}",
    ("before", 1): "{0} < {1}",
    ("after", 1): "{0} > {1}",
    ("get", 1): "get value({0}, {1})",
    ("containsKey", 1): "get value({0}, {1}) != null",
}
_FUNCTIONS: Final = PREFIXED | {"now": "now", "dateTime": "now"}
_EMPTY: Final = 'if {0} instance of list<Any> then count({0}) = 0 else {0} = null or {0} = ""'
_VALUE: Final = re.compile(r'(?:"[^"]*"|[^,"])+')
_LITERAL: Final = re.compile(r'"[^"]*"|[+-]?\d+(?:\.\d+)?|true|false')
_GETTER: Final = re.compile(r"(?:get|is)([A-Z])(\w*)")
_LITERALS: Final = ("true", "false", "null")


class NotTranslatedError(Exception):
    """What has no counterpart in FEEL. message, hint: for whoever wrote it."""

    def __init__(self, message: str, hint: str = _WRITE) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class _Made(NamedTuple):
    """Text of FEEL. level: how tightly it holds together, -1 for the loosest."""

    text: str
    level: int

    def within(self, level: int) -> str:
        """The text to stand beside an operator of this level."""
        return self.text if self.level >= level else f"({self.text})"


def juel_to_feel(text: str) -> str:
    """The expression between `${` and `}` in FEEL; raises NotTranslatedError."""
    return _Translation(text).whole().text


class _Translation:
    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces = [piece for piece in pieces_of(text) if piece.kind not in {"blank", "comment"}]
        self._at = 0
        self._depth = 0

    def whole(self) -> _Made:
        found = self._conditional()
        if self._at < len(self._pieces):
            raise self._stuck()
        return found

    def _stuck(self) -> NotTranslatedError:
        here = self._peek().text or "the end"
        return NotTranslatedError(f"'{self._text[:80]}' cannot be read as an expression at {here[:40]}.")

    def _peek(self) -> Piece:
        return self._pieces[self._at] if self._at < len(self._pieces) else Piece("end", "")

    def _took(self, *texts: str) -> bool:
        piece = self._peek()
        if piece.kind in {"sign", "word"} and piece.text in texts:
            self._at += 1
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._took(text):
            raise self._stuck()

    def _conditional(self) -> _Made:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotTranslatedError("The expression is nested too deeply.", "Give inner parts decisions of their own.")
        found = self._binary(0)
        if self._took("?"):
            then = self._conditional()
            self._need(":")
            otherwise = self._conditional()
            found = _Made(f"if {found.text} then {then.within(0)} else {otherwise.text}", -1)
        self._depth -= 1
        return found

    def _binary(self, level: int) -> _Made:
        if level == len(_LEVELS):
            return self._unary()
        signs = _LEVELS[level]
        left = self._binary(level + 1)
        while self._peek().kind in {"sign", "word"} and self._peek().text in signs:
            sign = signs[self._peek().text]
            self._at += 1
            right = self._binary(level + 1)
            if sign == "modulo":
                left = _Made(f"modulo({left.text}, {right.text})", _TIGHT)
            else:
                inner = _COMPARED[1] + 1 if level in _COMPARED else level
                left = _Made(f"{left.within(inner)} {sign} {right.within(max(inner, level + 1))}", level)
        return left

    def _unary(self) -> _Made:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotTranslatedError("The expression is nested too deeply.", "Give inner parts decisions of their own.")
        if self._took("-"):
            found = _Made(f"-{self._unary().within(_TIGHT)}", len(_LEVELS))
        elif self._took("!", "not"):
            found = _Made(f"not({_bare(self._unary().text)})", _TIGHT)
        elif self._took("empty"):
            found = _filled(_EMPTY, (self._unary(),))
        else:
            found = self._postfix()
        self._depth -= 1
        return found

    def _postfix(self) -> _Made:
        found = self._primary()
        while True:
            if self._took("."):
                name = self._name()
                found = (
                    self._method(found, name) if self._took("(") else _Made(f"{found.within(_TIGHT)}.{name}", _TIGHT)
                )
            elif self._took("["):
                found = self._indexed(found)
            else:
                return found

    def _name(self) -> str:
        piece = self._peek()
        if piece.kind != "word":
            raise self._stuck()
        self._at += 1
        return piece.text

    def _method(self, value: _Made, name: str) -> _Made:
        arguments = self._arguments()
        template = _METHODS.get((name, len(arguments)))
        getter = _GETTER.fullmatch(name) if not arguments else None
        if template is None and getter is not None:
            return _Made(f"{value.within(_TIGHT)}.{getter[1].lower()}{getter[2]}", _TIGHT)
        if template is None:
            raise NotTranslatedError(f"The method '{name}' has no counterpart in FEEL.")
        return _filled(template, (value, *arguments))

    def _indexed(self, value: _Made) -> _Made:
        kind, text = self._peek()
        self._at += 1
        self._need("]")
        if kind in {"single", "string"}:
            return _Made(f"get value({value.text}, {string_literal(unquoted(text))})", _TIGHT)
        if kind == "number" and text.isdigit():
            return _Made(f"{value.within(_TIGHT)}[{int(text) + 1}]", _TIGHT)
        raise NotTranslatedError("An index that is no constant cannot be read.", "Lists of FEEL count from 1.")

    def _primary(self) -> _Made:
        kind, text = self._peek()
        self._at += 1
        if kind in {"single", "string", "smart"}:
            return _Made(string_literal(unquoted(text)), _TIGHT)
        if kind == "number":
            return _Made(text, _TIGHT)
        if kind == "sign" and text == "(":
            inside = self._conditional()
            self._need(")")
            return _Made(f"({inside.text})", _TIGHT)
        if kind != "word":
            self._at -= 1
            raise self._stuck()
        return self._named(text)

    def _named(self, name: str) -> _Made:
        after = [piece.text for piece in self._pieces[self._at : self._at + 3]]
        if name in _LITERALS:
            return _Made(name, _TIGHT)
        if len(after) == len("f:(") and after[0] == ":" and after[2] == "(":
            self._at += 1
            return self._function(f"{name}:{self._name()}")
        if after[:1] == ["("]:
            return self._function(name)
        return _Made(name, _TIGHT)

    def _function(self, called: str) -> _Made:
        self._need("(")
        prefix, colon, name = called.partition(":")
        collection = prefix == "collection" and colon
        if not collection and called not in _FUNCTIONS and called not in BUILTINS:
            raise NotTranslatedError(f"The function '{called}' is not known here.")
        arguments = self._arguments(_as_list if collection else None)
        shown = f"collection {name}" if collection else _FUNCTIONS.get(called, called)
        return _Made(f"{shown}({', '.join(one.text for one in arguments)})", _TIGHT)

    def _arguments(self, single: Callable[[str], str] | None = None) -> list[_Made]:
        found: list[_Made] = []
        while not self._took(")"):
            if found:
                self._need(",")
            piece = self._peek()
            if single is not None and piece.kind in {"single", "string"}:
                self._at += 1
                found.append(_Made(single(piece.text), _TIGHT))
            else:
                found.append(self._conditional())
        return found


def _as_list(text: str) -> str:
    """Flowable gives several values to its collection functions as one text, in which words need no quotes."""
    words = (word.strip() for word in _VALUE.findall(unquoted(text)))
    return f"[{', '.join(word if _LITERAL.fullmatch(word) else string_literal(word) for word in words if word)}]"


def _filled(template: str, values: tuple[_Made, ...]) -> _Made:
    text = template.format(*(value.within(_TIGHT) for value in values))
    return _Made(text, _TIGHT if template.endswith(")") and not template.startswith(("{", "if ")) else -1)


def _bare(text: str) -> str:
    inside = text[1:-1]
    whole = text.startswith("(") and text.endswith(")") and "(" not in inside and ")" not in inside
    return inside if whole else text
