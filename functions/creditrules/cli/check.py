"""`creditrules check`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from creditrules.cli.files.coverage_told import coverage_of_files, print_coverage
from creditrules.cli.files.documents import CheckedFile, check_files, is_dmn
from creditrules.cli.files.facts_told import facts_of_files, print_facts
from creditrules.cli.files.folders import files_in
from creditrules.cli.files.mending import mend_files
from creditrules.cli.imports.given import given_files
from creditrules.cli.imports.report import counted
from creditrules.cli.screen import command_app, give_up, notes, print_diagnostics, screen
from creditrules.collecting import uncollected
from creditrules.errors import Diagnostic, Severity
from creditrules.imports import import_files

__all__ = ["app"]

app = command_app()

_ENDINGS = frozenset({".yaml", ".yml", ".json", ".dmn"})


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Rule sets, decision models, products, parameters, experiments, mappings: YAML, JSON, DMN; folders.",
            metavar="FILE…",
        ),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document for a machine.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Make the changes that cannot be meant otherwise.")] = False,
    facts: Annotated[bool, typer.Option("--facts", help="Print all facts that they ask for.")] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="Print which rows the test cases hit.")] = False,
) -> None:
    """Check rule files completely, as publishing does: their form, types, findings, reasons and test cases.

    Decision models in YAML, JSON or DMN (1.1 to 1.6) are checked as such; DMN
    files that import others find them among the files that are named. Of a
    folder every file is checked that says of what kind it is.

    Callers give one value to all rule sets: where several are checked, a fact
    that has another type in another one is an error, and allowed values that
    contradict, other units and the like are warned of. --facts prints what all
    of them together ask for.

    --coverage prints, for each row, which test cases hit it, and which of its
    cells were tried on both sides: a case hits the row, and another is kept
    from it by that cell alone. Outcomes and reasons that no case reaches are
    named.

    Every problem is told, with its place, the text it is about and, where
    possible, what to do. The exit status is 1 if any of them is an error.

    With --fix, whatever can be mended in one way only is mended in the files
    (`==`, `'A'`, `50 000`, `31.12.2024`, a name in the wrong case, and so on);
    comments and form stay as they are, and what is left is told.

    [bold]Examples[/bold]

      creditrules check examples/mortgage/mortgage-limits.yaml
      creditrules check loan.dmn common.dmn
      creditrules check --json rules/*.yaml | jq '.[] | .code'
      creditrules check --fix rules/*.yaml
      creditrules check --facts rules/
      creditrules check --coverage rules/
    """
    paths, passed_by = _expanded(files)
    with uncollected():
        checked = [file for file in (_mended(paths) if fix else check_files(paths)) if not _is_strange(file, passed_by)]
    if as_json:
        listing = [_plain(file, diagnostic) for file in checked for diagnostic in file.diagnostics]
        more = {"facts": facts_of_files(checked)} if facts else {}
        more |= {"coverage": coverage_of_files(checked)} if coverage else {}
        told = {"diagnostics": listing, **more} if more else listing
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        console = screen()
        for file in checked:
            print_diagnostics(console, file.name, file.diagnostics)
        if facts:
            print_facts(console, checked)
        if coverage:
            print_coverage(console, checked)
        console.print(_summary(checked))
        for line in _importable(checked):
            console.print(escape(line), soft_wrap=True)
    raise typer.Exit(0 if all(file.ok for file in checked) else 1)


def _expanded(files: list[Path]) -> tuple[list[Path], frozenset[str]]:
    """The files that are named, and those of folders that are; the names of the latter."""
    found, of_folders = list[Path](), set[str]()
    for path in files:
        if path.is_dir():
            inside = [file for file in files_in(path) if file.suffix.lower() in _ENDINGS]
            of_folders.update(map(str, inside))
            found += inside
        else:
            found.append(path)
    return list(dict.fromkeys(found)), frozenset(of_folders - {str(path) for path in files})


def _is_strange(file: CheckedFile, of_folders: frozenset[str]) -> bool:
    """Whether a file of a folder is of no kind that is ours: nobody said that it was."""
    return file.name in of_folders and any(found.code == "file.unknown-kind" for found in file.diagnostics)


def _mended(files: list[Path]) -> list[CheckedFile]:
    """What is left after the changes, which are told beside the results."""
    try:
        mended = mend_files(files)
    except OSError as error:
        give_up(f"Not every file could be written: {error}", "The others are as they were, or changed as a whole.")
    console = notes()
    for change in mended.changes:
        console.print(
            f"mended {escape(f'{change.file}:{change.line}:{change.column}: {change.place}')}", soft_wrap=True
        )
        for sign, text in (("-", change.before), ("+", change.after)):
            for line in text.strip().splitlines():
                console.print(f"  {sign} {escape(line)}", soft_wrap=True)
    for kept in mended.kept:
        console.print(f"[yellow]not mended[/] {escape(kept)}", soft_wrap=True)
    return mended.checked


def _importable(checked: list[CheckedFile]) -> Iterator[str]:
    """For DMN files with errors that importing would interpret: publishing is strict, another engine need not be."""
    failed = [Path(file.name) for file in checked if not file.ok and is_dmn(Path(file.name))]
    for path in failed:
        if path.is_file():
            found = import_files(given_files([path]).files)
            if found.ok and found.models and found.interpretations:
                with_how_many = counted(len(found.interpretations), "interpretation")
                yield f"creditrules import {path} reads it, with {with_how_many}."


def _plain(file: CheckedFile, diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "file": file.name,
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "place": diagnostic.place,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "source": diagnostic.source,
        "span": list(diagnostic.span) if diagnostic.span else None,
        "fixes": [
            {"title": fix.title, "span": list(fix.span), "replacement": fix.replacement, "safe": fix.safe}
            for fix in diagnostic.fixes
        ],
    }


def _summary(checked: list[CheckedFile]) -> str:
    found = [diagnostic for file in checked for diagnostic in file.diagnostics]
    counts = Counter(diagnostic.severity for diagnostic in found)
    cases = sum(file.cases for file in checked)
    files = f"{len(checked)} file{'' if len(checked) == 1 else 's'}"
    proved = sum(file.proved for file in checked)
    more = f", {proved} {'property' if proved == 1 else 'properties'} proved" if proved else ""
    remarks = f", {counts[Severity.INFO]} remarks" if counts[Severity.INFO] else ""
    told = f"{counts[Severity.ERROR]} errors, {counts[Severity.WARNING]} warnings{remarks}"
    return f"{files}: {told}; {cases} test cases run{more}."
