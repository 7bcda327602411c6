"""What is noted of a decision for the experiments that it met: its arm, and what a shadow says of the same facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from creditrules.auth import Principal
from creditrules.desk.asking import Plan, Question, Report
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.drawing import Drawing
from creditrules.desk.shadowing import Shadows
from creditrules.desk.trials import Met, Trying
from creditrules.eligibility import AppliedVersion, PlainAnswer, applied_in, plain_answer
from creditrules.eligibility.trials import Arm, Noted, Shadow, Tally, governed, seen_in, shadow_answer
from creditrules.feel import RequestBudget
from creditrules.records import dataclass, replace
from creditrules.rules import Entry, Head, TrialMode

__all__ = ["Attempt"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A question of a subject, planned with the experiments that are in force for it."""

    drawing: Drawing
    trying: Trying
    plan: Plan

    @classmethod
    def of(cls, catalogue: Catalogue, principal: Principal, question: Question, subject: str) -> Attempt:
        """Raises Refusal as `Plan` does."""
        drawing = Drawing(catalogue, principal, question)
        plan, trying = drawing.planned(subject)
        return cls(drawing, trying, plan)

    def noted(self, report: Report, answers: Sequence[PlainAnswer], shadows: Shadows) -> tuple[Noted, ...]:
        """What is to be noted of the answers; nothing where the caller chose the rules, which is no fair trial."""
        return () if report.chosen else tuple(self._noted(report, answers, shadows))

    def _noted(self, report: Report, answers: Sequence[PlainAnswer], shadows: Shadows) -> Iterator[Noted]:
        for rule_set, met in self.trying.met.items():
            mine = governed(answers, rule_set)
            if mine and met.trial.form.mode is TrialMode.SHADOW:
                yield self._shadowed(report, met, mine, shadows)
            elif mine:
                trial = met.trial
                tally = Tally.of_arm(met.arm, seen_in(mine))
                yield Noted(trial.slug, trial.stage, tally, trial.form.guards)

    def _shadowed(self, report: Report, met: Met, mine: Sequence[PlainAnswer], shadows: Shadows) -> Noted:
        trial, rule_set = met.trial, met.trial.form.of
        products = tuple(answer["product"] for answer in mine)
        state, said = shadows.of(lambda: self._beside(report, met, products))
        tally = Tally.of_shadow(state, mine, said, rule_set)
        applied = (each for answer in said for each in applied_in(answer) if each.rule_set == rule_set)
        digest = next((each.digest for each in applied), "")
        kept = tuple(shadow_answer(answer) for answer in said)
        shadow = Shadow(trial.slug, trial.stage, trial.form.challenger, digest, state, kept)
        return Noted(trial.slug, trial.stage, tally, shadow=shadow)

    def _beside(self, report: Report, met: Met, products: tuple[str, ...]) -> Sequence[PlainAnswer]:
        """The same facts under the same rules but for one version; of the same moments, read in the same breath."""
        asked = self.drawing
        question = replace(asked.question, products=products, valid_at=report.valid_at, known_at=report.known_at)

        def other(head: Head, _entry: Entry) -> AppliedVersion | None:
            tried = head.key.slug == met.trial.form.of
            return self.trying.challenger(head, met.trial) if tried else self._other(head)

        # Of a budget of its own: who asks learns from what is left that there is a shadow, and two threads share none.
        catalogue = asked.catalogue.under(RequestBudget.of_one())
        plan = Plan(catalogue, asked.tenant, question, asked.heads, now=asked.now, other=other)
        found = plan.report(question.facts, question.requests, on_record=True, alternatives=False)
        return tuple(plain_answer(decision) for decision in found.decisions)

    def _other(self, head: Head) -> AppliedVersion | None:
        """The challenger of another experiment, where the answer itself rests on it."""
        met = self.trying.met.get(head.key.slug)
        return self.trying.challenger(head, met.trial) if met and met.arm is Arm.CHALLENGER else None
