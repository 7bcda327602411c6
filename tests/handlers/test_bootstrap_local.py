"""The whole service in this process: its own tokens, its own clock, and a page for browsers."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.auth.providers import claims, key_set, provider_key

from creditrules.api import Graphiql, Request
from creditrules.auth import KeySet, Principal, Role, SigningKey, issue_token, make_key
from creditrules.bootstrap import LocalService, build_local
from creditrules.clock import utc_now
from creditrules.config import LOCAL_AUDIENCE, LOCAL_ISSUER, BadSettings, LocalSettings
from creditrules.errors import Refusal

QUERY = '{ products { knownAt } __type(name: "Query") { name } }'
CREATION = """mutation {
  createRuleSet(input: {slug: "a", name: [{language: "en", text: "A"}], category: RISK}) { userErrors { code } }
}"""
MOMENT = datetime(2020, 2, 29, tzinfo=UTC)


def token(key: SigningKey, role: Role = Role.PARTNER, **claims: Any) -> str:
    principal = Principal("acme", "someone", frozenset({role}))
    given: dict[str, Any] = {"issuer": LOCAL_ISSUER, "audience": LOCAL_AUDIENCE, "issued_at": utc_now()}
    return issue_token(key, principal, lifetime=timedelta(hours=1), **(given | claims))


def ask(service: LocalService, bearer: str, query: str = QUERY) -> tuple[int, Any]:
    headers = {"authorization": f"Bearer {bearer}", "content-type": "application/json"}
    response = service.application.handle(
        Request("POST", "/graphql", headers, "", json.dumps({"query": query}).encode())
    )
    return response.status, json.loads(response.body).get("data")


def test_tokens_of_its_own_key_are_taken_and_the_given_clock_is_what_it_records_by() -> None:
    key = make_key()
    with build_local(key=key, clock=lambda: MOMENT) as service:
        answer = ask(service, token(key))
    assert answer == (200, {"products": {"knownAt": "2020-02-29T00:00:00Z"}, "__type": {"name": "Query"}})


def test_tokens_of_others_are_not() -> None:
    key = make_key()
    with build_local(key=key) as service:
        assert ask(service, token(make_key()))[0] == 401
        assert ask(service, token(key, audience="another"))[0] == 401


def test_tokens_of_a_configured_provider_are_taken_besides_its_own_and_for_its_own_lenders() -> None:
    key, provider = make_key(local=True), provider_key("RS256")
    issuer = {"issuer": "https://login.test/", "audience": "creditrules", "tenants": ["acme"]}
    issuers = json.dumps([{**issuer, "keys": json.loads(key_set(provider))}])
    now = int(utc_now().timestamp())
    with build_local(key=key, settings=LocalSettings(issuers=issuers)) as service:
        assert ask(service, token(key))[0] == 200
        assert ask(service, provider.token(claims(iat=now, exp=now + 600)))[0] == 200
        assert ask(service, provider.token(claims(iat=now, exp=now + 600, tenant="bank")))[0] == 401
        assert ask(service, token(key, issuer="https://login.test/", audience="creditrules"))[0] == 401
    bad = LocalSettings(issuers=json.dumps([{**issuer, "keys": json.loads(KeySet.of([key]).to_json())}]))
    with pytest.raises(BadSettings, match="local key"), build_local(key=key, settings=bad):
        pass


def test_a_browser_gets_the_page_as_it_was_set_up() -> None:
    page = Graphiql(query="{ products { totalCount } }", token="a.b.c")
    with build_local(key=make_key(), page=page) as service:
        headers = {"accept": "text/html", "host": "127.0.0.1:8000"}
        response = service.application.handle(Request("GET", "/", headers))
    assert response.status == 200
    assert b"Bearer a.b.c" in response.body


def test_two_services_share_nothing() -> None:
    key = make_key()
    with build_local(key=key) as one, build_local(key=key) as other:
        assert ask(one, token(key, role=Role.ADMINISTRATOR), CREATION) == (200, {"createRuleSet": {"userErrors": []}})
        found = [
            ask(each, token(key, role=Role.ADMINISTRATOR), "{ ruleSets { nodes { slug } } }")[1]
            for each in (one, other)
        ]
    assert found == [{"ruleSets": {"nodes": [{"slug": "a"}]}}, {"ruleSets": {"nodes": []}}]


def test_what_was_recorded_in_a_folder_is_there_after_a_restart_and_so_is_its_cursor(tmp_path: Path) -> None:
    key = make_key()
    second = CREATION.replace('"a"', '"b"')
    with build_local(tmp_path / "data", key=key) as service:
        for creation in (CREATION, second):
            assert ask(service, token(key, role=Role.ADMINISTRATOR), creation)[0] == 200
        query = "{ ruleSets(first: 1) { nodes { slug } pageInfo { endCursor } } }"
        page = ask(service, token(key, role=Role.ADMINISTRATOR), query)[1]["ruleSets"]
    with build_local(tmp_path / "data", key=key) as service:
        rest = f'{{ ruleSets(first: 1, after: "{page["pageInfo"]["endCursor"]}") {{ nodes {{ slug }} }} }}'
        assert page["nodes"] == [{"slug": "a"}]
        assert ask(service, token(key, role=Role.ADMINISTRATOR), rest)[1] == {"ruleSets": {"nodes": [{"slug": "b"}]}}


def test_a_database_without_its_key_is_not_given_a_new_one(tmp_path: Path) -> None:
    with build_local(tmp_path, key=make_key()):
        pass
    (tmp_path / "master.key").unlink()
    with pytest.raises(Refusal) as refused, build_local(tmp_path, key=make_key()):
        pass
    assert refused.value.code == "KEY_MISSING"
    assert not (tmp_path / "master.key").exists()


def test_a_secret_that_was_cut_is_told_and_kept(tmp_path: Path) -> None:
    for name in ("master.key", "cursor.secret"):
        with build_local(tmp_path, key=make_key()):
            pass
        whole = (tmp_path / name).read_text()
        (tmp_path / name).write_text(whole[:20])
        with pytest.raises(Refusal) as refused, build_local(tmp_path, key=make_key()):
            pass
        assert refused.value.code == "SECRET_UNUSABLE"
        assert (tmp_path / name).read_text() == whole[:20]
        (tmp_path / name).write_text(whole)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal) as refused, build_local(tmp_path / "file" / "data", key=make_key()):
        pass
    assert refused.value.code == "FOLDER_UNUSABLE"


def test_serving_from_a_file_needs_no_library_of_aws(tmp_path: Path) -> None:
    script = """
