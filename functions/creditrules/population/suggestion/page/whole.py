"""The judgement's sections on their page."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.document import exact_json
from creditrules.markup import Markup, joined, tag
from creditrules.population.report.sections import Section
from creditrules.population.report.shell import whole_page
from creditrules.population.report.tables import table
from creditrules.population.suggestion.judged import Judged
from creditrules.population.suggestion.measures import Discrimination
from creditrules.population.suggestion.page.people import people_sections
from creditrules.population.suggestion.page.scores import score_sections

__all__ = ["html_judgement"]


def html_judgement(judged: Judged, title: str) -> str:
    """The whole report. title: what the rule set is called."""
    sections = [
        _figures(judged),
        *score_sections(judged),
        *people_sections(judged),
        _left_out(judged),
        _lineage(judged),
    ]
    above = tag("p", "Rules from data: a candidate, to be read before it is proposed", class_="soft")
    below = Markup(f"{judged.tested.rows:,} of {judged.tested.rows + judged.fitted.rows:,} applicants judge it.")
    return whole_page(title, above, _lead(judged), sections, below)


def _lead(judged: Judged) -> Markup:
    tested = judged.tested
    interval = f"(95 %: {tested.low:.3f} to {tested.high:.3f})"
    said = [f"Area under the curve {tested.auc:.3f} {interval} on {tested.rows:,} applicants kept apart."]
    if judged.boosted is not None:
        gap = judged.boosted.auc - tested.auc
        told = f"{abs(gap):.3f} {'more' if gap > 0 else 'less'}"
        said.append(f"Gradient boosting on the same columns and rows reaches {judged.boosted.auc:.3f}, {told}.")
    low = [name for name, impact in judged.groups.items() if impact.below_four_fifths]
    if low:
        said.append(f"Below four fifths of the most allowed group: some group of {', '.join(low)}.")
    return tag("ul", joined(tag("li", sentence) for sentence in said), class_="lead")


def _figures(judged: Judged) -> Section:
    rows = [_row("rows that judge", judged.tested), _row("rows that it was fitted to", judged.fitted)]
    if judged.boosted is not None:
        rows.append(_row("gradient boosting, rows that judge", judged.boosted))
    names = ("", "applicants", "bad", "AUC", "95 % interval", "Gini", "KS")
    return Section("figures", "How well it tells good from bad", table("Discrimination", names, rows, numbers=6))


def _row(name: str, found: Discrimination) -> tuple[str, ...]:
    interval = f"{found.low:.3f} to {found.high:.3f}"
    figures = (f"{found.auc:.3f}", interval, f"{found.gini:.3f}", f"{found.ks:.3f}")
    return (name, f"{found.rows:,}", f"{found.bad:,}", *figures)


def _left_out(judged: Judged) -> Section:
    left_out = sorted(judged.made.left_out.items())
    return Section("left-out", "Columns that are not used", table("Each with why", ("column", "why"), left_out))


def _lineage(judged: Judged) -> Section:
    rows = list(_told(judged))
    return Section("lineage", "How to fit the same again", table("Data, parameters, versions", ("what", "value"), rows))


def _told(judged: Judged) -> Iterator[tuple[str, str]]:
    for name, part in judged.made.lineage.items():
        yield name, part if isinstance(part, str) else exact_json(part)
