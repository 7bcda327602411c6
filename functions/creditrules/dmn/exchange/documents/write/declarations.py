"""What a fact declares beside its type, in the document form."""

from __future__ import annotations

from creditrules.dmn.exchange.documents.write.plain import filled
from creditrules.dmn.model.declarations import USUAL_COST, ChangeableDefinition
from creditrules.dmn.model.definitions import FactDefinition
from creditrules.document import Plain

__all__ = ["written_declarations"]


def written_declarations(fact: FactDefinition) -> dict[str, Plain]:
    """The keys of what is declared; none where nothing is."""
    return filled(
        better=fact.better.value if fact.better else None,
        protected=fact.protected or None,
        changeable=_changeable(fact.changeable) if fact.changeable else None,
        askCost=None if fact.ask_cost == USUAL_COST else fact.ask_cost,
    )


def _changeable(change: ChangeableDefinition) -> dict[str, Plain]:
    return filled(
        direction=change.direction.value,
        step=change.step,
        min=change.minimum,
        max=change.maximum,
        cost=None if change.cost == USUAL_COST else change.cost,
    )
