"""Each text of a file as FEEL: what is FEEL already stays, letter for letter."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from creditrules.dmn.exchange.xml import Element, is_feel
from creditrules.dmn.model import uses
from creditrules.feel import BUILTINS, ast, string_literal
from creditrules.imports.dmn.functions import REFUSED, rewritten
from creditrules.imports.dmn.juel import NotTranslatedError, juel_to_feel
from creditrules.imports.dmn.layout import Column, Text
from creditrules.imports.dmn.notes import Notes
from creditrules.imports.dmn.respelling import respelt, respelt_test
from creditrules.imports.dmn.scanning import group_end, pieces_of
from creditrules.imports.dmn.types import plain_type
from creditrules.imports.dmn.words import PLAIN, Words

__all__ = ["Dialect"]

_JUEL: Final = re.compile(r"juel|uel|el|.*jsr.*245.*|.*expression.?language.*")
_SAME_ANYWHERE: Final = re.compile(r"""-?\d+(\.\d+)?|"[^"\\]*"|'[^'\\"]*'|true|false|null|[^\W\d]\w*(\.[^\W\d]\w*)*""")
_TICKED: Final = re.compile(r"`([^`\n]+)`")
_CERTAIN: Final = re.compile(r"==|&&|\|\||<>|(?<!\w)'|[≤≥≠“”]")
"""What no text of FEEL has outside its strings and odd names, so that it is not read as FEEL first."""
_STEP: Final = r"[\w][\w'’-]*(?: [\w][\w'’-]*){0,5}"
_PATH: Final = re.compile(rf"{_STEP}(?:\.{_STEP}){{0,10}}")
_CODES: Final = {
    "function": "import.function",
    "language": "import.language",
    "operator": "import.operator",
    "quotes": "import.quotes",
    "test": "import.test",
    "word": "import.word",
}
_WHY_JUEL: Final = "The expression is in JUEL; in FEEL it says the same, with exact decimals for its numbers."
_WHY_FUNCTION: Final = "FEEL says the product's own function with its own means."
_ASKING: Final = frozenset(("contains", "starts with", "ends with", "matches", "list contains", "all", "any", "is"))
_SUSPECT: Final = frozenset(("true", "false", "null", "nil", "and", "or", "not", "in", "empty"))


