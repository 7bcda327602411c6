"""Whose names of subjects are: each partner's own, or shared by all partners of a lender."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

__all__ = ["SubjectScope", "SubjectSettings"]


class SubjectScope(StrEnum):
    """Who means the same person by the same name.

    PER_PARTNER: each partner by itself, so that one's "1001" is another person than another's. SHARED: all partners of
    the lender, as where the lender gives the names out.
    """

    PER_PARTNER = "PER_PARTNER"
    SHARED = "SHARED"


class SubjectSettings(BaseModel):
    """What holds for names of subjects, for what is recorded from then on and stages of experiments that begin then."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel)

    scope: SubjectScope = SubjectScope.PER_PARTNER
