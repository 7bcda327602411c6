"""What a proposal does to the answers of products: computed, bound into what is approved, asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import CHANGE, LINE_CAP, PAY_LATER, build_service

Service = Any
STATEMENT = {name: CHANGE[name] for name in ("basis", "comment", "notice")}
DIFFERENCES = """differences(first: 9) { totalCount nodes {
    changed { part before after } where sample { name value }
    before { outcome limit reasons { ruleSet reason } } after { outcome limit reasons { ruleSet reason } } proved } }"""
OUTCOMES = f"outcomes {{ product sentences digest comparison {{ verdict complete notAnalysed {DIFFERENCES} }} }}"
PROPOSAL = f"""proposal {{ id state binding obstacles {{ code }} statement {{ people {{ population }} {OUTCOMES} }} }}
    userErrors {{ field code message }}"""
LENDER = Path(__file__).parents[3] / "shared" / "cases" / "lender"
STRICTER = LINE_CAP.replace('"> 200000"', '"> 150000"').replace('"<= 200000"', '"<= 150000"')


@pytest.fixture
def service() -> Iterator[Service]:
    """The sample lender, where changes of regulation need one approval and the answers compared."""
    for service in build_service(founded=True):
        rules = [{"scope": "REGULATION_RULES", "required": 1, "roles": ["APPROVER"]}]
        act(service, "setApprovalPolicy", "chief", "userErrors { code }", rules=rules, statement=STATEMENT)
        content = json.dumps({"impact": {"outcomes": ["REGULATION_RULES"]}})
        set_ = act(service, "setSettings", "chief", "userErrors { code }", content=content, statement=STATEMENT)
        assert set_["userErrors"] == []
        yield service


def act(service: Service, name: str, token: str, asked: str = PROPOSAL, /, **given: Any) -> Any:
    kind = name[0].upper() + name[1:]
    query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {asked} }} }}"
    return service.data(query, {"input": given}, token)[name]


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def draft(service: Service, content: str) -> Any:
    given = {"slug": "line-cap", "content": content, "change": CHANGE}
    return act(service, "draftRuleVersion", "writer", **given)["proposal"]


def assess(service: Service, proposal: Any, **given: Any) -> Any:
    return act(service, "assessProposal", "writer", proposal=proposal["id"], **given)


def approved(service: Service, content: str) -> Any:
    drafted = draft(service, content)
    assessed = assess(service, drafted)["proposal"]
    act(service, "submitProposal", "writer", proposal=drafted["id"])
    done = act(service, "approveProposal", "approver", proposal=drafted["id"], binding=assessed["binding"])
    assert done["proposal"]["state"] == "APPROVED"
    return assessed


def obstacles(proposal: Any) -> list[str]:
    return [each["code"] for each in proposal["obstacles"]]


def test_an_approver_reads_who_would_be_answered_otherwise_and_binds_it(service: Service) -> None:
    drafted = draft(service, STRICTER)
    assert (obstacles(drafted), drafted["statement"]["outcomes"]) == (["IMPACT_MISSING"], [])
    assessed = assess(service, drafted)["proposal"]
    assert assessed["binding"] != drafted["binding"]
    assert (assessed["state"], obstacles(assessed), assessed["statement"]["people"]) == ("DRAFT", [], [])
    [found] = assessed["statement"]["outcomes"]
    assert (found["product"], found["sentences"][1]) == ("pay-later", "Some move from ALLOW to LIMIT.")
    compared = found["comparison"]
    assert (compared["verdict"], compared["complete"], compared["notAnalysed"]) == ("DIFFERENT", True, [])
    assert compared["differences"]["totalCount"] == 2
    region = compared["differences"]["nodes"][0]
    assert region["changed"][0] == {"part": "OUTCOME", "before": "ALLOW", "after": "LIMIT"}
    assert region["where"] == "requestedAmount: (150000..200000], overdueDays: <= 30"
    assert {"name": "requestedAmount", "value": "200000"} in region["sample"]
    assert (region["before"]["outcome"], region["after"]["outcome"], region["proved"]) == ("ALLOW", "LIMIT", True)
    assert {"ruleSet": "line-cap", "reason": "LINE_CAP"} in region["after"]["reasons"]

    act(service, "submitProposal", "writer", proposal=drafted["id"])
    act(service, "approveProposal", "approver", proposal=drafted["id"], binding=assessed["binding"])
    assert codes(act(service, "publishProposal", "writer", proposal=drafted["id"])) == []
    changes = '{ ruleChanges(product: "pay-later", first: 1) { nodes { statement { outcomes { product } } } } }'
    seen, hidden = (service.seen(changes, token=t)["ruleChanges"]["nodes"] for t in ("auditor", "partner"))
    assert seen[0]["statement"]["outcomes"] == [{"product": "pay-later"}]
    assert hidden[0]["statement"]["outcomes"] is None


def test_a_rewrite_that_means_the_same_is_told_so_with_proof(service: Service) -> None:
    drafted = draft(service, LINE_CAP.replace('"<= 200000"', '"-"'))
    [found] = assess(service, drafted)["proposal"]["statement"]["outcomes"]
    assert found["sentences"] == ["Every applicant is answered as before: proved."]
    assert found["comparison"]["verdict"] == "EQUIVALENT"


def test_a_comparison_with_other_rules_is_stale_and_done_anew(service: Service) -> None:
    assessed = approved(service, STRICTER)
    content = PAY_LATER.replace("Pay later", "Pay much later")
    change = {"slug": "pay-later", "content": content, "change": CHANGE}
    assert codes(act(service, "publishProductVersion", "writer", "userErrors { code message }", **change)) == []
    assert codes(act(service, "publishProposal", "writer", proposal=assessed["id"])) == ["IMPACT_STALE"]
    again = assess(service, assessed)["proposal"]
    assert (again["state"], obstacles(again)) == ("DRAFT", [])


def test_a_comparison_is_stale_once_a_parameter_has_another_value_by_its_date(service: Service) -> None:
    now = service.clock.moment
    values = {(now + timedelta(later)).date().isoformat(): value for later, value in ((-30, 200_000), (30, 190_000))}
    lines = "\n".join(f'  "{day}": {{value: {value}}}' for day, value in values.items())
    level = f"parameter: level\ncategory: RISK\nname: {{en: Level}}\ntype: number\nvalues:\n{lines}\n"
    act(service, "setApprovalPolicy", "chief", "userErrors { code }", rules=[], statement=STATEMENT)
    given = {"slug": "level", "content": level, "change": CHANGE}
    assert codes(act(service, "createParameter", "writer", "userErrors { code message }", **given)) == []
    content = LINE_CAP.replace('"> 200000"', '"> param.level"').replace('"<= 200000"', '"<= param.level"')
    assessed = assess(service, draft(service, content))["proposal"]
    query = "query($id: ID!) { node(id: $id) { ... on Proposal { obstacles { code } } } }"
    for days, expected in ((1, []), (20, []), (40, ["IMPACT_STALE"])):
        service.clock.moment = now + timedelta(days)
        assert obstacles(service.data(query, {"id": assessed["id"]}, "writer")["node"]) == expected


def test_what_nothing_in_force_uses_needs_no_comparison(service: Service) -> None:
    name = [{"language": "en", "text": "spare"}]
    made = {"slug": "spare", "name": name, "category": "REGULATION"}
    act(service, "createRuleSet", "writer", "userErrors { code }", **made)
    content = LINE_CAP.replace("ruleSet: line-cap", "ruleSet: spare")
    given = {"slug": "spare", "content": content, "change": CHANGE}
    drafted = act(service, "draftRuleVersion", "writer", **given)["proposal"]
    assert obstacles(drafted) == []
    assert codes(assess(service, drafted)) == ["NOTHING_TO_COMPARE"]


def test_an_edit_leaves_no_comparison_behind(service: Service) -> None:
    drafted = draft(service, STRICTER)
    assess(service, drafted)
    given = {"content": STRICTER.replace("150000", "140000"), "change": CHANGE}
    edited = act(service, "editProposal", "writer", proposal=drafted["id"], **given)["proposal"]
    assert (edited["statement"]["outcomes"], obstacles(edited)) == ([], ["IMPACT_MISSING"])


def test_one_request_compares_a_bounded_number_and_the_next_goes_on(service: Service) -> None:
    for number in range(5):
        content = PAY_LATER.replace("product: pay-later", f"product: later-{number}")
        given = {"slug": f"later-{number}", "content": content, "change": CHANGE}
        assert codes(act(service, "createProduct", "writer", "userErrors { code message }", **given)) == []
    drafted = draft(service, STRICTER)
    first = assess(service, drafted)["proposal"]
    told = [each["product"] for each in first["statement"]["outcomes"]]
    assert (told, obstacles(first)) == ([f"later-{number}" for number in range(5)], ["IMPACT_MISSING"])
    then = assess(service, drafted)["proposal"]
    assert (len(then["statement"]["outcomes"]), obstacles(then)) == (6, [])


def test_a_product_whose_rules_are_too_large_is_not_said_to_be_compared(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditrules.desk.outcomes._STEPS", 10)
    [found] = assess(service, draft(service, STRICTER))["proposal"]["statement"]["outcomes"]
    compared = found["comparison"]
    assert (compared["verdict"], compared["complete"], len(compared["notAnalysed"])) == ("DIFFERENT", False, 1)
    assert not compared["differences"]["nodes"][0]["proved"]


@pytest.mark.shared("cases/lender")
def test_a_step_of_a_real_rule_set_is_found_on_the_product(service: Service) -> None:
    old, new = ((LENDER / f"br-{age}.yaml").read_text("utf-8") for age in ("old", "new"))
    name = [{"language": "en", "text": "Behaviour risk"}]
    made = {"slug": "behaviour-risk", "name": name, "category": "RISK"}
    act(service, "createRuleSet", "writer", "userErrors { code }", **made)
    given = {"slug": "behaviour-risk", "content": old, "change": CHANGE}
    assert codes(act(service, "publishRuleVersion", "writer", "userErrors { code message }", **given)) == []
    content = PAY_LATER.replace("[line-cap, behaviour]", "[behaviour-risk]")
    given = {"slug": "pay-later", "content": content, "change": CHANGE}
    assert codes(act(service, "publishProductVersion", "writer", "userErrors { code message }", **given)) == []
    given = {"slug": "behaviour-risk", "content": new, "change": CHANGE}
    drafted = act(service, "draftRuleVersion", "writer", **given)["proposal"]
    [found] = assess(service, drafted)["proposal"]["statement"]["outcomes"]
    assert "Some move from LIMIT to PAUSE." in found["sentences"]
    assert found["comparison"]["complete"]
    regions = found["comparison"]["differences"]["nodes"]
    assert regions
    assert all("cashOutSuspicion: [70..75)" in region["where"] for region in regions)
