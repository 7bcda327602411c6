"""Answers are measured as they are made: one that grows too large is stopped, and its field refused."""

from __future__ import annotations

import json
from json.encoder import encode_basestring

from graphql import OperationType

from creditrules.errors import Kind, Refusal

__all__ = ["AROUND", "OTHER_LEAF", "json_size", "text_size", "too_large"]

AROUND = 6
"""Colon, comma and the quotes of a name; the platform escapes quotes once more."""
OTHER_LEAF = 12
"""A number, true or false."""


def too_large(room: int, operation: OperationType) -> Refusal:
    """The refusal of a root field for which no room is left."""
    message = f"The answer would be larger than {room} bytes."
    hint = "Ask for smaller pages, fewer fields, or in several requests."
    if operation is OperationType.MUTATION:
        hint = "The act was carried out. Read what came of it in parts."
    return Refusal(Kind.TOO_LARGE, "ANSWER_TOO_LARGE", message, (), hint)


def text_size(text: str) -> int:
    """How many bytes a text takes in an answer, counting what a platform adds that escapes the answer once more."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return len(text) + 4
    written = encode_basestring(text)
    return len(written.encode("utf-8", "replace")) + written.count('"') + written.count("\\")


def json_size(value: object) -> int:
    """As `text_size`, of a leaf that is no text."""
    return text_size(json.dumps(value, ensure_ascii=False)) if isinstance(value, dict | list) else OTHER_LEAF
