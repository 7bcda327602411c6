"""What the gateway adds: its limits, and the routes that the deployment has."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping

import pytest
from tests.handlers.asking import Service, ask
from tests.handlers.gateway import LARGEST_EVENT, LARGEST_HEAD


@pytest.fixture
def function(services: Mapping[str, Service]) -> Service:
    return services["function"]


@pytest.mark.parametrize("path", ["/health", "/graphql", "/graphql/schema.graphql"])
def test_what_the_deployment_routes_is_ours_to_answer_and_asks_for_tls(function: Service, path: str) -> None:
    assert ask(function.url, "GET", path).headers["strict-transport-security"]
    assert ask(function.url, "OPTIONS", path).headers["allow"]


def test_what_it_does_not_route_never_reaches_us(function: Service) -> None:
    assert ask(function.url, "GET", "/admin").json == {"message": "Not Found"}


def test_what_lambda_does_not_take_as_an_event_goes_through_packed(function: Service) -> None:
    text = '"'.join(map(str, range(LARGEST_EVENT // 9)))
    body = json.dumps({"query": "{ products { totalCount } }", "variables": {"x": text}}).encode()
    assert function.post(body).json == {"message": "Request Too Long"}
    assert function.post(gzip.compress(body, 1), content_encoding="gzip").status == 200


def test_an_address_that_the_gateway_takes_may_still_be_too_long_for_us(function: Service) -> None:
    assert function.get("{ __typename }" + " " * 2_500).status == 414
    assert function.get("{ __typename }" + "x" * LARGEST_HEAD).status == 431
