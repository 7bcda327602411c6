"""The settings of a lender, as clients meet them."""

from pathlib import Path
from typing import Any

Service = Any
CHIEF = "chief"
AUDITOR = "auditor"
WRITER = "writer"

OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations" / "admin"
STATEMENT = {
    "basis": {"category": "PRODUCT", "citation": "Partner board 7/2026"},
    "comment": "Partners asked for more time.",
    "notice": [{"language": "en", "text": "Facts stay accepted for longer."}],
}


def set_settings(service: Service, content: str, token: str = CHIEF, **extra: Any) -> dict[str, Any]:
    given = {"content": content, "statement": STATEMENT} | extra
    answer: dict[str, Any] = service.data(
        (OPERATIONS / "set-settings.graphql").read_text("utf-8"), {"input": given}, token
    )
    found: dict[str, Any] = answer["setSettings"]
    return found


def settings(service: Service, token: str = AUDITOR, **times: str) -> dict[str, Any]:
    answer = service.data((OPERATIONS / "settings.graphql").read_text("utf-8"), times, token)
    found: dict[str, Any] = answer["settings"]
    return found


def test_settings_have_defaults_versions_two_times_and_an_audit_chain(own_lender: Service) -> None:
    before = settings(own_lender)
    assert (before["version"], before["recordedAt"], before["content"].strip()) == (None, None, "{}")
    assert before["inEffect"]["facts"] == {"noticeDays": 90}

    first = set_settings(own_lender, "facts: {noticeDays: 120}", idempotencyKey="s")
    assert (first["version"], first["replayed"], first["userErrors"]) == (1, False, [])
    assert set_settings(own_lender, "facts: {noticeDays: 120}", idempotencyKey="s")["replayed"]
    then = settings(own_lender)
    assert set_settings(own_lender, "{}", basedOn=1)["settings"]["inEffect"]["facts"] == {"noticeDays": 90}

    at = {"validAt": then["validFrom"], "knownAt": then["recordedAt"]}
    assert settings(own_lender, **at) == then
    assert then["inEffect"]["facts"] == {"noticeDays": 120}
    assert "noticeDays: 120" in then["content"]
    assert settings(own_lender)["version"] == 2
    assert set_settings(own_lender, "{}", basedOn=1)["replayed"]
    [stale] = set_settings(own_lender, "facts: {noticeDays: 7}", basedOn=1)["userErrors"]
    assert stale["code"] == "STALE_BASE"

    chains = own_lender.data(
        '{ auditChains(slug: "settings", kind: POLICY) { nodes { entries(first: 5) { nodes { act } } } } }',
        token=AUDITOR,
    )["auditChains"]["nodes"]
    assert [link["act"] for link in chains[0]["entries"]["nodes"]] == ["CREATE", "PUBLISH", "PUBLISH"]
    changes = own_lender.data("{ ruleChanges { nodes { document { slug } } } }")["ruleChanges"]["nodes"]
    assert "settings" not in {change["document"]["slug"] for change in changes}


def test_odd_settings_are_refused_with_their_place(lender: Service) -> None:
    for content, code, place in (
        ("facts: {noticeDay: 3}", "document.unknown-key", "facts.noticeDay"),
        ("facts: {noticeDays: -1}", "document.value", "facts.noticeDays"),
        ("facts: {noticeDays: 1000000}", "document.value", "facts.noticeDays"),
        ("no such section: {}", "document.unknown-key", "no such section"),
        ("[1]", "document.shape", None),
        ("facts: {", "document.syntax", None),
    ):
        done = set_settings(lender, content)
        assert [error["code"] for error in done["userErrors"]] == ["CONTENT_REFUSED"], content
        found = done["diagnostics"][0]
        assert (found["code"], found["place"]) == (code, place), content
    assert settings(lender)["version"] is None


def test_only_a_chief_sets_them_and_partners_do_not_see_them(lender: Service) -> None:
    assert lender.error("{ settings { version } }")["extensions"]["code"] == "FORBIDDEN"
    given = {"input": {"content": "{}", "statement": STATEMENT}}
    asked = "mutation($input: SetSettingsInput!) { setSettings(input: $input) { version } }"
    assert lender.error(asked, given, WRITER)["extensions"]["code"] == "FORBIDDEN"
