"""What `creditrules check` takes for large files, as a whole process, and what publishing takes of it.

python bench/reading_speed.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reading_tables import court_table, model_document, rule_set_document
from rich.console import Console
from rich.table import Table

from creditrules.document import read_yaml, yaml_text
from creditrules.rules import check_rule_set, read_rule_set

BENCH = Path(__file__).parent
ROUNDS = 5
ROWS = 16_000
GROWTH = (2_000, 4_000, 8_000, 16_000)


def print_reading_speed(console: Console) -> None:
    """Processor time, the least of some rounds, against a check of a table of one row; and how it grows with rows."""
    with tempfile.TemporaryDirectory() as folder:
        files = list(_files(Path(folder)))
        base = _least(files[0][0], folder)
        console.print(f"\n`creditrules check` of a table of one row takes {base:.2f} s. Whole processes:")
        shown = Table("file", "MB", "seconds", "to one row", "bar")
        for path, bar in files[1:]:
            seconds = _least(path, folder)
            told = f"{'met' if seconds <= bar else 'MISSED'} ({bar:.1f} s)"
            shown.add_row(
                path.name, f"{path.stat().st_size / 1e6:.1f}", f"{seconds:.2f}", f"{seconds / base:.1f}", told
            )
        console.print(shown)
    _growth(console)


def _files(folder: Path) -> Iterator[tuple[Path, float]]:
    """The files with what each may take."""
    yield _written(folder / "one row.json", json.dumps(model_document(1))), 1.0
    yield _written(folder / "court, 300 rows of 10.dmn", court_table().decode()), 1.0
    model, rules = model_document(ROWS), rule_set_document(ROWS)
    yield _written(folder / "model, 16,000 rows of 6.json", json.dumps(model)), 1.5
    yield _written(folder / "model, 16,000 rows of 6.yaml", yaml_text(model)), 1.5
    yield _written(folder / "rule set, 16,000 rows of 6.json", json.dumps(rules)), 1.5
    yield _written(folder / "rule set, 16,000 rows of 6.yaml", yaml_text(rules)), 1.5


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _least(path: Path, bytecode: str) -> float:
    return min(_seconds(path, bytecode) for _ in range(ROUNDS))


def _seconds(path: Path, bytecode: str) -> float:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONPATH": str(BENCH.parent / "functions")}
    before = os.times()
    subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-m", "creditrules", "check", str(path)], capture_output=True, check=True, env=env
    )
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _growth(console: Console) -> None:
    """What a row costs, read and checked as publishing does, in tables of growing length."""
    console.print("A row of a rule set in YAML, read and checked as for publishing, in microseconds by length:")
    for rows in GROWTH:
        text = yaml_text(rule_set_document(rows))
        console.print(f"  {rows:>6} rows: {_processor(lambda text=text: _published(text)) / rows * 1e6:.0f}")


def _published(text: str) -> None:
    read = read_rule_set(read_yaml(text))
    assert read.rule_set is not None
    assert check_rule_set(read.rule_set).ok


def _processor(work: Callable[[], None]) -> float:
    def once() -> float:
        started = time.process_time()
        work()
        return time.process_time() - started

    return min(once() for _ in range(ROUNDS))


if __name__ == "__main__":
    print_reading_speed(Console(highlight=False, width=140))
