"""What a caller says beside the applicant's own facts: other parties, what is owed, and where facts come from."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

__all__ = ["Exposure", "FactSource", "Party", "PartyRole"]

Name = Annotated[str, Field(min_length=1, max_length=200)]


class PartyRole(StrEnum):
    """What somebody is to an application. The facts of the question itself are the applicant's."""

    APPLICANT = "APPLICANT"
    CO_APPLICANT = "CO_APPLICANT"
    GUARANTOR = "GUARANTOR"


class _Said(BaseModel):
    """Written in camelCase; unknown keys are refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel, populate_by_name=True
    )


class Party(_Said):
    """Somebody else with facts of their own. name: by which the answer speaks of them, each its own."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    role: PartyRole
    facts: dict[str, Any] = Field(default_factory=dict)


class Exposure(_Said):
    """What the subject owes or may draw of a product already.

    currency: where it is left out, that of the products that are asked about.
    """

    product: Name
    amount: Annotated[Decimal, Field(ge=0, le=Decimal("1e18"))]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None


class FactSource(_Said):
    """Where a fact comes from, for what it may be used, and how sure it is: 0 to 1; below 1 it is a soft fact."""

    source: Name | None = None
    purpose: Name | None = None
    confidence: Annotated[Decimal, Field(ge=0, le=1)] | None = None
