"""Whether what facts declare beside their types fits these, and each other."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.dmn.changes import has_order, wrong_changeable
from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.model.definitions import FactDefinition
from creditrules.errors import Diagnostic

__all__ = ["wrong_declarations"]


def wrong_declarations(fact: FactDefinition, domain: Domain) -> Iterator[Diagnostic]:
    """What is wrong with `better` and `changeable` of a fact."""
    place = f"facts.{fact.name}"
    if fact.better is not None and not has_order(domain):
        message = f"{fact.name} has no higher and lower values, so none is better: it is a {domain.type}."
        hint = "List its allowed values, the lowest first, or take `better` out."
        yield Diagnostic("dmn.better", message, hint, f"{place}.better")
    if fact.changeable is None:
        return
    for word in (*["protected"] * fact.protected, *["sensitive"] * fact.sensitive):
        message = f"{fact.name} is {word}, and nobody is told to change a {word} fact."
        yield Diagnostic("dmn.changeable", message, "Take `changeable` out.", f"{place}.changeable")
    for key, message, hint in wrong_changeable(fact.changeable, domain):
        inside = f"{place}.changeable.{key}" if key else f"{place}.changeable"
        yield Diagnostic("dmn.changeable", message, hint, inside)