class Dialect:
    """Puts the texts of one file into FEEL. language: of texts that do not say theirs."""

    def __init__(self, notes: Notes, words: Words, language: str) -> None:
        self._notes, self._words, self._language = notes, words, language

    def read(self, text: Text) -> None:
        """Put the text into FEEL; what was done, or cannot be done, is noted."""
        written = text.text
        language = text.holder.get("expressionLanguage") or self._language
        if "feel" in language.casefold() and not is_feel(language):
            altered_language(text.holder)
            language = ""
        if PLAIN.fullmatch(written) and is_feel(language):
            return
        told: dict[str, str] = {}
        if is_feel(language):
            found = self._feel(text, written, told)
        elif _JUEL.fullmatch(language.casefold()):
            found = self._juel(text, _inside(written) or written, told)
        else:
            found = self._foreign(text, written, language, told)
        if found is None:
            return
        found = self._tested_value(text, self._functions(text, found, told), told)
        found = self._condition(text, found, told)
        if told:
            text.say(found)
            kind = next(iter(told))
            why = " ".join(dict.fromkeys(told.values()))
            self._notes.interpreted(_CODES[kind], text.near, text.place, written, found, why)

    def _feel(self, text: Text, written: str, told: dict[str, str]) -> str | None:
        inside = _inside(written)
        if inside is not None:
            return self._juel(text, inside, told)
        if "${" in written or "#{" in written:
            written = self._templates(text, written, told)
        if written.startswith("~"):
            message = f"'{written[:80]}' may ask for a text like this one, or for any other."
            hint = 'Write matches(?, "…") or contains(?, "…") for the one, not("…") for the other.'
            self._notes.failing("import.operator", text.near, text.place, message, hint)
            return None
        written = self._unticked(written, told)
        if not text.tests and written.startswith("=") and not written.startswith("=="):
            told["operator"] = "A whole expression needs no equals sign before it."
            written = written[1:].strip()
        certain = _CERTAIN.search(written) is not None
        if not certain and self._good(written, text):
            return written
        again: dict[str, str] = {}
        found = (respelt_test if text.tests else respelt)(written, self._words.names, again)
        if again and self._good(found, text):
            told |= again
            return found
        return written if certain and self._good(written, text) else self._guessed(text, written, told)

    def _guessed(self, text: Text, written: str, told: dict[str, str]) -> str | None:
        """A text that is no FEEL, read as JUEL without its braces."""
        if "?" in written or ":" in written or re.search(r"\w\.\w+\(|%", written):
            try:
                found = juel_to_feel(written)
            except NotTranslatedError:
                return written
            if self._good(found, text):
                told["language"] = _WHY_JUEL
                return self._tested(text, found)
        if text.heads and _PATH.fullmatch(written):
            for step in written.split("."):
                self._words.know(step)
            return respelt(written, self._words.names, told)
        return written

    def _unticked(self, written: str, told: dict[str, str]) -> str:
        """Names in backticks, as Camunda's FEEL has them."""
        ticked = _TICKED.findall(written)
        if not ticked:
            return written
        for name in ticked:
            self._words.know(" ".join(name.split()))
        told["quotes"] = "FEEL writes names of several words or signs without backticks."
        return _TICKED.sub(lambda match: match[1], written)

    def _good(self, written: str, text: Text) -> bool:
        parsed = self._words.parsed(written, text)
        if parsed.expr is None or parsed.diagnostics:
            return False
        for use in uses(parsed.expr, text.bound):
            unknown = use.name not in self._words.names
            if unknown and use.called and not self._function(use.name) and use.name.casefold() in _SUSPECT:
                return False
            if unknown and not use.called and use.name.casefold() in _SUSPECT:
                return False
        return not _odd(parsed.expr)

    def _function(self, name: str) -> bool:
        return name in BUILTINS or name in self._words.names

    def _juel(self, text: Text, written: str, told: dict[str, str]) -> str | None:
        if not written or written == "-":
            return written
        try:
            found = juel_to_feel(written)
        except NotTranslatedError as error:
            if self._good(written, text) and not text.text.startswith(("${", "#{")):
                told["language"] = "The text says that it is in another language, and is FEEL."
                return written
            self._notes.failing("import.language", text.near, text.place, error.message, error.hint)
            return None
        told["language"] = _WHY_JUEL
        return self._tested(text, found)

    def _tested(self, text: Text, found: str) -> str:
        """A condition as a cell: what it says of the column's value is said of `?`."""
        if not text.tests or text.column is None:
            return found
        expr = self._words.parsed(found, text, tests=False).expr
        if expr is None or _SAME_ANYWHERE.fullmatch(found):
            return found
        said = with_tested(found, expr, tested_names(text.column))
        return said if "?" in said else f"? = ? and ({said})"

    def _templates(self, text: Text, written: str, told: dict[str, str]) -> str:
        """Pieces in `${…}` among other text, each translated."""
        found: list[str] = []
        rest = written
        while (match := re.search(r"[$#]\{", rest)) is not None:
            pieces = pieces_of(rest[match.end() - 1 :])
            length = len("".join(piece.text for piece in pieces[: group_end(pieces, 0)]))
            inside = rest[match.end() : match.end() - 1 + length].removesuffix("}")
            try:
                found += [rest[: match.start()], juel_to_feel(inside)]
            except NotTranslatedError as error:
                self._notes.failing("import.language", text.near, text.place, error.message, error.hint)
                return written
            rest = rest[match.end() - 1 + length :]
        told["language"] = _WHY_JUEL
        whole = "".join([*found, rest])
        if text.tests or self._good(whole, text):
            return whole
        texts = [*found, rest]
        parts = [string_literal(part) if at % 2 == 0 else f"string({part})" for at, part in enumerate(texts) if part]
        return " + ".join(parts)

    def _foreign(self, text: Text, written: str, language: str, told: dict[str, str]) -> str | None:
        if _SAME_ANYWHERE.fullmatch(written) or written in {"", "-"}:
            told["language"] = f"The text means the same in {language[:40]} and in FEEL."
            return respelt(written, self._words.names, {})
        message = f'Expressions in "{language[:60]}" are not run here: {written[:80]}'
        hint = "Write the expression in FEEL, or compute the value before and give it as a fact."
        self._notes.failing("import.foreign", text.near, text.place, message, hint)
        altered_language(text.holder)
        text.say("-" if text.tests else "null")
        return None

    def _tested_value(self, text: Text, found: str, told: dict[str, str]) -> str:
        """A cell with `?` for the name that its column gives to the tested value."""
        names = value_names(text.column) if text.tests and text.column is not None else set()
        expr = self._words.parsed(found, text, tests=True).expr if names else None
        if expr is None:
            return found
        after = with_tested(found, expr, names)
        if after != found:
            told.setdefault("test", "The column gives its value this name, which FEEL writes as a question mark.")
        return after

    def _condition(self, text: Text, found: str, told: dict[str, str]) -> str:
        """A cell that is a condition without a question mark, about a value that is neither true nor false."""
        column = text.column
        expr = self._words.parsed(found, text).expr if text.tests and column is not None else None
        if column is None or not isinstance(expr, ast.UnaryTests) or len(expr.tests) != 1 or expr.negated:
            return found
        (test,) = expr.tests
        called = isinstance(test, ast.Call) and isinstance(test.function, ast.Name) and test.function.name in _ASKING
        if not called and not isinstance(test, ast.Comparison | ast.And | ast.Or | ast.Between | ast.Quantified):
            return found
        if any(use.name == "?" for use in uses(test)) or not self._about_others(column, found, test):
            return found
        told.setdefault("test", "The cell is a condition; in FEEL it says so by what it asks of the tested value.")
        return self._tested(text, found)

    def _about_others(self, column: Column, found: str, test: ast.Expr) -> bool:
        """Whether a condition cannot be a value that the column has."""
        own = any(found[use.span[0] : use.span[1]] in tested_names(column) for use in uses(test))
        return own or plain_type(column.type) not in {"", "Any", "boolean"}

    def _functions(self, text: Text, found: str, told: dict[str, str]) -> str:
        expr = self._words.parsed(found, text).expr
        if expr is None:
            return found
        after, done, refused = rewritten(found, expr, self._function)
        for name in refused:
            message = f"The function '{name}' is not FEEL's."
            self._notes.failing("import.function", text.near, text.place, message, REFUSED[name])
        if done:
            told["function"] = _WHY_FUNCTION
        return after


