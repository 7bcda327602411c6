"""A rule set's properties: what holds for all applicants is proved by the boxes of its rules, or refuted with one.

Proved is what reasoning shows; where it cannot, applicants are searched for, and it is said that nothing was proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from creditrules.dmn import check_condition
from creditrules.dmn.analysis import Box, Diagram, Facts, Proof, Said, Spent, TooLarge, paths, value_of
from creditrules.eligibility.claimed import ClaimStanding
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.leaves import leaves_of
from creditrules.eligibility.parameters import ParametersAt, lacking, none_at
from creditrules.eligibility.situation import parameter_facts
from creditrules.eligibility.space import RuleSpace
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import RequestBudget, brief
from creditrules.rules import Intervention, PropertyCase

__all__ = ["ClaimStanding", "PropertyFound", "judged", "properties_of"]

_MOST_BOXES = 2_000
_MOST_SEARCHED = 20
"""In so many boxes that reasoning alone cannot settle applicants are searched for."""
_MOST_TRIED = 400
_MOST_SHOWN = 12
_MANY_ROWS = 1_000
_MOST_PARTS = 8
"""Boxes of a condition that are looked at one after the other, where there are many rows."""
_BEYOND = "What decides there hangs on more than reasoning tells."


@dataclass(frozen=True, slots=True)
class PropertyFound:
    """How a property stands. sample, outcome: of an applicant of whom it is not so, as the evaluator answers.

    why: what kept it from being proved, "" where nothing did.
    """

    stated: PropertyCase
    standing: ClaimStanding
    sample: Facts | None = None
    outcome: Intervention | None = None
    why: str = ""


def properties_of(
    compiled: CompiledRuleSet,
    now: datetime,
    parameters: ParametersAt = none_at,
    request: RequestBudget | None = None,
) -> tuple[PropertyFound, ...]:
    """How each property of a rule set stands at a moment, with the values of parameters in force then.

    All facts are known in it, null where that is a value of them. Samples are the same each time. request: the budget
    of the request that it is for; what it does not reach is not proved.
    """
    stated = compiled.rule_set.form.properties
    in_force = parameters(now, compiled.parameters)
    lacks = lacking(compiled.parameters, parameter_facts(in_force))
    if lacks or not stated:
        return tuple(PropertyFound(each, ClaimStanding.SEARCHED, why=lacks[0]) for each in stated)
    space = RuleSpace(compiled, now, in_force, coarse=True, request=request)
    return tuple(_found_in_time(space, each) for each in stated)


def judged(found: Sequence[PropertyFound]) -> Iterator[Diagnostic]:
    """An error for each that is refuted, a warning for each that was not proved."""
    for number, each in enumerate(found, 1):
        place, name = f"properties[{number}]", each.stated.name
        if each.standing is ClaimStanding.REFUTED:
            shown = _shown(each.sample or {})
            message = f"The property '{name}' does not hold: the outcome is {each.outcome} for {shown}."
            yield Diagnostic("properties.refuted", message, "Correct the rules or the property.", place)
        elif each.standing is ClaimStanding.SEARCHED:
            message = f"The property '{name}' is not proved, only searched. {each.why}".rstrip()
            hint = "No applicant was found of whom it is not so; that there is none is not certain."
            yield Diagnostic("properties.searched", message, hint, place, severity=Severity.WARNING)


def _shown(facts: Facts) -> str:
    parts = [f"{name} {brief(value)}" for name, value in islice(leaves_of(facts), _MOST_SHOWN)]
    return ", ".join(parts) or "any applicant"


def _found_in_time(space: RuleSpace, stated: PropertyCase) -> PropertyFound:
    try:
        return _found_in_parts(space, stated)
    except Spent as spent:
        return PropertyFound(stated, ClaimStanding.SEARCHED, why=str(spent))


def _found_in_parts(space: RuleSpace, stated: PropertyCase) -> PropertyFound:
    """How it stands; of many rows box by box of its condition, so that only the rows of these are looked at."""
    if space.rows <= _MANY_ROWS:
        return _found(space, stated)
    boxes = list(islice(_where(space, stated), _MOST_PARTS + 1))
    if len(boxes) > _MOST_PARTS or not all(any(axis.path for axis, _ in box.regions) for box in boxes):
        return _found(space, stated)
    found = PropertyFound(stated, ClaimStanding.PROVED)
    for box in boxes:
        found = _found(space.narrowed(box), stated)
        if found.standing is not ClaimStanding.PROVED:
            break
    return found


def _where(space: RuleSpace, stated: PropertyCase) -> Iterator[Box]:
    """The boxes in which the condition is, or may be, true."""
    condition = check_condition(space.compiled.model.checked, stated.when, "")[0]
    found = paths(space.analysis.condition(condition), space.analysis.budget)
    return (box for box in found if _may_be_true(box.value))


def _found(space: RuleSpace, stated: PropertyCase) -> PropertyFound:
    try:
        against = _against(space, stated)
        boxes = list(islice(_boxes(space, against), _MOST_BOXES + 1))
    except TooLarge as error:
        return _searched(space, stated, str(error))
    why = "" if len(boxes) <= _MOST_BOXES else f"There are more than {_MOST_BOXES} boxes to look at."
    settled = [box for box in boxes[:_MOST_BOXES] if box.exact]
    open_ = [box for box in boxes[:_MOST_BOXES] if not box.exact]
    for box in (*settled, *open_[:_MOST_SEARCHED]):
        sample, proof = space.sampler.sample(box)
        if sample is not None and _refutes(space, stated, sample):
            return PropertyFound(stated, ClaimStanding.REFUTED, sample, space.outcome(sample))
        if proof is not Proof.EMPTY and not why:
            why = _BEYOND
    why = why or _BEYOND * (len(open_) > _MOST_SEARCHED)
    return _searched(space, stated, why) if why else PropertyFound(stated, ClaimStanding.PROVED)


def _searched(space: RuleSpace, stated: PropertyCase, why: str) -> PropertyFound:
    for sample in space.sampler.applicants(_MOST_TRIED):
        if _refutes(space, stated, sample):
            return PropertyFound(stated, ClaimStanding.REFUTED, sample, space.outcome(sample))
    return PropertyFound(stated, ClaimStanding.SEARCHED, why=f"{why} {_MOST_TRIED} applicants were tried.")


def _refutes(space: RuleSpace, stated: PropertyCase, sample: Facts) -> bool:
    return space.holds(stated.when, sample) and space.outcome(sample) in stated.refused


def _against(space: RuleSpace, stated: PropertyCase) -> Diagram:
    """Whether an outcome that must not be may come out where the condition is, or may be, true."""
    condition = check_condition(space.compiled.model.checked, stated.when, "")[0]
    leaf, refused = space.analysis.algebra.diagrams.leaf, stated.refused

    def against(outcomes: frozenset[Intervention], said: Said) -> Diagram:
        return leaf(not outcomes.isdisjoint(refused) and _may_be_true(said))

    return space.analysis.algebra.diagrams.combine(against, space.outcomes(), space.analysis.condition(condition))


def _may_be_true(said: Said) -> bool:
    try:
        return value_of(said.value) is True
    except KeyError:
        return True


def _boxes(space: RuleSpace, against: Diagram) -> Iterator[Box]:
    return (box for box in paths(against, space.analysis.budget) if box.value)
