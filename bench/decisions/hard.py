"""Tables that hurt an index: nothing to exclude a row by, cells that no index holds, thresholds of each row's own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from decisions.cases import Case, Cells, in_zen

__all__ = ["all_match", "hard_tables", "sparse", "wide"]

FACTS = {"a": "number", "b": "number", "c": "number", "d": "number", "s": "string", "r": "string"}
WILD = ["-"] * len(FACTS)
LETTERS = "ABCDEF"
HITS = ("FIRST", "COLLECT", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER")
LAST = {"a": 999_999, "b": 999_999, "c": 0, "d": 100, "s": "Z", "r": "Z99"}


def hard_tables(rows: int) -> Iterator[Case]:
    """All of them but the very long one; each is drawn by a seed of its own."""
    yield from all_match(rows)
    for make in (_own_cells, _one_own_column, _several_facts, _one_column_of_facts, _containing, _matching):
        yield make(rows, random.Random(1))
    for make in (sparse, _nested, _dates, _negated, _prefixes, _suffixes, _keys):
        yield make(rows, random.Random(2))
    yield wide(rows, 40, random.Random(3))
    yield from _lacking(rows, random.Random(4))


def all_match(rows: int, hits: Sequence[str] = HITS) -> Iterator[Case]:
    """Every row admits everybody, under each hit policy. zen knows first and collect: for the others it collects."""
    people = _people(random.Random(0), 2)
    for hit in hits:
        cells = [WILD] * rows
        note = "" if hit in {"FIRST", "COLLECT"} else "zen collects: it has no such hit policy"
        yield Case(f"all rows match, {hit}", FACTS, cells, people, hit, in_zen(cells), note=note)


def _own_cells(rows: int, chance: random.Random) -> Case:
    """Functions of `?` in every row, and nothing else; only the last row admits."""
    own = ('starts with(?, "X{}")', 'contains(?, "#{}#")', 'ends with(?, "#{}")', "string length(?) > 1000 + {}")
    theirs = ("startsWith($, 'X{}')", "contains($, '#{}#')", "endsWith($, '#{}')", "len($) > 1000 + {}")
    cells = [[*WILD[:5], own[row % 4].format(row)] for row in range(1, rows)]
    zen = [[*[""] * 5, theirs[row % 4].format(row)] for row in range(1, rows)]
    return _table("functions of ? in each row, last row", cells, _people(chance, 2), zen)


def _one_own_column(rows: int, chance: random.Random) -> Case:
    """Five indexed columns beside one of functions of `?`."""
    base = _base(rows, chance)
    cells = [[*row[:5], f"modulo(string length(?) + {place}, 7) > 0"] for place, row in enumerate(base)]
    zen = [[*row[:5], f"(len($) + {place}) % 7 > 0"] for place, row in enumerate(in_zen(base))]
    return _table("one column of functions of ?, five indexed", cells, _people(chance), zen, one_column=True)


def _several_facts(rows: int, chance: random.Random) -> Case:
    """Cells that read another fact in every row, and nothing else; only the last row admits."""
    cells = [["-", f"<= a * -{row}", "-", "-", "-", "-"] for row in range(1, rows)]
    return _table("another fact in each row, last row", cells, _people(chance, 2), _facts_in_zen(cells))


def _one_column_of_facts(rows: int, chance: random.Random) -> Case:
    """Five indexed columns beside one whose cells read several other facts."""
    cells = [[row[0], f"<= (a + c) * {place % 9 + 1} - d", *row[2:]] for place, row in enumerate(_base(rows, chance))]
    return _table(
        "one column of several facts, five indexed", cells, _people(chance), _facts_in_zen(cells), one_column=True
    )


def _containing(rows: int, chance: random.Random) -> Case:
    cells = [[*row[:5], f'contains(?, "{place % 40:02}")'] for place, row in enumerate(_base(rows, chance))]
    zen = [[*row[:5], f"contains($, '{place % 40:02}')"] for place, row in enumerate(in_zen(cells))]
    return _table("one column of contains, five indexed", cells, _people(chance), zen, one_column=True)


def _matching(rows: int, chance: random.Random) -> Case:
    cells = [[*row[:5], f'matches(?, "^[RQ]{place % 40:02}$")'] for place, row in enumerate(_base(rows, chance))]
    zen = [[*row[:5], f"matches($, '^[RQ]{place % 40:02}$')"] for place, row in enumerate(in_zen(cells))]
    return _table("one column of matches, five indexed", cells, _people(chance), zen, one_column=True)


def sparse(rows: int, chance: random.Random) -> Case:
    """Every row has thresholds of its own in four columns."""
    cells = [
        [
            _between(chance.randrange(900_000), chance.randrange(100, 200_000)),
            _between(chance.randrange(900_000), chance.randrange(100, 300_000)),
            f">= {chance.randrange(60)}.{chance.randrange(10**6):06}",
            f"<= {chance.randrange(40, 100)}.{chance.randrange(10**6):06}",
            f'"{chance.choice(LETTERS)}"',
            f'"R{chance.randrange(40):02}"',
        ]
        for _ in range(rows - 1)
    ]
    return _table("thresholds of each row's own", cells, _people(chance), in_zen(cells))


def _nested(rows: int, _chance: random.Random) -> Case:
    """Intervals within each other: nearly all rows admit."""
    cells = [
        [f">= {row}.5", f"< {2 * rows - row}.5", f">= 0.{row:06}", f"<= {100 + row}.25", "-", "-"]
        for row in range(1, rows)
    ]
    person = {"a": rows, "b": rows, "c": 50, "d": 50, "s": "A", "r": "R01"}
    return _table("nested intervals, most rows match", cells, [person, LAST], in_zen(cells))


def _dates(rows: int, chance: random.Random) -> Case:
    facts = {**FACTS, "a": "date", "b": "date"}
    drawn = [(chance.randrange(9000), chance.randrange(10, 2000), chance.randrange(9000)) for _ in range(rows - 1)]
    rest = [row[2:] for row in _base(rows, chance)]
    cells = [
        [f'[date("{_day(low)}")..date("{_day(low + long)}"))', f'>= date("{_day(other)}")', *tail]
        for (low, long, other), tail in zip(drawn, rest, strict=True)
    ]
    zen = [
        [f"d($) >= d('{_day(low)}') and d($) < d('{_day(low + long)}')", f"d($) >= d('{_day(other)}')", *tail]
        for (low, long, other), tail in zip(drawn, in_zen(rest), strict=True)
    ]
    people = [
        {**person, "a": _day(chance.randrange(9000)), "b": _day(chance.randrange(9000))} for person in _people(chance)
    ]
    return _table("dates", cells, people, zen, facts=facts)


def _negated(rows: int, chance: random.Random) -> Case:
    cells = [
        [
            f"not({_between(chance.randrange(900_000), chance.randrange(100, 20_000))})",
            *WILD[1:4],
            f'not("{chance.choice(LETTERS)}")',
            f'not("R{chance.randrange(40):02}", "R{chance.randrange(40):02}")',
        ]
        for _ in range(rows - 1)
    ]
    return _table("not()", cells, _people(chance), in_zen(cells, _not_in_zen))


def _prefixes(rows: int, chance: random.Random) -> Case:
    cells = [[*WILD[:5], f'starts with(?, "X{row:05}")'] for row in range(1, rows)]
    zen = [[*[""] * 5, f"startsWith($, 'X{row:05}')"] for row in range(1, rows)]
    return _table("prefixes, one a row", cells, _keyed(chance, rows, "X{:05}-7"), zen, one_column=True)


def _suffixes(rows: int, chance: random.Random) -> Case:
    cells = [[*WILD[:5], f'ends with(?, "{row:05}X")'] for row in range(1, rows)]
    zen = [[*[""] * 5, f"endsWith($, '{row:05}X')"] for row in range(1, rows)]
    return _table("suffixes, one a row", cells, _keyed(chance, rows, "7-{:05}X"), zen, one_column=True)


def _keys(rows: int, chance: random.Random) -> Case:
    cells = [[*WILD[:5], f'"K{row}"'] for row in range(1, rows)]
    return _table("a key of its own in each row", cells, _keyed(chance, rows, "K{}"), in_zen(cells))


def wide(rows: int, columns: int, chance: random.Random) -> Case:
    """Half of the columns say nothing; the others nearly always admit, so that no row is excluded early."""
    facts = {f"x{place}": "number" for place in range(columns)}
    half = columns // 2
    cells = [
        ["-"] * half + [_between(chance.randrange(0, 900), chance.randrange(10, 300)) for _ in range(half)]
        for _ in range(rows - 1)
    ]
    people = [{name: chance.randrange(1000) for name in facts} for _ in range(5)]
    return _table(f"{columns} columns", cells, people, in_zen(cells), facts=facts)


def _lacking(rows: int, chance: random.Random) -> Iterator[Case]:
    """Facts that are not given: nothing for a peer to do, which knows no missing facts."""
    cells, people = _base(rows, chance), _people(chance, 3)
    note = "zen knows no missing facts"
    yield _table(
        "one fact missing", cells, [{k: v for k, v in each.items() if k != "r"} for each in people], None, note=note
    )
    yield _table("no facts", cells, [{}], None, note=note)
    yield _table("no facts, thresholds of each row's own", sparse(rows, chance).rows[:-1], [{}], None, note=note)


def _table(
    name: str,
    cells: Sequence[Cells],
    people: Sequence[Mapping[str, Any]],
    zen: Sequence[Cells] | None,
    *,
    facts: Mapping[str, str] = FACTS,
    one_column: bool = False,
    note: str = "",
) -> Case:
    """First hit, with a last row for everybody."""
    rows = [*cells, ["-"] * len(facts)]
    theirs = None if zen is None else [*zen, [""] * len(facts)]
    return Case(name, facts, rows, people, "FIRST", theirs, one_column, note)


def _base(rows: int, chance: random.Random) -> list[list[str]]:
    """Few thresholds, six columns; the last row is not there."""
    return [
        [
            _between(chance.randrange(0, 900_000, 10_000), chance.randrange(10_000, 200_000, 10_000)),
            _between(chance.randrange(0, 900_000, 1_000), 50_000),
            f">= {chance.randrange(60)}",
            f"<= {chance.randrange(40, 100)}",
            ", ".join(f'"{letter}"' for letter in chance.sample(LETTERS, 2)),
            f'"R{chance.randrange(40):02}"',
        ]
        for _ in range(rows - 1)
    ]


def _people(chance: random.Random, count: int = 10) -> list[dict[str, Any]]:
    """With one among them whom, in most tables, the last row alone admits."""
    drawn = [
        {
            "a": chance.randrange(1_000_000),
            "b": chance.randrange(1_000_000),
            "c": chance.randrange(100),
            "d": chance.randrange(100),
            "s": chance.choice(LETTERS),
            "r": f"R{chance.randrange(40):02}",
        }
        for _ in range(count - 1)
    ]
    return [*drawn, LAST]


def _keyed(chance: random.Random, rows: int, form: str) -> list[dict[str, Any]]:
    return [{**person, "r": form.format(chance.randrange(1, rows))} for person in _people(chance, 9)[:-1]] + [LAST]


def _between(low: int, wide: int) -> str:
    return f"[{low}..{low + wide})"


def _day(number: int) -> str:
    return (date(2000, 1, 1) + timedelta(days=number)).isoformat()


def _facts_in_zen(cells: Sequence[Cells]) -> list[list[str]]:
    return in_zen(cells, lambda cell: cell.replace("<= a", "$ <= a").replace("<= (a", "$ <= (a"))


def _not_in_zen(cell: str) -> str:
    inside = cell.removeprefix("not(").removesuffix(")") if cell.startswith("not(") else None
    if inside is None:
        return cell
    return f"not in {inside}" if inside.startswith("[") else f"not in [{inside}]"
