"""Evidence of a decision: it holds as it was made, and whatever is altered in it is noticed, by two verifiers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.auth import LocalSigner, PublicKey, holds, make_key
from creditrules.document import canonical, digest_of
from creditrules.eligibility import read_pins
from creditrules.eligibility.evidence import (
    Checked,
    check_evidence,
    digests_in,
    evidence_core,
    signature_line,
    statement_of,
)
from creditrules.eligibility.recording import (
    NUMBERS,
    FactsState,
    Receipt,
    RecordedDecision,
    SealedPart,
    digests_of,
)
from creditrules.errors import Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.audit import ChainEnd, ExportedLink, link_line

VERIFIER = Path(__file__).parents[2] / "examples" / "evidence" / "verify-evidence.mjs"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SIGNER = LocalSigner(make_key())
RULES = canonical({"ruleSet": "behaviour", "note": "§ 14a, 花呗"})
PRODUCT = canonical({"product": "pay-later"})
ID = "7" + "ab" * 31 + "c"
VERSION = {"ruleSet": "behaviour", "version": 3, "digest": digest_of(RULES), "pinned": False}
ANSWER: dict[str, Any] = {
    "product": "pay-later",
    "productDigest": digest_of(PRODUCT),
    "outcome": "LIMIT",
    "terms": {"limit": Decimal("77777.70"), "rate": None},
    "reasons": [{"code": "OVERDUE", "row": 2, "limit": Decimal("77777.70")}],
    "versions": [VERSION],
    "warnings": ["„quoted“ \\ \n 𝄞"],
    "alternatives": [],
}
SUMMARY = {
    "product": "pay-later",
    "productDigest": digest_of(PRODUCT),
    "outcome": "LIMIT",
    "reasons": [{"code": "OVERDUE", "row": 2}],
    "versions": [VERSION],
}
FACTS = {"income": Decimal("1.50"), "name": "Zoë", "flags": [True, None, {"z": Decimal(9), "ａ": "b", "𝄞": "c"}]}
REQUESTS = {"pay-later": {"amount": Decimal("500.10"), "termMonths": 12}}
PINS = {DocumentKey(DocumentKind.RULE_SET, "behaviour"): 3, DocumentKey(DocumentKind.PARAMETER, "lpr-1y"): 2}
PART = SealedPart(FACTS, (), ("pay-later",), PINS, (ANSWER,), "5a" * 32, REQUESTS)


def links(numbers: object = NUMBERS) -> tuple[ExportedLink, ...]:
    """A chain of six, of which the second is the decision's."""
    about = {"tenant": "acme", "kind": "DECISIONS", "slug": "7", "recordedAt": NOW.isoformat(), "author": "shop"}
    decision = {
        "act": "DECIDE",
        "id": ID,
        "validAt": NOW.isoformat(),
        "knownAt": NOW.isoformat(),
        **digests_of(PART, numbers),
        "products": [SUMMARY],
        **({"numbers": numbers} if numbers else {}),
    }
    previous, made = "0" * 64, []
    for number in range(1, 7):
        said = about | {"number": number} | (decision if number == 2 else {"act": "ERASE_SUBJECT", "id": "7e"})
        text = json.dumps(said, sort_keys=True, separators=(",", ":"))
        made.append(ExportedLink(number, text, previous, sha256(bytes.fromhex(previous) + text.encode()).hexdigest()))
        previous = made[-1].hash
    return tuple(made)


def decision(numbers: object = NUMBERS) -> RecordedDecision:
    link = links(numbers)[1]
    receipt = Receipt("7", link.number, link.text, link.previous, link.hash)
    return RecordedDecision(ID, "shop", NOW, NOW, NOW, NOW, FactsState.KEPT, (SUMMARY,), receipt, PART)


def core(numbers: object = NUMBERS, *, linked: bool = True, withheld: bool = False) -> bytes:
    end = ChainEnd(6, links(numbers)[-1].hash)
    contents = None if withheld else {digest_of(text): text for text in (RULES, PRODUCT)}
    return evidence_core(decision(numbers), contents, end, NOW, linked=linked)


def file(text: bytes, *, behind: bytes | None = None) -> bytes:
    """The core, signed, with the links behind it."""
    after = "".join(map(link_line, links()[2:])).encode() if behind is None else behind
    return text + b"\n" + signature_line(SIGNER.public().kid, SIGNER.sign(statement_of(text))) + b"\n" + after


