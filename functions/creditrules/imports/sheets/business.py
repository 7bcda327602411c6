"""A table in business spelling as a decision table: conditions, results, and what each was read as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from creditrules.dmn import DecisionTable, HitPolicy
from creditrules.dmn.model import InputClause, OutputClause, TableRule
from creditrules.imports.sheets.blocks import Block, head_of, only_block
from creditrules.imports.sheets.columns import Column, columns_of, corner_policy, named_columns
from creditrules.imports.sheets.conditions import ORDERED, Condition, read_condition
from creditrules.imports.sheets.layout import BusinessTable, Layout
from creditrules.imports.sheets.limits import limits_of
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.imports.sheets.operands import FEEL_WHY, Operand, quoted, spelling_of
from creditrules.imports.sheets.results import Results, results_of
from creditrules.imports.sheets.words import Role
from creditrules.records import replace
from creditrules.spreadsheet import Regions, Value, spread

__all__ = ["read_table"]

_UNTYPED: Final[Mapping[str, str]] = {}
_POLICIES: Final = {
    "U": HitPolicy.UNIQUE, "A": HitPolicy.ANY, "P": HitPolicy.PRIORITY, "F": HitPolicy.FIRST,
    "R": HitPolicy.RULE_ORDER, "O": HitPolicy.OUTPUT_ORDER, "C": HitPolicy.COLLECT,
}  # fmt: skip


def read_table(whole: Block, notes: Notes, typed: Mapping[str, str] = _UNTYPED) -> BusinessTable | None:
    """The table in a block; None where something of it cannot be kept, which is told.

    typed: types of columns that are known before their cells are read, by heading in lower case.
    """
    block = only_block(whole, notes)
    if notes.failed:
        return None
    try:
        return _Table(block, notes, typed).read()
    except RefusedError as error:
        notes.refused(error)
        return None


class _Table:
    def __init__(self, block: Block, notes: Notes, typed: Mapping[str, str]) -> None:
        self._notes = notes
        self._typed = typed
        self._head = head_of(block)
        self._block = self._spread(block)
        self._cells = {row: self._block.row(row) for row in self._rules()}
        self._spelling = spelling_of(cell for cells in self._cells.values() for cell in cells)
        self._known: dict[str, Condition] = {}

    def _rules(self) -> range:
        return range(self._head.headings + 1, self._block.box.bottom + 1)

    def _spread(self, block: Block) -> Block:
        head = self._head
        first = head.headings if head.markers is None else head.markers
        merged = tuple(one for one in block.sheet.merged if one.bottom >= first)
        sheet = replace(block.sheet, merged=merged)
        columns = named_columns(block, head)
        ids = frozenset(one.number for one in columns if one.role is Role.ID)
        noted = frozenset(one.number for one in columns if one.role is Role.NOTE)
        rows, problems = spread(sheet, Regions(first, head.headings, noted, ids, 0))
        self._notes.diagnostics += (one.at(self._notes.file) for one in problems)
        return Block(replace(sheet, rows=rows), block.box)

    def read(self) -> BusinessTable | None:
        if self._notes.failed:
            return None
        block, head = self._block, self._head
        columns = named_columns(block, head)
        rows = [row for row in self._rules() if any(cell.strip() for cell in block.row(row))]
        maybe = {one.number: self._conditions(one, rows, quietly=True) for one in columns}
        columns = columns_of(block, head, columns, maybe, self._notes)
        inputs = [one for one in columns if one.role is Role.INPUT]
        outputs = [one for one in columns if one.role is Role.OUTPUT]
        rows = self._only_rules(rows, outputs)
        when = {one.number: self._conditions(one, rows) for one in inputs}
        inputs = self._limited(inputs, when)
        then = {one.number: self._results(one, rows, columns) for one in outputs}
        clauses = [self._input(one, when[one.number], rows) for one in inputs]
        if self._notes.failed:
            return None
        texts = {
            one.number: self._tests(one, when[one.number], clause.type, rows)
            for one, clause in zip(inputs, clauses, strict=True)
        }
        rules = [
            TableRule(
                tuple(texts[one.number][index] for one in inputs),
                tuple(then[one.number].texts[index] for one in outputs),
                self._text(row, columns, Role.ID) or None,
                self._text(row, columns, Role.NOTE),
            )
            for index, row in enumerate(rows)
        ]
        results = tuple(OutputClause(one.name, then[one.number].type, label=one.heading) for one in outputs)
        table = DecisionTable(tuple(clauses), results, _with_unique_ids(rules), self._policy())
        if self._notes.failed:
            return None
        signed = {one.number: one for one in inputs}
        placed = tuple(signed.get(one.number, one) for one in columns if one.role is not None)
        policy = head.policy or corner_policy(block, head)
        layout = Layout(block.sheet.title, block.box, head.headings, placed, tuple(rows), self._spelling, policy)
        return BusinessTable(head.title, table, block.place(head.headings, block.box.left), layout)

    def _results(self, column: Column, rows: Sequence[int], columns: Sequence[Column]) -> Results:
        as_text = self._typed.get(column.name.casefold()) == "string"
        return results_of(self._block, column, rows, self._spelling, columns, self._notes, as_text=as_text)

    def _conditions(self, column: Column, rows: Sequence[int], *, quietly: bool = False) -> list[Condition]:
        found = []
        for row in rows:
            text = self._cell(row, column)
            try:
                found.append(self._condition(text))
            except RefusedError as error:
                found.append(Condition(text))
                if not quietly:
                    error.place = self._block.place(row, column.number)
                    self._notes.refused(error)
        return found

    def _condition(self, text: str) -> Condition:
        """What a text asks for, read once; values of cells are read each, since a text may be spelt like one."""
        if isinstance(text, Value):
            return read_condition(text, self._spelling)
        if text not in self._known:
            self._known[text] = read_condition(text, self._spelling)
        return self._known[text]

    def _limited(self, inputs: Sequence[Column], when: dict[int, list[Condition]]) -> list[Column]:
        """The columns, those of a lower and an upper limit both called as what they limit."""
        limits = limits_of(inputs)
        found = []
        for column in inputs:
            limit, conditions = limits.get(column.number), when[column.number]
            place = self._block.place(self._head.headings, column.number)
            if limit is None or not all(_is_plain(one) for one in conditions):
                found.append(column)
            elif not limit.paired:
                message = f"{column.name} seems to be a limit of {limit.name}, and holds values to be equal to."
                hint = f"Call the column {limit.name} and write {limit.sign} before its values."
                self._notes.refused(RefusedError("import.sheet.limit", message, hint, place))
                found.append(column)
            else:
                why = "Two columns hold the lower and the upper limit of one thing, and include it unless they say not."
                after = f"{limit.name} {limit.sign}"
                self._notes.interpreted("import.sheet.limit", place, column.name, after, why)
                when[column.number] = [one.with_sign(limit.sign) for one in conditions]
                found.append(replace(column, name=limit.name, sign=limit.sign))
        return found

    def _only_rules(self, rows: Sequence[int], outputs: Sequence[Column]) -> list[int]:
        """The rows that have a result; one without is a heading or a remark, and told."""
        for row in rows:
            if not any(self._cell(row, one).strip() for one in outputs):
                column = next(at for at, cell in enumerate(self._block.row(row)) if cell.strip()) + self._block.box.left
                message = f"Row {row + 1} has no result: it is no rule, or its result is missing."
                hint = (
                    "Write the result, put remarks into a column of notes, or leave a blank row above what is no rule."
                )
                self._notes.refused(RefusedError("import.sheet.no-rule", message, hint, self._block.place(row, column)))
        return list(rows)

    def _input(self, column: Column, conditions: Sequence[Condition], rows: Sequence[int]) -> InputClause:
        """The column with the type of what its cells compare with, which is one."""
        self._refuse_mixed_percents(column, conditions, rows)
        types = {operand.type for one in conditions for operand in one.operands}
        if self._typed.get(column.name.casefold()) == "string":
            types = {"string"} if types else types
        elif types == {"boolean", "string"} and not any(
            test.sign in "<=>=" and test.sign != "=" for one in conditions for test in one.tests
        ):
            types = {"string"}
        if len(types) > 1:
            found = [operand.type for one in conditions for operand in one.operands]
            common = max(sorted(types), key=lambda type_: (found.count(type_), type_ in ORDERED))
            for row, one in zip(rows, conditions, strict=True):
                odd = next((operand for operand in one.operands if operand.type != common), None)
                if odd is not None:
                    message = f"{odd.text} is a {odd.type}, and other cells of {column.name} compare with a {common}."
                    hint = "Write values of one kind; texts that look like numbers in quotes."
                    place = self._block.place(row, column.number)
                    self._notes.refused(RefusedError("import.sheet.kinds", message, hint, place))
        return InputClause(
            column.name, next(iter(types), ""), label=column.heading if column.heading != column.name else ""
        )

    def _refuse_mixed_percents(self, column: Column, conditions: Sequence[Condition], rows: Sequence[int]) -> None:
        """80 beside 80% is eighty, or is meant as that."""
        if not any(operand.percent for one in conditions for operand in one.operands):
            return
        for row, one in zip(rows, conditions, strict=True):
            if any(
                operand.type == "number" and not operand.percent and _above_one(operand) for operand in one.operands
            ):
                message = f"{one.text} has no percent sign, and other cells of {column.name} have."
                hint = "Write all of them with the sign, or all without."
                place = self._block.place(row, column.number)
                self._notes.refused(RefusedError("import.sheet.kinds", message, hint, place))

    def _tests(self, column: Column, conditions: Sequence[Condition], type_: str, rows: Sequence[int]) -> list[str]:
        texts = []
        for index, (row, one) in enumerate(zip(rows, conditions, strict=True)):
            if one.otherwise and index != len(rows) - 1:
                message = f"{one.text} stands for what no other row asks for, and is not in the last row."
                hint = "Write the condition, or put the row last."
                place = self._block.place(row, column.number)
                self._notes.refused(RefusedError("import.sheet.condition", message, hint, place))
            text = _feel(one, type_)
            texts.append(text)
            spelt = any(operand.spelt for operand in one.operands)
            if not one.text.strip():
                self._notes.interpreted(
                    "import.sheet.blank",
                    self._block.place(self._head.headings, self._block.box.left),
                    "",
                    "-",
                    _BLANK,
                )
            elif one.feel:
                place = self._block.place(row, column.number)
                self._notes.interpreted("import.sheet.feel", place, one.text, text, FEEL_WHY)
            elif (text != one.text.strip() and not one.plain) or spelt:
                why = "Ranges hold both their ends." if any(test.sign == "[]" for test in one.tests) else _WHY
                self._notes.interpreted(
                    "import.sheet.condition", self._block.place(row, column.number), one.text, text, why
                )
        if type_ == "string":
            self._notes.interpreted(
                "import.sheet.text", self._block.place(self._head.headings, column.number), column.name, "string",
                "The words in the column are texts, compared exactly, upper and lower case apart.",
            )  # fmt: skip
        return texts

    def _policy(self) -> HitPolicy:
        place = self._block.place(self._head.headings, self._block.box.left)
        asked = (self._head.policy or corner_policy(self._block, self._head)).upper().replace("_", " ").strip()
        if not asked:
            why = "No hit policy is written; tables are read from top to bottom, and the first row that matches counts."
            self._notes.interpreted("import.sheet.hit-policy", place, "", "FIRST", why)
            return HitPolicy.FIRST
        found = _POLICIES.get(asked) or next((one for one in HitPolicy if one.value == asked), None)
        if found is None:
            hint = f"Write one of {', '.join(HitPolicy)}."
            raise RefusedError("dmn.hit-policy", f"{self._head.policy} is no hit policy.", hint, place)
        return found

    def _cell(self, row: int, column: Column) -> str:
        return self._cells[row][column.number - self._block.box.left]

    def _text(self, row: int, columns: Sequence[Column], role: Role) -> str:
        texts = (self._cell(row, one).strip() for one in columns if one.role is role)
        return "\n".join(str(text) for text in texts if text)


_BLANK: Final = "A blank condition matches anything."
_WHY: Final = "The cell is business spelling of this test."


def _above_one(operand: Operand) -> bool:
    return abs(Decimal(operand.feel)) > 1


def _is_plain(condition: Condition) -> bool:
    ordered = condition.plain and condition.tests[0].operands[0].type in ORDERED
    return ordered or not (condition.tests or condition.feel)


def _feel(condition: Condition, type_: str) -> str:
    tests = condition.tests
    if type_ == "string":
        tests = tuple(replace(one, operands=tuple(map(_as_string, one.operands))) for one in tests)
    text = condition.feel or ", ".join(one.feel for one in tests)
    return "-" if not text else f"not({text})" if condition.negated else text


def _as_string(operand: Operand) -> Operand:
    return operand if operand.type == "string" else replace(operand, feel=quoted(operand.text))


def _with_unique_ids(rules: Sequence[TableRule]) -> tuple[TableRule, ...]:
    """Ids that several rows share are none."""
    ids = Counter(rule.id for rule in rules)
    return tuple(replace(rule, id=None) if ids[rule.id] > 1 else rule for rule in rules)
