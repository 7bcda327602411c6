"""What the service found in a content, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.markup import escape

from creditrules.cli.screen import notes

__all__ = ["print_found"]


def print_found(name: Path | str, diagnostics: Iterable[Mapping[str, Any]]) -> None:
    """Diagnostics as the API gives them, each with the file or document before its place."""
    for found in diagnostics:
        style = "red" if found["severity"] == "ERROR" else "yellow"
        place = ":".join(str(part) for part in (name, found["line"], found["column"]) if part is not None)
        where = f" {found['place']}:" if found["place"] else ""
        text = f"{place}:{where} {found['message']} [{found['code']}]"
        notes().print(f"[{style}]{found['severity'].lower()}[/] {escape(text)}", soft_wrap=True)
        for line in (found["excerpt"] or "").splitlines():
            notes().print(f"  {line}", markup=False, soft_wrap=True)
        if found["hint"]:
            notes().print(f"  hint: {found['hint']}", markup=False, soft_wrap=True)
