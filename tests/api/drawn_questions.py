"""Questions about applicants drawn by lot: whom they are about, and what is asked for of the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)
from graphql.type import is_required_argument
from tests.api.settled_fields import settled_fields

from creditrules.api import GRAPHQL_SCHEMA

Variables = dict[str, Any]

DEAR = frozenset({"nextQuestion", "changesThatHelp", "liftCondition"})
"""What takes a search each time."""
ARGUMENTS: Mapping[str, tuple[str, tuple[Any, ...]]] = {
    "locale": ("String", ("en", "zh", "de", None)),
    "first": ("Int", (1, 1, 2, 100, None, 0)),
    "adverseOnly": ("Boolean!", (True, False)),
}
"""Their types as variables, and values."""
OF_APPLICANTS: Mapping[str, frozenset[str]] = {
    "Decision": frozenset(
        {"reasons", "terms", "product", "appliedVersions", "appliedParameters", "missingFacts", "problems", "restsOn"}
        | {"preQualification", "alternatives", "request", "offer", "offerNotes", "principalReasons"}
    ),
    "Reason": frozenset({"limit", "rate", "liftCondition"}),
}
"""What else is asked for where most is settled."""
CONDITIONS = ("yes", "no", "perhaps")
DEEP = 3


@dataclass
class Document:
    """A query in the making. settled: whether most of what it asks for is the same for many applicants."""

    lot: Random
    settled: bool = True
    fragments: list[str] = field(default_factory=list)
    declared: dict[str, str] = field(default_factory=dict)
    aliases: int = 0

    def text(self) -> str:
        """It asks for the decisions, and for what is drawn of each."""
        decision = GRAPHQL_SCHEMA.type_map["Decision"]
        parts = [f"decisions{self._condition()} {self._selection(decision, DEEP)}"]
        if self.lot.random() < 0.3:
            parts.insert(0, self.lot.choice(("validAt", "__typename", "whatIf forecast", "retiredFacts { name }")))
        if self.lot.random() < 0.2:
            parts.append(f"again: decisions {self._selection(decision, DEEP)}")
        variables = "".join(f", ${name}: {type_}" for name, type_ in self.declared.items())
        query = f"query($input: EligibilityInput!{variables}) {{ eligibility(input: $input) {{ {' '.join(parts)} }} }}"
        return " ".join([query, *self.fragments])

    def variables(self) -> Variables:
        """Values for all but the input."""
        values = {name: values for name, (_, values) in ARGUMENTS.items()}
        return {name: self.lot.choice(values.get(name, (True, False))) for name in self.declared}

    def _selection(self, type_: GraphQLNamedType, deep: int, *, shared: bool = False) -> str:
        """Of a type, with its braces. shared: whether it stands beside another of the same objects."""
        return "{ " + " ".join([*self._parts(type_, deep, shared)] or ["__typename"]) + " }"

    def _parts(self, type_: GraphQLNamedType, deep: int, shared: bool) -> Iterator[str]:  # noqa: FBT001
        if not isinstance(type_, GraphQLObjectType):
            yield "__typename"
            return
        fields = [(name, each) for name, each in self._fields(type_) if _is_askable(each, deep)]
        for name, each in self.lot.sample(fields, min(len(fields), self.lot.randint(1, 6))):
            if name not in DEAR or self.lot.random() < 0.05:
                yield from self._field(name, each, deep, shared)
        if self.lot.random() < 0.15:
            yield "__typename"
        if deep and self.lot.random() < 0.15:
            yield f"... on {type_.name}{self._condition()} {self._selection(type_, deep - 1, shared=True)}"
        if deep and self.lot.random() < 0.1:
            inner = self._selection(type_, deep - 1, shared=True)
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {type_.name} {inner}")
            yield f"...{name}{self._condition()}"

    def _fields(self, type_: GraphQLObjectType) -> Iterator[tuple[str, GraphQLField]]:
        settled = {name for name, _ in settled_fields(type_)} | OF_APPLICANTS.get(type_.name, frozenset())
        for name, each in type_.fields.items():
            if not self.settled or not settled or name in settled:
                yield name, each

    def _field(self, name: str, definition: GraphQLField, deep: int, shared: bool) -> Iterator[str]:  # noqa: FBT001
        arguments = ", ".join(self._arguments(definition))
        inner = get_named_type(definition.type)
        within = "" if is_leaf_type(inner) else f" {self._selection(inner, deep - 1)}"
        if shared or arguments or self.lot.random() < 0.1:
            self.aliases += 1
            told = f"a{self.aliases}: {name}" + (f"({arguments})" if arguments else "")
            yield f"{told}{self._condition()}{within}"
            return
        yield f"{name}{self._condition()}{within}"
        if self.lot.random() < 0.1:
            yield f"{name}{self._condition()}" + (f" {self._selection(inner, deep - 1, shared=True)}" if within else "")

    def _arguments(self, definition: GraphQLField) -> Iterator[str]:
        for name in definition.args:
            if name in ARGUMENTS and self.lot.random() < 0.5:
                if self.lot.random() < 0.2:
                    self.declared[name] = ARGUMENTS[name][0]
                    yield f"{name}: ${name}"
                else:
                    yield f"{name}: {json.dumps(self.lot.choice(ARGUMENTS[name][1]))}"

    def _condition(self) -> str:
        if self.lot.random() > 0.12:
            return ""
        name = self.lot.choice((*CONDITIONS, "true", "false"))
        if name in CONDITIONS:
            self.declared[name] = "Boolean!"
            name = f"${name}"
        return f" @{self.lot.choice(('include', 'skip'))}(if: {name})"


def _is_askable(definition: GraphQLField, deep: int) -> bool:
    required = [name for name, each in definition.args.items() if is_required_argument(each)]
    return not required and (deep > 0 or is_leaf_type(get_named_type(definition.type)))


FACTS: Mapping[str, tuple[Any, ...]] = {
    "age": (26, 17, 61),
    "identityVerified": (True, False),
    "student": (False, True),
    "creditScore": (704, 549, 650, 705, "704.0"),
    "monthlyIncome": (9250, 500, 1500, "9250.50"),
    "otherCreditLines": (20_000, 200_000),
    "overdueDays": (0, 1, 31, 301),
    "deviceRiskScore": (12, 95),
    "recentApplications": (2, 30),
    "cashOutSuspicion": (10, 62, 90),
    "lastCashOutSignalOn": ("2026-03-08", "2026-04-01"),
    "purchasePrice": (6999, 90_000),
    "downPayment": (0, 3000),
    "businessMonths": (36, 5),
    "annualTurnover": (2_400_000, 10_000),
    "years": (6, 1),
    "score": (50, 5, 7, 15, 25, "7.0", 1_000_000),
    "since": ("2027-01-01", "2027-02-03"),
}
"""The first of each is the usual."""
BESIDE: Mapping[str, tuple[Any, ...]] = {
    "parties": (
        [{"name": "gina", "role": "GUARANTOR", "facts": {"monthlyIncome": 1500}}],
        [{"name": "gina", "role": "GUARANTOR", "facts": {"monthlyIncome": 2500}}],
        [{"name": "bob", "role": "CO_APPLICANT", "facts": {"monthlyIncome": 4000}}],
        [{"name": "bob", "role": "CO_APPLICANT", "facts": {}}],
    ),
    "exposures": ([{"product": "loan", "amount": 3000}], [{"product": "loan", "amount": 3500}]),
    "sources": (
        [{"fact": "score", "confidence": 0.5}],
        [{"fact": "score", "confidence": 0.7}],
        [{"fact": "creditScore", "confidence": 1}],
    ),
}
ASKED: Mapping[str, tuple[Any, ...]] = {
    "request": ({"amount": 1000, "termMonths": 12}, {"amount": 90_000, "termMonths": 9}, {"amount": 1}),
    "subject": ("one", "two", "three", "four"),
    "pins": ([{"ruleSet": "various", "version": 1}],),
    "validAt": ("2026-03-20T12:00:00Z", "2026-12-01T00:00:00Z"),
    "knownAt": ("2026-04-02T15:00:00Z",),
    "locale": ("zh",),
}


def applicant(lot: Random, products: Sequence[str]) -> Variables:
    """Who is asked about, most often in the usual way, and about which products."""
    facts = {name: values[0] for name, values in FACTS.items()}
    for name in lot.sample(sorted(FACTS), lot.choice((0, 0, 1, 1, 2, 3))):
        facts[name] = lot.choice(FACTS[name])
    if lot.random() < 0.2:
        del facts[lot.choice(sorted(facts))]
    beside = {name: lot.choice(values) for name, values in BESIDE.items() if lot.random() < 0.1}
    asked = {name: lot.choice(values) for name, values in ASKED.items() if lot.random() < 0.06}
    about = lot.sample(products, lot.randint(1, len(products))) if lot.random() < 0.9 else None
    return {"facts": facts, "products": about, "exposures": [], **beside, **asked}
