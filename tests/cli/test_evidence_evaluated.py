"""Evidence evaluated again: what follows from its facts is verified, what does not is named, what cannot be is told."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.cli.evidences import FACTS, SIGNER, Change, Made, both, evidence_made, lied, put
from typer.testing import CliRunner

from creditrules.auth import holds
from creditrules.cli.main import app
from creditrules.document import digest_of, given_out
from creditrules.eligibility import ENGINE
from creditrules.eligibility.evidence import Evaluated, NotEvaluated, check_evidence, evaluate_evidence


@pytest.fixture(scope="module")
def made() -> Made:
    return evidence_made()


def trace_of(content: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(json.loads(content.splitlines()[0])["digested"]["trace"])["trace"]
    return found


def evaluated(content: bytes, pem_holds: Any = None) -> Evaluated | NotEvaluated:
    trusted = SIGNER.public()
    genuine = pem_holds or (lambda name, signature, text: name == trusted.kid and holds(trusted, signature, text))
    return evaluate_evidence(check_evidence(content.splitlines(keepends=True), genuine))


def differing(content: bytes) -> list[str]:
    found = evaluated(content)
    assert isinstance(found, Evaluated), found
    return [each.aspect.value for each in found.differences]


def why(content: bytes) -> str:
    found = evaluated(content)
    assert isinstance(found, NotEvaluated), found
    return found.why.value


def first(*path: str | int) -> tuple[str | int, ...]:
    return ("trace", 0, *path)


def test_an_answer_that_follows_from_its_facts_is_verified_with_offer_parties_sources_and_a_parameter(
    made: Made,
) -> None:
    for content in (made.open, made.closed):
        found = evaluated(content, lambda *_: True)
        assert found == Evaluated((), ENGINE, ("coming",))
        assert evaluated(lied(content)) == found
    opened, closed = (trace_of(content)[0] for content in (made.open, made.closed))
    assert {"offer", "parameters", "restsOn", "request"} <= opened.keys()
    assert [other["product"] for other in closed["alternatives"]] == ["stock"]


def numbers(value: Any) -> Any:
    match value:
        case dict():
            return {name: numbers(inner) for name, inner in value.items()}
        case list():
            return [numbers(inner) for inner in value]
    return Decimal(value) if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value) else value


def as_before(parts: Any) -> None:
    """As it was recorded before receipts said how numbers were digested, and by which release."""
    for name in ("numbers", "engine"):
        del parts["said"][name]
    parts |= {"facts": parts["question"]["facts"], "requests": parts["question"]["requests"]}
    parts["trace"] = numbers(parts["trace"])


def test_what_was_recorded_before_numbers_were_digested_as_texts_is_verified_too(made: Made) -> None:
    assert evaluated(lied(made.open, as_before)) == Evaluated((), None, ("coming",))
    assert differing(lied(made.open, both(as_before, put(Decimal(9999), *first("terms", "limit"))))) == ["TERMS"]


def test_replay_in_the_service_is_the_same_evaluation_and_names_both_releases(made: Made) -> None:
    same = {"same": True, "asItWas": True, "engine": ENGINE, "recordedEngine": ENGINE}
    assert made.replayed == {"replay": same, "decision": {"engine": ENGINE}}


def test_the_release_that_records_name_is_that_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == ENGINE


def other_income(parts: Any) -> None:
    parts["question"]["facts"]["monthlyIncome"] = Decimal(700)
    parts["facts"]["monthlyIncome"] = "700"


LIFT: dict[str, Any] = {
    "place": "0",
    "state": "PROVED",
    "doubt": None,
    "outcome": "ALLOW",
    "waits": True,
    "changes": [],
}
LIES: list[tuple[Change, set[str]]] = [
    (both(put("DECLINE", *first("outcome")), put(["DECLINE"], *first("possibleOutcomes"))), {"OUTCOME"}),
    (put(["ALLOW", "LIMIT"], *first("possibleOutcomes")), {"TRACE"}),
    (put("9999", *first("terms", "limit")), {"TERMS"}),
    (put("0.070", *first("offer", "rate")), {"OFFER"}),
    (put("234.86", *first("offer", "schedule", 3, 0)), {"OFFER"}),
    (put("DTI_HIGH", *first("reasons", 0, "code")), {"REASONS", "PRINCIPAL_REASONS"}),
    (put([], *first("principal", "reasons")), {"PRINCIPAL_REASONS"}),
    (put([{"place": "0"}, {"place": "0"}], *first("principal", "reasons")), {"PRINCIPAL_REASONS"}),
    (put("BY_DICE/1", *first("principal", "method")), {"PRINCIPAL_REASONS"}),
    (put([LIFT], *first("lifts")), {"LIFTS"}),
    (put(["score"], *first("missingFacts")), {"MISSING_FACTS"}),
    (lambda parts: parts["trace"][0]["warnings"].append("Beware."), {"WARNINGS"}),
    (put([], *first("restsOn")), {"RESTS_ON"}),
    (put("9000", *first("request", "amount")), {"TRACE"}),
    (put("10000.0", *first("request", "amount")), {"TRACE"}),
    (other_income, {"OUTCOME", "REASONS", "PRINCIPAL_REASONS", "TERMS", "OFFER", "RESTS_ON"}),
]
"""What a lender who holds the key can say of an answer, and in what that differs from what its own rules give."""


@pytest.mark.parametrize("number", range(len(LIES)))
def test_what_does_not_follow_is_named(made: Made, number: int) -> None:
    change, aspects = LIES[number]
    assert set(differing(lied(made.open, change))) == aspects


def test_an_alternative_that_is_not_open_and_what_is_said_of_one_are_named(made: Made) -> None:
    other = ("trace", 0, "alternatives", 0)
    assert differing(lied(made.closed, put("1", *other, "terms", "limit"))) == ["ALTERNATIVES"]
    assert differing(lied(made.closed, put(["Beware."], *other, "warnings"))) == ["TRACE"]


def test_a_content_of_another_name_than_the_record_says_does_not_count(made: Made) -> None:
    def renamed(parts: Any) -> None:
        row = parts["trace"][0]["versions"][1]
        digest = row["digest"]
        text = parts["contents"].pop(digest).replace('"ruleSet":"grades"', '"ruleSet":"grade"')
        row["digest"] = digest_of(text.encode())
        parts["contents"][row["digest"]] = text

    assert "VERSIONS" in differing(lied(made.open, renamed))


def unreadable(parts: Any) -> None:
    row = parts["trace"][0]["versions"][0]
    del parts["contents"][row["digest"]]
    row["digest"] = digest_of(b'{"ruleSet":"affordability","sealed":true}')
    parts["contents"][row["digest"]] = '{"ruleSet":"affordability","sealed":true}'


def crowded(parts: Any) -> None:
    one = parts["trace"][0]
    empty: Any = {"possibleOutcomes": [], "reasons": [], "missingFacts": [], "versions": [], "alternatives": []}
    other = empty | {name: one[name] for name in ("product", "productDigest", "outcome")} | {"terms": None}
    one["alternatives"] = [other | {"warnings": [str(number)]} for number in range(1001)]


def doubled(parts: Any) -> None:
    parts["question"]["products"] = None
    parts["trace"] *= 2
    parts["said"]["products"] = [dict(parts["said"]["products"][0]), parts["said"]["products"][0]]


def at_both(time: str, name: str) -> Change:
    return both(put(time, "question", name), put(time, "said", name))


def asked_for(value: Any, name: str) -> Change:
    return both(put(value, "question", name), put(given_out(value), name))


CANNOT: list[tuple[Change, str]] = [
    (put(None, "contents"), "CONTENTS_WITHHELD"),
    (put("9.0.0", "said", "engine"), "OTHER_ENGINE"),
    (put("soon", "said", "engine"), "OTHER_ENGINE"),
    (put({}, "said", "engine"), "OTHER_ENGINE"),
    (unreadable, "CONTENTS_UNREADABLE"),
    (crowded, "TOO_MUCH"),
    (lambda parts: parts["trace"][0].pop("terms"), "RECORD_UNREADABLE"),
    (put("none", *first("possibleOutcomes")), "RECORD_UNREADABLE"),
    (put([[]], *first("warnings")), "RECORD_UNREADABLE"),
    (put({"a": 1}, *first("alternatives")), "RECORD_UNREADABLE"),
    (put([], *first("versions", 0, "ruleSet")), "RECORD_UNREADABLE"),
    (put("early", *first("versions", 0, "version")), "RECORD_UNREADABLE"),
    (put([{"place": "9"}], *first("principal", "reasons")), "RECORD_UNREADABLE"),
    (put("0", *first("principal", "most")), "RECORD_UNREADABLE"),
    (put({}, *first("principal")), "RECORD_UNREADABLE"),
    (put([{}], *first("lifts")), "RECORD_UNREADABLE"),
    (doubled, "RECORD_UNREADABLE"),
    (at_both("9999-12-31T23:59:59+00:00", "validAt"), "RECORD_UNREADABLE"),
    (asked_for({"loan": {"amount": "lots"}}, "requests"), "RECORD_UNREADABLE"),
    (asked_for(FACTS | {"parties": "us"}, "facts"), "RECORD_UNREADABLE"),
]
"""Genuine, and yet not to be evaluated here."""


@pytest.mark.parametrize("number", range(len(CANNOT)))
def test_what_cannot_be_evaluated_says_why(made: Made, number: int) -> None:
    change, expected = CANNOT[number]
    assert why(lied(made.open, change)) == expected


def verify(tmp_path: Path, content: bytes, *words: str) -> tuple[int, str]:
    (tmp_path / "a.evidence").write_bytes(content)
    if not (tmp_path / "lender.pem").exists():
        (tmp_path / "lender.pem").write_text(SIGNER.public().pem(), "ascii")
    words = ("verify", str(tmp_path / "a.evidence"), "--key", str(tmp_path / "lender.pem"), *words)
    told = CliRunner().invoke(app, words)
    return told.exit_code, told.stdout


def test_the_command_has_a_word_and_a_status_for_each(made: Made, tmp_path: Path) -> None:
    older, lie = put("0.0.9", "said", "engine"), put("9999", *first("terms", "limit"))

    def told(*changes: Change, words: tuple[str, ...] = ()) -> tuple[int, str, str]:
        status, text = verify(tmp_path, lied(made.open, both(*changes)), *words)
        return status, text.splitlines()[0].rpartition(": ")[2], text

    assert told()[:2] == (0, "verified.")
    assert told(words=("--no-evaluate",))[:2] == (0, "genuine.")
    status, word, text = told(lie)
    assert (status, word) == (3, "genuine, but evaluated again it differs.")
    assert "loan, TERMS:" in text
    assert '"limit": "9999"' in text
    assert "another release" not in text
    assert "another release, 0.0.9" in told(lie, older)[2]
    assert (
        "another release, one that the record does not name" in told(lie, lambda parts: parts["said"].pop("engine"))[2]
    )
    assert told(older)[:2] == (0, "verified.")
    assert "It takes longer" in told(words=("--seconds", "0"))[2]
    status, word, text = told(put(None, "contents"))
    assert (status, word, "[CONTENTS_WITHHELD]" in text) == (4, "genuine; not evaluated again.", True)


def test_the_same_for_a_program(made: Made, tmp_path: Path) -> None:
    def told(content: bytes) -> tuple[int, dict[str, Any]]:
        status, text = verify(tmp_path, content, "--json")
        found: dict[str, Any] = json.loads(text)
        return status, found

    status, whole = told(lied(made.open))
    assert (status, whole["result"], whole["evaluation"]["differences"]) == (0, "VERIFIED", [])
    status, whole = told(lied(made.open, put("9999", *first("terms", "limit"))))
    [difference] = whole["evaluation"]["differences"]
    assert (status, whole["result"]) == (3, "DIFFERS")
    assert (difference["aspect"], difference["recorded"]["limit"]) == ("TERMS", "9999")
    status, whole = told(lied(made.open, put(None, "contents")))
    assert (status, whole["result"], whole["evaluation"]["why"]) == (4, "NOT_EVALUATED", "CONTENTS_WITHHELD")
    status, whole = told(made.open)
    assert (status, whole["result"], whole["code"]) == (1, "REFUSED", "EVIDENCE_NOT_GENUINE")


def test_contents_without_their_digests_are_refused_before_anything_is_evaluated(made: Made, tmp_path: Path) -> None:
    def other(parts: Any) -> None:
        parts["contents"] = dict.fromkeys(parts["contents"], "{}")

    status, text = verify(tmp_path, lied(made.open, other), "--json")
    assert (status, json.loads(text)["code"]) == (1, "EVIDENCE_ALTERED")


def test_a_partners_own_evidence_is_genuine_and_says_that_it_was_not_evaluated(made: Made, tmp_path: Path) -> None:
    (tmp_path / "lender.pem").write_text(made.pem, "ascii")
    assert verify(tmp_path, made.partner)[0] == 4
