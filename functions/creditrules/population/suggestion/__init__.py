"""Rules from data: interpretable candidates fitted to applicants with outcomes, written as ordinary rule sets.

A door of its own: it needs numpy and scikit-learn (the extra `suggest`), which nothing else shall load.
"""

from creditrules.population.suggestion.binning import BinningRules
from creditrules.population.suggestion.columns import mapping_of, mapping_seen, plain_mapping, with_nulls
from creditrules.population.suggestion.fitting import NothingToSuggestError, Suggested, suggest
from creditrules.population.suggestion.samples import Column, Kind, Level, Sample, sample_of
from creditrules.population.suggestion.scorecard import Scale
from creditrules.population.suggestion.wishes import Better, Form, Wishes
from creditrules.population.suggestion.writing.lineage import Source

__all__ = [
    "Better",
    "BinningRules",
    "Column",
    "Form",
    "Kind",
    "Level",
    "NothingToSuggestError",
    "Sample",
    "Scale",
    "Source",
    "Suggested",
    "Wishes",
    "mapping_of",
    "mapping_seen",
    "plain_mapping",
    "sample_of",
    "suggest",
    "with_nulls",
]
