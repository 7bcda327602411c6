"""A rule set whose large tables were read before: its content without their rows, and the rows as they are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from creditrules.dmn import CodedRules, read_model, with_rules
from creditrules.rules.content.forms import RuleSetForm
from creditrules.rules.content.reading import MODEL_KEYS, RuleSet, read_form

__all__ = ["rule_set_with_rows", "without_rows"]


def without_rows(written: Mapping[str, Any], decisions: Collection[str]) -> dict[str, Any] | None:
    """A rule set's content without the rows of the tables of these decisions; None where it has no such tables."""
    found: set[str] = set()
    left = []
    for decision in written["decisions"]:
        name = decision.get("name")
        if name in decisions and isinstance(decision.get("table"), Mapping):
            found.add(name)
            left.append({**decision, "table": {**decision["table"], "rules": []}})
        else:
            left.append(decision)
    return {**written, "decisions": left} if found == set(decisions) else None


def rule_set_with_rows(
    rest: Mapping[str, Any], rules: Mapping[str, CodedRules], content: bytes, digest: str
) -> RuleSet | None:
    """The rule set of a content of that digest. rest: the content without the rows. None where it cannot be read."""
    form, _ = read_form(RuleSetForm, {key: part for key, part in rest.items() if key not in MODEL_KEYS})
    model = read_model({key: part for key, part in rest.items() if key in MODEL_KEYS}).model
    if form is None or model is None:
        return None
    return RuleSet(form, with_rules(model, rules), content, digest)
