"""The items of a list at the top of a YAML or JSON document, taken out and added: all else stays as it is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import yaml

from creditrules.document.canonical import canonical
from creditrules.document.json_reader import read_json
from creditrules.document.json_writer import json_text
from creditrules.document.values import Plain
from creditrules.document.yaml_reader import read_yaml
from creditrules.document.yaml_writer import yaml_text

__all__ = ["relisted"]

_Loader: type = getattr(yaml, "CLoader", yaml.Loader)


def relisted(source: str, key: str, dropped: Collection[int], added: Sequence[Plain], *, as_json: bool) -> str | None:
    """The document with some items of the list under a key left out, and others at its end.

    dropped: by place, from 0; places that the list has not are left alone. Comments, order and spelling of all else in
    YAML stay; JSON is written anew. None where it is written so that this cannot be done: whatever is answered reads
    back as what is meant.
    """
    value = (read_json if as_json else read_yaml)(source).value
    items = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(items, list | None):
        return None
    dropped = {at for at in dropped if at < len(items or ())}
    left = [item for at, item in enumerate(items or ()) if at not in dropped]
    meant: dict[str, Plain] = {**value, key: [*left, *added]}
    if as_json:
        return json_text(meant)
    new = _in_yaml(source, key, dropped, added)
    return new if new is not None and canonical(read_yaml(new).value) == canonical(meant) else None


def _in_yaml(source: str, key: str, dropped: Collection[int], added: Sequence[Plain]) -> str | None:
    root = yaml.compose(source, Loader=_Loader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    node = next((value for name, value in root.value if name.value == key), None)
    if node is None:
        return f"{source.rstrip()}\n\n{yaml_text({key: [*added]})}"
    if not isinstance(node, yaml.SequenceNode) or (not added and len(dropped) >= len(node.value)):
        return None
    return (_in_brackets if node.flow_style else _in_lines)(source, node, dropped, added)


def _in_brackets(source: str, node: yaml.SequenceNode, dropped: Collection[int], added: Sequence[Plain]) -> str:
    """`[a, b]`, on one line or several."""
    start, end = node.start_mark.index, node.end_mark.index
    kept = [
        source[item.start_mark.index : item.end_mark.index] for at, item in enumerate(node.value) if at not in dropped
    ]
    if not dropped and kept:
        last = node.value[-1].end_mark.index
        new = "".join(f", {canonical(item).decode()}" for item in added)
        return source[:last] + new + source[last:]
    new = ", ".join([*kept, *(canonical(item).decode() for item in added)])
    return f"{source[:start]}[{new}]{source[end:]}"


def _in_lines(source: str, node: yaml.SequenceNode, dropped: Collection[int], added: Sequence[Plain]) -> str:
    """Items with a dash each."""
    dashes = [source.rindex("-", 0, item.start_mark.index) for item in node.value]
    spans = [
        (_line_start(source, dash), _line_end(source, _end(item)))
        for dash, item in zip(dashes, node.value, strict=True)
    ]
    indent = source[spans[0][0] : dashes[0]]
    text = "".join(f"{indent}{line}\n" if line else "\n" for item in added for line in yaml_text([item]).splitlines())
    at = spans[-1][1]
    before = source[:at] if source[:at].endswith("\n") else f"{source[:at]}\n"
    new = before + text + source[at:]
    for place in sorted(dropped, reverse=True):
        new = new[: spans[place][0]] + new[spans[place][1] :]
    return new


def _end(node: yaml.Node) -> int:
    """Where the last thing in it ends: a block ends only where the next one begins."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last: Any = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return int(node.end_mark.index)


def _line_start(source: str, at: int) -> int:
    return source.rfind("\n", 0, at) + 1


def _line_end(source: str, at: int) -> int:
    if at and source[at - 1] == "\n":
        return at
    found = source.find("\n", at)
    return len(source) if found < 0 else found + 1
