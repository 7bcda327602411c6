"""The fact dictionary: every fact that may be sent, at two times, with who asks for it and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from tests.desk.lenders import CHIEF, DAY, INCOME, SHOP, START, WHY, Lender

from creditrules import desk
from creditrules.desk import DictionaryFact, FactStanding

AGE = "{name: age, type: number, unit: years, allowedValues: '>= 0', label: {en: Age}, description: In years.}"
RATING = "{name: rating, type: string}"
LATER = START + 30 * DAY


@pytest.fixture
def lender(empty_lender: Lender) -> Lender:
    empty_lender.rule_set("one", INCOME, AGE, "{name: shoeSize, type: number}")
    empty_lender.rule_set("two", AGE.replace("'>= 0'", "'>= 18'"))
    empty_lender.rule_set("two", RATING, AGE, change=replace(WHY, valid_from=LATER))
    return empty_lender


def facts(lender: Lender, standing: FactStanding | None = None, **times: datetime) -> dict[str, DictionaryFact]:
    view = lender.view(SHOP, **times)
    return {fact.name: fact for fact in desk.facts_page(view, desk.asked_page(first=100), standing).items}


def standings(lender: Lender, **times: datetime) -> dict[str, str]:
    return {name: fact.standing.value for name, fact in facts(lender, None, **times).items()}


def test_it_has_each_fact_once_with_all_its_declarations_in_force_and_to_come(lender: Lender) -> None:
    assert standings(lender) == {"age": "IN_FORCE", "income": "IN_FORCE", "rating": "TO_COME", "shoeSize": "IN_FORCE"}
    age = facts(lender)["age"]
    declared = [(each.rule_set, each.version, each.fact.allowed_values) for each in age.declarations]
    assert declared == [("one", 1, ">= 0"), ("two", 1, ">= 18"), ("two", 2, ">= 0")]
    assert standings(lender, valid_at=LATER)["rating"] == "IN_FORCE"
    assert list(facts(lender, FactStanding.TO_COME)) == ["rating"]


def test_a_fact_that_none_asks_for_any_more_is_listed_with_what_it_meant_since_and_until_when(lender: Lender) -> None:
    before = lender.clock()
    since = lender.rule_set("one", INCOME, AGE).published.activation.valid_from
    lender.act(CHIEF, desk.set_settings, "facts: {noticeDays: 10}", WHY, None, None)
    gone = facts(lender)["shoeSize"]
    assert (gone.standing, gone.retired_since) == (FactStanding.RETIRED, since)
    assert gone.accepted_until == since + 10 * DAY
    assert [(each.rule_set, each.version, str(each.fact.type)) for each in gone.declarations] == [("one", 1, "number")]
    assert facts(lender, valid_at=before, known_at=before)["shoeSize"].standing is FactStanding.IN_FORCE
    first = lender.catalogue.activation("acme", desk.rule_set_key("two"), 1)
    assert first is not None
    assert set(standings(lender, known_at=first.recorded_at)) == {"age", "income", "shoeSize"}


def test_a_version_that_left_the_head_still_tells_what_a_retired_fact_meant(
    lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditrules.rules.time.history.HEAD_WINDOW", 4)
    since = lender.rule_set("one", INCOME, AGE).published.activation.valid_from
    for turn in range(6):
        lender.rule_set("one", INCOME, AGE, at_least=turn)
    gone = facts(lender)["shoeSize"]
    assert (gone.retired_since, [str(each.fact.type) for each in gone.declarations]) == (since, ["number"])


def test_it_is_read_page_by_page_and_back(lender: Lender) -> None:
    view = lender.view(SHOP)
    first = desk.facts_page(view, desk.asked_page(first=3))
    rest = desk.facts_page(view, desk.asked_page(after=first.cursors[-1]))
    back = desk.facts_page(view, desk.asked_page(last=2, before=rest.cursors[0]))
    names = [[fact.name for fact in page.items] for page in (first, rest, back)]
    assert names == [["age", "income", "rating"], ["shoeSize"], ["income", "rating"]]
    assert (first.total, first.has_next) == (4, True)
