"""Scorecards and decision trees in PMML, the exchange format of scoring models, as decision models."""

from creditrules.imports.pmml.reading import read_pmml

__all__ = ["read_pmml"]
