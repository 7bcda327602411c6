"""What comparing two versions finds: regions in which the answers differ, and whether these are all."""

from __future__ import annotations

from creditrules.dmn.analysis import Box, Facts, Proof, box_text
from creditrules.eligibility.compared import OutcomeVerdict as Verdict
from creditrules.eligibility.outcomes.changed import ChangedPart
from creditrules.eligibility.outcomes.sides import Answered
from creditrules.records import dataclass

__all__ = ["OutcomeComparison", "OutcomeDifference", "Verdict"]


@dataclass(frozen=True, slots=True)
class OutcomeDifference:
    """A region in which all applicants are answered otherwise, in the same parts.

    changed: amounts as expressions over facts. box: the region; None where one applicant was found by search and no
    region is known. sample: an applicant of it, with both `answers`. proof: PROVED, or SEARCHED where the region rests
    on what only the evaluator can tell, or the service works out itself, such as an offer.
    """

    changed: tuple[ChangedPart, ...]
    box: Box | None
    sample: Facts
    answers: tuple[Answered, Answered]
    proof: Proof

    @property
    def where(self) -> str:
        """The region as FEEL by fact; "" where none is known."""
        return "" if self.box is None else box_text(self.box)


@dataclass(frozen=True, slots=True)
class OutcomeComparison:
    """All differences; regions of those that differ in the same parts may overlap.

    not_analysed: regions or places in which there may be more, each with why.
    """

    differences: tuple[OutcomeDifference, ...]
    not_analysed: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether there are no other differences, proved."""
        return not self.not_analysed

    @property
    def verdict(self) -> Verdict:
        """See `Verdict`."""
        if self.differences:
            return Verdict.DIFFERENT
        return Verdict.EQUIVALENT if self.complete else Verdict.NOT_PROVED
