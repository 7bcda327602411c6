"""What anybody reads of a product's changes: which, in which order, how they stand, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.api.list_costs import counted
from tests.desk.lenders import ADA, CHIEF, DAY, INCOME, new_lender, refused
from tests.desk.public import CHIEF_AND_ADA, INCOME_RULES, PUBLIC, Public, notices, said

from creditrules import desk
from creditrules.desk.entries import entries_of
from creditrules.disclosure import Act, Status, Subject, atom_feed, html_page
from creditrules.errors import Refusal
from creditrules.rules import Category
from creditrules.rules.life import DisclosureSettings, SettingsForm


@pytest.fixture
def public() -> Iterator[Public]:
    with new_lender() as lender:
        yield Public(lender).found()


def test_a_product_is_told_of_only_where_its_lender_says_so(public: Public) -> None:
    assert public.asked() is not None
    assert public.asked(settings=DisclosureSettings()) is None
    assert public.asked(settings=DisclosureSettings(products=("other",))) is None
    assert public.asked(product="other", settings=DisclosureSettings(products=("other",))) is None
    assert public.asked(tenant="zenith") is None


def test_what_a_lender_has_made_public_is_read_of_its_settings(public: Public) -> None:
    catalogue = public.lender.catalogue
    assert desk.disclosure_settings(catalogue, "acme") == SettingsForm().disclosure
    content = "disclosure: {products: [loan], lender: {en: Acme}, timeZone: Asia/Shanghai}"
    desk.set_settings(catalogue, CHIEF, content, said("settings"), None, None)
    found = desk.disclosure_settings(catalogue, "acme")
    assert (found.products, found.lender, found.time_zone) == (("loan",), {"en": "Acme"}, "Asia/Shanghai")
    assert "settings" not in public.history()


def test_it_takes_as_many_requests_whether_there_is_such_a_lender_or_not(public: Public) -> None:
    catalogue = public.lender.catalogue
    desk.set_settings(catalogue, CHIEF, "disclosure: {products: [loan]}", said("settings"), None, None)
    costs = []
    for tenant in ("acme", "zenith", "acme", "zenith"):
        with counted() as trips:
            desk.disclosure_settings(catalogue, tenant)
        costs.append(trips.total())
    assert set(costs) == {2}


def test_the_newest_is_first_and_what_comes_is_by_itself_the_soonest_first(public: Public) -> None:
    public.rules(100, "now")
    public.rules(300, "later", valid_from=public.now + 30 * DAY)
    public.rules(200, "soon", valid_from=public.now + 9 * DAY)
    found = public.seen()
    assert notices(found.coming) == ["soon", "later"]
    assert notices(found.changes) == ["now", "product"]
    assert {each.status for each in found.coming} == {Status.COMING}
    assert [each.status for each in found.changes] == [Status.IN_FORCE, Status.IN_FORCE]
    assert found.until == found.coming[0].since
    public.lender.clock.moment += 10 * DAY
    assert (public.history(), public.to_come()) == (["soon", "now", "product"], ["later"])
    assert [each.status for each in public.seen().changes] == [Status.IN_FORCE, Status.PAST, Status.IN_FORCE]


def test_one_that_ends_by_itself_gives_place_at_its_end(public: Public) -> None:
    public.rules(100, "campaign", valid_until=public.now + 5 * DAY)
    found = public.seen()
    assert found.until == found.changes[0].until
    public.lender.clock.moment += 6 * DAY
    [campaign, _] = public.seen().changes
    assert (campaign.status, campaign.until) == (Status.PAST, found.until)


def test_what_was_withdrawn_is_said_so_with_why(public: Public) -> None:
    public.rules(100, "to come", valid_from=public.now + 9 * DAY)
    public.rules(90, "now")
    public.cancel(INCOME_RULES, 2, "it does not")
    found = public.seen()
    assert (found.coming, found.until) == ((), None)
    assert notices(found.changes) == ["to come", "now", "product"]
    first = found.changes[0]
    assert (first.status, first.withdrawal and first.withdrawal.notice) == (Status.WITHDRAWN, {"en": "it does not"})
    assert first.withdrawn is not None
    assert first.announced < first.withdrawn < first.since
    public.lender.clock.moment += 20 * DAY
    assert public.seen().changes == found.changes


def test_a_correction_is_new_and_what_it_corrects_is_said_to_be(public: Public) -> None:
    public.rules(100, "wrong")
    wrong = public.now
    public.lender.clock.moment += 5 * DAY
    public.rules(200, "later")
    public.lender.clock.moment += 5 * DAY
    public.rules(150, "right", valid_from=wrong + DAY, correction=True)
    found = public.seen().changes
    assert notices(found) == ["right", "later", "wrong", "product"]
    assert [each.act for each in found] == [Act.CORRECTION, Act.CHANGE, Act.CHANGE, Act.CHANGE]
    assert [each.corrected is not None for each in found] == [False, False, True, False]
    assert found[2].corrected == found[0].announced
    assert found[0].since == wrong + DAY


def test_going_back_and_ending_are_told_as_what_they_are(public: Public) -> None:
    public.rules(100, "stricter")
    public.roll_back(1, "back")
    public.lender.act(
        CHIEF_AND_ADA, desk.retire, desk.Numbered(desk.product_key("loan"), 0), said("no more"), None, None
    )
    found = public.seen().changes
    assert [(each.act, each.status) for each in found] == [
        (Act.END, Status.IN_FORCE),
        (Act.RETURN, Status.IN_FORCE),
        (Act.CHANGE, Status.PAST),
        (Act.CHANGE, Status.PAST),
    ]


def test_a_rule_set_is_told_of_while_it_governs_the_product(public: Public) -> None:
    public.lender.rule_set("other", INCOME, change=said("other, before"))
    public.product("income", "other", change=said("other governs"))
    public.rules(300, "other, then", slug="other")
    public.product("income", change=said("other does not"))
    public.rules(400, "other, after", slug="other")
    assert public.history() == ["other does not", "other, then", "other governs", "product"]


def test_a_rule_set_that_is_to_govern_is_told_of_from_then_on(public: Public) -> None:
    public.lender.rule_set("other", INCOME, change=said("other, before"))
    public.product("income", "other", change=said("other will govern", valid_from=public.now + 10 * DAY))
    public.rules(300, "too early", slug="other", valid_from=public.now + 5 * DAY)
    public.rules(400, "late enough", slug="other", valid_from=public.now + 15 * DAY)
    assert public.to_come() == ["other will govern", "late enough"]


def test_a_rule_set_that_changes_as_it_begins_to_govern_is_told_of(public: Public) -> None:
    then = public.now + 10 * DAY
    public.lender.rule_set("other", INCOME, change=said("other, before"))
    public.product("income", "other", change=said("other will govern", valid_from=then))
    public.rules(300, "at once", slug="other", valid_from=then)
    assert sorted(public.to_come()) == ["at once", "other will govern"]


TWO_KINDS = """\
ruleSet: kinds
category: RISK
name: {en: kinds}
reasons: {POOR: {message: {en: Not enough.}}}
facts: [{name: income, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [product.kind, income]
      outputs: [intervention, reason]
      rules:
        - ['"LINE"', "< 100", '"DECLINE"', '"POOR"']
        - ['"LOAN"', "< 200", '"DECLINE"', '"POOR"']
        - ["-", "-", '"ALLOW"', "null"]
"""


def test_what_cannot_reach_the_product_is_left_out_as_for_partners(public: Public) -> None:
    lender = public.lender

    def publish(content: str, text: str) -> None:
        lender.act(ADA, desk.publish_rule_set, desk.Submission("kinds", content, said(text)))

    lender.act(ADA, desk.create_rule_set, "kinds", {"en": "kinds"}, Category.RISK)
    publish(TWO_KINDS, "kinds")
    public.product("income", "kinds", change=said("governed by kinds"))
    publish(TWO_KINDS.replace("< 200", "< 250"), "of loans alone")
    publish(TWO_KINDS.replace("< 200", "< 250").replace("< 100", "< 150"), "of lines")
    assert public.history() == ["of lines", "governed by kinds", "product"]


RATE = "published: true, values: {2026-01-01: {value: 1}, 2026-01-20: {value: 2}, 2026-02-10: {value: 3}}"


def test_values_that_come_by_themselves_are_told_where_the_parameter_publishes_them(public: Public) -> None:
    public.parameter("open", RATE, said("open"))
    public.parameter("closed", RATE.replace("published: true, ", ""), said("closed"))
    content = public_rules("open", "closed")
    public.lender.act(ADA, desk.publish_rule_set, desk.Submission("income", content, said("uses both")))
    public.parameter("open", RATE.replace("value: 1", "value: 7"), said("open again"))
    public.parameter("closed", RATE.replace("value: 1", "value: 7").replace("published: true, ", ""), said("closed 2"))
    found = public.seen()
    assert notices(found.changes) == ["open again", "uses both", "open", "product"]
    assert [(each.act, each.subject, each.name) for each in found.coming] == [
        (Act.VALUE, Subject.PARAMETER, {"en": "The open"}),
        (Act.VALUE, Subject.PARAMETER, {"en": "The open"}),
    ]
    assert found.until == found.coming[0].since
    public.lender.clock.moment = found.coming[0].since
    later = public.seen()
    assert [each.status for each in later.changes if each.act is Act.VALUE] == [Status.IN_FORCE]
    assert later.until == later.coming[0].since
    assert len({each.id for each in (*later.coming, *later.changes)}) == len(later.coming) + len(later.changes)


def public_rules(*parameters: str) -> str:
    sums = " + ".join(f"param.{each}" for each in parameters)
    return f"""\
ruleSet: income
category: RISK
name: {{en: income}}
reasons: {{POOR: {{message: {{en: Not enough.}}}}}}
facts: [{INCOME}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [income]
      outputs: [intervention, reason]
      rules: [["< {sums}", '"DECLINE"', '"POOR"'], ["-", '"ALLOW"', "null"]]
"""


def test_an_id_stays_whatever_happens_after(public: Public) -> None:
    public.rules(100, "to come", valid_from=public.now + 9 * DAY)
    before = {each.ground.notice["en"]: each.id for each in (*public.seen().coming, *public.seen().changes)}
    public.lender.clock.moment += 10 * DAY
    public.rules(200, "next")
    after = {each.ground.notice["en"]: each.id for each in public.seen().changes}
    assert {text: after[text] for text in before} == before


def test_the_id_of_an_end_hangs_on_a_moment_that_nobody_is_told() -> None:
    """An end has no content, whose digest keeps names of rule sets from being guessed."""

    def end(later: int) -> str:
        with new_lender() as lender:
            public = Public(lender).found()
            lender.clock.moment += timedelta(microseconds=later)
            lender.act(CHIEF, desk.retire, desk.Numbered(INCOME_RULES, 0), said("ends"), None, None)
            return next(each.id for each in public.seen().changes if each.act is Act.END)

    assert end(0) == end(0)
    assert end(0) != end(1)


def test_a_head_that_lacks_an_activation_is_not_taken_at_its_word(public: Public) -> None:
    for number in range(1, 4):
        public.rules(number, f"change {number}")
    documents = desk.Documents(public.lender.catalogue, "acme")
    view = desk.view_of(documents, ADA, public.now)
    head = public.lender.catalogue.store.heads("acme", [INCOME_RULES])[INCOME_RULES]
    whole = entries_of(view, head)
    lacking = entries_of(view, replace(head, entries=head.entries[1:]))
    assert (whole.cancellations, lacking.cancellations) == ({}, {})
    assert sorted(each.sequence for each in lacking.entries) == sorted(each.sequence for each in whole.entries)


def test_older_ones_are_on_further_pages_each_once(public: Public) -> None:
    for number in range(45):
        public.rules(number + 1, f"change {number}")
    pages, before = [], None
    while True:
        found = public.seen(before)
        pages.append(found)
        before = found.older
        if before is None:
            break
    assert [len(page.changes) for page in pages] == [20, 20, 6]
    told = [text for page in pages for text in notices(page.changes)]
    assert told == [*(f"change {number}" for number in reversed(range(45))), "product"]
    assert all(page.complete for page in pages)


def test_long_notices_make_more_pages_and_none_that_is_large(public: Public) -> None:
    tags = [f"x{first}{second}" for first in "abcdefgh" for second in "abcdefgh"]
    for number in range(9):
        notice = {"en": f"change {number}"} | dict.fromkeys(tags, "变" * 2000)
        public.lender.rule_set("income", INCOME, at_least=number + 1, change=replace(said(""), notice=notice))
    for number in range(4):
        change = replace(said(""), notice={"en": f"later {number}"} | dict.fromkeys(tags, "变" * 2000))
        change = replace(change, valid_from=public.now + (number + 1) * DAY)
        public.lender.rule_set("income", INCOME, at_least=100 + number, change=change)
    first = public.seen()
    assert (notices(first.coming), first.further) == (["later 0", "later 1"], True)
    told, sizes, before = notices(first.changes), [len(first.changes)], first.older
    while before is not None:
        page = public.seen(before)
        assert len(html_page(page, "zh", "/disclosure").encode()) < 1_200_000
        assert len(atom_feed(page, "zh", "/disclosure").encode()) < 1_200_000
        told += notices(page.changes)
        sizes.append(len(page.changes))
        before = page.older
    assert told == [*(f"change {number}" for number in reversed(range(9))), "product"]
    assert sizes == [1, 2, 2, 2, 3]


def test_a_place_of_another_product_is_no_place(public: Public) -> None:
    for number in range(21):
        public.rules(number + 1, f"change {number}")
    older = public.seen().older
    assert older is not None
    catalogue = public.lender.catalogue
    assert desk.is_disclosure_place(catalogue, "acme", "loan", older)
    for tenant, product, place in (("zenith", "loan", older), ("acme", "other", older), ("acme", "loan", older + "A")):
        assert not desk.is_disclosure_place(catalogue, tenant, product, place)
    assert refused(lambda: public.seen("nowhere")).code == "BAD_CURSOR"


def test_a_page_costs_as_much_however_long_the_history_is(public: Public) -> None:
    costs = []
    for number in range(62):
        public.rules(number + 1, f"change {number}")
        if number in {1, 30, 61}:
            with counted() as trips:
                public.seen()
            costs.append(trips.total())
    assert len(set(costs[1:])) == 1
    assert max(costs) <= 8, costs


def test_a_page_costs_as_much_however_much_governs_the_product(public: Public) -> None:
    costs = []
    for many in (2, 30):
        slugs = [f"rules-{many}-{number}" for number in range(many)]
        for slug in slugs:
            public.lender.rule_set(slug, INCOME, change=said(slug))
        public.product("income", *slugs, change=said(f"{many} more"))
        for slug in slugs:
            public.lender.rule_set(slug, INCOME, at_least=5, change=said(f"{slug} again"))
        with counted() as trips:
            public.seen()
        costs.append(trips.total())
    assert costs == [5, 5]


def test_more_than_a_head_carries_is_read_by_the_hundred(public: Public) -> None:
    public.rules(1, "wrong")
    wrong = public.now
    for number in range(2, 90):
        public.rules(number, f"change {number}")
    public.rules(500, "never", valid_from=public.now + DAY)
    public.cancel(INCOME_RULES, 91, "not at all")
    public.rules(95, "right", valid_from=wrong, correction=True)
    with counted() as trips:
        found = public.seen()
    assert trips.total() <= 10, trips
    assert notices(found.changes)[:3] == ["right", "never", "change 89"]
    assert found.changes[1].withdrawal is not None
    told, before = [*found.changes], found.older
    while before is not None:
        page = public.seen(before)
        told += page.changes
        before = page.older
    assert notices(told)[-3:] == ["change 2", "wrong", "product"]
    assert [each.ground.notice["en"] for each in told if each.corrected is not None] == ["wrong"]


def test_nobody_is_told_more_than_the_soonest_of_very_much(public: Public) -> None:
    for number in range(1, 56):
        public.rules(number, f"{number}", valid_from=public.now + number * DAY)
    found = public.seen()
    assert (notices(found.coming), found.further) == ([str(number) for number in range(1, 51)], True)


def test_history_that_is_damaged_is_no_history(public: Public, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_given: object) -> dict[object, object]:
        return {}

    monkeypatch.setattr(type(public.lender.catalogue.store), "activations_numbered", nothing)
    with pytest.raises(Refusal) as found:
        public.seen()
    assert found.value.code == "HISTORY_DAMAGED"


def test_a_rule_set_s_category_is_what_is_told_of_it(public: Public) -> None:
    public.lender.act(ADA, desk.create_rule_set, "law", {"en": "law"}, Category.REGULATION)
    content = public_rules("x").replace("< param.x", "< 1").replace("ruleSet: income", "ruleSet: law")
    content = content.replace("category: RISK", "category: REGULATION")
    public.lender.act(ADA, desk.publish_rule_set, desk.Submission("law", content, said("law")))
    public.product("income", "law", change=said("governed by law"))
    public.lender.act(
        ADA, desk.publish_rule_set, desk.Submission("law", content.replace("< 1", "< 2"), said("law falls"))
    )
    assert [(each.subject, each.name) for each in public.seen().changes] == [
        (Subject.REGULATION_RULES, None),
        (Subject.PRODUCT, None),
        (Subject.PRODUCT, None),
    ]


def test_public_products_alone_are_named_as_touched(public: Public) -> None:
    public.product("income", slug="hidden", change=said("hidden"))
    public.product("income", slug="shown", change=said("shown"))
    public.rules(100, "all three")
    both = DisclosureSettings(products=("loan", "shown", "not-there"))
    for settings, names in ((PUBLIC, ["The loan"]), (both, ["The loan", "The shown"])):
        touched = public.seen(settings=settings).changes[0].impact.products
        assert [each["en"] for each in touched] == names


LINE = "kind: LINE, segment: CONSUMER, currency: CNY, ruleSets: [income]"


def test_a_product_is_called_as_it_is_called_now(public: Public) -> None:
    content = (
        "{product: loan, name: {en: The new name}, kind: LINE, segment: CONSUMER, currency: CNY, ruleSets: [income]}"
    )
    change = said("renamed", valid_from=public.now + 9 * DAY)
    public.lender.act(ADA, desk.publish_product, desk.Submission("loan", content, change))
    assert public.seen().name["en"] == "The loan"
    public.lender.clock.moment += 10 * DAY
    assert public.seen().name["en"] == "The new name"
