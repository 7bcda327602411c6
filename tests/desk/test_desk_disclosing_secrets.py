"""What is not public is nowhere on the page, in no feed, and in nothing that these are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.desk.lenders import ADA, CHIEF, DAY, INCOME, RESIDENCE, WHY, new_lender, rules
from tests.desk.public import INCOME_RULES, PUBLIC, Public, notices, said

from creditrules import desk
from creditrules.auth import Principal
from creditrules.disclosure import LANGUAGES, Disclosure, PublicChange, atom_feed, html_page, json_feed
from creditrules.records import names_of
from creditrules.rules import Category

LINE = "kind: LINE, segment: CONSUMER, currency: CNY, ruleSets: [income]"
SECRET = "classified"
"""Stands in everything that is not public, in small letters so that it may be part of a slug."""


@pytest.fixture
def public() -> Iterator[Public]:
    with new_lender() as lender:
        yield Public(lender).found()


def everything(found: Disclosure) -> str:
    """All that anybody can get, in every form and language."""
    written = [write(found, tag, "/disclosure") for write in (html_page, atom_feed, json_feed) for tag in LANGUAGES]
    return "\n".join([*written, repr(found)]).lower()


def is_kept(public: Public) -> bool:
    return SECRET not in everything(public.seen())


RULES = f"""\
ruleSet: {SECRET}-rules
category: RISK
name: {{en: {SECRET} name, zh: {SECRET} 名称}}
description: {{en: {SECRET} description}}
reasons: {{{SECRET.upper()}: {{message: {{en: {SECRET} message, zh: {SECRET} 原因}}}}}}
facts: [{{name: {SECRET}Fact, type: number, label: {{en: {SECRET} label}}}}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [{SECRET}Fact]
      outputs: [intervention, reason]
      rules:
        - {{id: {SECRET}-row, when: ["< 77"], then: ['"DECLINE"', '"{SECRET.upper()}"']}}
        - {{id: b, when: ["-"], then: ['"ALLOW"', "null"]}}
tests: [{{name: {SECRET} case, facts: {{{SECRET}Fact: 3}}, expect: {{outcome: DECLINE}}}}]
"""


def test_nothing_of_a_rule_set_is_told_but_what_its_statements_say_to_customers(public: Public) -> None:
    who = replace(ADA, subject=f"{SECRET}@acme.example")
    lender = public.lender
    lender.act(who, desk.create_rule_set, f"{SECRET}-rules", {"en": SECRET}, Category.RISK)
    first = said("rules", comment=f"{SECRET} comment")
    lender.act(who, desk.publish_rule_set, desk.Submission(f"{SECRET}-rules", RULES, first))
    public.product("income", f"{SECRET}-rules", change=said("governed", comment=f"{SECRET} comment"))
    second = said("stricter", comment=f"{SECRET} comment")
    lender.act(who, desk.publish_rule_set, desk.Submission(f"{SECRET}-rules", RULES.replace("77", "78"), second))
    assert public.history() == ["stricter", "governed", "product"]
    assert is_kept(public)
    digests = {entry.digest for head in lender.catalogue.store.all_heads("acme").values() for entry in head.entries}
    told = everything(public.seen())
    assert not [digest for digest in digests if digest in told]


def test_what_is_only_drafted_is_not_told(public: Public) -> None:
    lender = public.lender
    draft = desk.Submission("income", rules("income", INCOME, RESIDENCE), said(f"{SECRET} draft"))
    number = lender.act(ADA, desk.draft_rule_set, draft).moved.proposal.number
    assert is_kept(public)
    named = desk.Numbered(INCOME_RULES, number)
    lender.act(ADA, desk.submit_proposal, named, None)
    assert is_kept(public)
    lender.act(ADA, desk.withdraw_proposal, named, f"{SECRET} reason", None)
    assert is_kept(public)
    assert public.history() == ["product"]


def test_a_product_that_is_only_drafted_has_no_page(public: Public) -> None:
    content = f"{{product: next, name: {{en: {SECRET}}}, {LINE}}}"
    public.lender.act(ADA, desk.draft_product, desk.Submission("next", content, WHY))
    settings = PUBLIC.__class__(products=("loan", "next"))
    assert public.asked(product="next", settings=settings) is None
    public.rules(100, "now")
    assert SECRET not in everything(public.seen(settings=settings))


def test_other_products_and_what_governs_them_alone_are_not_told(public: Public) -> None:
    public.lender.rule_set(f"{SECRET}-rules", INCOME, change=said(SECRET))
    public.product("income", f"{SECRET}-rules", slug=f"{SECRET}-product", change=said(SECRET))
    public.lender.rule_set(f"{SECRET}-rules", INCOME, at_least=7, change=said(SECRET))
    public.rules(100, "of both")
    assert public.history() == ["of both", "product"]
    assert is_kept(public)


def test_parameters_that_do_not_publish_their_values_are_not_told_nor_when_they_change(public: Public) -> None:
    values = "values: {2026-01-01: {value: 1}, 2026-01-02: {value: 2}}"
    public.parameter(SECRET, values, said(SECRET))
    content = rules("income", INCOME).replace("< 0", f"< param.{SECRET}")
    public.lender.act(ADA, desk.publish_rule_set, desk.Submission("income", content, said("uses it")))
    public.parameter(SECRET, "value: 9", said(SECRET, valid_from=public.now + 3 * DAY))
    found = public.seen()
    assert (notices(found.changes), notices(found.coming)) == (["uses it", "product"], [])
    assert is_kept(public)
    assert found.until is None
    public.parameter(SECRET, "published: true, value: 10", said("public now", valid_from=public.now + 4 * DAY))
    assert public.to_come() == ["public now"]


def test_the_end_of_a_parameter_is_told_where_its_values_were(public: Public) -> None:
    for slug, written in (("open", "published: true, value: 1"), (SECRET, "value: 1")):
        public.parameter(slug, written, said(f"{slug} begins"))
        content = rules("income", INCOME).replace("< 0", f"< param.{slug}")
        public.lender.act(ADA, desk.publish_rule_set, desk.Submission("income", content, said(f"uses {slug[:4]}")))
    public.lender.act(ADA, desk.publish_rule_set, desk.Submission("income", rules("income", INCOME), said("uses none")))
    for slug in ("open", SECRET):
        named = desk.Numbered(desk.parameter_key(slug), 0)
        public.lender.act(CHIEF, desk.retire, named, said(f"{slug} ends"), None, None)
    assert public.history() == ["open ends", "uses none", "uses clas", "uses open", "open begins", "product"]
    assert is_kept(public)


def test_settings_policies_and_experiments_are_not_told(public: Public) -> None:
    lender = public.lender
    public.rules(100, "second", valid_from=public.now + 300 * DAY)
    content = f"{{experiment: {SECRET}, name: {{en: {SECRET}}}, of: income, champion: 1, challenger: 2, mode: SHADOW}}"
    lender.act(ADA, desk.create_experiment, desk.Submission(SECRET, content, said(SECRET)))
    desk.set_settings(lender.catalogue, CHIEF, "disclosure: {products: [loan]}", said(SECRET), None, None)
    assert public.history() == ["product"]
    assert is_kept(public)


def test_another_lender_is_not_told(public: Public) -> None:
    zoe = Principal("zenith", SECRET, ADA.roles | CHIEF.roles)
    lender = public.lender
    lender.act(zoe, desk.create_rule_set, "income", {"en": SECRET}, Category.RISK)
    lender.act(zoe, desk.publish_rule_set, desk.Submission("income", rules("income", INCOME), said(SECRET)))
    content = f"{{product: loan, name: {{en: {SECRET}}}, {LINE}}}"
    lender.act(zoe, desk.create_product, desk.Submission("loan", content, said(SECRET)))
    assert is_kept(public)
    theirs = public.asked(tenant="zenith")
    assert theirs is not None
    assert notices(theirs.changes) == [SECRET]
    assert "changed." not in everything(theirs)


def test_places_of_older_pages_tell_nothing(public: Public) -> None:
    slug = f"{SECRET}-rules"
    public.lender.rule_set(slug, INCOME, change=said("other"))
    public.product("income", slug, change=said("both"))
    for number in range(25):
        public.lender.rule_set(slug, INCOME, at_least=number + 1, change=said(f"{number}"))
    older = public.seen().older
    assert older is not None
    from base64 import urlsafe_b64decode  # noqa: PLC0415 - what a stranger would do

    assert SECRET.encode() not in urlsafe_b64decode(older + "=" * (-len(older) % 4))


def test_a_field_that_is_added_is_looked_at_here() -> None:
    """Whoever adds one says what it may tell; nothing of a person, a rule or another product is among these."""
    assert set(names_of(PublicChange)) == {
        "id", "act", "status", "subject", "name", "since", "until", "announced", "ground", "impact", "withdrawn",
        "withdrawal", "corrected",
    }  # fmt: skip
    assert set(names_of(Disclosure)) == {
        "tenant", "product", "lender", "name", "zone", "address", "at", "until", "coming", "further", "changes",
        "before", "older", "complete",
    }  # fmt: skip
