"""XML from strangers as a plain tree: no document type, no entities, bounded size, depth and count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from xml.parsers import expat

from creditrules.errors import Diagnostic
from creditrules.records import dataclass, field

__all__ = ["MAX_BYTES", "Element", "TreeRead", "read_tree"]

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 100
MAX_ELEMENTS: Final = 200_000
MAX_ATTRIBUTES: Final = 200
MAX_NAMESPACES: Final = 100
_BETWEEN: Final = "\x1f"  # no XML text can hold it


@dataclass(eq=False, slots=True)
class Element:
    """One element. attributes: by namespace ("" for none) and local name. declared: prefixes bound on it."""

    name: str
    namespace: str
    prefix: str
    line: int
    column: int
    attributes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    declared: Mapping[str, str] = field(default_factory=dict)
    content: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        return (part for part in self.content if isinstance(part, Element))

    @property
    def text(self) -> str:
        """The character data directly inside."""
        return "".join(part for part in self.content if isinstance(part, str))

    def get(self, name: str, default: str = "") -> str:
        """An attribute without a namespace."""
        return self.attributes.get(("", name), default)


@dataclass(frozen=True, slots=True)
class TreeRead:
    """What was read. root: None when the text is refused; why is in `diagnostics` ("dmn.xml.…")."""

    root: Element | None
    diagnostics: tuple[Diagnostic, ...] = ()


class _RefusedError(Exception):
    def __init__(self, code: str, message: str, hint: str = "") -> None:
        self.code, self.message, self.hint = code, message, hint


def read_tree(data: bytes) -> TreeRead:
    """The elements of an XML text. Never raises; comments and processing instructions are dropped."""
    if len(data) > MAX_BYTES:
        return _refused("document.too-large", f"The file is larger than {MAX_BYTES} bytes.", "", 1, 1)
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except _RefusedError as error:
        line, column = builder.position
        return _refused(error.code, error.message, error.hint, line, column)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code) or "not well formed"
        return _refused("document.syntax", f"This is no XML: {reason}.", "", error.lineno, error.offset + 1)
    except (ValueError, LookupError) as error:
        return _refused("document.encoding", f"The text cannot be decoded: {error}.", "Save it as UTF-8.", 1, 1)
    return TreeRead(builder.root)


def _refused(code: str, message: str, hint: str, line: int, column: int) -> TreeRead:
    return TreeRead(None, (Diagnostic(code, message, hint, line=line, column=column),))


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._declared: dict[str, str] = {}
        self._count = 0
        self._prefixes: set[str] = set()
        self._uris: set[str] = set()
        self.parser = parser = expat.ParserCreate(namespace_separator=_BETWEEN)
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ExternalEntityRefHandler = self._doctype
        parser.SkippedEntityHandler = self._doctype

    @property
    def position(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def _doctype(self, *_: object) -> int:
        hint = "Remove <!DOCTYPE …> and write characters out."
        raise _RefusedError("dmn.xml.doctype", "Document types and entities are not read.", hint)

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self._declared[prefix or ""] = uri or ""
        self._prefixes.add(prefix or "")
        self._uris.add(uri or "")
        if max(len(self._prefixes), len(self._uris)) > MAX_NAMESPACES:
            raise _RefusedError("document.too-many-values", f"The file has more than {MAX_NAMESPACES} namespaces.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise _RefusedError("document.too-many-values", f"The file has more than {MAX_ELEMENTS} elements.")
        if len(self._open) >= MAX_DEPTH:
            raise _RefusedError("document.too-deep", f"Elements nest deeper than {MAX_DEPTH} levels.")
        if len(attributes) > MAX_ATTRIBUTES:
            raise _RefusedError("document.too-many-values", f"An element has more than {MAX_ATTRIBUTES} attributes.")
        namespace, local, prefix = _split(name)
        line, column = self.position
        known = {_split(key)[:2]: value for key, value in attributes.items()}
        element = Element(local, namespace, prefix, line, column, known, self._declared)
        self._declared = {}
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        content = self._open[-1].content
        if content and isinstance(content[-1], str):
            content[-1] += text
        else:
            content.append(text)


def _split(name: str) -> tuple[str, str, str]:
    parts = name.split(_BETWEEN)
    if len(parts) == 1:
        return "", name, ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""  # noqa: PLR2004  (namespace, name, prefix)
