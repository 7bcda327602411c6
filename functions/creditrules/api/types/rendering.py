"""Stored contents written for people: the canonical JSON, or YAML in the order in which rule files are written."""

from __future__ import annotations

from creditrules.document import Plain, read_json, yaml_text

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
    return yaml_text(_ordered(read_json(content).value))


def _ordered(value: Plain) -> Plain:
    match value:
        case dict():
            names = sorted(value, key=lambda name: (_PLACE.get(name, len(_PLACE)), name))
            return {name: _ordered(value[name]) for name in names}
        case list():
            return [_ordered(item) for item in value]
        case _:
            return value
