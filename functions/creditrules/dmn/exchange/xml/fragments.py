"""Elements as text again: what the model has no place for is kept and written as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping

from creditrules.dmn.exchange.xml.elements import Element
from creditrules.dmn.exchange.xml.namespaces import MODEL, newest

__all__ = ["attribute_text", "character_text", "fragment", "is_clean"]

_XML = "http://www.w3.org/XML/1998/namespace"
_UNCLEAN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_clean(text: str) -> bool:
    """Whether XML can hold every character of the text."""
    return _UNCLEAN.search(text) is None


def character_text(text: str) -> str:
    """Character data."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def attribute_text(text: str) -> str:
    """The value of an attribute, to stand in double quotes."""
    plain = character_text(text).replace('"', "&quot;")
    return plain.replace("\n", "&#10;").replace("\t", "&#9;")


def fragment(element: Element, prefixes: Mapping[str, str]) -> str:
    """The element as text, in the namespaces of DMN 1.5.

    It is to stand where `prefixes` are bound and where no prefix means DMN's model namespace.
    """
    parts: list[str] = []
    _write(element, {**prefixes, "": MODEL, "xml": _XML}, parts)
    return "".join(parts)


def _write(element: Element, outer: Mapping[str, str], parts: list[str]) -> None:
    scope = dict(outer)
    declared = {prefix: newest(uri) for prefix, uri in element.declared.items() if prefix}
    bound = {prefix: uri for prefix, uri in declared.items() if scope.get(prefix) != uri}
    scope.update(bound)
    namespace = newest(element.namespace)
    prefix = "" if namespace == MODEL else element.prefix
    if scope.get(prefix, "") != namespace:
        bound[prefix] = scope[prefix] = namespace
    shown = f"{prefix}:{element.name}" if prefix else element.name
    attributes = [
        f'{_attribute_name(space, name, scope, bound)}="{attribute_text(value)}"'
        for (space, name), value in element.attributes.items()
    ]
    names = [f'xmlns{":" if prefix else ""}{prefix}="{attribute_text(uri)}"' for prefix, uri in sorted(bound.items())]
    parts.append("<" + " ".join([shown, *names, *attributes]))
    if not element.content:
        parts.append("/>")
        return
    parts.append(">")
    for part in element.content:
        if isinstance(part, str):
            parts.append(character_text(part))
        else:
            _write(part, scope, parts)
    parts.append(f"</{shown}>")


def _attribute_name(namespace: str, name: str, scope: dict[str, str], bound: dict[str, str]) -> str:
    if not namespace:
        return name
    namespace = newest(namespace)
    for prefix, uri in scope.items():
        if prefix and uri == namespace:
            return f"{prefix}:{name}"
    prefix = next(free for free in (f"n{number}" for number in range(len(scope) + 1)) if free not in scope)
    scope[prefix] = bound[prefix] = namespace
    return f"{prefix}:{name}"
