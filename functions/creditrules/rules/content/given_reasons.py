"""Which reasons the rows of a rule set's findings give, as far as they name them as constants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from creditrules.dmn import DecisionTable
from creditrules.feel import NOT_CONSTANT, ast, constant, parse_expression
from creditrules.rules.content.ladder import Intervention
from creditrules.rules.content.reading import RuleSet

__all__ = [
    "asking_rows",
    "findings_table",
    "interventions_by_reason",
    "reasons_given",
    "reasons_of_asking_rows",
    "steps_given",
]


def findings_table(rule_set: RuleSet) -> DecisionTable | None:
    """The table that yields the findings; None where no table does."""
    name = rule_set.form.findings
    found = next((each.expression for each in rule_set.model.decisions if each.name == name), None)
    return found if isinstance(found, DecisionTable) else None


def asking_rows(rule_set: RuleSet) -> Sequence[int]:
    """The rows of the findings, from 1, that ask for something; one that does not is there for whatever is left."""
    table = findings_table(rule_set)
    return [row for row, rule in enumerate(table.rules, 1) if _asks(rule.when)] if table else []


def reasons_of_asking_rows(rule_set: RuleSet) -> Sequence[str]:
    """The reasons that such rows give as constants, with a step of the ladder."""
    given = reasons_given(rule_set)
    return list(dict.fromkeys(code for cells, code, step in given if _asks(cells) and step in tuple(Intervention)))


def _asks(conditions: Sequence[str]) -> bool:
    return any(text.strip() not in {"", "-"} for text in conditions)


def reasons_given(rule_set: RuleSet) -> Iterator[tuple[Sequence[str], str, object]]:
    """The conditions of the rows whose reason is a constant, with it and their intervention (or NOT_CONSTANT)."""
    table = findings_table(rule_set)
    outputs = [output.name or "intervention" for output in table.outputs] if table else []
    if table is None or not {"intervention", "reason"} <= set(outputs):
        return
    step, reason = outputs.index("intervention"), outputs.index("reason")
    value = cache(_constant)
    for rule in table.rules:
        code = value(rule.then[reason])
        if isinstance(code, str):
            yield rule.when, code, value(rule.then[step])


def interventions_by_reason(rule_set: RuleSet) -> Mapping[str, tuple[Intervention, ...]]:
    """With which interventions each reason may be given, mildest first, as far as rows say both as constants."""
    found: dict[str, set[Intervention]] = {}
    for _, code, step in reasons_given(rule_set):
        if isinstance(step, str) and step in tuple(Intervention):
            found.setdefault(code, set()).add(Intervention(step))
    return {code: tuple(sorted(steps)) for code, steps in found.items()}


def steps_given(rule_set: RuleSet) -> tuple[Intervention, ...]:
    """The steps of the ladder that rows, or what stands in for no row, say as constants, mildest first."""
    table = findings_table(rule_set)
    outputs = [output.name or "intervention" for output in table.outputs] if table else []
    if table is None or "intervention" not in outputs:
        return ()
    at = outputs.index("intervention")
    texts = {*(rule.then[at] for rule in table.rules), table.outputs[at].default}
    known = {_constant(text) for text in texts if text}
    return tuple(step for step in Intervention if step.value in known)


def _constant(cell: str) -> object:
    expr = parse_expression(cell, told=False).expr
    return constant(expr) if isinstance(expr, ast.Expr) else NOT_CONSTANT
