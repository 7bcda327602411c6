"""What may be read by an address: codes, documentation, rule files, and what is in force at the service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from creditrules.cli.assistants.faults import Fault
from creditrules.cli.assistants.folder import LONGEST_NAME
from creditrules.cli.assistants.operations import Operation
from creditrules.cli.assistants.shipped import DOCS
from creditrules.cli.assistants.sources import Source, Sources
from creditrules.codes import rendered
from creditrules.slugs import is_slug

__all__ = ["Resource", "ResourcePage", "Resources"]

_SCHEME: Final = "creditrules"
_LONGEST: Final = 400_000
_ROOMS: Final = {
    "rule-sets": (Operation.RULE_SETS, "ruleSets", "rule-set"),
    "products": (Operation.PRODUCTS, "products", "product"),
    "parameters": (Operation.PARAMETERS, "parameters", "parameter"),
}
"""Of a service: what lists them, and the word before a slug."""


@dataclass(frozen=True, slots=True)
class Resource:
    """An address and what is there."""

    uri: str
    name: str
    about: str
    form: str


@dataclass(frozen=True, slots=True)
class ResourcePage:
    """Some of them, and where to go on."""

    resources: list[Resource]
    cursor: str | None


class Resources:
    """Everything is text, and nothing is read that is not listed."""

    def __init__(self, sources: Sources, *, service: bool, folder: bool) -> None:
        self._sources = sources
        self._service = service
        self._folder = folder

    @property
    def templates(self) -> list[Resource]:
        """Addresses with a part to fill in."""
        of_service = [
            Resource(
                f"{_SCHEME}://{room}/{{slug}}", room, f"Of {room}: the version in force, as YAML.", "application/yaml"
            )
            for room in _ROOMS
        ]
        return of_service if self._service else []

    def page(self, cursor: str | None) -> ResourcePage:
        """What there is: what stands still first, then what the service has. Raises Fault."""
        if cursor is None:
            return ResourcePage([*self._still()], "rule-sets:" if self._service else None)
        room, _, after = cursor.partition(":")
        if room not in _ROOMS or not self._service:
            raise Fault("BAD_CURSOR", "The cursor is none of this listing's.", "Start without one.")
        operation, field, _ = _ROOMS[room]
        found = self._sources.service.ask(operation, {"first": 50, "after": after or None})[field]
        listed = [
            Resource(f"{_SCHEME}://{room}/{node['slug']}", node["slug"], node["name"], "application/yaml")
            for node in found["nodes"]
        ]
        info = found["pageInfo"]
        return ResourcePage(listed, f"{room}:{info['endCursor']}" if info["hasNextPage"] else _after(room))

    def read(self, uri: str) -> tuple[str, str]:
        """The text there, and its form. Raises Fault."""
        try:
            parts = urlsplit(uri)
        except ValueError:
            raise _nothing() from None
        room, name = parts.netloc, unquote(parts.path.removeprefix("/"))
        if parts.scheme != _SCHEME or parts.query or parts.fragment:
            raise _nothing()
        text, form = self._text(room, name)
        if len(text) > _LONGEST:
            hint = "Read it in parts with read_rule_set."
            raise Fault("ANSWER_TOO_LARGE", f"This has more than {_LONGEST} characters.", hint)
        return text, form

    def _text(self, room: str, name: str) -> tuple[str, str]:
        if (room, name) == ("codes", ""):
            return rendered(), "text/markdown"
        if room == "docs" and name in _pages():
            return (DOCS / name).read_text("utf-8"), "text/markdown"
        if room == "files" and self._folder and len(name) <= LONGEST_NAME:
            return self._sources.read(Source(file=name)).text, "application/yaml"
        if room in _ROOMS and self._service and is_slug(name):
            word = _ROOMS[room][2]
            return self._sources.read(Source(document=f"{word}:{name}")).text, "application/yaml"
        raise _nothing()

    def _still(self) -> Iterator[Resource]:
        yield Resource(
            f"{_SCHEME}://codes", "codes", "What every code of an error means, and how to mend it.", "text/markdown"
        )
        for page in _pages():
            yield Resource(f"{_SCHEME}://docs/{page}", page, f"Documentation: {_title(page)}", "text/markdown")
        for name in self._sources.folder.names() if self._folder else ():
            yield Resource(
                f"{_SCHEME}://files/{quote(name)}", name, "A file of the folder of rules.", "application/yaml"
            )


def _pages() -> list[str]:
    return sorted(path.name for path in DOCS.iterdir() if path.suffix in {".md", ".txt"})


def _title(page: str) -> str:
    with (DOCS / page).open(encoding="utf-8") as text:
        return text.readline().removeprefix("#").strip()


def _after(room: str) -> str | None:
    rooms = [*_ROOMS]
    place = rooms.index(room) + 1
    return f"{rooms[place]}:" if place < len(rooms) else None


def _nothing() -> Fault:
    return Fault("NOT_FOUND", "There is nothing at this address.", "resources/list tells what there is.", "uri")
