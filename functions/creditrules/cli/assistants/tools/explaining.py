"""What a code means."""

from __future__ import annotations

from pydantic import Field

from creditrules.cli.assistants.faults import Fault
from creditrules.cli.assistants.sources import Sources
from creditrules.cli.assistants.tooling import Given, Told, Tool
from creditrules.codes import CATALOGUE, code_named
from creditrules.suggestions import suggestion

__all__ = ["tools"]


class Which(Given):
    """A code as a message shows it."""

    code: str = Field(max_length=100)


class Explained(Told):
    """What it means and what to do."""

    name: str
    section: str
    meaning: str
    mend: str


def tools(sources: Sources) -> list[Tool]:  # noqa: ARG001  (every room has the same door)
    """Explaining."""

    def run(given: Which) -> Explained:
        entry = code_named(given.code)
        if entry is None:
            close = suggestion(given.code, [each.name for each in CATALOGUE])
            raise Fault("UNKNOWN_CODE", "There is no such code.", close, "code")
        return Explained(name=entry.name, section=entry.section, meaning=entry.meaning, mend=entry.mend)

    about = "What a code of a diagnostic or an error means, and how to mend it."
    return [Tool("explain_code", "Explain a code", about, Which, Explained, run)]
