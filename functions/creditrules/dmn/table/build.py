"""From a checked table to one that runs: indexes, programs, and whatever is known before any applicant comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from creditrules.collecting import uncollected
from creditrules.dmn.check.checked import CheckedInput, CheckedOutput, CheckedTable
from creditrules.dmn.check.texts import condition_texts, result_text
from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.constants import NOWHEN, constant_value
from creditrules.dmn.domains.domain import ANYTHING, Domain, conform
from creditrules.dmn.limits import INDEX_BYTES, TABLE_INDEX_BYTES
from creditrules.dmn.model.coded import CodedRules, CodedTexts, conditions_of, results_of
from creditrules.dmn.table.cells import Cells
from creditrules.dmn.table.column import CellRows, ColumnParts, column_of, parts_of
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.dmn.table.output import OutputColumn
from creditrules.dmn.table.policies import Policy
from creditrules.dmn.table.region import CellSet, Kind, cell_set
from creditrules.dmn.table.results import KnownResults
from creditrules.dmn.table.simple_sets import simple_keys
from creditrules.dmn.table.walk import InputColumn
from creditrules.feel import (
    ANY,
    BOOLEAN,
    DATE,
    DAYS_TIME,
    NOT_CONSTANT,
    NUMBER,
    STRING,
    YEARS_MONTHS,
    Checked,
    Date,
    DaysDuration,
    MonthsDuration,
    Run,
    Type,
    Value,
    ast,
    compile_expression,
    compile_unary_tests,
    simple_type,
)

__all__ = ["KINDS", "admits_null", "cell_set_of", "compile_table", "limit_of", "variable_of"]

KINDS: Final[Mapping[Type, Kind]] = {
    NUMBER: (Decimal, False),
    STRING: (str, False),
    BOOLEAN: (bool, False),
    DATE: (Date, False),
    DAYS_TIME: (DaysDuration, False),
    YEARS_MONTHS: (MonthsDuration, False),
}
"""The kind of the values of a declared type, where they are of one."""
_PROBE_STEPS = 10_000


def compile_table(checked: CheckedTable) -> CompiledTable:
    """A table ready to run. One with errors in it compiles too: what is wrong there is null with a warning."""
    with uncollected():
        return _compiled(checked)


def _compiled(checked: CheckedTable) -> CompiledTable:
    table = checked.table
    inputs = tuple(_input(part, checked, at) for at, part in enumerate(checked.inputs))
    known = [_constants(part) for part in checked.outputs]
    outputs = tuple(
        _output(part, checked, at, constants)
        for at, (part, constants) in enumerate(zip(checked.outputs, known, strict=True))
    )
    names = tuple(output.name for output in checked.outputs)
    priorities = tuple(output.priorities for output in checked.outputs)
    policy = Policy(table.hit_policy, table.aggregation, names, priorities)
    return CompiledTable(inputs, outputs, table.rules, policy, _results(checked, known, policy), checked.place)


def _input(part: CheckedInput, checked: CheckedTable, at: int) -> InputColumn:
    demands = [allowed for allowed in (part.allowed, part.domain.allowed) if allowed is not None]
    limit = limit_of(demands)
    texts, parts = _texts_and_parts(part, checked, at, limit)
    column = column_of(parts, min(INDEX_BYTES, TABLE_INDEX_BYTES // len(checked.inputs)))
    kept = parts._replace(points=column.points)
    folded = not demands or (limit is not None and limit.kind == column.kind)
    settled = folded and _same_kind(part.domain, column.kind)
    name = variable_of(part.expression)
    domain = part.domain if part.domain.type != ANY else None
    program = compile_expression(part.expression).code
    read = name is not None or is_read(part.expression)
    return InputColumn(program, name, read, settled, domain, part.allowed, column, Cells(texts, part.cells), kept)


def _texts_and_parts(
    part: CheckedInput, checked: CheckedTable, at: int, limit: CellSet | None
) -> tuple[Sequence[str], ColumnParts]:
    """The cells of a column by row, and what its index is made from."""
    rules = checked.table.rules
    coded = conditions_of(rules, at)
    meant = condition_texts(coded.texts)
    if isinstance(rules, CodedRules):
        return CodedTexts(meant, coded.codes), ColumnParts(*rules.derived.columns[at])
    rows: dict[str, list[int]] = {text: [] for text in meant}
    places = [rows[text] for text in meant]
    for row, code in enumerate(coded.codes, 1):
        places[code].append(row)
    return tuple(map(meant.__getitem__, coded.codes)), _parts(part, rows, len(rules), limit)


def limit_of(demands: Sequence[Allowed]) -> CellSet | None:
    """The values that all demands allow, where each of them is a set of one kind."""
    limit: CellSet | None = None
    for tests in (tests for allowed in demands for tests in allowed.tests):
        found = cell_set_of(tests)
        if found is None or (limit is not None and limit.kind != found.kind):
            return None
        limit = found if limit is None else CellSet(found.kind, limit.region.intersection(found.region), found.shape)
    return limit


def _same_kind(domain: Domain, kind: Kind | None) -> bool:
    """Whether every value that the index answers for is one of the declared type; allowed values apart."""
    return domain.type == ANY or (kind is not None and KINDS.get(domain.type) == kind)


def variable_of(checked: Checked) -> str | None:
    """The variable that the whole expression is."""
    if checked.ok and isinstance(checked.expr, ast.Name) and checked.expr not in checked.builtins:
        return checked.expr.name
    return None


def is_read(checked: Checked) -> bool:
    """Whether the whole expression is a variable or a part of one."""
    expr = checked.expr if checked.ok else None
    while isinstance(expr, ast.Path):
        expr = expr.base
    return isinstance(expr, ast.Name) and expr not in checked.builtins


def _parts(part: CheckedInput, rows: Mapping[str, list[int]], count: int, allowed: CellSet | None) -> ColumnParts:
    nulls: dict[tuple[Kind | None, str], bool] = {}
    cells: list[CellRows] = []
    plain: list[tuple[str, list[int]]] = []
    for text, of in rows.items():
        if part.cells.is_plain(text):
            plain.append((text, of))
            continue
        checked = part.cells[text]
        found = cell_set_of(checked)
        null = False
        if found is not None:
            key = (found.kind, found.shape)
            if key not in nulls:
                nulls[key] = admits_null(checked)
            null = nulls[key]
        cells.append(CellRows(found, of, null))
    kind = simple_type(plain[0][0]) if plain else None
    tests = ((test, of) for text, of in plain if (test := simple_keys(text)) is not None)
    simple = None if kind is None else ((kind, False), tests)
    return parts_of(cells, count, allowed, KINDS.get(part.domain.type), simple)


def cell_set_of(checked: Checked) -> CellSet | None:
    """The set that a checked cell stands for; None where it must be run, or is wrong."""
    if not checked.ok or not isinstance(checked.expr, ast.UnaryTests):
        return None
    return cell_set(checked.expr, lambda expr: constant_value(checked, expr))


def admits_null(checked: Checked) -> bool:
    """Cells of one shape treat null alike, so one of each is asked."""
    return compile_unary_tests(checked).code(Run(NOWHEN, _PROBE_STEPS), {}, None) is True


def _constants(part: CheckedOutput) -> dict[str, Value]:
    """The results that are known, converted; one that is not allowed is not known: it leaves a warning each time."""
    found: dict[str, Value] = {}
    for text, value in part.cells.constants():
        converted, problem = (value, "") if value is NOT_CONSTANT else conform(value, part.domain)
        found[text] = NOT_CONSTANT if problem else converted
    return found


def _output(part: CheckedOutput, checked: CheckedTable, at: int, constants: Mapping[str, Value]) -> OutputColumn:
    rules = checked.table.rules
    texts: Sequence[str]
    if isinstance(rules, CodedRules):
        coded = rules.then[at]
        texts = CodedTexts(tuple(map(result_text, coded.texts)), coded.codes)
    else:
        coded = results_of(rules, at)
        texts = list(map([result_text(text) for text in coded.texts].__getitem__, coded.codes))
    settled = part.domain == ANYTHING or all(value is not NOT_CONSTANT for value in constants.values())
    default = compile_expression(part.default).code if part.default is not None else None
    return OutputColumn(part.name, texts, constants, part.cells, None if settled else part.domain, default)


def _results(checked: CheckedTable, known: list[dict[str, Value]], policy: Policy) -> KnownResults:
    """What is known of the rows' output entries; one object for all rows of the same texts."""
    rules = checked.table.rules
    columns = [results_of(rules, at) for at in range(len(checked.outputs))]
    values = [
        [constants[result_text(text)] for text in column.texts]
        for constants, column in zip(known, columns, strict=True)
    ]
    names = [output.name for output in checked.outputs]
    entries: dict[tuple[int, ...], Value] = {}
    by_row: list[Value] = []
    for then in zip(*(column.codes for column in columns), strict=True):
        entry = entries.get(then, entries)
        if entry is entries:
            entry = entries[then] = _entry(names, [of[code] for of, code in zip(values, then, strict=True)])
        by_row.append(entry)
    ids = rules.ids if isinstance(rules, CodedRules) else [rule.id for rule in rules]
    return KnownResults(ids, by_row, policy)


def _entry(names: Sequence[str], values: Sequence[Value]) -> Value:
    if any(value is NOT_CONSTANT for value in values):
        return NOT_CONSTANT
    return values[0] if len(values) == 1 else dict(zip(names, values, strict=True))
