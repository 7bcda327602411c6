"""What experiments came to, for the lender's own people; and which of them a decision met, for whoever may know."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from creditrules.auth import Action, require
from creditrules.desk.asking import Report
from creditrules.desk.deciding import Recording, recording_of
from creditrules.desk.drawing import refuse_subject
from creditrules.desk.finding import head_of
from creditrules.desk.moments import Moments
from creditrules.desk.trials import Met, Named, Trial, arms_drawn, scope_begun, trials_in_force, trials_met
from creditrules.desk.view import View
from creditrules.eligibility import applied_in
from creditrules.eligibility.recording import RecordedDecision
from creditrules.eligibility.trials import Arm, Interval, Shadow, Standing, Tally, newcombe, standing_of
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules import DocumentKey, ExperimentForm, Head, Metric, TrialMode
from creditrules.rules.life import SETTINGS_KEY

__all__ = [
    "ExperimentResults",
    "MetricDifference",
    "arm_of_subject",
    "experiment_results",
    "experiments_asked",
    "experiments_met",
    "shadows_beside",
]

_BOTH: Final = (Action.SEE_POLICY, Action.READ_DECISIONS)


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """The challenger's metric less the champion's, None while an arm has no decision.

    interval: for one look, None of a shadow, whose arms are the same decisions. standing: of the guard, if any.
    """

    metric: Metric
    difference: float | None
    interval: Interval | None
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class ExperimentResults:
    """A stage: what was tried by the activation of that sequence, and what it came to so far."""

    stage: int
    form: ExperimentForm
    tally: Tally

    def differences(self) -> tuple[MetricDifference, ...]:
        """Each metric's."""
        standings = {each.guard.metric: each for each in standing_of(self.form.guards, self.tally)}
        return tuple(self._difference(metric, standings.get(metric)) for metric in Metric)

    def _difference(self, metric: Metric, standing: Standing | None) -> MetricDifference:
        one, two = self.tally.champion.of(metric), self.tally.challenger.of(metric)
        difference = two[0] / two[1] - one[0] / one[1] if one[1] and two[1] else None
        apart = self.form.mode is TrialMode.CHALLENGER
        return MetricDifference(metric, difference, newcombe(one, two) if apart else None, standing)


def experiment_results(
    view: View, recording: Recording | None, key: DocumentKey, stage: int | None = None
) -> ExperimentResults | None:
    """What a stage of an experiment came to; the one in force unless said, else the latest. None before there is one.

    Raises Refusal FORBIDDEN; NOT_FOUND "UNKNOWN_ACTIVATION" for a number that began no stage; as `recording_of` does.
    """
    for action in _BOTH:
        require(view.principal, action)
    head = head_of(view, key)
    stage = _stage_now(view, head) if stage is None else stage
    if stage is None:
        return None
    activation = view.documents.activation(key, stage)
    if activation is None or not activation.digest or activation.cancels is not None:
        message = f"No stage of '{key.slug}' begins with activation {stage}."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_ACTIVATION", message, ("stage",), "Look at its activations.")
    form = view.catalogue.experiments(view.tenant, [activation.digest])[activation.digest]
    tally = recording_of(recording).records.trials.tally(view.tenant, key.slug, stage)
    return ExperimentResults(stage, form, tally)


def _stage_now(view: View, head: Head) -> int | None:
    entry = view.documents.in_force(head, view.moments)
    stages = (each for each in head.entries if not each.retires)
    begun = entry or max(stages, key=attrgetter("sequence"), default=None)
    return begun.sequence if begun else None


def experiments_met(view: View, decision: RecordedDecision) -> Sequence[Met]:
    """The experiments that a decision met: all for the lender's own people, for others those that are published."""
    if decision.chosen:
        return ()
    moments = Moments(decision.valid_at, decision.known_at)
    trials = trials_in_force(view.catalogue, view.tenant, view.documents.all_heads(), moments)
    return _told(view, trials_met(trials, (each for answer in decision.summaries for each in applied_in(answer))))


def experiments_asked(view: View, report: Report) -> Sequence[Met]:
    """The same of an answer that is not recorded, seen at its two times."""
    if report.chosen:
        return ()
    trials = trials_in_force(view.catalogue, view.tenant, view.documents.all_heads(), view.moments)
    return _told(view, trials_met(trials, (each for decision in report.decisions for each in decision.applied)))


def arm_of_subject(view: View, key: DocumentKey, subject: str, partner: str | None = None) -> Arm | None:
    """In which arm a subject is, as the experiment is at the view's times; None while it is not in force.

    partner: who names it so; None for the principal itself. Raises Refusal FORBIDDEN; NOT_FOUND; INVALID "BAD_SUBJECT";
    UNAVAILABLE.
    """
    for action in _BOTH:
        require(view.principal, action)
    refuse_subject(subject)
    head = head_of(view, key)
    entry = view.documents.in_force(head, view.moments)
    if entry is None:
        return None
    form = view.catalogue.experiments(view.tenant, [entry.digest])[entry.digest]
    settings = view.documents.head(SETTINGS_KEY)
    trial = Trial(head, entry, form, scope_begun(view.catalogue, view.tenant, settings, entry, view.moments))
    named = Named(view.principal.subject if partner is None else partner, subject)
    return arms_drawn(view.catalogue, view.tenant, {form.of: trial}, named)[form.of]


def _told(view: View, met: Sequence[Met]) -> Sequence[Met]:
    return met if view.sees_policy else [each for each in met if each.trial.form.published]


def shadows_beside(view: View, recording: Recording | None, decision_id: str) -> tuple[Shadow, ...]:
    """What shadows said beside a decision. Raises Refusal FORBIDDEN."""
    for action in _BOTH:
        require(view.principal, action)
    return recording_of(recording).records.trials.shadows(view.tenant, decision_id)
