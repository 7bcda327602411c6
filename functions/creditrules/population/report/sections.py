"""The sections of the report but for those on fairness."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from creditrules.eligibility import Outcome
from creditrules.markup import Markup, joined, tag
from creditrules.population.fairness import Interval
from creditrules.population.impact import (
    Answer,
    Approval,
    Distribution,
    Figures,
    LossSide,
    Money,
    PopulationImpact,
    Spread,
    Swap,
    percent,
)
from creditrules.population.report.plots import Dot, bars, columns, dots
from creditrules.population.report.tables import matrix, table
from creditrules.records import dataclass

__all__ = [
    "Section",
    "approval_dot",
    "basis_section",
    "changed_section",
    "figure_sections",
    "loss_section",
    "mean_text",
    "move_sections",
    "range_text",
    "segment_sections",
]

_NAMES = {"limit": "Limit", "rate": "Highest rate", "price": "Rate offered"}
_SIDES = ("before", "after")
_LARGE = 10


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report."""

    anchor: str
    title: str
    content: Markup


def range_text(interval: Interval | None) -> str:
    """An interval of shares in percent."""
    return "–" if interval is None else f"{100 * interval.low:.1f} to {100 * interval.high:.1f} %"


def mean_text(mean: float | None) -> str:
    """A mean with as many digits as it deserves."""
    if mean is None:
        return "–"
    return f"{mean:,.2f}" if abs(mean) >= _LARGE else f"{mean:.4g}"


def approval_dot(side: str, approval: Approval) -> Iterator[Dot]:
    """An approval rate as it is drawn; nothing of nobody."""
    if approval.rate is not None and approval.interval is not None:
        yield Dot(side, approval.rate, approval.interval.low, approval.interval.high)


def move_sections(figures: Figures) -> Iterator[Section]:
    """Who moves where, and why."""
    used = [o for o in Outcome if any(o in move for move in figures.moves)]
    counts = [[figures.moves.get((b, a), 0) for a in used] for b in used]
    sides = [(o.value, sum(counts[at]), sum(row[at] for row in counts)) for at, o in enumerate(used)]
    yield Section(
        "outcomes",
        "Outcomes",
        joined(
            [
                bars("Applicants by outcome, before and after", sides),
                matrix(
                    "From the outcome before (rows) to the outcome after (columns)",
                    "before \\ after",
                    [o.value for o in used],
                    counts,
                ),
                tag("p", f"Better off: {figures.better:,}. Worse off: {figures.worse:,}.", class_="soft"),
                table(
                    "Approved: the product is open, be it with conditions (ALLOW to LIMIT)",
                    ("version", "approved", "of", "rate", f"{100 * figures.confidence:g} % interval"),
                    [_approval_row(name, getattr(figures, name)) for name in _SIDES],
                    numbers=4,
                ),
            ]
        ),
    )
    yield Section("reasons", "Reasons", joined(_reasons(figures)))


def _approval_row(name: str, approval: Approval) -> tuple[str, ...]:
    return (name, f"{approval.open:,}", f"{approval.of:,}", percent(approval.rate), range_text(approval.interval))


def _reasons(figures: Figures) -> Iterator[Markup]:
    if figures.grounds:
        yield table(
            "Why outcomes moved: the first reason on each side",
            ("from", "to", "because before", "because after", "rows"),
            [
                (g.before.value, g.after.value, g.reason_before or "–", g.reason_after or "–", f"{g.rows:,}")
                for g in figures.grounds
            ],
            numbers=1,
        )
    yield table(
        "Reasons given",
        ("reason", "rule set", "before", "after", "newly given to", "taken from"),
        [
            (r.code, r.rule_set, f"{r.before:,}", f"{r.after:,}", f"{r.gained:,}", f"{r.lost:,}")
            for r in figures.reasons
        ],
        numbers=4,
    )


def segment_sections(figures: Figures) -> Iterator[Section]:
    """Approvals by the groups of each column."""
    for number, segment in enumerate(figures.segments, 1):
        rows = [(g.group, [*approval_dot("before", g.before), *approval_dot("after", g.after)]) for g in segment.groups]
        title = f"By {segment.column}"
        drawn = dots(f"Approval rate by {segment.column}", rows, lambda share: f"{share:.0%}")
        told = table(
            f"Approvals by {segment.column}",
            ("group", "rows", "other outcome", "approved before", "interval", "approved after", "interval"),
            [
                (
                    g.group,
                    f"{g.rows:,}",
                    f"{g.moved:,}",
                    percent(g.before.rate),
                    range_text(g.before.interval),
                    percent(g.after.rate),
                    range_text(g.after.interval),
                )
                for g in segment.groups
            ],
            numbers=6,
        )
        yield Section(f"segment-{number}", title, joined([drawn, told]))


def figure_sections(figures: Figures) -> Iterator[Section]:
    """How limits and prices are spread."""
    if figures.distributions:
        parts = (part for each in figures.distributions for part in _distribution(each))
        yield Section("terms", "Limits and prices", joined(parts))


