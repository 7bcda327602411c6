"""What a rule set is told of what others say: heard once for each class of what the earlier ones say."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from creditrules.dmn import exact_key
from creditrules.eligibility import CompiledRuleSet, Decision
from creditrules.feel import Type, Unknown, Value, is_instance
from creditrules.population.columnar.codes import Codebook, Codes, Labels, Pairs, Rows, combined
from creditrules.population.columnar.sorting import Variable

__all__ = ["TOLD", "Told"]

TOLD: Final = frozenset({"results", "party", "parties"})
"""Reserved facts that hang on what earlier rule sets say, or on who is asked; in a population that is the applicant."""

Decided = Callable[[Rows], Iterator[Decision]]


class Told:
    """The reserved facts of one rule set. variables: by name, with their codes in the present batch."""

    def __init__(self, compiled: CompiledRuleSet) -> None:
        self._compiled = compiled
        self._books: dict[str, Codebook[Value]] = {name: Codebook() for name in sorted(TOLD & compiled.given)}
        self._codes_of = array("i")
        self._pairs: list[Pairs] = []
        self._labels = Labels(self._heard)
        self._decided: Decided = _nobody
        self.variables = {name: Variable(book.things) for name, book in self._books.items()}

    @property
    def size(self) -> int:
        """How much is remembered."""
        return self._labels.worked_out

    def read(self, earlier: Sequence[Codes], decided: Decided, rows: int) -> Codes:
        """Find the codes of the present batch; of each row what keeps it from being asked, 0 where nothing does.

        earlier: the classes of what was heard before. decided: decides rows.
        """
        self._pairs += [Pairs() for _ in earlier[1 + len(self._pairs) :]]
        self._decided = decided
        codes = self._labels.of(combined(self._pairs, earlier, rows))
        told = np.array(self._codes_of, np.int32).reshape(-1, 1 + len(self._books))[codes]
        for place, variable in enumerate(self.variables.values(), 1):
            variable.codes = told[:, place]
        return told[:, 0]

    def _heard(self, rows: Rows) -> Iterator[int]:
        for decision in self._decided(rows):
            given = self._given(decision)
            codes = [book.code(exact_key(given[name]), given[name]) for name, book in self._books.items()]
            place = len(self._codes_of) // (1 + len(codes))
            self._codes_of.extend((place + 1 if self._lacks(given) else 0, *codes))
            yield place

    def _given(self, decision: Decision) -> Mapping[str, Value]:
        """What the rule set was told; what nobody tells, where it was not asked, is not known."""
        found = (each for each in decision.grounds if each.compiled is self._compiled and each.party is None)
        ground = next(found, None)
        missing = {name: Unknown(frozenset((name,))) for name in self._books}
        return {**missing, **(ground.situation.given if ground is not None else {})}

    def _lacks(self, given: Mapping[str, Value]) -> bool:
        """Whether a result that it reads is not there or is of another type, so that it cannot be evaluated."""
        results = given.get("results")
        if not isinstance(results, Mapping):
            return False
        return any(name not in results or not _is(results[name], type_) for name, type_ in self._compiled.reads)


def _is(value: Value, type_: Type) -> bool:
    return value is None or isinstance(value, Unknown) or is_instance(value, type_)


def _nobody(_rows: Rows) -> Iterator[Decision]:
    return iter(())
