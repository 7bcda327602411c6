"""The same-shaped static answer from plain strawberry with both of its caches, behind Mangum: what we are held against.

It has no authentication, no tenants, no throttling, no store and no rules, bounds neither operations nor answers, and
counts nothing: its one resolver gives an answer that was made before, of plain dataclasses.
"""

from __future__ import annotations

from typing import Any

import strawberry
from mangum import Mangum
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.scalars import JSON

__all__ = ["static_handler"]


@strawberry.type
class Product:
    """As ours, by name."""

    slug: str
    name: str


@strawberry.type
class Terms:
    """As ours."""

    limit: str | None
    rate: str | None
    currency: str
    until: str | None


@strawberry.type
class RuleSet:
    """As ours."""

    slug: str


@strawberry.type
class RuleVersion:
    """As ours."""

    number: int


@strawberry.type
class Reason:
    """As ours."""

    code: str
    message: str
    lift: str | None
    category: str
    intervention: str
    rule_set: RuleSet | None
    version: RuleVersion | None


@strawberry.type
class AppliedVersion:
    """As ours."""

    rule_set: str
    category: str
    number: int
    valid_from: str | None
    recorded_at: str | None
    pinned: bool


@strawberry.type
class MissingFact:
    """As ours."""

    name: str


@strawberry.type
class Decision:
    """As ours."""

    product: Product
    outcome: str
    terms: Terms | None
    reasons: list[Reason]
    missing_facts: list[MissingFact]
    applied_versions: list[AppliedVersion]


@strawberry.type
class EligibilityReport:
    """As ours."""

    valid_at: str
    known_at: str
    decisions: list[Decision]


@strawberry.input
class EligibilityInput:
    """As ours, as far as the question has it."""

    facts: JSON
    products: list[str] | None = None
    valid_at: str | None = None
    known_at: str | None = None


def static_handler(data: dict[str, Any]) -> Mangum:
    """A handler of Lambda events that answers `eligibility` with this, whatever it is asked."""
    report = _report(data["eligibility"])

    @strawberry.type
    class Query:
        @strawberry.field
        def eligibility(self, input: EligibilityInput) -> EligibilityReport:  # noqa: A002, ARG002 - asked as ours is
            """The answer that was made before."""
            return report

    schema = strawberry.Schema(Query, extensions=[ParserCache(), ValidationCache()])
    return Mangum(GraphQL(schema), lifespan="off")


def _report(data: dict[str, Any]) -> EligibilityReport:
    return EligibilityReport(
        valid_at=data["validAt"], known_at=data["knownAt"], decisions=[_decision(each) for each in data["decisions"]]
    )


def _decision(data: dict[str, Any]) -> Decision:
    return Decision(
        product=Product(**data["product"]),
        outcome=data["outcome"],
        terms=Terms(**data["terms"]) if data["terms"] else None,
        reasons=[_reason(each) for each in data["reasons"]],
        missing_facts=[MissingFact(**each) for each in data["missingFacts"]],
        applied_versions=[_applied(each) for each in data["appliedVersions"]],
    )


def _reason(data: dict[str, Any]) -> Reason:
    given = {name: data[name] for name in ("code", "message", "lift", "category", "intervention")}
    rule_set, version = data["ruleSet"], data["version"]
    return Reason(
        **given,
        rule_set=RuleSet(**rule_set) if rule_set else None,
        version=RuleVersion(**version) if version else None,
    )


def _applied(data: dict[str, Any]) -> AppliedVersion:
    given = {name: data[name] for name in ("category", "number", "pinned")}
    return AppliedVersion(
        rule_set=data["ruleSet"], valid_from=data["validFrom"], recorded_at=data["recordedAt"], **given
    )
