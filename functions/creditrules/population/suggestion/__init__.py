"""Rules from data: interpretable candidates fitted to applicants with outcomes, written as ordinary rule sets.

A door of its own: it needs numpy and scikit-learn (the extra `suggest`), which nothing else shall load.
"""

from creditrules.population.suggestion.binning import BinningRules
from creditrules.population.suggestion.columns import mapping_of, mapping_seen, plain_mapping, with_nulls
from creditrules.population.suggestion.fitting import (
    NothingToSuggestError,
    Suggested,
    points_of,
    suggest,
    worth_leaving_out,
)
from creditrules.population.suggestion.judged import Judged, Other, judge
from creditrules.population.suggestion.measures import Discrimination, discrimination
from creditrules.population.suggestion.page import html_judgement
from creditrules.population.suggestion.samples import Column, Kind, Level, Sample, sample_of
from creditrules.population.suggestion.scorecard import Scale
from creditrules.population.suggestion.told import plain_judgement
from creditrules.population.suggestion.wishes import Better, Form, Wishes
from creditrules.population.suggestion.writing.lineage import Source

__all__ = [
    "Better",
    "BinningRules",
    "Column",
    "Discrimination",
    "Form",
    "Judged",
    "Kind",
    "Level",
    "NothingToSuggestError",
    "Other",
    "Sample",
    "Scale",
    "Source",
    "Suggested",
    "Wishes",
    "discrimination",
    "html_judgement",
    "judge",
    "mapping_of",
    "mapping_seen",
    "plain_judgement",
    "plain_mapping",
    "points_of",
    "sample_of",
    "suggest",
    "with_nulls",
    "worth_leaving_out",
]
