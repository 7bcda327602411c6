"""Plain values as JSON that people read: indented, every number digit by digit as it is."""

from __future__ import annotations

import json
from decimal import Decimal

from creditrules.document.canonical import canonical
from creditrules.document.values import Plain

__all__ = ["json_text"]

_SHORT = 100


def json_text(value: Plain, indent: str = "") -> str:
    """JSON; lists of simple values stand on one line."""
    inner = indent + "  "
    match value:
        case Decimal():
            return canonical(value).decode()
        case dict() if value:
            entries = (f"{inner}{json.dumps(key, ensure_ascii=False)}: {json_text(value[key], inner)}" for key in value)
            return "{\n" + ",\n".join(entries) + f"\n{indent}}}"
        case list() if value:
            parts = [json_text(item, inner) for item in value]
            line = f"[{', '.join(parts)}]"
            if len(line) <= _SHORT and not any(isinstance(item, dict | list) for item in value):
                return line
            return "[\n" + ",\n".join(f"{inner}{part}" for part in parts) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
