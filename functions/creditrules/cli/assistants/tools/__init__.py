"""The tools by what they need: a service, or nothing but files and texts."""

from __future__ import annotations

from creditrules.cli.assistants.sources import Sources
from creditrules.cli.assistants.tooling import Tool
from creditrules.cli.assistants.tools import (
    asking,
    checking,
    comparing,
    decisions,
    drafting,
    explaining,
    files,
    history,
    listing,
    proposals,
    reading,
    simulating,
)

__all__ = ["all_tools"]


def all_tools(sources: Sources, *, service: bool, folder: bool) -> list[Tool]:
    """The tools that there is something for, in the order in which an assistant is likely to want them."""
    everywhere = (reading, checking, comparing, simulating, explaining)
    of_service = (listing, history, asking, decisions, proposals, drafting)
    chosen = (*(of_service if service else ()), *((files,) if folder else ()), *everywhere)
    return [tool for room in chosen for tool in room.tools(sources)]
