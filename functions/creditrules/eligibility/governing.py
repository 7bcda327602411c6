"""A rule set in force for a product, and the version that it is."""

from __future__ import annotations

from typing import NamedTuple

from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.reason import AppliedVersion
from creditrules.records import dataclass

__all__ = ["GoverningRuleSet", "Voice"]


@dataclass(frozen=True, slots=True)
class GoverningRuleSet:
    """A rule set in force for a product, ready to answer."""

    compiled: CompiledRuleSet
    applied: AppliedVersion


class Voice(NamedTuple):
    """A rule set, and of whose facts it is asked."""

    rule_set: GoverningRuleSet
    asked: Applicant
