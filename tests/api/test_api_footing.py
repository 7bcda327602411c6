"""A process that has answered before answers as one that has just started, whatever began or ended in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from creditrules.desk import Catalogue, Throttle
from creditrules.store import AccountsInTable, RulesInTable

LENDER = Path(__file__).parent / "lender"
HOUR = timedelta(hours=1)
BEHAVIOUR_OF_THE_LENDER = '"> 30"'
QUERY = """query($input: EligibilityInput!) { eligibility(input: $input) { validAt knownAt forecast decisions {
  product { slug name } outcome reasons { code ruleSet { slug } version { number } } missingFacts { name }
  appliedVersions { ruleSet number validFrom recordedAt } alternatives { product { slug } } } } }"""


def just_started(service: Any) -> Any:
    """The same service in another process: nothing is at hand there."""
    known = service.application.catalogue
    table = known.store._table  # noqa: SLF001 - the same database
    store = RulesInTable(table, clock=service.clock, cursor_secret=b"a secret of this test run")
    throttle = Throttle(AccountsInTable(table), service.application.limits)
    return replace(service, application=replace(service.application, catalogue=Catalogue(store, throttle=throttle)))


def text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def schedule(service: Any, content: str, after: timedelta, limit: int) -> None:
    """Another version of the lender's rules, in force some hours on."""
    begins = {"validFrom": text(service.clock.moment + after)}
    changed = content.replace(BEHAVIOUR_OF_THE_LENDER, f'"> {limit}"')
    assert changed != content
    assert service.publish("behaviour", changed, change=begins)["userErrors"] == []


def test_answers_are_those_of_a_process_that_has_just_started(own_lender: Any) -> None:
    service, drawn = own_lender, Random(11)  # noqa: S311 - to find the same again
    behaviour = LENDER.joinpath("behaviour.yaml").read_text("utf-8")
    for hours, limit in ((2, 5), (4, 50), (7, 1)):
        schedule(service, behaviour, hours * HOUR, limit)
    begun, compared, outcomes = service.clock.moment, 0, set()
    service.clock.step = timedelta()
    for number in range(20):
        service.clock.moment = begun + HOUR / 2 * number
        if number == 12:
            service.clock.step = timedelta(seconds=1)
            schedule(service, behaviour, HOUR / 2, 2)
            service.clock.step = timedelta()
        asked: dict[str, Any] = {"facts": {"overdueDays": drawn.choice([0, 3, 10, 40])}}
        if drawn.random() < 0.4:
            asked["validAt"] = text(service.clock.moment + drawn.randrange(-3, 4) * HOUR / 2)
        if drawn.random() < 0.3:
            asked["knownAt"] = text(service.clock.moment - drawn.randrange(4) * HOUR)
        if drawn.random() < 0.5:
            asked["products"] = drawn.choice([["cash-loan"], ["pay-later", "cash-loan"], []])
        first, warm = (service.answer(QUERY, {"input": asked}) for _ in range(2))
        fresh = just_started(service).answer(QUERY, {"input": asked})
        assert first["data"] == warm["data"]
        assert (warm["data"], warm.get("errors")) == (fresh["data"], fresh.get("errors")), asked
        compared += 1
        if warm["data"] and warm["data"]["eligibility"]:
            outcomes |= {each["outcome"] for each in warm["data"]["eligibility"]["decisions"]}
    assert compared == 20
    assert len(outcomes) > 1
