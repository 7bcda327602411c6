"""Tables whose columns and cells do not agree: texts without quotes, dates as texts, types that nothing meets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from creditrules.feel import ast, string_literal
from creditrules.imports.dmn.constants import constant_nodes, kind_of, ordered
from creditrules.imports.dmn.layout import Column, Part, Text
from creditrules.imports.dmn.notes import Notes
from creditrules.imports.dmn.trees import altered, child
from creditrules.imports.dmn.types import Types
from creditrules.imports.dmn.words import Words
from creditrules.imports.report import Source

__all__ = ["settle_cells"]

_WORDS: Final = re.compile(r"[^\W\d_][\w &.'/+-]*|\d+[^\W\d_][\w -]*")
_RESERVED: Final = frozenset(("null", "true", "false"))
_DATE: Final = r"\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?"
_BARE_DATE: Final = re.compile(rf'(?<!["\w-]){_DATE}(?!["\w-])')
_TEMPORAL: Final = {
    "date": (rf"{_DATE}", "date"),
    "date and time": (rf"{_DATE}", "date and time"),
    "time": (r"\d{2}:\d{2}(:\d{2})?.*", "time"),
    "days and time duration": (r"-?P\w+", "duration"),
    "years and months duration": (r"-?P\w+", "duration"),
}
_HINTS: Final = (Source.CAMUNDA7, Source.CAMUNDA8, Source.FLOWABLE)
"""Products that do not hold values against the allowed ones."""
_CONVERTING: Final = (Source.CAMUNDA7, Source.FLOWABLE)
"""Products that convert the results of a table to the declared type."""


def settle_cells(parts: list[Part], words: Words, notes: Notes, types: Types, source: Source) -> None:
    """Settle every column of every table."""
    roots = _roots(parts, words)
    facts = {part.name: part for part in parts if part.kind == "facts"}
    for part in parts:
        for column in part.columns:
            _Column(column, words, notes, types, roots).settle(facts, source)


def _roots(parts: list[Part], words: Words) -> set[str]:
    """Names that something other than a cell speaks of."""
    texts = [text for part in parts for text in part.texts if text.column is None]
    return {use.name for text in texts for use in words.uses(text)} | {part.name for part in parts}


class _Column:
    def __init__(self, column: Column, words: Words, notes: Notes, types: Types, roots: set[str]) -> None:
        self._column, self._words, self._notes, self._types, self._roots = column, words, notes, types, roots

    def settle(self, facts: Mapping[str, Part], source: Source) -> None:
        """The column's cells and types, made to agree."""
        self._items(facts)
        type_ = self._base(self._column.type)
        texts = [*self._column.cells, *([self._column.values] if self._column.values else [])]
        texts += [self._column.default] if self._column.default else []
        if type_ in _TEMPORAL:
            for text in texts:
                self._dates(text, type_)
        if type_ == "string" or (type_ in {"", "Any"} and self._kinds() <= {"string"}):
            for text in texts:
                self._quote(text)
        if type_ == "boolean":
            for text in texts:
                self._boolean(text)
        if type_ and type_ != "Any" and self._words.about_lists(self._column):
            self._retype("", f"The cells ask what is in a list; the column says {type_}.")
        elif type_ and type_ != "Any":
            self._agree(type_, facts, source)
        if source in _HINTS:
            self._beyond()

    def _base(self, reference: str) -> str:
        return self._types.base(reference)

    def _items(self, facts: Mapping[str, Part]) -> None:
        """Allowed values of a column of lists, which products mean of their items."""
        column = self._column
        values = column.values
        if values is None or not column.tests or column.expression is None or "?" in values.text:
            return
        uses = self._words.uses(column.expression)
        many = self._types.many(column.type)
        if len(uses) == 1 and uses[0].span == (0, len(column.expression.text)) and uses[0].name in facts:
            variable = child(facts[uses[0].name].element, "variable")
            many = many or (variable is not None and self._types.many(variable.get("typeRef"), uses[0].path))
        nodes = self._nodes(values)
        if many and nodes and not any(isinstance(node, ast.List) for node in nodes):
            after = f"every each in ? satisfies each in ({values.text})"
            self._say(values, after, "import.values", "The value is a list, and these are the values of its items.")

    def _nodes(self, text: Text) -> list[ast.Expr]:
        expr = self._words.parsed(text.text, text).expr if text.text else None
        return list(constant_nodes(expr)) if expr is not None else []

    def _kinds(self) -> set[str]:
        texts = [*self._column.cells, *([self._column.values] if self._column.values else [])]
        return set().union(*map(self._words.kinds, texts))

    def _say(self, text: Text, after: str, code: str, why: str) -> None:
        before = text.text
        text.say(after)
        self._notes.interpreted(code, text.near, text.place, before, after, why)

    def _dates(self, text: Text, type_: str) -> None:
        shape, function = _TEMPORAL[type_]
        written = text.text
        after = written
        if _BARE_DATE.search(written) and "date" in type_ and '"' not in written:
            after = _BARE_DATE.sub(lambda match: f'{_function(match.group(), function)}("{match.group()}")', written)
        else:
            spans = [
                (node.span, node.value)
                for node in self._nodes(text)
                if isinstance(node, ast.Literal) and isinstance(node.value, str) and re.fullmatch(shape, node.value)
            ]
            for (start, end), value in reversed(spans):
                after = f"{after[:start]}{_function(value, function)}({after[start:end]}){after[end:]}"
        if after != written:
            self._say(text, after, "import.date", f"The column is about a {type_}; the text is one.")

    def _boolean(self, text: Text) -> None:
        after = {"yes": "true", "no": "false", '"true"': "true", '"false"': "false", "y": "true", "n": "false"}.get(
            text.text.casefold()
        )
        if after is not None and text.text not in self._roots:
            self._say(text, after, "import.word", "The column is true or false.")

    def _quote(self, text: Text) -> None:
        written = text.text
        if written in {"", "-", "?", "null", "true", "false"}:
            return
        negated = re.fullmatch(r"not\s*\((.*)\)", written)
        pieces = [piece.strip() for piece in (negated[1] if negated else written).split(",")]
        bare = [piece for piece in pieces if not piece.startswith('"')]
        if not bare or not all(_WORDS.fullmatch(piece) for piece in bare) or (len(pieces) > 1 and not text.tests):
            return
        if {*bare} & (self._words.names | self._roots | _RESERVED) or self._known(text):
            return
        listed = ", ".join(piece if piece.startswith('"') else string_literal(piece) for piece in pieces)
        after = f"not({listed})" if negated else listed
        self._say(text, after, "import.text", "No variable has this name, and the column is about texts.")

    def _known(self, text: Text) -> bool:
        return any(
            use.called
            or use.name in self._roots
            or use.name in self._words.names
            or (use.path and use.name in self._roots)
            for use in self._words.uses(text)
        )

    def _agree(self, type_: str, facts: Mapping[str, Part], source: Source) -> None:
        kinds, column = self._kinds(), self._column
        fact = facts.get(column.expression.text) if column.expression is not None else None
        declared = self._declared(fact) if fact is not None else ""
        if kinds <= {type_}:
            if declared not in {"", "Any", type_} and fact is not None:
                self._contradiction(type_, declared, fact, said=bool(kinds))
        elif column.tests and declared and kinds == {declared}:
            self._retype(declared, f"The fact is declared {declared}, and so are all cells; the column says {type_}.")
        elif self._convertible(kinds, type_) and (
            len(kinds) > 1 or declared == type_ or (source in _CONVERTING and not column.tests)
        ):
            self._convert(type_)
        elif len(kinds) == 1 and declared in {"", "Any"}:
            (kind,) = kinds
            self._retype(kind, f"The column is declared {type_}, but all that its cells say is {kind}.")
        elif fact is not None and declared == type_ == "date" and kinds == {"date and time"}:
            why = "Products call a date with a time a date; the cells have times."
            self._retype("date and time", why)
            self._contradiction("date and time", declared, fact, said=True)

    def _beyond(self) -> None:
        """Allowed values that the cells themselves do not keep, in products that only suggest them."""
        column = self._column
        if column.values is None or column.ranked:
            return
        allowed = self._listed(column.values)
        if not allowed or all(self._listed(cell) <= allowed for cell in column.cells):
            return
        for part in [one for one in column.clause if one.name in {"inputValues", "outputValues"}]:
            column.clause.content.remove(part)
        why = "The product only suggests these values, and the cells have others."
        self._notes.interpreted("import.values", column.values.near, column.values.place, column.values.text, "", why)

    def _listed(self, text: Text) -> set[object]:
        return {
            node.value for node in self._nodes(text) if isinstance(node, ast.Literal) and isinstance(node.value, str)
        }

    def _declared(self, fact: Part) -> str:
        variable = child(fact.element, "variable")
        return self._base(variable.get("typeRef")) if variable is not None else ""

    def _contradiction(self, type_: str, declared: str, fact: Part, *, said: bool) -> None:
        if not said:
            self._retype("", f"The fact is declared {declared}, and no cell of this column says otherwise.")
            return
        variable = child(fact.element, "variable")
        assert variable is not None  # noqa: S101  (it declares the type)
        altered(variable, typeRef=self._column.type)
        why = f"The column and all its cells say {type_}; the declaration of the fact does not."
        self._notes.interpreted("import.type", variable, fact.place, declared, self._column.type, why)

    def _retype(self, after: str, why: str) -> None:
        before = self._column.type
        altered(self._column.typed, typeRef=after or None)
        self._notes.interpreted("import.type", self._column.typed, self._column.place, before, after or "Any", why)

    def _convertible(self, kinds: set[str], type_: str) -> bool:
        """Whether every constant can be written as one of the type, which nothing compares by order."""
        exprs = [self._words.parsed(text.text, text).expr for text in self._texts() if text.text]
        if any(expr is not None and ordered(expr) for expr in exprs):
            return False
        if type_ == "string":
            return kinds <= {"string", "number", "boolean"}
        nodes = [node for text in self._texts() for node in self._nodes(text) if kind_of(node) == "string"]
        shape = {"number": r"-?\d+(\.\d+)?", "boolean": "(?i)true|false"}.get(type_)
        return (
            shape is not None
            and kinds <= {"string", type_}
            and all(isinstance(node, ast.Literal) and re.fullmatch(shape, str(node.value)) for node in nodes)
        )

    def _texts(self) -> list[Text]:
        return [*self._column.cells, *([self._column.values] if self._column.values else [])]

    def _convert(self, type_: str) -> None:
        for text in self._texts():
            after = written = text.text
            for node in reversed(self._nodes(text)):
                kind = kind_of(node)
                if kind in {"", type_}:
                    continue
                start, end = node.span
                value = str(node.value).casefold() if isinstance(node, ast.Literal) else after[start:end]
                inside = string_literal(after[start:end]) if type_ == "string" else value
                after = after[:start] + inside + after[end:]
            if after != written:
                self._say(text, after, "import.constant", f"The column is declared {type_}.")


def _function(text: str, function: str) -> str:
    return "date and time" if "T" in text and function not in {"duration", "time"} else function
