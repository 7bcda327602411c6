"""Whether people of different groups are treated alike: rates, ratios and means compared, with how sure that is."""

from creditrules.population.fairness.adverse import FOUR_FIFTHS, AdverseImpact, GroupCount, GroupRate, adverse_impact
from creditrules.population.fairness.intervals import Interval, ratio_interval, wilson
from creditrules.population.fairness.means import MeanDifference, Moments, mean_difference
from creditrules.population.fairness.significance import fisher_exact, two_proportions

__all__ = [
    "FOUR_FIFTHS",
    "AdverseImpact",
    "GroupCount",
    "GroupRate",
    "Interval",
    "MeanDifference",
    "Moments",
    "adverse_impact",
    "fisher_exact",
    "mean_difference",
    "ratio_interval",
    "two_proportions",
    "wilson",
]
