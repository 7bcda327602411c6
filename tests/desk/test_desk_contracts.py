"""What callers rely on is registered, and every change says whom it would break, before it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.desk.lenders import ADA, CHIEF, DAY, INCOME, RESIDENCE, SHOP, START, WHY, Lender, refused, rules

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.desk import ContractGiven
from creditrules.eligibility import BreachKind
from creditrules.rules import ExpectedAnswer, ExpectedOffer, Request, TermName

OTHER_SHOP = Principal("acme", "market", frozenset({Role.PARTNER}))
FOREIGN = Principal("zenith", "zoe", frozenset({Role.PARTNER, Role.ADMINISTRATOR}))
WORDY = Request.model_validate({"purpose": "x" * 99})
CHECKOUT = ContractGiven("checkout", {"income": 50}, ("loan",), (ExpectedAnswer("loan", ("ALLOW",)),))


@pytest.fixture
def lender(empty_lender: Lender) -> Lender:
    empty_lender.rule_set("score", INCOME, at_least=10)
    empty_lender.rule_set("other", INCOME)
    empty_lender.product("loan", "score")
    empty_lender.product("card", "other")
    empty_lender.act(SHOP, desk.register_contract, CHECKOUT)
    return empty_lender


def sent(*facts: str, at_least: int = 0, change: desk.GivenStatement = WHY) -> desk.Submission:
    return desk.Submission("score", rules("score", *facts, at_least=at_least), change)


def told(diagnostics: Any) -> list[str]:
    return [found.message for found in diagnostics if found.code == "contracts.broken"]


WARNING = "This would break the contract 'checkout' of 'shop': loan answers DECLINE, and one of ALLOW is relied on."


def checked(lender: Lender, given: desk.Submission) -> Any:
    return lender.act(ADA, desk.check_rule_set_draft, given)


def drafted(lender: Lender, given: desk.Submission) -> Any:
    return lender.act(ADA, desk.draft_rule_set, given)


def published(lender: Lender, given: desk.Submission) -> Any:
    return lender.act(ADA, desk.publish_rule_set, given)


@pytest.mark.parametrize("act", [checked, drafted, published])
def test_a_change_says_whom_it_would_break(lender: Lender, act: Callable[[Lender, desk.Submission], Any]) -> None:
    assert told(act(lender, sent(INCOME, at_least=49)).diagnostics) == []
    done = act(lender, sent(INCOME, at_least=51))
    assert told(done.diagnostics) == [WARNING]


def test_it_stands_in_the_statement_s_impact_and_with_the_proposal(lender: Lender) -> None:
    proposal = drafted(lender, sent(INCOME, at_least=51)).moved.proposal
    assert proposal.proposed.statement.impact.contracts_broken == ("shop/checkout",)
    [breach] = desk.broken_by(lender.view(), proposal.key, proposal.proposed)
    assert (breach.contract.name, breach.kind, breach.product) == ("checkout", BreachKind.OUTCOME, "loan")
    done = published(lender, sent(INCOME, at_least=51)).published
    read = lender.catalogue.store.version("acme", done.version.key, done.version.number)
    assert read is not None
    assert read.statement.impact.contracts_broken == ("shop/checkout",)


def test_what_is_broken_already_is_nothing_that_a_change_breaks(lender: Lender) -> None:
    lender.rule_set("score", INCOME, at_least=51)
    assert told(checked(lender, sent(INCOME, at_least=60)).diagnostics) == []
    assert [breach.kind for breach in lender.act(SHOP, desk.register_contract, CHECKOUT).breaches()] == [
        BreachKind.OUTCOME
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ((INCOME, "{name: income2, type: number}"), []),
        ((INCOME.replace("number", "number, allowedValues: '< 40'"),), ["loan"]),
        (("{name: salary, type: number}",), []),
    ],
)
def test_facts_that_can_no_longer_be_read_break_it_and_a_retired_one_does_not(
    lender: Lender, facts: tuple[str, ...], said: list[str]
) -> None:
    found = told(checked(lender, sent(*facts)).diagnostics)
    assert [message.split(": ")[1].split()[0] for message in found] == (["The"] if said else [])


def test_a_question_that_is_refused_as_a_whole_is_broken_already_whatever_shows_then(lender: Lender) -> None:
    given = replace(CHECKOUT, facts={"income": 5}, products=("loan", "to-come"))
    lender.act(SHOP, desk.register_contract, given)
    assert told(lender.product("to-come", "other").diagnostics) == []
    [breach] = desk.contracts_page(lender.view(), desk.asked_page()).items[0].breaches()
    assert (breach.kind, breach.product) == (BreachKind.OUTCOME, "loan")


def test_a_missing_fact_breaks_it_with_the_fact_that_is_wanted(lender: Lender) -> None:
    content = rules("score", INCOME, RESIDENCE).replace("inputs: [income]", "inputs: [residence]")
    content = content.replace('"< 0"', "'\"OWN\"'")
    [message] = told(checked(lender, desk.Submission("score", content, WHY)).diagnostics)
    assert "UNDETERMINED, for want of residence" in message


def test_products_are_held_against_it_too_and_so_is_what_is_to_come(lender: Lender) -> None:
    lender.rule_set("strict", INCOME, at_least=1000)
    done = lender.product("loan", "strict")
    assert told(done.diagnostics) == [WARNING]
    later = replace(WHY, valid_from=START + 30 * DAY)
    lender.product("loan", "score")
    assert told(checked(lender, sent(INCOME, at_least=51, change=later)).diagnostics) == [WARNING]


def test_going_back_and_retiring_say_so_in_their_impact(lender: Lender) -> None:
    lender.rule_set("score", INCOME, at_least=51)
    lender.rule_set("score", INCOME, at_least=5)
    score = desk.rule_set_key("score")
    for number, broken in ((2, ("shop/checkout",)), (3, ())):
        back = lender.act(ADA, desk.roll_back, desk.Numbered(score, number), WHY, desk.Period(), None, None)
        assert back.activated.activation.statement.impact.contracts_broken == broken
    for named in (desk.Numbered(score), desk.Numbered(desk.product_key("loan"))):
        lender.act(SHOP, desk.register_contract, CHECKOUT)
        gone = lender.act(CHIEF, desk.retire, named, WHY, None, None)
        assert gone.activated.activation.statement.impact.contracts_broken == ("shop/checkout",)
        back = lender.act(ADA, desk.roll_back, desk.Numbered(named.key, 1), WHY, desk.Period(), None, None)


def test_a_refused_question_says_what_to_mend_and_never_more_than_fits(lender: Lender) -> None:
    [typo] = lender.act(SHOP, desk.register_contract, replace(CHECKOUT, facts={"incmoe": 1})).breaches()
    assert typo.message == (
        "The question is refused as UNKNOWN_FACT (facts, incmoe). No rule set declares the fact 'incmoe'. "
        "Did you mean 'income'?"
    )
    [long] = lender.act(SHOP, desk.register_contract, replace(CHECKOUT, facts={"x" * 9000: 1})).breaches()
    assert (long.kind, len(long.message)) == (BreachKind.REFUSED, 401)


def test_terms_may_be_relied_on(lender: Lender) -> None:
    given = ContractGiven("terms", {"income": 5}, ("loan", "card"), (ExpectedAnswer("card", (), (TermName.LIMIT,)),))
    [breach] = lender.act(OTHER_SHOP, desk.register_contract, given).breaches()
    assert (breach.kind, breach.message) == (BreachKind.TERMS, "card states no limit.")


def test_a_caller_sees_its_own_and_the_lender_all(lender: Lender) -> None:
    lender.act(OTHER_SHOP, desk.register_contract, replace(CHECKOUT, name="basket"))
    lender.act(FOREIGN, desk.register_contract, CHECKOUT)

    def names(principal: Principal) -> list[tuple[str, str]]:
        view = desk.view_of(desk.Documents(lender.catalogue, principal.tenant), principal, lender.clock())
        page = desk.contracts_page(view, desk.asked_page())
        return [(known.contract.author, known.contract.name) for known in page.items]

    assert names(OTHER_SHOP) == [("market", "basket")]
    assert names(ADA) == [("market", "basket"), ("shop", "checkout")]
    assert names(FOREIGN) == [("zoe", "checkout")]


def test_it_is_removed_by_its_author_or_by_who_writes_the_rules(lender: Lender) -> None:
    for act in (
        lambda: lender.act(OTHER_SHOP, desk.remove_contract, "checkout", None),
        lambda: lender.act(OTHER_SHOP, desk.remove_contract, "checkout", "shop"),
        lambda: lender.act(FOREIGN, desk.remove_contract, "checkout", "shop"),
    ):
        assert refused(act).code == "UNKNOWN_CONTRACT"
    lender.act(CHIEF, desk.remove_contract, "checkout", "shop")
    assert refused(lambda: lender.act(SHOP, desk.remove_contract, "checkout", None)).code == "UNKNOWN_CONTRACT"
    assert told(checked(lender, sent(INCOME, at_least=51)).diagnostics) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (replace(CHECKOUT, name="Check Out"), "BAD_CONTRACT"),
        (replace(CHECKOUT, locale=""), "BAD_CONTRACT"),
        (replace(CHECKOUT, expected=(ExpectedAnswer("loan", reasons=("",)),)), "BAD_CONTRACT"),
        (replace(CHECKOUT, expected=(ExpectedAnswer("loan", reasons=tuple(map(str, range(101)))),)), "BAD_CONTRACT"),
        (replace(CHECKOUT, expected=(ExpectedAnswer("loan", rate_at_most=Decimal(-1)),)), "BAD_CONTRACT"),
        (replace(CHECKOUT, expected=(ExpectedAnswer("loan", limit_at_least=Decimal("1e16")),)), "BAD_CONTRACT"),
        (replace(CHECKOUT, expected=(ExpectedAnswer("loan", offer=ExpectedOffer(Decimal("1e-13"))),)), "BAD_CONTRACT"),
        (
            replace(CHECKOUT, requests={str(n): WORDY for n in range(200)}),
            "CONTRACT_TOO_LARGE",
        ),
        (replace(CHECKOUT, products=("loan", "loan")), "BAD_CONTRACT"),
        (replace(CHECKOUT, products=tuple(f"p{number}" for number in range(21))), "BAD_CONTRACT"),
        (replace(CHECKOUT, expected=(ExpectedAnswer("card"),)), "BAD_CONTRACT"),
        (replace(CHECKOUT, facts={"income": "1" * 20_000}), "CONTRACT_TOO_LARGE"),
        (replace(CHECKOUT, expected=(ExpectedAnswer("loan", reasons=("x" * 256,) * 90),)), "CONTRACT_TOO_LARGE"),
        (replace(CHECKOUT, products=("x" * 20_000,), expected=()), "CONTRACT_TOO_LARGE"),
    ],
)
def test_what_is_too_much_or_odd_is_refused(lender: Lender, given: ContractGiven, code: str) -> None:
    assert refused(lambda: lender.act(SHOP, desk.register_contract, given)).code == code


def test_an_author_has_so_many_and_the_same_name_again_takes_the_place_of_the_first(lender: Lender) -> None:
    for number in range(19):
        lender.act(SHOP, desk.register_contract, replace(CHECKOUT, name=f"c{number}"))
    lender.act(SHOP, desk.register_contract, CHECKOUT)
    refusal = refused(lambda: lender.act(SHOP, desk.register_contract, replace(CHECKOUT, name="one-more")))
    assert refusal.code == "TOO_MANY_CONTRACTS"
    lender.act(OTHER_SHOP, desk.register_contract, CHECKOUT)
