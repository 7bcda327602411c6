"""What was written of an answer is written again where all is the same that it hangs on, and nowhere else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.api.both_ways import PARTNER, Both, Variables, both_on, lived_in, shipped
from tests.api.conftest import CHANGE, LINE_CAP, PAY_LATER
from tests.api.possible_acts import FACTS, LATER, STRICTEST, changed, published, sent
from tests.api.settled_fields import all_settled, settled_fields
from tests.api.worlds import ALICE

from creditrules.api import GRAPHQL_SCHEMA
from creditrules.api.engine.plans.fragments import Fragments
from creditrules.api.engine.plans.marks import SETTLED_ATTRIBUTES

OTHERS = ("acme.PARTNER.other", "acme.AUDITOR.ann", PARTNER, ALICE)
LANGUAGES = ("", "zh", "de, en;q=0.5")
TIMES = 5
"""The first question stands on what no other comes to; the second writes what is kept, the others read it."""


class Lender:
    """A lender that answers both ways; found: how often something kept was written again."""

    def __init__(self) -> None:
        self.world, _ = lived_in()
        self.both: Both = both_on(self.world, self.world)
        self.input: Variables = {**FACTS, "products": ["pay-later", "cash-loan"]}
        self.found = 0

    def same(self, text: str, token: str = ALICE, languages: str = "", **said: Any) -> str:
        body = {"query": text, "variables": {"input": self.input | said}}
        return self.both.same(body, token, languages).body.decode()


@pytest.fixture(scope="module")
def lender() -> Lender:
    return Lender()


@pytest.fixture(autouse=True)
def counted(lender: Lender, monkeypatch: pytest.MonkeyPatch) -> None:
    lender.found, find = 0, Fragments.find

    def counting(self: Fragments, *given: Any) -> Any:
        found = find(self, *given)
        lender.found += found is not None
        return found

    monkeypatch.setattr(Fragments, "find", counting)


def of_decisions(fields: str) -> str:
    return f"query($input: EligibilityInput!) {{ eligibility(input: $input) {{ decisions {{ {fields} }} }} }}"


def eligibility() -> list[str]:
    """Those shipped that need nothing but the question."""
    return [each.text for each in shipped() if each.root == "eligibility" and "$pack" not in each.text]


def test_answers_are_the_same_in_every_byte_however_often_they_are_asked_for(lender: Lender) -> None:
    for text in (*eligibility(), all_settled()):
        for token in OTHERS:
            for languages in LANGUAGES:
                told = {lender.same(text, token, languages) for _ in range(TIMES)}
                assert len(told) == 1
    assert lender.found > 300


APPLICANTS: tuple[Variables, ...] = (
    {"facts": {"overdueDays": 0, "requestedAmount": 5}},
    {"facts": {"overdueDays": 31, "requestedAmount": 300_000}},
    {"facts": {"overdueDays": 400, "requestedAmount": 5}},
    {"facts": {"overdueDays": 31}},
    {"facts": {}},
    {"facts": {"overdueDays": 0, "requestedAmount": 5}, "products": None},
    {"facts": {"overdueDays": 0, "requestedAmount": 5}, "request": {"amount": 1000, "termMonths": 12}},
    {"facts": {"overdueDays": 0, "requestedAmount": 5}, "pins": [{"ruleSet": "behaviour", "version": 1}]},
    {"facts": {"overdueDays": 31, "requestedAmount": "x"}},
    {"facts": {"overdueDays": 31, "sources": {"overdueDays": {"confidence": 0.5}}}},
)


def test_each_applicant_is_answered_as_if_there_were_no_other(lender: Lender) -> None:
    """Some of whom rules refuse, who lack facts, ask for a loan, chose versions, or say something wrong."""
    for text in (*eligibility(), all_settled()):
        told = {tuple(lender.same(text, PARTNER, **each) for each in APPLICANTS) for _ in range(TIMES)}
        assert len(told) == 1
        assert len({*told.pop()}) >= len(APPLICANTS) - 1
    assert lender.found


WITHIN = '\'"WITHIN_CAP"\', "200000"'
LATE = {"overdueDays": 31, "requestedAmount": 5}
ALIKE: tuple[tuple[str, tuple[Variables, ...]], ...] = (
    (
        "reasons { code } alternatives { product { slug } outcome }",
        tuple({"facts": LATE | {"overdueDays": each}, "products": ["pay-later"]} for each in (31, 301)),
    ),
    (
        "outcome principalReasons { rank distance reason { code } }",
        tuple({"facts": LATE | {"overdueDays": each}} for each in (31, 40)),
    ),
    (
        "outcome restsOn { fact confidence } preQualification",
        tuple({"facts": LATE | {"sources": {"overdueDays": {"confidence": each}}}} for each in (0.5, 0.7)),
    ),
    (
        "outcome offer { amount } offerNotes { code } request { amount }",
        ({"facts": LATE}, *({"facts": LATE, "request": {"amount": each, "termMonths": 9}} for each in (9, 10))),
    ),
)


@pytest.mark.parametrize(("fields", "applicants"), ALIKE)
def test_what_differs_where_all_rows_are_the_same_is_written_anew(
    lender: Lender, fields: str, applicants: tuple[Variables, ...]
) -> None:
    for _ in range(TIMES):
        assert len({lender.same(of_decisions(fields), **each) for each in applicants}) == len(applicants)


def test_so_are_answers_that_grow_too_large(lender: Lender) -> None:
    body = {"query": all_settled(), "variables": {"input": lender.input}}
    for room in (100, 700, 1_500, 2_500, 4_000, 6_000, 9_000, 12_000):
        within = lender.both.with_limits(answer_bytes=room)
        assert len({within.same(body).body for _ in range(TIMES)}) == 1


@pytest.mark.parametrize("token", OTHERS)
def test_who_may_see_less_is_told_no_more_after_who_sees_all(lender: Lender, token: str) -> None:
    text = of_decisions("reasons { code row ruleId }")
    for each in (ALICE, token) * TIMES:
        lender.same(text, each)
    assert lender.found


def test_an_answer_in_one_language_is_none_in_another(lender: Lender) -> None:
    text = of_decisions("reasons { message }")
    for _ in range(TIMES):
        told = [lender.same(text, languages=each) for each in ("en", "zh")]
        said = [lender.same(text, languages="en", locale=each) for each in ("en", "zh")]
        assert told == said
        assert told[0] != told[1]
    assert lender.found


def test_ids_are_of_the_view_that_was_asked_for(lender: Lender) -> None:
    text = of_decisions("product { id }")
    now = lender.world.clock.moment
    for _ in range(TIMES):
        told = {lender.same(text), *(lender.same(text, validAt=(now - each).isoformat()) for each in _A_WHILE)}
        assert len(told) == 1 + len(_A_WHILE)


_A_WHILE = (timedelta(minutes=1), timedelta(minutes=2))


def test_after_a_change_it_is_the_new_version_that_is_told(lender: Lender) -> None:
    text = of_decisions("reasons { version { number } }")
    before = [lender.same(text) for _ in range(TIMES)]
    published(lender.world, STRICTEST)
    after = [lender.same(text) for _ in range(TIMES)]
    assert len({*before}) == len({*after}) == 1
    assert before[0] != after[0]
    assert lender.found


PRODUCTS = of_decisions("product { latestVersion }")


def test_so_is_what_moves_without_being_in_force_yet(lender: Lender) -> None:
    before = [lender.same(PRODUCTS) for _ in range(TIMES)]
    lender.world.act(
        "publishProductVersion", sent("pay-later", changed(PAY_LATER), CHANGE | LATER), "version { number }"
    )
    after = [lender.same(PRODUCTS) for _ in range(TIMES)]
    assert len({*before}) == len({*after}) == 1
    assert before[0] != after[0]


def test_nothing_of_one_lender_is_told_to_another(lender: Lender) -> None:
    """Who has the very same documents, and so the same contents in the process, but fewer versions of them."""
    other = ALICE.replace("acme", "zenith")
    lender.world.service.found(other)
    for text in (PRODUCTS, all_settled()):
        told = [(lender.same(text), lender.same(text, other)) for _ in range(TIMES)]
        assert len({*told}) == 1
        assert told[0][0] != told[0][1]
    assert lender.found


def test_amounts_are_those_of_each_applicant(lender: Lender) -> None:
    """Of a rule that works them out: the rest of its reason is kept, and no more."""
    chosen = 'if requestedAmount > 6 then "LINE_CAP" else "WITHIN_CAP"'
    computed = LINE_CAP.replace(WITHIN, WITHIN.replace("200000", "requestedAmount * 2").replace('"WITHIN_CAP"', chosen))
    assert computed != LINE_CAP
    lender.world.act("publishRuleVersion", sent("line-cap", computed), "version { number }")
    for _ in range(TIMES):
        told = {lender.same(all_settled(), facts={"overdueDays": 1, "requestedAmount": each}) for each in AMOUNTS}
        assert len(told) == len(AMOUNTS)
    assert lender.found


AMOUNTS = ("5", "5.0", "5.00", "7", "0")


def uses_parameter(lender: Lender, name: str, values: str) -> None:
    """The cap hangs on a parameter with these values from now on."""
    content = f"{{parameter: {name}, category: RISK, name: {{en: Level}}, type: boolean, {values}}}"
    lender.world.act("createParameter", sent(name, content), "version { number }")
    using = LINE_CAP.replace(WITHIN, WITHIN.replace("200000", f"if param.{name} then 7 else 8"))
    lender.world.act("publishRuleVersion", sent("line-cap", using), "version { number }")


OF_PARAMETERS = of_decisions("terms { limit } appliedParameters { number value { value validFrom } }")


def test_what_a_parameter_says_changes_with_the_day_though_nothing_moves(lender: Lender) -> None:
    now = lender.world.clock.moment
    days = [(now + timedelta(days=ahead)).date().isoformat() for ahead in (-1, 1)]
    uses_parameter(
        lender, "level", f"published: true, values: {{{days[0]}: {{value: true}}, {days[1]}: {{value: true}}}}"
    )
    told = []
    for _ in range(2):
        told += [lender.same(OF_PARAMETERS) for _ in range(TIMES)]
        lender.world.clock.moment += timedelta(days=2)
    assert [len({*told[:TIMES]}), len({*told[TIMES:]}), len({*told})] == [1, 1, 2]
    assert lender.found


def test_what_a_parameter_says_is_told_to_those_who_may_see_it(lender: Lender) -> None:
    uses_parameter(lender, "secret", "value: true")
    told = [[lender.same(OF_PARAMETERS, token) for token in (ALICE, PARTNER)] for _ in range(TIMES)]
    values = [[json.loads(each)["data"]["eligibility"]["decisions"][0] for each in both] for both in told]
    shown = [[each["appliedParameters"][0]["value"] is not None for each in both] for both in values]
    assert shown == [[True, False]] * TIMES
    assert lender.found


def test_what_would_lift_a_reason_is_worked_out_for_each_applicant(lender: Lender) -> None:
    """Of two with the same reason, each of whom is told what they asked for."""
    words = "lift: {en: Ask for a lower amount., zh: 请降低申请金额。}"
    condition = (
        "lift: {condition: requestedAmount <= 200000, message: {en: Less., zh: 更少。}, publishThresholds: true}"
    )
    solved = LINE_CAP.replace(words, condition).replace("unit: CNY,", "unit: CNY, changeable: {direction: down},")
    lender.world.act("publishRuleVersion", sent("line-cap", solved), "version { number }")
    text = of_decisions("reasons { code liftCondition { sentence } }")
    applicants: list[Variables] = [
        {"facts": LATE | {"requestedAmount": each}, "products": ["pay-later"]} for each in (300_000, 400_000)
    ]
    for _ in range(TIMES):
        assert len({lender.same(text, **each) for each in applicants}) == len(applicants)
    assert lender.found


def test_a_variable_within_is_looked_at_each_time(lender: Lender) -> None:
    text = """query($input: EligibilityInput!, $locale: String, $row: Boolean!) {
      eligibility(input: $input) { decisions { reasons { code row @include(if: $row) message(locale: $locale) } } } }"""
    for _ in range(TIMES):
        told = set()
        for row in (True, False):
            for locale in ("en", "zh"):
                variables = {"input": lender.input, "locale": locale, "row": row}
                told.add(lender.both.same({"query": text, "variables": variables}).body)
        assert len(told) == 4


def test_what_is_settled_is_the_same_at_other_moments_and_to_others_with_the_same_rights(lender: Lender) -> None:
    """By graphql-core, which keeps nothing."""
    fields = {
        type_: [name for name, _ in settled_fields(GRAPHQL_SCHEMA.type_map[type_])] for type_ in SETTLED_ATTRIBUTES
    }
    assert len([name for names in fields.values() for name in names]) > 60
    told = set()
    for hours in (0, 1):
        lender.world.clock.moment += timedelta(hours=hours)
        for token in (PARTNER, "acme.PARTNER.other"):
            body = {"query": all_settled(), "variables": {"input": lender.input}}
            answer = json.loads(lender.both.answers(body, token)[1].body)
            told.add(json.dumps(answer["data"]))
    assert len(told) == 1
