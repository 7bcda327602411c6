"""From nodes to closures: which builder makes one of which node, and what is worked out beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from creditrules.feel import limits, temporal
from creditrules.feel.builtins.signature import Builtin
from creditrules.feel.checked import Checked
from creditrules.feel.compile.constants import NOT_CONSTANT
from creditrules.feel.compile.operators import Code
from creditrules.feel.run.evaluation import Exhausted, Run
from creditrules.feel.run.place import Place
from creditrules.feel.temporal import DateTime
from creditrules.feel.tree import ast
from creditrules.feel.types import ANY, Type
from creditrules.feel.values.kinds import Value

__all__ = ["Builders", "Compiler", "chained"]

Builders = Mapping[type[ast.Node], Callable[..., Code]]
"""For each class of node the function `(compiler, node)` that compiles it."""

_FOLDABLE = (
    ast.Literal,
    ast.AtLiteral,
    ast.Negate,
    ast.Arithmetic,
    ast.Comparison,
    ast.And,
    ast.Or,
    ast.Between,
    ast.Path,
    ast.List,
    ast.Interval,
    ast.OperatorTest,
    ast.In,
    ast.InstanceOf,
)
_FOLDED_CHAIN = 16
_IMPURE = frozenset({"now", "today"})
_NOWHEN = DateTime(temporal.Date(1970, 1, 1), temporal.Time(0, temporal.UTC_ZONE))


class Compiler:
    """Compiles the nodes of one checked text."""

    def __init__(self, checked: Checked, builders: Builders) -> None:
        self.checked = checked
        self._builders = builders
        self._constants: dict[ast.Node, object] = {}

    def place(self, node: ast.Node) -> Place:
        """Where `node` stands, for warnings."""
        return Place(self.checked.text, node.span)

    def type(self, node: ast.Node) -> Type:
        """What the checker inferred."""
        return self.checked.types.get(node, ANY)

    def code(self, node: ast.Expr) -> Code:
        """A closure for `node`; for a constant one that just answers."""
        constant = self.constant(node)
        if constant is not NOT_CONSTANT:
            return lambda _run, _scope: constant
        return self._builders[type(node)](self, node)

    def constant(self, node: ast.Node) -> Value:
        """The value of `node` if it depends on nothing and evaluates without a warning, else NOT_CONSTANT."""
        if node not in self._constants:
            self._constants[node] = self._fold(node)
        return self._constants[node]

    def _fold(self, node: ast.Node) -> Value:
        if isinstance(node, ast.Literal):
            return node.value
        if not self._foldable(node):
            return NOT_CONSTANT
        if isinstance(node, ast.Arithmetic) and len(chained(node)) > _FOLDED_CHAIN:
            return NOT_CONSTANT
        for part in ast.children(node):
            if isinstance(part, ast.Expr) and part is not _callee(node) and self.constant(part) is NOT_CONSTANT:
                return NOT_CONSTANT
        run = Run(_NOWHEN, limits.FOLDING_STEPS)
        try:
            value = self._builders[type(node)](self, node)(run, {})
        except Exhausted:
            return NOT_CONSTANT
        return NOT_CONSTANT if run.warnings or run.steps < 0 else value

    def _foldable(self, node: ast.Node) -> bool:
        if isinstance(node, ast.Call):
            builtin = self.builtin(node.function)
            return builtin is not None and builtin.name not in _IMPURE
        return isinstance(node, _FOLDABLE)

    def builtin(self, node: ast.Expr) -> Builtin | None:
        """The built-in function that a called name means, if it means one."""
        return self.checked.builtins.get(node) if isinstance(node, ast.Name) else None


def _callee(node: ast.Node) -> ast.Expr | None:
    return node.function if isinstance(node, ast.Call) else None


def chained(node: ast.Arithmetic) -> list[ast.Arithmetic]:
    """`node` and the operations to its left, first one first: a chain may be longer than Python's stack is deep."""
    operations = [node]
    while isinstance(operations[-1].left, ast.Arithmetic):
        operations.append(operations[-1].left)
    return operations[::-1]
