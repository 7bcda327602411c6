"""The parts of the bench, each with how long it may take; what they measure is handed on as figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from figures.figure import Figure
from rich.console import Console

__all__ = ["SECTIONS", "Section"]


@dataclass(frozen=True, slots=True)
class Section:
    """printed: module and function that prints, and yields figures if it has any. seconds: after which it is ended.

    bars: whether bars hang on it; quick runs leave out what has none.
    """

    name: str
    printed: str
    seconds: int
    bars: bool = True

    def run(self, console: Console, *, quick: bool) -> Iterator[Figure]:
        """Print it."""
        module, _, function = self.printed.partition(":")
        call: Callable[..., Iterable[Figure] | None] = getattr(import_module(module), function)
        found = call(console, quick=quick) if self.bars else call(console)
        yield from found or ()


SECTIONS = (
    Section("decisions", "decisions.speed:kind", 180),
    Section("hostile", "decisions.speed:hostile", 240),
    Section("large", "large.speed:large", 180),
    Section("memory", "large.memory:memory", 180),
    Section("answers", "answer_speed:print_answer_speed", 150),
    Section("init", "init_speed:print_init_speed", 180),
    Section("feel", "feel_speed:print_feel_speed", 90),
    Section("rates", "population_rates:print_population_rates", 120),
    Section("tables", "table_speed:print_table_speed", 120, bars=False),
    Section("expressions", "expression_speed:print_expression_speed", 30, bars=False),
    Section("start", "start_speed:print_start_speed", 60, bars=False),
    Section("reading", "reading_speed:print_reading_speed", 120, bars=False),
    Section("queries", "query_share:print_query_share", 60, bars=False),
    Section("batches", "batch_speed:print_batch_speed", 60, bars=False),
    Section("populations", "population_speed:print_population_speed", 180, bars=False),
)
