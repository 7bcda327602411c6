"""A short table of cases: a tree over bins, each leaf a row with the points that its share of bad is worth."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.learners import Node, TreeBounds, fit_tree
from creditrules.population.suggestion.samples import Codes, Rows, Sample
from creditrules.population.suggestion.scorecard import Scale

__all__ = ["Leaf", "Tree", "grow_tree"]

_EVERY = slice(None)


@dataclass(frozen=True, slots=True)
class Leaf:
    """places: of each column the bins that it admits. against: the columns that stand against whoever is here.

    rows, bad: of the training part.
    """

    places: tuple[tuple[int, ...], ...]
    rows: int
    bad: int
    points: Decimal
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Every applicant is in one of the leaves, the best first; its points are the score."""

    bins: tuple[Binned, ...]
    leaves: tuple[Leaf, ...]
    scale: Scale

    def leaf_of(self, sample: Sample, rows: slice = _EVERY) -> Codes:
        """By row the place of its leaf."""
        places = np.column_stack([each.places(sample.columns[each.column].codes[rows]) for each in self.bins])
        found = np.zeros(len(places), dtype=np.int32)
        for number, leaf in enumerate(self.leaves):
            found[_inside(leaf.places, places)] = number
        return found

    def scores(self, sample: Sample) -> NDArray[np.float64]:
        """The score of every row, a whole number."""
        return np.array([float(leaf.points) for leaf in self.leaves])[self.leaf_of(sample)]

    def against(self, sample: Sample, row: int) -> list[str]:
        """The columns that stand against a row, the one that counts most first."""
        (place,) = self.leaf_of(sample, slice(row, row + 1))
        return list(self.leaves[place].against)


def grow_tree(
    sample: Sample, train: Rows, bins: Sequence[Binned], bounds: TreeBounds, scale: Scale, ordered: Collection[str]
) -> Tree | None:
    """The tree over these columns, fitted to the rows of `train`; None where no split tells enough.

    ordered: the columns in which no better bin may score worse; the points of leaves that would break that are those
    of all of them together (Feelders and Pardoel, 2003).
    """
    places = np.column_stack([each.places(sample.columns[each.column].codes)[train] for each in bins])
    ranks = [_ranks(each) for each in bins]
    table = np.column_stack([rank[places[:, number]] for number, rank in enumerate(ranks)]).astype(np.float64)
    bad = sample.bad[train]
    nodes = fit_tree(table, ~bad, bounds)
    used = sorted({node.column for node in nodes if node.column is not None})
    if not used:
        return None
    grown = [_grown(path, ranks, bins, used) for path in _paths(nodes, _bad_shares(nodes, table, bad))]
    inside = [_inside(leaf.places, places[:, used]) for leaf in grown]
    counts = [(int(rows.sum()), int(bad[rows].sum())) for rows in inside]
    chosen = tuple(bins[number] for number in used)
    directed = [number for number, each in enumerate(chosen) if each.column in ordered]
    shares = _in_order([leaf.places for leaf in grown], counts, chosen, directed, float(bad.mean()))
    points = [scale.points(math.log((1 - share) / share)) for share in shares]
    leaves = [
        Leaf(leaf.places, *count, Decimal(worth).quantize(Decimal(1), ROUND_HALF_EVEN), leaf.against)
        for leaf, count, worth in zip(grown, counts, points, strict=True)
    ]
    return Tree(chosen, tuple(sorted(leaves, key=lambda leaf: -leaf.points)), scale)


def _ranks(binned: Binned) -> Codes:
    """By bin its place among all by their evidence, the worst being 0."""
    ranks = np.zeros(len(binned.bins), dtype=np.int32)
    ranks[np.argsort([each.evidence for each in binned.bins], kind="stable")] = np.arange(len(binned.bins))
    return ranks


@dataclass(frozen=True, slots=True)
class _Step:
    """One split on the way to a leaf. worse: by how much the share of bad is higher here than on the other side."""

    column: int
    threshold: float
    low: bool
    worse: float


@dataclass(frozen=True, slots=True)
class _Grown:
    places: tuple[tuple[int, ...], ...]
    against: tuple[str, ...]


