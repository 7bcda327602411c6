"""What stands in the way of an experiment: its two versions, whether the challenger fits, and other experiments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from creditrules.desk.altering import Put, putting
from creditrules.desk.catalogue import rule_set_key
from creditrules.desk.dictionary import clashes_of
from creditrules.desk.documents import Documents
from creditrules.desk.fitting import misfits_after
from creditrules.desk.parameter_guards import refuse_put
from creditrules.desk.phases import phases
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.rules import DocumentKey, DocumentKind, ExperimentForm, Head, Version

__all__ = ["MOST_EXPERIMENTS", "experiment_faults", "refuse_unfit"]

MOST_EXPERIMENTS: Final = 5
"""How many experiments of a tenant may be in force at a time: each costs every recorded decision something."""

_Period = tuple[datetime, datetime | None]


def experiment_faults(
    documents: Documents, key: DocumentKey, form: ExperimentForm, period: _Period
) -> tuple[Diagnostic, ...]:
    """All that is wrong with an experiment while it would be in force, with its place in the content."""
    head = documents.head(rule_set_key(form.of))
    if head is None:
        hint = "Create it with createRuleSet, or correct its name."
        return (Diagnostic("experiment.unknown-rule-set", f"There is no rule set '{form.of}'.", hint, "of"),)
    champion, challenger = (documents.version(head.key, number) for number in (form.champion, form.challenger))
    found = (
        *_unknown(head, champion, form.champion, "champion"),
        *_unknown(head, challenger, form.challenger, "challenger"),
        *_others(documents, key, form, period),
    )
    if champion is None or challenger is None:
        return found
    return (*found, *_arms(documents, head, (champion, challenger), period))


def refuse_unfit(found: Sequence[Diagnostic], field: str) -> None:
    """Raises Refusal CONFLICT "EXPERIMENT_UNFIT" where one of them is an error."""
    errors = [told for told in found if told.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        raise Refusal(Kind.CONFLICT, "EXPERIMENT_UNFIT", first.message, (field,), first.hint, tuple(found))


def _unknown(head: Head, version: Version | None, number: int, place: str) -> Iterator[Diagnostic]:
    if version is None:
        message = f"The rule set '{head.key.slug}' has no version {number}."
        hint = f"It has the versions 1 to {head.latest_version}." if head.latest_version else "It has none yet."
        yield Diagnostic("experiment.unknown-version", message, hint, place)


def _arms(documents: Documents, head: Head, arms: tuple[Version, Version], period: _Period) -> Iterator[Diagnostic]:
    champion, challenger = arms
    if champion.digest == challenger.digest:
        message = f"The versions {champion.number} and {challenger.number} say the same: there is nothing to try."
        yield Diagnostic("experiment.same-content", message, "Name another challenger.", "challenger")
    store, now = documents.catalogue.store, documents.catalogue.store.now()
    entry = store.in_force(documents.tenant, head, period[0], now)
    if entry is None or entry.version != champion.number:
        there = f"version {entry.version} is" if entry else "none is"
        message = f"Version {champion.number} is not in force when this starts, but {there}: nothing is tried then."
        hint = "It applies only while the champion is in force."
        yield Diagnostic("experiment.other-champion", message, hint, "champion", severity=Severity.WARNING)
    yield from _unfit(documents, head, challenger, period)


def _unfit(documents: Documents, head: Head, challenger: Version, period: _Period) -> Iterator[Diagnostic]:
    """What publishing the challenger for that time would be refused for."""
    catalogue, tenant, number = documents.catalogue, documents.tenant, challenger.number
    try:
        refuse_put(catalogue, tenant, head, (challenger.digest, number), period, "challenger")
    except Refusal as refusal:
        yield Diagnostic("experiment.unfit", refusal.message, refusal.hint, "challenger")
    compiled = catalogue.rule_set(tenant, challenger.digest)
    change = putting(catalogue, documents.all_heads(), head, period, Put(challenger.digest, number))
    misfits = misfits_after(catalogue, tenant, head.key, change)
    for told in (*clashes_of(documents, head, compiled, period), *(each.in_rule_set for each in misfits)):
        yield Diagnostic("experiment.unfit", told.message, told.hint, "challenger", severity=told.severity)


def _others(documents: Documents, key: DocumentKey, form: ExperimentForm, period: _Period) -> Iterator[Diagnostic]:
    """The tenant's other experiments that would be in force at the same time."""
    heads = [head for at, head in documents.all_heads().items() if at.kind is DocumentKind.EXPERIMENT and at != key]
    beside = [head for head in heads if _meets(documents, head, period)]
    same = [head.key.slug for head in beside if form.of in head.links]
    if same:
        message = f"The experiment '{same[0]}' tries the rule set '{form.of}' at the same time."
        yield Diagnostic("experiment.beside-another", message, "Let one end before the other begins.", "of")
    if len(beside) >= MOST_EXPERIMENTS:
        message = f"There are {len(beside)} other experiments at that time; at most {MOST_EXPERIMENTS} may be."
        yield Diagnostic("experiment.too-many", message, "Let others end first.", "experiment")


def _meets(documents: Documents, head: Head, period: _Period) -> bool:
    return any(entry is not None for *_, entry in phases(documents.catalogue, documents.tenant, head, period))
