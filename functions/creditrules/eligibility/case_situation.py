"""What the service would tell a rule set, as a test case says it: parts that the case leaves out are missing facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from creditrules.dmn import spelt_facts
from creditrules.eligibility.asked import request_facts
from creditrules.eligibility.beside import party_fact
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.owed import Exchange, owed_in
from creditrules.eligibility.parameters import Parameters, ParametersAt, lacking, none_at
from creditrules.eligibility.situation import Situation
from creditrules.errors import Diagnostic
from creditrules.feel import (
    ANY,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    TIME,
    YEARS_MONTHS,
    ContextType,
    Type,
    Unknown,
    Value,
    is_instance,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    to_feel,
)
from creditrules.rules import TestCase
from creditrules.suggestions import suggestion

__all__ = ["AskedCase", "asked_case"]

SAMPLE_PRODUCT: Mapping[str, Value] = {
    "slug": "sample",
    "kind": "SAMPLE",
    "segment": "CONSUMER",
    "scenario": "GENERAL",
    "currency": "CNY",
    "lenderType": None,
    "features": [],
}
_TEXTS: Final[Mapping[Type, Callable[[str], Value]]] = {
    DATE: parse_date,
    TIME: parse_time,
    DATE_TIME: parse_date_time,
    DAYS_TIME: parse_duration,
    YEARS_MONTHS: parse_duration,
}


class AskedCase(NamedTuple):
    """What a rule set is asked by a case.

    facts: typed. problems: what of it is no fact, or of another type than the rule set reads. lacks: why it cannot be
    evaluated, if so.
    """

    facts: Mapping[str, Value]
    situation: Situation
    problems: tuple[Diagnostic, ...]
    lacks: tuple[str, ...]


class _CaseSituation(NamedTuple):
    """problems: what of it is of another type than the rule set reads. lacks: why it cannot be evaluated, if so."""

    situation: Situation
    problems: tuple[Diagnostic, ...]
    lacks: tuple[str, ...]


def asked_case(
    compiled: CompiledRuleSet, case: TestCase, now: datetime, parameters: ParametersAt = none_at
) -> AskedCase:
    """What a case asks; facts that the rule set does not declare are left out and reported.

    now: for cases that fix no time. parameters: one that the case gives no value has that in force at its moment.
    """
    declared = {fact.name for fact in compiled.facts}
    given = spelt_facts(case.facts)
    read = compiled.model.read_facts({name: value for name, value in given.items() if name in declared})
    unknown = [
        Diagnostic("facts.unknown", f"The rule set declares no fact '{name}'.", "", name)
        for name in given
        if name not in declared
    ]
    situation, problems, lacks = _situation_of(compiled, case, now, parameters)
    found = tuple(problem.at("facts") for problem in (*unknown, *read.diagnostics))
    return AskedCase(read.values, situation, (*found, *problems), lacks)


def _situation_of(compiled: CompiledRuleSet, case: TestCase, now: datetime, parameters: ParametersAt) -> _CaseSituation:
    moment = case.valid_at or now
    product = {**SAMPLE_PRODUCT, **case.product}
    currency, request = str(product["currency"]), case.request
    if request is not None and request.currency not in {None, currency}:
        request = None
    owed = owed_in(Exchange(currency, frozenset({currency}), {}), str(product["slug"]), case.exposures)
    given: dict[str, Value] = {
        "product": product,
        "request": request_facts(request, currency, moment),
        "party": {"name": None, "role": case.role.value},
        "parties": [],
        "exposure": owed.facts,
    }
    problems = list(owed.problems)
    if "parties" in compiled.given:
        given["parties"] = _parties(compiled, case, problems)
    values = _parameters(compiled, case, parameters(moment, compiled.parameters), problems)
    given["param"] = values
    for name, said in (("results", case.results), ("offer", case.offer)):
        type_ = compiled.model.checked.extra_facts.get(name)
        if isinstance(type_, ContextType):
            given[name] = _parts(name, type_, said, problems)
    return _CaseSituation(Situation(moment, given), tuple(problems), lacking(compiled.parameters, values))


def _parties(compiled: CompiledRuleSet, case: TestCase, problems: list[Diagnostic]) -> Value:
    """As rules are told them: facts that the rule set declares have the types that it declares."""
    told: list[Value] = []
    declared = {fact.name for fact in compiled.facts}
    for number, party in enumerate(case.parties, 1):
        read = compiled.model.read_facts({name: said for name, said in party.facts.items() if name in declared})
        problems += [problem.at(f"parties[{number}].facts") for problem in read.diagnostics]
        told.append(party_fact(party, read.values))
    return told


def _parameters(
    compiled: CompiledRuleSet, case: TestCase, in_force: Parameters, problems: list[Diagnostic]
) -> dict[str, Value]:
    for name in case.params:
        if name not in compiled.parameters:
            message = f"The rule set uses no parameter '{name}'."
            hint = suggestion(name, compiled.parameters)
            problems.append(Diagnostic("cases.unused-parameter", message, hint, f"params.{name}"))
    values: dict[str, Value] = {}
    for name in compiled.parameters:
        if name in case.params:
            type_ = in_force[name].parameter.type if name in in_force else ANY
            values[name] = _part(f"params.{name}", name, type_, case.params, problems)
        elif name in in_force:
            values[name] = in_force[name].value
    return values


def _parts(name: str, type_: ContextType, said: Mapping[str, object], problems: list[Diagnostic]) -> dict[str, Value]:
    entries = dict(type_.entries)
    for part in said:
        if part not in entries:
            place = f"{name}.{part}"
            problems.append(Diagnostic("facts.unknown", f"The rule set reads no '{place}'.", "", place))
    return {part: _part(f"{name}.{part}", part, type_, said, problems) for part, type_ in type_.entries}


def _part(place: str, part: str, type_: Type, said: Mapping[str, object], problems: list[Diagnostic]) -> Value:
    if part not in said:
        return Unknown(frozenset((place,)))
    value = _value(said[part], type_)
    if value is None or is_instance(value, type_):
        return value
    problems.append(Diagnostic("facts.type", f"{place} has to be a {type_}.", "", place))
    return Unknown(frozenset((place,)))


def _value(said: object, type_: Type) -> Value:
    """As the type has it; what cannot be one stays as it was said."""
    try:
        value = to_feel(said)
    except (TypeError, ValueError):
        return said
    if type_ in _TEXTS and isinstance(value, str):
        return _TEXTS[type_](value) or value
    return value
