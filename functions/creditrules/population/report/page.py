"""The page around the sections."""

from __future__ import annotations

from creditrules.population.impact import PopulationImpact, headline, impact_digest
from creditrules.population.report.fairness import fairness_sections
from creditrules.population.report.markup import Markup, joined, tag
from creditrules.population.report.sections import (
    Section,
    basis_section,
    changed_section,
    figure_sections,
    loss_section,
    move_sections,
    segment_sections,
)
from creditrules.population.report.style import STYLE

__all__ = ["html_report"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


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
    links = joined(tag("li", tag("a", section.title, href=f"#{section.anchor}")) for section in sections)
    header = tag(
        "header",
        tag("p", f"{compared.before.name} held against {compared.after.name}", class_="soft"),
        tag("h1", title),
        tag("nav", tag("ul", links), aria_label="Sections"),
    )
    main = tag("main", lead, joined(_section(section) for section in sections), id="main")
    footer = tag("footer", "SHA-256 of this impact: ", tag("code", impact_digest(impact)))
    body = tag("body", tag("a", "To the figures", href="#main", class_="skip"), header, main, footer)
    return f'<!DOCTYPE html>\n<html lang="en">{_head(title)}{body}</html>\n'


def _head(title: str) -> Markup:
    meta = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    )
    return tag("head", Markup(meta), tag("title", title), tag("style", Markup(STYLE)))


def _section(section: Section) -> Markup:
    heading = tag("h2", section.title, id=f"{section.anchor}-title")
    return tag("section", heading, section.content, id=section.anchor, aria_labelledby=f"{section.anchor}-title")
