"""What an answer tells of documents comes from the heads that its question has read; nothing is read again for it."""

from typing import Any

import pytest

from creditrules.store import RulesInTable

QUERY = """query($input: EligibilityInput!) { eligibility(input: $input) { decisions {
  product { slug name latestVersion }
  reasons { code ruleSet { slug name latestVersion } version { number digest inForce { since } } }
} } }"""


def test_no_head_is_read_for_what_an_answer_names(history: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"input": {"facts": {"overdueDays": 1}}}
    first = history.answer(QUERY, asked)["data"]
    read: list[Any] = []
    heads = RulesInTable.heads

    def counted(store: RulesInTable, tenant: str, keys: Any) -> Any:
        read.append(keys)
        return heads(store, tenant, keys)

    monkeypatch.setattr(RulesInTable, "heads", counted)
    again = history.answer(QUERY, asked)["data"]
    assert again == first
    assert [reason["ruleSet"] for decision in again["eligibility"]["decisions"] for reason in decision["reasons"]]
    assert read == []