EVIDENCE = file(core())


def check(content: bytes, key: PublicKey | None = None) -> Checked:
    trusted = key or SIGNER.public()
    return check_evidence(
        content.splitlines(keepends=True) if b"\r" not in content else content.split(b"\n"),
        lambda name, signature, message: name == trusted.kid and holds(trusted, signature, message),
    )


def code(content: bytes, key: PublicKey | None = None) -> str:
    """ "" where it holds, else the code of the refusal."""
    try:
        check(content, key)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_evidence_says_what_was_asked_answered_and_recorded() -> None:
    checked = check(EVIDENCE)
    assert (checked.question["facts"], checked.question["requests"]) == (FACTS, REQUESTS)
    assert read_pins(checked.question) == PINS
    assert checked.trace[0]["terms"]["limit"] == "77777.70"
    assert checked.contents == {digest_of(text): text for text in (RULES, PRODUCT)}
    assert (checked.said["id"], checked.receipt.number, checked.links) == (ID, 2, 4)
    assert checked.passed == {link.number: link.hash for link in links()[1:]}


@pytest.mark.parametrize("numbers", [NUMBERS, None])
def test_a_receipt_of_an_earlier_release_holds_too_and_what_is_withheld_need_not_be_there(numbers: object) -> None:
    checked = check(file(core(numbers, linked=False, withheld=True), behind=b""))
    assert (checked.links, checked.contents) == (None, None)


def test_the_digests_of_contents_are_found_wherever_they_stand() -> None:
    other = {"product": "b", "productDigest": "d1", "versions": [{"digest": "d2", "parameters": [{"digest": "d3"}]}]}
    assert digests_in([{**ANSWER, "alternatives": [other]}]) == {*digests_in([ANSWER]), "d1", "d2", "d3"}


def altered(content: bytes, position: int, byte: int, kind: str) -> bytes:
    if kind == "put in":
        return content[:position] + bytes([byte]) + content[position:]
    if kind == "left out":
        return content[:position] + content[position + 1 :]
    return content[:position] + bytes([byte]) + content[position + 1 :]


ALTERED = st.builds(
    lambda place, byte, kind: altered(EVIDENCE, place, byte, kind),
    st.integers(0, len(EVIDENCE) - 1),
    st.integers(0, 255) | st.sampled_from(b' \n\r0a"{,'),
    st.sampled_from(["put in", "left out", "changed"]),
).filter(lambda content: content != EVIDENCE)


@settings(max_examples=300)
@given(ALTERED)
def test_each_altered_byte_is_noticed(content: bytes) -> None:
    assert code(content).startswith("EVIDENCE_")


def test_every_file_that_is_cut_off_is_noticed() -> None:
    lines = EVIDENCE.splitlines(keepends=True)
    for number in range(len(lines)):
        assert code(b"".join(lines[:number])) in {"EVIDENCE_UNREADABLE", "EVIDENCE_CHAIN"}
    assert code(EVIDENCE[:-1]) == "EVIDENCE_UNREADABLE"
    assert code(EVIDENCE + lines[-1]) == "EVIDENCE_CHAIN"


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=60) | st.sampled_from(EVIDENCE.splitlines()), max_size=5).map(b"\n".join))
def test_whatever_it_is_given_it_says_what_is_wrong(content: bytes) -> None:
    assert code(content).startswith("EVIDENCE_") or content == EVIDENCE


def test_another_key_or_the_second_form_of_a_signature_is_not_taken() -> None:
    other = LocalSigner(make_key())
    assert code(EVIDENCE, other.public()) == "EVIDENCE_NOT_GENUINE"
    assert code(EVIDENCE, replace(other.public(), kid=SIGNER.public().kid)) == "EVIDENCE_NOT_GENUINE"
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    signature = json.loads(EVIDENCE.splitlines()[1])["signature"]
    second = f"{signature[:64]}{order - int(signature[64:], 16):064x}"
    assert code(EVIDENCE.replace(signature.encode(), second.encode())) == "EVIDENCE_NOT_GENUINE"


Change = Callable[[dict[str, Any]], None]


def put(*path: str) -> Callable[[Any], Change]:
    def with_value(value: Any) -> Change:
        def change(fields: dict[str, Any]) -> None:
            for name in path[:-1]:
                fields = fields[name]
            fields[path[-1]] = value(fields[path[-1]]) if callable(value) else value

        return change

    return with_value


