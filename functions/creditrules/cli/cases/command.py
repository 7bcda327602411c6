"""`creditrules cases`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from creditrules.cli.files.documents import CheckedFile, check_files
from creditrules.cli.files.mending import replace_file
from creditrules.cli.screen import command_app, give_up, notes, print_diagnostics
from creditrules.document import given_out, yaml_text
from creditrules.document.listed import relisted
from creditrules.eligibility import Generated

__all__ = ["app"]

app = command_app()


@app.command()
def cases(
    files: Annotated[list[Path], typer.Argument(help="Rule sets in YAML or JSON.", metavar="FILE…")],
    *,
    write: Annotated[bool, typer.Option("--write", help="Add them to the files, marked `generated: true`.")] = False,
    most: Annotated[int, typer.Option("--most", help="At most so many for each rule set.", min=1, max=100)] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document for a machine.")] = False,
) -> None:
    """Propose test cases from the rules: for what no case reaches, and at each border and just beyond it.

    Each expects what the rules answer now: read them, and mend the rules where
    the answer is not meant. Rows, outcomes and reasons that no case reaches
    come first, then cells that were tried on one side only, and the borders of
    all conditions. They are few, and no two reach the same.

    Nothing is written without --write, which puts them at the end of `tests`;
    all else in the file stays as it is. They are marked `generated: true`, and
    the next ones take the place of those that still are: take the mark away
    from what you have read and want to keep.

    [bold]Examples[/bold]

      creditrules cases rules/card.yaml
      creditrules cases --write rules/card.yaml
      creditrules check --coverage rules/card.yaml
    """
    found = [(file, _made(file, most)) for file in check_files(files)]
    if as_json:
        typer.echo(json.dumps([_plain(file, made) for file, made in found], ensure_ascii=False, indent=2))
    for file, made in found:
        if not as_json and not write and made.cases:
            typer.echo(f"# {file.name}\n{yaml_text([dict(case) for case in made.cases])}", nl=False)
        if write:
            _write(file, made)
        for line in _summary(file, made, written=write):
            notes().print(escape(line), soft_wrap=True)


def _made(file: CheckedFile, most: int) -> Generated:
    if file.generated is None:
        print_diagnostics(notes(), file.name, file.diagnostics)
        give_up(f"{file.name} is no rule set that can be asked.", "Correct what `creditrules check` says first.")
    return file.generated(most)


def _write(file: CheckedFile, made: Generated) -> None:
    tests = file.rule_set.rule_set.form.tests if file.rule_set else ()
    dropped = [at for at, case in enumerate(tests) if case.generated]
    if not dropped and not made.cases:
        return
    path, as_json = Path(file.name), file.name.lower().endswith(".json")
    new = relisted(file.text, "tests", dropped, [dict(case) for case in made.cases], as_json=as_json)
    if new is None:
        give_up(f"The cases could not be put into {file.name}.", "Put what is printed without --write there by hand.")
    replace_file(path, file.text.encode("utf-8"), new.encode("utf-8"))


def _summary(file: CheckedFile, made: Generated, *, written: bool) -> Iterator[str]:
    before, after = made.before, made.after
    many = f"{len(made.cases)} case{'' if len(made.cases) == 1 else 's'} {'written' if written else 'proposed'}"
    rows = f"{before.rows_covered} → {after.rows_covered} of {after.rows} rows hit"
    cells = f"{before.cells_covered} → {after.cells_covered} of {after.cells} cells tried on both sides"
    yield f"{file.name}: {many}; {rows}, {cells}."
    if made.why:
        yield f"  {made.why}"


def _plain(file: CheckedFile, made: Generated) -> Mapping[str, Any]:
    return {
        "file": file.name,
        "cases": [given_out(case) for case in made.cases],
        "rows": made.after.rows,
        "rowsCovered": {"before": made.before.rows_covered, "after": made.after.rows_covered},
        "cells": made.after.cells,
        "cellsCovered": {"before": made.before.cells_covered, "after": made.after.cells_covered},
        "notAnalysed": made.why or None,
    }
