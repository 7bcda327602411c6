"""What other files see of a DMN file, and what its root says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from creditrules.dmn.exchange.xml.companion import Import
from creditrules.dmn.exchange.xml.elements import Element
from creditrules.dmn.exchange.xml.namespaces import is_model, newest
from creditrules.dmn.exchange.xml.read.sheet import name_of
from creditrules.errors import Diagnostic
from creditrules.records import dataclass

__all__ = ["PARTS", "FileHead", "head_of", "model_name", "parts_of"]

PARTS: Final = {
    "inputData": "facts",
    "businessKnowledgeModel": "functions",
    "decisionService": "services",
    "decision": "decisions",
}
"""The elements that models have, and where."""


@dataclass(frozen=True, slots=True)
class FileHead:
    """What other files see of a file: its namespace, imports, and the names of its parts by identifier."""

    root: Element
    namespace: str
    imports: tuple[Import, ...]
    names: Mapping[str, str]
    types: tuple[str, ...]


def head_of(root: Element) -> FileHead | Diagnostic:
    """The head of a file, or why it is no DMN."""
    if root.name != "definitions" or not is_model(root.namespace):
        hint = "DMN 1.1 to 1.6 are read; their root element is <definitions>."
        message = f"<{root.name}> of the namespace {root.namespace or '(none)'} is no DMN."
        return Diagnostic("dmn.xml.namespace", message, hint, line=root.line, column=root.column)
    imports = tuple(
        Import(name_of(part), newest(part.get("namespace")), part.get("locationURI"), part.get("importType"))
        for part in root
        if is_model(part.namespace) and part.name == "import"
    )
    names: dict[str, str] = {}
    for part in parts_of(root):
        for key in (part.get("name"), name_of(part), part.get("id")):
            if key:
                names[key] = model_name(part)
    types = tuple(name_of(part) for part in root if is_model(part.namespace) and part.name == "itemDefinition")
    return FileHead(root, root.get("namespace"), imports, names, types)


def model_name(element: Element) -> str:
    """The name by which expressions speak of an element: its variable's, else its own, else its identifier."""
    variable = next((part for part in element if is_model(part.namespace) and part.name == "variable"), None)
    own = name_of(element) or element.get("id")
    return (name_of(variable) if variable is not None else "") or own


def parts_of(root: Element) -> Iterator[Element]:
    """The elements of PARTS."""
    return (part for part in root if is_model(part.namespace) and part.name in PARTS)
