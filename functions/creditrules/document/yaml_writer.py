"""Plain values as YAML that is pleasant to read and to edit: blocks, rows on one line, quotes only where needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from creditrules.document.canonical import canonical
from creditrules.document.values import Plain

__all__ = ["yaml_text"]

_SHORT = 100
_NUMBER = re.compile(
    r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|0[xo][\da-fA-F]+|[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)", re.ASCII
)
"""What YAML 1.2 takes for a number; pyyaml knows 1.1 alone."""
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\U000e0000-\U000e0fff]")
"""What is not seen, or turns the direction of what follows: whoever reviews rules is to see it, by its number."""


def yaml_text(value: Plain) -> str:
    """YAML that `creditrules.document.read_yaml` reads back to an equal value."""
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)
    return _UNSEEN.sub(_by_number, text)


def _by_number(sign: re.Match[str]) -> str:
    text: str = sign.group().encode("unicode_escape").decode()
    return text if text[1] != "x" else f"\\u00{text[2:]}"


class _Dumper(yaml.SafeDumper):
    """Scalars of YAML 1.2's core, no anchors, no tags."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  (pyyaml's own signature)
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    if "\n" in value and _fits_block(value):
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|")
    if _special(value):
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')
    style = "'" if _NUMBER.fullmatch(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _fits_block(value: str) -> bool:
    lines = value.split("\n")
    return (
        all(line == line.strip() or line == line.rstrip() for line in lines)
        and lines[0][:1] not in {" ", ""}
        and (not _special(value))
    )


def _special(value: str) -> bool:
    """Whether a text has signs that are not seen as they are; between quotes they are written by their numbers."""
    return any(not (character.isprintable() or character == "\n") for character in value)


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    text = canonical(value).decode()
    kind = "float" if any(mark in text for mark in ".eE") else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    simple = all(not isinstance(item, dict | list) and "\n" not in str(item) for item in value)
    short = sum(len(str(item)) + 2 for item in value) <= _SHORT
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=simple and short)


def _mapping(dumper: yaml.SafeDumper, value: Mapping[str, Any]) -> yaml.Node:
    simple = all(not isinstance(item, dict | list) and "\n" not in str(item) for item in value.values())
    length = sum(len(str(key)) + len(str(item)) + 4 for key, item in value.items())
    flow = simple and length <= _SHORT and set(value) <= _FLOW_KEYS
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=flow)


_FLOW_KEYS = {
    "name", "type", "of", "allowedValues", "nullable", "unit", "better", "protected", "askCost", "expression", "label",
    "default", "direction", "step", "min", "max", "cost", "en", "zh",
}  # fmt: skip
"""Columns, facts and entries stand on a line of their own, as people write them."""

_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(dict, _mapping)
