"""Whose the names of subjects are: what the lender sets, and what of experiments, comparisons and erasures follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from tests.desk.lenders import ADA, AUDITOR, CHIEF, DAY, SHOP, WHY, refused
from tests.desk.trials import BROKER, GOES_ON, KEY, Tried, challenger

from creditrules import desk
from creditrules.auth import Principal
from creditrules.eligibility.recording import Erased, ErasureReach, Wanted
from creditrules.eligibility.trials import Arm
from creditrules.rules.ports import Asked

NAMES = [f"customer {number}" for number in range(40)]
FACTS: Mapping[str, object] = {"income": Decimal(150)}


def settle(tried: Tried, scope: str) -> None:
    tried.lender.act(CHIEF, desk.set_settings, f"subjects: {{scope: {scope}}}", WHY, None, None)
    tried.lender.clock.moment += DAY


def answers(tried: Tried, who: Principal, names: Iterable[str] = NAMES) -> list[str]:
    """What each subject of a caller is answered, wherever it asks."""
    catalogue = tried.lender.catalogue
    batch = desk.ask_batch(catalogue, who, desk.Question({}), [desk.BatchSubject(name, FACTS, {}) for name in names])
    found = []
    for name, in_batch in zip(names, batch.answers, strict=True):
        asked = desk.ask(catalogue, who, desk.Question(FACTS), name).decisions[0].outcome
        assert in_batch.report is not None
        assert in_batch.report.decisions[0].outcome is asked
        found.append(asked.value)
    return found


def arms(tried: Tried, partner: str, who: Principal = ADA) -> list[str]:
    told = (desk.arm_of_subject(tried.lender.view(who), KEY, name, partner) for name in NAMES)
    return ["DECLINE" if arm is Arm.CHALLENGER else "ALLOW" for arm in told]


def listed(tried: Tried, who: Principal, subject: str, author: str | None = None) -> list[str]:
    wanted = Wanted(subject=subject, author=author)
    page = desk.decisions_page(tried.lender.view(who), tried.lender.recording, wanted, Asked(50))
    return [each.author for each in page.items]


def erase(tried: Tried, reach: ErasureReach, partner: str | None = None, subject: str = "1001") -> Erased:
    return desk.erase_subject(tried.lender.recording, CHIEF, desk.ErasureGiven(subject, reach, "asked for", partner))


def test_each_partner_s_subjects_are_drawn_by_themselves_unless_names_are_shared(tried: Tried) -> None:
    tried.publish(challenger("50", GOES_ON))
    of_shop, of_broker = answers(tried, SHOP), answers(tried, BROKER)
    assert (of_shop, of_broker) == (arms(tried, "shop"), arms(tried, "broker"))
    assert of_shop != of_broker
    assert answers(tried, ADA) == arms(tried, "ada") != of_shop
    settle(tried, "SHARED")
    tried.publish(challenger("51", GOES_ON))
    assert answers(tried, SHOP) == answers(tried, BROKER) == answers(tried, ADA) == arms(tried, "shop")


def test_nobody_changes_arms_amid_a_stage(tried: Tried) -> None:
    tried.publish(challenger("50", GOES_ON))
    before = answers(tried, SHOP)
    moment = tried.lender.clock.moment
    settle(tried, "SHARED")
    assert answers(tried, SHOP) == before
    tried.publish(challenger("50.1", GOES_ON))
    shared = answers(tried, SHOP)
    assert shared == answers(tried, BROKER)
    settle(tried, "PER_PARTNER")
    assert answers(tried, SHOP) == shared
    then = tried.lender.view(ADA, valid_at=moment, known_at=moment)
    told = [desk.arm_of_subject(then, KEY, name, "shop") for name in NAMES]
    assert ["DECLINE" if arm is Arm.CHALLENGER else "ALLOW" for arm in told] == before


def test_one_name_of_two_partners_counts_twice_in_a_stage_and_a_shared_one_once(tried: Tried) -> None:
    tried.publish(challenger("50", GOES_ON))
    for who in (SHOP, BROKER, SHOP):
        tried.decide("1001", who=who)
    settle(tried, "SHARED")
    tried.publish(challenger("50.1", GOES_ON))
    for who in (SHOP, BROKER, SHOP):
        tried.decide("1001", who=who)
    counted = [tried.tally(stage).champion.decisions + tried.tally(stage).challenger.decisions for stage in (1, 2)]
    assert counted == [2, 1]
    assert desk.experiment_proof(tried.lender.view(ADA), tried.lender.recording, KEY, 1).holds  # type: ignore[union-attr]


def test_what_is_set_holds_for_what_is_recorded_from_then_on(tried: Tried) -> None:
    tried.decide("1001")
    tried.decide("1001", who=BROKER)
    settle(tried, "SHARED")
    tried.decide("1001")
    tried.decide("1001", who=BROKER)
    settle(tried, "PER_PARTNER")
    tried.decide("1001", who=BROKER)
    assert listed(tried, SHOP, "1001") == ["shop"] * 2
    assert listed(tried, BROKER, "1001") == ["broker"] * 3
    assert listed(tried, AUDITOR, "1001") == ["broker", "broker", "shop", "broker", "shop"]
    assert listed(tried, AUDITOR, "1001", "shop") == ["shop"] * 2
    one = erase(tried, ErasureReach.PARTNER, "shop")
    assert [(each.partner, each.decisions) for each in one.records] == [("shop", 1)]
    assert one.shared_left
    assert listed(tried, AUDITOR, "1001") == ["broker", "broker", "shop", "broker"]
    [shared] = erase(tried, ErasureReach.SHARED).records
    assert (shared.decisions, shared.partners) == (2, ("broker", "shop"))
    assert listed(tried, AUDITOR, "1001") == ["broker", "broker"]


@pytest.mark.parametrize(
    ("reach", "partner"),
    [
        (ErasureReach.PARTNER, None),
        (ErasureReach.PARTNER, ""),
        (ErasureReach.PARTNER, "x" * 257),
        (ErasureReach.SHARED, "shop"),
        (ErasureReach.ALL, "shop"),
    ],
)
def test_an_erasure_says_whose(tried: Tried, reach: ErasureReach, partner: str | None) -> None:
    tried.decide("1001")
    told = refused(lambda: erase(tried, reach, partner))
    assert (told.code, told.field) == ("BAD_ERASURE", ("partner",))
    assert listed(tried, SHOP, "1001") == ["shop"]


def changed(tried: Tried, who: Principal, partner: str | None = None) -> Callable[[], Any]:
    moment = tried.lender.clock.moment
    comparing = desk.Comparing(desk.Was(), desk.Was(valid_at=moment, known_at=moment), None, "1001", None, partner)
    return lambda: desk.what_changed(tried.lender.view(who), tried.lender.recording, comparing)


def test_a_subject_of_several_partners_is_compared_only_where_it_is_said_whose(tried: Tried) -> None:
    tried.decide("1001", income=150)
    assert changed(tried, ADA)()
    tried.decide("1001", income=50, who=BROKER)
    assert refused(changed(tried, ADA)).code == "SUBJECT_OF_SEVERAL"
    outcomes = {}
    for who, partner in ((ADA, "shop"), (ADA, "broker"), (SHOP, None), (BROKER, None), (SHOP, "shop")):
        found = changed(tried, who, partner)()
        outcomes[who.subject, partner] = [answer["outcome"] for answer in found.after]
    assert outcomes == {
        ("ada", "shop"): ["ALLOW"],
        ("ada", "broker"): ["DECLINE"],
        ("shop", None): ["ALLOW"],
        ("broker", None): ["DECLINE"],
        ("shop", "shop"): ["ALLOW"],
    }
    told = refused(changed(tried, SHOP, "broker"))
    assert (told.code, told.field) == ("NOT_ALLOWED", ("partner",))


def test_a_subject_that_partners_share_is_compared_as_one(tried: Tried) -> None:
    settle(tried, "SHARED")
    tried.decide("1001", income=150)
    tried.decide("1001", income=50, who=BROKER)
    assert [answer["outcome"] for answer in changed(tried, ADA)().after] == ["DECLINE"]
    assert [answer["outcome"] for answer in changed(tried, SHOP)().after] == ["ALLOW"]


def test_a_setting_that_is_none_is_refused(tried: Tried) -> None:
    told = refused(lambda: settle(tried, "EVERYBODY"))
    assert told.code == "CONTENT_REFUSED"
