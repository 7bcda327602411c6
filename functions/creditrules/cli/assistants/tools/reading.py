"""The content of a rule set, product or parameter, a part at a time."""

from __future__ import annotations

from pydantic import Field

from creditrules.cli.assistants.cursors import digest_of, place_of, sealed
from creditrules.cli.assistants.sources import Source, Sources
from creditrules.cli.assistants.tooling import Cursor, Given, Page, Tool

__all__ = ["tools"]


class Reading(Given):
    """What to read, and from where on."""

    source: Source
    length: int = Field(20_000, ge=200, le=40_000, description="How many characters at most.")
    after: Cursor = None


class Content(Page):
    """A part of a content. The document's own words follow in `text`."""

    name: str
    number: int | None = Field(None, description="The version's number.")
    digest: str | None = Field(None, description="SHA-256 of the canonical form.")
    author: str | None = None
    recorded_at: str | None = None
    characters: int = Field(description="Of the whole content.")
    text: str


def tools(sources: Sources) -> list[Tool]:
    """Reading."""

    def run(given: Reading) -> Content:
        read = sources.read(given.source)
        text = read.text
        digest = digest_of(read.data)
        start = place_of(given.after, digest)
        end = start + given.length
        return Content(
            name=read.name,
            number=read.about.get("number"),
            digest=read.about.get("digest"),
            author=read.about.get("author"),
            recorded_at=read.about.get("recordedAt"),
            characters=len(text),
            text=text[start:end],
            next_cursor=sealed(digest, end, len(text)),
        )

    about = (
        "The content of a rule set, product or parameter as YAML: the version in force, an old one, one at a time, a "
        "proposal's, or a file's. Long ones come in parts."
    )
    return [Tool("read_rule_set", "Read rules", about, Reading, Content, run)]
