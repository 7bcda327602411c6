"""What was decided, counted: by day, product, outcome, reason, author and version, from tallies and without a scan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from creditrules.auth import Action, require
from creditrules.desk.deciding import Recording, recording_of
from creditrules.desk.view import View
from creditrules.eligibility.figures import OTHER, Tally
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, replace

__all__ = ["Figure", "FigureKey", "FiguresAsked", "FiguresFound", "decision_figures"]

MOST_DAYS = 366
MOST_FIGURES = 5000


class FigureKey(StrEnum):
    """By what decisions may be counted."""

    DAY = "DAY"
    PRODUCT = "PRODUCT"
    OUTCOME = "OUTCOME"
    AUTHOR = "AUTHOR"
    REASON = "REASON"
    VERSION = "VERSION"


_ANSWER = frozenset({FigureKey.PRODUCT, FigureKey.OUTCOME, FigureKey.AUTHOR})


@dataclass(frozen=True, slots=True)
class FiguresAsked:
    """Which days, both included, and by what. product, author: only of these."""

    since: date
    until: date
    by: tuple[FigureKey, ...]
    product: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, and what it is of: of what was not asked by, nothing is said. OTHER names those not told apart."""

    count: int
    day: date | None = None
    product: str | None = None
    outcome: str | None = None
    author: str | None = None
    rule_set: str | None = None
    reason: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class FiguresFound:
    """The figures, most first within each day. decisions: how many there were, of any product, for the author.

    complete: False while decisions of before they were counted are not yet.
    """

    figures: tuple[Figure, ...]
    decisions: int
    complete: bool


def decision_figures(view: View, recording: Recording | None, asked: FiguresAsked) -> FiguresFound:
    """Count decisions. Raises Refusal FORBIDDEN; INVALID "BAD_PERIOD", "BAD_GROUPING"; TOO_LARGE "TOO_MANY_FIGURES"."""
    require(view.principal, Action.READ_DECISIONS)
    if not 0 <= (asked.until - asked.since).days < MOST_DAYS:
        message = f"Figures are of 1 to {MOST_DAYS} days, from the first to the last."
        raise Refusal(
            Kind.INVALID,
            "BAD_PERIOD",
            message,
            ("period",),
            "Give the first day before the last, or several periods.",
        )
    kind = _kind(asked)
    found = recording_of(recording).records.figures(view.tenant, asked.since, asked.until)
    counts: dict[Figure, int] = {}
    for day, tally in found.days.items():
        for figure, count in _of(tally, kind, asked, day):
            counts[figure] = counts.get(figure, 0) + count
    if len(counts) > MOST_FIGURES:
        message = f"There are {len(counts)} figures, and at most {MOST_FIGURES} are given at once."
        raise Refusal(
            Kind.TOO_LARGE, "TOO_MANY_FIGURES", message, ("groupBy",), "Count by less, or ask for fewer days."
        )
    decisions = sum(
        count
        for tally in found.days.values()
        for (author,), count in tally.of("decision")
        if asked.author in {None, author}
    )
    return FiguresFound(_sorted(counts), decisions, found.complete)


def _kind(asked: FiguresAsked) -> str:
    """Of which cells the figures are sums."""
    by = set(asked.by) - {FigureKey.DAY}
    if FigureKey.VERSION in by:
        fits, kind = by == {FigureKey.VERSION} and asked.product is None and asked.author is None, "version"
    elif FigureKey.REASON in by:
        fits, kind = by <= {FigureKey.REASON, FigureKey.PRODUCT} and asked.author is None, "reason"
    else:
        fits, kind = True, "answer"
    if not fits:
        message = "These are not counted together: reasons by product and day, versions by day, all else as you like."
        raise Refusal(Kind.INVALID, "BAD_GROUPING", message, ("groupBy",), "Ask for them one after the other.")
    return kind


def _of(tally: Tally, kind: str, asked: FiguresAsked, day: date) -> Iterator[tuple[Figure, int]]:
    for names, count in tally.of(kind):
        named = _named(kind, names)
        if asked.product not in {None, named.get("product")} or asked.author not in {None, named.get("author")}:
            continue
        shown = {name: value for name, value in named.items() if _asked_by(name, asked.by)}
        yield Figure(0, day if FigureKey.DAY in asked.by else None, **shown), count


def _named(kind: str, names: Sequence[str]) -> Mapping[str, str]:
    match kind:
        case "answer":
            fields: tuple[str, ...] = ("product", "outcome", "author")
        case "reason":
            fields = ("product", "rule_set", "reason")
        case _:
            fields = ("rule_set", "version")
    return dict(zip(fields, names, strict=True))


def _asked_by(name: str, by: Sequence[FigureKey]) -> bool:
    match name:
        case "rule_set":
            return FigureKey.REASON in by or FigureKey.VERSION in by
        case _:
            return FigureKey(name.upper()) in by


def _sorted(counts: Mapping[Figure, int]) -> tuple[Figure, ...]:
    found = [replace(figure, count=count) for figure, count in counts.items()]
    return tuple(sorted(found, key=lambda each: (each.day or date.min, -each.count, _names(each))))


def _names(figure: Figure) -> tuple[str, ...]:
    told = (figure.product, figure.outcome, figure.author, figure.rule_set, figure.reason, figure.version)
    return tuple(name or OTHER for name in told)
