"""From applicants with outcomes to a candidate rule set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.choosing import Chosen, choose_columns
from creditrules.population.suggestion.ladder import Ladder, ladder_for
from creditrules.population.suggestion.learners import TreeBounds
from creditrules.population.suggestion.measures import Discrimination, discrimination
from creditrules.population.suggestion.monotony import worse_for_better
from creditrules.population.suggestion.samples import Rows, Sample
from creditrules.population.suggestion.scorecard import Scorecard, fit_scorecard
from creditrules.population.suggestion.splitting import split_by_seed, split_by_time
from creditrules.population.suggestion.tree import Tree, grow_tree
from creditrules.population.suggestion.wishes import Form, Wishes
from creditrules.population.suggestion.writing.document import rule_set_content
from creditrules.population.suggestion.writing.lineage import Source, lineage_of

__all__ = ["NothingToSuggestError", "Suggested", "points_of", "suggest", "worth_leaving_out"]

_LEAST_OF_EACH = 20


class NothingToSuggestError(Exception):
    """The applicants do not tell enough; the message says what is wanting."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A candidate, and the rule set that it makes as `content`. train: the rows that it was fitted to.

    tested: how well it tells good from bad among all other rows. left_out: by column why it is not used.
    """

    candidate: Scorecard | Tree
    ladder: Ladder
    chosen: Chosen
    left_out: Mapping[str, str]
    train: Rows
    tested: Discrimination
    lineage: Mapping[str, Any]
    content: dict[str, Any]


def suggest(sample: Sample, source: Source, wishes: Wishes) -> Suggested:
    """Fit a candidate to a part of the applicants, judge it on the others, and write it as a rule set.

    Raises NothingToSuggestError.
    """
    train = _split(sample, wishes)
    _enough(sample, train)
    chosen = choose_columns(sample, train, wishes)
    if not chosen.bins:
        raise NothingToSuggestError("No column tells enough of the outcome to be used.")
    candidate = _fitted(sample, train, chosen.bins, wishes)
    assert not [*worse_for_better(candidate, wishes.better)]  # noqa: S101 - as it was made, looked at once more
    scores = candidate.scores(sample)
    ladder = ladder_for(scores[train], wishes.accept, wishes.refer)
    tested = discrimination(scores[~train], sample.bad[~train])
    assert tested is not None  # noqa: S101 - there are good and bad ones
    lineage = lineage_of(source, wishes, sample.rows, int(train.sum()))
    content = rule_set_content(candidate, ladder, sample, wishes, lineage, _told(tested))
    left_out = {**chosen.left_out, **_left_by(candidate, chosen)}
    return Suggested(candidate, ladder, chosen, left_out, train, tested, lineage, content)


def _fitted(sample: Sample, train: Rows, bins: Sequence[Binned], wishes: Wishes) -> Scorecard | Tree:
    if wishes.form is Form.SCORECARD:
        return fit_scorecard(sample, train, bins, wishes.most_columns, wishes.scale)
    least = max(_LEAST_OF_EACH, round(wishes.least_leaf * int(train.sum())))
    bounds = TreeBounds(wishes.most_depth, wishes.most_leaves, least)
    tree = grow_tree(sample, train, bins[: wishes.most_columns], bounds, wishes.scale, wishes.better)
    if tree is None:
        raise NothingToSuggestError("No split of the applicants tells enough of the outcome.")
    return tree


def _left_by(candidate: Scorecard | Tree, chosen: Chosen) -> Mapping[str, str]:
    """By column why the candidate does not use it, though it may."""
    if isinstance(candidate, Scorecard):
        return candidate.left_out
    used = {each.column for each in candidate.bins}
    return {each.column: "No split needs it." for each in chosen.bins if each.column not in used}


def _split(sample: Sample, wishes: Wishes) -> Rows:
    if sample.moments is not None:
        return split_by_time(sample.moments, wishes.test_share)
    return split_by_seed(sample, wishes.test_share, wishes.seed)


def _enough(sample: Sample, train: Rows) -> None:
    for part, rows in (("fitted to", train), ("kept to judge it", ~train)):
        bad, good = int(sample.bad[rows].sum()), int((~sample.bad)[rows].sum())
        if min(bad, good) < _LEAST_OF_EACH:
            told = f"Of the rows {part}, {bad} turned out badly and {good} well"
            raise NothingToSuggestError(f"{told}; at least {_LEAST_OF_EACH} of each are needed.")


def _told(tested: Discrimination) -> str:
    return (
        f"On {tested.rows} applicants that it was not fitted to, the area under the curve is {tested.auc:.3f} "
        f"(95 %: {tested.low:.3f} to {tested.high:.3f}) and the distance of Kolmogorov and Smirnov {tested.ks:.3f}."
    )


def worth_leaving_out(candidate: Scorecard | Tree) -> Mapping[str, int]:
    """By column how many of its bins have fewer points than the one without a value, where some have."""
    points = points_of(candidate)
    found = {
        binned.column: sum(each < points[binned.column][binned.missing] for each in points[binned.column])
        for binned in candidate.bins
        if points and binned.missing is not None
    }
    return {column: worse for column, worse in found.items() if worse}


def points_of(candidate: Scorecard | Tree) -> Mapping[str, Sequence[Decimal]]:
    """By column the points of its bins; empty for a tree, whose cases have them."""
    if isinstance(candidate, Tree):
        return {}
    return {attribute.binned.column: attribute.points for attribute in candidate.attributes}
