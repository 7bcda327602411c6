"""The reader's notebook: diagnostics with line and column, positions of places, and what goes beside the model."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from creditrules.dmn.exchange.xml.companion import Beside, Import, element_key
from creditrules.dmn.exchange.xml.elements import Element
from creditrules.dmn.exchange.xml.fragments import fragment
from creditrules.dmn.exchange.xml.namespaces import OWN, is_feel, is_model, newest
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import spelt
from creditrules.records import dataclass, field

__all__ = ["Sheet", "name_of", "own_attribute"]

_VENDOR_TYPES: Final = {
    **dict.fromkeys(
        ("integer", "int", "long", "short", "double", "float", "decimal", "bigdecimal", "biginteger", "number"),
        "number",
    ),
    **dict.fromkeys(("string", "text"), "string"),
    **dict.fromkeys(("boolean", "bool"), "boolean"),
    **dict.fromkeys(("datetime", "localdatetime", "date and time"), "date and time"),
    "date": "date",
    "time": "time",
    "any": "Any",
    "days and time duration": "days and time duration",
    "daytimeduration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearmonthduration": "years and months duration",
    "<undefined>": "",
    "undefined": "",
}
_READ_ATTRIBUTES: Final = frozenset({"id", "name", "typeRef", "typeLanguage"})
_MOST_TOLD: Final = 500
_LONGEST: Final = 400
_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"


def name_of(element: Element) -> str:
    """The name of an element, blanks normalised to one each as FEEL does."""
    return spelt(element.get("name"))


def own_attribute(element: Element, name: str) -> str | None:
    """An attribute of our own namespace."""
    return element.attributes.get((OWN, name))


@dataclass(slots=True)
class Sheet:
    """Notes of one file. exact: the file is ours, so that texts are kept to the last blank."""

    prefixes: Mapping[str, str]
    scope: Mapping[str, str]
    imports: Mapping[str, Import]
    types: Collection[str] = ()
    exact: bool = False
    language: str = ""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    positions: dict[str, tuple[int, int]] = field(default_factory=dict)
    elements: dict[str, Beside] = field(default_factory=dict)
    failed: bool = False

    def wrong(self, element: Element, place: str, code: str, message: str, hint: str = "") -> None:
        """Keep an error."""
        self._tell(element, place, code, message, hint, Severity.ERROR)

    def odd(self, element: Element, place: str, code: str, message: str, hint: str = "") -> None:
        """Keep a warning."""
        self._tell(element, place, code, message, hint, Severity.WARNING)

    def _tell(self, element: Element, place: str, code: str, message: str, hint: str, severity: Severity) -> None:
        self.failed = self.failed or severity is Severity.ERROR
        if len(self.diagnostics) < _MOST_TOLD:
            short = message if len(message) <= _LONGEST else message[:_LONGEST] + "…"
            at = (element.line, element.column)
            self.diagnostics.append(Diagnostic(code, short, hint, place, line=at[0], column=at[1], severity=severity))

    def at(self, element: Element, place: str) -> None:
        """Remember where a place of the model stands in the file."""
        self.positions.setdefault(place, (element.line, element.column))

    def parts(self, element: Element, *names: str) -> Iterator[Element]:
        """The children of DMN's own namespace, of these names or all."""
        return (part for part in element if is_model(part.namespace) and (not names or part.name in names))

    def part(self, element: Element, name: str) -> Element | None:
        """The first child of this name."""
        return next(self.parts(element, name), None)

    def text(self, element: Element | None) -> str:
        """The text of a leaf element, without blanks around it unless the file is ours."""
        if element is None:
            return ""
        return element.text if self.exact else element.text.strip()

    def feel(self, element: Element | None, place: str) -> str:
        """The FEEL text inside an expression element; another language is refused with its place."""
        if element is None:
            return ""
        self.at(element, place)
        text = self.text(self.part(element, "text"))
        language = element.get("expressionLanguage") or self.language
        if not is_feel(language) and text not in {"", "-"}:
            hint = "Write the expression in FEEL."
            self.wrong(
                element,
                place,
                "dmn.foreign-language",
                f'Expressions in "{language}" are not run here: {text[:80]}',
                hint,
            )
        if self.part(element, "importedValues") is not None:
            self.wrong(element, place, "dmn.xml.imported-values", "Values imported from another file are not read.")
        return text

    def type(self, text: str, element: Element, place: str) -> str:
        """A type reference: without FEEL's prefix, vendors' names as FEEL's own, imported types by import's name."""
        if self.exact:
            return text
        reference = spelt(text)
        prefix, colon, local = reference.partition(":")
        if colon and "<" not in prefix and " " not in prefix:
            uri = element.declared.get(prefix) or self.scope.get(prefix)
            if uri is not None and newest(uri) in self.imports:
                reference = f"{self.imports[newest(uri)].name}.{local}"
            elif uri is not None or prefix == "feel":
                reference = local
            else:
                hint = "Declare the prefix or leave it out."
                self.odd(
                    element,
                    place,
                    "dmn.xml.type-prefix",
                    f'The prefix of the type "{reference}" is not declared.',
                    hint,
                )
                reference = local
        if reference in self.types:
            return reference
        return _VENDOR_TYPES.get(reference.casefold(), reference)

    def type_of(self, element: Element | None, place: str) -> str:
        """The typeRef attribute."""
        return self.type(element.get("typeRef"), element, place) if element is not None else ""

    def keep(self, element: Element, place: str, role: str = "", read: Collection[str] = (), *more: str) -> None:
        """Put beside the model what this element says and the model does not.

        read: the names of attributes that the model has. more: of child elements that it has, or that are kept apart.
        """
        attributes = tuple(
            (newest(space), name, value)
            for (space, name), value in element.attributes.items()
            if not (not space and (name in _READ_ATTRIBUTES or name in read)) and space not in {OWN, _INSTANCE}
        )
        extensions = tuple(
            fragment(part, self.prefixes)
            for wrapper in self.parts(element, "extensionElements")
            for part in wrapper
            if part.namespace != OWN
        )
        known = {"description", "extensionElements", *more}
        others = tuple(
            (part.name, fragment(part, self.prefixes)) for part in self.parts(element) if part.name not in known
        )
        description = "" if "description" in more else self.text(self.part(element, "description"))
        beside = Beside(element.get("id"), "", description, attributes, extensions, others)
        if beside != Beside():
            self.elements[element_key(place, role)] = beside
