"""Texts where they are written in a YAML or JSON document, and written anew there: nothing around them is touched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import yaml

from creditrules.document.values import Position
from creditrules.records import dataclass

__all__ = ["Written", "respelt", "written_texts"]

_Loader: type = getattr(yaml, "CLoader", yaml.Loader)
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_LITERAL = re.compile(r"\|([+-]?)[ \t]*(?:#[^\n]*)?\n")


@dataclass(frozen=True, slots=True)
class Written:
    """A text, where it is written, from character `start` to `end`, and how: "" plain, a quote, "|" or another sign."""

    text: str
    start: int
    end: int
    style: str


def written_texts(source: str, *, as_json: bool) -> Mapping[Position, Written]:
    """Every text of a document that can be read, by its line and column, counted from 1."""
    return dict(_of_json(source) if as_json else _of_yaml(source))


def _of_json(source: str) -> Iterator[tuple[Position, Written]]:
    line, after = 1, 0
    for found in _JSON_STRING.finditer(source):
        start, end = found.span()
        line += source.count("\n", after, start)
        column = start - source.rfind("\n", 0, start)
        after = start
        yield (line, column), Written(json.loads(found.group()), start, end, "json")


def _of_yaml(source: str) -> Iterator[tuple[Position, Written]]:
    for event in yaml.parse(source, Loader=_Loader):
        if isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark:
            mark = event.start_mark
            yield (
                (mark.line + 1, mark.column + 1),
                Written(event.value, mark.index, event.end_mark.index, event.style or ""),
            )


def respelt(source: str, written: Written, text: str) -> str | None:
    """How `text` is written in the place of `written`, in the same way; None where it cannot be kept that way."""
    spelt = source[written.start : written.end]
    match written.style:
        case "json":
            new = json.dumps(text, ensure_ascii=False)
        case '"' if "\n" not in spelt:
            new = json.dumps(text, ensure_ascii=False)
        case "'" if "\n" not in spelt + text:
            new = _single(text)
        case "" if "\n" not in spelt + text:
            new = text if _reads_as(text, text) else _single(text)
        case "|":
            return _literal(spelt, text)
        case _:
            return None
    return new if written.style == "json" or _reads_as(new, text) else None


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _reads_as(spelt: str, text: str) -> bool:
    """Whether it is that text wherever it stands: in a block, in brackets, before a comma."""
    try:
        return bool(yaml.safe_load(f"- {spelt}\n- [{spelt}, {{a: {spelt}}}]\n") == [text, [text, {"a": text}]])
    except yaml.YAMLError:
        return False


def _literal(spelt: str, text: str) -> str | None:
    """`|` and its lines, which keep their indentation."""
    head = _LITERAL.match(spelt)
    if head is None or not text.strip():
        return None
    body = spelt[head.end() :]
    lines = [line for line in body.split("\n") if line.strip()]
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip(" "))] if lines else ""
    if not indent or text.startswith(" ") or (not text.isprintable() and "\t" in text):
        return None
    tail = body[len(body.rstrip()) :]
    return head.group() + "\n".join(indent + line if line else "" for line in text.rstrip("\n").split("\n")) + tail
