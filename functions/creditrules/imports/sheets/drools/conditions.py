"""Constraints of DRL patterns as unary tests on fields: what a snippet says once a cell's values stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from creditrules.imports.sheets.drools.tokens import Token, literal, tokens_of, unsupported
from creditrules.imports.sheets.operands import Operand, quoted
from creditrules.records import dataclass

__all__ = ["Constraint", "constraints_of", "with_values"]

_SIGNS: Final = frozenset(("==", "!=", "<", "<=", ">", ">="))
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_HINT: Final = "Write field, sign and value: age >= $param."
_GETTER: Final = re.compile(r"(?:get|is)([A-Z]\w*)\(\)")
_FORALL: Final = re.compile(r"forall\s*\(\s*(?P<join>&&|\|\||,|and|or)?\s*\)\s*\{(?P<inner>.*?)\}", re.DOTALL)
_PARAM: Final = re.compile(r"\$param\b|\$(\d+)")
_EACH: Final = re.compile(r"\$(?:param\b)?(?![\w])")


@dataclass(frozen=True, slots=True)
class Constraint:
    """A test of a field. path: from its fact. tests: signs and values, one of which has to hold, or none if negated."""

    path: tuple[str, ...]
    tests: tuple[tuple[str, Operand], ...]
    negated: bool = False

    @property
    def feel(self) -> str:
        """The unary tests."""
        text = ", ".join(_feel(sign, operand) for sign, operand in self.tests)
        return f"not({text})" if self.negated else text


def _feel(sign: str, operand: Operand) -> str:
    if sign == "matches":
        return f"matches(?, {quoted(f'^(?:{operand.text})$')})"
    if sign == "contains":
        return f"list contains(?, {operand.feel})"
    if sign in {"startsWith", "endsWith"}:
        return f"{'starts' if sign == 'startsWith' else 'ends'} with(?, {operand.feel})"
    return operand.feel if sign == "==" else f"{sign} {operand.feel}"


def with_values(snippet: str, values: Sequence[str], whole: str) -> str:
    """The snippet with a cell's values in place of $param, $1, $2 and in its forall(…){…}."""

    def each(found: re.Match[str]) -> str:
        join = found["join"] or "&&"
        join = {"and": "&&", "or": "||"}.get(join, join)
        return f" {join} ".join(_put(found["inner"], value) for value in values)

    def value(found: re.Match[str]) -> str:
        if found[1] is None:
            return whole
        number = int(found[1])
        if not 1 <= number <= len(values):
            raise unsupported(
                f"The cell has {len(values)} values, and the snippet asks for ${number}.", "Write them all."
            )
        return values[number - 1]

    return _PARAM.sub(value, _FORALL.sub(each, snippet))


def _put(inner: str, value: str) -> str:
    return _EACH.sub(lambda _: value, inner)


def constraints_of(text: str) -> list[Constraint]:
    """The constraints that a text says, all of which have to hold. Raises RefusedError for what is not translated."""
    parser = _Parser(tokens_of(text))
    found = parser.all()
    parser.end()
    return found


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at = tokens, 0
        self._last: tuple[str, ...] = ()

    def all(self) -> list[Constraint]:
        found = self._either()
        while self._takes("&&", ","):
            found += self._either()
        return found

    def _either(self) -> list[Constraint]:
        """Alternatives, which have to be about one field."""
        options = [self._one()]
        while self._takes("||"):
            options.append(self._one())
        if len(options) == 1:
            return options[0]
        flat = [one for option in options for one in option]
        if len(flat) != len(options) or len({one.path for one in flat}) > 1 or any(one.negated for one in flat):
            raise unsupported(
                "Alternatives about several fields, or with !=, have no equal in one column.", "Write two rows."
            )
        return [Constraint(flat[0].path, tuple(test for one in flat for test in one.tests))]

    def _one(self) -> list[Constraint]:
        if self._takes("("):
            inner = self.all()
            self._must(")")
            return inner
        if self._takes("!"):
            return [Constraint(self._path(), (("==", Operand("false", "false", "boolean")),))]
        token = self._peek()
        if token is not None and token.text in _SIGNS and self._last:
            return [self._relation(self._last)]
        if token is not None and token.kind != "word":
            return [self._turned()]
        path = self._last = self._path()
        if self._takes("("):  # age ( > 18 && < 65 )
            inner = self.all()
            self._must(")")
            return inner
        return [self._relation(path)]

    def _turned(self) -> Constraint:
        value = literal(self._next())
        sign = self._next().text
        if sign not in _SIGNS:
            raise unsupported(f"{sign} stands where a sign is expected.", _HINT)
        return _compared(self._path(), _TURNED.get(sign, sign), value)

    def _relation(self, path: tuple[str, ...]) -> Constraint:
        token = self._peek()
        if token is None or token.text in {"&&", "||", ",", ")"}:
            return Constraint(path, (("==", Operand("true", "true", "boolean")),))
        sign = self._next().text
        negated = sign == "not"
        sign = self._next().text if negated else sign
        if sign in _SIGNS and not negated:
            return _compared(path, sign, literal(self._next()))
        if sign == "in":
            return Constraint(path, tuple(("==", one) for one in self._list()), negated)
        kind = {
            "matches": "matches",
            "contains": "contains",
            "str[startsWith]": "startsWith",
            "str[endsWith]": "endsWith",
        }
        if sign in kind:
            return Constraint(path, ((kind[sign], literal(self._next())),), negated)
        raise unsupported(f"{sign} has no equal in a condition.", "Use ==, !=, <, <=, >, >=, in or matches.")

    def _list(self) -> list[Operand]:
        self._must("(")
        found = [literal(self._next())]
        while self._takes(","):
            found.append(literal(self._next()))
        self._must(")")
        return found

    def _path(self) -> tuple[str, ...]:
        token = self._next()
        if token.kind != "word" or token.text.split(".")[0] in {"eval", "new", "exists", "forall", "from", "not"}:
            raise unsupported(f"{token.text} stands where a field is expected.", _HINT)
        text = _GETTER.sub(lambda found: found[1][0].lower() + found[1][1:], token.text)
        if "(" in text or "[" in text:
            raise unsupported(f"{token.text} calls a function.", _HINT)
        return tuple(text.removeprefix("this.").split("."))

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise unsupported("The condition ends where more is expected.", _HINT)
        self._at += 1
        return token

    def _takes(self, *signs: str) -> bool:
        token = self._peek()
        if token is not None and token.kind == "sign" and token.text in signs:
            self._at += 1
            return True
        return False

    def _must(self, sign: str) -> None:
        if not self._takes(sign):
            raise unsupported(f"“{sign}” is missing.", _HINT)

    def end(self) -> None:
        token = self._peek()
        if token is not None:
            raise unsupported(f"{token.text} stands where the condition should end.", _HINT)


def _compared(path: tuple[str, ...], sign: str, value: Operand) -> Constraint:
    return Constraint(path, (("==" if sign == "!=" else sign, value),), sign == "!=")
