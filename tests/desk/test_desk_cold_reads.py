"""What a process reads of the table for its first question, however many large rule sets it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest
from tests.api.list_costs import counted
from tests.desk.large_rule_sets import LARGE, content, long_note, publish
from tests.desk.lenders import ADA, SHOP, WHY, Clock, Lender, rules

from creditrules import desk
from creditrules.dmn import CodedRules
from creditrules.feel import RequestBudget
from creditrules.rules import findings_table
from creditrules.store import DecisionsInTable, RulesInTable, open_data


@dataclass(frozen=True)
class Installed:
    """A lender, and other processes of its installation."""

    lender: Lender
    cold_store: Callable[[], RulesInTable]

    def cold(self) -> desk.Catalogue:
        """The catalogue of a request in a process that has read nothing."""
        return under(desk.Catalogue(self.cold_store()))


def under(catalogue: desk.Catalogue) -> desk.Catalogue:
    return catalogue.under(RequestBudget(10**7, 10**9))


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    """Four large rule sets of several pieces, one of a single piece that has a form, and a small one."""
    clock = Clock()
    with open_data(None, clock=clock) as data:
        store = partial(RulesInTable, data.table, clock=clock, cursor_secret=data.cursor_secret, keys=data.keys)
        recording = desk.Recording(DecisionsInTable(data.table, clock=clock, keys=data.keys), 30)
        lender = Lender(clock, desk.Catalogue(store()), recording)
        made = {slug: content(slug, 600, long_note) for slug in LARGE}
        made |= {"middle": content("middle", 1_400, lambda _: ""), "small": content("small", 3, lambda _: "")}
        publish(lender, made.items())
        yield Installed(lender, store)


@pytest.mark.parametrize(
    "rule_sets", [("small",), ("middle",), LARGE[:1], LARGE[:2], LARGE, (*LARGE, "middle", "small")], ids=str
)
def test_a_first_question_reads_no_more_often_for_more_large_rule_sets(
    installed: Installed, rule_sets: tuple[str, ...]
) -> None:
    slug = f"line-{len(rule_sets)}-{rule_sets[-1]}"
    installed.lender.product(slug, *rule_sets)
    catalogue = installed.cold()
    with counted() as trips:
        decision = desk.ask(catalogue, SHOP, desk.Question({"income": 2}, (slug,))).decisions[0]
        versions = [catalogue.version("acme", desk.rule_set_key(each), 1) for each in rule_sets]
    assert [reason.code for reason in decision.reasons] == ["POOR"] * len(rule_sets)
    assert all(versions)
    assert trips.total() == (3 if rule_sets == ("small",) else 4), trips
    compiled = [catalogue.rule_sets("acme", [version.digest])[version.digest] for version in versions if version]
    by_form = [isinstance(table.rules, CodedRules) for each in compiled if (table := findings_table(each.rule_set))]
    assert by_form == [each != "small" for each in rule_sets]


def test_large_rule_sets_that_moved_are_read_by_two_requests(installed: Installed) -> None:
    lender, question = installed.lender, desk.Question({"income": 2}, ("moving",))
    lender.product("moving", *LARGE)
    warm = desk.Catalogue(installed.cold_store())
    desk.ask(under(warm), SHOP, question)
    for slug in LARGE[:2]:
        written = content(slug, 601, long_note)
        lender.act(ADA, desk.publish_rule_set, desk.Submission(slug, written, WHY))
    with counted() as trips:
        desk.ask(under(warm), SHOP, question)
    assert sum(count for read, count in trips.items() if "CONTENT" in read) == 2, trips


def test_what_a_later_version_asks_for_comes_with_the_rest(empty_lender: Lender) -> None:
    """Of a rule set that asks for nothing its head does not tell, so the version to come is looked into."""
    empty_lender.rule_set("nothing")
    later = replace(WHY, valid_from=empty_lender.clock.moment + timedelta(days=9))
    written = rules("nothing").replace("Not enough.", "Too little.")
    empty_lender.act(ADA, desk.publish_rule_set, desk.Submission("nothing", written, later))
    empty_lender.product("free", "nothing")
    cold = under(desk.Catalogue(empty_lender.catalogue.store))
    with counted() as trips:
        desk.ask(cold, SHOP, desk.Question({}, ("free",)))
    assert [read for read in trips if "CONTENT" in read] == ["read CONTENT+DOC.V"], trips
