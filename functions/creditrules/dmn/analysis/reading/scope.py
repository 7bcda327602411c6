"""What names stand for as expressions are read: diagrams, contexts whose entries are read one by one, functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

from creditrules.dmn.analysis.reading.clock import Clock
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.terms import Term
from creditrules.dmn.check.checked import CheckedBox, CheckedTable
from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.feel import Checked, DateTime, ast

__all__ = ["Fields", "Inline", "Reader", "Scope", "Scoped"]


class Fields(Protocol):
    """A context that is never null, entry by entry."""

    def entry(self, name: str) -> Scoped | None:
        """One entry; None where there is none of that name."""

    def whole(self) -> Diagram:
        """The context as one value."""


class Inline:
    """A function whose calls are read in place.

    parameters: their names in order. value: the function itself. call: from the arguments in order.
    """

    __slots__ = ("call", "parameters", "value")

    def __init__(
        self, parameters: Sequence[str], value: Callable[[], Diagram], call: Callable[[Sequence[Scoped]], Scoped]
    ) -> None:
        self.parameters, self.value, self.call = tuple(parameters), value, call


Scoped: TypeAlias = "Diagram | Fields | Inline"
Scope: TypeAlias = Mapping[str, Scoped]


class Reader(Protocol):
    """Reads expressions; see `reader.py`."""

    algebra: Algebra
    now: DateTime
    clock: Clock | None
    depth: int

    def moment(self) -> DateTime:
        """The moment, for what can be told of one alone."""

    def text(self, checked: Checked, scope: Scope) -> Scoped:
        """A checked expression."""

    def expression(self, checked: Checked, node: ast.Expr, scope: Scope) -> Scoped:
        """A node of a checked text; contexts and functions stay what they are."""

    def diagram(self, checked: Checked, node: ast.Expr, scope: Scope) -> Diagram:
        """A node of a checked text as one value."""

    def box(self, box: CheckedBox, scope: Scope) -> Scoped:
        """A boxed expression."""

    def whole(self, scoped: Scoped) -> Diagram:
        """Anything that a name may stand for as one value."""

    def conformed(self, scoped: Scoped, domain: Domain) -> Scoped:
        """The value as one of a domain; null with a warning where it cannot be one."""

    def called(
        self, arguments: Sequence[Scoped], domains: Sequence[Domain], body: Callable[[Sequence[Scoped]], Scoped]
    ) -> Scoped:
        """What a function's body comes to for arguments that are converted first."""

    def quiet(self, scoped: Scoped) -> Scoped:
        """The same without its warnings, as what has a name is worked out once and then used."""

    def noise(self, scoped: Scoped) -> Diagram:
        """Where it leaves a warning: true or false."""

    def warning(self, scoped: Scoped, *noises: Diagram) -> Scoped:
        """The value, warned where any of these is true."""

    def at_large(self, checked: Checked, node: ast.Expr, scope: Scope) -> Diagram:
        """A node as one operation on all the variables that it names."""

    def table(self, checked: CheckedTable) -> CompiledTable:
        """The table, ready to run."""

    def test_at_large(self, checked: Checked, scope: Scope, value: Term) -> Diagram:
        """Unary tests as one operation on the value and all the variables that they name."""

    def tested(self, checked: Checked, tests: ast.UnaryTests, scope: Scope, value: Term) -> Diagram:
        """Unary tests of a value."""
