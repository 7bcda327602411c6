"""What a process reads of the table for its first question, however many large rule sets it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

import pytest
from tests.api.list_costs import counted
from tests.desk.lenders import ADA, SHOP, WHY, Clock, Lender

from creditrules import desk
from creditrules.dmn import CodedRules
from creditrules.document import canonical
from creditrules.feel import RequestBudget
from creditrules.rules import Category, findings_table
from creditrules.store import DecisionsInTable, RulesInTable, open_data

LARGE = ("one", "two", "three", "four")


def content(slug: str, rows: int, note: Callable[[int], str]) -> str:
    rules = [
        {"when": [f"[{row}..{row + 1})"], "then": ['"DECLINE"', '"POOR"'], "note": note(row)} for row in range(rows)
    ]
    table = {"hitPolicy": "FIRST", "inputs": ["income"], "outputs": ["intervention", "reason"], "rules": rules}
    return canonical(
        {
            "ruleSet": slug,
            "category": "RISK",
            "name": {"en": slug},
            "reasons": {"POOR": {"message": {"en": "Not enough."}}},
            "facts": [{"name": "income", "type": "number"}],
            "decisions": [{"name": "Findings", "table": table}],
        }
    ).decode()


def long_note(row: int) -> str:
    return sha256(b"%d" % row).hexdigest() * 16


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
        for slug, written in made.items():
            lender.act(ADA, desk.create_rule_set, slug, {"en": slug}, Category.RISK)
            lender.act(ADA, desk.publish_rule_set, desk.Submission(slug, written, WHY))
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
