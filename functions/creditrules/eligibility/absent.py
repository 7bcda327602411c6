"""A rule set that a product names and that has no version in force: what is known of it, and what a record says."""

from __future__ import annotations

import re
from datetime import datetime

from creditrules.eligibility.answers import PlainAnswer
from creditrules.eligibility.reason import Origin
from creditrules.records import dataclass
from creditrules.rules import Category, Texts

__all__ = ["AbsentRuleSet", "absent_as_recorded"]


@dataclass(frozen=True, slots=True)
class AbsentRuleSet:
    """A rule set that a product names but that has no version in force.

    `starts`: when one comes, as far as was known.
    """

    slug: str
    name: Texts
    category: Category
    starts: datetime | None

    @property
    def warning(self) -> str:
        """What an answer says where it goes without one that is to come."""
        starts = "" if self.starts is None else self.starts.isoformat()
        return f"{self.slug} is not in force yet; it comes into force at {starts}."


def absent_as_recorded(answer: PlainAnswer, slug: str) -> AbsentRuleSet:
    """What a recorded answer says of a rule set that it goes without, for those who have not the lender's history."""
    said = re.compile(rf"{re.escape(slug)} is not in force yet; it comes into force at ([0-9T:.+-]{{10,40}})\.")
    starts = next((_moment(found[1]) for text in answer["warnings"] if (found := said.fullmatch(text))), None)
    gaps = (each for each in answer["reasons"] if each["ruleSet"] == slug and each["origin"] == _GAP)
    category = next((Category(each["category"]) for each in gaps), Category.PRODUCT)
    return AbsentRuleSet(slug, {"en": slug}, category, starts)


_GAP = Origin.NO_VERSION_IN_FORCE.value


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
