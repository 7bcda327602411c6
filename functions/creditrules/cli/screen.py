"""How commands speak to a person: screens that are plain where nobody looks, and how a command gives up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NoReturn

import typer
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook
from rich.segment import Segment
from rich.text import Text

from creditrules.errors import Diagnostic, Severity

__all__ = ["command_app", "give_up", "notes", "print_diagnostics", "screen"]

_TURNING: Final = (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_STYLES: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_SIGNS: Final = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"} | dict.fromkeys(
    (*range(0x7F, 0xA0), *_TURNING), 0xFFFD
)
"""Control characters by the sign that is shown for them."""


def command_app() -> typer.Typer:
    """The frame of one command."""
    return typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)


def screen() -> Console:
    """Where results go. Lines are never cut: a pipe or a narrow terminal gets the same words."""
    return _showing(_Screen(highlight=False, soft_wrap=False))


def notes() -> Console:
    """Where progress and complaints go, so that results can be piped."""
    return _showing(_Screen(stderr=True, highlight=False))


class _Screen(Console):
    """Shows the same signs in all that is made of texts, such as the cells of a table."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """What is drawn; what moves the cursor by the command's own will stays."""
        for part in super().render(renderable, options):
            yield part if part.control else Segment(part.text.translate(_SIGNS), part.style)


class _Visible(RenderHook):
    """Shows characters that would move the cursor, clear the screen or turn the direction: others wrote the texts."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """The same, each such character replaced by a sign for it."""
        return [_visible(each) if isinstance(each, Text) else each for each in renderables]


def _showing(console: Console) -> Console:
    console.push_render_hook(_Visible())
    return console


def _visible(text: Text) -> Text:
    shown = text.copy()
    shown.plain = text.plain.translate(_SIGNS)
    return shown


def give_up(message: str, hint: str = "", status: int = 1) -> NoReturn:
    """End the command with one sentence and, where something can be advised, what to do."""
    console = notes()
    console.print(Text.assemble(("error:", "bold red"), f" {message}"), soft_wrap=True)
    if hint:
        console.print(Text(f"  hint: {hint}"), soft_wrap=True)
    raise typer.Exit(status)


def print_diagnostics(console: Console, name: str, diagnostics: Iterable[Diagnostic]) -> None:
    """Each diagnostic with the file's name before its position."""
    for diagnostic in diagnostics:
        style = _STYLES[diagnostic.severity]
        between = ":" if diagnostic.line is not None else ": "
        told = Text.assemble((diagnostic.severity.lower(), style), f" {name}{between}{diagnostic.render()}")
        console.print(told, soft_wrap=True)
