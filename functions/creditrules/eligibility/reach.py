"""Whether a change of a rule set can reach a product at all: sound, and in doubt it can."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from creditrules.dmn import DecisionTable, HitPolicy
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.situation import product_facts
from creditrules.feel import RequestBudget, from_datetime
from creditrules.rules import ProductForm
from creditrules.rules.diff import Change, ContentDiff, DiffKind, Row, Section

__all__ = ["can_reach"]

_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_TELLING_TIME: Final = (b"now", b"today")
_ROW_BY_ROW: Final = frozenset({HitPolicy.FIRST, HitPolicy.UNIQUE, HitPolicy.RULE_ORDER, HitPolicy.COLLECT})


def can_reach(
    before: CompiledRuleSet,
    after: CompiledRuleSet,
    diff: ContentDiff,
    products: Iterable[ProductForm],
    budget: RequestBudget | None = None,
) -> bool:
    """Whether any applicant for one of the products may be answered otherwise by `after` than by `before`.

    False only where nothing differs but the writing, test cases, reasons that came or went, and rows of the findings'
    table that can match no applicant for these products, in whichever version has them: then the rows that can match
    are the same ones in the same order. diff: of the two contents. budget: of the request; where it
    is spent they can.
    """
    rows = [row for table in diff.tables for row in table.rows if row.kind is not DiffKind.REWRITTEN]
    place = f"decisions.{after.rule_set.form.findings}.table"
    if any(not _is_harmless(change) for change in diff.changes) or any(each.place != place for each in diff.tables):
        return True
    if not rows:
        return False
    if before.rule_set.form.findings != after.rule_set.form.findings:
        return True
    return any(_may_fire(before, after, rows, product, budget) for product in products)


def _is_harmless(change: Change) -> bool:
    """Whether a difference outside of rows alters no answer. A reason that came or went is given by rows that did."""
    if change.kind is DiffKind.REWRITTEN or change.section is Section.TESTS:
        return True
    return (
        change.section is Section.REASONS
        and change.kind in {DiffKind.ADDED, DiffKind.REMOVED}
        and change.place.count(".") == 1
    )


def _may_fire(
    before: CompiledRuleSet,
    after: CompiledRuleSet,
    rows: Iterable[Row],
    product: ProductForm,
    budget: RequestBudget | None,
) -> bool:
    olds, news = (_live(each, product, budget) for each in (before, after))
    return olds is None or news is None or any(row.before in olds or row.after in news for row in rows)


def _live(
    compiled: CompiledRuleSet, product: ProductForm, budget: RequestBudget | None
) -> frozenset[int | None] | None:
    """The rows of the findings that may fire for some applicant for the product; None where that cannot be told."""
    form, written = compiled.rule_set.form, compiled.rule_set.content
    decisions = compiled.rule_set.model.decisions
    table = next((each.expression for each in decisions if each.name == form.findings), None)
    if not isinstance(table, DecisionTable) or table.hit_policy not in _ROW_BY_ROW:
        return None
    if any(word in written for word in _TELLING_TIME):
        return None
    moment = from_datetime(_MOMENT.astimezone(compiled.zone))
    if budget is not None and not budget.allows():
        return None
    evaluation = compiled.model.evaluate({"product": product_facts(product)}, moment, (form.findings,), budget=budget)
    outcome = evaluation.tables.get(form.findings)
    if outcome is None or evaluation.warnings or (budget is not None and budget.spent):
        return None
    return frozenset(fired.row for fired in (*outcome.fired, *outcome.possible))
