"""A condition beside a model, ready to run: as a whole and in its parts."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.feel import (
    NOT_CONSTANT,
    STEPS,
    Checked,
    Code,
    DateTime,
    RequestBudget,
    Type,
    Unknown,
    Value,
    ast,
    compile_expression,
)
from creditrules.records import replace

__all__ = ["CompiledCondition"]


class CompiledCondition:
    """The condition's tree, and the value of each of its parts. Threads may share it.

    expr: None where the text is wrong.
    """

    def __init__(self, checked: Checked, functions: Mapping[str, Value]) -> None:
        self.expr = checked.expr if checked.ok and isinstance(checked.expr, ast.Expr) else None
        self._checked, self._functions = checked, functions
        self._codes: dict[ast.Expr, Code] = {}

    def value(self, part: ast.Expr, facts: Variables, now: DateTime, budget: RequestBudget | None = None) -> Value:
        """What a part of the tree comes to; NOT_CONSTANT where it cannot be told: for want of facts, or an error.

        budget: what it is taken from.
        """
        code = self._codes.get(part)
        if code is None:
            code = self._codes[part] = compile_expression(replace(self._checked, expr=part)).code
        missing = {node.name: Unknown(frozenset((node.name,))) for node in ast.walk(part) if type(node) is ast.Name}
        run = ModelRun(now, STEPS, budget=budget)
        found = code(run, {**missing, **self._functions, **facts})
        run.settle()
        return NOT_CONSTANT if run.warnings or isinstance(found, Unknown) else found

    def builtin(self, call: ast.Call) -> str:
        """The name of the built-in function that a call means, "" where it means none."""
        meant = self._checked.builtins.get(call.function) if isinstance(call.function, ast.Name) else None
        return meant.name if meant else ""

    def type_of(self, part: ast.Expr) -> Type | None:
        """The type of a part of the tree, as far as it is known."""
        return self._checked.types.get(part)
