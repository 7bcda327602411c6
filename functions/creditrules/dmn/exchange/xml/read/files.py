"""Several DMN files that import one another, read to one model."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from creditrules.dmn.exchange.xml.companion import Companion
from creditrules.dmn.exchange.xml.elements import Element, TreeRead, read_tree
from creditrules.dmn.exchange.xml.read.definitions import XmlRead, read_definitions
from creditrules.dmn.exchange.xml.read.head import FileHead, head_of
from creditrules.dmn.exchange.xml.read.renaming import Renaming
from creditrules.dmn.model.definitions import Model
from creditrules.errors import Diagnostic, Severity
from creditrules.records import replace

__all__ = ["read_models"]

_MAX_FILES = 64


def read_models(texts: Mapping[str, bytes | Element], main: str = "") -> XmlRead:
    """The model of the file `main` with all that it imports, directly or through others.

    texts: by file name, as bytes or as the tree that `read_tree` makes of them.

    Without `main` it is the first file that no other imports. Names of imported parts carry the name of the import
    ("loans.Rate"), over several steps all of them ("loans.base.Rate"); what two files import is there once, under the
    first way to it. Files are found by their namespaces, never by a location. Never raises; what the companion keeps
    is that of the main file.
    """
    if len(texts) > _MAX_FILES:
        return _refused(
            f"There are {len(texts)} files; at most {_MAX_FILES} are read together.", "document.too-many-values"
        )
    heads: dict[str, FileHead] = {}
    problems: list[Diagnostic] = []
    for file, data in texts.items():
        tree = TreeRead(data) if isinstance(data, Element) else read_tree(data)
        head = head_of(tree.root) if tree.root is not None else tree.diagnostics[0]
        if isinstance(head, Diagnostic):
            problems.append(head.at(file))
        else:
            heads[file] = head
    if problems:
        return XmlRead(None, Companion(), tuple(problems))
    chosen = main or _first(heads)
    if chosen not in heads:
        return _refused(f'There is no file "{chosen}".', "dmn.xml.no-file")
    return _Whole(heads, chosen).read()


def _refused(message: str, code: str) -> XmlRead:
    return XmlRead(None, Companion(), (Diagnostic(code, message),))


def _first(heads: Mapping[str, FileHead]) -> str:
    imported = {one.namespace for head in heads.values() for one in head.imports}
    roots = [file for file, head in heads.items() if head.namespace not in imported]
    return next(iter((*roots, *heads)), "")


class _Whole:
    """The files that the main one needs, and where each of them hangs."""

    def __init__(self, heads: Mapping[str, FileHead], main: str) -> None:
        self._main = heads[main]
        self._spaces = {head.namespace: head for head in heads.values()}
        self._spaces[self._main.namespace] = self._main
        self._files = {head.namespace: file for file, head in heads.items()}
        self._prefixes = {self._main.namespace: ""}
        waiting = [self._main]
        while waiting:
            head = waiting.pop(0)
            for one in head.imports:
                if one.namespace in self._spaces and one.namespace not in self._prefixes:
                    step = f"{one.name}." if one.name else ""
                    self._prefixes[one.namespace] = self._prefixes[head.namespace] + step
                    waiting.append(self._spaces[one.namespace])

    def read(self) -> XmlRead:
        """The merged model; with a single file simply that file's."""
        reads = {space: read_definitions(self._spaces[space], self._spaces) for space in self._prefixes}
        first = reads[self._main.namespace]
        if len(reads) == 1:
            return first
        diagnostics = tuple(chain.from_iterable(self._placed(space, read.diagnostics) for space, read in reads.items()))
        if any(one.severity is Severity.ERROR for one in diagnostics):
            return XmlRead(None, first.companion, diagnostics, first.positions, first.names)
        models = [self._renaming(space).model(read.model) for space, read in reads.items() if read.model is not None]
        companion = replace(first.companion, imports=())
        names = self._names()
        return XmlRead(_merged(models), companion, diagnostics, first.positions, names)

    def _names(self) -> Mapping[str, str]:
        """By qualified name, by namespace and name ("urn:base#Rate"), and by less of the way where that is enough."""
        found: dict[str, str] = {}
        shorter: dict[str, set[str]] = {}
        for space, prefix in reversed(self._prefixes.items()):
            for key, name in self._spaces[space].names.items():
                found[prefix + key] = found[f"{space}#{key}"] = prefix + name
                steps = prefix.split(".")[:-1]
                for left_out in range(1, len(steps) + 1):
                    shorter.setdefault(".".join([*steps[left_out:], key]), set()).add(prefix + name)
        return {**{key: next(iter(meant)) for key, meant in shorter.items() if len(meant) == 1}, **found}

    def _placed(self, space: str, diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        if space == self._main.namespace:
            return diagnostics
        return tuple(one.at(self._files[space]) for one in diagnostics)

    def _renaming(self, space: str) -> Renaming:
        head = self._spaces[space]
        own = self._prefixes[space]
        parts = {name: own + name for name in head.names.values()}
        types = {name: own + name for name in head.types}
        for one in head.imports:
            other = self._spaces.get(one.namespace)
            if other is None:
                continue
            local, whole = f"{one.name}." if one.name else "", self._prefixes[one.namespace]
            parts.update((local + name, whole + name) for name in other.names.values())
            types.update((local + name, whole + name) for name in other.types)
        return Renaming(parts, types)


def _merged(models: list[Model]) -> Model:
    first, *others = models
    return replace(
        first,
        facts=tuple(chain(first.facts, *(one.facts for one in others))),
        types=tuple(chain(first.types, *(one.types for one in others))),
        functions=tuple(chain(first.functions, *(one.functions for one in others))),
        services=tuple(chain(first.services, *(one.services for one in others))),
        decisions=tuple(chain(first.decisions, *(one.decisions for one in others))),
    )
