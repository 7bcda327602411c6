"""Which experiments are in force at two times, and with which version a subject is answered by them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from creditrules.auth import Action, require
from creditrules.desk.catalogue import Catalogue, rule_set_key
from creditrules.desk.moments import Moments
from creditrules.desk.view import View
from creditrules.eligibility import AppliedVersion, PlainAnswer, applied_in
from creditrules.eligibility.trials import Arm, arm_of
from creditrules.errors import Refusal
from creditrules.records import dataclass
from creditrules.rules import Category, DocumentKey, DocumentKind, Entry, ExperimentForm, Head, TrialMode
from creditrules.rules.life import SETTINGS_KEY, SubjectScope

__all__ = [
    "Arms",
    "Met",
    "Named",
    "OtherVersion",
    "Trial",
    "Trying",
    "arms_drawn",
    "as_in_force",
    "as_tried",
    "assigned",
    "experiments_on",
    "scope_begun",
    "trials_in_force",
    "trials_met",
    "trials_readable",
]

_log = logging.getLogger(__name__)
_ANY = SubjectScope.PER_PARTNER
"""Of a shadow, which has no arms."""

Arms = Mapping[str, Arm]
"""By the rule set that is tried, the arm that a subject is in."""
OtherVersion = Callable[[Head, Entry], AppliedVersion | None]
"""Which version of a rule set answers in place of the one in force; None where that one does."""


@dataclass(frozen=True, slots=True)
class Named:
    """A subject as somebody names it. partner: who does, the author of what it asks."""

    partner: str
    subject: str


@dataclass(frozen=True, slots=True)
class Trial:
    """An experiment in force: its head, and the activation and content by which it is.

    scope: whose names of subjects are, as the lender had set it when the stage began: later settings move nobody in it.
    """

    head: Head
    entry: Entry
    form: ExperimentForm
    scope: SubjectScope = SubjectScope.PER_PARTNER

    @property
    def slug(self) -> str:
        """Its name, which the hash of subjects is taken with."""
        return self.head.key.slug

    @property
    def stage(self) -> int:
        """The sequence of that activation: what is counted is counted for it alone."""
        return self.entry.sequence

    def arm(self, secret: bytes, named: Named) -> Arm:
        """The arm of a subject as it is named."""
        names = (named.subject,) if self.scope is SubjectScope.SHARED else (named.partner, named.subject)
        return arm_of(secret, self.slug, names, self.form.parts)


@dataclass(frozen=True, slots=True)
class Met:
    """An experiment that a question met as its champion was in force, and in which arm; of a shadow the champion's."""

    trial: Trial
    arm: Arm


def as_in_force(_head: Head, _entry: Entry) -> None:
    """No version in place of those in force, see `OtherVersion`."""


class Trying:
    """The experiments in force, and a subject's arms: what is asked of the rule sets in force goes through `other`.

    met: those that were met so far, by the rule set.
    """

    def __init__(self, catalogue: Catalogue, tenant: str, trials: Mapping[str, Trial], arms: Arms) -> None:
        self._catalogue, self._tenant, self._trials, self._arms = catalogue, tenant, trials, arms
        self.met: dict[str, Met] = {}

    def other(self, head: Head, entry: Entry) -> AppliedVersion | None:
        """The challenger, where the subject is in its arm; see `OtherVersion`."""
        trial = self._trials.get(head.key.slug)
        if trial is None or trial.form.champion != entry.version:
            return None
        arm = self._arms[head.key.slug]
        self.met[head.key.slug] = Met(trial, arm)
        return self.challenger(head, trial) if arm is Arm.CHALLENGER else None

    def challenger(self, head: Head, trial: Trial) -> AppliedVersion:
        """The version that a trial tries, in force by the experiment's own activation."""
        number = trial.form.challenger
        digest = next((each.digest for each in head.entries if each.version == number), None)
        if digest is None:
            version = self._catalogue.version(self._tenant, head.key, number)
            assert version is not None  # noqa: S101 - no experiment is published without its versions
            digest = version.digest
        category, entry = head.category or Category.PRODUCT, trial.entry
        begun = (entry.sequence, entry.valid_from, entry.recorded_at)
        return AppliedVersion(head.key.slug, category, number, digest, *begun)


def arms_drawn(catalogue: Catalogue, tenant: str, trials: Mapping[str, Trial], named: Named | None) -> Arms:
    """The arms of a subject, the champion's of all where none is named. Raises Refusal UNAVAILABLE."""
    if named is None or not any(trial.form.parts for trial in trials.values()):
        return dict.fromkeys(trials, Arm.CHAMPION)
    secret = catalogue.store.arm_secret(tenant)
    return {of: trial.arm(secret, named) for of, trial in trials.items()}


