"""Decisions as plain data: whole in a answer, without figures in a summary, and compared aspect by aspect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from creditrules.document import canonical, read_yaml
from creditrules.eligibility import (
    AppliedVersion,
    Aspect,
    Decision,
    Finding,
    Outcome,
    Reason,
    Terms,
    differences,
    plain_answer,
    summary_of,
)
from creditrules.eligibility.answers import applied_in
from creditrules.eligibility.reason import Cause
from creditrules.rules import Category, Intervention, ProductForm, read_product

MAY = datetime(2026, 5, 1, tzinfo=UTC)


PRODUCT = """
product: pay-later
name: {en: Pay later}
kind: LINE
segment: CONSUMER
currency: CNY
ruleSets: [cap]
"""


def product() -> ProductForm:
    form = read_product(read_yaml(PRODUCT)).product
    assert form is not None
    return form


def decision(**changes: Any) -> Decision:
    in_force = AppliedVersion("cap", Category.REGULATION, 3, "c" * 64, 4, MAY, MAY)
    pinned = AppliedVersion("risk", Category.RISK, 1, "d" * 64, None, None, None, pinned=True)
    finding = Finding(Intervention.LIMIT, "CAP", Decimal("4321.50"), Decimal("0.24"), until=MAY, row=2, detail="odd")
    fields: dict[str, Any] = {
        "product": product(),
        "product_digest": "a" * 64,
        "outcome": Outcome.LIMIT,
        "possible_outcomes": (Outcome.LIMIT,),
        "terms": Terms("CNY", Decimal("4321.50"), Decimal("0.24"), ("CASH_OUT",), MAY),
        "reasons": (Reason(Cause(finding, "cap", {"en": "Cap"}, Category.REGULATION, None, in_force)),),
        "missing_facts": (),
        "applied": (in_force, pinned),
        "warnings": ("odd",),
    }
    return Decision(**(fields | changes))


def test_a_plain_answer_has_a_canonical_form_and_gives_back_the_versions_applied() -> None:
    answer = plain_answer(decision())
    assert canonical(answer)
    assert applied_in(answer) == decision().applied


def test_a_summary_keeps_rules_and_versions_and_none_of_the_figures() -> None:
    summary = summary_of(plain_answer(decision()))
    shown = canonical(summary).decode()
    assert summary["outcome"] == "LIMIT"
    assert [reason["code"] for reason in summary["reasons"]] == ["CAP"]
    assert [row["version"] for row in summary["versions"]] == [3, 1]
    assert not [figure for figure in ("4321", "0.24", "odd", "CASH_OUT") if figure in shown]


def test_the_same_answers_do_not_differ() -> None:
    assert differences([plain_answer(decision())], [plain_answer(decision())]) == ()


NEWER = AppliedVersion("cap", Category.REGULATION, 4, "e" * 64, 5, MAY, MAY)


@pytest.mark.parametrize(
    ("changes", "aspect"),
    [
        ({"outcome": Outcome.DECLINE, "possible_outcomes": (Outcome.DECLINE,)}, Aspect.OUTCOME),
        ({"terms": Terms("CNY", Decimal(4321))}, Aspect.TERMS),
        ({"terms": None}, Aspect.TERMS),
        ({"reasons": ()}, Aspect.REASONS),
        ({"applied": (NEWER,)}, Aspect.VERSIONS),
        ({"product_digest": "b" * 64}, Aspect.VERSIONS),
        ({"warnings": ()}, Aspect.WARNINGS),
    ],
)
def test_each_aspect_that_changed_is_named_alone(changes: Mapping[str, Any], aspect: Aspect) -> None:
    found = differences([plain_answer(decision())], [plain_answer(decision(**changes))])
    assert [(each.product, each.aspect) for each in found] == [("pay-later", aspect)]
    assert found[0].before != found[0].after


def test_the_same_version_put_in_force_anew_is_no_difference() -> None:
    renewed = AppliedVersion("cap", Category.REGULATION, 3, "c" * 64, 9, MAY, MAY)
    other = decision(applied=(renewed, decision().applied[1]))
    assert differences([plain_answer(decision())], [plain_answer(other)]) == ()


def test_a_product_that_only_one_of_them_answers_for_is_a_difference() -> None:
    (found,) = differences([plain_answer(decision())], [])
    assert (found.aspect, found.before, found.after) == (Aspect.ANSWERED, True, False)
