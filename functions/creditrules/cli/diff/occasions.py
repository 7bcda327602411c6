"""Which two occasions of a product `creditrules diff --outcomes` holds against each other, with all its rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from creditrules.cli.screen import give_up
from creditrules.cli.service.client import Client
from creditrules.cli.service.documents import find_proposal, named

__all__ = ["Occasions", "product_named", "sides_of"]

_MOST_PROPOSALS: Final = 2


class Occasions(NamedTuple):
    """As options name them: moments in RFC 3339, proposals as behaviour-risk#4 or by their ids.

    known_at: for both times, where a time is said.
    """

    from_time: str | None = None
    to_time: str | None = None
    known_at: str | None = None
    proposals: Sequence[str] = ()


def product_named(text: str) -> str:
    """The slug of a product, which may be named without its kind. Ends the command where something else is named."""
    name = named(text)
    if name.kind not in {"", "PRODUCT"} or name.number is not None:
        give_up(f"{text!r} is no product.", "Name it as product:huabei; --product stands beside other names.", status=2)
    return name.slug


def sides_of(client: Client, product: str, occasions: Occasions) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both occasions as `AnsweringProductInput`: the first as it is now unless said, the last one proposed.

    Ends the command where they are the same or there are too many. Raises NoAnswerError where a proposal is not found.
    """
    if len(occasions.proposals) > _MOST_PROPOSALS:
        give_up("Two proposals are compared at most.", "Name one to hold it against what is in force.", status=2)
    proposals = [str(find_proposal(client, each)["id"]) for each in occasions.proposals]
    old, new = (None, *proposals)[-2:] if proposals else (None, None)
    sides = (_side(product, occasions, occasions.from_time, old), _side(product, occasions, occasions.to_time, new))
    if occasions.known_at and not (occasions.from_time or occasions.to_time or proposals):
        sides[0]["knownAt"] = occasions.known_at
    if sides[0] == sides[1]:
        give_up("Both sides are the same.", "Say --from-time, --known-at or --proposal.", status=2)
    return sides


def _side(product: str, occasions: Occasions, moment: str | None, proposal: str | None) -> dict[str, Any]:
    """What is proposed is known now, so `known_at` is of what is in force alone."""
    known_at = occasions.known_at if moment and proposal is None else None
    said = {"product": product, "validAt": moment, "knownAt": known_at, "proposal": proposal}
    return {name: value for name, value in said.items() if value is not None}
