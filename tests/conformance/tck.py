"""The conformance kit of DMN run against this engine: value rows, null rows and error rows, each counted apart.

    python tests/conformance/tck.py ../shared/tck [--report FILE] [--failures FILE]

A row is one resultNode. Numbers count as equal within 1e-8, as the kit has it; how many are exact is told too. A row
whose result must be an error passes only if the result is null and a warning or a diagnostic says why.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from creditrules.dmn import CompiledModel, Decision, Model, check_model, compile_model
from creditrules.dmn.check.graph import reachable
from creditrules.dmn.domains.domain import conform
from creditrules.dmn.exchange.xml import XmlRead, read_models
from creditrules.dmn.exchange.xml.elements import Element, read_tree
from creditrules.dmn.model.boxed import Binding, Invocation, LiteralExpression
from creditrules.dmn.model.definitions import FactDefinition, ItemDefinition
from creditrules.errors import Diagnostic
from creditrules.feel import (
    Unknown,
    Value,
    brief,
    equal,
    from_datetime,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)

TOLERANCE = Decimal("1e-8")
NOW = from_datetime(datetime(2026, 1, 15, 12, 0, tzinfo=UTC))
KINDS = ("value", "null", "error")
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SERVICE = "result of the service"


@dataclass(frozen=True)
class Row:
    """The outcome of one resultNode. kind: what is expected. got, expected: as short texts."""

    name: str
    folder: str
    level: str
    kind: str
    passed: bool
    exact: bool
    expected: str = ""
    got: str = ""
    why: tuple[str, ...] = ()


@dataclass
class Score:
    """Passed and all, by kind of row."""

    passed: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    exact: int = 0

    def add(self, row: Row) -> None:
        """Count one row."""
        self.total[row.kind] += 1
        self.passed[row.kind] += row.passed
        self.exact += row.exact and row.kind == "value"

    def line(self) -> str:
        """Passed of all for each kind, and how many values are exact."""
        counts = (f"{self.passed[kind]:>5} of {self.total[kind]:<5}" for kind in KINDS)
        return "  ".join(counts) + f"  exact {self.exact}"


def run_tree(root: Path) -> Iterator[Row]:
    """Every row of a tree level/folder/*.dmn + *-test-*.xml."""
    for folder in sorted(path for path in root.glob("*/*") if path.is_dir() and any(path.glob("*.dmn"))):
        yield from run_folder(folder)


def run_folder(folder: Path) -> Iterator[Row]:
    """Every row of one folder."""
    models = {path.name: path.read_bytes() for path in sorted(folder.glob("*.dmn"))}
    for path in sorted(folder.glob("*-test-*.xml")):
        root = read_tree(path.read_bytes()).root
        if root is None:
            raise ValueError(f"{path} is no test file")
        wanted = next((part.text.strip() for part in root if part.name == "modelName"), "")
        main = wanted if wanted in models else f"{path.name.rsplit('-test-', 1)[0]}.dmn"
        main = main if main in models else next(iter(models))
        yield from Suite(read_models(models, main), folder, path.name).rows(root)


