"""When a parameter has no value while a rule set or a price that uses it is in force: from both ends, ahead of time.

What uses it is then referred, or makes no offer. So whatever would bring that about is refused where it begins with
the act, and told where it lies further ahead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from creditrules.desk.catalogue import Catalogue, parameter_key, rule_set_key
from creditrules.desk.kinds import called
from creditrules.desk.phases import Phase, phases
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.records import dataclass, replace
from creditrules.rules import DocumentKey, DocumentKind, Entry, Head, TrialMode, parameter_name, parameter_slug

__all__ = [
    "Gap",
    "Use",
    "gaps_of_use",
    "gaps_put",
    "named_uses",
    "refuse_gaps",
    "refuse_use",
    "told_gaps",
    "unvalued",
    "uses_of",
]

Heads = Mapping[DocumentKey, Head]
TOLD = 5
"""How many users of a parameter a message names."""


@dataclass(frozen=True, slots=True)
class Use:
    """A version of a rule set or a product that uses a parameter, and a time during which it is in force."""

    key: DocumentKey
    version: int
    since: datetime
    until: datetime | None

    def __str__(self) -> str:
        return f"version {self.version} of the {called(self.key.kind).what} '{self.key.slug}'"


class Gap(NamedTuple):
    """From `since` on a parameter has no value and is used. new: whether that comes of the change that is looked at.

    begun: since when it has none, used or not.
    """

    since: datetime
    begun: datetime
    uses: tuple[Use, ...]
    new: bool


def _with_entry(head: Head, digest: str, number: int, period: tuple[datetime, datetime | None], now: datetime) -> Head:
    """The head as it would be with a version in force in a period. number: 0 for a retirement."""
    start, until = period
    entry = Entry(head.latest_sequence + 1, number, digest, start, until, now)
    entries = sorted((*head.entries, entry), key=lambda each: (each.valid_from, each.recorded_at))
    return replace(head, entries=tuple(entries))


def uses_of(catalogue: Catalogue, tenant: str, heads: Heads, slug: str, moment: datetime) -> tuple[Use, ...]:
    """What uses a parameter, in force or to come, from `moment` on."""
    in_force = _users(catalogue, tenant, heads, DocumentKind.RULE_SET, moment, slug)
    rule_sets = [*in_force, *_challengers(catalogue, tenant, heads, moment, slug)]
    products = _users(catalogue, tenant, heads, DocumentKind.PRODUCT, moment)
    named = {
        **{digest: each.parameters for digest, each in catalogue.rule_sets(tenant, _digests(rule_sets)).items()},
        **{digest: each.parameters for digest, each in catalogue.forms(tenant, _digests(products)).items()},
    }
    name = parameter_name(slug)
    return tuple(
        Use(key, entry.version, since, until)
        for key, (since, until, entry) in (*rule_sets, *products)
        if entry is not None and name in named[entry.digest]
    )


def gaps_of_use(
    catalogue: Catalogue, tenant: str, heads: Heads, before: Head, after: Head, moment: datetime
) -> Iterator[Gap]:
    """When from `moment` on a parameter with the head `after` has no value and is used; before: as it is now."""
    lacks, lacked = (_without(catalogue, tenant, head, (moment, None)) for head in (after, before))
    if not lacks:
        return
    uses = uses_of(catalogue, tenant, heads, before.key.slug, moment)
    times: list[Use | Phase] = [*lacks, *lacked, *uses]
    bounds = {bound for each in times for bound in (each.since, each.until) if bound is not None}
    for since in sorted(bounds):
        using = tuple(use for use in uses if _covers(use, since))
        lack = next((each for each in lacks if _covers(each, since)), None)
        if using and lack is not None:
            yield Gap(since, lack.since, using, not any(_covers(each, since) for each in lacked))


def gaps_put(
    catalogue: Catalogue, tenant: str, head: Head, put: tuple[str, int], period: tuple[datetime, datetime | None]
) -> Iterator[Gap]:
    """The same where a version of it, by digest and number (0: none), would be in force in a period."""
    after = _with_entry(head, *put, period, catalogue.store.now())
    return gaps_of_use(catalogue, tenant, catalogue.store.all_heads(tenant), head, after, period[0])


def told_gaps(slug: str, gaps: Iterable[Gap], start: datetime) -> Iterator[Diagnostic]:
    """An error where a parameter's version begins without a value that something counts on then or later.

    Else a warning where it will have none.
    """
    every = list(gaps)
    lost = next((gap for gap in every if gap.new and gap.begun == start), None)
    gap = lost or next((gap for gap in every if gap.new or gap.since == start), None)
    if gap is not None:
        severity = Severity.ERROR if lost else Severity.WARNING
        hint = "Give it a value, or publish versions of them that do without it."
        yield Diagnostic("parameter.no-value", _message(slug, gap), hint, "values", severity=severity)


def refuse_gaps(slug: str, gaps: Iterable[Gap], field: str, start: datetime | None = None) -> None:
    """Raises Refusal CONFLICT "PARAMETER_IN_USE" for a new gap; start: where only one that begins then counts."""
    found = next((gap for gap in gaps if gap.new and start in {None, gap.begun}), None)
    if found is not None:
        hint = "Publish versions of them that do without it first."
        raise Refusal(Kind.CONFLICT, "PARAMETER_IN_USE", _message(slug, found), (field,), hint)


def refuse_use(slug: str, uses: Collection[Use]) -> None:
    """Raises Refusal CONFLICT "PARAMETER_IN_USE" for a parameter that is to be retired."""
    if uses:
        message = f"The parameter '{slug}' is used by {named_uses(uses)}."
        hint = "Publish versions of them that do without it first."
        raise Refusal(Kind.CONFLICT, "PARAMETER_IN_USE", message, ("slug",), hint)


def unvalued(
    catalogue: Catalogue,
    tenant: str,
    heads: Heads,
    names: Iterable[str],
    period: tuple[datetime, datetime | None],
    place: str,
) -> Iterator[Diagnostic]:
    """Of the parameters that a version uses: an error for each without a value at its start, a warning for later."""
    start, _ = period
    for name in names:
        head = heads.get(parameter_key(parameter_slug(name)))
        lack = next(iter(_without(catalogue, tenant, head, period)), None) if head else None
        if lack is not None:
            message = f"The parameter '{name}' has no value in force from {lack.since.isoformat()} on."
            hint = "Publish a version of it that holds then first, or let this end before."
            severity = Severity.ERROR if lack.since == start else Severity.WARNING
            yield Diagnostic("rule-set.parameter-not-in-force", message, hint, place, severity=severity)


def _message(slug: str, gap: Gap) -> str:
    return f"From {gap.since.isoformat()} on '{slug}' would have no value, and it is used by {named_uses(gap.uses)}."


def named_uses(uses: Collection[Use]) -> str:
    """What uses it, for messages."""
    names = list(dict.fromkeys(map(str, uses)))
    more = [f"{len(names) - TOLD} more"] if len(names) > TOLD else []
    return " and ".join(filter(None, (", ".join(names[:TOLD]), *more)))


def _covers(time: Use | Phase, moment: datetime) -> bool:
    return time.since <= moment and (time.until is None or moment < time.until)


def _without(
    catalogue: Catalogue, tenant: str, head: Head, period: tuple[datetime, datetime | None]
) -> tuple[Phase, ...]:
    """When a parameter has no value, though a version be in force."""
    times = tuple(phases(catalogue, tenant, head, period))
    contents = catalogue.parameters(tenant, {each.entry.digest for each in times if each.entry})
    found: list[Phase] = []
    for each in times:
        if each.entry is None:
            found.append(each)
        else:
            lacks = contents[each.entry.digest].without_value(each.since, each.until)
            found += (Phase(since, until, each.entry) for since, until in lacks)
    return tuple(found)


def _users(
    catalogue: Catalogue, tenant: str, heads: Heads, kind: DocumentKind, moment: datetime, link: str | None = None
) -> list[tuple[DocumentKey, Phase]]:
    return [
        (key, phase)
        for key, head in heads.items()
        if key.kind is kind and (link is None or link in head.links)
        for phase in phases(catalogue, tenant, head, (moment, None))
        if phase.entry is not None
    ]


def _challengers(
    catalogue: Catalogue, tenant: str, heads: Heads, moment: datetime, link: str
) -> Iterator[tuple[DocumentKey, Phase]]:
    """Versions that experiments answer with, of the rule sets that have used a parameter."""
    for _, (since, until, entry) in _users(catalogue, tenant, heads, DocumentKind.EXPERIMENT, moment):
        form = catalogue.experiments(tenant, [entry.digest])[entry.digest] if entry else None
        key = rule_set_key(form.of) if form else None
        if form is None or key is None or form.mode is TrialMode.SHADOW or link not in heads[key].links:
            continue
        version = catalogue.version(tenant, key, form.challenger)
        if version is not None:
            yield key, Phase(since, until, Entry(0, version.number, version.digest, since, until, version.recorded_at))


def _digests(users: Iterable[tuple[DocumentKey, Phase]]) -> set[str]:
    return {phase.entry.digest for _, phase in users if phase.entry is not None}
