"""Signatures as the Standard Webhooks specification has them, under one secret or two."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from creditrules.feed import Message, WebhookSecret, rotated, secret_text, signed_headers

NOW = datetime.fromtimestamp(1614265330, UTC)
HOUR = timedelta(hours=1)


def test_the_published_example_comes_out() -> None:
    """The vector of the specification's own libraries."""
    secret = WebhookSecret(base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    message = Message("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}')
    found = signed_headers(message, NOW, [secret])["webhook-signature"]
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_during_a_rotation_both_secrets_sign_and_afterwards_the_new_one_alone() -> None:
    old, message = WebhookSecret(b"o" * 32), Message("ntc_1", b"{}")
    secrets = rotated([old], b"n" * 32, NOW, NOW + HOUR)

    def signatures(now: datetime) -> list[str]:
        return signed_headers(message, now, secrets)["webhook-signature"].split()

    alone = signed_headers(message, NOW, [old])["webhook-signature"]
    assert len(signatures(NOW)) == 2
    assert alone in signatures(NOW)
    assert len(signatures(NOW + HOUR)) == 1


def test_two_rotations_in_a_row_leave_the_secret_that_the_receiver_knows() -> None:
    known = WebhookSecret(b"k" * 32)
    once = rotated([known], b"lost answer".ljust(32), NOW, NOW + HOUR)
    twice = rotated(once, b"n" * 32, NOW, NOW + 2 * HOUR)
    assert [each.plain[:1] for each in twice] == [b"n", b"l", b"k"]
    assert [each.until for each in twice] == [None, NOW + 2 * HOUR, NOW + HOUR]
    assert len(rotated(twice, b"x" * 32, NOW, NOW + HOUR)) == 3


def test_a_secret_without_overlap_signs_no_more() -> None:
    secrets = rotated([WebhookSecret(b"o" * 32)], b"n" * 32, NOW, NOW)
    assert len(signed_headers(Message("ntc_1", b"{}"), NOW, secrets)["webhook-signature"].split()) == 1


def test_a_secret_is_told_as_libraries_take_it_and_shown_nowhere() -> None:
    assert secret_text(bytes(24)) == "whsec_" + "A" * 32
    assert "s" * 32 not in repr(WebhookSecret(b"s" * 32))
