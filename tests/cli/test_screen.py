"""What others wrote is shown by commands, and does nothing to the screen."""

from __future__ import annotations

import pytest
import typer
from rich.table import Table
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


def test_cells_of_a_table_are_no_way_round(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("name \x1b[2J", "count")
    table.add_row("\x9b1A\u202eeman", Text("7\r8"))
    screen().print(table)
    told = capsys.readouterr().out
    assert "\u241b[2" in told
    assert "\ufffd1A\ufffdeman" in told
    assert not {*"\x1b\x9b\r\u202e"} & {*told}
