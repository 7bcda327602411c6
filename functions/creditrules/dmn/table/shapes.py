"""Cells that are no sets of constants, taken apart: what they compare, and the constants by which they differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from creditrules.dmn.domains.constants import constant_value
from creditrules.feel import NOT_CONSTANT, Checked, Date, DaysDuration, MonthsDuration, Value, ast
from creditrules.records import replace

__all__ = ["TESTED", "Atom", "Join", "Shape", "Tree", "mirrored", "read_shape", "slot_path", "with_slot"]

TESTED: Final = "?"

_SCALARS: Final = frozenset((type(None), bool, Decimal, str, Date, DaysDuration, MonthsDuration))
_TEXT_TESTS: Final = frozenset({"starts with", "ends with", "contains"})
_MIRRORED: Final[dict[str, str]] = {
    "=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip


class Constant(NamedTuple):
    """A constant in a cell. node: where it stands."""

    node: ast.Expr
    value: Value


class Atom(NamedTuple):
    """A part of a cell that is true or false: `left sign right`, or a test of texts, `sign(left, right)`.

    constants: in the order of the text.
    """

    sign: str
    left: ast.Expr
    right: ast.Expr
    constants: tuple[Constant, ...]


class Join(NamedTuple):
    """Parts of which all must hold ("and"), one ("or"), or, if it is but one, that must not ("not")."""

    kind: str
    parts: tuple[Tree, ...]


Tree = Atom | Join


class Shape(NamedTuple):
    """A cell. key: equal for cells that are the same but for their constants. atoms: those of the tree, in order."""

    key: Hashable
    tree: Tree
    atoms: tuple[Atom, ...]


class _OtherError(Exception):
    """The cell is of another form."""


def read_shape(checked: Checked) -> Shape | None:
    """The shape of a checked cell; None where it has none that is known here."""
    if not checked.ok or not isinstance(checked.expr, ast.UnaryTests) or not checked.expr.tests:
        return None
    reader = _Reader(checked)
    try:
        parts = [reader.test(test) for test in checked.expr.tests]
    except _OtherError:
        return None
    tree, key = _joined("or", parts)
    if checked.expr.negated:
        tree, key = Join("not", (tree,)), ("not", key)
    return Shape(key, tree, tuple(_atoms(tree)))


def _joined(kind: str, parts: list[tuple[Tree, Hashable]]) -> tuple[Tree, Hashable]:
    if len(parts) == 1:
        return parts[0]
    return Join(kind, tuple(tree for tree, _ in parts)), (kind, *(key for _, key in parts))


def _atoms(tree: Tree) -> Iterator[Atom]:
    if isinstance(tree, Atom):
        yield tree
        return
    for part in tree.parts:
        yield from _atoms(part)


class _Reader:
    """Reads one cell."""

    def __init__(self, checked: Checked) -> None:
        self._checked = checked

    def test(self, test: ast.Expr) -> tuple[Tree, Hashable]:
        """One test of a cell."""
        if isinstance(test, ast.OperatorTest):
            return self._atom(test.operator, ast.Name(test.span, TESTED), test.operand)
        if any(isinstance(node, ast.Name) and node.name == TESTED for node in ast.walk(test)):
            return self._condition(test)
        raise _OtherError

    def _condition(self, node: ast.Expr) -> tuple[Tree, Hashable]:
        match node:
            case ast.Comparison(operator=operator, left=left, right=right):
                return self._atom(operator, left, right)
            case ast.And(operands=operands):
                return _joined("and", [self._condition(each) for each in operands])
            case ast.Or(operands=operands):
                return _joined("or", [self._condition(each) for each in operands])
            case ast.Call(function=ast.Name() as function, arguments=(left, right), names=None):
                meant = self._checked.builtins.get(function)
                if meant is not None and meant.name in _TEXT_TESTS:
                    return self._atom(meant.name, left, right)
            case ast.Call(function=ast.Name() as function, arguments=(operand,), names=None):
                meant = self._checked.builtins.get(function)
                if meant is not None and meant.name == "not":
                    part, key = self._condition(operand)
                    return Join("not", (part,)), ("not", key)
        raise _OtherError

    def _atom(self, sign: str, left: ast.Expr, right: ast.Expr) -> tuple[Tree, Hashable]:
        constants: list[Constant] = []
        key = (sign, self._key(left, constants), self._key(right, constants))
        return Atom(sign, left, right, tuple(constants)), key

    def _key(self, node: ast.Expr, constants: list[Constant]) -> Hashable:
        """What an expression is but for its constants, which are added to those."""
        value = self._constant(node)
        if value is not NOT_CONSTANT:
            if type(value) not in _SCALARS:
                raise _OtherError
            constants.append(Constant(node, value))
            return type(value).__name__
        match node:
            case ast.Name(name=name):
                meant = self._checked.builtins.get(node)
                return ("name", name, meant.name if meant else "")
            case ast.Negate(operand=operand):
                return ("-", self._key(operand, constants))
            case ast.Arithmetic(operator=operator, left=left, right=right):
                return (operator, self._key(left, constants), self._key(right, constants))
            case ast.Path(base=base, name=name):
                return (".", self._key(base, constants), name)
            case ast.Call(function=ast.Name() as function, arguments=arguments, names=None):
                return ("call", self._key(function, []), *(self._key(each, constants) for each in arguments))
        raise _OtherError

    def _constant(self, node: ast.Expr) -> Value:
        """The value of a constant that is written as one; sums of constants are not looked through."""
        match node:
            case ast.Literal(value=value):
                return value
            case ast.AtLiteral() | ast.Negate(operand=ast.Literal()):
                return constant_value(self._checked, node)
            case ast.Call(arguments=(ast.Literal(),)):
                return constant_value(self._checked, node)
        return NOT_CONSTANT


def slot_path(node: ast.Expr, slot: ast.Expr) -> tuple[ast.Expr, ...] | None:
    """From an expression down to a part of it; None where the way leads through anything but sums and products.

    What the expression comes to then only grows, or only falls, as the part grows; where it is divided by the part
    itself, so long as this does not pass zero.
    """
    if node is slot:
        return (node,)
    parts: tuple[ast.Expr, ...] = ()
    if isinstance(node, ast.Negate):
        parts = (node.operand,)
    elif isinstance(node, ast.Arithmetic) and node.operator in {"+", "-", "*"}:
        parts = (node.left, node.right)
    elif isinstance(node, ast.Arithmetic) and node.operator == "/":
        parts = (node.left, node.right) if node.right is slot else (node.left,)
    for part in parts:
        path = slot_path(part, slot)
        if path is not None:
            return (node, *path)
    return None


def with_slot(path: tuple[ast.Expr, ...], name: str) -> ast.Expr:
    """The expression at the beginning of a path, with a variable of that name in place of the part at its end."""
    slot: ast.Expr = ast.Name(path[-1].span, name)
    inner = path[-1]
    for node in reversed(path[:-1]):
        if isinstance(node, ast.Negate):
            slot = replace(node, operand=slot)
        elif isinstance(node, ast.Arithmetic):
            slot = replace(node, left=slot) if node.left is inner else replace(node, right=slot)
        inner = node
    return slot


def mirrored(sign: str) -> str:
    """The sign with its sides exchanged."""
    return _MIRRORED[sign]
