"""What others wrote is shown by commands, and does nothing to the screen."""

from __future__ import annotations

import pytest
import typer
from rich.text import Text

from creditrules.cli.screen import give_up, screen


def test_control_characters_are_shown_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    written = "two\nlines, \x1b[2Jcleared\x9b1A \u202eturned\u202c, 花呗"
    shown = "two\nlines, \u241b[2Jcleared\ufffd1A \ufffdturned\ufffd, 花呗"
    screen().print(written, markup=False, soft_wrap=True)
    screen().print(Text(written), soft_wrap=True)
    with pytest.raises(typer.Exit):
        give_up("It says \x1b[31mred.")
    told = capsys.readouterr()
    assert told.out == f"{shown}\n{shown}\n"
    assert told.err == "error: It says \u241b[31mred.\n"
