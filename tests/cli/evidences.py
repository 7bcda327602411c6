"""Evidence of a lender with everything that an answer can have, and what that lender could make of it with its key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from typing import Any

from creditrules.auth import LocalSigner, Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.evidence.links import links_between
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content
from creditrules.document import canonical, digest_of, read_json
from creditrules.eligibility.evidence import signature_line, statement_of
from creditrules.rules.audit import ExportedLink, link_line

__all__ = ["FACTS", "SIGNER", "Change", "Made", "both", "evidence_made", "lied", "put", "signed"]

TESTS = Path(__file__).parents[1]
OPERATIONS = TESTS.parent / "graphql" / "operations" / "partner"
EVIDENCE, DECIDE = ((OPERATIONS / f"{name}.graphql").read_text("utf-8") for name in ("evidence", "decide"))
REPLAY = """query($id: ID!) {
  replay(input: {decision: $id}) { same asItWas engine recordedEngine } decision(id: $id) { engine }
}"""
CHANGE = "change: {basis: {category: RISK, citation: Paper 1}, comment: A test., notice: {en: Rules changed.}%s}\n"
RATE = """
parameter: lpr-1y
category: REGULATION
name: {en: LPR}
values: {2020-01-01: {value: 0.0400}}
"""
COMING = """
ruleSet: coming
category: RISK
name: {en: To come}
facts: [{name: score, type: number}]
decisions: [{name: Findings, expression: '"ALLOW"'}]
"""
FACTS: dict[str, Any] = {
    "score": "720.50",
    "monthlyIncome": 3000,
    "monthlyObligations": "300.25",
    "years": 6,
}
BESIDE = {
    "parties": [{"name": "gina", "role": "GUARANTOR", "facts": {"monthlyIncome": 2500}}],
    "exposures": [{"product": "stock", "amount": "100.50"}],
    "sources": [{"fact": "score", "source": "crédit bureau", "confidence": "0.80"}],
}
CHAIN = '{ auditChains(slug: "grades") { nodes { entries { nodes { number text previous hash } } } } }'
LINKS_BEHIND = 4
"""How many decisions follow that of "open" in its chain, which an id chooses by its first digit."""
SIGNER = LocalSigner(make_key())


@dataclass(frozen=True)
class Made:
    """Evidence of one decision that is open and of one that is not, for an auditor; and as a partner has it.

    first, second: of two decisions of one chain, with the links behind each. rules: the chain of a rule set, as links.
    """

    open: bytes
    closed: bytes
    partner: bytes
    first: bytes
    second: bytes
    rules: bytes
    replayed: dict[str, Any]
    pem: str


@cache
def evidence_made() -> Made:
    """Made once: it never changes."""
    key = make_key()
    tokens = LocalTokens(key, "acme")
    with build_local(None, key=key) as service:
        staff = in_process(service.application, tokens.issue(IN_CHARGE, "alice"))
        for content in published():
            publish_content(staff, content, create=True)
        partner, auditor = (
            in_process(service.application, tokens.issue(role, "ann")) for role in (Role.PARTNER, Role.AUDITOR)
        )

        def decided(name: str, facts: dict[str, Any]) -> str:
            given = {"subject": name, "idempotencyKey": name, "products": ["loan"], "facts": facts}
            request = {"request": {"amount": "10000.00", "termMonths": 48}}
            done = partner.ask(DECIDE, {"input": given | BESIDE | request})["decide"]
            assert done["userErrors"] == []
            return str(done["decision"]["digest"])

        def evidence(client: Any, name: str) -> bytes:
            return str(client.ask(EVIDENCE, {"id": name, "linked": False})["decision"]["evidence"]).encode()

        def linked(name: str) -> bytes:
            core = str(auditor.ask(EVIDENCE, {"id": name, "linked": True})["decision"]["evidence"])
            said = json.loads(core.splitlines()[0])
            links = links_between(auditor, name[0], said["receipt"]["number"], said["end"]["number"])
            return (core + "".join(map(link_line, links))).encode()

        first, second = decided("open", FACTS), decided("closed", FACTS | {"monthlyIncome": 400})
        others = (decided(f"order {number}", FACTS | {"score": 650}) for number in count())
        third, *_ = islice((each for each in others if each[0] == first[0]), LINKS_BEHIND)
        chain = auditor.ask(CHAIN)["auditChains"]["nodes"][0]["entries"]["nodes"]
        return Made(
            evidence(auditor, first),
            evidence(auditor, second),
            evidence(partner, first),
            linked(first),
            linked(third),
            "".join(link_line(ExportedLink(**each)) for each in chain).encode(),
            auditor.ask(REPLAY, {"id": first}),
            auditor.ask("{ evidenceKey { pem } }")["evidenceKey"]["pem"],
        )


def published() -> Iterator[str]:
    yield RATE + CHANGE % ""
    yield COMING + CHANGE % ", validFrom: '2199-01-01T00:00:00+01:00'"
    folder = TESTS / "policies"
    for name in ("priced-loan/grades", "priced-loan/affordability", "joint-loan/income", "joint-loan/exposure"):
        yield (folder / f"{name}.yaml").read_text("utf-8")
    loan = (folder / "priced-loan" / "loan.yaml").read_text("utf-8")
    loan = loan.replace("[affordability, grades]", "[affordability, grades, income, exposure, coming]")
    loan = loan.replace("currency: EUR", "currency: EUR\nalternativeSegments: [BUSINESS]")
    yield loan.replace("0.04 +", "param.lpr 1y +")
    yield (folder / "joint-loan" / "stock.yaml").read_text("utf-8")


Change = Callable[[dict[str, Any]], object]
"""Of question, facts, trace, requests, contents and said (the receipt's text), all as they stand in evidence."""


def lied(content: bytes, change: Change = lambda _: None) -> bytes:
    """The evidence as the lender itself could have made it: every part goes with every other, and is signed."""
    core: Any = read_json(content.splitlines()[0]).value
    said, digested, receipt = json.loads(core["receipt"]["text"]), core["digested"], core["receipt"]
    taken: dict[str, Any] = {name: read_json(text).value for name, text in digested.items()}
    parts = {"question": core["question"], "said": said, "contents": core["contents"]}
    parts |= {name: each[name] for name, each in taken.items()}
    change(parts)
    for name, each in taken.items():
        digested[name] = canonical(each | {name: parts[name]}).decode()
        said[f"{name}Digest"] = digest_of(digested[name].encode())
    for summary, answer in zip(said["products"], parts["trace"], strict=True):
        summary.update({name: answer[name] for name in summary if name in answer and name != "reasons"})
        for short, reason in zip(summary["reasons"], answer["reasons"], strict=True):
            short.update({name: reason[name] for name in short})
    core["contents"] = parts["contents"]
    receipt["text"] = json.dumps(said, sort_keys=True, separators=(",", ":"), default=int)
    receipt["hash"] = sha256(bytes.fromhex(receipt["previous"]) + receipt["text"].encode()).hexdigest()
    core["end"] = {"number": receipt["number"], "hash": receipt["hash"]}
    return signed(canonical(core))


def signed(line: bytes) -> bytes:
    """A first line with the signature of our own key."""
    return line + b"\n" + signature_line(SIGNER.public().kid, SIGNER.sign(statement_of(line))) + b"\n"


def put(value: Any, *path: str | int) -> Change:
    def change(parts: Any) -> None:
        for name in path[:-1]:
            parts = parts[name]
        parts[path[-1]] = value

    return change


def both(*changes: Change) -> Change:
    return lambda parts: [change(parts) for change in changes]
