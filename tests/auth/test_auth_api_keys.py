"""API keys as texts: made by chance, told apart from everything else, kept as a hash only."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.auth import is_api_key, is_hash_of, make_api_key, read_api_key
from creditrules.errors import Kind, Refusal


def code_of(text: str) -> str:
    with pytest.raises(Refusal) as refused:
        read_api_key(text)
    assert refused.value.kind is Kind.UNAUTHENTICATED
    assert text not in str(refused.value) or len(text) < 5
    return refused.value.code


@pytest.mark.parametrize("tenant", ["a", "acme", "demo-lender", "a-" + "b" * 60 + "-c", "9"])
def test_a_key_says_whose_it_is_and_is_known_by_its_hash(tenant: str) -> None:
    made = make_api_key(tenant)
    read = read_api_key(made.text)
    assert is_api_key(made.text)
    assert (read.tenant, read.id) == (tenant, made.id)
    assert is_hash_of(read, made.hash)
    assert not is_hash_of(read, make_api_key(tenant).hash)
    assert not is_hash_of(read, None)


def test_no_two_keys_are_alike_and_none_shows_itself() -> None:
    made = [make_api_key("acme") for _ in range(200)]
    assert len({key.text for key in made}) == len({key.id for key in made}) == len({key.hash for key in made}) == 200
    assert all(re.fullmatch(r"crk_acme-[a-z2-9]{12}_[0-9A-Za-z]{49}", key.text) for key in made)
    assert made[0].text not in repr(made[0])
    assert made[0].hash not in repr(read_api_key(made[0].text))


KEY = make_api_key("demo-lender", Random(7).choice).text  # noqa: S311 - the same in every worker
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"


@given(st.integers(0, len(KEY) - 1), st.sampled_from(SIGNS))
def test_a_key_that_was_copied_badly_is_told_without_looking_it_up(place: int, sign: str) -> None:
    changed = KEY[:place] + sign + KEY[place + 1 :]
    if changed != KEY:
        assert code_of(changed) == "API_KEY_MALFORMED"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "crk_",
        KEY[:-1],
        KEY + "0",
        KEY + "\n",
        f" {KEY}",
        KEY.upper(),
        KEY.replace("demo-lender", "Demo"),
        "crk_" * 9999,
    ],
)
def test_what_is_no_key_is_none(text: str) -> None:
    assert code_of(text) == "API_KEY_MALFORMED"


@given(st.text(max_size=80))
def test_no_text_opens_anything_by_chance(text: str) -> None:
    assert code_of(f"crk_{text}") == "API_KEY_MALFORMED"
