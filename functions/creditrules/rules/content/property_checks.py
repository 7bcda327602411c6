"""Whether the properties of a rule set can be read: conditions that are true or false over its facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from creditrules.dmn import CheckedModel, check_condition
from creditrules.errors import Diagnostic
from creditrules.rules.content.reading import RuleSet

__all__ = ["check_properties"]


def check_properties(rule_set: RuleSet, checked: CheckedModel) -> Iterator[Diagnostic]:
    """What is wrong with conditions, and names that two properties bear."""
    properties = rule_set.form.properties
    for number, each in enumerate(properties, 1):
        yield from check_condition(checked, each.when, f"properties[{number}].when")[1]
    for name, count in Counter(each.name for each in properties).items():
        if count > 1:
            message = f"{count} properties are called '{name}'."
            yield Diagnostic("properties.duplicate-name", message, "Give each its own name.", "properties")
