"""May this applicant have these products, and why (not)?"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, JsonValue

from creditrules.cli.assistants.operations import Operation
from creditrules.cli.assistants.sources import Sources
from creditrules.cli.assistants.tooling import Given, Locale, Moment, Slug, Told, Tool

__all__ = ["Answer", "ReasonTold", "tools"]

Decimals = Annotated[str | None, Field(max_length=40, pattern=r"^-?[0-9]+(\.[0-9]+)?$")]


class Request(Given):
    """What is asked for; decimals as texts."""

    amount: Decimals = None
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$")] = None
    term_months: Annotated[int | None, Field(ge=1, le=1200)] = None
    deposit: Decimals = None
    purpose: Annotated[str | None, Field(max_length=200)] = None
    start_date: Annotated[str | None, Field(pattern=r"^\d{4}-\d\d-\d\d$")] = None


class Pin(Given):
    """A version to apply in place of the one in force."""

    rule_set: Slug | None = None
    parameter: Slug | None = None
    version: int = Field(ge=1)


class Question(Given):
    """What is known of the applicant, and what is asked."""

    facts: dict[str, JsonValue] = Field(max_length=500, description="By fact name; list_facts has the names.")
    products: Annotated[list[Slug] | None, Field(max_length=20, description="All unless said.")] = None
    request: Request | None = None
    pins: Annotated[list[Pin], Field(max_length=20)] = Field(default_factory=list)
    valid_at: Moment = None
    known_at: Moment = None
    locale: Locale = None


class ReasonTold(Told):
    """Why."""

    code: str
    intervention: str
    category: str
    origin: str
    message: str
    lift: str | None = Field(None, description="What would lift it, as the applicant is told.")
    rule_set: str
    version: int | None = None
    row: int | None = None
    rule_id: str | None = None
    until: str | None = None
    limit: str | None = None
    rate: str | None = None
    basis: dict[str, Any] | None = None


class Answer(Told):
    """The answer for one product."""

    product: str
    name: str
    outcome: str
    possible_outcomes: list[str]
    terms: dict[str, Any] | None
    reasons: list[ReasonTold]
    missing_facts: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    offer: dict[str, Any] | None
    offer_notes: list[dict[str, Any]]
    alternatives: list[dict[str, Any]] = Field(description="Other products that the same facts do qualify for.")
    applied_versions: list[dict[str, Any]]
    warnings: list[str]


class Report(Told):
    """The answers, and the two times they hold for."""

    valid_at: str
    known_at: str
    what_if: bool = Field(description="Whether pins or times make it another than the answer of now.")
    answers: list[Answer]


def tools(sources: Sources) -> list[Tool]:
    """Asking; nothing is kept of it."""

    def run(given: Question) -> Report:
        asked = given.model_dump(by_alias=True)
        found = sources.service.ask(Operation.ELIGIBILITY, {"input": asked, "locale": given.locale})["eligibility"]
        answers = [Answer.model_validate(_plain(decision)) for decision in found["decisions"]]
        return Report.model_validate({**found, "answers": answers})

    about = (
        "May this applicant have these products, on what terms, why (not), what would lift each reason, which facts "
        "are missing, and what else is open. Outcomes, mildest first: ALLOW, WARN, STEP_UP, LIMIT, PAUSE, REFER, "
        "DECLINE; UNDETERMINED where facts are missing. Nothing is recorded. With validAt and knownAt as it was "
        "then; with pins under versions of your choice."
    )
    return [Tool("ask_eligibility", "Ask and explain", about, Question, Report, run)]


def _plain(decision: dict[str, Any]) -> dict[str, Any]:
    product = decision["product"]
    reasons = [
        {**reason, "ruleSet": reason["ruleSet"]["slug"], "version": (reason["version"] or {}).get("number")}
        for reason in decision["reasons"]
    ]
    alternatives = [{**each["product"], "outcome": each["outcome"]} for each in decision["alternatives"]]
    told = {"product": product["slug"], "name": product["name"], "reasons": reasons, "alternatives": alternatives}
    return {**decision, **told}
