"""The sections on protected attributes and on less discriminatory alternatives."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.markup import Markup, joined, tag
from creditrules.population.fairness import FOUR_FIFTHS, AdverseImpact, GroupRate
from creditrules.population.impact import Alternative, Fairness, GroupMean, PopulationImpact, percent, ratio_text
from creditrules.population.report.plots import Dot, dots
from creditrules.population.report.sections import Section, mean_text, range_text
from creditrules.population.report.tables import table

__all__ = ["fairness_sections"]

_RULE = (
    "Each group's approval rate over that of the reference group. Below four fifths is generally regarded as evidence "
    "of adverse impact (29 CFR 1607.4 D); it is a rule of thumb, to be read with interval and test. A small group "
    "says little."
)
_SHORT = {
    "RATIO_NOT_BETTER": "ratio not better",
    "APPROVAL_TOO_LOW": "approves too few",
    "LOSS_TOO_HIGH": "loses too much",
}


def fairness_sections(impact: PopulationImpact) -> Iterator[Section]:
    """A section for each protected attribute, and one for the candidates."""
    for number, each in enumerate(impact.figures.fairness, 1):
        yield Section(f"fairness-{number}", f"Adverse impact by {each.column}", joined(_attribute(each)))
    if impact.alternatives:
        yield Section("alternatives", "Less discriminatory alternatives", _alternatives(impact.alternatives))


def _attribute(fairness: Fairness) -> Iterator[Markup]:
    yield tag("p", _RULE, class_="soft")
    sides = [
        (name, side) for name, side in (("before", fairness.before), ("after", fairness.after)) if side is not None
    ]
    names = list(dict.fromkeys(group.group for _, side in sides for group in side.groups))
    rows = [(name, [dot for side, found in sides for dot in _dots(side, found, name)]) for name in names]
    drawn = [row for row in rows if row[1]]
    if drawn:
        marks = ((FOUR_FIFTHS, "0.80"), (1.0, "1"))
        yield dots(f"Adverse impact ratio by {fairness.column}", drawn, ratio_text, marks, most=2.0)
    for name, side in sides:
        yield _groups(f"{fairness.column}, {name}: reference is {side.reference}", side)
    if fairness.unknown:
        yield tag("p", f"{fairness.unknown:,} rows have a blank cell and are no group.", class_="soft")
    if fairness.means:
        yield _means(fairness)


def _dots(side: str, found: AdverseImpact, name: str) -> Iterator[Dot]:
    for group in found.groups:
        if group.group == name and group.ratio is not None and group.ratio_interval is not None:
            yield Dot(side, group.ratio, group.ratio_interval.low, group.ratio_interval.high)


def _groups(caption: str, found: AdverseImpact) -> Markup:
    names = ("group", "rows", "approved", "rate", "interval", "ratio", "interval", "p", "to note")
    return table(caption, names, [_group_row(group, found.reference) for group in found.groups])


def _group_row(group: GroupRate, reference: str) -> tuple[str, ...]:
    notes = [
        Markup(tag("span", "below four fifths", class_="warn")) if group.below_four_fifths else None,
        "reference" if group.group == reference else None,
        "small group" if group.small else None,
    ]
    told = [note for note in notes if note]
    spaced = [part for note in told for part in (", ", note)][1:]
    found = group.ratio_interval
    return (
        group.group,
        f"{group.people:,}",
        f"{group.selected:,}",
        percent(group.rate),
        range_text(group.interval),
        ratio_text(group.ratio),
        f"{ratio_text(found.low)} to {ratio_text(found.high)}" if found else "–",
        "–" if group.p_value is None else f"{group.p_value:.3g} ({group.test})",
        joined(spaced),
    )


def _means(fairness: Fairness) -> Markup:
    return table(
        f"Means by {fairness.column}, and how many pooled standard deviations from the reference's (Cohen's d)",
        ("group", "measure", "version", "answers", "mean", "d", "interval"),
        [_mean_row(mean) for mean in fairness.means],
        numbers=4,
    )


def _mean_row(mean: GroupMean) -> tuple[str, ...]:
    found = mean.difference
    return (
        mean.group,
        mean.measure,
        mean.side or "both",
        f"{mean.count:,}",
        mean_text(mean.mean),
        "–" if found is None else f"{found.difference:+.2f}",
        "–" if found is None else f"{found.interval.low:+.2f} to {found.interval.high:+.2f}",
    )


def _alternatives(alternatives: tuple[Alternative, ...]) -> Markup:
    rows = [
        (
            each.name,
            "no: " + ", ".join(_SHORT[shortfall] for shortfall in each.shortfalls) if each.shortfalls else "yes",
            ratio_text(each.ratio),
            percent(each.approval),
            percent(each.bad_rate),
        )
        for each in alternatives
    ]
    names = ("candidate", "an alternative?", "lowest ratio", "approved", "bad rate")
    return table("Candidates held beside the proposed version, the best first", names, rows, numbers=3)
