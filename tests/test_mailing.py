"""Messages in a folder are what mail programs open, and nobody else's to read."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from creditrules.feed import AddressKind, DeliveryResult, PersonMessage
from creditrules.mailing import MessageFolder

MAIL = PersonMessage(
    "adv_1", AddressKind.EMAIL, "ann@shop.example", "您好。\n", "关于先用后付", "<!DOCTYPE html><p>您好。</p>"
)


def test_an_email_is_whole_and_the_same_sent_twice_is_there_once(tmp_path: Path) -> None:
    folder = MessageFolder(tmp_path / "new" / "messages")
    assert [folder.send(MAIL).result for _ in range(2)] == [DeliveryResult.DELIVERED] * 2
    [file] = (tmp_path / "new" / "messages").iterdir()
    email = message_from_bytes(file.read_bytes(), policy=default)
    assert (email["To"], email["Subject"], file.name) == (MAIL.address, MAIL.subject, "adv_1.eml")
    assert email["Message-ID"] == "<adv_1@creditrules.invalid>"
    parts = {part.get_content_type(): part.get_content().strip() for part in email.iter_parts()}
    assert parts == {"text/plain": "您好。", "text/html": MAIL.html}
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_short_message_is_text(tmp_path: Path) -> None:
    MessageFolder(tmp_path).send(PersonMessage("adv_2", AddressKind.SMS, "+8613800000000", "您好。"))
    assert (tmp_path / "adv_2.txt").read_text("utf-8") == "To: +8613800000000\n\n您好。\n"


def test_a_folder_that_cannot_be_written_is_an_outcome_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    assert MessageFolder(tmp_path / "taken").send(MAIL).result is DeliveryResult.UNREACHABLE


@pytest.mark.parametrize("text", ["a\nBcc: x@y.example", "a\r\nX: y"])
def test_no_header_can_be_put_in_by_a_subject(tmp_path: Path, text: str) -> None:
    message = PersonMessage("adv_3", AddressKind.EMAIL, "ann@shop.example", "Hello", text, "<p>Hello</p>")
    with pytest.raises(ValueError, match="Header"):
        MessageFolder(tmp_path).send(message)
    assert list(tmp_path.iterdir()) == []
