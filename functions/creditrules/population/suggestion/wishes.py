"""What a candidate shall be like: all that whoever asks for it may choose, so that the same again gives the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from creditrules.population.suggestion.binning import BinningRules
from creditrules.population.suggestion.optimum import Trend
from creditrules.population.suggestion.scorecard import Scale

__all__ = ["Better", "Form", "Wishes"]


class Form(StrEnum):
    """A scorecard adds points of bins; a tree is one short table."""

    SCORECARD = "scorecard"
    TREE = "tree"


class Better(StrEnum):
    """Which values of a number are better for the applicant: those may never lower the score."""

    HIGHER = "higher"
    LOWER = "lower"

    @property
    def trend(self) -> Trend:
        """How the share of bad has to go as the number grows."""
        return Trend.FALLING if self is Better.HIGHER else Trend.RISING


@dataclass(frozen=True, slots=True)
class Wishes:
    """columns: to choose from; empty for all. left_out: never used. protected: never used, nor what tells them.

    better: by column. least_information: of a column that is used. leak: the information value from which on a column
    is taken for one that is known only afterwards, unless it is named in `columns`. proxy_limit: the association with
    a protected column, 0 to 1, from which on a column is not used. accept, refer: the parts of the training rows that
    the ladder allows, and leaves to a person. test_share: the part of the rows that is kept to judge the candidate.
    most_leaves, most_depth, least_leaf: of a tree its rows, the conditions of each, and the part of applicants in each.
    labels: what facts are called by language, where that is not made of their names.
    """

    rule_set: str
    form: Form = Form.SCORECARD
    columns: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    better: Mapping[str, Better] = field(default_factory=dict)
    binning: BinningRules = field(default_factory=BinningRules)
    scale: Scale = field(default_factory=Scale)
    most_columns: int = 12
    most_leaves: int = 20
    most_depth: int = 6
    least_leaf: float = 0.015
    least_information: float = 0.02
    leak: float = 2.0
    proxy_limit: float = 0.5
    accept: float = 0.7
    refer: float = 0.15
    test_share: float = 0.3
    seed: int = 1
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
