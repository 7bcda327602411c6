"""Reserved facts: what the service itself gives to rule sets, by name. One entry here is all that a new one takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from creditrules.dmn import Model
from creditrules.errors import Diagnostic
from creditrules.feel import STRING, ContextType, ListType, Type

__all__ = ["RESERVED_FACTS", "ReservedFact", "refused_names", "reserved_types"]


@dataclass(frozen=True, slots=True)
class ReservedFact:
    """A fact that no rule set declares and each may read. used: how rules write it, for those who declare it."""

    type: Type
    used: str


RESERVED_FACTS: Mapping[str, ReservedFact] = {
    "product": ReservedFact(
        ContextType(
            (
                ("slug", STRING),
                ("kind", STRING),
                ("segment", STRING),
                ("scenario", STRING),
                ("currency", STRING),
                ("lenderType", STRING),
                ("features", ListType(STRING)),
            )
        ),
        "product.slug, product.scenario and so on can be used without",
    ),
}


def reserved_types(model: Model) -> Mapping[str, Type]:
    """The types of what the service gives to this model: a name that the model gives something of its own is its own.

    So what was published before a name was reserved answers as it did.
    """
    own = _own_names(model)
    return {name: fact.type for name, fact in RESERVED_FACTS.items() if name not in own}


def refused_names(model: Model) -> Iterator[Diagnostic]:
    """An error for each fact of a model to be published that is called as the service's own are."""
    for fact in model.facts:
        reserved = RESERVED_FACTS.get(fact.name)
        if reserved is not None:
            message = f"The fact '{fact.name}' is reserved: the service gives it to every rule set."
            hint = f"Leave it out of `facts`: {reserved.used}."
            yield Diagnostic("rule-set.reserved-fact", message, hint, f"facts.{fact.name}")


def _own_names(model: Model) -> frozenset[str]:
    parts = (model.facts, model.decisions, model.functions, model.services)
    return frozenset(part.name for kind in parts for part in kind)
