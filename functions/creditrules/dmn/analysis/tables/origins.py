"""What the columns of a table test: a fact, an entry of one, or something that is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from creditrules.dmn.check.checked import CheckedInput, CheckedOutput, CheckedTable
from creditrules.dmn.check.models import CheckedModel
from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.table.margins import demands_of
from creditrules.dmn.table.region import ALL, NOTHING, Kind, Region, key_of, kind_of
from creditrules.feel import NOT_CONSTANT, Checked, Type, Value, ast
from creditrules.records import dataclass

__all__ = ["Origin", "Tested", "tested_in"]


class Origin(StrEnum):
    """FACT: one that callers state, or an entry of it. GIVEN: by the service. COMPUTED: by decisions or expressions."""

    FACT = "FACT"
    GIVEN = "GIVEN"
    COMPUTED = "COMPUTED"


@dataclass(frozen=True, slots=True)
class Tested:
    """What a column tests.

    name: as the column says it. path: the fact or decision, and the entry in it; () where it is none. nullable: whether
    it may be null; of what is no fact, nobody says that it ever is. values: all that there can be, where that is known.
    """

    name: str
    origin: Origin
    path: tuple[str, ...]
    type: Type
    nullable: bool
    demands: tuple[Allowed, ...] = ()
    values: tuple[Value, ...] | None = None

    def values_of(self, kind: Kind | None) -> Region:
        """The region of the values that there can be of a kind."""
        if self.values is None:
            return ALL
        region = NOTHING
        for value in self.values:
            if value is not None and kind_of(value) == kind:
                key = key_of(value)
                region = region.union(Region(starts=False, cuts=((key, False), (key, True))))
        return region


def tested_in(table: CheckedTable, model: CheckedModel, local: frozenset[str]) -> tuple[Tested, ...]:
    """What each column of a table tests. local: names that mean something else where the table stands."""
    domains = {**model.facts, **{name: each.domain for name, each in model.decisions.items()}}
    return tuple(_tested(part, table, at, model, domains, local) for at, part in enumerate(table.inputs))


def _tested(
    part: CheckedInput,
    table: CheckedTable,
    at: int,
    model: CheckedModel,
    domains: Mapping[str, Domain],
    local: frozenset[str],
) -> Tested:
    name, type_ = table.table.inputs[at].expression.strip(), part.expression.type
    path = _path(part.expression)
    if path and path[0] in local:
        path = ()
    demands = tuple(each for each in demands_of(part, domains) if each is not None) if path else ()
    if path and path[0] in model.facts:
        return Tested(name, Origin.FACT, path, type_, _nullable(model, path), demands)
    if path and path[0] in model.extra_facts:
        return Tested(name, Origin.GIVEN, path, type_, nullable=True)
    return Tested(name, Origin.COMPUTED, path, type_, True, demands, _results(model, path) if path else None)


def _path(checked: Checked) -> tuple[str, ...]:
    """The names of `a.b.c`; none for any other expression."""
    names: list[str] = []
    node = checked.expr
    while isinstance(node, ast.Path):
        names.append(node.name)
        node = node.base
    if not checked.ok or not isinstance(node, ast.Name) or node in checked.builtins:
        return ()
    return (node.name, *reversed(names))


def _nullable(model: CheckedModel, path: tuple[str, ...]) -> bool:
    """Whether callers may state null: for a fact that says so, and always for an entry of a context."""
    if len(path) > 1:
        return True
    return next(fact.nullable for fact in model.model.facts if fact.name == path[0])


def _results(model: CheckedModel, path: tuple[str, ...]) -> tuple[Value, ...] | None:
    """All that a table of constants yields for an output; null is left to the table's own gaps."""
    decision = model.decisions.get(path[0])
    table = decision.value if decision is not None else None
    if not isinstance(table, CheckedTable) or not table.table.hit_policy.single:
        return None
    outputs = table.outputs if len(path) == 1 and len(table.outputs) == 1 else _named(table, path)
    found = [
        constant_value(checked)
        for output in outputs
        for checked in (*output.cells.values(), *([output.default] if output.default else ()))
    ]
    return None if not outputs or any(value is NOT_CONSTANT for value in found) else tuple(found)


def _named(table: CheckedTable, path: tuple[str, ...]) -> tuple[CheckedOutput, ...]:
    return tuple(output for output in table.outputs if path[1:] == (output.name,) and len(table.outputs) > 1)
