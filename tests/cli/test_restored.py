"""A restore to an earlier moment, rehearsed: what is missing is named, and what was erased stays erased."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.main import app
from creditrules.cli.service import asking
from creditrules.cli.service.client import Client
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content

KEY = make_key()
RULES = """
ruleSet: night-pause
category: RISK
name: {en: Night pause}
reasons: {NIGHT: {message: {en: "Not at night."}}}
facts: [{name: hour, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [hour]
      outputs: [intervention, reason]
      rules: [["< 6", '"PAUSE"', '"NIGHT"'], ["-", '"ALLOW"', "null"]]
change: {basis: {category: RISK, citation: A test}, comment: Pauses at night., notice: {en: Closed at night.}}
"""
LINE = """
product: line
name: {en: Line}
kind: PAY_LATER
segment: CONSUMER
scenario: GENERAL
currency: EUR
ruleSets: [night-pause]
change: {basis: {category: PRODUCT, citation: A test}, comment: A product., notice: {en: A product.}}
"""
DECIDE = """mutation($input: DecideInput!) { done: decide(input: $input) {
  decision { id } userErrors { message } } }"""
ERASE = """mutation($input: EraseSubjectInput!) { done: eraseSubject(input: $input) {
  recordedAt userErrors { message } } }"""
FACTS = "query($id: ID!) { decision(id: $id) { facts factsState } }"


class Served:
    """One folder, served in this process."""

    def __init__(self, tokens: LocalTokens, service: Any) -> None:
        self.service, self.tokens = service, tokens
        self.partner, self.auditor, self.admin = (
            in_process(service.application, tokens.issue(role, name))
            for role, name in ((Role.PARTNER, "shop"), (Role.AUDITOR, "otto"), (IN_CHARGE, "ada"))
        )

    def decide(self, subject: str, key: str) -> str:
        given = {"subject": subject, "idempotencyKey": key, "products": ["line"], "facts": {"hour": 12}}
        done = act(self.partner, DECIDE, given)
        return str(done["decision"]["id"])

    def facts(self, decision: str) -> str:
        return str(self.auditor.ask(FACTS, {"id": decision})["decision"]["factsState"])

    def erase(self, subject: str) -> None:
        act(self.admin, ERASE, {"subject": subject, "reach": "ALL", "comment": "asked for", "idempotencyKey": subject})


def act(client: Client, mutation: str, given: dict[str, Any]) -> Any:
    done = client.ask(mutation, {"input": given})["done"]
    assert done["userErrors"] == []
    return done


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    with build_local(folder, key=KEY) as service:
        yield Served(LocalTokens(KEY, "acme"), service)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Runs a command as the auditor of what is served; without that, as it is."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str, of: Served | None = None) -> Result:
        if of is not None:
            monkeypatch.setattr(asking, "over_http", lambda _, token: in_process(of.service.application, token))
            words = (*words, "--token", of.tokens.issue(Role.AUDITOR, "otto"))
        return CliRunner().invoke(app, [*words])

    return command


def lender(service: Served) -> None:
    for content in (RULES, LINE):
        publish_content(service.admin, content, create=True)


def test_after_a_restore_what_is_missing_is_named_and_what_was_erased_is_erased_again(run: Any, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    with served(old) as service:
        lender(service)
        ann, bob = service.decide("ann", "1"), service.decide("bob", "2")
        assert run("backup", "--data", "old", "today.backup").exit_code == 0
        service.erase("ann")
        publish_content(service.admin, RULES.replace("< 6", "< 7"))
        lost = service.decide("cat", "3")
        assert run("audit", "anchor", "ends.jsonl", of=service).exit_code == 0
        assert run("audit", "verify", "--all", "--anchor", "ends.jsonl", of=service).exit_code == 0
    restored = run("restore", "--data", "new", "today.backup")
    assert (restored.exit_code, "creditrules erasures again" in restored.stderr) == (0, True), restored.output
    with served(new) as service:
        assert service.facts(ann) == "KEPT", "the backup has the key"
        told = run("audit", "verify", "--all", "--anchor", "ends.jsonl", of=service)
        assert told.exit_code == 1
        assert "RULE_SET night-pause: link 3 is missing" in told.stdout + told.stderr
        assert told.stdout.count("missing") in {2, 3}, "and of the chains of decisions those of cat and of the erasure"
        assert "shorter than they were" in told.stderr
        assert "erasures again" in told.stderr
    shutil.copytree(old / "shelf", tmp_path / "shelf")
    again = run("erasures", "again", "acme", "--data", "new", "--shelf", "shelf")
    assert (again.exit_code, "1 of them lost and done again, facts of 1" in again.stdout) == (0, True), again.output
    with served(new) as service:
        assert [service.facts(each) for each in (ann, bob)] == ["ERASED", "KEPT"]
        assert service.auditor.ask(FACTS, {"id": lost})["decision"] is None
        assert run("audit", "verify", "--all", of=service).exit_code == 0
    assert "0 of them lost" in run("erasures", "again", "acme", "--data", "new", "--shelf", "shelf").stdout


def test_a_chain_of_the_same_length_that_is_another_is_rewritten_and_not_missing(run: Any, tmp_path: Path) -> None:
    with served(tmp_path / "data") as service:
        lender(service)
        assert run("audit", "anchor", "ends.jsonl", of=service).exit_code == 0
        ends = tmp_path / "ends.jsonl"
        first = ends.read_text("ascii").splitlines(keepends=True)
        digest = first[0].split('"hash":"')[1][:64]
        ends.write_text("".join([first[0].replace(digest, "ab" * 32), *first[1:]]), "ascii")
        told = run("audit", "verify", "--all", "--anchor", "ends.jsonl", of=service)
        assert (told.exit_code, "history was rewritten" in told.stderr, "missing" in told.stdout) == (1, True, False)


def test_ends_are_put_into_a_bucket_and_never_over_others(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    with mock_aws(), served(tmp_path / "data") as service:
        client = boto3.client("s3", region_name="eu-central-1")
        where: Any = {"LocationConstraint": "eu-central-1"}
        client.create_bucket(Bucket="kept", CreateBucketConfiguration=where, ObjectLockEnabledForBucket=True)
        lender(service)
        for times in (0, 1):
            told = run("audit", "anchor", "s3://kept/acme/ends.jsonl", of=service)
            assert (told.exit_code, "is there already" in told.stderr) == (times, bool(times)), told.output
        kept = client.get_object(Bucket="kept", Key="acme/ends.jsonl")["Body"].read()
        (tmp_path / "ends.jsonl").write_bytes(kept)
        assert run("audit", "verify", "--all", "--anchor", "ends.jsonl", of=service).exit_code == 0
        assert run("audit", "anchor", "s3://kept", of=service).exit_code == 2
        nowhere = run("audit", "anchor", "s3://nowhere/ends.jsonl", of=service)
        assert (nowhere.exit_code, "NoSuchBucket" in nowhere.stderr) == (1, True)
