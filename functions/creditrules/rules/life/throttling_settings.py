"""What a lender lets its partners ask: budgets, and how often facts may vary; by partner, else for all."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

__all__ = ["PartnerAllowance", "ThrottlingSettings"]

_Budget = Annotated[int, Field(ge=1, le=10**9)]
_Count = Annotated[int, Field(ge=0, le=100_000)]
_Values = Annotated[int, Field(ge=2, le=100_000)]
_Subject = Annotated[str, Field(min_length=1, max_length=256)]


class PartnerAllowance(BaseModel):
    """What a partner may ask; what is left out is as for all partners, and there as the service has it.

    cost: what it may have saved up, in what `extensions.cost` counts. cost_per_second: what it gets back. values: how
    many values of one fact beside the same other facts are answered an hour. pairs: how many of two facts.
    variations: how many questions an hour may be another one but for one fact, where those are not few among all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel)

    cost: _Budget | None = None
    cost_per_second: _Budget | None = None
    values: _Values | None = None
    pairs: _Values | None = None
    variations: _Count | None = None


class ThrottlingSettings(PartnerAllowance):
    """The same for all partners. partners: what holds for some of them, by the subject of their tokens."""

    partners: Annotated[dict[_Subject, PartnerAllowance], Field(max_length=1_000)] = {}
