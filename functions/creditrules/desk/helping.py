"""What would help an applicant whose answer is not ALLOW, as the reader may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditrules.desk.budgets import Work, begin, refuse_if_cut_short
from creditrules.desk.deciding import Recording, facts_gone, read_decision, sees_sensitive
from creditrules.desk.noticing import answer_about
from creditrules.desk.paging import asked_page
from creditrules.desk.replaying import decision_again
from creditrules.desk.scheduled import agenda_of
from creditrules.desk.told_apart import HelpProof
from creditrules.desk.view import View
from creditrules.eligibility import Decision, plain_answer
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules import Texts

if TYPE_CHECKING:
    from creditrules.eligibility.explain import ToldHelp, ToldPassing, WhatHelps

__all__ = ["SeenHelp", "recorded_help", "seen_help"]

USUAL_WAYS = 3


@dataclass(frozen=True, slots=True)
class SeenHelp:
    """What would help with one decision. view: at the decision's two times."""

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

    def passes_from(self) -> ToldPassing | None:
        """When the same facts pass, with what is scheduled. Raises Refusal TOO_LARGE "BUDGET_SPENT"; UNAVAILABLE."""
        from creditrules.eligibility.explain import passes_from, told_passing  # noqa: PLC0415 - as in `seen_help`

        begin(self.view.catalogue.budget, Work.HELP)
        agenda = agenda_of(self.view, self.decision.product.product)
        begin(self.view.catalogue.budget, Work.DATE_AHEAD, len(agenda.changes))
        found = passes_from(self.decision, agenda)
        refuse_if_cut_short(self.view.catalogue.budget)
        return told_passing(self.decision, found, sees_policy=self.view.sees_policy) if found else None

    def label(self, name: str) -> Texts:
        """A fact's name for people."""
        grounds = (reason.ground for reason in self.decision.reasons if reason.ground)
        return next((fact.label for each in grounds for fact in each.compiled.facts if fact.name == name), {})


def seen_help(view: View, decision: Decision) -> SeenHelp | None:
    """What would help, worked out and confirmed; None of what is allowed already, or lacks facts.

    Values are told where all rule sets that test the fact publish theirs, and to who may see the policy. Raises Refusal
    TOO_LARGE "BUDGET_SPENT".
    """
    from creditrules.eligibility.explain import what_helps  # noqa: PLC0415 - plain answers never load the analysis

    begin(view.catalogue.budget, Work.HELP)
    found = what_helps(decision)
    refuse_if_cut_short(view.catalogue.budget)
    return SeenHelp(view, decision, found) if found else None


def recorded_help(
    view: View, recording: Recording | None, decision_id: str, product: str | None = None
) -> SeenHelp | None:
    """What would have helped with a recorded decision about one product, at its times and with its very contents.

    None to whom the decision is not shown, and as `seen_help`. product: may be left out where it is about one. Raises
    Refusal NOT_FOUND "FACTS_ERASED", "FACTS_EXPIRED", "UNKNOWN_PRODUCT"; INVALID "HELP_DIFFERS" where it comes out
    otherwise now; FORBIDDEN "NOT_ALLOWED" where it rests on sensitive facts that the reader may not see; and as
    `seen_help`.
    """
    recorded = read_decision(recording, view.principal, decision_id)
    if recorded is None:
        return None
    if recorded.sealed is None:
        raise facts_gone(recorded)
    if recorded.sealed.sensitive and not sees_sensitive(view.principal, recorded):
        message = "What would have helped rests on sensitive facts, which the token does not let you see."
        raise Refusal(Kind.FORBIDDEN, "NOT_ALLOWED", message, hint="Let the partner or an auditor ask.")
    plain = answer_about(recorded, product)
    decision = decision_again(view.catalogue, view.tenant, recorded, recorded.sealed, plain)
    if plain_answer(decision)["outcome"] != plain["outcome"]:
        message = "Evaluated again the decision is another than is on record, so what would have helped is not known."
        raise Refusal(Kind.INVALID, "HELP_DIFFERS", message, ("id",), "`replay` shows the difference.")
    return seen_help(view.at(recorded.valid_at, recorded.known_at), decision)
