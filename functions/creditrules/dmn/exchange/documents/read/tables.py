"""Decision tables as documents write them: columns, and rows in three forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from creditrules.dmn import limits
from creditrules.dmn.exchange.documents.read.reading import At, Reading
from creditrules.dmn.model.boxed import Aggregation, DecisionTable, HitPolicy, InputClause, OutputClause, TableRule
from creditrules.dmn.model.coded import ListedRules
from creditrules.feel import is_simple, spelt

__all__ = ["read_table"]

_TABLE_KEYS = ("hitPolicy", "aggregation", "inputs", "outputs", "rules")
_INPUT_KEYS = ("expression", "type", "allowedValues", "label")
_OUTPUT_KEYS = ("name", "type", "allowedValues", "default", "label")
_RULE_KEYS = ("id", "when", "then", "note")
_LETTERS = {
    "U": HitPolicy.UNIQUE,
    "A": HitPolicy.ANY,
    "P": HitPolicy.PRIORITY,
    "F": HitPolicy.FIRST,
    "R": HitPolicy.RULE_ORDER,
    "O": HitPolicy.OUTPUT_ORDER,
    "C": HitPolicy.COLLECT,
}
_SHOWN = 200
_SIGNS = {"+": Aggregation.SUM, "<": Aggregation.MIN, ">": Aggregation.MAX, "#": Aggregation.COUNT}


def read_table(reading: Reading, value: object, at: At, type_: str = "") -> DecisionTable:
    """One table; `at` has the place that rows and columns are named under (the decision's own)."""
    fields = reading.mapping(value, at, _TABLE_KEYS, "A decision table")
    policy, aggregation = _policy(reading, fields, at)
    inputs = tuple(
        _input(reading, item, at.key("inputs").item(index))
        for index, item in enumerate(reading.items(fields.get("inputs"), at.key("inputs"), '"inputs"'))
    )
    outputs = tuple(
        _output(reading, item, at.key("outputs").item(index))
        for index, item in enumerate(reading.items(fields.get("outputs"), at.key("outputs"), '"outputs"'))
    )
    if not outputs:
        reading.wrong(at, "document.missing-key", 'A decision table needs "outputs".')
    written = reading.items(fields.get("rules"), at.key("rules"), '"rules"')
    reading.cells += len(written) * (len(inputs) + len(outputs))
    if len(written) > limits.ROWS or reading.cells > limits.CELLS:
        message = f"The table has {len(written)} rows, the model {reading.cells} cells or more."
        hint = f"At most {limits.ROWS} rows and {limits.CELLS} cells are taken."
        written = list(_too_large(reading, at, message, hint))
    rows = _Rows(reading, inputs, outputs)
    rules = ListedRules([rows.read(item, at.key("rules").item(index)) for index, item in enumerate(written)])
    if reading.cells > limits.EXPRESSIONS:
        reading.expressions += _expressions(rules)
        if reading.expressions > limits.EXPRESSIONS:
            message = f"{reading.expressions} cells are more than a number, a text, a comparison or an interval."
            hint = f"At most {limits.EXPRESSIONS} such cells are taken; cells of the same text in a column are one."
            rules = ListedRules(_too_large(reading, at, message, hint))
    return DecisionTable(inputs, outputs, rules, policy, aggregation, type_)


def _too_large(reading: Reading, at: At, message: str, hint: str) -> tuple[()]:
    reading.wrong(at, "dmn.too-large", message, hint)
    return ()


def _expressions(rules: ListedRules) -> int:
    """The distinct texts of columns that have to be parsed."""
    return sum(not is_simple(text) for column in (*rules.when, *rules.then) for text in column.texts)


def _policy(reading: Reading, fields: Mapping[str, object], at: At) -> tuple[HitPolicy, Aggregation | None]:
    text = " ".join(reading.text(fields, "hitPolicy", at).upper().split()) or "UNIQUE"
    sign = _SIGNS.get(text[1:]) if text[:1] == "C" else None
    policy = HitPolicy.COLLECT if sign else _LETTERS.get(text)
    if policy is None and text in {item.value for item in HitPolicy}:
        policy = HitPolicy(text)
    if policy is None:
        known = ", ".join(HitPolicy)
        reading.wrong(at.key("hitPolicy"), "dmn.hit-policy", f'"{text}" is no hit policy.', f"Use one of {known}.")
        policy = HitPolicy.UNIQUE
    wanted = reading.text(fields, "aggregation", at).upper()
    aggregation = Aggregation(wanted) if wanted in {item.value for item in Aggregation} else sign
    if wanted and aggregation is None:
        hint = f"Use one of {', '.join(Aggregation)}."
        reading.wrong(at.key("aggregation"), "dmn.aggregation", f'"{wanted}" is no aggregation.', hint)
    if aggregation and policy is not HitPolicy.COLLECT:
        reading.wrong(at.key("aggregation"), "dmn.aggregation", f"{policy} does not aggregate; only COLLECT does.")
        aggregation = None
    return policy, aggregation


def _input(reading: Reading, value: object, at: At) -> InputClause:
    if not isinstance(value, Mapping):
        reading.paths[at.place] = at.path
        return InputClause(reading.feel(value, at))
    fields = reading.mapping(value, at, _INPUT_KEYS, "An input")
    if "expression" not in fields:
        reading.wrong(at, "document.missing-key", 'An input needs an "expression".')
    return InputClause(
        reading.feel(fields.get("expression"), at.key("expression"), absent="null"),
        reading.text(fields, "type", at),
        reading.feel(fields.get("allowedValues"), at.key("allowedValues")),
        _one_label(reading.label(fields, "label", at)),
    )


def _output(reading: Reading, value: object, at: At) -> OutputClause:
    if isinstance(value, str):
        reading.paths[at.place] = at.path
        return OutputClause(spelt(value))
    fields = reading.mapping(value, at, _OUTPUT_KEYS, "An output")
    return OutputClause(
        spelt(reading.text(fields, "name", at)),
        reading.text(fields, "type", at),
        reading.feel(fields.get("allowedValues"), at.key("allowedValues")),
        reading.feel(fields.get("default"), at.key("default")),
        _one_label(reading.label(fields, "label", at)),
    )


def _one_label(label: Mapping[str, str]) -> str:
    return next(iter(label.values()), "")


class _Rows:
    """Reads rows against the columns of one table."""

    def __init__(self, reading: Reading, inputs: Sequence[InputClause], outputs: Sequence[OutputClause]) -> None:
        self._reading = reading
        self._inputs = [{clause.expression, clause.label} - {""} for clause in inputs]
        self._outputs = [{clause.name, clause.label} - {""} for clause in outputs]

    def read(self, value: object, at: At) -> TableRule:
        """A row: a list of all cells, or a mapping with when and then."""
        if isinstance(value, list | tuple):
            return self._short(value, at)
        fields = self._reading.mapping(value, at, _RULE_KEYS, "A rule")
        when = self._side(fields.get("when"), at, "when", "inputs", self._inputs, "-")
        then = self._side(fields.get("then"), at, "then", "outputs", self._outputs, "")
        identifier = fields.get("id")
        name = self._reading.feel(identifier, at.key("id")) if identifier is not None else None
        return TableRule(when, then, name or None, self._reading.text(fields, "note", at))

    def _side(
        self, value: object, at: At, key: str, place: str, columns: Sequence[set[str]], absent: str
    ) -> tuple[str, ...]:
        """All conditions or all results of a row; nearly always a list of as many texts as columns."""
        if type(value) is list and len(value) == len(columns) and all(type(cell) is str for cell in value):
            return tuple(value)
        return self._cells(value, at.key(key), columns, self._cell_at(at, key, place), absent)

    def _short(self, cells: Sequence[object], at: At) -> TableRule:
        self._reading.paths[at.place] = at.path
        inputs, outputs = len(self._inputs), len(self._outputs)
        if len(cells) != inputs + outputs:
            self._width(at, len(cells), inputs + outputs, f"{inputs} for the inputs, then {outputs} for the outputs")
        when = [self._one(cell, at, index, f"inputs[{index + 1}]", "-") for index, cell in enumerate(cells[:inputs])]
        then = [
            self._one(cell, at, inputs + index, f"outputs[{index + 1}]", "")
            for index, cell in enumerate(cells[inputs : inputs + outputs])
        ]
        return TableRule(_padded(when, inputs, "-"), _padded(then, outputs, ""))

    def _one(self, cell: object, at: At, index: int, place: str, absent: str) -> str:
        here = At(f"{at.place}.{place}", (*at.path, index))
        self._reading.paths[here.place] = here.path
        return self._reading.feel(cell, here, absent=absent)

    def _cell_at(self, at: At, key: str, place: str) -> Callable[[int, str | int], At]:
        return lambda index, step: At(f"{at.place}.{place}[{index + 1}]", (*at.path, key, step))

    def _cells(
        self, value: object, at: At, columns: Sequence[set[str]], cell_at: Callable[[int, str | int], At], absent: str
    ) -> tuple[str, ...]:
        if isinstance(value, Mapping):
            return self._by_name(value, at, columns, cell_at, absent)
        if value is None:
            return (absent,) * len(columns)
        cells = list(value) if isinstance(value, list | tuple) else [value]
        if len(cells) != len(columns):
            self._width(at, len(cells), len(columns), "one for each column")
        texts = []
        for index, cell in enumerate(cells[: len(columns)]):
            here = cell_at(index, index)
            self._reading.paths[here.place] = here.path
            texts.append(self._reading.feel(cell, here, absent=absent))
        return _padded(texts, len(columns), absent)

    def _by_name(
        self,
        value: Mapping[object, object],
        at: At,
        columns: Sequence[set[str]],
        cell_at: Callable[[int, str | int], At],
        absent: str,
    ) -> tuple[str, ...]:
        cells = [absent] * len(columns)
        for name, cell in value.items():
            index = next((position for position, names in enumerate(columns) if name in names), None)
            if index is None:
                known = sorted(set().union(*columns))
                hint = self._reading.suggestions.near(str(name), known) or f"Columns are: {', '.join(known)[:_SHOWN]}."
                self._reading.wrong(at.key(str(name)), "dmn.unknown-column", f'The table has no column "{name}".', hint)
                continue
            here = cell_at(index, str(name))
            self._reading.paths[here.place] = here.path
            cells[index] = self._reading.feel(cell, here, absent=absent)
        return tuple(cells)

    def _width(self, at: At, found: int, wanted: int, hint: str) -> None:
        cells = "cell" if found == 1 else "cells"
        self._reading.wrong(
            at, "dmn.row-width", f"The row has {found} {cells} where {wanted} are needed.", f"Give {hint}."
        )


def _padded(cells: list[str], width: int, absent: str) -> tuple[str, ...]:
    return tuple(cells) if len(cells) == width else (*cells, *(absent for _ in range(width - len(cells))))
