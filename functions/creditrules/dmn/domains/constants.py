"""Values that are known before any evaluation."""

from __future__ import annotations

from creditrules.feel import NOT_CONSTANT, UTC_ZONE, Checked, Date, DateTime, Time, Value, ast, constant

__all__ = ["NOWHEN", "constant_value"]

NOWHEN = DateTime(Date(1970, 1, 1), Time(0, UTC_ZONE))
"""A moment for programs that do not ask for one."""


def constant_value(checked: Checked, expr: ast.Expr | None = None) -> Value:
    """The value of a checked text, or of `expr` in it, if it depends on nothing; else, or if wrong, NOT_CONSTANT."""
    node = checked.expr if expr is None else expr
    if not isinstance(node, ast.Expr) or not checked.ok:
        return NOT_CONSTANT
    return node.value if type(node) is ast.Literal else constant(node, checked)
