"""Reserved facts: what the service itself gives to rule sets, by name. One entry here is all that a new one takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from creditrules.dmn import Model, binds, entries_spoken, type_named
from creditrules.errors import Diagnostic
from creditrules.feel import ANY, DATE, NUMBER, STRING, ContextType, ListType, Type
from creditrules.records import dataclass
from creditrules.rules.content.parameter_names import PARAM, PARAMETER_NAME_ENDS

__all__ = ["PARTIES_FACT", "RESERVED_FACTS", "ReservedFact", "parties_with", "refused_names", "reserved_types"]

Reads = Mapping[str, str]
"""What a rule set reads of earlier ones, by name the type."""

PRODUCT = ContextType(
    (
        ("slug", STRING),
        ("kind", STRING),
        ("segment", STRING),
        ("scenario", STRING),
        ("currency", STRING),
        ("lenderType", STRING),
        ("features", ListType(STRING)),
    )
)
REQUEST = ContextType(
    (
        ("amount", NUMBER),
        ("currency", STRING),
        ("termMonths", NUMBER),
        ("deposit", NUMBER),
        ("purpose", STRING),
        ("startDate", DATE),
    )
)
OFFER = ContextType(
    (
        ("amount", NUMBER),
        ("currency", STRING),
        ("rate", NUMBER),
        ("apr", NUMBER),
        ("termMonths", NUMBER),
        ("instalments", NUMBER),
        ("instalment", NUMBER),
        ("lastInstalment", NUMBER),
        ("received", NUMBER),
        ("deposit", NUMBER),
        ("fees", NUMBER),
        ("interest", NUMBER),
        ("totalCost", NUMBER),
        ("totalPayable", NUMBER),
        ("balloon", NUMBER),
        ("startDate", DATE),
        ("endDate", DATE),
    )
)
PARTY = ContextType((("name", STRING), ("role", STRING)))
PARTIES_FACT = "parties"


def parties_with(facts: Type) -> Type:
    """The type of `parties` whose facts are of a type."""
    return ListType(ContextType((("name", STRING), ("role", STRING), ("facts", facts))))


EXPOSURE = ContextType(
    (
        ("total", NUMBER),
        ("ofProduct", NUMBER),
        ("items", ListType(ContextType((("product", STRING), ("amount", NUMBER))))),
    )
)


@dataclass(frozen=True, slots=True)
class ReservedFact:
    """A fact that no rule set declares and each may read.

    type_in: its type in a rule set that reads these results; None where that is not given it. used: how rules write it.
    """

    type_in: Callable[[Reads], Type | None]
    used: str


def _results(reads: Reads) -> Type | None:
    entries = tuple((name, type_named(text) or ANY) for name, text in reads.items())
    return ContextType(entries) if entries else None


RESERVED_FACTS: Mapping[str, ReservedFact] = {
    "product": ReservedFact(lambda _: PRODUCT, "product.slug, product.scenario and so on can be used without"),
    "request": ReservedFact(lambda _: REQUEST, "request.amount, request.termMonths and so on can be used without"),
    "offer": ReservedFact(lambda _: OFFER, "offer.instalment, offer.amount and so on can be used without"),
    PARAM: ReservedFact(lambda _: None, "param.lpr 1y and so on can be used without, by the names of parameters"),
    "party": ReservedFact(lambda _: PARTY, "party.role and party.name can be used without"),
    PARTIES_FACT: ReservedFact(
        lambda _: parties_with(ANY), "parties.role, parties.facts and so on can be used without"
    ),
    "exposure": ReservedFact(lambda _: EXPOSURE, "exposure.total, exposure.ofProduct can be used without"),
    "exposures": ReservedFact(lambda _: None, "exposure.total and exposure.items say what callers send so"),
    "sources": ReservedFact(lambda _: None, "callers send under it where facts come from"),
    "results": ReservedFact(_results, "name what you read of earlier rule sets under `reads`"),
}


def reserved_types(model: Model, reads: Reads) -> Mapping[str, Type]:
    """The types of what the service gives to a rule set: a name that its model gives something of its own is its own.

    So what was published before a name was reserved answers as it did. Of parameters the content has the names only.
    """
    own = _own_names(model)
    types = {name: fact.type_in(reads) for name, fact in RESERVED_FACTS.items() if name not in own}
    types[PARAM] = _parameters(model) if PARAM in types else None
    return {name: type_ for name, type_ in types.items() if type_ is not None}


def _parameters(model: Model) -> Type | None:
    names = entries_spoken(model, PARAM, PARAMETER_NAME_ENDS)
    if not names or binds(model, PARAM):
        return None
    return ContextType(tuple((name, ANY) for name in sorted(names)))


def refused_names(model: Model) -> Iterator[Diagnostic]:
    """An error for each fact of a model to be published that is called as the service's own are, or a part of them."""
    for fact in model.facts:
        reserved = RESERVED_FACTS.get(fact.name.partition(".")[0].strip())
        if reserved is not None:
            message = f"The fact '{fact.name}' is reserved: the service gives it to every rule set."
            hint = f"Leave it out of `facts`: {reserved.used}."
            yield Diagnostic("rule-set.reserved-fact", message, hint, f"facts.{fact.name}")


def _own_names(model: Model) -> frozenset[str]:
    parts = (model.facts, model.decisions, model.functions, model.services)
    return frozenset(part.name for kind in parts for part in kind)
