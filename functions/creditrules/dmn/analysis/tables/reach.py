"""Decisions and facts that nothing which is asked for ever reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from creditrules.dmn.check.graph import reachable
from creditrules.dmn.check.models import CheckedModel
from creditrules.dmn.flaws import Flaw

__all__ = ["find_unreached"]


def find_unreached(checked: CheckedModel, roots: Collection[str]) -> Iterator[Flaw]:
    """What of a model the roots, decisions and facts, do not need; protected facts are asked for to be tested."""
    requires = {name: decision.requires for name, decision in checked.decisions.items()}
    for name, service in checked.services.items():
        inside = service.service
        requires[name] = (*inside.outputs, *inside.encapsulated, *inside.inputs, *inside.input_decisions)
    needed = reachable(requires, tuple(roots))
    for name in checked.decisions:
        if name not in needed:
            message = f"Nothing that is asked for reads the decision {name}."
            yield Flaw("model.unreachable", f"decisions.{name}", message, "Remove it, or publish it.")
    for fact in checked.model.facts:
        if fact.name not in needed and not fact.protected:
            message = f"Nothing that is asked for reads the fact {fact.name}."
            yield Flaw("model.unused-fact", f"facts.{fact.name}", message, "Remove it.")
