"""From nodes to closures: which builder makes one of which node, and what is worked out beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from creditrules.feel import limits, temporal
from creditrules.feel.builtins.signature import Builtin
from creditrules.feel.checked import Checked
from creditrules.feel.compile.constants import NOT_CONSTANT
from creditrules.feel.compile.operators import Code
from creditrules.feel.run.evaluation import EvaluationWarning, Exhausted, Run
from creditrules.feel.run.place import Place
from creditrules.feel.temporal import DateTime
from creditrules.feel.tree import ast
from creditrules.feel.types import ANY, Type
from creditrules.feel.values.kinds import Value

__all__ = ["Attempt", "Builders", "Compiler", "chained"]

Builders = Mapping[type[ast.Node], Callable[..., Code]]
"""For each class of node the function `(compiler, node)` that compiles it."""

Attempt = tuple[Value, tuple[EvaluationWarning, ...]]
"""What came of working something out beforehand, and why it became null."""

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
    ast.Context,
    ast.Interval,
    ast.OperatorTest,
    ast.In,
    ast.InstanceOf,
)
_FOLDED_CHAIN = 16
_NO_ATTEMPT: Attempt = (NOT_CONSTANT, ())
_IMPURE = frozenset({"now", "today"})
_NOWHEN = DateTime(temporal.Date(1970, 1, 1), temporal.Time(0, temporal.UTC_ZONE))


class Compiler:
    """Compiles the nodes of one checked text."""

    def __init__(self, checked: Checked, builders: Builders) -> None:
        self.checked = checked
        self._builders = builders
        self._attempts: dict[ast.Node, Attempt] = {}

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
        value, warnings = self.attempt(node)
        return NOT_CONSTANT if warnings else value

    def attempt(self, node: ast.Node) -> Attempt:
        """What a node evaluates to whose parts are all constant, with its warnings; NOT_CONSTANT of any other."""
        if isinstance(node, ast.Literal):
            return node.value, ()
        if node not in self._attempts:
            self._attempts[node] = self._fold(node)
        return self._attempts[node]

    def _fold(self, node: ast.Node) -> Attempt:
        if not self._foldable(node):
            return _NO_ATTEMPT
        if isinstance(node, ast.Arithmetic) and _is_long(node):
            return _NO_ATTEMPT
        for part in _values(node):
            if self.constant(part) is NOT_CONSTANT:
                return _NO_ATTEMPT
        run = Run(_NOWHEN, limits.FOLDING_STEPS)
        try:
            value = self._builders[type(node)](self, node)(run, {})
        except Exhausted:
            return _NO_ATTEMPT
        return _NO_ATTEMPT if run.steps < 0 else (value, tuple(run.warnings))

    def _foldable(self, node: ast.Node) -> bool:
        if isinstance(node, ast.Call):
            builtin = self.builtin(node.function)
            return builtin is not None and builtin.name not in _IMPURE
        return isinstance(node, _FOLDABLE)

    def builtin(self, node: ast.Expr) -> Builtin | None:
        """The built-in function that a called name means, if it means one."""
        return self.checked.builtins.get(node) if isinstance(node, ast.Name) else None

    def variable(self, node: ast.Expr) -> str | None:
        """The name that is looked up in the scope, where the node is nothing else."""
        return node.name if isinstance(node, ast.Name) and self.builtin(node) is None else None


def _values(node: ast.Node) -> Iterable[ast.Node]:
    """What a node's own value is worked out from."""
    if isinstance(node, ast.Call):
        return node.arguments
    if isinstance(node, ast.Context):
        return [entry.value for entry in node.entries]
    return (part for part in ast.children(node) if isinstance(part, ast.Expr))


def _is_long(node: ast.Arithmetic) -> bool:
    """Whether it is the end of a chain that is too long to be worked out once for each of its parts."""
    first: ast.Expr = node
    for _ in range(_FOLDED_CHAIN):
        if not isinstance(first, ast.Arithmetic):
            return False
        first = first.left
    return isinstance(first, ast.Arithmetic)


def chained(node: ast.Arithmetic) -> list[ast.Arithmetic]:
    """`node` and the operations to its left, first one first: a chain may be longer than Python's stack is deep."""
    operations = [node]
    while isinstance(operations[-1].left, ast.Arithmetic):
        operations.append(operations[-1].left)
    return operations[::-1]
