"""The whole service in this process: its own tokens, its own clock, and a page for browsers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from creditrules.api import Graphiql, Request
from creditrules.auth import Principal, Role, SigningKey, issue_token, make_key
from creditrules.bootstrap import LocalService, build_local
from creditrules.clock import utc_now
from creditrules.config import LOCAL_AUDIENCE, LOCAL_ISSUER

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
        found = [ask(each, token(key), "{ ruleSets { nodes { slug } } }")[1] for each in (one, other)]
    assert found == [{"ruleSets": {"nodes": [{"slug": "a"}]}}, {"ruleSets": {"nodes": []}}]
