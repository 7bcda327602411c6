"""What is hidden of a recorded decision: the values of sensitive facts, and all words that may quote them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from creditrules.desk.masking import masked_answer, masked_decision, masked_difference
from creditrules.eligibility import Aspect, Difference
from creditrules.eligibility.recording import FactsState, Receipt, RecordedDecision, SealedPart

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def answer(**more: Any) -> dict[str, Any]:
    reasons = [{"code": "POOR", "detail": "income 7 is low"}, {"code": "NIGHT", "detail": ""}]
    return {
        "product": "line",
        "outcome": "REFER",
        "reasons": reasons,
        "warnings": ["income 7"],
        "alternatives": [],
    } | more


def decision(sealed: SealedPart | None) -> RecordedDecision:
    receipt = Receipt("0", 1, "{}", "", "")
    return RecordedDecision("id", "shop", NOW, NOW, NOW, NOW + timedelta(1), FactsState.KEPT, (), receipt, sealed)


SEALED = SealedPart({"income": 7, "age": 20}, ("income",), None, {}, (answer(),), "salt")


def test_values_salt_details_and_warnings_are_hidden_and_nothing_else() -> None:
    seen = masked_decision(decision(SEALED))
    assert seen.masked == ("income",)
    assert seen.decision.sealed == replace(
        SEALED, facts={"income": "***", "age": 20}, answers=(masked_answer(answer()),), salt=""
    )
    hidden = masked_answer(answer())
    assert "7" not in str(hidden)
    assert [reason["detail"] for reason in hidden["reasons"]] == ["***", ""]
    assert (hidden["product"], hidden["outcome"], hidden["warnings"]) == ("line", "REFER", ["***"])


def test_alternatives_are_hidden_as_deep_as_they_go() -> None:
    deep = answer(alternatives=[answer(alternatives=[answer()])])
    assert "7" not in str(masked_answer(deep))


def test_nothing_is_hidden_where_nothing_is_sensitive_or_left() -> None:
    for sealed in (None, replace(SEALED, sensitive=())):
        plain = decision(sealed)
        assert masked_decision(plain).decision is plain
        assert masked_decision(plain).masked == ()


def test_differences_of_warnings_and_reasons_quote_nothing() -> None:
    reasons = answer()["reasons"]
    assert masked_difference(Difference("line", Aspect.WARNINGS, ["income 7"], [])) == Difference(
        "line", Aspect.WARNINGS, "***", "***"
    )
    changed = masked_difference(Difference("line", Aspect.REASONS, reasons, []))
    assert (changed.before, changed.after) == (masked_answer(answer())["reasons"], [])
    kept = Difference("line", Aspect.OUTCOME, "ALLOW", "REFER")
    assert masked_difference(kept) is kept
