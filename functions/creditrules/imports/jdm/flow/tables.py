"""Decision table nodes to decision tables: rows and columns stay what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from creditrules.dmn.model import DecisionTable, HitPolicy, InputClause, OutputClause, TableRule
from creditrules.errors import Severity
from creditrules.imports.jdm.flow.build import Build
from creditrules.imports.jdm.flow.outputs import Yield
from creditrules.imports.jdm.graph import Graph, Node
from creditrules.imports.jdm.names import Names
from creditrules.imports.jdm.words.cells import Translated, translate_cell
from creditrules.imports.jdm.words.conditions import both, condition, soundness
from creditrules.imports.jdm.words.expressions import Translator
from creditrules.imports.jdm.words.phrase import NULL, Level, Phrase, choice, roots_of, within
from creditrules.imports.jdm.words.scope import Remarks, Scope
from creditrules.imports.jdm.words.shapes import Kind, Shape, joined
from creditrules.imports.jdm.zen import ZenError, tree
from creditrules.records import dataclass, replace

__all__ = ["table"]

_CONDITION = InputClause("true", "boolean")
_WORKED_OUT = "All outputs can be worked out"


@dataclass(frozen=True, slots=True)
class _Column:
    """Columns that come of one: of tests, of conditions, or both. tests, conditions: cell by cell."""

    clause: InputClause
    tests: list[str]
    conditions: list[str]
    roots: frozenset[str]


def table(build: Build, graph: Graph, node: Node, scope: Scope, name: str) -> Yield | None:
    """The table of a node; None where something in it cannot be kept, which is told."""
    return _Table(build, graph, node, scope, name).made()


class _Table:
    def __init__(self, build: Build, graph: Graph, node: Node, scope: Scope, name: str) -> None:
        self._build, self._graph, self._node, self._scope, self._name = build, graph, node, scope, name
        self._rules = _mappings(node.content.get("rules"))
        self._sound = True
        self._failing: list[Phrase | None] = [None for _ in self._rules]

    def made(self) -> Yield | None:
        policy = self._node.content.get("hitPolicy", "first")
        if not isinstance(policy, str) or policy not in {"first", "collect"}:
            self._wrong(f'The hit policy "{policy}" is not one of the engine\'s.', "Write first or collect.")
            return None
        columns = [self._column(at, each) for at, each in enumerate(_mappings(self._node.content.get("inputs")), 1)]
        outputs = [each for each in _mappings(self._node.content.get("outputs")) if _text(each, "field")]
        if not outputs:
            self._wrong("The table has no output with a field.", "Give at least one output a field.")
            return None
        paths = [tuple(_text(each, "field").split(".")) for each in outputs]
        names = Names().columns(paths)
        cells = [[self._output(row, at, each) for at, each in enumerate(outputs, 1)] for row in range(len(self._rules))]
        if not self._sound:
            return None
        found = [each for each in columns if each]
        if any(self._failing):
            self._tell("import.jdm.failing-output", f"decisions.{self._name}")
            conditions = [each.text if each else "" for each in self._failing]
            roots = roots_of(each for each in self._failing if each)
            found.append(_Column(replace(_CONDITION, label=_WORKED_OUT), ["" for _ in conditions], conditions, roots))
        return self._assembled(policy, found, outputs, paths, names, cells)

    # inputs

    def _column(self, at: int, raw: Mapping[str, object]) -> _Column | None:
        if _text(raw, "defaultValue"):
            self._tell("import.jdm.default", f"decisions.{self._name}.inputs[{at}]", _text(raw, "defaultValue"), "")
        field = _text(raw, "field")
        key, label = _text(raw, "id"), _text(raw, "name")
        if not field:
            return self._conditions(at, key, label)
        remarks = Remarks()
        place = f"decisions.{self._name}.inputs[{at}]"
        try:
            speaker, written = Translator(self._scope, remarks, strict=False), self._build.trees.expression(field)
            tested, sound = speaker.stored(written), soundness(speaker, written)
            tested = tested if sound is None else choice(sound, tested, NULL, tested.shape)
        except ZenError as error:
            self._refuse(error, f"input {label or at}", field)
            return None
        self._build.told(remarks, self._graph, self._node, place, field, tested.text)
        if tested.origin is not None:
            tested.origin.tolerant = True
        found = [self._cell(row, at, raw_cell(self._rules[row], key), tested) for row in range(len(self._rules))]
        clause = InputClause(tested.text, label=label)
        roots = tested.roots.union(*(each.roots for each in found)) if found else tested.roots
        conditions = [_where(sound, each) for each in found]
        return _Column(clause, [each.tests for each in found], conditions, roots)

    def _cell(self, row: int, at: int, text: str, field: Phrase) -> Translated:
        if not text.strip():
            return Translated()
        remarks = Remarks()
        tested = Phrase("?", field.shape, nullable=field.nullable, origin=field.origin, roots=frozenset({"?"}))
        speaker = Translator(replace(self._scope, result=None, tested=tested), remarks, strict=False)
        place = f"decisions.{self._name}.rules[{row + 1}].inputs[{at}]"
        try:
            cell = self._build.trees.cell(text)
            made = translate_cell(speaker, cell, field)
        except ZenError as error:
            self._refuse(error, f"row {row + 1}, input {at}", text)
            return Translated()
        self._build.told(remarks, self._graph, self._node, place, text, made.tests or made.condition)
        if _holds_for_all(cell):
            message = f"'{text.strip()}' holds for every number: a comma is 'or'."
            hint = "Write and between the two for a range; then it is read as one."
            self._wrong(message, hint, f"row {row + 1}, input {at}", "import.jdm.every-number", Severity.WARNING)
        return made

    def _conditions(self, at: int, key: str, label: str) -> _Column:
        found: list[Phrase | None] = [
            self._condition(row, at, raw_cell(rule, key)) for row, rule in enumerate(self._rules)
        ]
        roots = frozenset[str]().union(*(each.roots for each in found if each is not None))
        clause = replace(_CONDITION, label=label)
        return _Column(clause, ["" for _ in found], [each.text if each else "" for each in found], roots)

    def _condition(self, row: int, at: int, text: str) -> Phrase | None:
        if not text.strip():
            return None
        remarks = Remarks()
        speaker = Translator(replace(self._scope, result=None), remarks, strict=False)
        try:
            made = condition(speaker, self._build.trees.expression(text))
        except ZenError as error:
            self._refuse(_named(error, text), f"row {row + 1}, input {at}", text)
            return None
        place = f"decisions.{self._name}.rules[{row + 1}].inputs[{at}]"
        self._build.told(remarks, self._graph, self._node, place, text, made.text)
        return made

    # outputs

    def _output(self, row: int, at: int, raw: Mapping[str, object]) -> Phrase | None:
        text = raw_cell(self._rules[row], _text(raw, "id"))
        if not text.strip():
            return None
        place = f"decisions.{self._name}.rules[{row + 1}].outputs[{at}]"
        remarks = Remarks()
        speaker = Translator(replace(self._scope, result=None), remarks, strict=False)
        try:
            node = self._build.trees.expression(text)
            made = speaker.stored(node)
            self._failing[row] = both(self._failing[row], soundness(speaker, node))
        except ZenError as error:
            self._refuse(error, f"row {row + 1}, output {at}", text)
            return None
        self._build.told(remarks, self._graph, self._node, place, text, made.text)
        return made

    # all of it

    def _assembled(
        self,
        policy: str,
        columns: list[_Column],
        outputs: Sequence[Mapping[str, object]],
        paths: list[tuple[str, ...]],
        names: list[str],
        cells: list[list[Phrase | None]],
    ) -> Yield:
        clauses, tests = _split(columns)
        ids = self._ids()
        rules = tuple(
            TableRule(
                tuple(column[row] for column in tests),
                tuple(cell.text if cell is not None else "" for cell in cells[row]),
                ids[row],
                _text(self._rules[row], "_description").strip(),
            )
            for row in range(len(self._rules))
        )
        certain = any(all(not cell.strip() for cell in rule.when) for rule in rules)
        collects = policy == "collect"
        default = "" if certain or collects or len(outputs) == 1 else "null"
        made = tuple(
            OutputClause(name, default=default, label=_text(raw, "name") if _text(raw, "name") != name else "")
            for raw, name in zip(outputs, names, strict=True)
        )
        for at, raw in enumerate(outputs, 1):
            if _text(raw, "defaultValue"):
                self._tell(
                    "import.jdm.default", f"decisions.{self._name}.outputs[{at}]", _text(raw, "defaultValue"), ""
                )
        held = HitPolicy.COLLECT if collects else HitPolicy.FIRST
        given = [[row[at] for row in cells] for at in range(len(outputs))]
        roots = frozenset[str]().union(
            *(column.roots for column in columns), *(cell.roots for row in cells for cell in row if cell is not None)
        )
        return Yield(
            DecisionTable(clauses, made, rules, held),
            tuple(paths),
            tuple(names),
            tuple(_shape(column) for column in given),
            tuple(not certain or any(cell is None or cell.nullable for cell in column) for column in given),
            tuple(certain and all(cell is not None for cell in column) for column in given),
            roots - {"?"},
        )

    def _ids(self) -> list[str | None]:
        """The ids of the rows, where no two have the same."""
        ids = [_text(rule, "_id") for rule in self._rules]
        often = Counter(ids)
        return [id_ if id_ and often[id_] == 1 else None for id_ in ids]

    # telling

    def _tell(self, code: str, place: str, before: str = "", after: str = "") -> None:
        self._build.notes.interpret(code, self._graph, self._node, place, before, after)

    def _refuse(self, error: ZenError, where: str, text: str) -> None:
        self._sound = False
        self._build.notes.refuse(error, self._graph, self._node, where, text)

    def _wrong(
        self,
        message: str,
        hint: str,
        where: str = "",
        code: str = "import.jdm.graph",
        severity: Severity = Severity.ERROR,
    ) -> None:
        self._build.notes.wrong(code, message, hint, self._graph, self._node, where, severity=severity)


def _split(columns: list[_Column]) -> tuple[tuple[InputClause, ...], list[list[str]]]:
    """The columns of the table: those of tests, and beside them those of conditions."""
    clauses: list[InputClause] = []
    cells: list[list[str]] = []
    for column in columns:
        if any(column.tests) or not any(column.conditions):
            clauses.append(column.clause)
            cells.append(column.tests)
        if any(column.conditions):
            clauses.append(replace(_CONDITION, label=column.clause.label))
            cells.append(column.conditions)
    return tuple(clauses), cells


def _where(sound: Phrase | None, cell: Translated) -> str:
    """The condition of a cell, which does not hold either where the field itself cannot be worked out."""
    if sound is None or not (cell.tests or cell.condition):
        return cell.condition
    return f"{within(sound, Level.AND)} and ({cell.condition})" if cell.condition else sound.text


def _named(error: ZenError, text: str) -> ZenError:
    """What else to write where a test stands in a column that tests no field."""
    if text.strip().startswith(("<", ">", "=", "!", "in ", "not in ")):
        hint = "A column without a field takes whole conditions: name the field, or give the column one."
        return ZenError(error.message, hint, error.span)
    return error


def _shape(cells: list[Phrase | None]) -> Shape:
    shape: Shape = Kind.NULL
    for cell in cells:
        shape = joined(shape, cell.shape if cell is not None else NULL.shape)
    return shape


def _holds_for_all(cell: tree.Cell) -> bool:
    """Whether two comparisons that were meant as a range are apart by a comma."""
    ones = [parts[0] for parts in cell.alternatives if len(parts) == 1]
    if len(ones) != 2 or len(cell.alternatives) != 2 or "," not in cell.text:  # noqa: PLR2004
        return False
    found = {one.operator[:1]: one.operand for one in ones if isinstance(one.operand, tree.Literal)}
    low, high = found.get(">"), found.get("<")
    if not isinstance(low, tree.Literal) or not isinstance(high, tree.Literal):
        return False
    if isinstance(low.value, str | bool | None) or isinstance(high.value, str | bool | None):
        return False
    return low.value < high.value


def raw_cell(rule: Mapping[str, object], key: str) -> str:
    """A cell of a row; one that is missing is empty."""
    value = rule.get(key)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else "" if value is None else str(value)


def _mappings(raw: object) -> list[Mapping[str, object]]:
    return [each for each in raw if isinstance(each, dict)] if isinstance(raw, list) else []


def _text(raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key)
    return value.strip() if isinstance(value, str) else ""
