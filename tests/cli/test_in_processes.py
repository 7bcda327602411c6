"""Parts are worked on by several processes, forked or started anew, and come back in their order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

import pytest

from creditrules.cli.evaluate import in_processes
from creditrules.cli.evaluate.in_processes import at_work, processes_for
from creditrules.cli.evaluate.population_file import BadFile


@pytest.mark.parametrize("anew", [True, False])
def test_what_comes_of_parts_is_in_their_order(monkeypatch: pytest.MonkeyPatch, *, anew: bool) -> None:
    if anew:
        monkeypatch.setattr(in_processes, "FORKS", False)
    make = partial(partial, pow, 2)
    with at_work(make, 2) as answered:
        assert list(answered(range(40))) == [2**each for each in range(40)]


def taking(taken: list[int]) -> Iterator[int]:
    for each in range(1000):
        taken.append(each)
        yield each


def test_no_more_parts_are_taken_than_are_worked_on_soon() -> None:
    taken: list[int] = []
    with at_work(partial(partial, pow, 2), 2) as answered:
        found = answered(taking(taken))
        assert next(found) == 1
        assert len(taken) <= 6


def test_small_files_are_read_by_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert (processes_for(1 << 20), processes_for(1 << 30)) == (1, 3)


def test_a_process_that_is_ended_is_told_in_a_sentence() -> None:
    with at_work(partial(partial, os._exit), 2) as answered, pytest.raises(BadFile, match="too little memory"):
        list(answered([1, 1, 1]))
