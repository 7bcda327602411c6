"""The rule files of the folder."""

from __future__ import annotations

from pydantic import Field

from creditrules.cli.assistants.cursors import digest_of, place_of, sealed
from creditrules.cli.assistants.sources import Sources
from creditrules.cli.assistants.tooling import Cursor, Given, Page, Tool

__all__ = ["tools"]


class FileListing(Given):
    """A page of the folder."""

    first: int = Field(100, ge=1, le=500, description="How many at most.")
    after: Cursor = None


class Files(Page):
    """A page of the folder."""

    files: list[str]


def tools(sources: Sources) -> list[Tool]:
    """What is in the folder."""

    def run(given: FileListing) -> Files:
        names = sources.folder.names()
        digest = digest_of(*(name.encode("utf-8", "surrogatepass") for name in names))
        start = place_of(given.after, digest)
        end = start + given.first
        return Files(files=names[start:end], next_cursor=sealed(digest, end, len(names)))

    about = (
        "Rule files of the operator's folder (rule sets, products, parameters, decision models; YAML, JSON, DMN), as "
        "names that `file` takes elsewhere."
    )
    return [Tool("list_files", "List rule files", about, FileListing, Files, run)]
