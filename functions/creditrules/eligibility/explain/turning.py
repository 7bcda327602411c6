"""When anything in a decision can turn as time goes on, all facts as they are: by the rule sets' own conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from creditrules.dmn.analysis import Algebra, Budget, Clock, TooLarge, analyse_model
from creditrules.eligibility.decision import Decision
from creditrules.eligibility.ground import Ground
from creditrules.feel import Date, DateTime, Value, to_datetime

__all__ = ["Turns", "may_turn", "turns_of"]

_TELLING_TIME: Final = (b"now", b"today", b"startDate")
_BUDGET: Final = (20_000, 200_000, 1_000)
"""Nodes, steps and boxes, of each rule set: somebody waits for the answer."""

_MOVING: Final = frozenset({"results", "offer"})
"""What earlier rule sets or the price say, which may turn with time themselves."""


class Turns(NamedTuple):
    """moments: in order, those after now at which an answer may become another. exact: whether there are no others."""

    moments: tuple[datetime, ...]
    exact: bool


def turns_of(decision: Decision, now: datetime, latest: datetime) -> Turns:
    """The moments between two at which what the decision's rule sets say may turn.

    What they read of each other turns at the same moments, or is open here.
    """
    found: set[datetime] = set()
    exact = not _price_moves(decision)
    for ground in decision.grounds:
        if _asks_time(ground):
            moments, known = _of_ground(ground, floats=_floats(decision))
            found.update(moments)
            exact = exact and known
    return Turns(tuple(sorted(moment for moment in found if now < moment < latest)), exact)


def may_turn(ground: Ground) -> bool:
    """Whether what a rule set says can be another at another time: by itself, or by what it reads of others."""
    return _asks_time(ground) or not _MOVING.isdisjoint(ground.compiled.given)


def _asks_time(ground: Ground) -> bool:
    return any(word in ground.compiled.rule_set.content for word in _TELLING_TIME)


def _of_ground(ground: Ground, *, floats: bool) -> tuple[list[datetime], bool]:
    """The moments of one rule set, and whether they are all."""
    compiled = ground.compiled
    algebra = Algebra(ground.moment, Budget(*_BUDGET))
    clock, utc = Clock(algebra, compiled.rule_set.form.time_zone), Clock(algebra, "as a request has it")
    given: dict[str, Any] = {name: value for name, value in ground.given.items() if name not in _MOVING}
    if floats and isinstance(given.get("request"), Mapping):
        given["request"] = {**given["request"], "startDate": utc.reads("today")}
    try:
        analysis = analyse_model(compiled.model, compiled.asked, ground.moment, given, algebra=algebra, clock=clock)
        analysis.noise(compiled.asked)
    except TooLarge:
        return [], False
    moments = [*_moments(clock.turns(), compiled.zone), *_moments(utc.turns(), UTC)]
    return moments, clock.exact and utc.exact


def _moments(values: Iterable[Value], zone: Any) -> Iterator[datetime]:
    """The first moments at which a clock answers these."""
    for value in values:
        if isinstance(value, Date | DateTime):
            moment = to_datetime(value, zone)
            if moment is not None:
                yield moment


def _floats(decision: Decision) -> bool:
    """Whether the day of payment is the day of the decision."""
    return decision.request is None or decision.request.start_date is None


def _price_moves(decision: Decision) -> bool:
    """Whether a rule set judges a price that may be another every day."""
    if not any("offer" in ground.compiled.given for ground in decision.grounds):
        return False
    pricing = decision.product.pricing
    return _floats(decision) or pricing is None or any(word in pricing.rate.encode() for word in _TELLING_TIME)
