"""Checks decision tables: columns, cells, rows, hit policies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from creditrules.dmn.check.cells import CheckedCells, condition_cells, result_cells
from creditrules.dmn.check.checked import CheckedInput, CheckedOutput, CheckedTable
from creditrules.dmn.check.compatibility import common_type, may_become
from creditrules.dmn.check.texts import Texts, condition_text, condition_texts, constants_in, result_text
from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.constants import NOWHEN, constant_value
from creditrules.dmn.domains.domain import Domain, conform
from creditrules.dmn.domains.type_table import TypeTable
from creditrules.dmn.model.boxed import Aggregation, DecisionTable, HitPolicy, InputClause, OutputClause
from creditrules.dmn.model.coded import CodedRules, CodedTexts, conditions_of, results_of
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import (
    ANY,
    NOT_CONSTANT,
    NUMBER,
    STRING,
    Checked,
    ListType,
    Run,
    Type,
    Value,
    ast,
    brief,
    compile_unary_tests,
    context_type,
)

__all__ = ["check_table"]

_TOLD_PER_CELL = 20


def check_table(
    texts: Texts, types: TypeTable, table: DecisionTable, scope: Mapping[str, Type], place: str, expected: Domain
) -> CheckedTable:
    """A table with the type of its result; `expected` is the type declared around it."""
    checker = _TableChecker(texts, types, table, scope, place)
    inputs = tuple(checker.input(index, clause) for index, clause in enumerate(table.inputs))
    alone = _inner(expected, table) if len(table.outputs) == 1 else Domain(ANY)
    inside = dict(_inner(expected, table).entries) if len(table.outputs) > 1 else {}
    outputs = tuple(
        checker.output(index, clause, inside.get(clause.name, alone)) for index, clause in enumerate(table.outputs)
    )
    checker.shape(outputs)
    return CheckedTable(_result(table, outputs), table, inputs, outputs, place)


def _inner(expected: Domain, table: DecisionTable) -> Domain:
    """What one row must yield where the table must yield `expected`."""
    if table.hit_policy.single or table.aggregation or expected.item is None:
        return expected if table.hit_policy.single else Domain(ANY)
    return expected.item


def _result(table: DecisionTable, outputs: tuple[CheckedOutput, ...]) -> Type:
    if table.aggregation is Aggregation.COUNT:
        return NUMBER
    row: Type
    if len(outputs) == 1:
        row = outputs[0].domain.type
    else:
        row = context_type((output.name, output.domain.type) for output in outputs)
    return row if table.hit_policy.single or table.aggregation else ListType(row)


class _TableChecker:
    """One table."""

    def __init__(
        self, texts: Texts, types: TypeTable, table: DecisionTable, scope: Mapping[str, Type], place: str
    ) -> None:
        self._texts, self._types, self._table, self._scope, self._place = texts, types, table, scope, place

    def input(self, index: int, clause: InputClause) -> CheckedInput:
        place = f"{self._place}.inputs[{index + 1}]"
        domain = self._types.domain(clause.type, f"{place}.type")
        expression = self._texts.expression(clause.expression or "null", self._scope, None, place)
        if clause.type and not may_become(expression.type, domain.type):
            message = f"{clause.expression} is {expression.type}, the column is declared {domain.type}."
            self._wrong(place, "dmn.type", message)
        tested = domain if clause.type else Domain(expression.type)
        allowed = self._allowed(clause.allowed_values, tested, f"{place}.allowedValues")

        def check(text: str) -> Checked:
            return self._texts.tests(text, self._scope, tested.type)

        dates = not self._texts.has_own_date(self._scope)
        if isinstance(self._table.rules, CodedRules):
            conditions = condition_texts(self._table.rules.when[index].texts)
            return CheckedInput(
                expression, domain, allowed, condition_cells(conditions, tested.type, check, dates=dates, late=True)
            )
        texts = conditions_of(self._table.rules, index)
        cells = condition_cells(condition_texts(texts.texts), tested.type, check, dates=dates)
        strange = {text for text, checked in cells.not_plain() if checked.diagnostics}
        self._tell(cells, self._places(texts, strange, condition_text, f"inputs[{index + 1}]"), tested.type)
        self._reachable(index, cells, [each for each in (allowed, self._texts.domain_of(expression).allowed) if each])
        return CheckedInput(expression, domain, allowed, cells)

    def _reachable(self, index: int, cells: Mapping[str, Checked], allowed: Sequence[Allowed]) -> None:
        """Cells, or values in them, that the column can never have."""
        told = {text: _unreachable(text, checked, allowed) for text, checked in cells.items()} if allowed else {}
        if not any(told.values()):
            return
        for row, rule in enumerate(self._table.rules, 1):
            text = condition_text(rule.when[index])
            for message in told.get(text, ()):
                place = f"{self._place}.rules[{row}].inputs[{index + 1}]"
                hint = "Correct the value, or allow it."
                warning = Diagnostic("dmn.never-matches", message, hint, place, text, severity=Severity.WARNING)
                self._texts.diagnostics.append(warning)

    def output(self, index: int, clause: OutputClause, expected: Domain) -> CheckedOutput:
        place = f"{self._place}.outputs[{index + 1}]"
        domain = self._types.domain(clause.type, f"{place}.type") if clause.type else expected
        allowed = self._allowed(clause.allowed_values, domain, f"{place}.allowedValues")
        if allowed is not None:
            domain = Domain(domain.type, allowed, domain.entries, domain.item, domain.name)
        wanted = domain.type if domain.type != ANY else None
        default = None
        if clause.default.strip():
            default = self._texts.expression(clause.default, self._scope, wanted, f"{place}.default")
            self._must_conform(default, domain, [f"{place}.default"])
        cells, typical = self._results(index, wanted, domain)
        if wanted is None and not clause.type:
            every = [*typical, *([default.type] if default else [])]
            domain = Domain(common_type(every), domain.allowed)
        return CheckedOutput(clause.name, domain, cells, default, self._priorities(domain, allowed, place))

    def _results(self, index: int, wanted: Type | None, domain: Domain) -> tuple[CheckedCells, Iterable[Type]]:
        """The cells of a column, and the types that its own is made of."""
        rules = self._table.rules
        if isinstance(rules, CodedRules):
            results = map(result_text, rules.then[index].texts)
            late = result_cells(
                results,
                wanted,
                lambda text: self._texts.expression(text, self._scope, wanted, ""),
                dates=not self._texts.has_own_date(self._scope),
                late=True,
            )
            return late, [late[text].type for text in rules.derived.samples[index]]
        texts = results_of(rules, index)
        cells = self._result_cells(texts, index, wanted)
        if not domain.plain:
            strange = {text for text, value in cells.constants() if _problem(value, domain)}
            for text, places in self._places(texts, strange, result_text, f"outputs[{index + 1}]").items():
                self._must_conform(cells[text], domain, places)
        return cells, cells.types()

    def _result_cells(self, texts: CodedTexts[str], index: int, wanted: Type | None) -> CheckedCells:
        first_of = dict(zip(reversed(texts.codes), range(len(texts), 0, -1), strict=True))
        firsts: dict[str, int] = {}
        for code, text in enumerate(texts.texts):
            firsts.setdefault(result_text(text), first_of[code])
        column = f"outputs[{index + 1}]"
        every: dict[str, list[str]] = {}

        def check(text: str) -> Checked:
            nonlocal every
            place = f"{self._place}.rules[{firsts[text]}].{column}"
            checked = self._texts.expression(text, self._scope, wanted, place)
            if checked.diagnostics:
                every = every or self._places(texts, firsts, result_text, column)
                self._texts.told(checked, every[text][1:_TOLD_PER_CELL], text_expected=wanted == STRING)
            return checked

        return result_cells(firsts, wanted, check, dates=not self._texts.has_own_date(self._scope))

    def _places(
        self, texts: Sequence[str], wanted: Collection[str], meant: Callable[[str], str], column: str
    ) -> dict[str, list[str]]:
        """Where each text that is wanted stands, in the order of rows."""
        found: dict[str, list[str]] = {}
        for row, text in enumerate(texts, 1) if wanted else ():
            if (said := meant(text)) in wanted:
                found.setdefault(said, []).append(f"{self._place}.rules[{row}].{column}")
        return found

    def _must_conform(self, checked: Checked, domain: Domain, places: Sequence[str]) -> None:
        """A constant result must be a value of its column, not a null with a warning."""
        problem = "" if domain.plain else _problem(constant_value(checked), domain)
        for place in places[:_TOLD_PER_CELL] if problem else ():
            self._wrong(place, "dmn.not-allowed", f"{problem}.")

    def _priorities(self, domain: Domain, allowed: Allowed | None, place: str) -> tuple[Value, ...]:
        listed = (allowed or domain.allowed) and (allowed or domain.allowed).listed  # type: ignore[union-attr]
        if listed is None and self._table.hit_policy in {HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER}:
            if len(self._table.outputs) == 1:
                message = f"{self._table.hit_policy} needs the output's allowed values, in order of priority."
                self._wrong(place, "dmn.no-priorities", message, 'Give "allowedValues" as a list of constants.')
            return ()
        return listed or ()

    def shape(self, outputs: tuple[CheckedOutput, ...]) -> None:
        """What holds of the table as a whole."""
        table, place = self._table, self._place
        names = [output.name for output in outputs]
        if len(names) > 1 and (not all(names) or len(set(names)) < len(names)):
            self._wrong(f"{place}.outputs", "dmn.output-names", "Several outputs need a name each, all different.")
        if table.aggregation and len(outputs) > 1 and table.aggregation is not Aggregation.COUNT:
            self._wrong(f"{place}.outputs", "dmn.aggregation", f"{table.aggregation} needs a single output.")
        elif table.aggregation is Aggregation.SUM and not may_become(outputs[0].domain.type, NUMBER):
            self._wrong(f"{place}.outputs[1]", "dmn.aggregation", "SUM needs numbers.")
        ranked = table.hit_policy in {HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER}
        if ranked and len(outputs) > 1 and not any(output.priorities for output in outputs):
            message = f"{table.hit_policy} needs allowed values of some output, in order of priority."
            self._wrong(f"{place}.outputs", "dmn.no-priorities", message)
        if isinstance(table.rules, CodedRules):
            return
        identifiers: dict[str, int] = {}
        for row, rule in enumerate(table.rules, 1):
            if rule.id is not None and identifiers.setdefault(rule.id, row) != row:
                message = f'Rows {identifiers[rule.id]} and {row} have the same id "{rule.id}".'
                self._wrong(f"{place}.rules[{row}]", "dmn.duplicate-id", message, "Ids name rows in reasons.")

    def _allowed(self, text: str, domain: Domain, place: str) -> Allowed | None:
        return self._texts.allowed(text, domain, place) if text.strip() else None

    def _tell(self, cells: Mapping[str, Checked], wrong: Mapping[str, list[str]], type_: Type) -> None:
        for text, places in wrong.items():
            self._texts.told(cells[text], places[:_TOLD_PER_CELL], text_expected=type_ == STRING)

    def _wrong(self, place: str, code: str, message: str, hint: str = "") -> None:
        self._texts.diagnostics.append(Diagnostic(code, message, hint, place, severity=Severity.ERROR))


def _unreachable(text: str, checked: Checked, allowed: Sequence[Allowed]) -> tuple[str, ...]:
    """What of a cell never matches, as the column has no such value."""
    values = [value for value in constants_in(checked) if value is not None]
    for limit in allowed:
        strange = [value for value in values if not limit.admits(value)]
        if strange and len(strange) == len(values):
            return (f"{text} never matches: it is not among the allowed values {limit.text}.",)
        if strange:
            return tuple(f"{brief(value)} never matches: the allowed values are {limit.text}." for value in strange)
        if not values and limit.listed is not None and _meets_none(checked, limit.listed):
            return (f"{text} never matches: none of the allowed values {limit.text} meets it.",)
    return ()


def _meets_none(checked: Checked, listed: tuple[Value, ...]) -> bool:
    """Whether a cell of literals holds for none of the values that there are, and not for a missing one."""
    tests = checked.expr
    if not (checked.ok and isinstance(tests, ast.UnaryTests) and tests.tests and ast.is_plain(tests)):
        return False
    code = compile_unary_tests(checked).code
    return not any(code(Run(NOWHEN), {}, value) is True for value in (*listed, None))


def _problem(value: Value, domain: Domain) -> str:
    """What is wrong with a constant result; nothing is with one that is not constant."""
    return "" if value is NOT_CONSTANT else conform(value, domain)[1]
