"""Evidence of a decision, from the service to a file and from there to whoever has the public key."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from creditrules.auth import Role, make_key
from creditrules.bootstrap import LocalService, build_local
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.main import app
from creditrules.cli.service import asking
from creditrules.cli.service.client import Client, NoAnswerError
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content
from creditrules.document import canonical, digest_of
from creditrules.rules.audit import ChainEnd, end_line
from creditrules.store.decisions.chains import Chains

ROOT = Path(__file__).parents[2]
LENDER = ROOT / "tests" / "api" / "lender"
CHANGE = {
    "basis": {"category": "RISK", "citation": "Paper 1"},
    "comment": "A test.",
    "notice": {"en": "Rules changed."},
}
OPERATIONS = ROOT / "graphql" / "operations" / "partner"
DECIDE, EVIDENCE, KEY = (
    (OPERATIONS / f"{name}.graphql").read_text("utf-8") for name in ("decide", "evidence", "evidence-key")
)
SUBJECTS = {Role.PARTNER: "shop", Role.AUDITOR: "otto", Role.CHIEF: "carla", Role.ADMINISTRATOR: "alice"}


@dataclass
class Lender:
    service: LocalService
    tokens: LocalTokens

    def token(self, role: Role) -> str:
        return self.tokens.issue(role, SUBJECTS[role])

    def client(self, role: Role) -> Client:
        return in_process(self.service.application, self.token(role))

    def decided(self, key: str, **facts: Any) -> str:
        given = {"facts": {"overdueDays": 40, "requestedAmount": "300000.50"} | facts, "subject": f"customer {key}"}
        done = self.client(Role.PARTNER).ask(DECIDE, {"input": given | {"idempotencyKey": key}})["decide"]
        assert done["userErrors"] == []
        return str(done["decision"]["digest"])


@pytest.fixture(scope="module")
def lender() -> Iterator[Lender]:
    key = make_key()
    tokens = LocalTokens(key, "acme")
    with build_local(None, key=key) as service:
        made = in_process(service.application, tokens.issue(IN_CHARGE, "alice"))
        for name in ("line-cap", "behaviour", "pay-later", "cash-loan"):
            content = (LENDER / f"{name}.yaml").read_text("utf-8")
            if name == "behaviour":
                sensitive = "  - {name: idNumber, type: string, sensitive: true}\ndecisions:"
                content = content.replace("decisions:", sensitive)
            publish_content(made, f"{content}change: {json.dumps(CHANGE)}\n", create=True)
        yield Lender(service, tokens)


@pytest.fixture
def run(lender: Lender, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Runs a command as a role, in a folder of its own with the lender's public key in lender.pem."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(asking, "over_http", lambda _, token: in_process(lender.service.application, token))

    def command(*words: str, role: Role = Role.AUDITOR) -> Result:
        return CliRunner().invoke(app, [*words, *(["--token", lender.token(role)] if words[0] != "verify" else [])])

    assert command("evidence", "--public-key", "lender.pem").exit_code == 0
    return command


def test_what_an_auditor_writes_holds_and_has_rules_and_links(lender: Lender, run: Any, tmp_path: Path) -> None:
    name, later = lender.decided("1"), count(2)
    while lender.decided(str(next(later)))[0] != name[0]:
        pass  # until one follows in the same chain
    assert run("evidence", name, "-o", "a.evidence").exit_code == 0
    lines = (tmp_path / "a.evidence").read_bytes().splitlines()
    core = json.loads(lines[0])
    assert len(lines) - 2 == core["end"]["number"] - core["receipt"]["number"] > 0
    documents = [json.loads(text) for text in core["contents"].values()]
    assert {each.get("ruleSet") or each["product"] for each in documents} == {
        "line-cap",
        "behaviour",
        "pay-later",
        "cash-loan",
    }
    assert all(digest_of(text.encode()) == digest for digest, text in core["contents"].items())
    told = run("verify", "a.evidence", "--key", "lender.pem")
    assert (told.exit_code, told.stdout.splitlines()[0]) == (0, f"Decision {name} of acme, for shop: verified.")
    assert "pay-later: PAUSE" in told.stdout


def test_a_partner_proves_its_decision_without_the_rules_and_others_links(
    lender: Lender, run: Any, tmp_path: Path
) -> None:
    name = lender.decided("mine", idNumber="110101")
    made = run("evidence", name, "-o", "a.evidence", role=Role.PARTNER)
    assert made.exit_code == 0
    assert "for auditors" in made.stderr
    assert "cannot be evaluated again" in made.stderr
    lines = (tmp_path / "a.evidence").read_bytes().splitlines()
    assert (len(lines), json.loads(lines[0])["contents"]) == (2, None)
    told = run("verify", "a.evidence", "--key", "lender.pem").stdout
    assert "not in the file" in told
    assert json.loads(lines[0])["question"]["facts"]["idNumber"] == "110101"


def test_what_was_altered_is_refused_with_its_code(lender: Lender, run: Any, tmp_path: Path) -> None:
    run("evidence", lender.decided("1"), "-o", "a.evidence")
    path = tmp_path / "a.evidence"
    path.write_bytes(path.read_bytes().replace(b"PAUSE", b"ALLOW"))
    told = run("verify", "a.evidence", "--key", "lender.pem")
    assert (told.exit_code, "[EVIDENCE_NOT_GENUINE]" in told.stderr) == (1, True)


def test_chains_and_evidence_pass_through_the_ends_that_were_noted(lender: Lender, run: Any, tmp_path: Path) -> None:
    name = lender.decided("anchored")
    noted = run("audit", "anchor", "ends.jsonl")
    assert (noted.exit_code, "the ends of" in noted.stdout) == (0, True)
    assert (tmp_path / "ends.jsonl.tsq").stat().st_size == 59
    lender.decided("anchored later")
    run("evidence", name, "-o", "a.evidence")
    told = run("verify", "a.evidence", "--key", "lender.pem", "--anchor", "ends.jsonl")
    assert (told.exit_code, "anchor: passes through link" in told.stdout) == (0, True)
    whole = run("audit", "verify", "--all", "--anchor", "ends.jsonl")
    assert (whole.exit_code, "ends of the anchor" in whole.stdout) == (0, True)


def test_so_they_do_where_a_lender_has_many_chains(
    lender: Lender, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("known", "read_in"):
        monkeypatch.setattr(Chains, name, lambda *_: 2)
    name = lender.decided("one of many")
    assert run("audit", "anchor", "ends.jsonl").exit_code == 0
    slugs = [json.loads(line)["slug"] for line in (tmp_path / "ends.jsonl").read_text("ascii").splitlines()]
    assert name[:2] in slugs
    lender.decided("another of many")
    run("evidence", name, "-o", "a.evidence")
    told = run("verify", "a.evidence", "--key", "lender.pem", "--anchor", "ends.jsonl")
    assert (told.exit_code, "anchor: passes through link" in told.stdout) == (0, True)
    assert run("audit", "verify", "--all", "--anchor", "ends.jsonl").exit_code == 0
    exported = run("audit", "export", "--kind", "decisions", name[:2])
    assert (exported.exit_code, name in exported.stdout) == (0, True)
    if node := which("node"):
        script = ROOT / "examples" / "evidence" / "verify-evidence.mjs"
        subprocess.run([node, script, tmp_path / "a.evidence", tmp_path / "lender.pem"], check=True, timeout=60)


def test_history_that_was_rewritten_does_not_pass_through_the_anchor(lender: Lender, run: Any, tmp_path: Path) -> None:
    name = lender.decided("rewritten")
    run("audit", "anchor", "ends.jsonl")
    run("evidence", name, "-o", "a.evidence")
    run("evidence", name, "-o", "short.evidence", role=Role.PARTNER)
    lines = [json.loads(line) for line in (tmp_path / "ends.jsonl").read_text("ascii").splitlines()]
    chain = next(each for each in lines if each["slug"] == name[0] and each["kind"] == "DECISIONS")

    def told(number: int, last: str, file: str = "a.evidence") -> str:
        end = ChainEnd(number, last)
        (tmp_path / "other.jsonl").write_text(end_line(end, "DECISIONS", name[0]), "ascii")
        assert run("audit", "verify", "--all", "--anchor", "other.jsonl").exit_code == (last != chain["end"]["hash"])
        return str(run("verify", file, "--key", "lender.pem", "--anchor", "other.jsonl").stderr)

    number, last = chain["end"]["number"], chain["end"]["hash"]
    assert told(number, last) == ""
    assert "history was rewritten" in told(number, "ab" * 32)
    assert "has no links up to" in told(number + 1, "ab" * 32)
    assert "older than the decision" in told(0, "ab" * 32)
    (tmp_path / "other.jsonl").write_text("{}\n", "ascii")
    assert "line 1 is not the end of a chain" in run("audit", "verify", "--all", "--anchor", "other.jsonl").stderr


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("verify", "none.evidence", "--key", "lender.pem"), 1, "No such file"),
        (("verify", "lender.pem", "--key", "lender.pem"), 1, "EVIDENCE_UNREADABLE"),
        (("verify", "lender.pem", "--key", "none.pem"), 2, "No such file"),
        (("evidence",), 2, "Name a decision"),
        (("audit", "verify", "--all", "--timestamp", "a.tsr", "b.pem"), 2, "say which with --anchor"),
        (("audit", "anchor", "no/folder/ends.jsonl"), 1, "cannot be anchored"),
        (("evidence", "ab" * 32), 1, "no such decision"),
    ],
)
def test_mistakes_are_told(run: Any, words: tuple[str, ...], status: int, said: str) -> None:
    told = run(*words)
    assert (told.exit_code, said in told.stderr) == (status, True), told.stderr


def refused(lender: Lender, name: str, role: Role, query: str = EVIDENCE, **given: Any) -> str:
    with pytest.raises(NoAnswerError) as told:
        lender.client(role).ask(query, {"id": name, **given})
    return f"{told.value.code} {told.value}"


def test_evidence_is_for_those_who_may_see_every_fact_while_there_are_facts(lender: Lender) -> None:
    name = lender.decided("secret", idNumber="110101")
    assert refused(lender, name, Role.CHIEF) == "FORBIDDEN Evidence holds every fact, and you may not see idNumber."
    assert refused(lender, name, Role.PARTNER, linked=True).startswith("FORBIDDEN This needs the right to audit")
    assert lender.client(Role.AUDITOR).ask(EVIDENCE, {"id": name, "contents": False})["decision"]["evidence"]
    twice = "query($id: ID!) { decision(id: $id) { evidence again: evidence } }"
    assert refused(lender, name, Role.AUDITOR, twice).startswith("ASKED_TWICE")
    given = {"subject": "customer secret", "reach": "ALL", "comment": "Asked for."}
    erased = lender.client(Role.CHIEF).ask(
        "mutation($i: EraseSubjectInput!) { eraseSubject(input: $i) { recordedAt } }", {"i": given}
    )
    assert erased["eraseSubject"]["recordedAt"]
    assert refused(lender, name, Role.AUDITOR).startswith("FACTS_ERASED")


def test_the_key_of_the_service_is_told_by_its_thumbprint(lender: Lender) -> None:
    key = lender.client(Role.PARTNER).ask(KEY)["evidenceKey"]
    assert key["pem"].startswith("-----BEGIN PUBLIC KEY-----")
    assert len(key["kid"]) == len(digest_of(canonical(""))[:43])
