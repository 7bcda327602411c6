"""Messages to people, written into a folder: so that what would be sent can be looked at without sending it.

An e-mail is a file that mail programs open, a short message a file of text. Each has the name of its id, so that one
that is sent twice is there once. They are for who runs the service alone: they have addresses in clear.
"""

from __future__ import annotations

import os
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final

from creditrules.feed import AddressKind, DeliveryResult, PersonMessage, Sent

__all__ = ["MessageFolder", "email_of"]

_OWNER: Final = 0o600
_FOLDER: Final = 0o700


class MessageFolder:
    """`Outbox` that is a folder; it is made with the first message."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: PersonMessage) -> Sent:
        """See `Outbox.send`: written whole, or not at all."""
        ending = "eml" if message.kind is AddressKind.EMAIL else "txt"
        written = _written(message)
        try:
            self._folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
            part = self._folder / f".{message.id}.part"
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER), "wb") as file:
                file.write(written)
            part.replace(self._folder / f"{message.id}.{ending}")
        except OSError:
            return Sent(DeliveryResult.UNREACHABLE)
        return Sent(DeliveryResult.DELIVERED)


def email_of(message: PersonMessage) -> EmailMessage:
    """The e-mail, in text and HTML; its id is the same however often it is sent."""
    email = EmailMessage(policy=SMTP)
    email["To"] = message.address
    email["Subject"] = message.subject
    email["Message-ID"] = f"<{message.id}@creditrules.invalid>"
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.text)
    email.add_alternative(message.html, subtype="html")
    return email


def _written(message: PersonMessage) -> bytes:
    if message.kind is AddressKind.EMAIL:
        return email_of(message).as_bytes()
    return f"To: {message.address}\n\n{message.text}\n".encode()
