"""Time stamps of files: requests as others write them, and tokens of an authority that hold or are refused."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.cli.anchors.options import tell_stamp
from creditrules.cli.anchors.stamps import check_stamp, request_for

FILES = Path(__file__).parent / "timestamps"
ENDS, ANSWER, TOKEN, ROOT = (FILES / name for name in ("ends.jsonl", "ends.jsonl.tsr", "token.der", "root.pem"))
STAMPED_AT = datetime.fromisoformat("2026-11-28T04:43:13+00:00")

with_tokens = pytest.mark.skipif(
    find_spec("rfc3161_client") is None and "CI" not in os.environ, reason="rfc3161-client is not installed"
)


def test_a_request_is_the_one_that_openssl_writes() -> None:
    assert request_for(ENDS.read_bytes()) == (FILES / "ends.jsonl.tsq").read_bytes()


@with_tokens
@pytest.mark.parametrize("token", [ANSWER, TOKEN], ids=lambda path: path.name)
def test_a_time_stamp_that_holds_says_when_and_by_whom(token: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell_stamp(ENDS, (token, ROOT))
    said = " ".join(capsys.readouterr().out.split())
    assert f"existed at {STAMPED_AT.isoformat()}, by the time stamp of CN=A test's root, number 7" in said


@with_tokens
@pytest.mark.parametrize(
    ("content", "authority", "why"),
    [
        (b"another", ROOT, "Mismatch"),
        (None, FILES / "other.pem", "certificate"),
        (None, FILES / "tsa.pem", "no root"),
        (None, ENDS, "no certificates in PEM"),
        (None, FILES / "nothing.pem", "cannot be read"),
    ],
)
def test_what_is_no_time_stamp_of_this_by_that_authority_is_refused(
    content: bytes | None, authority: Path, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        check_stamp(content or ENDS.read_bytes(), ANSWER, authority)
    assert why in capsys.readouterr().err


@with_tokens
@settings(max_examples=150)
@given(st.integers(0, 1268), st.integers(0, 255), st.integers(0, 3))
def test_an_altered_token_is_refused_or_says_the_same(
    tmp_path_factory: pytest.TempPathFactory, place: int, byte: int, cut: int
) -> None:
    """Not every byte of a token is signed: certificates that are not needed, for instance, may be what they like."""
    content, altered = ANSWER.read_bytes(), tmp_path_factory.getbasetemp() / "altered.tsr"
    altered.write_bytes(content[:place] + bytes([byte]) + content[place + cut :])
    with suppress(typer.Exit):
        assert check_stamp(ENDS.read_bytes(), altered, ROOT).at == STAMPED_AT
