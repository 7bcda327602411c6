"""What a service has: rule sets, products, parameters, and the facts that they ask for."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from creditrules.cli.assistants.operations import Operation
from creditrules.cli.assistants.sources import Sources
from creditrules.cli.assistants.tooling import Cursor, First, Given, Locale, Page, Told, Tool

__all__ = ["tools"]


class Listing(Given):
    """A page of a list."""

    first: First = 20
    after: Cursor = None


class NamedListing(Listing):
    """The same with names in a language."""

    locale: Locale = None


class RuleSetLine(Told):
    """One rule set."""

    slug: str
    name: str
    category: str
    latest_version: int
    version_in_force: int | None


class RuleSets(Page):
    """A page of rule sets."""

    rule_sets: list[RuleSetLine]


class ProductLine(Told):
    """One product."""

    slug: str
    name: str
    kind: str
    segment: str
    scenario: str
    currency: str
    features: list[str]
    latest_version: int
    rule_sets: list[str] = Field(description="The rule sets that govern it.")


class Products(Page):
    """A page of products."""

    products: list[ProductLine]


class ParameterLine(Told):
    """One parameter with what it is worth now."""

    slug: str
    name: str
    category: str
    expression: str = Field(description="How rules read it.")
    latest_version: int
    value: Any
    valid_from: str | None


class Parameters(Page):
    """A page of parameters."""

    parameters: list[ParameterLine]


class FactLine(Told):
    """One fact that callers may send."""

    name: str
    label: str | None
    type: str
    unit: str | None
    allowed_values: list[str]
    sensitive: bool
    standing: str = Field(description="Whether rules in force ask for it, or only later or former ones.")
    rule_sets: list[str] = Field(description="The first 20 that declare it.")


class Facts(Page):
    """A page of the dictionary of facts."""

    facts: list[FactLine]


class _Lists:
    def __init__(self, sources: Sources) -> None:
        self._ask = sources.service.ask

    def rule_sets(self, given: NamedListing) -> RuleSets:
        nodes, cursor = self._page(Operation.RULE_SETS, "ruleSets", given)
        lines = [{**n, "versionInForce": (n["versionInForce"] or {}).get("number")} for n in nodes]
        return RuleSets(rule_sets=[RuleSetLine.model_validate(line) for line in lines], next_cursor=cursor)

    def products(self, given: NamedListing) -> Products:
        nodes, cursor = self._page(Operation.PRODUCTS, "products", given)
        lines = [{**n, "ruleSets": [each["slug"] for each in n["ruleSets"]]} for n in nodes]
        return Products(products=[ProductLine.model_validate(line) for line in lines], next_cursor=cursor)

    def parameters(self, given: NamedListing) -> Parameters:
        nodes, cursor = self._page(Operation.PARAMETERS, "parameters", given)
        lines = [{**n, **(n["value"] or {"value": None, "validFrom": None})} for n in nodes]
        return Parameters(parameters=[ParameterLine.model_validate(line) for line in lines], next_cursor=cursor)

    def facts(self, given: Listing) -> Facts:
        nodes, cursor = self._page(Operation.FACTS, "facts", given)
        lines = [{**n, "ruleSets": [each["ruleSet"] for each in n["declarations"]["nodes"]]} for n in nodes]
        return Facts(facts=[FactLine.model_validate(line) for line in lines], next_cursor=cursor)

    def _page(self, operation: Operation, field: str, given: Listing) -> tuple[list[dict[str, Any]], str | None]:
        found = self._ask(operation, given.model_dump(by_alias=True))[field]
        return found["nodes"], found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None


def tools(sources: Sources) -> list[Tool]:
    """Lists of what there is."""
    lists = _Lists(sources)
    return [
        Tool(
            "list_rule_sets",
            "List rule sets",
            "The lender's rule sets: slug, category (why each exists: RISK, PRODUCT or REGULATION), latest version and "
            "the version in force now. Start here to find the slug that other tools take.",
            NamedListing,
            RuleSets,
            lists.rule_sets,
        ),
        Tool(
            "list_products",
            "List products",
            "The products in force, each with the rule sets that govern it.",
            NamedListing,
            Products,
            lists.products,
        ),
        Tool(
            "list_parameters",
            "List parameters",
            "Values by date that rules use by name, as reference rates and caps, with the value of today.",
            NamedListing,
            Parameters,
            lists.parameters,
        ),
        Tool(
            "list_facts",
            "List facts",
            "The dictionary of facts: names, types and allowed values of what ask_eligibility and simulate may be "
            "told.",
            Listing,
            Facts,
            lists.facts,
        ),
    ]