def trials_readable(
    catalogue: Catalogue, tenant: str, heads: Mapping[DocumentKey, Head], moments: Moments
) -> Mapping[str, Trial]:
    """As `trials_in_force`, with what arms are drawn with at hand; none where either cannot be read.

    What is tried may not keep the rules in force from answering.
    """
    try:
        trials = trials_in_force(catalogue, tenant, heads, moments)
        arms_drawn(catalogue, tenant, trials, Named("", ""))
    except Refusal as refusal:
        _log.warning("experiments could not be read: %s", refusal.code)
        return {}
    return trials


def trials_in_force(
    catalogue: Catalogue, tenant: str, heads: Mapping[DocumentKey, Head], moments: Moments
) -> Mapping[str, Trial]:
    """By the rule set's slug; where two try the same one, the first by name. heads: all of the tenant's."""
    experiments = sorted(key for key in heads if key.kind is DocumentKind.EXPERIMENT)
    entries = {
        key: catalogue.store.in_force(tenant, heads[key], moments.valid_at, moments.known_at) for key in experiments
    }
    forms = catalogue.experiments(tenant, [entry.digest for entry in entries.values() if entry])
    found: dict[str, Trial] = {}
    for key, entry in entries.items():
        if entry is not None:
            form = forms[entry.digest]
            if form.of not in found:
                scope = scope_begun(catalogue, tenant, heads.get(SETTINGS_KEY), entry, moments) if form.parts else _ANY
                found[form.of] = Trial(heads[key], entry, form, scope)
    return found


def scope_begun(
    catalogue: Catalogue, tenant: str, settings: Head | None, stage: Entry, moments: Moments
) -> SubjectScope:
    """Whose names of subjects were as a stage began, by what was known. settings: the head of the lender's."""
    return catalogue.settings(tenant, settings, stage.valid_from, moments.known_at).subjects.scope


def experiments_on(view: View, rule_set: str) -> Sequence[Head]:
    """The experiments in force with versions of a rule set. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.SEE_POLICY)
    trials = trials_in_force(view.catalogue, view.tenant, view.documents.all_heads(), view.moments)
    for tried, trial in trials.items():
        if view.documents.holds(rule_set_key(tried)):  # what is asked of this rule set is asked of those beside it
            view.hold(trial.head)
    return (trials[rule_set].head,) if rule_set in trials else ()


def assigned(
    catalogue: Catalogue, tenant: str, heads: Mapping[DocumentKey, Head], moments: Moments, named: Named
) -> Mapping[str, AppliedVersion]:
    """The challengers that answer a subject at both times, by the rule set."""
    trials = trials_in_force(catalogue, tenant, heads, moments)
    trying = Trying(catalogue, tenant, trials, arms_drawn(catalogue, tenant, trials, named))
    found: dict[str, AppliedVersion] = {}
    for slug in trials:
        head = heads[rule_set_key(slug)]
        entry = catalogue.store.in_force(tenant, head, moments.valid_at, moments.known_at)
        other = trying.other(head, entry) if entry else None
        if other is not None:
            found[slug] = other
    return found


def trials_met(trials: Mapping[str, Trial], versions: Iterable[AppliedVersion]) -> Sequence[Met]:
    """The experiments that answers met, and in which arm; trials: in force at the answers' two times.

    The arm is told from the versions that were applied: the subject's name is not on record.
    """
    applied = {each.rule_set: each for each in versions if not each.pinned}
    found: list[Met] = []
    for slug, trial in trials.items():
        version = applied[slug].version if slug in applied else None
        if version == trial.form.champion:
            found.append(Met(trial, Arm.CHAMPION))
        elif version == trial.form.challenger and trial.form.mode is TrialMode.CHALLENGER:
            found.append(Met(trial, Arm.CHALLENGER))
    return found


def as_tried(
    catalogue: Catalogue,
    tenant: str,
    heads: Mapping[DocumentKey, Head],
    moments: Moments,
    answers: Sequence[PlainAnswer],
) -> Mapping[str, AppliedVersion]:
    """The challengers that recorded answers rest on, by the rule set; moments: the two times of the answers."""
    applied = [each for answer in answers for each in applied_in(answer)]
    met = trials_met(trials_in_force(catalogue, tenant, heads, moments), applied)
    tried = {each.trial.form.of for each in met if each.arm is Arm.CHALLENGER}
    return {each.rule_set: each for each in applied if each.rule_set in tried}
