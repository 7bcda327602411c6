"""What both readers share: the text's encoding and size, the value's depth, size and texts."""

from __future__ import annotations

from creditrules.document.limits import DocumentLimits
from creditrules.document.scalars import is_clean_text
from creditrules.document.values import Path, Plain, render_path
from creditrules.errors import Diagnostic

__all__ = ["decoded", "first_problem", "refused_depth", "refused_nodes"]


def decoded(text: str | bytes, limits: DocumentLimits) -> str | Diagnostic:
    """The text without a byte order mark, or why it is refused."""
    if len(text) > limits.size:
        return _too_large(limits)
    try:
        if isinstance(text, bytes):
            return text.decode().removeprefix("\ufeff")
        if not text.isascii() and len(text.encode()) > limits.size:
            return _too_large(limits)
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        message = f"The text is not UTF-8 (at {error.start})."
        return Diagnostic("document.encoding", message, "Save it as UTF-8.", line=1, column=1)
    return text.removeprefix("\ufeff")


def first_problem(value: Plain, limits: DocumentLimits) -> tuple[Path, Diagnostic] | None:
    """The first part that is too deep, too much or no proper text; walks without recursion."""
    if _is_fine(value, limits):
        return None
    stack: list[tuple[Path, Plain]] = [((), value)]
    nodes = 0
    while stack:
        path, item = stack.pop()
        nodes += 1
        if nodes > limits.nodes:
            return path, refused_nodes(limits)
        if isinstance(item, str):
            if not is_clean_text(item):
                return path, _half_pair(path)
        elif isinstance(item, dict | list):
            if len(path) >= limits.depth:
                return path, refused_depth(limits)
            if isinstance(item, dict):
                if not all(map(is_clean_text, item)):
                    return path, _half_pair(path)
                stack.extend(((*path, key), part) for key, part in item.items())
            else:
                stack.extend(((*path, index), part) for index, part in enumerate(item))
    return None


def _is_fine(value: Plain, limits: DocumentLimits) -> bool:
    """Whether there is no problem, told level by level without any paths."""
    level, nodes, depth = [value], 0, 0
    while level:
        nodes += len(level)
        inside: list[Plain] = []
        for item in level:
            kind = type(item)
            if kind is str:
                if not is_clean_text(item):  # type: ignore[arg-type]
                    return False
            elif kind is dict:
                if not all(map(is_clean_text, item)):  # type: ignore[arg-type]
                    return False
                inside.extend(item.values())  # type: ignore[union-attr]
            elif kind is list:
                inside.extend(item)  # type: ignore[arg-type]
            if depth >= limits.depth and kind in (dict, list):
                return False
        if nodes > limits.nodes:
            return False
        level, depth = inside, depth + 1
    return True


def refused_depth(limits: DocumentLimits) -> Diagnostic:
    """More collections inside each other than allowed."""
    return Diagnostic("document.too-deep", f"The document nests deeper than {limits.depth} levels.")


def refused_nodes(limits: DocumentLimits) -> Diagnostic:
    """More values than allowed."""
    return Diagnostic("document.too-many-values", f"The document has more than {limits.nodes} values.")


def _too_large(limits: DocumentLimits) -> Diagnostic:
    return Diagnostic("document.too-large", f"The document is larger than {limits.size} bytes.", line=1, column=1)


def _half_pair(path: Path) -> Diagnostic:
    return Diagnostic(
        "document.encoding", "A text holds half of a surrogate pair, which is no character.", place=render_path(path)
    )
