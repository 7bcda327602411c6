"""A judgement as one page that needs nothing else, in the frame that reports on impacts have."""

from creditrules.population.suggestion.page.whole import html_judgement

__all__ = ["html_judgement"]
