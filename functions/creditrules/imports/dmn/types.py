"""Type references: products' names for FEEL's types, and names of types that the model does not define."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from creditrules.dmn.exchange.xml import Element, newest
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.trees import altered, child, children, everything, leaf_text, name_of

__all__ = ["Types", "plain_type", "settle_types"]

_FEEL: Final = frozenset(
    ("Any", "number", "string", "boolean", "date", "time", "date and time", "dateTime", "days and time duration")
) | {"dayTimeDuration", "years and months duration", "yearMonthDuration", "context", "list", "range", "function"}
_NUMBERS: Final = "integer int long short byte double float decimal bigdecimal biginteger number numeric money currency"
_PRODUCTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(_NUMBERS.split(), "number"),
    **dict.fromkeys(("string", "text", "char", "character", "charsequence", "enumeration", "enum"), "string"),
    **dict.fromkeys(("boolean", "bool"), "boolean"),
    **dict.fromkeys(("date", "localdate"), "date"),
    **dict.fromkeys(("time", "localtime"), "time"),
    **dict.fromkeys(
        ("datetime", "date and time", "date_time", "dateandtime", "localdatetime", "zoneddatetime", "offsetdatetime"),
        "date and time",
    ),
    **dict.fromkeys(("instant", "timestamp"), "date and time"),
    **dict.fromkeys(("days and time duration", "daytimeduration", "duration"), "days and time duration"),
    **dict.fromkeys(("years and months duration", "yearmonthduration", "period"), "years and months duration"),
    **dict.fromkeys(("list", "arraylist", "collection", "array", "set"), "list"),
    **dict.fromkeys(("context", "map", "hashmap"), "context"),
    **dict.fromkeys(("any", "object", "json", "variant", "undefined", "<undefined>", "unknown", "jsonnode"), "Any"),
}
_JAVA: Final = {"java.util.Date": "date and time", "java.sql.Date": "date", "java.time.Duration": "dayTimeDuration"}
_ORDINARY: Final = frozenset(
    ("integer", "int", "long", "short", "double", "float", "decimal", "bigdecimal", "biginteger", "text", "bool", "any")
) | {"datetime", "localdatetime", "<undefined>", "undefined", *(one.casefold() for one in _FEEL)}
"""What the ordinary reader takes as well, so that nothing needs to be told."""


def settle_types(file: DmnFile) -> None:
    """Give every type reference of the file a type of FEEL, of the file or of what it imports; or none."""
    known = {name_of(one): one for one in children(file.root, "itemDefinition")}
    folded = {name.casefold(): name for name in known}
    prefixes = {prefix: newest(uri) for prefix, uri in file.root.declared.items()}
    names = {newest(one.get("namespace")): name_of(one) for one in children(file.root, "import")}
    spoken = tuple(f"{name}." for name in names.values() if name)
    for element in everything(file.root):
        if element.name == "typeRef" and newest(element.namespace) == newest(file.root.namespace):
            before = " ".join(leaf_text(element).split())
        elif element.get("typeRef") and newest(element.namespace) == newest(file.root.namespace):
            before = " ".join(element.get("typeRef").split())
        else:
            continue
        prefix, colon, local = before.partition(":")
        space = element.declared.get(prefix) or prefixes.get(prefix, "")
        if before in known or before in _FEEL or before.startswith(spoken) or "<" in before.removeprefix("<"):
            continue
        if colon and (newest(space) in names or local in known):
            continue
        if colon and local in _FEEL and (space or prefix == "feel"):
            continue
        after = _type(local if colon and "<" not in before else before, folded)
        if not colon and before.casefold() in _ORDINARY and after:
            continue
        _say(file, element, before, after)


def _type(name: str, folded: Mapping[str, str]) -> str:
    short = name.rpartition(".")[2]
    if name in _JAVA:
        return _JAVA[name]
    if name.casefold() in folded:
        return folded[name.casefold()]
    return _PRODUCTS.get(name.casefold(), "") or _PRODUCTS.get(short.casefold(), "")


def _say(file: DmnFile, element: Element, before: str, after: str) -> None:
    why = f'"{before}" is the name that products give to {after}.'
    if not after:
        why = f'The model does not define the type "{before}", so the value may be anything.'
    file.notes.interpreted("import.type", element, "", before, after or "Any", why)
    if element.name == "typeRef":
        element.content = [after or "Any"]
    else:
        altered(element, typeRef=after or None)


class Types:
    """The item definitions of a file."""

    def __init__(self, root: Element) -> None:
        self._items = {name_of(one): one for one in children(root, "itemDefinition")}
        self._simple: dict[str, tuple[str, bool]] = {}

    def base(self, reference: str) -> str:
        """The simple type of FEEL that a reference means in the end; else the reference, without a prefix."""
        type_, many = self._resolved(reference)
        return "" if many else type_

    def many(self, reference: str, path: tuple[str, ...] = ()) -> bool:
        """Whether a value of the type, or the entry at a path of it, is a list."""
        item = self._items.get(reference)
        for step in path:
            parts = children(item, "itemComponent") if item is not None else []
            found = next((one for one in parts if name_of(one) == step), None)
            if found is None:
                return False
            reference = leaf_text(child(found, "typeRef"))
            item = found if children(found, "itemComponent") else self._items.get(reference)
            if _collection(found):
                return True
        return self._resolved(reference)[1]

    def _resolved(self, reference: str) -> tuple[str, bool]:
        if reference not in self._simple:
            self._simple[reference] = self._followed(reference)
        return self._simple[reference]

    def _followed(self, reference: str) -> tuple[str, bool]:
        seen: set[str] = set()
        while reference in self._items and reference not in seen:
            seen.add(reference)
            item = self._items[reference]
            if _collection(item):
                return "", True
            if children(item, "itemComponent"):
                return "context", False
            reference = leaf_text(child(item, "typeRef"))
        return plain_type(reference), reference == "list" or reference.startswith("list<")


def _collection(item: Element) -> bool:
    return item.get("isCollection").strip() in {"true", "1"}


def plain_type(reference: str) -> str:
    """A reference to a type of FEEL under one name, without a prefix; others as they are."""
    local = reference.rpartition(":")[2] if "<" not in reference else reference
    return _PRODUCTS.get(local.casefold(), local) if local else ""
