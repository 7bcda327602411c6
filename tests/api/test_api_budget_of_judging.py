"""What judges rules keeps the request's budget: it stops early, says that it is not complete, and never more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import BEHAVIOUR, CHANGE, LINE_CAP, Service, build_service
from tests.api.test_api_budget import FIBONACCI, Ticking, under

from creditrules.api import Budgets
from creditrules.config import Limits

COMPARED = "verdict complete notAnalysed differences(first: 50) { nodes { where changed { part before after } } }"
ASKED = f"""query($before: AnsweringProductInput!, $after: AnsweringProductInput!) {{
    compareOutcomes(input: {{before: $before, after: $after}}) {{ {COMPARED} }} }}"""
OUTCOMES = f"outcomes {{ product sentences comparison {{ {COMPARED} }} }}"
PROPOSAL = f"""proposal {{ id statement {{ people {{ sentences }} {OUTCOMES} }} }} userErrors {{ code }}"""
PEOPLE = "requestedAmount\n" + "".join(f"{1000 * n}\n" for n in range(600))
HARDER = BEHAVIOUR.replace("> 30", "> 20").replace("<= 30", "<= 20")
NOT_TO_ITS_END = "Not analysed to its end: the request took more evaluation than it may."


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    for service in build_service(founded=True):
        mapping = "columns: {requestedAmount: {number: {fact: requestedAmount}}}\nconstants: {overdueDays: 0}"
        people = {"name": "people", "product": "pay-later", "content": PEOPLE, "mapping": mapping}
        assert act(service, "registerPopulation", "userErrors { code }", **people)["userErrors"] == []
        yield service


def act(service: Service, name: str, asked: str = PROPOSAL, /, **given: Any) -> Any:
    kind = name[0].upper() + name[1:]
    query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {asked} }} }}"
    return service.data(query, {"input": given}, "administrator")[name]


def draft(service: Service, slug: str, content: str) -> str:
    made = act(service, "draftRuleVersion", slug=slug, content=content, change=CHANGE)
    assert made["userErrors"] == [], made
    return str(made["proposal"]["id"])


def steps(service: Service, most: int) -> Service:
    return under(service, Budgets(Limits(evaluation_steps=most, evaluation_times=1)))


def looks(service: Service, most: int) -> Service:
    """With the time for so many looks at the clock."""
    return under(service, Budgets(Limits(evaluation_milliseconds=1_000, evaluation_times=1), Ticking(1 / most)))


def test_the_lenders_own_people_have_a_larger_budget(service: Service) -> None:
    bounded = under(service, Budgets(Limits(evaluation_steps=1_000, evaluation_times=5)))
    most = [
        bounded.answer("{ products(first: 1) { nodes { slug } } }", {}, token)["extensions"]["cost"]["evaluation"]
        for token in ("partner", "administrator")
    ]
    assert [each["maximumSteps"] for each in most] == [1_000, 5_000]


def compared(service: Service, proposal: str, product: str = "pay-later") -> Any:
    asked = {"before": {"product": product}, "after": {"product": product, "proposal": proposal}}
    return service.data(ASKED, asked, "auditor")["compareOutcomes"]


@pytest.mark.parametrize("bounded", [steps, looks])
def test_a_comparison_that_is_cut_short_tells_what_it_found_and_never_that_nothing_differs(
    service: Service, bounded: Any
) -> None:
    proposal = draft(service, "behaviour", HARDER)
    whole = compared(service, proposal)
    assert (whole["verdict"], whole["complete"], len(whole["differences"]["nodes"])) == ("DIFFERENT", True, 2)
    verdicts = set()
    for most in (1, 10, 30, 100, 300, 1_000, 3_000):
        found = compared(bounded(service, most), proposal)
        verdicts.add((found["verdict"], found["complete"]))
        assert found["complete"] == (NOT_TO_ITS_END not in found["notAnalysed"])
        assert all(node in whole["differences"]["nodes"] for node in found["differences"]["nodes"])
    assert verdicts >= {("NOT_PROVED", False), ("DIFFERENT", True)}
    assert verdicts <= {("NOT_PROVED", False), ("DIFFERENT", False), ("DIFFERENT", True)}


def test_rules_that_answer_alike_are_not_proved_so_where_the_time_ends(service: Service) -> None:
    proposal = draft(service, "line-cap", LINE_CAP.replace('"<= 200000"', '"-"'))
    found = [compared(looks(service, most), proposal) for most in (1, 5, 1_000)]
    assert [each["verdict"] for each in found] == ["NOT_PROVED", "NOT_PROVED", "EQUIVALENT"]


def assess(service: Service, proposal: str, *populations: str) -> Any:
    return act(service, "assessProposal", proposal=proposal, populations=[*populations])


def test_what_a_proposal_does_is_kept_as_far_as_it_got_and_compared_again_when_asked_again(service: Service) -> None:
    proposal = draft(service, "behaviour", HARDER)
    assert assess(looks(service, 1), proposal)["userErrors"] == [{"code": "BUDGET_SPENT"}]
    cut = assess(looks(service, 4), proposal)["proposal"]["statement"]["outcomes"]
    first = {each["product"]: each["comparison"] for each in cut}
    assert NOT_TO_ITS_END in first[cut[0]["product"]]["notAnalysed"]
    assert "is not proved" in cut[0]["sentences"][0]
    again = assess(service, proposal)["proposal"]["statement"]["outcomes"]
    assert {each["comparison"]["complete"] for each in again} == {True}
    stays = assess(looks(service, 1), proposal)["proposal"]["statement"]["outcomes"]
    assert stays == again


def test_an_impact_on_people_says_of_how_many_the_request_had_no_time(service: Service) -> None:
    proposal = draft(service, "line-cap", LINE_CAP.replace("200000", "150000"))
    whole = assess(service, proposal, "people")["proposal"]["statement"]["people"]
    assert whole[0]["sentences"][0] == "50 of 600 applicants get another outcome."
    found = [assess(looks(service, most), proposal, "people") for most in (1, 25, 35, 200)]
    assert found[0] == {"proposal": None, "userErrors": [{"code": "BUDGET_SPENT"}]}
    told = [each["proposal"]["statement"]["people"][0]["sentences"] for each in found if each["proposal"]]
    cut = [each for each in told if each != whole[0]["sentences"]]
    assert 0 < len(cut) < len(told)
    for first, second, *_ in cut:
        seen = re.fullmatch("The request had time for the first ([0-9]+) of 600 rows: what becomes .*", first)
        assert seen is not None
        assert f" of {seen[1]} applicants" in second


RULES: dict[str, Any] = {
    "ruleSet": "claims",
    "category": "RISK",
    "name": {"en": "Claims"},
    "facts": [{"name": "age", "type": "number", "better": "higher"}, {"name": "debt", "type": "number"}],
    "reasons": {"OK": {"message": {"en": "ok"}}, "NO": {"message": {"en": "no"}}},
    "decisions": [
        {"name": "Loop", "expression": f"count(for i in 1..50 return {FIBONACCI}) + age - debt"},
        {
            "name": "Findings",
            "table": {
                "hitPolicy": "UNIQUE",
                "inputs": ["Loop", "age"],
                "outputs": ["intervention", "reason"],
                "rules": [[">= 90", "-", '"ALLOW"', '"OK"'], ["< 90", "-", '"DECLINE"', '"NO"']],
            },
        },
    ],
    "properties": [{"name": "none declined", "when": "age >= 40 and debt <= 0", "never": "DECLINE"}],
    "tests": [{"name": "one", "facts": {"age": 60, "debt": 0}, "expect": {"outcome": "ALLOW"}}],
}


def checked(service: Service, rules: dict[str, Any]) -> Any:
    asked = "version { number } diagnostics { code message severity } userErrors { code }"
    return act(service, "publishRuleVersion", asked, slug="claims", content=json.dumps(rules), change=CHANGE)


@pytest.fixture(scope="module")
def judged(service: Service) -> Any:
    """What publishing the rules tells where there is hardly any time; a product is governed by them."""
    made = {"slug": "claims", "name": [{"language": "en", "text": "Claims"}], "category": "RISK"}
    assert service.mutate("createRuleSet", made)["userErrors"] == []
    published = checked(looks(service, 3), RULES)
    product = "product: loan\nname: {en: Loan}\nkind: LOAN\nsegment: CONSUMER\ncurrency: CNY\nruleSets: [claims]\n"
    loan: dict[str, Any] = {"slug": "loan", "content": product, "change": CHANGE}
    assert service.mutate("createProduct", loan)["userErrors"] == []
    return published


def test_verification_has_a_part_of_the_request_and_cases_are_run_to_their_end(service: Service, judged: Any) -> None:
    assert (judged["userErrors"], judged["version"]) == ([], {"number": 1})
    told = {each["code"]: each["message"] for each in judged["diagnostics"]}
    assert "is not known" in told["table.not-analysed"]
    assert NOT_TO_ITS_END in told["claims.not-proved"]
    assert NOT_TO_ITS_END in told["properties.searched"]
    failing = RULES | {"tests": [{"name": "one", "facts": {"age": 60, "debt": 0}, "expect": {"outcome": "DECLINE"}}]}
    assert checked(looks(service, 3), failing)["userErrors"] == [{"code": "CONTENT_REFUSED"}]
    assert checked(steps(service, 9_000), RULES)["userErrors"] == [{"code": "BUDGET_SPENT"}]
    assert checked(steps(service, 9_000), failing)["userErrors"] == [{"code": "BUDGET_SPENT"}], "it was not run"


@pytest.mark.usefixtures("judged")
def test_what_an_evaluation_leaves_half_done_is_no_difference(service: Service) -> None:
    """Only the evaluator can tell what these rules answer, at 11,000 steps each."""
    rules = json.dumps(RULES).replace(">= 90", ">= 40").replace("< 90", "< 40")
    proposal = draft(service, "claims", rules)
    for most in (2_000, 9_000, 13_000, 17_000, 40_000):
        found = compared(steps(service, most), proposal, "loan")
        assert (found["verdict"], found["differences"]["nodes"]) == ("NOT_PROVED", [])
        assert NOT_TO_ITS_END in found["notAnalysed"]
    assert compared(service, proposal, "loan")["verdict"] == "DIFFERENT"


def test_what_verification_had_no_time_for_is_found_before_a_proposal_is_published(service: Service) -> None:
    overlapping = BEHAVIOUR.replace("hitPolicy: FIRST", "hitPolicy: UNIQUE")
    drafted = act(looks(service, 1), "draftRuleVersion", slug="behaviour", content=overlapping, change=CHANGE)
    assert drafted["userErrors"] == []
    given = {"proposal": drafted["proposal"]["id"]}
    assert act(service, "submitProposal", **given)["userErrors"] == []
    assert act(service, "publishProposal", **given)["userErrors"] == [{"code": "FLAWS_REFUSED"}]
