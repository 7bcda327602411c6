"""What a rule set's decision model yields, read as findings; anything else is an error that is told, never a pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Final

from creditrules.collecting import uncollected
from creditrules.dmn import Evaluation, Fired, KnownAnswer, TableOutcome
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.reason import Finding
from creditrules.eligibility.row_finding import NotAFinding, RowRead, read_row
from creditrules.eligibility.situation import Situation
from creditrules.eligibility.verdict import Verdict, budget_spent, no_rule_fired, not_evaluable
from creditrules.feel import DateTime, Value, from_datetime
from creditrules.records import replace

__all__ = ["evaluate_rule_set", "evaluated", "verdict_of"]


_MANY: Final = 1_000
"""Rows from which on the collector rests while they are read."""
_AMOUNTS: Final = frozenset({"limit", "rate"})
_NOTHING_LACKED: Final[frozenset[str]] = frozenset()
_UNTOLD: Final = "It cannot be evaluated ({}); a parameter that it reads is not published, so no value is told."


def evaluate_rule_set(compiled: CompiledRuleSet, facts: Mapping[str, Value], situation: Situation) -> Verdict:
    """The verdict of one rule set, with what it publishes.

    facts: typed values as `CompiledModel.read_facts` gives them; facts that are not there are missing. situation: what
    the service itself adds. A warning during evaluation (a null that was an error) makes it not evaluable. Where the
    request's budget is spent before or within, that is the verdict.
    """
    budget = situation.budget
    if budget is not None and not budget.allows():
        return budget_spent()
    if compiled.known is None:
        evaluation = evaluated(compiled, facts, situation)
    else:
        given = situation.added_to(facts, compiled.given) if compiled.given else facts
        known = compiled.known(given)
        if type(known) is KnownAnswer and known.paid(budget):
            return _verdict_of(compiled, known.outcome, situation)
        rows = known if type(known) is int else None
        moment = _moment(situation.now, situation.now.fold, compiled.zone)
        evaluation = compiled.model.worked_out(rows, given, moment, compiled.asked, budget)
    return verdict_of(compiled, evaluation, situation) if budget is None or not budget.spent else budget_spent()


def evaluated(
    compiled: CompiledRuleSet, facts: Mapping[str, Value], situation: Situation, *, trace: bool = False
) -> Evaluation:
    """What the rule set's decisions come to, with the trace where it is asked for."""
    moment = _moment(situation.now, situation.now.fold, compiled.zone)
    given = situation.added_to(facts, compiled.given)
    return compiled.model.evaluate(given, moment, compiled.asked, trace=trace, budget=situation.budget)


@lru_cache(64)
def _moment(now: datetime, _fold: int, zone: tzinfo) -> DateTime:
    """What `now()` answers in a zone; the fold stands by itself, since equal clocks may show it."""
    return from_datetime(now.astimezone(zone))


def verdict_of(compiled: CompiledRuleSet, evaluation: Evaluation, situation: Situation) -> Verdict:
    """The verdict that an evaluation comes to."""
    form = compiled.rule_set.form
    if evaluation.warnings:
        return _failed([(warning.message, warning.code) for warning in evaluation.warnings], compiled, situation)
    verdict = _verdict_of(compiled, _findings_table(evaluation, form.findings), situation)
    if not form.publishes or verdict.warnings:
        return verdict
    return replace(verdict, published=tuple((name, evaluation.values[of]) for name, of in form.publishes.items()))


def _verdict_of(compiled: CompiledRuleSet, table: TableOutcome, situation: Situation) -> Verdict:
    alone = len(table.fired) == 1 and not table.possible
    verdict: Verdict | None = _of_row(compiled, table) if alone else compiled.kept.of_outcome(table)
    if verdict is None:
        try:
            verdict = _verdict(compiled, table, situation.given.get("exposure"))
        except NotAFinding as problem:
            return _failed([(str(problem), "a row gives what is no finding")], compiled, situation)
        if compiled.kept.keep_outcome(table, verdict):
            verdict.kept()
    return verdict


def _of_row(compiled: CompiledRuleSet, table: TableOutcome) -> Verdict | None:
    """The verdict of a row that fires alone and did before, where no more than its limit and rate is otherwise."""
    fired = table.fired[0]
    before = compiled.kept.alone(fired.row)
    if before is None:
        return None
    then: TableOutcome = before[0]
    verdict: Verdict = before[1]
    if then is table:
        return verdict
    if then.exclusive is not table.exclusive or then.missing != table.missing:
        return None
    same = _is_same(then.fired[0].value, fired.value)
    if same is None:
        return None
    return verdict if same else verdict.with_amounts(_of_amounts(verdict.certain[0], fired))


