"""What a reader yields: a plain value, where its parts stood, and what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from creditrules.errors import Diagnostic, Severity
from creditrules.records import dataclass, field

__all__ = ["Document", "Path", "Plain", "Position", "render_path"]

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | Decimal | bool | None"
Path = tuple[str | int, ...]
Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """One document that was read.

    value: None when `diagnostics` holds an error (a readable document may be a plain null too: ask `ok`).
    positions: from the path of every value to its line and column, counted from 1; list items count from 0.
    diagnostics: codes "document.…", each with line and column.
    """

    value: Plain
    positions: Mapping[Path, Position] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the text could be read."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)

    def position(self, path: Path) -> Position | None:
        """The position of the value at `path`, or of the nearest value around it."""
        for length in range(len(path), -1, -1):
            found = self.positions.get(path[:length])
            if found is not None:
                return found
        return None


def render_path(path: Path) -> str:
    """A path as people write it: `rules[2].when`, items counted from 0."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
