"""The one door to scikit-learn, which has no types: what is fitted comes out as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.tree import DecisionTreeClassifier  # type: ignore[import-untyped]

from creditrules.population.suggestion.samples import Rows

__all__ = ["Logistic", "Node", "TreeBounds", "fit_logistic", "fit_tree"]

_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Logistic:
    """The logarithm of the odds of good is `intercept` + the sum of weights x columns."""

    intercept: float
    weights: tuple[float, ...]


def fit_logistic(table: _Numbers, good: Rows) -> Logistic:
    """A logistic regression with a light penalty on the squares of its weights, so that it always has a solution."""
    fitted: Any = LogisticRegression(C=10.0, tol=1e-8, max_iter=1000).fit(table, good)
    return Logistic(float(fitted.intercept_[0]), tuple(float(weight) for weight in fitted.coef_[0]))


@dataclass(frozen=True, slots=True)
class TreeBounds:
    """most_depth: conditions in a row. most_leaves: rows. least_rows: of applicants in each leaf."""

    most_depth: int
    most_leaves: int
    least_rows: int


@dataclass(frozen=True, slots=True)
class Node:
    """A split: rows whose column is at most `threshold` go to `low`. A leaf has no column."""

    column: int | None
    threshold: float
    low: int
    high: int


def fit_tree(table: _Numbers, good: Rows, bounds: TreeBounds) -> tuple[Node, ...]:
    """A classification tree, the most telling splits first; its root is the first node."""
    learner = DecisionTreeClassifier(
        criterion="log_loss",
        max_depth=bounds.most_depth,
        max_leaf_nodes=bounds.most_leaves,
        min_samples_leaf=bounds.least_rows,
        random_state=0,  # of splits that tell as much it decides which is taken
    )
    tree: Any = learner.fit(table, good).tree_
    parts = zip(tree.feature, tree.threshold, tree.children_left, tree.children_right, strict=True)
    return tuple(
        Node(None if low < 0 else int(column), float(threshold), int(low), int(high))
        for column, threshold, low, high in parts
    )
