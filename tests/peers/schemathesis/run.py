"""Operations that the schema allows, made by schemathesis, sent as several callers; one line of JSON each.

    python run.py SCHEMA URL SECONDS SEED < given.json

given: {"callers": {"name": "token", …}, "words": {"slug": ["huabei", …], …}}; an empty token is sent as none. Rounds go
over all root fields until the time is up, each with another seed. Most operations have some of their texts, moments and
sizes replaced by ones that may be answered. A line has caller, field, query, status, seconds and the body as it came.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from itertools import count
from random import Random
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from graphql import ValueNode, parse_value
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

A_FIELD = 3
"""Operations for each root field in a round."""
PLAIN = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9)
)
NAMES = st.sampled_from(["age", "overdueDays", "cashOutSuspicion", "monthlyIncome", "lastCashOutSignalOn", "x"])
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)
ODD_DECIMALS = st.sampled_from(["1e999999", "1e-999999", "NaN", "-0", "٣", "", "0x10", "9" * 40])
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False).map(str) | st.integers() | ODD_DECIMALS
TEXT = re.compile(r'\b(\w+): "(?:[^"\\\n]|\\.)*"')
SIZE = re.compile(r"\b(first|last): -?\d+")

Words = Mapping[str, Sequence[str]]


def literal(plain: Any) -> str:
    """A JSON value as GraphQL writes it."""
    if isinstance(plain, dict):
        return "{" + ", ".join(f"{name}: {literal(value)}" for name, value in plain.items()) + "}"
    if isinstance(plain, list):
        return "[" + ", ".join(map(literal, plain)) + "]"
    return json.dumps(plain)


def written(plain: Any) -> ValueNode:
    return parse_value(literal(plain), no_location=True)


@dataclass(frozen=True)
class Sender:
    """Sends every operation as each of the callers, and prints what came."""

    url: str
    callers: Mapping[str, str]
    words: Words
    random: Random

    def __call__(self, field: str, query: str) -> None:
        text = self.answerable(query) if self.random.random() < 0.7 else query
        for caller, token in self.callers.items():
            begun = monotonic()
            status, body = self.sent(token, text)
            line = {"caller": caller, "field": field, "query": text, "status": status, "body": body}
            print(json.dumps(line | {"seconds": round(monotonic() - begun, 3)}), flush=True)

    def answerable(self, query: str) -> str:
        """The operation with some of its values replaced."""

        def word(found: re.Match[str]) -> str:
            known = self.words.get(found[1])
            return f"{found[1]}: {json.dumps(self.random.choice(known))}" if known else found[0]

        return SIZE.sub(lambda found: f"{found[1]}: {self.random.randint(1, 20)}", TEXT.sub(word, query))

    def sent(self, token: str, query: str) -> tuple[int, str]:
        place = urlsplit(self.url)
        headers = {"content-type": "application/json", "accept": "application/graphql-response+json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        connection = HTTPConnection(place.netloc, timeout=60)
        connection.request("POST", place.path, json.dumps({"query": query}).encode(), headers)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, body


def make(operation: Any, number: int, send: Callable[[str], None]) -> None:
    """Send a few operations on one root field."""

    @seed(number)
    @settings(
        max_examples=A_FIELD,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def each(case: Any) -> None:
        send(case.body)

    each()


def main(schema_path: str, url: str, seconds: float, first: int) -> None:
    """All rounds that fit into the time; making the first operation takes some of it."""
    end = monotonic() + seconds
    told = json.load(sys.stdin)
    schemathesis.graphql.scalar("JSON", st.dictionaries(NAMES, VALUES, max_size=4).map(written) | VALUES.map(written))
    schemathesis.graphql.scalar("Decimal", DECIMALS.map(written))
    operations = [result.ok() for result in schemathesis.graphql.from_path(schema_path).get_all_operations()]
    random = Random(first)
    sender = Sender(url, told["callers"], told["words"], random)
    for number in count(first):
        random.shuffle(operations)
        for operation in operations:
            if monotonic() > end:
                return
            make(operation, number, partial(sender, operation.label))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