SIGNED_CHANGES: list[tuple[Change, str]] = [
    (put("digested", "facts")(lambda text: text.replace("1.50", "1.51")), "EVIDENCE_ALTERED"),
    (put("digested", "trace")(lambda text: text.replace("LIMIT", "ALLOW")), "EVIDENCE_ALTERED"),
    (put("question", "facts", "income")(Decimal("1.6")), "EVIDENCE_CONTRADICTS"),
    (put("question", "facts")({}), "EVIDENCE_CONTRADICTS"),
    (put("question", "requests", "pay-later", "amount")(600), "EVIDENCE_CONTRADICTS"),
    (put("question", "requests")({}), "EVIDENCE_CONTRADICTS"),
    (put("digested")(lambda named: {n: text for n, text in named.items() if n != "requests"}), "EVIDENCE_CONTRADICTS"),
    (put("question", "validAt")("2026-06-02T12:00:00+00:00"), "EVIDENCE_CONTRADICTS"),
    (put("question", "knownAt")("yesterday"), "EVIDENCE_UNREADABLE"),
    (put("contents")({digest_of(RULES): RULES.decode()}), "EVIDENCE_CONTRADICTS"),
    (put("contents", digest_of(RULES))("{}"), "EVIDENCE_ALTERED"),
    (put("receipt", "text")(lambda text: text.replace("shop", "ship")), "EVIDENCE_CHAIN"),
    (put("receipt", "number")(3), "EVIDENCE_CHAIN"),
    (put("receipt", "previous")("zz" * 32), "EVIDENCE_UNREADABLE"),
    (put("receipt")(None), "EVIDENCE_UNREADABLE"),
    (put("end", "number")(1), "EVIDENCE_CHAIN"),
    (put("end", "number")(7), "EVIDENCE_CHAIN"),
    (put("end", "hash")("ab" * 32), "EVIDENCE_CHAIN"),
    (put("linked")(False), "EVIDENCE_CHAIN"),
    (put("form")("creditrules evidence 2"), "EVIDENCE_UNREADABLE"),
]
"""What even the holder of the key could not have said of this decision."""


def signed_changes() -> Iterator[tuple[bytes, str]]:
    for change, expected in SIGNED_CHANGES:
        fields = json.loads(core(), parse_float=Decimal)
        change(fields)
        yield file(canonical(fields)), expected


def test_signed_parts_that_do_not_go_together_are_noticed() -> None:
    for content, expected in signed_changes():
        assert code(content) == expected


@pytest.mark.command("node")
def test_the_verifier_in_javascript_agrees(tmp_path: Path) -> None:
    whole = [EVIDENCE, *(file(core(each, linked=False, withheld=True), behind=b"") for each in (NUMBERS, None))]
    places = range(0, len(EVIDENCE), 53)
    wrong = [altered(EVIDENCE, place, EVIDENCE[place] ^ 1, "changed") for place in places]
    wrong += [altered(EVIDENCE, place, 0, "left out") for place in places]
    wrong += [content for content, _ in signed_changes()]
    wrong += [b"", EVIDENCE[:-1], EVIDENCE + b"\n", b"".join(EVIDENCE.splitlines(keepends=True)[:-1])]
    for number, content in enumerate([*whole, *wrong]):
        (tmp_path / f"{number}.evidence").write_bytes(content)
    (tmp_path / "key.pem").write_text(SIGNER.public().pem(), "ascii")
    driver = tmp_path / "driver.mjs"
    driver.write_text(
        f"""
        import {{ readFileSync }} from "node:fs";
        import {{ check }} from {json.dumps(VERIFIER.as_uri())};
        const key = readFileSync("key.pem");
        const told = [...Array({len(whole) + len(wrong)}).keys()].map((number) => {{
            try {{ check(readFileSync(`${{number}}.evidence`), key); return ""; }}
            catch (wrong) {{ return wrong.message; }}
        }});
        console.log(JSON.stringify(told));
        """,
        "utf-8",
    )
    done = subprocess.run(["node", driver.name], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    told = json.loads(done.stdout)
    assert told[: len(whole)] == [code(content) for content in whole] == ["", "", ""]
    assert [number for number, why in enumerate(told[len(whole) :]) if not why] == []
    assert [code(content) for content in wrong if not code(content)] == []
