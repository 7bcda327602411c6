"""A large rule set is compiled once: other processes have it by its form, and who finds none keeps one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.desk.lenders import ADA, SHOP, WHY, Lender

from creditrules import desk
from creditrules.dmn import CodedRules
from creditrules.document import canonical
from creditrules.eligibility import FORM, CompiledRuleSet, is_outdated_form
from creditrules.errors import Kind, Refusal
from creditrules.rules import Category, findings_table
from creditrules.rules.ports import LARGE_CONTENT


def document(rows: int = 2_500, reason: str = "POOR") -> str:
    rules = [[f"[{row}..{row + 1})", '"DECLINE"', f'"{reason}"'] for row in range(rows)]
    table = {"hitPolicy": "FIRST", "inputs": ["income"], "outputs": ["intervention", "reason"], "rules": rules}
    return canonical(
        {
            "ruleSet": "cap",
            "category": "RISK",
            "name": {"en": "Cap"},
            "reasons": {reason: {"message": {"en": "Not enough."}}},
            "facts": [{"name": "income", "type": "number"}],
            "decisions": [{"name": "Findings", "table": table}],
        }
    ).decode()


@pytest.fixture
def lender(empty_lender: Lender) -> Lender:
    """With a large rule set in force for a product."""
    empty_lender.act(ADA, desk.create_rule_set, "cap", {"en": "Cap"}, Category.RISK)
    empty_lender.act(ADA, desk.publish_rule_set, desk.Submission("cap", document(), WHY))
    empty_lender.product("line", "cap")
    return empty_lender


def digest_of(lender: Lender) -> str:
    entry = lender.catalogue.store.all_heads("acme")[desk.rule_set_key("cap")].entries[-1]
    return str(entry.digest)


def elsewhere(lender: Lender) -> desk.Catalogue:
    """The catalogue of another process."""
    return desk.Catalogue(lender.catalogue.store)


def by_form(compiled: CompiledRuleSet) -> bool:
    table = findings_table(compiled.rule_set)
    return table is not None and isinstance(table.rules, CodedRules)


def form_kept(lender: Lender) -> bytes | None:
    content = lender.catalogue.content("acme", [digest_of(lender)])[digest_of(lender)]
    assert len(content) > LARGE_CONTENT
    return lender.catalogue.store.content_and_forms("acme", (), FORM, {digest_of(lender): len(content)})[1].get(
        digest_of(lender)
    )


def told(catalogue: desk.Catalogue, income: int) -> Any:
    decision = desk.ask(catalogue, SHOP, desk.Question({"income": income})).decisions[0]
    return decision.outcome, [reason.code for reason in decision.reasons]


def test_what_is_published_is_answered_by_its_form_elsewhere(lender: Lender) -> None:
    other = elsewhere(lender)
    assert by_form(other.rule_set("acme", digest_of(lender)))
    assert not by_form(lender.catalogue.rule_set("acme", digest_of(lender)))
    for income in (0, 1_234, 2_499, 2_500):
        assert told(other, income) == told(lender.catalogue, income)


@pytest.mark.parametrize("kept", [None, b"", b"no form", b"\x02\x00\x00\x00\x00\x00\x00\x00{}"])
def test_who_finds_none_or_a_strange_one_compiles_the_content_and_keeps_one(
    lender: Lender, kept: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, store = form_kept(lender), lender.catalogue.store
    if kept is None:
        usual = store.content_and_forms
        monkeypatch.setattr(store, "content_and_forms", lambda *given: (usual(*given)[0], {}))
    else:
        store.keep_form("acme", digest_of(lender), FORM, kept, is_outdated_form)
    assert not by_form(elsewhere(lender).rule_set("acme", digest_of(lender)))
    monkeypatch.undo()
    assert form_kept(lender) == before
    assert by_form(elsewhere(lender).rule_set("acme", digest_of(lender)))


def test_a_store_that_takes_no_form_keeps_nobody_from_answering(
    lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = lender.catalogue.store
    store.keep_form("acme", digest_of(lender), FORM, b"", is_outdated_form)

    def refuse(*_: object) -> None:
        raise Refusal(Kind.UNAVAILABLE, "UNAVAILABLE", "Not now.")

    monkeypatch.setattr(store, "keep_form", refuse)
    assert told(elsewhere(lender), 3) == told(lender.catalogue, 3)
    lender.act(ADA, desk.publish_rule_set, desk.Submission("cap", document(reason="LOW"), WHY))
    assert told(elsewhere(lender), 3) == told(lender.catalogue, 3)


def test_what_is_only_checked_leaves_no_form(lender: Lender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lender.catalogue.store, "keep_form", lambda *_: pytest.fail("kept"))
    lender.act(ADA, desk.check_rule_set_draft, desk.Submission("cap", document(reason="LOW"), WHY))


def test_the_next_version_is_compared_with_one_that_is_there_by_its_form(lender: Lender) -> None:
    other, changed = elsewhere(lender), document(2_501)
    planned = desk.check_rule_set_draft(other, ADA, desk.Submission("cap", changed, WHY))
    assert by_form(other.rule_set("acme", digest_of(lender)))
    usual = lender.act(ADA, desk.check_rule_set_draft, desk.Submission("cap", changed, WHY))
    assert replace(planned.impact, parts=()) == replace(usual.impact, parts=())
    assert [(table.decision, table.added) for table in planned.impact.tables] == [("Findings", 1)]


def test_a_proposal_that_is_published_has_a_form(lender: Lender) -> None:
    before, given = digest_of(lender), desk.Submission("cap", document(reason="LOW"), WHY)
    drafted = lender.act(ADA, desk.draft_rule_set, given).moved.proposal
    named = desk.Numbered(drafted.key, drafted.number)
    lender.act(ADA, desk.submit_proposal, named, None)
    assert lender.catalogue.store.content_and_forms("acme", [drafted.proposed.digest], FORM, {})[1] == {}
    lender.act(ADA, desk.publish_proposal, named, None)
    assert digest_of(lender) == drafted.proposed.digest != before
    assert by_form(elsewhere(lender).rule_set("acme", digest_of(lender)))
