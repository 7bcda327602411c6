"""What can be proved of a rule set's tables, whatever the facts: gaps, overlaps, rows that never count."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.dmn import Flaw, Verification, check_condition, parts_read
from creditrules.feel import RequestBudget, ast
from creditrules.records import replace
from creditrules.rules.content.checking import CheckedRuleSet
from creditrules.rules.content.forms import LiftForm
from creditrules.rules.content.reserved import PARTIES_FACT

__all__ = ["verify_rule_set"]

_REFERRED = "Nothing is allowed by silence: who falls into it is referred to a person."


def verify_rule_set(checked: CheckedRuleSet, request: RequestBudget | None = None) -> Verification:
    """The flaws of a rule set that checks without errors; what its checks told already is left out.

    request: the budget of the request that it is for.
    """
    from creditrules.dmn.analysis import verify_model  # noqa: PLC0415 - who only answers questions never loads it

    form, model = checked.rule_set.form, checked.model
    roots = {form.findings, *form.publishes.values(), *_in_conditions(checked)}
    if parts_read(model.model, PARTIES_FACT, ()):
        roots |= model.facts.keys()
    found = verify_model(model, roots, collected=(form.findings,), request=request)
    told = {diagnostic.place for diagnostic in checked.diagnostics if diagnostic.code == "dmn.never-matches"}
    place = f"decisions.{form.findings}"
    return replace(found, flaws=tuple(_worded(flaw, place) for flaw in found.flaws if not _is_told(flaw, told)))


def _in_conditions(checked: CheckedRuleSet) -> Iterator[str]:
    """The facts that conditions of lifting read."""
    for reason in checked.rule_set.form.reasons.values():
        if isinstance(reason.lift, LiftForm):
            condition = check_condition(checked.model, reason.lift.condition, "")[0].expr
            nodes = ast.walk(condition) if condition is not None else ()
            yield from (node.name for node in nodes if isinstance(node, ast.Name))


def _is_told(flaw: Flaw, told: set[str]) -> bool:
    return flaw.code == "table.never-matches" and flaw.place in told


def _worded(flaw: Flaw, findings: str) -> Flaw:
    if flaw.code != "table.gap" or flaw.place != findings:
        return flaw
    return replace(flaw, hint=f"{flaw.hint} {_REFERRED}")
