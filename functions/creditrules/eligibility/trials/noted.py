"""What is noted of a recorded decision for the experiments that it met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from creditrules.eligibility.answers import PlainAnswer
from creditrules.eligibility.trials.tallies import ShadowState, Tally
from creditrules.records import dataclass
from creditrules.rules import GuardForm

__all__ = ["Counted", "Noted", "Shadow", "plain_shadow", "read_shadow", "shadow_answer"]

MOST_ANSWERS: Final = 40
MOST_REASONS: Final = 10


@dataclass(frozen=True, slots=True)
class Shadow:
    """What a shadow came to beside a decision. version, digest: that were evaluated.

    answers: of each product outcome, limit and the severest reasons, see `shadow_answer`; none unless it ANSWERED.
    """

    experiment: str
    stage: int
    version: int
    digest: str
    state: ShadowState
    answers: tuple[PlainAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Noted:
    """What one decision adds to a stage of an experiment: `stage` is the sequence of the activation that began it.

    guards: what may end the experiment by it. shadow: of one that is evaluated beside.
    """

    experiment: str
    stage: int
    tally: Tally
    guards: tuple[GuardForm, ...] = ()
    shadow: Shadow | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The same once it is recorded, with what the stage comes to, this decision included."""

    noted: Noted
    total: Tally


def shadow_answer(answer: PlainAnswer) -> PlainAnswer:
    """What is kept of a shadow's answer for one product."""
    reasons = [{name: each[name] for name in ("ruleSet", "code", "intervention")} for each in answer["reasons"]]
    limit = None if answer["terms"] is None else answer["terms"]["limit"]
    return {
        "product": answer["product"],
        "outcome": answer["outcome"],
        "limit": limit,
        "reasons": reasons[:MOST_REASONS],
    }


def plain_shadow(shadow: Shadow) -> dict[str, Any]:
    """As it is sealed."""
    return {
        "experiment": shadow.experiment,
        "stage": shadow.stage,
        "version": shadow.version,
        "digest": shadow.digest,
        "state": shadow.state.value,
        "answers": shadow.answers[:MOST_ANSWERS],
    }


def read_shadow(fields: Mapping[str, Any]) -> Shadow:
    """As `plain_shadow` wrote it."""
    answers: Sequence[PlainAnswer] = fields["answers"]
    state, numbers = ShadowState(fields["state"]), (int(fields["stage"]), int(fields["version"]))
    return Shadow(fields["experiment"], *numbers, fields["digest"], state, tuple(answers))
