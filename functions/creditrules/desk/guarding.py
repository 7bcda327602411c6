"""Acts without new content are held against everything else that is in force, or to come, as new content is."""

from __future__ import annotations

from datetime import datetime

from creditrules.desk.altering import Put, cancelling, putting
from creditrules.desk.dictionary import clashes_of, refuse_clashes
from creditrules.desk.documents import Documents
from creditrules.desk.experiment_faults import experiment_faults, refuse_unfit
from creditrules.desk.fitting import misfits_after, refuse_misfits
from creditrules.desk.parameter_guards import refuse_cancel, refuse_put
from creditrules.desk.phases import phases
from creditrules.rules import DocumentKind, Head

__all__ = ["guard_cancellation", "guard_put"]

Period = tuple[datetime | None, datetime | None]


def guard_put(
    documents: Documents,
    head: Head,
    digest: str,
    version: int,
    period: tuple[datetime | None, datetime | None],
    field: str,
) -> None:
    """Whether a content that was checked once may come into force now, as a version of that number.

    Raises Refusal CONFLICT "FACT_CLASH" where a rule set contradicts the facts of others; "PRODUCT_MISFIT" where rule
    sets of a product would not fit together; "PARAMETER_IN_USE", "PARAMETER_NOT_IN_FORCE" as `refuse_put`;
    "EXPERIMENT_UNFIT" where an experiment cannot be made then.
    """
    catalogue, tenant, heads = documents.catalogue, documents.tenant, documents.all_heads()
    start = period[0] or catalogue.store.now()
    if head.key.kind is DocumentKind.EXPERIMENT:
        form = catalogue.experiments(tenant, [digest])[digest]
        refuse_unfit(experiment_faults(documents, head.key, form, (start, period[1])), field)
        return
    refuse_put(catalogue, tenant, head, (digest, version), period, field)
    if head.key.kind is DocumentKind.RULE_SET:
        _refuse_clashes(documents, head, digest, (start, period[1]), field)
    change = putting(catalogue, heads, head, period, Put(digest, version))
    refuse_misfits(misfits_after(catalogue, tenant, head.key, change), field)


def guard_cancellation(documents: Documents, head: Head, sequence: int) -> None:
    """Whether an activation may be taken back, and what it was in place of be in force. Raises as `guard_put`."""
    catalogue, tenant, field = documents.catalogue, documents.tenant, "activation"
    refuse_cancel(catalogue, tenant, head, sequence)
    change = cancelling(catalogue, documents.all_heads(), head, sequence)
    if change is None:
        return
    if head.key.kind is DocumentKind.RULE_SET:
        cancelled = next(entry for entry in head.entries if entry.sequence == sequence)
        period = (cancelled.valid_from, cancelled.valid_until)
        for since, until, entry in phases(catalogue, tenant, change.after[head.key], period):
            if entry is not None and not entry.retires:
                _refuse_clashes(documents, head, entry.digest, (since, until), field)
    refuse_misfits(misfits_after(catalogue, tenant, head.key, change), field)


def _refuse_clashes(
    documents: Documents, head: Head, digest: str, period: tuple[datetime, datetime | None], field: str
) -> None:
    compiled = documents.catalogue.rule_set(documents.tenant, digest)
    refuse_clashes(clashes_of(documents, head, compiled, period), field)
