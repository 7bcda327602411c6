"""Whatever can change an answer is held against what callers rely on, says whom it breaks, and is done all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.desk.lenders import ADA, CHIEF, DAY, SHOP, START, WHY, Lender, new_lender, rules

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.desk import ContractGiven
from creditrules.eligibility import BreachKind
from creditrules.errors import Kind, Refusal
from creditrules.rules import ExpectedAnswer, ExpectedOffer, Request, TermName

OTHER_SHOP = Principal("acme", "market", frozenset({Role.PARTNER}))
APPROVER = Principal("acme", "april", frozenset({Role.APPROVER}))
FIRST = "2020-01-01"
AGE = """\
ruleSet: age
category: RISK
name: {en: Age}
appliesTo: [APPLICANT, GUARANTOR]
reasons:
  YOUNG: {message: {en: Too young., zh: 年龄不足。}}
  FINE: {message: {en: Old enough.}}
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason, limit, rate]
      rules:
        - ["< 18", '"DECLINE"', '"YOUNG"', "null", "null"]
        - ["-", '"ALLOW"', '"FINE"', "param.cap", "0.36"]
"""
LOAN = """\
product: loan
name: {en: Loan}
kind: CASH_LOAN
segment: CONSUMER
currency: CNY
ruleSets: [age]
"""
PRICE = """\
pricing:
  rate: 0.12
  method: ANNUITY
  amount: {minimum: 100}
  term: {minimum: 3, maximum: 24}
