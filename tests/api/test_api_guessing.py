"""Nothing that a partner sees is a digest of what it knows, and no cursor is of use to another."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b, md5, sha1, sha256, sha512
from itertools import permutations, product
from typing import Any

import pytest
from tests.api.conftest import PARTNER
from tests.api.partners import FACTS, OTHER, Fresh, Two, founded, fresh

from creditrules.document import canonical, digest
from creditrules.store.decisions.peppers import Peppers, plain_id

__all__ = ["founded", "fresh"]

KNOWN = ("acme", "broker", "their key", "their subject", "pay-later", "their-contract", "REQUEST_REVIEW", "batch job")
"""What another partner may know or guess of what the other has."""
KINDS = ("decision", "subject", "DECIDE", "RecordedDecision", "Review", "BatchJob", "ContractQuery", "batchJob")
HASHES: tuple[Callable[[bytes], Any], ...] = (
    sha256,
    sha1,
    md5,
    blake2b,
    lambda data: blake2b(data, digest_size=32),
    sha512,
)
SEPARATORS = (b"", b"\0", b"|", b"#", b":", b"/", b"\n", b" ")
SEEN = """query($decision: ID!, $review: ID!, $job: ID!, $subject: String) {
  decision(id: $decision) {
    id digest facts receipt { text previous hash } reviews { id digest } experiments { experiment arm }
  }
  review: node(id: $review) { id }
  batchJob(id: $job) { id part(number: 1) { number } }
  decisions(first: 5) { edges { cursor node { decisionId } } }
  ofSubject: decisions(first: 5, subject: $subject) { edges { cursor } }
  contracts(first: 5) { edges { cursor node { name } } }
}"""


def told(two: Two) -> Any:
    """All that the other partner is told of what it has."""
    wanted = {name: two.theirs[name] for name in ("decision", "review", "job", "subject")}
    answer = two.service.answer(SEEN, wanted, OTHER)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def opaque(value: Any) -> Iterator[str]:
    """Every run of digits of a digest in it, be it in the clear or within an id or a cursor."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from opaque(each)
    elif isinstance(value, str):
        yield from re.findall(r"[0-9a-f]{32,}", value)
        if re.fullmatch(r"[A-Za-z0-9_-]{16,}", value):
            raw = urlsafe_b64decode(value + "=" * (-len(value) % 4))
            yield from re.findall(r"[0-9a-f]{32,}", raw.decode("latin-1"))
            yield raw[:16].hex()


def guesses(names: Iterable[str]) -> set[str]:
    """The beginnings of what could be reckoned from the names, one to four of them in any order, without a secret."""
    found: set[str] = set()
    for length in (1, 2, 3, 4):
        for some in permutations(names, length):
            texts = [name.encode() for name in some]
            found.add(plain_id(*some)[:32])
            found.add(digest(list(some))[:32])
            for separator, hashed in product(SEPARATORS if length > 1 else (b"",), HASHES):
                found.add(hashed(separator.join(texts)).hexdigest()[:32])
    return found


def test_nothing_that_is_told_is_a_digest_of_known_names(fresh: Fresh) -> None:
    with fresh() as two:
        data, theirs = told(two), two.theirs
    seen = {each[:32] for each in opaque(data)}
    assert len(seen) >= 12, data
    assert not seen & guesses(KNOWN)
    asked = {**FACTS, "subject": theirs["subject"]}
    for kind in KINDS:
        assert not seen & guesses((kind, "acme", "broker", "their key"))
        assert not seen & guesses((kind, "acme", "their subject", "broker"))
    assert not seen & {sha256(canonical(each)).hexdigest()[:32] for each in (asked, FACTS, FACTS["facts"])}
    assert not seen & guesses((theirs["digest"], "REQUEST_REVIEW", "broker", "their key"))


def test_an_id_without_a_secret_would_be_noticed(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Peppers, "record_id", lambda _self, *names: plain_id(*names))
    with fresh() as two:
        given = {**FACTS, "idempotencyKey": "second key", "subject": "their subject"}
        done = two.act("decide", given, "decision { id }", OTHER)
    assert {each[:32] for each in opaque(done)} & guesses(("acme", "broker", "second key"))


PAGES = ("decisions", "contracts")
"""Lists of what is each partner's own."""


@pytest.mark.parametrize("listed", PAGES)
def test_a_cursor_of_another_partner_shows_nothing_but_ones_own(fresh: Fresh, listed: str) -> None:
    told = {"decisions": "author", "contracts": "author"}[listed]
    page = f"edges {{ cursor node {{ {told} }} }}"
    with fresh() as two:
        for number in range(3):
            for token in (PARTNER, OTHER):
                given = {**FACTS, "idempotencyKey": f"{token} {number}", "subject": "their subject"}
                two.act("decide", given, "replayed", token)
                two.act("registerContract", {**FACTS, "name": f"contract-{number}"}, "contract { name }", token)
        theirs = two.service.data(f"{{ {listed} {{ {page} }} }}", {}, OTHER)[listed]["edges"]
        own = two.service.data(f"{{ {listed} {{ {page} }} }}", {}, PARTNER)[listed]["edges"]
        assert len(theirs) >= len(own) == 3
        for edge in theirs:
            for way in ("after", "before"):
                query = f"query($at: String) {{ {listed}({way}: $at) {{ {page} }} }}"
                answer = two.service.answer(query, {"at": edge["cursor"]}, PARTNER)
                if "errors" in answer:
                    assert [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_CURSOR"]
                else:
                    assert all(each in own for each in answer["data"][listed]["edges"])


def test_a_cursor_of_a_subject_is_of_use_for_no_other_list(fresh: Fresh) -> None:
    with fresh() as two:
        query = "query($subject: String) { decisions(subject: $subject) { edges { cursor } } }"
        [edge] = two.service.data(query, {"subject": "their subject"}, OTHER)["decisions"]["edges"]
        query = "query($at: String) { decisions(after: $at) { edges { cursor } } }"
        for token in (OTHER, PARTNER):
            [error] = two.service.answer(query, {"at": edge["cursor"]}, token)["errors"]
            assert error["extensions"]["code"] == "BAD_CURSOR"
        [error] = two.service.answer(query.replace("decisions", "contracts"), {"at": edge["cursor"]}, OTHER)["errors"]
        assert error["extensions"]["code"] == "BAD_CURSOR"
        spoilt = edge["cursor"][:-2] + ("AA" if edge["cursor"][-2:] != "AA" else "BB")
        query = 'query($at: String) { decisions(after: $at, subject: "their subject") { edges { cursor } } }'
        [error] = two.service.answer(query, {"at": spoilt}, OTHER)["errors"]
        assert error["extensions"]["code"] == "BAD_CURSOR"
