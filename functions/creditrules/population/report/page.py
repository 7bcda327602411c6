"""The sections of an impact on their page."""

from __future__ import annotations

from creditrules.markup import joined, tag
from creditrules.population.impact import PopulationImpact, headline, impact_digest
from creditrules.population.report.fairness import fairness_sections
from creditrules.population.report.sections import (
    basis_section,
    changed_section,
    figure_sections,
    loss_section,
    move_sections,
    segment_sections,
)
from creditrules.population.report.shell import whole_page

__all__ = ["html_report"]


def html_report(impact: PopulationImpact) -> str:
    """The whole report, for a browser, a screen reader or paper; it loads nothing and runs nothing."""
    figures = impact.figures
    sections = [
        *move_sections(figures),
        *segment_sections(figures),
        *figure_sections(figures),
        *loss_section(figures),
        *fairness_sections(impact),
        *changed_section(figures),
        basis_section(impact),
    ]
    compared = impact.compared
    title = f"Impact of {compared.after.name} on {compared.population}"
    lead = tag("ul", joined(tag("li", sentence) for sentence in headline(figures)), class_="lead")
    above = tag("p", f"{compared.before.name} held against {compared.after.name}", class_="soft")
    below = joined(["SHA-256 of this impact: ", tag("code", impact_digest(impact))])
    return whole_page(title, above, lead, sections, below)
