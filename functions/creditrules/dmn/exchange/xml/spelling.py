"""Texts where they are written in an XML file, and written anew there: nothing around them is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from creditrules.records import dataclass, field

_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")

__all__ = ["WrittenElement", "written_elements", "xml_text"]


@dataclass(slots=True)
class WrittenElement:
    """An element and its character data: where that is written, in bytes, if it holds nothing else."""

    line: int
    column: int
    start: int
    text: str = ""
    end: int = -1
    plain: bool = True
    inside: list[WrittenElement] = field(default_factory=list)

    def all(self) -> Iterator[WrittenElement]:
        """The element and every one under it."""
        yield self
        for element in self.inside:
            yield from element.all()


def written_elements(data: bytes) -> WrittenElement:
    """The root of a UTF-8 file that `read_models` reads; line and column are as in its diagnostics."""
    reader = _Reader(data)
    reader.parser.Parse(data, True)
    return reader.root


def xml_text(text: str, like: bytes = b"") -> str:
    """A text as character data; `>` is escaped where the data that it replaces has it so."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return escaped.replace(">", "&gt;") if b"&gt;" in like else escaped.replace("]]>", "]]&gt;")


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root = WrittenElement(0, 0, 0)
        self.open = [self.root]
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = parser.ProcessingInstructionHandler = self._other
        parser.StartCdataSectionHandler = self._other

    def _start(self, _name: str, _attributes: object) -> None:
        self.open[-1].plain = False
        parser = self.parser
        after = _end_of_tag(self.data, parser.CurrentByteIndex)
        element = WrittenElement(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, after)
        self.open[-1].inside.append(element)
        self.open.append(element)

    def _end(self, _name: str) -> None:
        element = self.open.pop()
        element.end = max(element.start, self.parser.CurrentByteIndex)

    def _text(self, text: str) -> None:
        self.open[-1].text += text

    def _other(self, *_: object) -> None:
        self.open[-1].plain = False


def _end_of_tag(data: bytes, start: int) -> int:
    """Behind the `>` of the tag that starts there; quoted attribute values may hold one."""
    tag = _TAG.match(data, start)
    return tag.end() if tag else len(data)