def _distribution(found: Distribution) -> Iterator[Markup]:
    name = _NAMES[found.measure]
    yield tag("h3", name)
    labels = _bars(found)
    bars_of = [(label, each.before, each.after) for label, each in zip(labels, found.bins, strict=True)]
    lower = [(_figure(each.low), each.before, each.after) for each in found.bins]
    yield columns(f"{name} of open answers, before and after (each bar by its lower end)", lower)
    yield table(
        f"{name}: how it is spread" + ("" if found.before.exact and found.after.exact else " (percentiles rounded)"),
        ("version", "answers", "mean", "deviation", "least", "5 %", "25 %", "50 %", "75 %", "95 %", "most"),
        [_spread_row(side, getattr(found, side)) for side in _SIDES],
        numbers=10,
    )
    yield table(
        f"{name}: the bars",
        (name.lower(), "before", "after"),
        [(label, f"{before:,}", f"{after:,}") for label, before, after in bars_of],
        numbers=2,
    )


def _bars(found: Distribution) -> list[str]:
    """What each bar holds; those at the ends also what lies beyond."""
    first, last = found.bins[0], found.bins[-1]
    if first.low == first.high:
        return [_figure(each.low) for each in found.bins]
    labels = [f"{_figure(each.low)} to below {_figure(each.high)}" for each in found.bins]
    ends = [end for spread in (found.before, found.after) for end in (spread.lowest, spread.highest) if end is not None]
    if min(ends) < first.low:
        labels[0] = f"below {_figure(first.high)}"
    if max(ends) >= last.high:
        labels[-1] = f"{_figure(last.low)} and more"
    return labels


def _figure(value: Decimal | None) -> str:
    return "–" if value is None else f"{value.normalize():,f}"


def _spread_row(side: str, spread: Spread) -> tuple[str, ...]:
    means = [mean_text(value) for value in (spread.mean, spread.deviation)]
    shares = [_figure(spread.percentiles.get(share)) for share in (5, 25, 50, 75, 95)]
    return (side, f"{spread.count:,}", *means, _figure(spread.lowest), *shares, _figure(spread.highest))


def loss_section(figures: Figures) -> Iterator[Section]:
    """What is known of how it went."""
    loss = figures.loss
    if loss is None:
        return
    found = [(side, getattr(loss, side)) for side in _SIDES]
    rates = [
        Dot(name, s.rate, s.interval.low, s.interval.high) for name, s in found if s.rate is not None and s.interval
    ]
    parts = [
        tag("p", "Only of those of whom it is known how it went; nothing is inferred about the others.", class_="soft"),
        dots("Bad rate among the approved", [("bad rate", rates)], lambda share: f"{share:.1%}"),
        table(
            "Losses among those whom each version approves",
            ("version", "approved", "known", "bad", "bad rate", "interval", *_money_names(loss.before.money)),
            [_loss_row(name, side) for name, side in found],
            numbers=5 + len(_money_names(loss.before.money)),
        ),
        table(
            "Swap sets: who is approved by only one of the versions",
            ("swapped", "good", "bad", "unknown", *_money_names(loss.before.money)),
            [_swap_row("in", loss.swapped_in), _swap_row("out", loss.swapped_out)],
            numbers=3 + len(_money_names(loss.before.money)),
        ),
    ]
    if loss.exposure_unread:
        parts.append(tag("p", f"{loss.exposure_unread:,} rows have no number as exposure; they count as none."))
    yield Section("losses", "Losses", joined(parts))


def _money_names(money: Money | None) -> tuple[str, ...]:
    return () if money is None else ("exposure", "of it bad")


def _money_cells(money: Money | None) -> tuple[str, ...]:
    return () if money is None else (_figure(money.total), _figure(money.bad))


def _loss_row(name: str, side: LossSide) -> tuple[str, ...]:
    counts = (f"{side.approved:,}", f"{side.known:,}", f"{side.bad:,}")
    return (name, *counts, percent(side.rate), range_text(side.interval), *_money_cells(side.money))


def _swap_row(name: str, swap: Swap) -> tuple[str, ...]:
    return (name, f"{swap.good:,}", f"{swap.bad:,}", f"{swap.unknown:,}", *_money_cells(swap.money))


def changed_section(figures: Figures) -> Iterator[Section]:
    """The first rows that changed."""
    whole = sum(figures.changed.values())
    if whole:
        told = f"The first {len(figures.sample)} of {whole:,} rows that changed"
        rows = [(str(row.row), _answer(row.before), _answer(row.after)) for row in figures.sample]
        yield Section("rows", "Rows that changed", table(told, ("row", "before", "after"), rows))


def _answer(answer: Answer) -> str:
    terms = [
        f"{name} {_figure(value)}"
        for name, value in (("limit", answer.limit), ("rate", answer.rate), ("offered at", answer.price))
        if value is not None
    ]
    reasons = ", ".join(reason.code for reason in answer.reasons)
    return "; ".join(filter(None, (answer.outcome.value, *terms, reasons)))


def basis_section(impact: PopulationImpact) -> Section:
    """What was compared, on whom."""
    compared, figures = impact.compared, impact.figures
    rows = [("population", compared.population, compared.population_digest)]
    rows += [("mapping", "", compared.mapping_digest)] if compared.mapping_digest else []
    for side, versions in (("before", compared.before), ("after", compared.after)):
        rows += [(side, slug, digest) for slug, digest in versions.documents.items()]
    faults = [(fault.code, fault.place, f"{fault.rows:,}") for fault in figures.faults]
    parts = [
        tag(
            "p",
            f"{figures.rows:,} rows, {figures.evaluated:,} evaluated. For rules it is {compared.moment.isoformat()}.",
        ),
        table("Contents, by their SHA-256", ("what", "name", "digest"), rows),
    ]
    if faults:
        parts.append(table("Rows that could not be evaluated", ("code", "place", "rows"), faults, numbers=1))
    return Section("basis", "What was compared", joined(parts))