def _failed(problems: Sequence[tuple[str, str]], compiled: CompiledRuleSet, situation: Situation) -> Verdict:
    """Not evaluable, and why: each problem's message, or only its kind where it may repeat what is not published."""
    reached = situation.unpublished if "results" in compiled.given else situation.unpublished & {*compiled.parameters}
    told = [_UNTOLD.format(kind) if reached else message for message, kind in problems]
    messages = tuple(dict.fromkeys(told))
    return Verdict((not_evaluable(messages[0]),), warnings=messages)


def _findings_table(evaluation: Evaluation, decision: str) -> TableOutcome:
    """The rows that fired.

    A decision that is not a table counts as one without row numbers: a context, a list of them, or null.
    """
    table = evaluation.tables.get(decision)
    if table is not None:
        return table
    value = evaluation.values[decision]
    items = value if isinstance(value, list) else [] if value is None else [value]
    fired = tuple(Fired(0, None, item, default=False) for item in items)
    return TableOutcome(fired, (), exclusive=not isinstance(value, list), missing=frozenset())


def _verdict(compiled: CompiledRuleSet, table: TableOutcome, exposure: Value) -> Verdict:
    if len(table.fired) == 1 and not table.possible:
        sure, open_to, _ = _read(table.fired[0], compiled, exposure, {})
        if sure and not open_to:
            return Verdict(sure, (), table.exclusive)
    if len(table.fired) + len(table.possible) < _MANY:
        return _of_several(compiled, table, exposure)
    with uncollected():
        return _of_several(compiled, table, exposure)


def _of_several(compiled: CompiledRuleSet, table: TableOutcome, exposure: Value) -> Verdict:
    said: dict[int, Finding] = {}
    certain: list[Finding] = []
    possible: list[Finding] = []
    missing = set(table.missing)
    for fired in table.fired:
        sure, open_to, needs = _read(fired, compiled, exposure, said)
        certain += sure
        possible += open_to
        missing |= needs
    partly = bool(possible)
    for fired in table.possible:
        sure, open_to, needs = _read(fired, compiled, exposure, said)
        possible += sure or open_to
        missing |= needs
    if not certain and not possible:
        return Verdict((no_rule_fired(),))
    if possible and certain and table.exclusive and not partly and _say_the_same(certain[0], possible):
        return Verdict((certain[0],))
    return Verdict(tuple(certain), tuple(possible), table.exclusive, frozenset(missing if possible else ()))


def _say_the_same(certain: Finding, possible: Sequence[Finding]) -> bool:
    """Whether every row that could be the answer says the same as one that is known with all its parts."""
    effect = _effect(certain)
    return all(_effect(other) == effect for other in possible)


_effect: Final = attrgetter(*(name for name in Finding.__match_args__ if name not in {"row", "rule_id"}))
"""All that a finding says, whichever row says it."""


def _read(fired: Fired, compiled: CompiledRuleSet, exposure: Value, said: dict[int, Finding]) -> RowRead:
    """said: what values of rows of the same outcome, which are there as long as it is, were read as."""
    kept: RowRead | None = compiled.kept.of_row(fired)
    if kept is not None:
        return kept
    alike = said.get(id(fired.value))
    if alike is not None:
        parts = alike.intervention, alike.reason, alike.limit, alike.rate, alike.restricted_features, alike.until
        read: RowRead = (Finding(*parts, fired.row or None, fired.rule_id),), (), _NOTHING_LACKED
        compiled.kept.keep_row(fired, read)
        return read
    read = _with_other_amounts(fired, compiled) or read_row(fired, compiled, exposure)
    if not read[2] and all(finding.exposure_limit is None for finding in read[0]):
        compiled.kept.keep_row(fired, read)
        if len(read[0]) == 1 and not read[1]:
            said[id(fired.value)] = read[0][0]
    return read


def _with_other_amounts(fired: Fired, compiled: CompiledRuleSet) -> RowRead | None:
    """A row's finding as it was read before, where no more than its limit and rate have come out otherwise."""
    before = compiled.kept.before(fired.row)
    if before is None or _is_same(before[0].value, fired.value) is None:
        return None
    return (_of_amounts(before[1][0][0], fired),), (), _NOTHING_LACKED


def _is_same(then: Value, now: Value) -> bool | None:
    """Whether a row's outputs are the very ones that it had; None where more is otherwise than its limit and rate."""
    if now is then:
        return True
    if type(now) is not dict or type(then) is not dict or then.keys() != now.keys():
        return None
    same = True
    for name, part in now.items():
        if part is not then[name]:
            if name not in _AMOUNTS or type(part) is not Decimal or part < 0:
                return None
            same = False
    return same


def _of_amounts(known: Finding, fired: Fired) -> Finding:
    """What is known of a row, with the limit and rate that it now gives."""
    assert isinstance(fired.value, dict)  # noqa: S101 - as it is like one that was read
    limit, rate = fired.value.get("limit"), fired.value.get("rate")
    features, until = known.restricted_features, known.until
    return Finding(known.intervention, known.reason, limit, rate, features, until, fired.row, fired.rule_id)
