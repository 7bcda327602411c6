"""Reads checked expressions, boxed or not, as diagrams over the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from creditrules.dmn.analysis.reading.boxed import read_box
from creditrules.dmn.analysis.reading.clock import CLOCK, Clock
from creditrules.dmn.analysis.reading.conforming import bare, conform_term, fits
from creditrules.dmn.analysis.reading.expressions import READERS
from creditrules.dmn.analysis.reading.facts import FactFields
from creditrules.dmn.analysis.reading.records import Entries
from creditrules.dmn.analysis.reading.scope import Fields, Inline, Scope, Scoped
from creditrules.dmn.analysis.reading.tests import tested
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, Leaf, terminals
from creditrules.dmn.analysis.space.lines import Line, lines_of_type
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.operations import of_node, of_test
from creditrules.dmn.analysis.values.terms import FAILED, Said, Term
from creditrules.dmn.check.checked import CheckedBox, CheckedTable
from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.domains.domain import ANYTHING, Domain
from creditrules.dmn.meaning import tree_text
from creditrules.dmn.table.build import compile_table
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.feel import ANY, NOT_CONSTANT, Checked, DateTime, ast

__all__ = ["ModelReader"]

_DEEPEST = 24


class ModelReader:
    """Reads; see `scope.Reader`."""

    def __init__(
        self,
        algebra: Algebra,
        now: DateTime,
        tables: Mapping[int, CompiledTable] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """tables: those that are compiled already, by the identity of what was checked. clock: None for one moment."""
        self.algebra, self.now, self.clock = algebra, now, clock
        self._tables = dict(tables or {})
        self.depth = 0

    def expression(self, checked: Checked, node: ast.Expr, scope: Scope) -> Scoped:
        """A node of a checked text; contexts and functions stay what they are."""
        constant = constant_value(checked, node)
        if constant is not NOT_CONSTANT:
            return self.algebra.said(constant)
        read = READERS.get(type(node))
        if read is None or not checked.ok:
            return self.at_large(checked, node, scope)
        return read(self, checked, node, scope)

    def diagram(self, checked: Checked, node: ast.Expr, scope: Scope) -> Diagram:
        """A node of a checked text as one value."""
        return self.whole(self.expression(checked, node, scope))

    def text(self, checked: Checked, scope: Scope) -> Scoped:
        """A checked expression."""
        if not isinstance(checked.expr, ast.Expr):
            return self.algebra.diagrams.leaf(FAILED)
        return self.expression(checked, checked.expr, scope)

    def box(self, box: CheckedBox, scope: Scope) -> Scoped:
        """A boxed expression."""
        return read_box(self, box, scope)

    def whole(self, scoped: Scoped) -> Diagram:
        """Anything that a name may stand for as one value."""
        if isinstance(scoped, Leaf | Branch):
            return scoped
        return scoped.value() if isinstance(scoped, Inline) else scoped.whole()

    def conformed(self, scoped: Scoped, domain: Domain) -> Scoped:
        """The value as one of a domain; null with a warning where it cannot be one."""
        if domain == ANYTHING or isinstance(scoped, Inline) or self._fits(scoped, domain):
            return scoped
        return self.algebra.combine(lambda term: conform_term(self, term, domain), self.whole(scoped))

    def _fits(self, scoped: Scoped, domain: Domain) -> bool:
        if isinstance(scoped, Leaf | Branch):
            return all(fits(said.value, domain) for said in terminals(scoped))
        if isinstance(scoped, Inline):
            return False
        if isinstance(scoped, FactFields) and scoped.domain == domain:
            return True
        return domain.allowed is None and bool(domain.entries) and self._entries_fit(scoped, domain)

    def _entries_fit(self, fields: Fields, domain: Domain) -> bool:
        parts = [(fields.entry(name), entry) for name, entry in domain.entries]
        return all(part is not None and self._fits(part, entry) for part, entry in parts)

    def called(
        self, arguments: Sequence[Scoped], domains: Sequence[Domain], body: Callable[[Sequence[Scoped]], Scoped]
    ) -> Scoped:
        """What a function's body comes to for arguments that are converted first."""
        self.depth += 1
        try:
            if self.depth > _DEEPEST:
                raise RecursionError
            noises = [self.noise(each) for each in arguments]
            given = [self.quiet(each) for each in arguments]
            taken = [self.conformed(each, bare(domain)) for each, domain in zip(given, domains, strict=True)]
            quiet = [self.quiet(each) for each in taken]
            held = [self.conformed(each, domain) for each, domain in zip(quiet, domains, strict=True)]
            found = self.warning(body([self.quiet(each) for each in held]), *noises, *map(self.noise, held))
            changed = [one for one, other in zip(taken, given, strict=True) if one is not other]
            if not changed:
                return found
            return self.algebra.diagrams.combine(_or_failed(self.algebra), self.whole(found), *map(self.noise, changed))
        finally:
            self.depth -= 1

    def quiet(self, scoped: Scoped) -> Scoped:
        """The same without its warnings, as what has a name is worked out once and then used."""
        if isinstance(scoped, Leaf | Branch):
            return self.algebra.diagrams.map(lambda said: Said(said.value), scoped) if _loud(scoped) else scoped
        if isinstance(scoped, Entries):
            return Entries(self, {name: self.quiet(part) for name, part in scoped.entries.items()})
        return scoped

    def noise(self, scoped: Scoped) -> Diagram:
        """Where it leaves a warning: true or false."""
        if isinstance(scoped, Leaf | Branch) and _loud(scoped):
            return self.algebra.diagrams.map(lambda said: said.warned, scoped)
        if isinstance(scoped, Entries):
            parts = [self.noise(part) for part in scoped.entries.values()]
            return self.algebra.diagrams.combine(lambda *each: self.algebra.diagrams.leaf(any(each)), *parts)
        return self.algebra.diagrams.leaf(False)

    def warning(self, scoped: Scoped, *noises: Diagram) -> Scoped:
        """The value, warned where any of these is true."""
        quiet = self.algebra.diagrams.leaf(False)
        loud = [each for each in noises if each is not quiet]
        if not loud:
            return scoped

        def warned(said: Said, *each: bool) -> Diagram:
            return self.algebra.diagrams.leaf(Said(said.value, said.warned or any(each)))

        return self.algebra.diagrams.combine(warned, self.whole(scoped), *loud)

    def at_large(self, checked: Checked, node: ast.Expr, scope: Scope) -> Diagram:
        """A node as one operation on all the variables that it names."""
        named = [part for part in ast.walk(node) if isinstance(part, ast.Name) and part.name in scope]
        names = sorted({part.name for part in named})
        operands = [ast.Name((0, 0), name) for name in names]
        operation = of_node(
            checked,
            node,
            tree_text(node),
            operands,
            _spelt(checked, node, named, names),
            self._moment(checked, scope, names),
        )
        lines = lines_of_type(checked.types.get(node, ANY))
        diagrams = [self.whole(scope[name]) for name in names]
        return self.algebra.combine(lambda *terms: self.algebra.computed(operation, terms, lines), *diagrams)

    def _moment(self, checked: Checked, scope: Scope, names: Sequence[str]) -> DateTime | None:
        """The moment, for what may ask for it: itself or through functions of the model."""
        asks = any(builtin.name in CLOCK for builtin in checked.builtins.values())
        if not asks and not any(isinstance(scope[name], Inline) for name in names):
            return None
        return self.moment()

    def moment(self) -> DateTime:
        """The moment, for what can be told of one alone."""
        if self.clock is not None:
            self.clock.missed = True
        return self.now

    def table(self, checked: CheckedTable) -> CompiledTable:
        """The table, ready to run."""
        found = self._tables.get(id(checked))
        if found is None:
            found = self._tables[id(checked)] = compile_table(checked)
        return found

    def test_at_large(self, checked: Checked, scope: Scope, value: Term) -> Diagram:
        """Unary tests as one operation on the value and all the variables that they name."""
        expr = checked.expr
        named = [part for part in ast.walk(expr) if isinstance(part, ast.Name)] if expr is not None else []
        names = sorted({part.name for part in named} & scope.keys())
        operands = [ast.Name((0, 0), name) for name in (*names, "operand 0")]
        tests = expr if isinstance(expr, ast.UnaryTests) else ast.UnaryTests((0, 0), (ast.Hole((0, 0)),))
        operation = of_test(
            checked,
            tests,
            f"test {checked.text}",
            operands,
            lambda texts: f"{texts[-1]} {checked.text}",
            self._moment(checked, scope, names),
        )
        diagrams = [self.whole(scope[name]) for name in names]
        return self.algebra.combine(
            lambda *terms: self.algebra.computed(operation, (*terms, value), (Line.BOOLEAN,)), *diagrams
        )

    def tested(self, checked: Checked, tests: ast.UnaryTests, scope: Scope, value: Term) -> Diagram:
        """Unary tests of a value."""
        return tested(self, checked, tests, scope, value)


def _loud(diagram: Diagram) -> bool:
    return any(said.warned for said in terminals(diagram))


def _or_failed(algebra: Algebra) -> Callable[..., Diagram]:
    return lambda said, *failed: algebra.diagrams.leaf(FAILED if any(failed) else said)


def _spelt(
    checked: Checked, node: ast.Node, named: Sequence[ast.Name], names: Sequence[str]
) -> Callable[[Sequence[str]], str]:
    """The node's own text with what its variables stand for in their place."""
    start, end = node.span

    def words(texts: Sequence[str]) -> str:
        meant = dict(zip(names, texts, strict=True))
        text, at = "", start
        for part in sorted(named, key=lambda part: part.span):
            text += checked.text[at : part.span[0]] + meant[part.name]
            at = part.span[1]
        return text + checked.text[at:end]

    return words
