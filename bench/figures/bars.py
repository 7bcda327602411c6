"""The bars that the service is held to, in one place: by the name of a figure, what it has to reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from figures.figure import Figure

__all__ = ["BARS", "Bar", "Judged", "judged"]


@dataclass(frozen=True, slots=True)
class Bar:
    """figure: the name that it is measured under. told: what it is. least: whether it has to be so much at least."""

    figure: str
    told: str
    bar: float
    unit: str
    peer: str = ""
    least: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A bar with what was measured; figure: None where nothing was."""

    bar: Bar
    figure: Figure | None

    @property
    def met(self) -> bool | None:
        """None where it was not measured; False where it was tried, and came to nothing."""
        if self.figure is None:
            return None
        value = self.figure.value
        return value is not None and (value >= self.bar.bar if self.bar.least else value <= self.bar.bar)


def _decisions() -> Iterator[Bar]:
    for rows, times in ((20, 3.0), (1_000, 30.0), (16_000, 500.0)):
        for people in ("random", "worst"):
            yield Bar(f"decide/{rows}/{people}", f"one decision, {rows:,} rows, {people} applicant", 15.0, "µs")
        told = f"the same, zen's time to ours, {rows:,} rows, worst"
        yield Bar(f"decide/{rows}/worst/zen to ours", told, times, "times", "zen-engine", least=True)


def _hostile() -> Iterator[Bar]:
    for hit in ("FIRST", "COLLECT", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER"):
        yield _to_zen(f"all rows match, {hit}", 1.0)
    for name in (
        "functions of ? in each row, last row",
        "another fact in each row, last row",
        "thresholds of each row's own",
        "nested intervals, most rows match",
        "dates",
        "not()",
        "a key of its own in each row",
        "40 columns",
    ):
        yield _to_zen(name, 1.0)
    for name in (
        "one column of functions of ?, five indexed",
        "one column of several facts, five indexed",
        "one column of contains, five indexed",
        "one column of matches, five indexed",
        "prefixes, one a row",
        "suffixes, one a row",
    ):
        yield _to_zen(name, 50.0)


def _to_zen(name: str, times: float) -> Bar:
    return Bar(f"hostile/{name}/zen to ours", f"zen's time to ours: {name}", times, "times", "zen-engine", least=True)


BARS: tuple[Bar, ...] = (
    *_decisions(),
    *_hostile(),
    Bar("partial/no facts", "no facts at all, three products that share 16,000 rows", 100, "ms"),
    Bar(
        "answer/ratio", "a warm answer, event to response, to a static one", 1.5, "times", "strawberry with both caches"
    ),
    Bar(
        "answer/shipped",
        "a warm answer by a document of graphql/operations, to a static one of the same shape",
        0.8,
        "times",
        "strawberry with both caches",
    ),
    Bar("answer/further", "each further product, to the first", 0.1, "times"),
    Bar("init/ratio", "the handler's start in a fresh process", 1.15, "times", "strawberry, Mangum and boto3 bare"),
    Bar("cold/first", "the first question on 16,000 rows in a fresh process", 300, "ms"),
    Bar("publish/next", "publishing 16,000 rows, with a version before", 1.2, "s"),
    Bar("population/row by row", "applicants a second and core, row by row", 25_000, "/s", least=True),
    Bar("population/columnar", "the same by columns", 100_000, "/s", "polars, DuckDB", least=True),
    Bar("memory/sparse/kept", "16,000 rows of thresholds of their own, compiled", 80, "MiB"),
    Bar("compile/long", "100,000 rows of 12 columns read, checked and compiled", 10, "s"),
    Bar("memory/long/kept", "the same, kept", 300, "MiB"),
    Bar("memory/answers", "growth of memory from 1,000 to 10,000 answers", 10, "%"),
    *(
        Bar(f"feel/{kind}", f"FEEL: {kind}, the worst", 3, "times", "Python by hand")
        for kind in ("matches", "contains", "starts with", "= null", "built-in", "user-defined")
    ),
)


def judged(figures: Iterable[Figure], bars: Iterable[Bar] = BARS) -> list[Judged]:
    """Each bar with its figure."""
    by_name: Mapping[str, Figure] = {figure.name: figure for figure in figures}
    return [Judged(bar, by_name.get(bar.figure)) for bar in bars]
