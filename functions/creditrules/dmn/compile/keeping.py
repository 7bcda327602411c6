"""Large tables as they are kept between processes: plain values and arrays, from which no cell need be read again."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from creditrules.dmn.check.checked import CheckedOutput, CheckedTable
from creditrules.dmn.check.compatibility import common_type
from creditrules.dmn.check.models import check_model
from creditrules.dmn.compile.models import CompiledModel, compile_model
from creditrules.dmn.model.boxed import DecisionTable
from creditrules.dmn.model.coded import CodedRules, CodedTexts, Derived, conditions_of, results_of
from creditrules.dmn.model.definitions import Model
from creditrules.dmn.table.column import ColumnParts
from creditrules.errors import Diagnostic
from creditrules.feel import Date, DateTime, DaysDuration, MonthsDuration, Time, Type
from creditrules.records import replace

__all__ = ["LARGE", "coded_tables", "compile_kept", "packed", "unpacked", "with_rules"]

LARGE: Final = 200
"""Rows from which a table is worth it; smaller ones are read and checked in some milliseconds."""

_KINDS: Final[Mapping[str, type]] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days": DaysDuration,
    "months": MonthsDuration,
}
_NAMES: Final = {class_: name for name, class_ in _KINDS.items()}
_WIDTHS: Final = frozenset("BHI")
_KEYS: Final = frozenset((str, bool, int))
"""The keys that JSON has; numbers are written as texts."""


def coded_tables(model: CompiledModel, least: int = LARGE) -> dict[str, CodedRules]:
    """The rows of large tables that are decisions, by decision, with what was derived of them.

    Of a model without errors. least: rows from which a table counts as large.
    """
    found: dict[str, CodedRules] = {}
    for name, decision in model.checked.decisions.items():
        checked = decision.value
        if isinstance(checked, CheckedTable) and len(checked.table.rules) >= least:
            compiled, samples = model.table(name), [_samples(part) for part in checked.outputs]
            if compiled is not None and None not in samples:
                sure = tuple(sample for sample in samples if sample is not None)
                columns = tuple(tuple(part.parts) for part in compiled.inputs)
                found[name] = _coded(checked, Derived(decision.requires, sure, columns))
    return found


def with_rules(model: Model, rules: Mapping[str, CodedRules]) -> Model:
    """The model with these rows in the tables of its decisions."""
    return replace(
        model,
        decisions=tuple(
            replace(each, expression=replace(each.expression, rules=rules[each.name]))
            if each.name in rules and isinstance(each.expression, DecisionTable)
            else each
            for each in model.decisions
        ),
    )


def compile_kept(model: Model, extra_facts: Mapping[str, Type], told: tuple[Diagnostic, ...]) -> CompiledModel:
    """The model, whose coded rows were checked before, compiled. told: everything that was told of it then."""
    return compile_model(replace(check_model(model, extra_facts), diagnostics=told))


def _samples(part: CheckedOutput) -> tuple[str, ...] | None:
    """Texts of which one has each type that cells of the column have; None where they do not come to the same type."""
    texts: dict[Type, str] = {}
    for text, type_ in zip(part.cells, part.cells.types(), strict=True):
        texts.setdefault(type_, text)
    every = common_type(part.cells.types())
    return tuple(texts.values()) if common_type(texts) == every else None


def _coded(checked: CheckedTable, derived: Derived) -> CodedRules:
    rules = checked.table.rules
    if isinstance(rules, CodedRules):
        return rules
    return CodedRules(
        [conditions_of(rules, at) for at in range(len(checked.inputs))],
        [results_of(rules, at) for at in range(len(checked.outputs))],
        CodedTexts.of(rule.id for rule in rules),
        CodedTexts.of(rule.note for rule in rules),
        derived,
    )


def packed(rules: CodedRules) -> tuple[dict[str, Any], list[bytes]] | None:
    """The rows as values that JSON has, and arrays that these name in order; None where a key is of another kind."""
    arrays: list[bytes] = []

    def put(values: array[int]) -> dict[str, Any]:
        narrow = _narrow(values)
        arrays.append(narrow.tobytes())
        return {"type": narrow.typecode, "bytes": len(arrays[-1])}

    def texts(column: CodedTexts[Any]) -> dict[str, Any]:
        return {"texts": column.texts, "codes": put(column.codes)}

    columns = [ColumnParts(*each) for each in rules.derived.columns]
    if not all(_can_be_packed(each) for each in columns):
        return None
    head = {
        "when": [texts(each) for each in rules.when],
        "then": [texts(each) for each in rules.then],
        "ids": texts(rules.ids),
        "notes": texts(rules.notes),
        "requires": rules.derived.requires,
        "samples": rules.derived.samples,
        "columns": [
            {
                "size": parts.size,
                "kind": parts.kind and [_NAMES[parts.kind[0]], parts.kind[1]],
                "points": [str(key) if type(key) is Decimal else key for key in parts.points],
                "bits": put(parts.bits),
                "ends": put(parts.ends),
                "inside": None if parts.inside is None else parts.inside.hex(),
                "rows": [f"{each:x}" for each in (parts.base, parts.null, parts.anything, parts.unindexed)],
            }
            for parts in columns
        ],
    }
    return head, arrays


def unpacked(head: Mapping[str, Any], arrays: Iterator[bytes]) -> CodedRules:
    """The rows of what `packed` gave. Raises LookupError, TypeError or ValueError for anything else."""

    def take(named: Mapping[str, Any]) -> array[int]:
        if named["type"] not in _WIDTHS:
            raise ValueError("An array of another kind.")
        values = array(named["type"])
        values.frombytes(next(arrays))
        if sys.byteorder != "little":
            values.byteswap()
        return values

    def texts(named: Mapping[str, Any]) -> CodedTexts[Any]:
        return CodedTexts(named["texts"], take(named["codes"]))

    when, then = ([texts(each) for each in head[side]] for side in ("when", "then"))
    ids, notes = texts(head["ids"]), texts(head["notes"])
    columns = tuple(_parts(each, take(each["bits"]), take(each["ends"])) for each in head["columns"])
    derived = Derived(tuple(head["requires"]), tuple(map(tuple, head["samples"])), columns)
    return CodedRules(when, then, ids, notes, derived)


def _parts(named: Mapping[str, Any], bits: array[int], ends: array[int]) -> tuple[Any, ...]:
    kind = named["kind"] and (_KINDS[named["kind"][0]], named["kind"][1])
    points: Sequence[Any] = named["points"]
    if kind is not None and kind[0] is Decimal:
        points = list(map(Decimal, points))
    inside = None if named["inside"] is None else bytes.fromhex(named["inside"])
    base, null, anything, unindexed = (int(each, 16) for each in named["rows"])
    return tuple(ColumnParts(named["size"], kind, points, base, bits, ends, inside, null, anything, unindexed))


def _can_be_packed(parts: ColumnParts) -> bool:
    if parts.kind is None:
        return not parts.points
    keys = {Decimal} if parts.kind[0] is Decimal else _KEYS
    return parts.kind[0] in _NAMES and all(type(key) in keys for key in parts.points)


def _narrow(values: array[int]) -> array[int]:
    """The same numbers in as few bytes each as do, the least first."""
    most = max(values, default=0)
    narrow = array("B" if most < 1 << 8 else "H" if most < 1 << 16 else "I", values)
    if sys.byteorder != "little":
        narrow.byteswap()
    return narrow
