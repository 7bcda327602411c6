"""The history of the bench: what is added is read back, what is no run is refused, and the page shows both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from figures.bars import BARS, Bar, judged  # type: ignore[import-not-found]
from figures.curves import page  # type: ignore[import-not-found]
from figures.figure import Figure  # type: ignore[import-not-found]
from figures.kept import BadHistory, Kept, add, processor, read  # type: ignore[import-not-found]
from figures.page import PAGE, table_of, with_table  # type: ignore[import-not-found]
from figures.told import amount, told_bars  # type: ignore[import-not-found]
from rich.console import Console
from sections import SECTIONS  # type: ignore[import-not-found]

MOST = Bar("a", "time of a", 10, "µs", "zen")
LEAST = Bar("b", "speed of b", 100, "/s", least=True)


def test_what_is_added_is_read_back_in_order_without_what_was_not_measured(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "figures.jsonl"
    first = add([Figure("a", 1.23456789), Figure("b", None)], date="2026-01-01", commit="abc", path=path)
    second = add([Figure("b", 12)], date="2026-01-02", commit="def+", path=path)
    assert read(path) == [first, second]
    assert first.figures == {"a": 1.235}
    assert read(tmp_path / "none.jsonl") == []


@pytest.mark.parametrize("line", ["{", "[]", '{"commit": "a"}', '{"figures": {"a": "x"}}', '{"figures": []}'])
def test_a_line_that_is_no_run_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "figures.jsonl"
    add([], date="2026-01-01", commit="abc", path=path)
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(BadHistory, match="Line 2 "):
        read(path)


def test_the_committed_history_is_whole_and_says_nothing_of_hosts_and_folders() -> None:
    for run in read():
        assert {bar.figure for bar in BARS} & run.figures.keys()
        assert not any("/" in said or "\\" in said for said in (run.commit, run.date, run.processor, run.python))


def test_a_processor_is_told_by_its_name(tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text("processor\t: 0\nmodel name\t: Some CPU\nmodel name\t: Other\n", "utf-8")
    assert processor(told) == "Some CPU"
    assert processor(tmp_path / "none")


def test_a_bar_is_met_missed_or_not_measured_and_only_a_missed_one_fails() -> None:
    bars = [MOST, LEAST]
    assert [each.met for each in judged([Figure("a", 10), Figure("b", 100)], bars)] == [True, True]
    assert [each.met for each in judged([Figure("a", 10.1), Figure("b", 99)], bars)] == [False, False]
    assert [each.met for each in judged([Figure("a", None, note="refused")], bars)] == [False, None]
    console = Console(quiet=True)
    name = BARS[0].figure
    assert told_bars(console, [Figure(name, 0.1)])
    assert not told_bars(console, [Figure(name, 10**6)])


def test_the_page_has_a_curve_for_each_machine_and_bar_and_the_same_as_a_table() -> None:
    run = Kept("abc", "2026-01-01", "Some <CPU>", 2, "3.11.2", {"a": 5, "b": 50})
    other = replace(run, processor="Other")
    runs = [run, replace(run, commit="def", date="2026-02-01", figures={"a": 0.0, "b": 200}), other]
    shown = page(runs, [MOST, LEAST, Bar("c", "never measured", 1, "s")])
    assert shown.count("<polyline") == 4
    assert shown.count("<table>") == 2
    assert "Some &lt;CPU&gt;, 2 cores, Python 3.11" in shown
    assert "time of a: at most 10.0 µs" in shown
    assert "never measured" not in shown
    assert "<circle" in shown
    assert "no run" in page([])


def test_amounts_have_three_digits_or_so() -> None:
    assert [amount(1234.5, "/s"), amount(12.345, "µs"), amount(1.2345, "times")] == ["1,234/s", "12.3 µs", "1.23 ×"]


def test_bars_and_sections_have_names_of_their_own() -> None:
    assert len({bar.figure for bar in BARS}) == len(BARS)
    assert len({section.name for section in SECTIONS}) == len(SECTIONS)


def test_the_page_on_speed_has_the_table_of_the_history() -> None:
    page = PAGE.read_text("utf-8")
    assert with_table(page, table_of(read())) == page


def test_the_table_is_of_the_last_kind_of_machine_and_stands_where_the_old_one_stood() -> None:
    name, told = BARS[0].figure, BARS[0].told
    runs = [
        Kept("a", "2026-01-01", cpu, 2, "3.11.7", {name: value})
        for cpu, value in (("One", 7.0), ("Other", 80.0), ("One", 8.0), ("Other", 90.0))
    ]
    table = table_of(runs)
    assert f"| {told} | 80.0 µs | 90.0 µs | ≤ 15.0 µs |" in table
    old = table_of(runs[:1])
    assert with_table(f"Before.\n\n{old}\nAfter.\n", table) == f"Before.\n\n{table}\nAfter.\n"
    assert with_table(old, table) == table
    with pytest.raises(ValueError, match="no table"):
        with_table("Before.", table)
    with pytest.raises(ValueError, match="no run"):
        table_of([])
