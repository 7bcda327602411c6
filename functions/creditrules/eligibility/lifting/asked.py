"""A condition asked about facts at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from creditrules.dmn import CompiledCondition
from creditrules.eligibility.ground import Ground
from creditrules.feel import Value, ast, from_datetime
from creditrules.records import dataclass

__all__ = ["Asked", "Unsolvable"]


class Unsolvable(Exception):
    """The condition cannot be solved, or a fact that it asks for is not known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The condition, and what it is asked about besides the facts."""

    condition: CompiledCondition
    ground: Ground

    @property
    def expr(self) -> ast.Expr:
        """The condition's tree. Raises Unsolvable where there is none."""
        if self.condition.expr is None:
            raise Unsolvable
        return self.condition.expr

    def value(self, part: ast.Expr, facts: Mapping[str, Value], moment: datetime) -> Value:
        """What a part comes to; NOT_CONSTANT where it cannot be told."""
        now = from_datetime(moment.astimezone(self.ground.compiled.zone))
        return self.condition.value(part, {**facts, **self.ground.situation.given}, now)

    def holds(self, facts: Mapping[str, Value], moment: datetime) -> bool:
        """Whether the condition holds."""
        return self.value(self.expr, facts, moment) is True
