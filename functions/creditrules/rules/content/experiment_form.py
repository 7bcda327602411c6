"""Experiments: a version of a rule set tried beside the one in force, unseen or on a share of subjects, as written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from creditrules.document import Document, canonical, digest_of
from creditrules.errors import Diagnostic
from creditrules.records import dataclass
from creditrules.rules.content.forms import LocalTexts, Slug
from creditrules.rules.content.reading import located, read_form, split_change

__all__ = ["ExperimentForm", "ExperimentRead", "GuardForm", "Metric", "TrialMode", "read_experiment"]

MOST_GUARDS: Final = 3
FEWEST_DECISIONS: Final = 20
MOST_DECISIONS: Final = 10_000_000
LARGEST_VERSION: Final = 10**9
PARTS_PER_CENT: Final = 10
"""A share has steps of 0.1 %."""

Difference = Annotated[Decimal, Field(ge=-1, le=1, decimal_places=6)]
VersionNumber = Annotated[int, Field(ge=1, le=LARGEST_VERSION)]


class TrialMode(StrEnum):
    """SHADOW: evaluated beside, recorded, never answered. CHALLENGER: answers a declared share of subjects."""

    SHADOW = "SHADOW"
    CHALLENGER = "CHALLENGER"


class Metric(StrEnum):
    """What a guard watches: a share of each decision's answers.

    Of those that leave the product open; that are PAUSE, REFER or DECLINE; of which a rule set could not be evaluated.
    """

    APPROVAL_RATE = "approvalRate"
    SEVERE_RATE = "severeRate"
    NOT_EVALUABLE_RATE = "notEvaluableRate"


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel)


class GuardForm(_Form):
    """What ends an experiment by itself: the challenger's metric less the champion's, outside of low and high.

    decisions: how many each arm has at least before that is looked at.
    """

    metric: Metric
    low: Difference = Decimal(-1)
    high: Difference = Decimal(1)
    decisions: Annotated[int, Field(ge=FEWEST_DECISIONS, le=MOST_DECISIONS)] = 100

    @model_validator(mode="after")
    def _bounds_something(self) -> GuardForm:
        if self.low >= self.high:
            raise ValueError("a guard's `low` lies below its `high`")
        if self.low == -1 and self.high == 1:
            raise ValueError("a guard has a `low`, a `high`, or both")
        return self


class ExperimentForm(_Form):
    """A version of a rule set tried beside another.

    of: the rule set. champion: the version that has to be in force for the experiment to apply. challenger: the one
    that is tried. share: the per cent of subjects that it answers. published: whether partners are told.
    """

    experiment: Slug
    name: LocalTexts
    description: LocalTexts | None = None
    of: Slug
    mode: TrialMode
    champion: VersionNumber
    challenger: VersionNumber
    share: Annotated[Decimal, Field(gt=0, lt=100, decimal_places=1)] | None = None
    guards: Annotated[tuple[GuardForm, ...], Field(max_length=MOST_GUARDS)] = ()
    published: bool = False

    @model_validator(mode="after")
    def _is_whole(self) -> ExperimentForm:
        if self.champion == self.challenger:
            raise ValueError("`champion` and `challenger` are two versions")
        if len({guard.metric for guard in self.guards}) < len(self.guards):
            raise ValueError("each of the `guards` watches another metric")
        if self.mode is TrialMode.SHADOW:
            self._refuse_of_shadow()
        elif self.share is None:
            raise ValueError("a CHALLENGER has a `share` of the subjects, in per cent")
        elif not self.guards:
            raise ValueError("a CHALLENGER has `guards` that end it by themselves")
        return self

    def _refuse_of_shadow(self) -> None:
        if self.share is not None or self.guards:
            raise ValueError("a SHADOW answers nobody, and so has neither `share` nor `guards`")
        if self.published:
            raise ValueError("a SHADOW is never `published`")

    @property
    def parts(self) -> int:
        """How many in a thousand subjects the challenger answers."""
        return 0 if self.share is None else int(self.share * PARTS_PER_CENT)


@dataclass(frozen=True, slots=True)
class ExperimentRead:
    """`form` with its canonical form and digest; None when the document cannot be understood."""

    form: ExperimentForm | None
    content: bytes = b""
    digest: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


def read_experiment(document: Document) -> ExperimentRead:
    """An experiment from its written form, without `change`."""
    written, _ = split_change(document.value)
    if not isinstance(written, Mapping):
        shape = Diagnostic("document.shape", "An experiment is a mapping of names to values.")
        return ExperimentRead(None, diagnostics=document.diagnostics or (shape,))
    form, faults = read_form(ExperimentForm, written)
    diagnostics = located((*document.diagnostics, *faults), document)
    if form is None or not document.ok:
        return ExperimentRead(None, diagnostics=diagnostics)
    content = canonical(written)
    return ExperimentRead(form, content, digest_of(content), diagnostics)
