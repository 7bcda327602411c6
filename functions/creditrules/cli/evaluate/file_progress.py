"""How far a file has been read, where somebody looks."""

from __future__ import annotations

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from creditrules.cli.screen import notes

__all__ = ["file_progress"]


def file_progress() -> Progress:
    """A bar beside the output, gone at the end; nothing where nobody looks."""
    console = notes()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
