"""Acts without new content that would leave a parameter in use without a value are refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.parameter_gaps import gaps_of_use, gaps_put, refuse_gaps, refuse_use, unvalued, uses_of
from creditrules.desk.phases import phases
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.records import replace
from creditrules.rules import DocumentKey, DocumentKind, Head

__all__ = ["refuse_cancel", "refuse_put", "refuse_retirement"]

_PLACES = {DocumentKind.RULE_SET: "decisions", DocumentKind.PRODUCT: "pricing.rate"}


def refuse_put(
    catalogue: Catalogue,
    tenant: str,
    head: Head,
    put: tuple[str, int],
    period: tuple[datetime | None, datetime | None],
    field: str,
) -> None:
    """Whether a version, by digest and number, may come into force as it is.

    Raises Refusal CONFLICT "PARAMETER_IN_USE" for one of a parameter that takes a value away; CONFLICT
    "PARAMETER_NOT_IN_FORCE" for one of what uses a parameter that has no value then.
    """
    start, until = period[0] or catalogue.store.now(), period[1]
    if head.key.kind is DocumentKind.PARAMETER:
        refuse_gaps(head.key.slug, gaps_put(catalogue, tenant, head, put, (start, until)), field, start)
    elif names := _used(catalogue, tenant, head.key, put[0]):
        heads = catalogue.store.all_heads(tenant)
        told = unvalued(catalogue, tenant, heads, names, (start, until), _PLACES[head.key.kind])
        _refuse_lacking([each for each in told if each.severity is Severity.ERROR], field)


def refuse_cancel(catalogue: Catalogue, tenant: str, head: Head, sequence: int) -> None:
    """Whether an activation may be taken back. Raises Refusal as `refuse_put` does."""
    now = catalogue.store.now()
    left = (replace(each, cancelled_at=now) if each.sequence == sequence else each for each in head.entries)
    after, moment = replace(head, entries=tuple(left)), now
    if head.key.kind is DocumentKind.PARAMETER:
        heads = catalogue.store.all_heads(tenant)
        refuse_gaps(head.key.slug, gaps_of_use(catalogue, tenant, heads, head, after, moment), "activation")
    elif head.key.kind in _PLACES:
        known = set(_lacking(catalogue, tenant, head, moment))
        _refuse_lacking(
            [each for each in _lacking(catalogue, tenant, after, moment) if each not in known], "activation"
        )


def refuse_retirement(catalogue: Catalogue, tenant: str, key: DocumentKey, moment: datetime) -> None:
    """Whether a document may be in force no more. Raises Refusal CONFLICT "PARAMETER_IN_USE"."""
    if key.kind is DocumentKind.PARAMETER:
        refuse_use(key.slug, uses_of(catalogue, tenant, catalogue.store.all_heads(tenant), key.slug, moment))


def _lacking(catalogue: Catalogue, tenant: str, head: Head, moment: datetime) -> Iterator[Diagnostic]:
    """What a rule set or a product lacks in the versions that are in force from a moment on."""
    heads = catalogue.store.all_heads(tenant)
    for since, until, entry in phases(catalogue, tenant, head, (moment, None)):
        names = _used(catalogue, tenant, head.key, entry.digest) if entry else ()
        yield from unvalued(catalogue, tenant, heads, names, (since, until), _PLACES[head.key.kind])


def _used(catalogue: Catalogue, tenant: str, key: DocumentKey, digest: str) -> Collection[str]:
    """The parameters that a content uses, by name."""
    if key.kind is DocumentKind.RULE_SET:
        return catalogue.rule_set(tenant, digest).parameters
    return catalogue.forms(tenant, [digest])[digest].parameters if key.kind is DocumentKind.PRODUCT else ()


def _refuse_lacking(found: Collection[Diagnostic], field: str) -> None:
    for first in found:
        raise Refusal(Kind.CONFLICT, "PARAMETER_NOT_IN_FORCE", first.message, (field,), first.hint, tuple(found))
