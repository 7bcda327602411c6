"""Which fact to ask for next, so that few and cheap questions end in a certain answer.

Where the states of the dialogue are few, the best plan is worked out exactly; else the fact is asked for that takes
away most doubt for its cost. Costs are expected costs under `Chances`: what is asked for in a dialogue is chosen anew
with every answer, whatever was thought to be likely.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import Final

from creditrules.dmn.analysis import Axis, Diagram, TooLarge, support, terminals
from creditrules.eligibility.explain.asking.chances import Chances
from creditrules.eligibility.explain.asking.names import names_of

__all__ = ["MOST_STATES", "Plan"]

MOST_STATES: Final = 1_500
"""States of a dialogue up to which the best plan is worked out."""

_State = tuple[Diagram, frozenset[str]]
"""What is left to know, and the facts asked for of which something is still told by others as well."""


class _TooMany(Exception):
    """There are more states than are looked at."""


class Plan:
    """Plans for one diagram of `Answer`. cost: of asking for a fact. unknown: facts that cannot be asked for."""

    def __init__(
        self,
        diagram: Diagram,
        chances: Chances,
        cost: Callable[[str], Decimal],
        unknown: Collection[str] = (),
        most: int = MOST_STATES,
    ) -> None:
        self.diagram = diagram
        self._unknown = frozenset(unknown)
        self.chances, self._cost, self._most = chances, cost, most
        self._support: dict[Diagram, tuple[Axis, ...]] = {}
        self._left: dict[Diagram, frozenset[str]] = {}
        self._best: dict[_State, tuple[float, str]] = {}
        self._beyond = False

    @property
    def facts(self) -> frozenset[str]:
        """All that could change the answer or its terms, and can be asked for."""
        return self._options((self.diagram, frozenset()))

    def first(self) -> tuple[str | None, bool]:
        """The fact to ask for first, None where nothing is left to ask, and whether that is proved to be best."""
        try:
            return self._best_fact((self.diagram, frozenset())), True
        except _TooMany:
            return self._greedy((self.diagram, frozenset())), False

    def expected(self) -> float | None:
        """How many questions are expected until nothing is left to ask; None where there are too many states."""
        choose = self._best_fact if self.first()[1] else self._greedy
        known: dict[_State, float] = {}

        def questions(state: _State) -> float:
            if state not in known:
                if len(known) >= self._most:
                    raise _TooMany
                fact, known[state] = choose(state), 0.0
                if fact is not None:
                    after = self._after(state, [fact]).items()
                    known[state] = 1 + sum(share * questions(following) for following, share in after)
            return known[state]

        try:
            return questions((self.diagram, frozenset()))
        except (_TooMany, TooLarge):
            return None

    def optimum(self) -> float | None:
        """The least expected cost; None where there are too many states."""
        try:
            return self._optimum((self.diagram, frozenset()))[0]
        except _TooMany:
            return None

    def greedy(self) -> float:
        """The expected cost where each fact is chosen as in large models."""
        known: dict[_State, float] = {}

        def cost(state: _State) -> float:
            if state not in known:
                fact = self._greedy(state)
                known[state] = 0.0 if fact is None else self._asking(state, fact, cost)
            return known[state]

        return cost((self.diagram, frozenset()))

    def _asking(self, state: _State, fact: str, rest: Callable[[_State], float]) -> float:
        """The expected cost of asking for a fact now."""
        return float(self._cost(fact)) + sum(
            share * rest(following) for following, share in self._after(state, [fact]).items()
        )

    def _optimum(self, state: _State) -> tuple[float, str]:
        found = None if self._beyond else self._best.get(state)
        if found is None:
            self._beyond = self._beyond or len(self._best) >= self._most
            if self._beyond:
                raise _TooMany
            self._best[state] = (0.0, "")
            options = sorted(self._options(state))
            if options and not self._axes(state[0]):
                found = float(sum(map(self._cost, options))), min(options, key=self._by_cost)
            else:
                costs = [(self._asking(state, fact, lambda each: self._optimum(each)[0]), fact) for fact in options]
                found = min(costs, default=(0.0, ""))
            self._best[state] = found
        return found

    def _best_fact(self, state: _State) -> str | None:
        """The fact to ask for in the best plan; where nothing is left to learn but amounts, the cheapest."""
        return self._optimum(state)[1] or None

    def _greedy(self, state: _State) -> str | None:
        """The cheapest fact of the question that takes away most doubt for what it costs."""
        diagram, asked = state
        bundles = {names_of(axis) - asked for axis in self._axes(diagram) if not names_of(axis) & self._unknown}
        if not bundles:
            return min(self._options(state), key=self._by_cost, default=None)
        best = min(bundles, key=lambda bundle: (-self._worth(state, bundle), sorted(bundle)))
        return min(best, key=self._by_cost)

    def _worth(self, state: _State, bundle: Iterable[str]) -> float:
        """Bits that facts are expected to tell, by what they cost together."""
        after = sum(share * self.chances.doubt(rest) for (rest, _), share in self._after(state, bundle).items())
        price = float(sum(map(self._cost, bundle)))
        return (self.chances.doubt(state[0]) - after) / max(price, 1e-9)

    def _after(self, state: _State, facts: Iterable[str]) -> dict[_State, float]:
        """The states to which asking for facts leads, each with how likely it is."""
        diagram, asked = state
        now = asked | frozenset(facts)
        found = {diagram: 1.0}
        for axis in self._axes(diagram):
            if names_of(axis) <= now:
                found = self._learnt(found, axis)
        states: dict[_State, float] = {}
        for rest, share in found.items():
            reached = (rest, now & self._facts(rest))
            states[reached] = states.get(reached, 0.0) + share
        return states

    def _learnt(self, diagrams: dict[Diagram, float], axis: Axis) -> dict[Diagram, float]:
        found: dict[Diagram, float] = {}
        for diagram, share in diagrams.items():
            parts = self.chances.learnt(diagram, axis) if axis in self._axes(diagram) else {diagram: 1.0}
            for rest, chance in parts.items():
                found[rest] = found.get(rest, 0.0) + share * chance
        return found

    def _axes(self, diagram: Diagram) -> tuple[Axis, ...]:
        if diagram not in self._support:
            self._support[diagram] = support(diagram)
        return self._support[diagram]

    def _options(self, state: _State) -> frozenset[str]:
        return self._facts(state[0]) - state[1] - self._unknown

    def _facts(self, diagram: Diagram) -> frozenset[str]:
        if diagram not in self._left:
            amounts = (answer.facts for answer in terminals(diagram))
            self._left[diagram] = names_of(*self._axes(diagram)).union(*amounts)
        return self._left[diagram]

    def _by_cost(self, fact: str) -> tuple[Decimal, str]:
        return (self._cost(fact), fact)
