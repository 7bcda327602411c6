"""What is asked of, and read from, files of values by day that become parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from creditrules.document import Plain
from creditrules.errors import Diagnostic
from creditrules.records import dataclass

__all__ = ["About", "ParametersRead", "Written"]

Written = dict[str, Plain]


@dataclass(frozen=True, slots=True)
class About:
    """What files of values do not say of themselves. today: from which on a day lies ahead."""

    category: str
    language: str
    time_zone: str
    today: date


@dataclass(frozen=True, slots=True)
class ParametersRead:
    """documents: by slug, in the form of rule files, each with a change statement. An error leaves all out."""

    documents: Mapping[str, Written]
    diagnostics: tuple[Diagnostic, ...] = ()
