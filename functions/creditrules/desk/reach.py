"""Which changes can reach a product: decided where that is cheap and sure, and in doubt they can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from creditrules.desk.catalogue import rule_set_key
from creditrules.desk.expected import Expected
from creditrules.desk.moments import Moments
from creditrules.desk.view import View
from creditrules.eligibility import can_reach
from creditrules.errors import Refusal
from creditrules.rules import Activation, ActivationKind, DocumentKind, Entry, Head, ProductForm, parameter_name
from creditrules.rules.ports import ListedChange
from creditrules.rules.time import ValueStart, latest_start

__all__ = ["Reach"]

MOST_COMPARED = 40
"""Pairs of contents that one page compares anew, within its request's budget; what comes after is in doubt."""
LONGEST_COMPARED = 256 * 1024


class Reach:
    """Whether changes can reach a product: of rule sets, as it was or will be by any of its versions; of values, then.

    A dated value does where a rule set that governs the product at its moment, or the product's price, uses it.
    """

    def __init__(self, view: View, product: Head) -> None:
        self._view, self._product = view, product
        self._forms: tuple[ProductForm, ...] | None = None
        self._left = MOST_COMPARED
        self._read: dict[str, frozenset[str]] = {}

    def of(self, changes: Sequence[ListedChange]) -> Sequence[bool]:
        """Whether each of them can."""
        self._view.catalogue.expect(partial(self._expected, [each.activation for each in changes]))
        return [self._uses(each.value) if each.value else self._can(each.activation) for each in changes]

    def _expected(self, activations: Sequence[Activation]) -> Expected:
        """The contents that will be held against each other."""
        found: list[tuple[str, str]] = []
        for each in activations:
            head = self._view.documents.head(each.key) if each.key.kind is DocumentKind.RULE_SET else None
            replaced = _replaced(head, each) if head is not None and each.version else None
            found += [("reach", digest) for digest in (*(replaced or ()), each.digest) if replaced]
        return Expected(contents=found)

    def _uses(self, value: ValueStart) -> bool:
        view, name = self._view, parameter_name(value.key.slug)
        moments = Moments(value.at, view.moments.known_at)
        product = view.documents.in_force(self._product, moments)
        if product is None:
            return False
        try:
            form = view.product(product.digest)
            using = self._using(form, value, moments)
            return name in form.parameters or any(self._named(name, digest) for digest in using)
        except Refusal:
            return True

    def _using(self, form: ProductForm, value: ValueStart, moments: Moments) -> Iterator[str]:
        """The contents in force of the product's rule sets of which some version uses the parameter."""
        keys = [rule_set_key(slug) for slug in form.rule_sets]
        self._view.documents.expect(keys)
        for key in keys:
            head = self._view.documents.head(key)
            entry = self._view.documents.in_force(head, moments) if head and value.key.slug in head.links else None
            if entry is not None:
                yield entry.digest

    def _named(self, parameter: str, digest: str) -> bool:
        """Whether a rule set's content uses the parameter; in doubt where very many would have to be looked into."""
        if digest not in self._read:
            if len(self._read) >= MOST_COMPARED:
                return True
            self._read[digest] = frozenset(self._view.rule_set(digest).parameters)
        return parameter in self._read[digest]

    def _can(self, activation: Activation) -> bool:
        if activation.key.kind is not DocumentKind.RULE_SET or activation.version == 0:
            return True
        if activation.kind is ActivationKind.CANCELLATION or self._product.dropped_from is not None:
            return True
        head = self._view.documents.head(rule_set_key(activation.key.slug))
        replaced = _replaced(head, activation) if head is not None else None
        if replaced is None:
            return True
        try:
            return any(self._differs(digest, activation.digest) for digest in sorted(replaced))
        except Refusal:
            return True

    def _differs(self, before: str, after: str) -> bool:
        catalogue, tenant = self._view.catalogue, self._view.tenant
        versions = ",".join(sorted({entry.digest for entry in self._product.entries}))
        found = catalogue.reached.find((tenant, versions, before, after))
        if found is None:
            if self._left <= 0 or before == after or self._is_long((before, after)):
                return True
            self._left -= 1
            rule_sets = catalogue.rule_sets(tenant, [before, after])
            diff = catalogue.difference(tenant, before, after)
            budget = catalogue.budget
            reaches = can_reach(rule_sets[before], rule_sets[after], diff, self._products(), budget)
            if budget is not None and budget.spent:
                return True
            found = "YES" if reaches else "NO"
            catalogue.reached.keep((tenant, versions, before, after), found)
        return found == "YES"

    def _is_long(self, digests: Iterable[str]) -> bool:
        rule_sets = self._view.catalogue.rule_sets(self._view.tenant, digests)
        return any(len(each.rule_set.content) > LONGEST_COMPARED for each in rule_sets.values())

    def _products(self) -> tuple[ProductForm, ...]:
        if self._forms is None:
            digests = {entry.digest for entry in self._product.entries if not entry.retires}
            self._forms = tuple(self._view.catalogue.forms(self._view.tenant, digests).values())
        return self._forms


def _replaced(head: Head, activation: Activation) -> set[str] | None:
    """What would be in force without it, wherever it is; None where that is nothing, or more than the head tells."""
    if head.dropped_from is not None:
        return None
    known = [entry for entry in head.entries if entry.known(activation.recorded_at)]
    own = next((entry for entry in known if entry.sequence == activation.sequence), None)
    if own is None:
        return None
    found: set[str] = set()
    for entry in _without(known, own):
        if entry is None or entry.retires:
            return None
        found.add(entry.digest)
    return found


def _without(known: Sequence[Entry], own: Entry) -> Iterator[Entry | None]:
    """What each moment at which `own` decides would have instead."""
    bounds = {own.valid_from, *(entry.valid_from for entry in known)}
    bounds |= {entry.valid_until for entry in known if entry.valid_until is not None}
    for moment in bounds:
        covering = [e for e in known if e.covers(moment, own.recorded_at)]
        if own in covering and latest_start(covering) == own:
            yield latest_start(entry for entry in covering if entry != own)
