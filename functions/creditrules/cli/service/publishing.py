"""Publishing a file's content through the API, the document made first where it is new."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from creditrules.cli.service.client import Client
from creditrules.document import read_document

__all__ = ["UNKNOWN", "NotPublishedError", "PublishedDocument", "make_rule_set", "publish_content"]

_OUTCOME = """
  version { number digest }
  activation { kind validFrom validUntil recordedAt statement { impact {
    products ruleSets factsAdded factsRemoved reasonsAdded reasonsRemoved
    tables { decision added removed changed } cases casesChanged coverage { covered rows }
  } } }
  replayed
  diagnostics { code message hint place line column severity excerpt }
  userErrors { field message code hint }
"""


def _mutation(field: str, input_type: str, selection: str) -> str:
    return f"mutation Push($input: {input_type}!) {{ done: {field}(input: $input) {{ {selection} }} }}"


_RULE_VERSION = _mutation("publishRuleVersion", "PublishRuleVersionInput", _OUTCOME)
_PRODUCT_VERSION = _mutation("publishProductVersion", "PublishProductVersionInput", _OUTCOME)
_PRODUCT = _mutation("createProduct", "CreateProductInput", _OUTCOME)
_PARAMETER_VERSION = _mutation("publishParameterVersion", "PublishParameterVersionInput", _OUTCOME)
_PARAMETER = _mutation("createParameter", "CreateParameterInput", _OUTCOME)
_EXPERIMENT_VERSION = _mutation("publishExperimentVersion", "PublishExperimentVersionInput", _OUTCOME)
_EXPERIMENT = _mutation("createExperiment", "CreateExperimentInput", _OUTCOME)
_WOULD_BE = """
query WouldBe($input: PlanVersionInput!) { done: planVersion(input: $input) {
  diagnostics { code message hint place line column severity excerpt }
  userErrors { field message code hint }
} }
"""
_RULE_SET = _mutation("createRuleSet", "CreateRuleSetInput", "userErrors { field message code hint }")


_MUTATIONS = {
    "experiment": (_EXPERIMENT, _EXPERIMENT_VERSION),
    "ruleSet": (_RULE_VERSION, _RULE_VERSION),
    "product": (_PRODUCT, _PRODUCT_VERSION),
    "parameter": (_PARAMETER, _PARAMETER_VERSION),
}
"""By the key that a file begins with: the mutation for its first version, and for the next."""
UNKNOWN = {
    "ruleSet": "UNKNOWN_RULE_SET",
    "product": "UNKNOWN_PRODUCT",
    "parameter": "UNKNOWN_PARAMETER",
    "experiment": "UNKNOWN_EXPERIMENT",
}
"""By the same key: how the service says that there is no such document."""


class NotPublishedError(Exception):
    """Nothing was written. `errors` and `diagnostics` as the API gives them."""

    def __init__(self, errors: list[dict[str, Any]], diagnostics: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(str(error["message"]) for error in errors))
        self.errors = errors
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """What a publication became; times and the computed impact as the API writes them."""

    slug: str
    version: int
    kind: str
    valid_from: str
    valid_until: str | None
    recorded_at: str
    impact: dict[str, Any]
    replayed: bool
    diagnostics: tuple[dict[str, Any], ...]


def publish_content(
    client: Client, content: str, *, create: bool = False, retry_key: str | None = None
) -> PublishedDocument:
    """Publish the content of one file, which carries its own `change` section.

    create: make the document when there is none yet. Raises NotPublishedError and NoAnswerError.
    """
    head = _head(content)
    kind = next((key for key in _MUTATIONS if key in head), "ruleSet")
    slug = str(head.get(kind) or "")
    given = {"slug": slug, "content": content} | ({"idempotencyKey": retry_key} if retry_key else {})
    first, next_ = _MUTATIONS[kind]
    done = client.act(next_, given, keyed=False)
    if create and {error["code"] for error in done["userErrors"]} & {*UNKNOWN.values()}:
        if kind == "ruleSet":
            make_rule_set(client, head, slug, content)
        done = client.act(first, given, keyed=first != next_)
    _refuse(done)
    return _published(slug, done)


def _head(content: str) -> Mapping[str, Any]:
    """What the content says; whether it may say so is the service's to tell."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        value = read_document(content).value
    return value if isinstance(value, dict) else {}


def make_rule_set(client: Client, head: Mapping[str, Any], slug: str, content: str) -> None:
    """Make a rule set without versions, unless there is one, or its first content would be refused.

    head: what that content says. Raises NotPublishedError, nothing being left then.
    """
    _refuse(client.ask(_WOULD_BE, {"input": {"content": content}})["done"])
    _refuse(client.act(_RULE_SET, _new_rule_set(head, slug)), also={"SLUG_TAKEN"})


def _new_rule_set(head: Mapping[str, Any], slug: str) -> dict[str, Any]:
    names = head.get("name")
    texts = names.items() if isinstance(names, dict) else ()
    listed = [{"language": tag, "text": str(text)} for tag, text in texts]
    return {"slug": slug, "name": listed, "category": head.get("category")}


def _refuse(done: dict[str, Any], also: set[str] | None = None) -> None:
    """Raise unless there are no errors but those in `also`."""
    errors = [error for error in done["userErrors"] if error["code"] not in (also or set())]
    if errors:
        raise NotPublishedError(errors, done.get("diagnostics", []))


def _published(slug: str, done: dict[str, Any]) -> PublishedDocument:
    activation = done["activation"]
    return PublishedDocument(
        slug,
        done["version"]["number"],
        activation["kind"],
        activation["validFrom"],
        activation["validUntil"],
        activation["recordedAt"],
        dict(activation["statement"]["impact"]),
        done["replayed"],
        tuple(done["diagnostics"]),
    )
