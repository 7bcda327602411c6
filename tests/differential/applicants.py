"""Applicants at the boundaries of a model: just below, at, just above each constant of its cells and allowed values."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from creditrules.dmn import CompiledModel, DecisionTable, Model
from creditrules.dmn.domains.domain import Domain, conform
from creditrules.dmn.model.boxed import Boxed, FunctionBox, LiteralExpression
from creditrules.dmn.model.walking import walk
from creditrules.feel import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    SimpleType,
    Value,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)

MOST = 60
SEED = 20_260_115
CONSTANT = re.compile(r'@?"((?:[^"\\]|\\.)*)"|(?<![\w.])(\d+(?:\.\d+)?)')
MISSING = object()
PLAIN: Mapping[object, tuple[str, ...]] = {
    DATE: ("2024-02-28", "2024-02-29", "2024-03-01", "1999-12-31"),
    TIME: ("00:00:00", "12:00:00", "23:59:59"),
    DATE_TIME: ("2024-02-29T23:59:59", "2024-03-01T00:00:00"),
    DAYS_TIME: ("P0D", "P1D", "PT24H", "P30D"),
    YEARS_MONTHS: ("P0M", "P11M", "P1Y", "P13M"),
    STRING: ("none of these", ""),
}
READ = {
    DATE: parse_date,
    TIME: parse_time,
    DATE_TIME: parse_date_time,
    DAYS_TIME: parse_duration,
    YEARS_MONTHS: parse_duration,
}


def applicants(compiled: CompiledModel) -> list[dict[str, Value]]:
    """Facts of at most MOST applicants: half with one place at a boundary or beyond what is allowed, half a mixture."""
    model, facts = compiled.checked.model, compiled.checked.facts
    if not facts:
        return [{}]
    texts = Texts(model)
    drawn = random.Random(f"{SEED} {model.name}")  # noqa: S311  (a sample needs a seed and no secrecy)
    values = {name: tuple(candidates(name, domain, texts, drawn)) for name, domain in facts.items()}
    fitting = {name: tuple(v for v in some if fits(v, facts[name])) or some for name, some in values.items()}
    singles = [
        {each: drawn.choice(some) for each, some in fitting.items()} | {name: value}
        for name, some in values.items()
        for value in (*some, None, MISSING)
    ]
    drawn.shuffle(singles)
    mixed = ({name: drawn.choice(some) for name, some in fitting.items()} for _ in range(MOST))
    chosen = [*singles[: MOST // 2], *mixed][:MOST]
    return [{name: value for name, value in one.items() if value is not MISSING} for one in chosen]


def fits(value: Value, domain: Domain) -> bool:
    """Whether a value is one that its fact may have."""
    return not conform(value, domain)[1]


class Texts:
    """Where the constants of a model stand: in the columns of tables by what they test, and anywhere else."""

    def __init__(self, model: Model) -> None:
        self.columns: dict[str, list[str]] = {}
        self.all: list[str] = []
        for box in boxes(model):
            if isinstance(box, DecisionTable):
                self._table(box)
            elif isinstance(box, LiteralExpression):
                self.all.append(box.text)

    def _table(self, table: DecisionTable) -> None:
        for number, clause in enumerate(table.inputs):
            cells = [rule.when[number] for rule in table.rules]
            path = clause.expression.strip()
            self.columns.setdefault(path, []).extend([*cells, clause.allowed_values])
            self.all += [path, *cells]

    def about(self, path: str) -> list[str]:
        """The texts that test a path, or all where none is known to."""
        last = path.rpartition(".")[2]
        found = [cells for name, cells in self.columns.items() if name in (path, last) or name.endswith("." + last)]
        return [text for cells in found for text in cells] or self.all


def boxes(model: Model) -> Iterator[Boxed]:
    """Every boxed expression of a model."""
    for decision in model.decisions:
        if decision.expression is not None:
            yield from walk(decision.expression)
    for function in model.functions:
        box: FunctionBox = function.function
        yield from walk(box)


def candidates(path: str, domain: Domain, texts: Texts, drawn: random.Random) -> Iterator[Any]:
    """Values worth trying for a place in the facts."""
    if domain.item is not None:
        inner = list(candidates(path, domain.item, texts, drawn))
        yield from ([], [drawn.choice(inner)], [drawn.choice(inner) for _ in range(3)])
    elif domain.entries:
        yield from _contexts(path, domain, texts, drawn)
    elif isinstance(domain.type, SimpleType):
        yield from dict.fromkeys(_simple(domain, texts.about(path)))
    else:
        yield None


def _contexts(path: str, domain: Domain, texts: Texts, drawn: random.Random) -> Iterator[dict[str, Value]]:
    parts = {name: list(candidates(f"{path}.{name}", inner, texts, drawn)) for name, inner in domain.entries}
    inner_domains = dict(domain.entries)
    fitting = {name: [v for v in some if fits(v, inner_domains[name])] or some for name, some in parts.items()}
    for name, some in parts.items():
        for value in (*some, None):
            for _ in range(2):
                yield {each: drawn.choice(all_of) for each, all_of in fitting.items()} | {name: value}


def _simple(domain: Domain, texts: list[str]) -> Iterator[Any]:
    if domain.allowed is not None:
        texts = [domain.allowed.text] if domain.type == STRING else [domain.allowed.text, *texts]
    found = [one.groups() for text in texts for one in CONSTANT.finditer(text)]
    strings = [text for text, _ in found if text is not None]
    numbers = [Decimal(number) for _, number in found if number is not None]
    kind = domain.type
    if kind == BOOLEAN:
        yield from (True, False)
    elif kind == NUMBER:
        for number in numbers or [Decimal(0)]:
            yield from (number - Decimal("0.01"), number, number + Decimal("0.01"))
    elif kind == STRING:
        yield from (*strings, *PLAIN[STRING])
    elif kind in READ:
        read = READ[kind]
        yield from (value for text in (*strings, *PLAIN[kind]) for value in [read(text)] if value is not None)
    else:
        yield from (*strings, *numbers, True)
