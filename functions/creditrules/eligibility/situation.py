"""What the service itself tells rule sets when it asks them: the moment, and the reserved facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from creditrules.eligibility.parameters import Parameters
from creditrules.feel import RequestBudget, Value
from creditrules.records import dataclass, field
from creditrules.rules import ProductForm

__all__ = ["Given", "Situation", "parameter_facts", "product_facts", "unpublished"]


class Given(Mapping[str, Value]):
    """Reserved facts that are made when somebody asks for one: most rule sets read none. make: makes them."""

    __slots__ = ("_made", "_make", "_some")

    def __init__(self, make: Callable[[], Mapping[str, Value]]) -> None:
        self._make = make
        self._made: Mapping[str, Value] | None = None
        self._some: dict[frozenset[str], Mapping[str, Value]] = {}

    def some(self, names: frozenset[str]) -> Mapping[str, Value]:
        """Those of the named ones that are given."""
        found = self._some.get(names)
        if found is None:
            whole = self._all()
            found = self._some[names] = {name: whole[name] for name in names if name in whole}
        return found

    def _all(self) -> Mapping[str, Value]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, name: str) -> Value:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


@dataclass(frozen=True, slots=True)
class Situation:
    """now: what `now()` and `today()` answer. given: the reserved facts by name; one that is not there is missing.

    unpublished: the parameters, by name, whose values partners may not read, and so no message may repeat.
    budget: what the request still may take of evaluation; None outside of requests.
    """

    now: datetime
    given: Mapping[str, Value]
    unpublished: frozenset[str] = frozenset()
    budget: RequestBudget | None = field(default=None, compare=False, repr=False)

    def added_to(self, facts: Mapping[str, Value], names: frozenset[str]) -> Mapping[str, Value]:
        """The facts with those of the named reserved ones that are given."""
        if not names:
            return facts
        given = self.given
        if type(given) is Given:
            return {**facts, **given.some(names)}
        return {**facts, **{name: given[name] for name in names if name in given}}


def unpublished(parameters: Parameters) -> frozenset[str]:
    """The names of those that do not publish their values."""
    return frozenset(name for name, found in parameters.items() if not found.parameter.form.published)


def parameter_facts(parameters: Parameters) -> dict[str, Value]:
    """What rules read as `param.…`."""
    return {name: found.value for name, found in parameters.items()}


def product_facts(product: ProductForm) -> Mapping[str, Value]:
    """What rules read as `product.…`."""
    return {
        "slug": product.product,
        "kind": product.kind,
        "segment": product.segment.value,
        "scenario": product.scenario.value,
        "currency": product.currency,
        "lenderType": product.lender_type,
        "features": list(product.features),
    }
