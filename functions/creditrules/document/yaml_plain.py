"""YAML that has nothing odd in it, read without keeping positions: most files, most of the time."""

from __future__ import annotations

import yaml

from creditrules.document.limits import DocumentLimits
from creditrules.document.scalars import Bad, is_clean_text, plain_scalar
from creditrules.document.values import Plain

__all__ = ["OddError", "plain_value"]

_Loader: type = getattr(yaml, "CLoader", yaml.Loader)
_MERGE = "<<"
_Scalars = dict[str, str]


class OddError(Exception):
    """The text is refused, or may be: the careful reader says."""


def plain_value(source: str, limits: DocumentLimits) -> Plain:
    """The value of one document; OddError where anything in it is refused."""
    try:
        return _Plain(source, limits).value()
    except (yaml.YAMLError, UnicodeError, ValueError, Bad, RecursionError) as error:
        raise OddError from error


class _Plain:
    def __init__(self, source: str, limits: DocumentLimits) -> None:
        self._next = _Loader(source).get_event
        self._limits = limits
        self._clean = source.isascii() and "\\" not in source
        self._known: dict[str, Plain] = {}

    def value(self) -> Plain:
        found: list[Plain] = []
        for kind in (yaml.StreamStartEvent, yaml.DocumentStartEvent):
            if type(self._next()) is not kind:
                raise OddError
        self._fill(found)
        if type(self._next()) is not yaml.StreamEndEvent or len(found) != 1:
            raise OddError
        return found[0]

    def _fill(self, outermost: list[Plain]) -> None:  # noqa: C901, PLR0912  (one loop over all events, for its speed)
        """Read up to the end of the document; `into` is the collection that is open, `key` that of its next value."""
        take, nodes, most, deepest = self._next, 0, self._limits.nodes, self._limits.depth
        into: list[Plain] | dict[str, Plain] = outermost
        key: str | None = None
        around: list[tuple[list[Plain] | dict[str, Plain], str | None]] = []
        while True:
            event = take()
            kind = type(event)
            value: Plain
            if kind is yaml.ScalarEvent:
                if type(into) is dict and key is None:
                    key = self._key(event, into)
                    continue
                value = self._scalar(event)
            elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                into, key = around.pop()
                continue
            elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
                if event.anchor is not None or event.tag is not None or len(around) >= deepest:
                    raise OddError
                if type(into) is dict and key is None:
                    raise OddError
                value = [] if kind is yaml.SequenceStartEvent else {}
            elif kind is yaml.DocumentEndEvent:
                return
            else:
                raise OddError
            nodes += 1
            if nodes > most:
                raise OddError
            if type(into) is list:
                into.append(value)
            else:
                into[key] = value  # type: ignore[index, call-overload]
                key = None
            if type(value) is list or type(value) is dict:
                around.append((into, key))
                into, key = value, None

    def _key(self, event: yaml.ScalarEvent, into: dict[str, Plain]) -> str:
        key: str = event.value
        plain = event.style is None or event.style == ""
        if event.anchor is not None or event.tag is not None or key in into or (plain and key == _MERGE):
            raise OddError
        if not (self._clean or is_clean_text(key)):
            raise OddError
        return key

    def _scalar(self, event: yaml.ScalarEvent) -> Plain:
        if event.anchor is not None or event.tag is not None:
            raise OddError
        text: str = event.value
        if not (self._clean or is_clean_text(text)):
            raise OddError
        if event.style:
            return text
        if text not in self._known:
            self._known[text] = plain_scalar(text)
        return self._known[text]