class Suite:
    """One model with its test file."""

    def __init__(self, read: XmlRead, folder: Path, file: str) -> None:
        self._folder, self._file, self._read = folder, file, read
        self._model = read.model
        self._compiled = None if read.model is None else compiled(read.model)

    def rows(self, root: Element) -> Iterator[Row]:
        """The rows of all test cases."""
        for case in root:
            if case.name == "testCase":
                for node in case:
                    if node.name == "resultNode":
                        yield self._row(case, node)

    def _row(self, case: Element, node: Element) -> Row:
        expected = next((value_in(part) for part in node if part.name == "expected"), None)
        error = node.get("errorResult") == "true"
        kind = "error" if error else "null" if expected is None else "value"
        name = f"{self._folder.name}/{self._file.removesuffix('.xml')}#{case.get('id')}/{node.get('name')}"
        got, why = self._answer(case, self._called(node))
        close = agree(got, expected, TOLERANCE)
        passed = close and (not error or bool(why))
        exact = agree(got, expected, Decimal(0))
        level = self._folder.parent.name
        return Row(name, self._folder.name, level, kind, passed, exact, brief(expected), shown(got), why[:3])

    def _answer(self, case: Element, wanted: str) -> tuple[Value, tuple[str, ...]]:
        if self._compiled is None or self._model is None:
            return None, tuple(one.render() for one in self._read.diagnostics)
        given = {self._called(part): value_in(part) for part in case if part.name == "inputNode"}
        service = case.get("invocableName") if case.get("type") == "decisionService" else ""
        if service:
            return self._service(self._read.names.get(service, service), given, wanted)
        return self._decision(self._compiled, wanted, given)

    def _called(self, node: Element) -> str:
        """The name in the model of what a node speaks of, by name and namespace where it says one."""
        name, names = node.get("name"), self._read.names
        return names.get(f"{node.get('namespace')}#{name}") or names.get(name, name)

    def _decision(
        self, compiled: CompiledModel, name: str, given: Mapping[str, Value]
    ) -> tuple[Value, tuple[str, ...]]:
        if name not in compiled.decisions:
            return "no such decision", ()
        facts: dict[str, Value] = {}
        told = []
        for fact, domain in compiled.checked.facts.items():
            facts[fact], problem = conform(given.get(fact), domain)
            if problem:
                told.append(problem)
        evaluation = compiled.evaluate(facts, NOW, (name,))
        told += [f"{one.place}: {one.message} [{one.code}]" for one in evaluation.warnings]
        told += [one.render() for one in self._about(compiled, name)]
        return evaluation.values[name], tuple(told)

    def _about(self, compiled: CompiledModel, name: str) -> Iterator[Diagnostic]:
        """Diagnostics about a decision and all that it requires."""
        checked = compiled.checked
        requires = {one.name: one.requires for one in checked.decisions.values()}
        requires |= {one.name: one.requires or () for one in checked.model.functions}
        requires |= {one.name: (*one.outputs, *one.encapsulated) for one in checked.model.services}
        for one in (*self._read.diagnostics, *checked.diagnostics):
            rest = one.place.partition(".")[2]
            if any(
                rest == part or rest.startswith((f"{part}.", f"{part}["))
                for part in (*reachable(requires, (name,)), name)
            ):
                yield one

    def _service(self, service: str, given: Mapping[str, Value], wanted: str) -> tuple[Value, tuple[str, ...]]:
        assert self._model is not None
        called = next((one for one in self._model.services if one.name == service), None)
        if called is None:
            return "no such service", ()
        names = [name for name in (*called.inputs, *called.input_decisions) if name in given]
        model = with_call(self._model, service, names)
        facts = {f"argument {number}": given[name] for number, name in enumerate(names)}
        value, why = self._decision(compiled(model), SERVICE, facts)
        several = len(called.outputs) > 1
        return (value.get(wanted) if several and isinstance(value, dict) else value), why


def compiled(model: Model) -> CompiledModel:
    """The model, compiled even where the checker objects: what is wrong is null with a warning."""
    return compile_model(check_model(model))


def with_call(model: Model, service: str, names: Sequence[str]) -> Model:
    """The model with a decision that calls a service with one fact for each argument."""
    facts = tuple(FactDefinition(ItemDefinition(f"argument {number}"), nullable=True) for number in range(len(names)))
    bindings = tuple(Binding(name, LiteralExpression(f"argument {number}")) for number, name in enumerate(names))
    call = Decision(SERVICE, Invocation(service, bindings))
    return replace(model, facts=(*model.facts, *facts), decisions=(*model.decisions, call))


def value_in(element: Element) -> Value:
    """The value that a test file writes: value, list of items, or components by name."""
    if element.attributes.get((XSI, "nil")) == "true":
        return None
    parts = [part for part in element if part.name in {"value", "list", "component"}]
    if any(part.name == "component" for part in parts):
        return {part.get("name"): value_in(part) for part in parts}
    if not parts:
        return None
    (part,) = parts
    if part.attributes.get((XSI, "nil")) == "true":
        return None
    if part.name == "list":
        return [value_in(item) for item in part if item.name == "item"]
    kind = part.attributes.get((XSI, "type"))
    return untyped(part.text) if kind is None else scalar(kind.rpartition(":")[2], part.text)


