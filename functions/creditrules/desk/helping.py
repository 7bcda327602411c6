"""What would help an applicant whose answer is not ALLOW, as the reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from creditrules.desk.paging import asked_page
from creditrules.desk.view import View
from creditrules.eligibility import Decision
from creditrules.rules import Texts

if TYPE_CHECKING:
    from creditrules.eligibility.explain import ToldHelp, WhatHelps

__all__ = ["HelpProof", "SeenHelp", "seen_help"]

USUAL_WAYS = 3


class HelpProof(StrEnum):
    """How what would help is known: that there is nothing else and nothing for less, or found by a bounded search."""

    PROVED = "PROVED"
    SEARCHED = "SEARCHED"


@dataclass(frozen=True, slots=True)
class SeenHelp:
    """What would help with one decision."""

    view: View
    decision: Decision
    found: WhatHelps

    @property
    def proof(self) -> HelpProof:
        """See `WhatHelps`."""
        return HelpProof(self.found.proof.value)

    def ways(self, first: int | None) -> tuple[ToldHelp, ...]:
        """So many, three unless said. Raises Refusal INVALID "BAD_PAGE_SIZE"."""
        from creditrules.eligibility.explain import told_helps  # noqa: PLC0415 - as in `seen_help`

        most = USUAL_WAYS if first is None else asked_page(first).size
        return told_helps(self.decision, self.found, most, sees_policy=self.view.sees_policy)

    def label(self, name: str) -> Texts:
        """A fact's name for people."""
        grounds = (reason.ground for reason in self.decision.reasons if reason.ground)
        return next((fact.label for each in grounds for fact in each.compiled.facts if fact.name == name), {})


def seen_help(view: View, decision: Decision) -> SeenHelp | None:
    """What would help, worked out and confirmed; None of what is allowed already, or lacks facts.

    Values are told where all rule sets that test the fact publish theirs, and to who may see the policy. Raises Refusal
    TOO_LARGE "TOO_MANY_HELPS".
    """
    from creditrules.eligibility.explain import what_helps  # noqa: PLC0415 - plain answers never load the analysis

    view.documents.work_out_help()
    found = what_helps(decision)
    return SeenHelp(view, decision, found) if found else None
