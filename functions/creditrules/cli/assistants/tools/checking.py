"""Everything that is wrong with a content, found here and not at a service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from creditrules.cli.assistants.cursors import digest_of, place_of, sealed
from creditrules.cli.assistants.faults import plain_diagnostics
from creditrules.cli.assistants.sources import Source, Sources
from creditrules.cli.assistants.tooling import Cursor, Given, Page, Tool
from creditrules.cli.files.documents import CheckedFile, check_sources

__all__ = ["Beside", "Checkup", "checked_files", "tools"]

Beside = Annotated[
    list[Source],
    Field(
        max_length=20, description="Parameters that it uses, and DMN models that it imports. Files beside it are seen."
    ),
]


class Check(Given):
    """What to check."""

    source: Source
    beside: Beside = Field(default_factory=list)
    first: int = Field(50, ge=1, le=200, description="How many diagnostics at most.")
    after: Cursor = None


class Checked(Page):
    """What was found."""

    ok: bool = Field(description="Whether nothing found is an error.")
    errors: int
    warnings: int
    cases: int = Field(description="How many of its own test cases were run.")
    diagnostics: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Checkup:
    """The contents checked, in their order. seen: all that was looked at for it, a file's whole folder."""

    files: list[CheckedFile]
    seen: Mapping[Path, bytes]


def checked_files(sources: Sources, asked: list[Source], beside: list[Source]) -> Checkup:
    """The contents checked with those beside them. Raises Fault."""
    read = [sources.read(source, f"content-{number}") for number, source in enumerate([*asked, *beside], 1)]
    here = sources.folder.sources() if any(source.file is not None for source in asked) else {}
    every = here | {Path(one.name): one.data for one in read}
    return Checkup(check_sources([Path(one.name) for one in read[: len(asked)]], every), every)


def tools(sources: Sources) -> list[Tool]:
    """Checking."""

    def run(given: Check) -> Checked:
        checkup = checked_files(sources, [given.source], given.beside)
        [file], digest = checkup.files, digest_of(*checkup.seen.values())
        found = plain_diagnostics(file.diagnostics)
        start = place_of(given.after, digest)
        end = start + given.first
        errors = sum(one["severity"] == "ERROR" for one in found)
        return Checked(
            ok=file.ok,
            errors=errors,
            warnings=len(found) - errors,
            cases=file.cases,
            diagnostics=found[start:end],
            next_cursor=sealed(digest, end, len(found)),
        )

    about = (
        "Check a rule set, decision model, product, parameter or mapping completely, as `creditrules check` does: "
        "form, types, findings, reasons, and its own test cases. Each diagnostic has a code, a place, a line and a "
        "hint; explain_code says more of a code."
    )
    return [Tool("check", "Check rules", about, Check, Checked, run)]
