"""Experiments that end by themselves: the service records it as a fact, in the same way as people's acts."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final

from creditrules.desk.catalogue import Catalogue, experiment_key
from creditrules.eligibility.trials import Counted, Overstepped, overstepped
from creditrules.errors import Refusal
from creditrules.rules import Basis, BasisCategory, ChangeStatement, Head, Impact
from creditrules.rules.life import CancelActivation, Retire

__all__ = ["SERVICE", "end_overstepped"]

SERVICE: Final = "service:guard"
"""Who ends an experiment by itself, in its history and audit chain."""
_TRIES: Final = 3
_AGAIN: Final = frozenset({"CHANGED_MEANWHILE", "SCHEDULE_AHEAD", "ALREADY_STARTED", "ALREADY_CANCELLED"})
_NOTICE: Final = {"en": "A trial of the rules has ended.", "zh": "规则试行已结束。"}

_log = logging.getLogger(__name__)


def end_overstepped(catalogue: Catalogue, tenant: str, counted: Iterable[Counted]) -> None:
    """End each experiment whose guard is overstepped by what was counted; never raises.

    Where ending one fails, the next decision that is counted tries again.
    """
    for each in counted:
        found = overstepped(each.noted.guards, each.total) if each.noted.guards else None
        if found is None:
            continue
        try:
            _end(catalogue, tenant, each, found)
        except Exception as fault:  # noqa: BLE001 - the decision is on record, and is to be answered
            _log.warning("an experiment could not be ended: %s", type(fault).__name__)


def _end(catalogue: Catalogue, tenant: str, counted: Counted, found: Overstepped) -> None:
    """Retire the experiment unless somebody, or another decision, has ended or changed the stage already."""
    key, stage, store = experiment_key(counted.noted.experiment), counted.noted.stage, catalogue.store
    for _ in range(_TRIES):
        now = store.now()
        head = store.heads(tenant, [key]).get(key)
        entry = store.in_force(tenant, head, now, now) if head else None
        if head is None or entry is None or entry.sequence != stage:
            return
        statement = _statement(head, entry.version, found)
        try:
            for later in head.entries:
                if later.valid_from > now and later.cancelled_at is None:
                    once = f"guard-{stage}-{later.sequence}"
                    store.activate(tenant, CancelActivation(key, SERVICE, once, later.sequence, statement))
            store.activate(tenant, Retire(key, SERVICE, f"guard-{stage}", statement))
        except Refusal as refusal:
            if refusal.code not in _AGAIN:
                raise
        else:
            return


def _statement(head: Head, version: int, found: Overstepped) -> ChangeStatement:
    citation = f"Guard of {found.standing.guard.metric} in version {version} of the experiment '{head.key.slug}'"
    return ChangeStatement(Basis(BasisCategory.RISK, citation), found.told, _NOTICE, Impact(rule_sets=head.links))
