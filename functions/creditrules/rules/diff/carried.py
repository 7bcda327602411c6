"""Whether two contents of a rule set carry the same rule: the row, and everything in the model that it rests on."""

from __future__ import annotations

from collections.abc import Hashable

from creditrules.dmn import DecisionTable, TableRule
from creditrules.rules.content.reading import RuleSet

__all__ = ["findings_rule", "same_rule"]

_ANYTHING = "-"


def findings_rule(rule_set: RuleSet, row: int) -> TableRule | None:
    """The row of the findings table, counted from 1; None where the findings are not a table or it is shorter."""
    table = _findings(rule_set)
    return table.rules[row - 1] if table is not None and 0 < row <= len(table.rules) else None


def same_rule(before: RuleSet, after: RuleSet, rule: TableRule) -> bool:
    """Whether `before` has a row that says what `rule` of `after` says, by the same definitions.

    Columns in which the row asks for nothing do not count, nor do decisions, functions and types that it does not use.
    """
    new, old = _findings(after), _findings(before)
    if new is None or old is None:
        return False
    said = _said(new, rule)
    if not any(_said(old, other) == said for other in old.rules):
        return False
    texts = " ".join(str(part) for part in said)
    return _rests_on(before, texts) == _rests_on(after, texts)


def _findings(rule_set: RuleSet) -> DecisionTable | None:
    name = rule_set.form.findings
    found = next((d.expression for d in rule_set.model.decisions if d.name == name), None)
    return found if isinstance(found, DecisionTable) else None


def _said(table: DecisionTable, rule: TableRule) -> tuple[Hashable, ...]:
    """The conditions that ask for something, by the expression they test, and the results by column."""
    asked = (
        (clause.expression, cell)
        for clause, cell in zip(table.inputs, rule.when, strict=False)
        if cell.strip() not in {"", _ANYTHING}
    )
    given = ((clause.name, cell) for clause, cell in zip(table.outputs, rule.then, strict=False))
    return (*sorted(asked), *sorted(given))


def _rests_on(rule_set: RuleSet, texts: str) -> dict[str, object]:
    """The definitions that `texts` names, and those that they name in turn.

    A name counts wherever it stands in a text: rather one definition too many than one that was forgotten.
    """
    model = rule_set.model
    parts: dict[str, object] = {
        **{decision.name: decision for decision in model.decisions},
        **{function.name: function for function in model.functions},
        **{service.name: service for service in model.services},
        **{type_.name: type_ for type_ in model.types},
    }
    parts.pop(rule_set.form.findings, None)
    used: dict[str, object] = {}
    waiting = [texts]
    while waiting:
        text = waiting.pop()
        for name in [name for name in parts if name in text]:
            used[name] = parts.pop(name)
            waiting.append(repr(used[name]))
    return used
