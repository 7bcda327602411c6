"""Stored contents written for people: the canonical JSON, or YAML in the order in which rule files are written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import yaml

from creditrules.document import canonical, read_json

__all__ = ["rendered_content"]

FIRST_NAMES = (
    "ruleSet", "product", "id", "name", "category", "kind", "type", "segment", "scenario", "description", "timeZone",
    "facts", "types", "functions", "services", "decisions", "reasons", "tests", "expression", "requires", "table",
    "hitPolicy", "inputs", "outputs", "rules", "when", "then", "expect",
)  # fmt: skip
_PLACE = {name: place for place, name in enumerate(FIRST_NAMES)}


def rendered_content(content: bytes, *, as_yaml: bool) -> str:
    """The canonical form as YAML that reads back to the same digest, or as it is."""
    if not as_yaml:
        return content.decode()
    value = read_json(content).value
    text = yaml.dump(_ordered(value), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return str(text)


def _ordered(value: object) -> object:
    match value:
        case Mapping():
            names = sorted(value, key=lambda name: (_PLACE.get(name, len(_PLACE)), name))
            return {name: _ordered(value[name]) for name in names}
        case list():
            return [_ordered(item) for item in value]
        case _:
            return value


class _Dumper(yaml.SafeDumper):
    """Plain YAML: decimals digit for digit, no anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  (the base class asks for it)
        return True


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = canonical(value).decode()
    tag = "tag:yaml.org,2002:float" if {"e", "E", "."} & set(text) else "tag:yaml.org,2002:int"
    return dumper.represent_scalar(tag, text)


_Dumper.add_representer(Decimal, _decimal)
