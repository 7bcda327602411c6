"""Rules of Drools as they are read: what each tests, and what it yields."""

from __future__ import annotations

from creditrules.dmn import HitPolicy
from creditrules.imports.sheets.drools.conditions import Constraint
from creditrules.imports.sheets.operands import Operand
from creditrules.records import dataclass, field

__all__ = ["Path", "Rule", "RuleTable"]

Path = tuple[str, ...]


@dataclass(slots=True)
class Rule:
    """A row. tests: by column of the table that is to be made; results: by name."""

    place: str
    tests: dict[tuple[int, int], Constraint] = field(default_factory=dict)
    results: dict[str, Operand] = field(default_factory=dict)
    id: str = ""
    note: str = ""
    salience: int = 0
    group: str = ""


@dataclass(slots=True)
class RuleTable:
    """A table as Drools has it. policy: the one that is asked for; None where all matching rules fire.

    sets, again: fields that rules set, and those after which rules look anew. labels: of columns.
    """

    title: str
    place: str
    rules: list[Rule] = field(default_factory=list)
    labels: dict[tuple[int, int], str] = field(default_factory=dict)
    policy: HitPolicy | None = None
    again: set[Path] = field(default_factory=set)
