"""Forgeries of genuine evidence by who has not the key: both verifiers refuse every one, and agree on what is genuine.

What the holder of the key could write otherwise than it must be written is refused by both as well.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from tests.cli.evidences import SIGNER, Change, both, evidence_made, lied, put, signed
from tests.cli.forgeries import Forgeries, core_of, forgeries
from typer.testing import CliRunner

from creditrules.auth import PublicKey, holds, read_public_key
from creditrules.cli.main import app
from creditrules.eligibility.evidence import check_evidence
from creditrules.errors import Refusal
from creditrules.rules.audit import ChainEnd, end_line

VERIFIER = Path(__file__).parents[2] / "examples" / "evidence" / "verify-evidence.mjs"
DRIVER = """
import { readFileSync } from "node:fs";
import { check } from %s;
const told = (number, key) => {
  try { return [true, check(readFileSync(`${number}.evidence`), readFileSync(key))]; }
  catch (wrong) { return [false, wrong.message]; }
};
console.log(JSON.stringify(%s.map(([number, key]) => told(number, key))));
"""
FORM = b'"form":"creditrules evidence 1",'
TIME = "2026-06-01T12:00:00"


def rewrite(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda core: core.replace(old, new, 1)


WRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "a name twice": rewrite(b'"form":', b'"form":"creditrules evidence 0","form":'),
    "facts twice": rewrite(b'"question":{', b'"question":{"facts":{},'),
    "a blank": rewrite(b'"form":', b'"form": '),
    "an escape": rewrite(b'"form":"c', b'"form":"\\u0063'),
    "another order": lambda core: b'{"form":"creditrules evidence 1",' + core[1:].replace(FORM, b""),
    "1.0 for 1": rewrite(b'"years":6', b'"years":6.0'),
    "an exponent": rewrite(b'"years":6', b'"years":6E+0'),
    "minus nothing": rewrite(b'"years":6', b'"years":-0'),
    "a digit more than a double has": rewrite(b'"years":6', b'"years":6.00000000000000000001'),
    "what is linked": rewrite(b'"linked":false', b'"linked":0'),
    "when it was made": rewrite(b'"madeAt":"', b'"madeAt":1,"made":"'),
    "more asked": rewrite(b'"question":{', b'"question":{"again":true,'),
    "products": rewrite(b'"products":["loan"]', b'"products":["stock"]'),
    "no products": rewrite(b'"products":["loan"]', b'"products":[]'),
}
"""Cores that go together and are signed, but are not written as they must be."""


def times(asked: str, said: str) -> Change:
    return both(put(asked, "question", "validAt"), put(said, "said", "validAt"))


SAID: dict[str, Change] = {
    "a time without a zone": times(TIME, TIME),
    "a time in another form": times("20260601T120000Z", "20260601T120000Z"),
    "a microsecond": times(f"{TIME}.000001+00:00", f"{TIME}.000002+00:00"),
    "a fact deep inside": put("2500.1", "question", "facts", "parties", 0, "facts", "monthlyIncome"),
    "a fact more deep inside": put("x", "question", "facts", "parties", 0, "facts", "more"),
    "digits of another script": put("٦", "facts", "years"),
    "a number for its text": put(Decimal(6), "facts", "years"),
    "no number": put("sNaN", "facts", "years"),
    "a number of the link that is none": put(True, "said", "number"),
    "an answer without an outcome": lambda parts: parts["trace"][0].pop("outcome"),
    "no tenant": lambda parts: parts["said"].pop("tenant"),
    "no author": put(None, "said", "author"),
    "a pin that nobody asked for": put(True, "trace", 0, "versions", 0, "pinned"),
}
"""Parts that contradict each other, though every digest fits."""


@cache
def written() -> Forgeries:
    plain = lied(evidence_made().open)
    line = plain[: plain.index(b"\n")]
    found = {name: change(line) for name, change in WRITTEN.items()}
    assert [name for name, core in found.items() if core == line] == []
    return {name: signed(core) for name, core in found.items()} | {
        name: lied(evidence_made().open, change) for name, change in SAID.items()
    }


def code(content: bytes, key: PublicKey) -> str:
    """ "" where it is genuine, else the code of the refusal."""
    try:
        check_evidence(BytesIO(content), lambda name, signature, text: name == key.kid and holds(key, signature, text))
    except Refusal as refusal:
        return refusal.code
    return ""


def lender() -> PublicKey:
    return read_public_key(evidence_made().pem.encode())


def test_every_forgery_is_refused() -> None:
    assert len(forgeries()) > 200
    assert evidence_made().first not in forgeries().values()
    told = {name: code(content, lender()) for name, content in forgeries().items()}
    assert [name for name, why in told.items() if not why.startswith("EVIDENCE_")] == []


def test_what_the_key_signed_in_another_form_is_refused() -> None:
    told = {name: code(content, SIGNER.public()) for name, content in written().items()}
    assert [name for name, why in told.items() if not why.startswith("EVIDENCE_")] == []


@pytest.mark.command("node")
def test_the_verifier_in_javascript_refuses_the_same_and_no_more(tmp_path: Path) -> None:
    made = evidence_made()
    genuine = [made.open, made.closed, made.partner, made.first, made.second]
    ours = [lied(made.open), lied(made.closed, put(None, "contents"))]
    cases = [(each, "lender.pem") for each in (*genuine, *forgeries().values())]
    cases += [(each, "ours.pem") for each in (*ours, *written().values())]
    for number, (content, _) in enumerate(cases):
        (tmp_path / f"{number}.evidence").write_bytes(content)
    (tmp_path / "lender.pem").write_text(made.pem, "ascii")
    (tmp_path / "ours.pem").write_text(SIGNER.public().pem(), "ascii")
    asked = json.dumps([(number, key) for number, (_, key) in enumerate(cases)])
    (tmp_path / "driver.mjs").write_text(DRIVER % (json.dumps(VERIFIER.as_uri()), asked), "utf-8")
    done = subprocess.run(["node", "driver.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    told = dict(zip((content for content, _ in cases), json.loads(done.stdout), strict=True))
    assert [told[content][1] for content in (*genuine, *ours) if not told[content][0]] == []
    named = {**forgeries(), **written()}
    assert [name for name, content in named.items() if told[content][0]] == []


def verified(folder: Path, content: bytes, *words: str) -> tuple[int, str, str]:
    (folder / "a.evidence").write_bytes(content)
    (folder / "lender.pem").write_text(evidence_made().pem, "ascii")
    told = CliRunner().invoke(app, ["verify", str(folder / "a.evidence"), "--key", str(folder / "lender.pem"), *words])
    return told.exit_code, told.stdout, told.stderr


def test_a_genuine_file_of_another_decision_says_which_it_is_of(tmp_path: Path) -> None:
    made = evidence_made()
    ids = [json.loads(core_of(content)["receipt"]["text"])["id"] for content in (made.first, made.second)]
    for content, name in zip((made.first, made.second), ids, strict=True):
        assert verified(tmp_path, content)[1].startswith(f"Decision {name} of acme")


def test_an_anchor_of_something_else_does_not_anchor(tmp_path: Path) -> None:
    core = core_of(evidence_made().first)
    slug, rules = json.loads(core["receipt"]["text"])["slug"], json.loads(evidence_made().rules.splitlines()[-1])
    end = ChainEnd(int(core["end"]["number"]), core["end"]["hash"])
    receipt, before = core["receipt"], ChainEnd(int(core["receipt"]["number"]) - 1, core["receipt"]["previous"])
    line = end_line(end, "DECISIONS", slug)
    anchors = {
        line: "",
        end_line(ChainEnd(rules["number"], rules["hash"]), "DECISIONS", slug): "history was rewritten",
        end_line(ChainEnd(end.number, receipt["hash"]), "DECISIONS", slug): "history was rewritten",
        end_line(ChainEnd(end.number + 1, end.hash), "DECISIONS", slug): "has no links up to",
        end_line(before, "DECISIONS", slug): "older than the decision",
        end_line(end, "DECISIONS", "1" if slug == "0" else "0"): "notes no end of the chain",
        end_line(end, "RULE_SET", slug): "notes no end of the chain",
        line.replace(f'"number":{end.number}', f'"number":{end.number}.0'): "line 1 is not the end",
        line.replace('"kind"', '"kind":"RULE_SET","kind"'): "line 1 is not the end",
        line.replace("{", "{ ", 1): "line 1 is not the end",
        line + line: "line 2 is not the end",
        "": "notes no end of a chain",
    }
    for text, why in anchors.items():
        (tmp_path / "ends.jsonl").write_text(text, "ascii")
        status, _, told = verified(tmp_path, evidence_made().first, "--anchor", str(tmp_path / "ends.jsonl"))
        assert (status, why in told) == (1 if why else 0, True), (text, told)
    (tmp_path / "ends.jsonl").write_text(line, "ascii")
    assert verified(tmp_path, evidence_made().open, "--anchor", str(tmp_path / "ends.jsonl"))[0] == 1
