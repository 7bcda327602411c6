"""The history: one line of JSON for each run of the bench, with the commit, the day and the kind of machine."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from figures.figure import Figure

__all__ = ["HISTORY", "BadHistory", "Kept", "add", "commit", "processor", "read"]

HISTORY = Path(__file__).parents[1] / "history" / "figures.jsonl"
_DIGITS = 4


class BadHistory(Exception):
    """A line that is no run; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One run. commit: short, with + where files differed from it. processor: its name. No host, no folder."""

    commit: str
    date: str
    processor: str
    cores: int
    python: str
    figures: Mapping[str, float]

    @property
    def machine(self) -> str:
        """What figures can be compared within."""
        return f"{self.processor}, {self.cores} cores, Python {'.'.join(self.python.split('.')[:2])}"


def read(path: Path = HISTORY) -> list[Kept]:
    """All runs in the order that they were added in; none where there is no file. Raises BadHistory."""
    if not path.exists():
        return []
    lines = path.read_text("utf-8").splitlines()
    return [_run(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _run(number: int, line: str) -> Kept:
    try:
        said = json.loads(line)
        figures = {str(name): float(value) for name, value in said.pop("figures").items()}
        return Kept(
            **{name: said[name] for name in ("commit", "date", "processor", "cores", "python")}, figures=figures
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadHistory(f"Line {number} of the history is no run of the bench: {error!r}.") from None


def add(figures: Iterable[Figure], *, date: str, commit: str, path: Path = HISTORY) -> Kept:
    """Write a run at the end; what could not be measured is left out."""
    kept = {figure.name: _short(figure.value) for figure in figures if figure.value is not None}
    run = Kept(commit, date, processor(), _cores(), platform.python_version(), kept)
    said = {name: getattr(run, name) for name in ("commit", "date", "processor", "cores", "python", "figures")}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as text:
        text.write(json.dumps(said, ensure_ascii=False) + "\n")
    return run


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def commit(root: Path = HISTORY.parents[2]) -> str:
    """The commit that is checked out there, with + where tracked files differ from it; "" where git cannot say."""
    head = _git(root, "rev-parse", "--short=10", "HEAD")
    return f"{head}+" if head and _git(root, "status", "--porcelain", "--untracked-files=no") else head


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)  # noqa: S603, S607
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def processor(told: Path = Path("/proc/cpuinfo")) -> str:
    """The processor's name as Linux tells it, or what kind it is."""
    names = _names(told.read_text("utf-8")) if told.exists() else iter(())
    return next(names, platform.machine())


def _names(text: str) -> Iterator[str]:
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name" and value.strip():
            yield value.strip()


def _cores() -> int:
    import os  # noqa: PLC0415 - only here

    return os.cpu_count() or 1