import sys
for name in ("boto3", "botocore", "moto", "mangum"):
    sys.modules[name] = None
import json, pathlib
from datetime import timedelta
from creditrules.api import Request
from creditrules.auth import Principal, Role, issue_token, make_key
from creditrules.bootstrap import build_local
from creditrules.clock import utc_now
from creditrules.config import LOCAL_AUDIENCE, LOCAL_ISSUER
key = make_key()
claims = {"issuer": LOCAL_ISSUER, "audience": LOCAL_AUDIENCE, "issued_at": utc_now(), "lifetime": timedelta(1)}
token = issue_token(key, Principal("acme", "shop", frozenset({Role.PARTNER})), **claims)
headers = {"content-type": "application/json", "authorization": "Bearer " + token}
with build_local(pathlib.Path(sys.argv[1]), key=key) as service:
    query = "{ eligibility(input: {facts: {}}) { forecast } }"
    decide = 'mutation { decide(input: {facts: {}, idempotencyKey: "1", subject: "7"}) { decision { id } } }'
    for text in (query, decide):
        body = json.dumps({"query": text}).encode()
        answer = service.application.handle(Request("POST", "/graphql", headers, "", body))
        assert b"errors" not in answer.body, answer.body
print("served")
"""
    path = {"PYTHONPATH": str(Path(__file__).parents[2] / "functions")}
    command = [sys.executable, "-c", script, str(tmp_path / "data")]
    done = subprocess.run(command, env=path, capture_output=True, text=True, check=False)
    assert done.stdout == "served\n", done.stderr
