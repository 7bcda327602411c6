"""Models with large tables cut to some of their rows, drawn by chance: to look for applicants, never to prove."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from creditrules.dmn.check.checked import CheckedTable
from creditrules.dmn.compile.models import CompiledModel, compile_model
from creditrules.records import replace

__all__ = ["thinned"]


def thinned(compiled: CompiledModel, largest: int, kept: int, seed: int) -> tuple[CompiledModel, Mapping[str, int]]:
    """The model with `kept` rows, in their order, of each decision that is a table of more than `largest`.

    Beside it how many rows these tables have, by decision. The same for the same seed.
    """
    checked = compiled.checked
    tables = {name: each.value for name, each in checked.decisions.items() if isinstance(each.value, CheckedTable)}
    large = {name: len(table.table.rules) for name, table in tables.items() if len(table.table.rules) > largest}
    if not large:
        return compiled, large
    chance, decisions = Random(seed), dict(checked.decisions)  # noqa: S311 - the same rows every time
    for name, count in large.items():
        cut = _with_rows(tables[name], sorted(chance.sample(range(count), kept)))
        decisions[name] = replace(decisions[name], value=cut)
    return compile_model(replace(checked, decisions=decisions)), large


def _with_rows(checked: CheckedTable, rows: list[int]) -> CheckedTable:
    rules = tuple(checked.table.rules[row] for row in rows)
    return replace(checked, table=replace(checked.table, rules=rules))