def _bad_shares(nodes: Sequence[Node], table: NDArray[np.float64], bad: Rows) -> list[float]:
    shares = [0.0] * len(nodes)
    waiting = [(0, np.ones(len(bad), dtype=np.bool_))]
    while waiting:
        place, rows = waiting.pop()
        node, shares[place] = nodes[place], float(bad[rows].mean())
        if node.column is not None:
            low = table[:, node.column] <= node.threshold
            waiting += [(node.low, rows & low), (node.high, rows & ~low)]
    return shares


def _paths(nodes: Sequence[Node], shares: Sequence[float]) -> Iterator[tuple[_Step, ...]]:
    """The splits on the way to each leaf."""
    waiting: list[tuple[int, tuple[_Step, ...]]] = [(0, ())]
    while waiting:
        place, path = waiting.pop()
        node = nodes[place]
        if node.column is None:
            yield path
            continue
        worse = shares[node.low] - shares[node.high]
        waiting.append((node.low, (*path, _Step(node.column, node.threshold, True, worse))))
        waiting.append((node.high, (*path, _Step(node.column, node.threshold, False, -worse))))


def _grown(path: Sequence[_Step], ranks: Sequence[Codes], bins: Sequence[Binned], used: Sequence[int]) -> _Grown:
    places = []
    for column in used:
        steps = [step for step in path if step.column == column]
        admitted = [
            place
            for place, rank in enumerate(ranks[column])
            if all(bool(rank <= step.threshold) == step.low for step in steps)
        ]
        places.append(tuple(admitted))
    return _Grown(tuple(places), _against(path, bins))


def _against(path: Sequence[_Step], bins: Sequence[Binned]) -> tuple[str, ...]:
    """The columns by which whoever is here was sent to the worse side, the worst first; all, where by none."""
    worst = {step.column: max(each.worse for each in path if each.column == step.column) for step in path}
    found = sorted(worst, key=lambda column: (-worst[column], column))
    return tuple(bins[column].column for column in [each for each in found if worst[each] > 0] or found)


def _inside(admitted: Sequence[Sequence[int]], places: Codes) -> Rows:
    inside = np.ones(len(places), dtype=np.bool_)
    for number, each in enumerate(admitted):
        table = np.zeros(places[:, number].max() + 1, dtype=np.bool_)
        table[[place for place in each if place < len(table)]] = True
        inside &= table[places[:, number]]
    return inside


_Counts = tuple[int, int]


def _in_order(
    leaves: Sequence[tuple[tuple[int, ...], ...]],
    counts: Sequence[_Counts],
    bins: Sequence[Binned],
    directed: Collection[int],
    usual_share: float,
) -> list[float]:
    """By leaf the share of bad that its points are: that of all leaves together that it has to be alike with.

    To each is added one row that is as all are, so that none is pure.
    """
    group = list(range(len(leaves)))
    pairs = [
        (one, two)
        for one, two in permutations(range(len(leaves)), 2)
        if directed and _below(leaves[one], leaves[two], bins, directed)
    ]
    while True:
        shares = [
            _share((each for each, theirs in zip(counts, group, strict=True) if theirs == own), usual_share)
            for own in group
        ]
        wrong = next((pair for pair in pairs if shares[pair[0]] < shares[pair[1]]), None)
        if wrong is None:
            return shares
        kept, gone = group[wrong[0]], group[wrong[1]]
        group = [kept if own == gone else own for own in group]


def _below(
    one: tuple[tuple[int, ...], ...],
    two: tuple[tuple[int, ...], ...],
    bins: Sequence[Binned],
    directed: Collection[int],
) -> bool:
    """Whether somebody in one leaf would be in the other with better values, all else being the same."""
    return all(
        _rises(ours, theirs, bins[number]) if number in directed else not set(ours).isdisjoint(theirs)
        for number, (ours, theirs) in enumerate(zip(one, two, strict=True))
    )


def _rises(ours: Collection[int], theirs: Collection[int], binned: Binned) -> bool:
    """Whether a value of ours is no better than one of theirs; a missing one is only as good as itself."""
    if binned.missing in ours and binned.missing in theirs:
        return True
    worst, best = (
        [binned.bins[place].evidence for place in places if place != binned.missing] for places in (ours, theirs)
    )
    return bool(worst) and bool(best) and min(worst) <= max(best)


def _share(counts: Iterable[_Counts], usual_share: float) -> float:
    rows, bad = zip(*counts, strict=True)
    return float((sum(bad) + usual_share) / (sum(rows) + 1))
