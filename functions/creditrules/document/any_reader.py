"""A text that is YAML or JSON, whichever it turns out to be."""

from __future__ import annotations

from creditrules.document.json_reader import read_json
from creditrules.document.limits import DEFAULT_LIMITS, DocumentLimits
from creditrules.document.values import Document
from creditrules.document.yaml_on_demand import read_yaml

__all__ = ["read_document"]

_JSON_STARTS = ("{", "[")


def read_document(text: str, limits: DocumentLimits = DEFAULT_LIMITS) -> Document:
    """JSON where the text is JSON, else YAML, which may begin with a brace as well. Never raises.

    A text that looks like JSON and is neither is judged as JSON.
    """
    if not text.lstrip().startswith(_JSON_STARTS):
        return read_yaml(text, limits)
    as_json = read_json(text, limits)
    if as_json.ok:
        return as_json
    as_yaml = read_yaml(text, limits)
    return as_yaml if as_yaml.ok else as_json
