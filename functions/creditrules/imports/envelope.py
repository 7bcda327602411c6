"""What a rule set has that a model has not."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.errors import Diagnostic
from creditrules.records import dataclass, field
from creditrules.rules import Category, Intervention

__all__ = ["Envelope", "RuleSetText"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands around the model.

    decision: whose outcome the findings are made of, or a path to one of its outputs ("Terms.status"). steps: the
    intervention by outcome, as it is written in the table without quotes; every other outcome is referred to a person.
    """

    slug: str
    category: Category
    decision: str
    steps: Mapping[str, Intervention] = field(default_factory=dict)
    language: str = "en"


@dataclass(frozen=True, slots=True)
class RuleSetText:
    """text: the rule set in YAML, None where a diagnostic is an error."""

    text: str | None
    diagnostics: tuple[Diagnostic, ...] = ()
