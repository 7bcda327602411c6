"""What the hit policies make of rows whose results are abstract values; see `dmn.table.policies`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from creditrules.dmn.analysis.reading.calls import folded
from creditrules.dmn.analysis.reading.logic import is_true
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.comparing import compare
from creditrules.dmn.analysis.values.hits import Hit, Hits
from creditrules.dmn.analysis.values.terms import Items, Known, Record, Said, Term, known, value_of
from creditrules.dmn.evaluation import Fired
from creditrules.dmn.model.boxed import Aggregation, HitPolicy
from creditrules.dmn.table.policies import Policy
from creditrules.feel import equal

__all__ = ["CannotRank", "decided", "nothing"]


class CannotRank(Exception):
    """The order of results hangs on the facts."""


Entry = Callable[[int], Diagram]
"""The output entry of a row, and of the default result for row 0, as `Said`."""


def decided(
    algebra: Algebra, policy: Policy, rows: Sequence[tuple[int, str | None]], entry: Entry, *, default: bool
) -> Diagram:
    """What exactly these rows, all that match, come to, as `Hits`. default: whether there is a default result.

    Raises CannotRank where rows are to be ordered by results that are not constants.
    """
    if not rows:
        if not default:
            return algebra.diagrams.leaf(Hits(nothing(policy), warned=False, hits=()))
        return algebra.diagrams.combine(
            lambda said: _valued(algebra, policy, [Hit(0, None, said.value, default=True)], warned=said.warned),
            entry(0),
        )
    if policy.first_only:
        rows = rows[:1]
    if policy.hit is HitPolicy.UNIQUE and len(rows) > 1:
        return algebra.diagrams.leaf(Hits(known(None), warned=True, hits=()))

    def together(*said: Said) -> Diagram:
        hits = [Hit(row, rule_id, each.value) for (row, rule_id), each in zip(rows, said, strict=True)]
        return _chosen(algebra, policy, hits, warned=any(each.warned for each in said))

    return algebra.diagrams.combine(together, *[entry(row) for row, _ in rows])


def nothing(policy: Policy) -> Known:
    """The value of a table without a result."""
    return known(Decimal(0) if not policy.single and policy.aggregation is Aggregation.COUNT else None)


def _chosen(algebra: Algebra, policy: Policy, hits: list[Hit], *, warned: bool) -> Diagram:
    if policy.hit is HitPolicy.ANY:
        return _any(algebra, hits, warned=warned)
    if policy.hit in {HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER} and len(hits) > 1:
        hits = sorted(hits, key=lambda hit: _rank(policy, hit))
    if policy.single:
        hits = hits[:1]
    return _valued(algebra, policy, hits, warned=warned)


def _rank(policy: Policy, hit: Hit) -> tuple[int, ...]:
    try:
        return policy.rank(Fired(hit.row, hit.rule_id, value_of(hit.value)))
    except KeyError as error:
        raise CannotRank from error


def _any(algebra: Algebra, hits: list[Hit], *, warned: bool) -> Diagram:
    """The first, where all others say the same."""
    same: Diagram = algebra.said(True)
    for hit in hits[1:]:
        same = algebra.diagrams.combine(_and_same(algebra, hits[0].value, hit.value), same)

    def chosen(held: Said) -> Diagram:
        if is_true(held.value):
            return algebra.diagrams.leaf(Hits(hits[0].value, warned, (hits[0],)))
        return algebra.diagrams.leaf(Hits(known(None), warned=True, hits=()))

    return algebra.diagrams.combine(chosen, same)


def _and_same(algebra: Algebra, one: Term, other: Term) -> Callable[[Said], Diagram]:
    return lambda so_far: _same(algebra, one, other) if is_true(so_far.value) else algebra.diagrams.leaf(so_far)


def _same(algebra: Algebra, one: Term, other: Term) -> Diagram:
    """Whether two results are equal; what cannot be compared is not."""
    if one == other:
        return algebra.said(True)
    try:
        return algebra.said(equal(value_of(one), value_of(other)) is True)
    except KeyError:
        pass
    pairs = _pairs(one, other)
    if pairs is None:
        held = compare(algebra, "=", one, other)
        return algebra.diagrams.map(lambda each: Said(known(is_true(each.value))), held)
    found: Diagram = algebra.said(True)
    for first, second in pairs:
        found = algebra.diagrams.combine(_and_same(algebra, first, second), found)
    return found


def _pairs(one: Term, other: Term) -> list[tuple[Term, Term]] | None:
    """The parts that have to be equal, where both are contexts with the same entries."""
    if not isinstance(one, Record) or not isinstance(other, Record):
        return None
    first, second = dict(one.entries), dict(other.entries)
    return [(first[name], second[name]) for name in first] if first.keys() == second.keys() else None


def _valued(algebra: Algebra, policy: Policy, hits: list[Hit], *, warned: bool) -> Diagram:
    """The table's value."""
    told = tuple(hits)
    if policy.single:
        return algebra.diagrams.leaf(Hits(hits[0].value, warned, told))
    if policy.aggregation is Aggregation.COUNT:
        count = Decimal(sum(not hit.default for hit in hits))
        return algebra.diagrams.leaf(Hits(known(count), warned, told))
    values = tuple(hit.value for hit in hits)
    if policy.aggregation is None:
        return algebra.diagrams.leaf(Hits(algebra.weighed(Items(values)), warned, told))
    return algebra.diagrams.map(
        lambda said: Hits(said.value, warned or said.warned, told),
        folded(algebra, policy.aggregation, values),
    )
