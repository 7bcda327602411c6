"""`creditrules parameters`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from creditrules.cli.files.documents import check_file
from creditrules.cli.imports.given import given_files
from creditrules.cli.imports.writing import put_all
from creditrules.cli.screen import command_app, give_up, notes, print_diagnostics, screen
from creditrules.clock import utc_now
from creditrules.document import yaml_text
from creditrules.imports import About, no_openfisca, read_parameters, written_openfisca
from creditrules.rules import Category

__all__ = ["app", "parameters_command"]

app = command_app()


class Form(StrEnum):
    """The forms that parameters have in files."""

    YAML = "yaml"
    OPENFISCA = "openfisca"


@app.command("parameters")
def parameters_command(
    files: Annotated[list[Path], typer.Argument(help="Files of values by day, or folders of them.", metavar="FILE…")],
    *,
    to: Annotated[Form, typer.Option("--to", help="The form to write: yaml for rule files.")] = Form.YAML,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The folder; without it to the screen.")] = None,
    category: Annotated[Category, typer.Option("--category", help="Why they exist.")] = Category.REGULATION,
    language: Annotated[str, typer.Option("--language", help="Of the texts in OpenFisca's files.")] = "en",
    time_zone: Annotated[str, typer.Option("--time-zone", help="Whose midnights begin the days.")] = "UTC",
    force: Annotated[bool, typer.Option("--force", help="Replace files in the folder.")] = False,
) -> None:
    """Read values by day from files such as OpenFisca's as parameters, or write parameters as such files.

    Each value keeps its day and its references; what else a file says is kept
    under `metadata` and written back. Of a scale the value is the list of
    its brackets, lowest first: `{from, rate}`. What is read carries a
    change statement to be completed: check it, then push it.

    [bold]Examples[/bold]

      creditrules parameters smic/ --language fr --time-zone Europe/Paris --out parameters
      creditrules parameters parameters/*.yaml --to openfisca --out smic
    """
    if not _is_zone(time_zone):
        give_up(f"There is no time zone '{time_zone}'.", "Name one as Europe/Paris.", status=2)
    made = _read(files, About(category.value, language, time_zone, utc_now().date())) if to is Form.YAML else {}
    if to is Form.OPENFISCA:
        made = _written(files, language)
    if out is None:
        for text in made.values():
            typer.echo(text)
        return
    put_all(out, {name: text.encode() for name, text in made.items()}, force=force)
    screen().print(f"{len(made)} parameter{'' if len(made) == 1 else 's'} written to {out}.", soft_wrap=True)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _read(files: list[Path], about: About) -> Mapping[str, str]:
    given = {path: data for path, data in given_files(files).files.items() if path.endswith((".yaml", ".yml"))}
    read = read_parameters(given, about)
    print_diagnostics(notes(), "parameters", read.diagnostics)
    if not read.documents:
        give_up("No parameter was read; nothing was written.")
    return {f"{slug}.yaml": yaml_text(document) for slug, document in read.documents.items()}


def _written(files: list[Path], language: str) -> Mapping[str, str]:
    made = {}
    for path in files:
        checked = check_file(path)
        print_diagnostics(notes(), checked.name, checked.diagnostics)
        if checked.parameter is None:
            give_up(f"{path} is no parameter; nothing was written.", "`creditrules check` tells of all that is wrong.")
        why = no_openfisca(checked.parameter)
        if why:
            give_up(f"{path} cannot be written as such a file; nothing was written.", why)
        made[f"{checked.parameter.form.parameter}.yaml"] = yaml_text(written_openfisca(checked.parameter, language))
    return made
