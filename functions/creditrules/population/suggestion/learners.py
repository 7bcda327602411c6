"""The one door to scikit-learn and scipy, which have no types: what is fitted comes out as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.tree import DecisionTreeClassifier  # type: ignore[import-untyped]

from creditrules.population.suggestion.samples import Rows

__all__ = ["Logistic", "Node", "Steps", "TreeBounds", "fit_logistic", "fit_steps", "fit_tree"]

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
class Steps:
    """The logarithm of the odds of good is `intercept` + the sum of the steps that a row has behind it."""

    intercept: float
    steps: _Numbers

    def surprise(self, table: _Numbers, good: Rows) -> _Numbers:
        """By row the logarithm of how unlikely its outcome was, below 0 for none."""
        return np.logaddexp(0, np.where(good, -1.0, 1.0) * (table @ self.steps + self.intercept))


def fit_steps(table: _Numbers, good: Rows, start: Steps, rising: Rows, price: float) -> Steps:
    """The likeliest steps, those that are `rising` at least 0; `price`: of half the square of how far one moved."""
    sign = np.where(good, 1.0, -1.0)

    def surprise(parts: _Numbers) -> tuple[float, _Numbers]:
        odds = sign * (table @ parts[1:] + parts[0])
        pull, moved = -sign * np.exp(-np.logaddexp(0, odds)), parts[1:] - start.steps
        told = np.logaddexp(0, -odds).sum() + price * (moved @ moved) / 2
        return float(told), np.concatenate([[pull.sum()], table.T @ pull + price * moved])

    bounds = [(None, None), *((0.0, None) if each else (None, None) for each in rising)]
    begun = np.concatenate([[start.intercept], start.steps])
    fitted: Any = minimize(surprise, begun, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200})
    return Steps(float(fitted.x[0]), fitted.x[1:])


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
