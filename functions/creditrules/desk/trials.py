"""Which experiments are in force at two times, by the rule set that they try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.moments import Moments
from creditrules.desk.view import View
from creditrules.rules import DocumentKey, DocumentKind, Entry, ExperimentForm, Head

__all__ = ["Trial", "experiments_on", "trials_in_force"]


@dataclass(frozen=True, slots=True)
class Trial:
    """An experiment in force: its head, and the activation and content by which it is."""

    head: Head
    entry: Entry
    form: ExperimentForm

    @property
    def slug(self) -> str:
        """Its name, which the hash of subjects is taken with."""
        return self.head.key.slug

    @property
    def stage(self) -> int:
        """The sequence of that activation: what is counted is counted for it alone."""
        return self.entry.sequence


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
            found.setdefault(form.of, Trial(heads[key], entry, form))
    return found


def experiments_on(view: View, rule_set: str) -> Sequence[Head]:
    """The experiments in force with versions of a rule set; none for who may not see the lender's policy."""
    if not view.sees_policy:
        return ()
    found = trials_in_force(view.catalogue, view.tenant, view.documents.all_heads(), view.moments).get(rule_set)
    return () if found is None else (found.head,)
