"""Advice in the words of what was in force: names of products, and the reasons of the rule sets that gave them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from creditrules.desk.catalogue import Catalogue
from creditrules.eligibility import SILENCE, Origin, PlainAnswer
from creditrules.feed import Advice, AdviceWords
from creditrules.rules import ReasonForm, Texts

__all__ = ["worded"]


def worded(catalogue: Catalogue, tenant: str, advice: Advice, answer: PlainAnswer) -> AdviceWords:
    """The advice in words, of the versions that the answer rests on. Raises Refusal UNAVAILABLE."""
    digests = {row["ruleSet"]: row["digest"] for row in answer["versions"]}
    named = {row["ruleSet"] for row in advice.reasons}
    compiled = catalogue.rule_sets(tenant, {digests[name] for name in named if name in digests})
    definitions = {name: compiled[digests[name]].rule_set.form.reasons for name in named if name in digests}
    forms = catalogue.forms(tenant, {each["productDigest"] for each in (answer, *advice.alternatives)})
    return AdviceWords(
        advice.id,
        advice.cause,
        advice.reasons[0]["code"] if advice.reasons else None,
        advice.outcome,
        forms[answer["productDigest"]].name,
        [_reason(row, definitions.get(row["ruleSet"], {})) for row in advice.reasons],
        [forms[each["productDigest"]].name for each in advice.alternatives],
        advice.limit,
        advice.currency,
        advice.until,
        advice.decision,
    )


def _reason(row: Mapping[str, Any], definitions: Mapping[str, ReasonForm]) -> tuple[Texts, Texts]:
    """What is told of a reason, and what lifts it; nothing where its catalogue says nothing."""
    definition = definitions.get(row["code"])
    if definition is None:
        return SILENCE.get(Origin(row["origin"]), {}), {}
    return definition.message, definition.lift_texts or {}
