"""Bytes to the tree of a DMN file, past faulty encodings and namespaces of other versions."""

from __future__ import annotations

import re
from typing import Final

from creditrules.dmn.exchange.xml import MODEL, Element, is_model, read_tree
from creditrules.errors import Diagnostic
from creditrules.imports.dmn.notes import Notes
from creditrules.imports.dmn.trees import everything

__all__ = ["open_file"]

_DECLARATION: Final = re.compile(r"<\?xml[^>]*\?>")
_ENCODING: Final = re.compile(r"""(encoding\s*=\s*)(["'])[^"']*\2""")
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def open_file(data: bytes, notes: Notes) -> Element | None:
    """The root of a file, all its elements in DMN's newest namespace where they are DMN's; None, told, without one."""
    tree = read_tree(data)
    if tree.root is None:
        again = _decoded(data)
        second = read_tree(again[0]) if again is not None else tree
        if again is None or second.root is None:
            notes.diagnostics.extend(tree.diagnostics)
            return None
        tree = second
        why = "The file is not written in the encoding that it declares, or begins with something else than XML."
        assert tree.root is not None  # noqa: S101  (seen above)
        notes.interpreted("import.encoding", tree.root, "", "", again[1], why)
    assert tree.root is not None  # noqa: S101  (refused above)
    return _in_namespace(tree.root, notes)


def _decoded(data: bytes) -> tuple[bytes, str] | None:
    """The text in UTF-8, and the encoding that it was found to have."""
    mark = next(((start, name) for start, name in _MARKS if data.startswith(start)), None)
    names = [mark[1]] if mark else ["utf-8", "cp1252"]
    if not mark and data[1:2] == b"\0":
        names = ["utf-16-le"]
    body = data[len(mark[0]) :] if mark else data
    for name in names:
        try:
            text = body.decode(name)
        except UnicodeDecodeError:
            continue
        text = text.lstrip("\ufeff \t\r\n\0")
        declaration = _DECLARATION.match(text)
        if declaration is not None:
            text = _ENCODING.sub(r"\1\2UTF-8\2", declaration.group()) + text[declaration.end() :]
        return text.encode("utf-8", "surrogatepass"), name
    return None


def _in_namespace(root: Element, notes: Notes) -> Element | None:
    if root.name != "definitions" or not (is_model(root.namespace) or _like_dmn(root.namespace)):
        hint = "Give a file whose root element is <definitions> in a namespace of DMN."
        message = f"<{root.name}> of the namespace {root.namespace or '(none)'} is no DMN."
        diagnostic = Diagnostic("dmn.xml.namespace", message, hint, line=root.line, column=root.column)
        notes.diagnostics.append(diagnostic)
        return None
    told: set[str] = set()
    for element in everything(root):
        space = element.namespace
        if is_model(space) or not _like_dmn(space):
            continue
        element.namespace = MODEL
        if space not in told:
            told.add(space)
            why = "The elements are DMN's; the namespace is that of another version, misspelt, or missing."
            notes.interpreted("import.namespace", element, "", space, MODEL, why)
    return root


def _like_dmn(namespace: str) -> bool:
    text = namespace.casefold()
    return not text or ("omg.org/spec/dmn" in text and not re.search("dmndi|/di/|/dc/|feel", text))