def value_names(column: Column) -> set[str]:
    """Names that products give to a column's value in its cells."""
    given = {value for (_, name), value in column.clause.attributes.items() if name == "inputVariable" and value}
    return {"cellInput", *given}


def tested_names(column: Column) -> set[str]:
    """These, and what the column tests."""
    found = value_names(column)
    if column.expression is not None and column.expression.text:
        found.add(column.expression.text)
    return found


def with_tested(text: str, expr: ast.Node, names: set[str]) -> str:
    """The text with `?` for each of these names."""
    spans = [use.span for use in uses(expr) if not use.called and text[use.span[0] : use.span[1]] in names]
    spans += [use.node.span for use in uses(expr) if not use.called and use.name in names and use.path]
    for start, end in sorted(set(spans), reverse=True):
        if text[start:end] in names:
            text = f"{text[:start]}?{text[end:]}"
    return text


def altered_language(holder: Element) -> None:
    """Forget the language of an expression."""
    holder.attributes = {key: value for key, value in holder.attributes.items() if key[1] != "expressionLanguage"}


def _inside(written: str) -> str | None:
    """What stands in `${…}` where that is the whole."""
    if written[:2] not in {"${", "#{"}:
        return None
    pieces = pieces_of(written[1:])
    whole = group_end(pieces, 0) == len(pieces) and written.endswith("}")
    return written[2:-1].strip() if whole else None


def _odd(expr: ast.Node) -> bool:
    """Whether a cell joins what is no condition with `and` or `or`, as if constants and ranges were tests."""
    if not isinstance(expr, ast.UnaryTests) or len(expr.tests) != 1:
        return False
    test = expr.tests[0]
    return isinstance(test, ast.And | ast.Or) and any(_no_condition(operand) for operand in test.operands)


def _no_condition(node: ast.Expr) -> bool:
    constant = isinstance(node, ast.Literal) and isinstance(node.value, str | Decimal)
    return constant or isinstance(node, ast.OperatorTest | ast.Interval)
