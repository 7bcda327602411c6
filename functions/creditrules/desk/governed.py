"""What governed a product when, as known now: its rule sets, and the parameters that these or its price use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from creditrules.desk.catalogue import rule_set_key
from creditrules.desk.entries import entries_of
from creditrules.desk.view import View
from creditrules.rules import DocumentKey, DocumentKind, Head, ProductForm, parameter_name
from creditrules.rules.time import Stretch, stretches

__all__ = ["Governed"]

_TICK = timedelta(microseconds=1)


class Governed:
    """Of one product. complete: whether all of its versions are known."""

    def __init__(self, view: View, product: Head) -> None:
        self._view, self._product = view, product
        found = entries_of(view, product)
        self.complete = found.complete
        self._stretches: Sequence[Stretch] = tuple(stretches(found.entries, view.moments.known_at))
        digests = {stretch.entry.digest for stretch in self._stretches}
        self._forms: Mapping[str, ProductForm] = view.catalogue.forms(view.tenant, digests)

    def by(self, key: DocumentKey, begin: datetime, end: datetime) -> bool:
        """Whether the document governed the product at some time from `begin` to `end`, both included."""
        if key == self._product.key:
            return True
        match key.kind:
            case DocumentKind.RULE_SET:
                return any(key.slug in form.rule_sets for form in self._within(begin, end))
            case DocumentKind.PARAMETER:
                return any(self._uses(form, key.slug) for form in self._within(begin, end))
        return False

    def _within(self, begin: datetime, end: datetime) -> Iterator[ProductForm]:
        for stretch in self._stretches:
            if stretch.meets(begin, end + _TICK):
                yield self._forms[stretch.entry.digest]

    def _uses(self, form: ProductForm, parameter: str) -> bool:
        """Whether its price does, or any version of a rule set that it names."""
        heads = (self._view.documents.head(rule_set_key(slug)) for slug in form.rule_sets)
        return parameter_name(parameter) in form.parameters or any(
            head is not None and parameter in head.links for head in heads
        )