"""
ASKED = {"*": Request.model_validate({"amount": Decimal(5000), "termMonths": 12})}
GUARANTOR = {"age": 30, "parties": [{"name": "bob", "role": "GUARANTOR", "facts": {"age": 50}}]}
OFFERED = ContractGiven("offered", GUARANTOR, ("loan",), (ExpectedAnswer("loan"),), ASKED)


def send(
    lender: Lender, use_case: Callable[..., Any], slug: str, content: str, by: Principal = ADA, **when: Any
) -> Any:
    return lender.act(by, use_case, desk.Submission(slug, content, replace(WHY, **when)))


def cap(values: Mapping[str, object]) -> str:
    """The parameter by the days from which its values hold."""
    dated = ", ".join(f"{day}: {{value: {value}}}" for day, value in values.items())
    return f"{{parameter: cap, category: RISK, type: number, name: {{en: Cap}}, values: {{{dated}}}}}"


def relied(**expected: Any) -> ContractGiven:
    return replace(OFFERED, expected=(ExpectedAnswer("loan", **expected),))


def told(done: Any) -> list[str]:
    return [found.message for found in done.diagnostics if found.code == "contracts.broken"]


@pytest.fixture
def lender() -> Iterator[Lender]:
    """A priced loan under a rule set that applies to guarantors too, whose limit is a parameter."""
    with new_lender() as made:
        send(made, desk.create_parameter, "cap", cap({FIRST: 9000}))
        made.act(ADA, desk.create_rule_set, "age", {"en": "age"}, "RISK")
        send(made, desk.publish_rule_set, "age", AGE)
        send(made, desk.create_product, "loan", LOAN + PRICE)
        yield made


@pytest.mark.parametrize(
    ("expected", "use_case", "content", "kind"),
    [
        ({"offer": ExpectedOffer()}, desk.publish_product, LOAN, BreachKind.OFFER),
        ({"offer": ExpectedOffer(rate_at_most=Decimal("0.13"))}, desk.publish_product, "0.14", BreachKind.OFFER),
        ({"offer": ExpectedOffer(instalment_at_most=Decimal(445))}, desk.publish_product, "0.14", BreachKind.OFFER),
        ({"offer": ExpectedOffer(total_cost_at_most=Decimal(331))}, desk.publish_product, "0.13", BreachKind.OFFER),
        ({"offer": ExpectedOffer(amount_at_least=Decimal(5000))}, desk.publish_parameter, "4999", BreachKind.OFFER),
        ({"limit_at_least": Decimal(9000)}, desk.publish_parameter, "8999.99", BreachKind.TERMS),
        ({"rate_at_most": Decimal("0.36")}, desk.publish_rule_set, '"0.37"', BreachKind.TERMS),
        ({"terms": (TermName.RATE,)}, desk.publish_rule_set, '"null"', BreachKind.TERMS),
        ({"reasons": ("FINE",)}, desk.publish_rule_set, "OLD", BreachKind.REASONS),
        ({"reasons_among": ("FINE", "YOUNG")}, desk.publish_rule_set, "OLD", BreachKind.REASONS),
        ({"parties": ("bob",)}, desk.publish_rule_set, "alone", BreachKind.PARTIES),
    ],
)
def test_what_is_relied_on_may_be_the_offer_terms_reasons_and_parties(
    lender: Lender, expected: dict[str, Any], use_case: Callable[..., Any], content: str, kind: BreachKind
) -> None:
    assert lender.act(SHOP, desk.register_contract, relied(**expected)).breaches() == ()
    if use_case is desk.publish_product:
        done = send(lender, use_case, "loan", content if content == LOAN else LOAN + PRICE.replace("0.12", content))
    elif use_case is desk.publish_parameter:
        done = send(lender, use_case, "cap", cap({FIRST: content}))
    elif content == "alone":
        done = send(lender, use_case, "age", AGE.replace(", GUARANTOR", ""))
    else:
        done = send(lender, use_case, "age", AGE.replace("FINE" if content == "OLD" else '"0.36"', content))
    assert len(told(done)) == 1
    [breach] = desk.contracts_page(lender.view(), desk.asked_page()).items[0].breaches()
    assert (breach.kind, breach.product) == (kind, "loan")
    assert breach.message in told(done)[0]
    assert "bob" not in breach.message


def test_a_language_is_relied_on_where_the_contract_names_one(lender: Lender) -> None:
    [breach] = lender.act(SHOP, desk.register_contract, replace(OFFERED, locale="zh-Hans")).breaches()
    assert (breach.kind, breach.message) == (
        BreachKind.REASONS,
        "loan has no text in 'zh-Hans' for FINE.",
    )
    assert lender.act(SHOP, desk.register_contract, replace(OFFERED, locale="en-GB")).breaches() == ()


def test_all_products_may_be_asked_for_and_only_what_is_named_is_relied_on(lender: Lender) -> None:
    anyone = replace(relied(outcomes=("ALLOW",)), products=())
    assert lender.act(SHOP, desk.register_contract, anyone).breaches() == ()
    lender.rule_set("other", "{name: salary, type: number}")
    assert told(lender.product("card", "other")) == []
    done = lender.act(CHIEF, desk.retire, desk.Numbered(desk.product_key("loan")), WHY, None, None)
    assert told(done) == ["This would break the contract 'offered' of 'shop': loan is not in force, and not answered."]


def test_each_act_that_can_change_an_answer_says_so_and_is_done(lender: Lender) -> None:
    lender.act(SHOP, desk.register_contract, relied(outcomes=("ALLOW",)))
    strict = AGE.replace("< 18", "< 40")
    later = START + 30 * DAY
    scheduled = send(lender, desk.publish_rule_set, "age", strict, valid_from=later, valid_until=later + 30 * DAY)
    kind = send(lender, desk.publish_rule_set, "age", AGE, valid_from=later + DAY, valid_until=later + 2 * DAY)
    age, loan = desk.rule_set_key("age"), desk.product_key("loan")
    cancelled = lender.act(
        ADA, desk.cancel_activation, desk.Numbered(age, kind.published.activation.sequence), WHY, None
    )
    back = lender.act(ADA, desk.roll_back, desk.Numbered(age, 2), WHY, desk.Period(), None, None)
    lender.act(ADA, desk.roll_back, desk.Numbered(age, 1), WHY, desk.Period(), None, None)
    retired = lender.act(CHIEF, desk.retire, desk.Numbered(loan), WHY, START + 200 * DAY, None)
    for done in (scheduled, cancelled, back, retired):
        assert len(told(done)) == 1, done
    for acted in (cancelled, back, retired):
        assert acted.activated.activation.statement.impact.contracts_broken == ("shop/offered",)


def test_an_end_for_ever_breaks_nobody(lender: Lender) -> None:
    given = relied(outcomes=("ALLOW",), limit_at_least=Decimal(9000))
    lender.act(SHOP, desk.register_contract, given)
    for_ever = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    priced = LOAN + PRICE.replace("0.12", "0.11")
    done = send(lender, desk.publish_product, "loan", priced, valid_until=for_ever)
    dated = send(lender, desk.publish_parameter, "cap", cap({FIRST: 9000, "9999-12-31": 1}))
    assert told(done) == told(dated) == []
    assert lender.act(SHOP, desk.register_contract, given).breaches() == ()


def test_settings_that_shorten_the_notice_period_are_held_against_contracts_too(lender: Lender) -> None:
    lender.act(SHOP, desk.register_contract, replace(OFFERED, facts={"age": 30, "shoeSize": 44}))
    send(lender, desk.publish_rule_set, "age", AGE.replace("number}]", "number}, {name: shoeSize, type: number}]"))
    lender.act(SHOP, desk.register_contract, replace(OFFERED, facts={"age": 30, "shoeSize": 44}))
    assert told(send(lender, desk.publish_rule_set, "age", AGE)) == []
    lender.clock.moment += 10 * DAY
    assert told(lender.act(CHIEF, desk.set_settings, "facts: {noticeDays: 11}", WHY, None, None)) == []
    done = lender.act(CHIEF, desk.set_settings, "facts: {noticeDays: 9}", WHY, None, None)
    refused = "The question is refused as RETIRED_FACT (facts, shoeSize)."
    [message] = told(done)
    assert message.startswith(f"This would break the contract 'offered' of 'shop': {refused} No rule has asked for")
    assert done.published.activation.statement.impact.contracts_broken == ("shop/offered",)


def test_who_submits_approves_and_publishes_a_proposal_is_told_as_things_are_then(lender: Lender) -> None:
    drafted = send(lender, desk.draft_rule_set, "age", AGE.replace("< 18", "< 40"))
    assert told(drafted) == []
    lender.act(SHOP, desk.register_contract, relied(outcomes=("ALLOW",)))
    lender.catalogue.unless_set = replace(lender.catalogue.unless_set, required=1, roles=("APPROVER",))
    named = desk.Numbered(desk.rule_set_key("age"), 1)
    binding = drafted.moved.proposal.proposed.binding
    submitted = lender.act(ADA, desk.submit_proposal, named, None)
    approved = lender.act(APPROVER, desk.approve_proposal, named, binding, "", None)
    assert [each.kind for each in desk.broken_by(lender.view(), named.key, approved.moved.proposal.proposed)] == [
        BreachKind.OUTCOME
    ]
    published = lender.act(ADA, desk.publish_proposal, named, None)
    assert [len(told(done)) for done in (submitted, approved, published)] == [1, 1, 1]
    assert published.moved.published.version.number == 2


def test_what_breaks_only_once_something_else_begins_is_told_with_the_moment(lender: Lender) -> None:
    given = relied(outcomes=("ALLOW",), limit_at_least=Decimal(9000))
    lender.act(SHOP, desk.register_contract, given)
    stepped = send(lender, desk.publish_parameter, "cap", cap({FIRST: 9000, "2026-03-01": 8000}))
    send(lender, desk.publish_parameter, "cap", cap({FIRST: 9000}))
    later = START + 30 * DAY
    lender.rule_set("other", "{name: age, type: number}")
    send(lender, desk.publish_product, "loan", LOAN.replace("[age]", "[age, other]"), valid_from=later)
    both = rules("other", "{name: age, type: number}", "{name: income, type: number}")
    overtaken = send(lender, desk.publish_rule_set, "other", both)
    assert [message.partition(" on this")[0] for message in told(stepped)] == ["From 2026-03-01T00:00:00Z"]
    assert [message.partition(" on this")[0] for message in told(overtaken)] == ["From 2026-01-31T00:00:00Z"]
    [outcome, terms] = lender.act(SHOP, desk.register_contract, given).breaches()
    assert (outcome.kind, terms.kind) == (BreachKind.OUTCOME, BreachKind.TERMS)
    assert {outcome.since, terms.since} == {later}


def test_a_contract_stops_no_act_whatever_becomes_of_running_it(
    lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        lender.act(SHOP, desk.register_contract, replace(relied(outcomes=("ALLOW",)), name=name))
    lender.act(OTHER_SHOP, desk.register_contract, replace(relied(outcomes=("ALLOW",)), name="a-third"))

    def fails(fault: Exception) -> Any:
        def report(*_: Any, **__: Any) -> Any:
            raise fault

        return report

    for fault in (RecursionError(), Refusal(Kind.UNAVAILABLE, "KEYS_UNAVAILABLE", "Out of order.")):
        with monkeypatch.context() as broken:
            broken.setattr("creditrules.desk.holding.Plan.report", fails(fault))
            done = send(lender, desk.publish_rule_set, "age", AGE.replace("< 18", f"< {40 + bool(fault.args)}"))
        assert told(done) == []
        [warning] = [found for found in done.diagnostics if found.code == "contracts.not-run"]
        assert "market/a-third, shop/one, shop/two" in warning.message
        assert done.published.activation.statement.impact.contracts_broken == ()
    with monkeypatch.context() as broken:
        broken.setattr("creditrules.desk.holding.course_of", fails(Refusal(Kind.UNAVAILABLE, "X", "Unreadable.")))
        done = send(lender, desk.publish_rule_set, "age", AGE.replace("< 18", "< 50"))
    assert [found.code for found in done.diagnostics].count("contracts.not-run") == 1


def test_where_time_is_short_who_took_least_of_it_is_next_and_the_rest_is_told(
    lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two", "three"):
        lender.act(SHOP, desk.register_contract, replace(relied(outcomes=("ALLOW",)), name=name))
    for name in ("one", "two"):
        lender.act(OTHER_SHOP, desk.register_contract, replace(relied(outcomes=("ALLOW",)), name=name))
    ticks = iter((0, 1, 1, 4, 4, 5, 5, 6))
    monkeypatch.setattr("creditrules.desk.watch.monotonic", lambda: float(next(ticks)))
    done = send(lender, desk.publish_rule_set, "age", AGE.replace("< 18", "< 40"))
    assert [message.partition("contract ")[2].partition(":")[0] for message in told(done)] == [
        "'one' of 'market'",
        "'one' of 'shop'",
        "'two' of 'market'",
    ]
    [warning] = [found.message for found in done.diagnostics if found.code == "contracts.not-run"]
    assert warning == "It was not found out whether this breaks the contracts shop/three, shop/two."


def test_many_scheduled_changes_are_looked_at_up_to_a_number_and_the_rest_is_told(lender: Lender) -> None:
    lender.act(SHOP, desk.register_contract, OFFERED)
    days = {str((START + timedelta(days=30 * step)).date()): 9000 for step in range(1, 12)}
    done = send(lender, desk.publish_parameter, "cap", cap({FIRST: 9000, **days}))
    [warning] = [found.message for found in done.diagnostics if found.code == "contracts.not-run"]
    assert warning.startswith("Contracts were not held against this at 3 later moments")


def test_the_facts_are_its_author_s_and_of_the_lender_s_those_who_may_read_facts(lender: Lender) -> None:
    secret = AGE.replace("number}]", "number}, {name: health, type: string, sensitive: true}]")
    send(lender, desk.publish_rule_set, "age", secret)
    facts = {"age": 30, "health": "poor", "unheardOf": 1, "parties": GUARANTOR["parties"]}
    expected = (ExpectedAnswer("loan", parties=("bob", "eve")),)
    lender.act(SHOP, desk.register_contract, replace(OFFERED, facts=facts, expected=expected))
    auditor = Principal("acme", "otto", frozenset({Role.AUDITOR}))
    mask = "***"
    plain = {"*": {"amount": Decimal(5000), "termMonths": 12}}
    for reader, seen, requests in (
        (SHOP, facts, plain),
        (auditor, facts, plain),
        (ADA, {"age": 30, "health": mask, "unheardOf": mask, "parties": mask}, plain),
        (APPROVER, dict.fromkeys(facts, mask), None),
        (Principal("acme", "shop", frozenset({Role.APPROVER})), dict.fromkeys(facts, mask), None),
    ):
        [known] = desk.contracts_page(lender.view(reader), desk.asked_page()).items
        assert (known.facts, known.requests) == (seen, requests), reader
        assert known.masked == {name for name, value in seen.items() if value == mask}
        assert known.expected[0].parties == ((mask, mask) if "parties" in known.masked else ("bob", "eve"))
    assert desk.contracts_page(lender.view(OTHER_SHOP), desk.asked_page()).items == ()


def test_two_who_register_the_last_one_at_once_leave_none_that_is_not_run(
    lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(19):
        lender.act(SHOP, desk.register_contract, replace(OFFERED, name=f"c{number}"))
    store = lender.catalogue.store.contracts
    register = type(store).register

    def rivals(own: Any, tenant: str, contract: Any, once: Any) -> Any:
        kept = register(own, tenant, contract, once)
        register(own, tenant, replace(contract, name="rival"))
        return kept

    monkeypatch.setattr(type(store), "register", rivals)
    with pytest.raises(Refusal) as refused:
        lender.act(SHOP, desk.register_contract, OFFERED)
    assert refused.value.code == "TOO_MANY_CONTRACTS"
    assert len(store.names("acme")) == 20
