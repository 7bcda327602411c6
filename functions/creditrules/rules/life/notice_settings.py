"""What notices of decisions say of the lender and of others: names and addresses, the same in every language."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

__all__ = ["Contact", "NoticeSettings", "ReportSource", "ScoreSource"]

_Line = Annotated[str, Field(min_length=1, max_length=500)]
_FactName = Annotated[str, Field(min_length=1, max_length=200)]
_MOST_SOURCES = 10


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel)


class Contact(_Part):
    """Somebody to turn to."""

    name: _Line
    address: _Line | None = None
    phone: _Line | None = None
    email: _Line | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """Name and all that is known of how to reach them."""
        return tuple(each for each in (self.name, self.address, self.phone, self.email) if each)


class ScoreSource(_Part):
    """A score among the facts: between which values it may lie, and which facts say when it is of and what weighed."""

    fact: _FactName
    low: Decimal
    high: Decimal
    date_fact: _FactName
    factors_fact: _FactName


class ReportSource(_Part):
    """Somebody whose reports facts are taken from: `facts` says which, `score` where a score is one of them."""

    agency: Contact
    facts: Annotated[tuple[_FactName, ...], Field(min_length=1, max_length=200)]
    score: ScoreSource | None = None


class UnitedStates(_Part):
    """authority: the federal agency that administers compliance. reports: of consumer reporting agencies."""

    authority: Contact | None = None
    reports: Annotated[tuple[ReportSource, ...], Field(max_length=_MOST_SOURCES)] = ()


class EuropeanUnion(_Part):
    """review: where a person's look is asked for. databases: that were consulted. debt_advice: who gives it."""

    review: Contact | None = None
    data_protection: Contact | None = None
    authority: Contact | None = None
    debt_advice: Contact | None = None
    databases: Annotated[tuple[ReportSource, ...], Field(max_length=_MOST_SOURCES)] = ()


class China(_Part):
    """review: where an explanation, and a decision not made by automation alone, is asked for."""

    review: Contact | None = None


class NoticeSettings(_Part):
    """What notices need that no rule knows."""

    creditor: Contact | None = None
    us: Annotated[UnitedStates, Field(alias="US")] = Field(default_factory=UnitedStates.model_construct)
    eu: Annotated[EuropeanUnion, Field(alias="EU")] = Field(default_factory=EuropeanUnion.model_construct)
    cn: Annotated[China, Field(alias="CN")] = Field(default_factory=China.model_construct)