def untyped(text: str) -> Value:
    """A value that its file gives no type: a number or a truth value if it looks like one."""
    if text.strip() in {"true", "false"}:
        return text.strip() == "true"
    value = scalar("decimal", text)
    return value if isinstance(value, Decimal) and value.is_finite() else text


def scalar(kind: str, text: str) -> Value:
    """A value of an XML Schema type."""
    match kind:
        case "decimal" | "double" | "integer" | "int" | "float" | "long":
            try:
                return Decimal(text.strip())
            except InvalidOperation:
                return text
        case "boolean":
            return text.strip() in {"true", "1"}
        case "date":
            return parse_date(text.strip())
        case "time":
            return parse_time(text.strip())
        case "dateTime":
            return parse_date_time(text.strip())
        case "duration":
            return parse_duration(text.strip())
    return text


def agree(got: Value, expected: Value, tolerance: Decimal) -> bool:
    """Whether a result is the expected one, numbers within `tolerance`."""
    if isinstance(expected, bool) or expected is None:
        return got is expected
    if isinstance(expected, Decimal):
        return isinstance(got, Decimal) and abs(got - expected) <= tolerance
    if isinstance(expected, list):
        return (
            isinstance(got, list)
            and len(got) == len(expected)
            and all(agree(one, other, tolerance) for one, other in zip(got, expected, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(got, dict)
            and got.keys() == expected.keys()
            and all(agree(got[name], expected[name], tolerance) for name in expected)
        )
    return type(got) is type(expected) and equal(got, expected) is True


def shown(value: Value) -> str:
    """A result as a short text."""
    return f"unknown without {', '.join(sorted(value.missing))}" if isinstance(value, Unknown) else brief(value)


def read_failures(text: str) -> dict[str, str]:
    """The list of expected failures: names of rows, each under a heading "## reason"."""
    reason, found = "", {}
    for line in text.splitlines():
        if line.startswith("#"):
            reason = line.lstrip("#").strip()
        elif line.strip():
            found[line.strip()] = reason
    return found


def surprises(rows: Sequence[Row], expected: Mapping[str, str]) -> tuple[list[Row], list[str]]:
    """Rows that fail and are not on the list; names on the list, of folders that ran, that do not fail."""
    failed = {row.name for row in rows if not row.passed}
    folders = {row.folder for row in rows}
    bad = [row for row in rows if row.name in failed and row.name not in expected]
    return bad, [name for name in expected if name not in failed and name.partition("/")[0] in folders]


def report(rows: Sequence[Row]) -> str:
    """Passed of all by folder, by level and in total."""
    folders: dict[tuple[str, str], Score] = {}
    levels: dict[str, Score] = {}
    total = Score()
    for row in rows:
        for score in (
            folders.setdefault((row.level, row.folder), Score()),
            levels.setdefault(row.level, Score()),
            total,
        ):
            score.add(row)
    width = max((len(folder) for _, folder in folders), default=10) + 2
    head = f"{'':{width}}{'value rows':>14}  {'null rows':>14}  {'error rows':>14}"
    lines = [head]
    lines += [f"{folder:{width}}{score.line()}" for (_, folder), score in folders.items()]
    lines += ["", *(f"{level:{width}}{score.line()}" for level, score in levels.items())]
    lines.append(f"{'total':{width}}{total.line()}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a tree, print the table, write the report; 1 when a row fails or passes unexpectedly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--report", type=Path, help="write every row as JSON")
    parser.add_argument("--failures", type=Path, default=Path(__file__).with_name("expected-failures.txt"))
    options = parser.parse_args(arguments)
    rows = list(run_tree(options.tree))
    expected = read_failures(options.failures.read_text()) if options.failures.exists() else {}
    bad, good = surprises(rows, expected)
    lines = [report(rows)]
    lines += (f"FAILED {row.name}: expected {row.expected}, got {row.got} {'; '.join(row.why)[:200]}" for row in bad)
    lines += (f"PASSED UNEXPECTEDLY {name} ({expected[name]})" for name in good)
    sys.stdout.write("\n".join(lines) + "\n")
    if options.report:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text(json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False))
    return 1 if bad or good else 0


if __name__ == "__main__":
    sys.exit(main())
