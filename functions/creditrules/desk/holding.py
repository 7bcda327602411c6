"""Every change is held against what callers rely on before it is made, and says whom it would break.

No contract stops an act: what it would break is a warning, and so is a contract that could not be run, whatever it was
that went wrong. Next comes always a contract of the author whose contracts took the least time so far, so that nobody's
many or slow ones keep another's from being run.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from creditrules.desk.altering import Alteration, Course, Heads, course_of
from creditrules.desk.asking import Plan, Question
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.watch import MOST_CONTRACT_SECONDS, Watch
from creditrules.eligibility import Breach, BreachKind, breaches, refused_contract
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.records import dataclass, replace
from creditrules.rules import Contract

__all__ = ["Held", "Runs", "held_against"]

_MOST_BREACHES: Final = 50
_UNKNOWN: Final = "It could not be found out whether it holds."
_TOLD: Final = 5
_LONGEST_AUTHOR: Final = 100

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """What came of holding contracts against a change.

    breaches: what would break, and NOT_RUN for each contract of which that was not found out, or not for all moments.
    unseen: how many moments, at which something else changes later on, were not looked at.
    """

    breaches: tuple[Breach, ...] = ()
    unseen: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Whose contracts would break, as "author/name"."""
        return tuple(dict.fromkeys(_name(each) for each in self.breaches if each.kind is not BreachKind.NOT_RUN))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The same as warnings: one for each contract that would break, one for all of which that is not known."""
        not_run = [_name(each) for each in self.breaches if each.kind is BreachKind.NOT_RUN]
        broken = [each for each in self.breaches if each.kind is not BreachKind.NOT_RUN]
        return (*_told_broken(broken), *_told_not_run(not_run), *_told_unseen(self.unseen))


def held_against(
    catalogue: Catalogue, tenant: str, contracts: Sequence[Contract], change: Alteration, watch: Watch | None = None
) -> Held:
    """What holds without the change and would not with it.

    contracts: by author. watch: MOST_CONTRACT_SECONDS unless given.
    """
    watch = watch or Watch(MOST_CONTRACT_SECONDS)
    try:
        course = course_of(catalogue, tenant, change) if contracts else Course((), 0)
    except Refusal:
        return Held(tuple(_not_run(contract, _UNKNOWN) for contract in contracts))
    runs, sides, found = Runs(catalogue, tenant, change.now), (change.before, change.after), list[Breach]()
    waiting = {author: list(own) for author, own in groupby(contracts, lambda contract: contract.author)}
    taken = dict.fromkeys(waiting, 0.0)
    while waiting:
        author = min(waiting, key=lambda each: taken[each])
        spent = watch.spent
        found += runs.through(waiting[author].pop(0), course.moments, sides, watch)
        taken[author] += watch.spent - spent
        if not waiting[author]:
            del waiting[author]
    return Held(tuple(found), course.unseen)


class _Unanswered(Exception):
    """A question that could not be put, for which its author is not to blame."""


class Runs:
    """Contracts run on heads as they are and as they would be; the rules of each moment are read once for all."""

    def __init__(self, catalogue: Catalogue, tenant: str, now: datetime) -> None:
        self._catalogue = catalogue
        self._tenant = tenant
        self._now = now
        self._plans: dict[tuple[int, datetime | None, tuple[str, ...]], Plan | Refusal] = {}

    def through(
        self, contract: Contract, moments: Sequence[datetime | None], sides: tuple[Heads | None, Heads], watch: Watch
    ) -> tuple[Breach, ...]:
        """What does not hold on the second side, and does on the first, if there is one.

        What breaks at a later moment says since when; a fact whose notice period is over by then breaks nothing, for
        that is what the notice period is for. NOT_RUN ends it where there was no time for all moments, or no way.
        """
        if not contract.readable:
            return (_not_run(contract, "What it asks with cannot be opened; register it again."),)
        found: list[Breach] = []
        for place, moment in enumerate(moments):
            budget = self._catalogue.budget
            if watch.is_over or (budget is not None and not budget.allows()):
                return (*found, _not_run(contract, "There was no time to find out whether it holds."))
            try:
                with watch.running():
                    broken = self._broken(contract, moment, sides)
            except _Unanswered:
                return (*found, _not_run(contract, _UNKNOWN))
            if budget is not None and budget.spent:
                return (*found, _not_run(contract, "There was no time to find out whether it holds."))
            known = {_likeness(breach) for breach in found}
            new = [breach for breach in broken if _likeness(breach) not in known]
            later = (replace(breach, since=moment) for breach in new if breach.code != "RETIRED_FACT")
            found += later if place else new
        return tuple(found[:_MOST_BREACHES])

    def _broken(
        self, contract: Contract, moment: datetime | None, sides: tuple[Heads | None, Heads]
    ) -> tuple[Breach, ...]:
        before, after = sides
        broken = self._run(contract, moment, after)
        if before is None or not broken:
            return broken
        already = {_likeness(breach) for breach in self._run(contract, moment, before)}
        if (BreachKind.REFUSED, None, "") in already:
            return ()
        return tuple(breach for breach in broken if _likeness(breach) not in already)

    def _run(self, contract: Contract, moment: datetime | None, heads: Heads) -> tuple[Breach, ...]:
        try:
            plan = self._plan(contract.products, moment, heads)
            report = plan.report(contract.facts, contract.requests, alternatives=False)
            return breaches(contract, report.decisions)
        except Refusal as refusal:
            if refusal.kind is Kind.UNAVAILABLE:
                raise _Unanswered from refusal
            return (refused_contract(contract, refusal),)
        except Exception as fault:  # a defect that one caller's facts lead to must not stop the lender's acts
            _log.warning("a contract query could not be run: %s", type(fault).__name__)
            raise _Unanswered from fault

    def _plan(self, products: tuple[str, ...], moment: datetime | None, heads: Heads) -> Plan:
        name = (id(heads), moment, products)
        if name not in self._plans:
            question = Question({}, products or None, moment)
            try:
                self._plans[name] = Plan(self._catalogue, self._tenant, question, heads, now=self._now)
            except Refusal as refusal:
                self._plans[name] = refusal
        found = self._plans[name]
        if isinstance(found, Refusal):
            raise found
        return found


def _not_run(contract: Contract, why: str) -> Breach:
    return Breach(contract, BreachKind.NOT_RUN, why)


def _likeness(breach: Breach) -> tuple[BreachKind, str | None, str]:
    """What makes two breaches the same: an answer that was wrong in another way before was wrong."""
    wrong_anyway = breach.kind in {BreachKind.REFUSED, BreachKind.OUTCOME}
    return breach.kind, breach.product, "" if wrong_anyway else breach.message.partition(" (")[0]


def _name(breach: Breach) -> str:
    return f"{breach.contract.author[:_LONGEST_AUTHOR]}/{breach.contract.name}"


def _told_broken(broken: Sequence[Breach]) -> Iterator[Diagnostic]:
    by_contract: dict[str, list[Breach]] = {}
    for breach in broken:
        by_contract.setdefault(_name(breach), []).append(breach)
    for first, *others in by_contract.values():
        contract = first.contract
        since = f"From {_text(first.since)} on this" if first.since else "This"
        author = contract.author[:_LONGEST_AUTHOR]
        message = f"{since} would break the contract '{contract.name}' of '{author}': {first.message}"
        if others:
            message += f" So would it in {len(others)} more respect{'s' if len(others) > 1 else ''}."
        hint = "Keep what it relies on, or agree on the change first."
        yield Diagnostic("contracts.broken", message, hint, severity=Severity.WARNING)


def _told_not_run(names: Sequence[str]) -> Iterator[Diagnostic]:
    if names:
        more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
        message = f"It was not found out whether this breaks the contracts {', '.join(names[:_TOLD])}{more}."
        hint = "Check it again; contracts that take too long or cannot be read are to be registered again, or removed."
        yield Diagnostic("contracts.not-run", message, hint, severity=Severity.WARNING)


def _told_unseen(unseen: int) -> Iterator[Diagnostic]:
    if unseen:
        message = f"Contracts were not held against this at {unseen} later moments at which something else changes."
        hint = "Whoever changes something then is told."
        yield Diagnostic("contracts.not-run", message, hint, severity=Severity.WARNING)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
