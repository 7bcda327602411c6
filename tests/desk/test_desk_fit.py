"""No act leaves a product whose rule sets do not fit together, however late the other one came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from tests.desk.lenders import ADA, CHIEF, DAY, START, WHY, Lender, refused

from creditrules import desk
from creditrules.errors import Refusal, Severity
from creditrules.rules import Category


def giver(publishes: str = "{score: Score}") -> str:
    return f"""\
ruleSet: giver
category: RISK
name: {{en: Giver}}
facts: [{{name: income, type: number}}]
publishes: {publishes}
decisions:
  - {{name: Score, type: number, expression: income / 100}}
  - name: Findings
    table: {{hitPolicy: FIRST, inputs: [income], outputs: [intervention], rules: [["-", '"ALLOW"']]}}
"""


def reader(reads: str = "{score: number}", cell: str = "results.score") -> str:
    return f"""\
ruleSet: reader
category: RISK
name: {{en: Reader}}
facts: [{{name: income, type: number}}]
reads: {reads}
decisions:
  - name: Findings
    table: {{hitPolicy: FIRST, inputs: [{cell}], outputs: [intervention], rules: [["-", '"ALLOW"']]}}
"""


QUIET = reader("{}", "income")


def sent(content: str, valid_from: datetime | None = None) -> desk.Submission:
    slug = content.partition("\n")[0].removeprefix("ruleSet: ")
    return desk.Submission(slug, content, replace(WHY, valid_from=valid_from))


def drafted(lender: Lender, content: str, valid_from: datetime | None = None) -> desk.Numbered:
    proposal = lender.act(ADA, desk.draft_rule_set, sent(content, valid_from)).moved.proposal
    return desk.Numbered(proposal.key, proposal.number)


def published(lender: Lender, content: str, valid_from: datetime | None = None) -> int:
    done = lender.act(ADA, desk.publish_rule_set, sent(content, valid_from))
    number: int = done.published.version.number
    return number


@pytest.fixture
def lender(empty_lender: Lender) -> Lender:
    for slug in ("giver", "reader"):
        empty_lender.act(ADA, desk.create_rule_set, slug, {"en": slug}, Category.RISK)
    published(empty_lender, giver())
    published(empty_lender, QUIET)
    empty_lender.product("cash", "giver", "reader")
    return empty_lender


def codes(refusal: Refusal) -> tuple[str, set[str]]:
    return refusal.code, {found.code for found in refusal.diagnostics if found.severity is Severity.ERROR}


MISFIT = ("PRODUCT_MISFIT", {"product.unknown-result"})


def test_a_proposal_that_another_overtook_says_so_and_is_not_submitted_or_published(lender: Lender) -> None:
    silent, asking = drafted(lender, giver("{}")), drafted(lender, reader())
    lender.act(ADA, desk.submit_proposal, silent, None)
    lender.act(ADA, desk.submit_proposal, asking, None)
    lender.act(ADA, desk.publish_proposal, asking, None)
    view = lender.view()
    open_one = next(each for each in desk.proposals_page(view, silent.key, desk.asked_page()).items)
    assert [each.code for each in desk.obstacles_of(view, open_one)] == ["PRODUCT_MISFIT"]
    assert codes(refused(lambda: lender.act(ADA, desk.publish_proposal, silent, None))) == MISFIT
    assert lender.ask({"income": 900}).decisions[0].outcome.is_open


def test_what_reads_it_is_refused_where_the_giver_has_fallen_silent(lender: Lender) -> None:
    asking = drafted(lender, reader())
    published(lender, giver("{}"))
    assert codes(refused(lambda: lender.act(ADA, desk.submit_proposal, asking, None))) == MISFIT


def test_an_old_version_that_publishes_nothing_is_not_gone_back_to(lender: Lender) -> None:
    old = published(lender, giver("{}"))
    published(lender, giver())
    published(lender, reader())
    back = desk.Numbered(desk.rule_set_key("giver"), old)
    rolled: Callable[[], object] = lambda: lender.act(CHIEF, desk.roll_back, back, WHY, desk.Period(), None, None)  # noqa: E731
    assert codes(refused(rolled)) == MISFIT


def test_what_is_scheduled_counts(lender: Lender) -> None:
    later = START + 30 * DAY
    published(lender, reader(), later)
    refusal = refused(lambda: published(lender, giver("{}")))
    assert codes(refusal) == ("CONTENT_REFUSED", {"product.unknown-result"})
    lender.act(ADA, desk.publish_rule_set, desk.Submission("giver", giver("{}"), replace(WHY, valid_until=later)))


def test_an_activation_is_not_taken_back_that_others_count_on(lender: Lender) -> None:
    published(lender, giver("{}"))
    later = START + 30 * DAY
    done = lender.act(ADA, desk.publish_rule_set, sent(giver(), later)).published.activation
    published(lender, reader(), later + DAY)
    taken = desk.Numbered(done.key, done.sequence)
    assert codes(refused(lambda: lender.act(CHIEF, desk.cancel_activation, taken, WHY, None))) == MISFIT
    lender.act(CHIEF, desk.cancel_activation, desk.Numbered(desk.rule_set_key("reader"), 2), WHY, None)
    lender.act(CHIEF, desk.cancel_activation, taken, WHY, None)


def test_a_product_that_is_to_come_counts_as_one_that_is_in_force(lender: Lender) -> None:
    published(lender, reader())
    content = (
        "{product: soon, name: {en: Soon}, kind: LINE, segment: CONSUMER, currency: CNY, ruleSets: [giver, reader]}"
    )
    lender.act(ADA, desk.create_product, desk.Submission("soon", content, replace(WHY, valid_from=START + 9 * DAY)))
    lender.product("cash", "giver")
    assert codes(refused(lambda: published(lender, giver("{}")))) == ("CONTENT_REFUSED", {"product.unknown-result"})
