"""An impact as one page that needs nothing else: figures as tables, and plots drawn beside them."""

from creditrules.population.report.page import html_report

__all__ = ["html_report"]
