"""A decision model (DMN 1.5, clause 6): facts, item definitions, functions, services and decisions, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from creditrules.dmn.model.boxed import Boxed, FunctionBox
from creditrules.dmn.model.declarations import USUAL_COST, Better, ChangeableDefinition
from creditrules.records import dataclass, field

__all__ = [
    "BusinessKnowledgeModel",
    "Decision",
    "DecisionService",
    "FactDefinition",
    "ItemDefinition",
    "Label",
    "Model",
]

Label = Mapping[str, str]
"""Texts by language tag; the language "" is a text without one."""


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type, or an entry of one (clause 7.3.3).

    type: a type reference ("number", "list<Client>", another item definition), "" when `entries` say it.
    is_list: the type is a list of what the rest says.
    allowed_values: unary tests every value (every item of a list) must meet. type_constraint: the same for the whole.
    """

    name: str
    type: str = ""
    entries: tuple[ItemDefinition, ...] = ()
    is_list: bool = False
    allowed_values: str = ""
    type_constraint: str = ""
    label: Label = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """Input data: a fact that callers may state. Its `item` carries name, type and allowed values.

    nullable: whether null is a value of it; otherwise null means that the fact is missing.
    sensitive: its values are never repeated in messages, and masked for readers who may not see them.
    better: which values speak for the applicant. protected: a protected characteristic, which no outcome may rest on.
    changeable: how an applicant could change it; None where it cannot be changed. ask_cost: what it costs to ask for.
    """

    item: ItemDefinition
    nullable: bool = False
    unit: str = ""
    sensitive: bool = False
    better: Better | None = None
    protected: bool = False
    changeable: ChangeableDefinition | None = None
    ask_cost: Decimal = USUAL_COST

    @property
    def name(self) -> str:
        """The name rules and callers use."""
        return self.item.name


@dataclass(frozen=True, slots=True)
class BusinessKnowledgeModel:
    """A named function. requires: functions it uses; None to take them from the text."""

    name: str
    function: FunctionBox
    requires: tuple[str, ...] | None = None
    label: Label = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True)
class DecisionService:
    """Decisions offered as a function of `inputs` (facts) and `input_decisions` (clause 10.4).

    One output decision gives its value, several a context of them.
    """

    name: str
    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    type: str = ""
    label: Label = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A named value. requires: facts, decisions, functions and services it uses; None to take them from the text."""

    name: str
    expression: Boxed | None
    type: str = ""
    requires: tuple[str, ...] | None = None
    label: Label = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A whole decision model; names are unique among facts, decisions, functions and services."""

    name: str = ""
    description: str = ""
    facts: tuple[FactDefinition, ...] = ()
    types: tuple[ItemDefinition, ...] = ()
    functions: tuple[BusinessKnowledgeModel, ...] = ()
    services: tuple[DecisionService, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def named(self) -> tuple[tuple[FactDefinition | BusinessKnowledgeModel | DecisionService | Decision, ...], ...]:
        """Everything that shares one set of names, kind by kind."""
        return self.facts, self.functions, self.services, self.decisions
