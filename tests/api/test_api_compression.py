"""Compressed bodies and answers: taken and given by name, and bounded before they are made."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.api import Request, Response
from creditrules.api.http.compression import ALWAYS, MOST_TIMES, decompressed
from creditrules.api.http.negotiation import accepts_gzip
from creditrules.api.http.refusing import Refused
from creditrules.config import Limits
from creditrules.errors import Refusal

BODY = json.dumps({"query": "{ products { totalCount } }"}).encode()
PACKED: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}
LARGEST = Limits().body_bytes


def sent(encoding: str, body: bytes) -> Request:
    headers = {"authorization": "Bearer partner", "content-type": "application/json", "content-encoding": encoding}
    return Request("POST", "/graphql", headers, "", body)


def code_of(response: Response) -> str:
    return str(json.loads(response.body)["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize("encoding", [*PACKED, "GZIP", " gzip "])
def test_a_compressed_question_is_answered(bare: Any, encoding: str) -> None:
    response = bare.send(sent(encoding, PACKED[encoding.strip().lower()](BODY)))
    assert json.loads(response.body)["data"] == {"products": {"totalCount": 0}}


@pytest.mark.parametrize(
    "encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip,", "identity, gzip", "*", "x" * 9999]
)
def test_what_is_not_taken_is_told_with_what_is(bare: Any, encoding: str) -> None:
    response = bare.send(sent(encoding, BODY))
    assert (response.status, code_of(response)) == (415, "UNSUPPORTED_ENCODING")
    assert response.header("accept-encoding") == "gzip, deflate"
    assert len(response.body) < 500


@pytest.mark.parametrize("encoding", PACKED)
def test_what_is_not_what_it_says_is_refused(bare: Any, encoding: str) -> None:
    whole = PACKED[encoding](BODY)
    other = zlib.compress(BODY) if "gzip" in encoding else gzip.compress(BODY)
    raw = zlib.compressobj(wbits=-15)
    spoilt = whole[:-1] + bytes([whole[-1] ^ 1])
    for body in (b"", BODY, whole[:-1], whole[:9], whole + b"x", whole + whole, other, spoilt, raw.compress(BODY)):
        response = bare.send(sent(encoding, body))
        assert (response.status, code_of(response)) == (400, "BAD_COMPRESSION")


@pytest.mark.parametrize("encoding", PACKED)
def test_a_bomb_is_refused_and_never_made(bare: Any, encoding: str) -> None:
    bomb = PACKED[encoding](b" " * (40 << 20))
    tracemalloc.start()
    response = bare.send(sent(encoding, bomb))
    made = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (response.status, code_of(response)) == (413, "BODY_TOO_LARGE")
    assert made < 3 * LARGEST


@pytest.mark.parametrize("encoding", PACKED)
def test_a_body_becomes_so_many_times_as_large_and_no_more(encoding: str) -> None:
    for size, fits in ((ALWAYS, True), (ALWAYS + 1, False)):
        packed = PACKED[encoding](b" " * size)
        assert len(packed) * MOST_TIMES < ALWAYS
        if fits:
            assert len(decompressed(sent(encoding, packed), LARGEST)) == size
        else:
            with pytest.raises(Refusal, match="larger than"):
                decompressed(sent(encoding, packed), LARGEST)


@given(body=st.binary(max_size=3000), largest=st.integers(0, 3000), encoding=st.sampled_from(["", "identity", *PACKED]))
def test_a_body_comes_out_as_it_was_or_is_too_large(body: bytes, largest: int, encoding: str) -> None:
    request = sent(encoding, PACKED.get(encoding, bytes)(body))
    if len(body) > largest:
        with pytest.raises(Refusal) as refused:
            decompressed(request, largest)
        assert refused.value.code == "BODY_TOO_LARGE"
    else:
        assert decompressed(request, largest) == body


@given(body=st.binary(max_size=200), encoding=st.sampled_from(["gzip", "deflate", "br"]))
def test_noise_is_refused_in_our_words(body: bytes, encoding: str) -> None:
    try:
        decompressed(sent(encoding, body), LARGEST)
    except (Refusal, Refused):
        return


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("GZIP;Q=1", True),
        ("deflate, gzip;q=0.5, br", True),
        ("*", True),
        ("x-gzip", True),
        ("gzip;q=1, identity;q=0.5", True),
        ("", False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("*;q=0", False),
        ("gzip;q=0.4, identity;q=0.5", False),
        ("gzip;q=much", False),
        ("notgzip", False),
    ],
)
def test_an_answer_is_compressed_for_who_wants_it_so(bare: Any, accepted: str, *, packed: bool) -> None:
    assert accepts_gzip(accepted) is packed
    headers = {"authorization": "Bearer partner", "accept-encoding": accepted}
    response = bare.send(Request("GET", "/graphql/schema.graphql", headers))
    assert (response.header("content-encoding") == "gzip") is packed
    plain = gzip.decompress(response.body) if packed else response.body
    assert plain.startswith(b"type ") or b"\ntype " in plain


def test_a_small_answer_leaves_as_it_is(bare: Any) -> None:
    response = bare.post({"query": "{ __typename }"}, accept_encoding="gzip")
    assert not response.header("content-encoding")
    assert json.loads(response.body)["data"]
