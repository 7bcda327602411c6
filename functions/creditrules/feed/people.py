"""How a person wants to be told: where, in which language, at which hours, or not at all; pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field

__all__ = ["AddressKind", "PersonMessage", "QuietHours", "SubjectContact", "checked_address", "masked_address"]

LONGEST_EMAIL: Final = 254
LONGEST_LOCAL: Final = 64
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,}"
)
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")


class AddressKind(StrEnum):
    """By which way a person is told."""

    EMAIL = "EMAIL"
    SMS = "SMS"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Between which hours of the person's day nothing is sent; over midnight where the end is before the start."""

    start: time
    end: time
    zone: str

    def until(self, now: datetime) -> datetime | None:
        """When the quiet hours end that there are at a moment; None where there are none."""
        zone = ZoneInfo(self.zone)
        local = now.astimezone(zone)
        at = local.time().replace(tzinfo=None)
        over_midnight = self.end <= self.start
        quiet = (at >= self.start or at < self.end) if over_midnight else self.start <= at < self.end
        if not quiet:
            return None
        # A wall clock may show an hour twice, or never: the first moment of that name which is to come.
        ends = (
            datetime.combine(local.date() + timedelta(days=days), self.end, zone).replace(fold=fold).astimezone(UTC)
            for days in (0, 1)
            for fold in (0, 1)
        )
        return min(end for end in ends if end > now)


@dataclass(frozen=True, slots=True)
class SubjectContact:
    """Where and how a subject is told. opted_out: it wants nothing, whatever else is said. revision: as it is kept."""

    kind: AddressKind | None = None
    address: str | None = field(default=None, repr=False)
    language: str = "en"
    opted_out: bool = False
    quiet: QuietHours | None = None
    revision: int = 0

    @property
    def is_open(self) -> bool:
        """Whether anything may be sent at all."""
        return self.kind is not None and self.address is not None and not self.opted_out


@dataclass(frozen=True, slots=True)
class PersonMessage:
    """What is sent to a person. id: the advice's, the same each time. subject, html: of an e-mail, else empty."""

    id: str
    kind: AddressKind
    address: str = field(repr=False)
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)
    html: str = field(default="", repr=False)


def checked_address(kind: AddressKind, address: str) -> str:
    """The address as it is kept. Raises Refusal INVALID "BAD_CONTACT", without repeating it."""
    given = address.strip()
    if kind is AddressKind.SMS:
        number = re.sub(r"[ ().-]", "", given)
        if not _NUMBER.fullmatch(number):
            hint = 'Write it with its country, as "+8613800000000".'
            raise Refusal(Kind.INVALID, "BAD_CONTACT", "That is no telephone number.", ("address",), hint)
        return number
    local, _, host = given.rpartition("@")
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    if dots or not _EMAIL.fullmatch(given) or len(given) > LONGEST_EMAIL or len(local) > LONGEST_LOCAL:
        hint = 'Write it as "name@host.example", in ASCII.'
        raise Refusal(Kind.INVALID, "BAD_CONTACT", "That is no e-mail address.", ("address",), hint)
    return f"{local}@{host.lower()}"


def masked_address(kind: AddressKind, address: str) -> str:
    """Enough of an address for who knows it to know it again."""
    if kind is AddressKind.SMS:
        return f"{address[:3]}…{address[-2:]}"
    local, _, host = address.rpartition("@")
    return f"{local[:1]}…@{host[:1]}…{host[host.rindex('.') :]}"
