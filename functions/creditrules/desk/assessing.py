"""What a proposal does, to people and to all answers: bound into what is approved, asked for before it is published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.impacts import change_of, fresh_people, people_compared, people_obstacles
from creditrules.desk.outcomes import outcome_obstacles, outcomes_compared
from creditrules.errors import Kind, Refusal
from creditrules.records import replace
from creditrules.rules import Head, PartKind
from creditrules.rules.life import Proposed

__all__ = ["assessed", "impact_obstacles", "refuse_unassessed"]


def assessed(
    catalogue: Catalogue, tenant: str, head: Head, proposed: Proposed, names: Sequence[str] | None
) -> Proposed:
    """What is proposed, with its impact on populations and its answers compared; what is fresh of others stays.

    names: of the populations; None for those that the lender's settings ask for. Raises Refusal INVALID
    "NOTHING_TO_COMPARE", and as `people_compared`.
    """
    wanted = catalogue.settings_now(tenant).impact.populations if names is None else names
    change = change_of(catalogue, tenant, head, proposed)
    people = people_compared(catalogue, tenant, change, proposed, wanted)
    boxes = outcomes_compared(catalogue, tenant, change, proposed)
    if not people and not boxes:
        message = "The change touches no product that is in force."
        raise Refusal(Kind.INVALID, "NOTHING_TO_COMPARE", message, ("proposal",), "Nothing needs to be assessed.")
    impact = proposed.statement.impact
    others = (part for part in impact.parts if part.kind is PartKind.PEOPLE and part.name not in {*wanted})
    kept = (part for part in others if fresh_people(catalogue, tenant, change, part))
    verified = (part for part in impact.parts if part.kind is PartKind.VERIFICATION)
    parts = (*verified, *kept, *people, *boxes)
    return replace(proposed, statement=replace(proposed.statement, impact=replace(impact, parts=parts)))


def impact_obstacles(catalogue: Catalogue, tenant: str, head: Head, proposed: Proposed) -> Iterator[Refusal]:
    """What the lender's settings ask for and the proposal lacks, or has of what is otherwise by now.

    CONFLICT "IMPACT_MISSING", "IMPACT_STALE"; TOO_LARGE "TOO_MANY_MOMENTS".
    """
    for told in (people_obstacles, outcome_obstacles):
        try:
            yield from told(catalogue, tenant, head, proposed)
        except Refusal as refusal:
            if refusal.kind is not Kind.TOO_LARGE:
                raise
            yield refusal


def refuse_unassessed(catalogue: Catalogue, tenant: str, head: Head, proposed: Proposed) -> None:
    """Raises the first of `impact_obstacles`."""
    for obstacle in impact_obstacles(catalogue, tenant, head, proposed):
        raise obstacle
