"""What a file's texts speak of: parts by other names than their own, and arrows that are missing."""

from __future__ import annotations

from collections.abc import Callable

from creditrules.dmn.model import Use
from creditrules.feel import BUILTINS
from creditrules.imports.dmn.graph import Graph
from creditrules.imports.dmn.layout import Part, Text
from creditrules.imports.dmn.trees import child, outputs_of

__all__ = ["Change", "Speaking", "put", "settle_columns"]

Change = tuple[tuple[int, int], str]
"""A span of a text, and what it says instead."""


def put(text: Text, changes: list[Change]) -> None:
    """Have a text say something else at these places."""
    after = text.text
    for (start, end), said in sorted(dict.fromkeys(changes), reverse=True):
        after = after[:start] + said + after[end:]
    if after != text.text:
        text.say(after)


def settle_columns(graph: Graph) -> None:
    """Have texts that spell a part's name with other signs or capitals, and nothing else, spell it as it is."""
    for part in list(graph.parts):
        for text in part.texts:
            if text.tests or text.column is not None:
                continue
            unknown = [use for use in graph.words.uses(text) if use.name not in graph.names]
            if not unknown or any(use.called or graph.spoken_of(part, use.name) for use in unknown):
                continue
            like = [one for one in graph.like(text.text) if one is not part and one.kind in {"facts", "decisions"}]
            if len(like) == 1 and child(like[0].element, "variable") is not None:
                before = text.text
                text.say(like[0].name)
                why = f"Nothing is called so; {like[0].name} is written with other signs or capitals."
                graph.notes.interpreted("import.name", text.near, text.place, before, like[0].name, why)


class Speaking:
    """Settles every name in the texts of decisions; names that nothing declares go to `undeclared`."""

    def __init__(self, graph: Graph, undeclared: Callable[[Part, Text, Use], None]) -> None:
        self._graph, self._notes, self._undeclared = graph, graph.notes, undeclared
        names = [name for names in graph.file.names.values() for name in names.values()]
        self._imported = {*names, *(name.partition(".")[0] for name in names)}

    def settle(self) -> None:
        """Go through all decisions."""
        for part in list(self._graph.parts):
            if part.kind in {"decisions", "functions"}:
                settle = self._use if part.kind == "decisions" else self._called
                for text in part.texts:
                    changes = [settle(part, text, use) for use in self._graph.words.uses(text)]
                    put(text, [change for change in changes if change is not None])

    def _use(self, part: Part, text: Text, use: Use) -> Change | None:
        found = self._graph.names.get(use.name)
        nearer = self._nearer(part, use, found)
        if nearer is not None:
            return self._other(part, text, use, *nearer)
        if found is not None and (found is not part or found.kind == "facts"):
            self._require(part, found, text)
            return self._stripped(found, use)
        if use.called:
            return self._called(part, text, use)
        foreign = self._foreign(use)
        if foreign is None and use.name in self._imported:
            return None
        meant = self._graph.spoken_of(part, use.name)
        if len({one for one, _ in meant}) > 1:
            self._ambiguous(text, use, [one for one, _ in meant])
        elif meant:
            return self._other(part, text, use, *meant[0])
        elif foreign is not None:
            (span, said), before = foreign
            why = "The imported part is known by this name where it is used."
            self._notes.interpreted("import.name", text.near, text.place, before, said, why)
            return span, said
        elif not use.filtered and (use.name not in BUILTINS or use.path or text.text == use.name):
            self._undeclared(part, text, use)
        return None

    def _nearer(self, part: Part, use: Use, found: Part | None) -> tuple[Part, str] | None:
        """What an arrow points to and is known by the name, where the part of that name is not required."""
        required = self._graph.required(part)
        if found is None or use.called or found in required or not required:
            return None
        meant = [pair for pair in self._graph.spoken_of(part, use.name) if pair[0] in required]
        return meant[0] if len(meant) == 1 else None

    def _called(self, part: Part, text: Text, use: Use) -> Change | None:
        """A function, by its name or another."""
        found = self._graph.names.get(use.name)
        if found is not None and found is not part and found.kind in {"functions", "services"}:
            self._require(part, found, text)
        if found is not None or use.name in BUILTINS:
            return None
        meant = [pair for pair in self._graph.spoken_of(part, use.name) if pair[0].kind in {"functions", "services"}]
        return self._other(part, text, use, *meant[0]) if len(meant) == 1 else None

    def _other(self, part: Part, text: Text, use: Use, provider: Part, said: str) -> Change | None:
        if provider.kind == "facts" and child(provider.element, "variable") is None:
            self.call_fact(provider, use.name, text)
            self._require(part, provider, text)
            return None
        why = f"The {provider.kind.removesuffix('s')} {provider.name} is known by this name where it is used."
        self._notes.interpreted("import.name", text.near, text.place, use.name, said, why)
        self._require(part, provider, text)
        return use.node.span, said

    def call_fact(self, fact: Part, name: str, text: Text) -> None:
        """An input that is drawn under one name and used under its identifier or another spelling."""
        before, place = fact.name, fact.place
        self._graph.rename(fact, name)
        why = "The input is drawn under a title and used under this name, by which callers give it."
        self._notes.interpreted("import.name", text.near, place, before, name, why)

    def _stripped(self, found: Part, use: Use) -> Change | None:
        """`Decision.output` where the decision has just that output, and its value is all there is."""
        if found.kind != "decisions" or not use.path or outputs_of(found.element) != [use.path[0]]:
            return None
        return use.span, "".join([found.name, *(f".{step}" for step in use.path[1:])])

    def _foreign(self, use: Use) -> tuple[Change, str] | None:
        """An imported part that a name, or a name with the import's, means under another than its own."""
        for length in range(min(len(use.path), 1), -1, -1):
            spoken = ".".join([use.name, *use.path[:length]])
            if spoken in self._graph.file.others:
                return None
            said = {names[spoken] for names in self._graph.file.others.values() if spoken in names}
            if len(said) == 1:
                rest = [f".{step}" for step in use.path[length:]]
                return (use.span, "".join([*said, *rest])), "".join([spoken, *rest])
        return None

    def _ambiguous(self, text: Text, use: Use, parts: list[Part]) -> None:
        names = ", ".join(dict.fromkeys(one.name for one in parts))
        message = f'"{use.name}" may be a result of {names}.'
        hint = "Draw an arrow from the one that is meant, or declare an input of this name."
        self._notes.failing("import.ambiguous", text.near, text.place, message, hint)

    def _require(self, part: Part, found: Part, text: Text) -> None:
        if self._graph.require(part, found):
            why = f"The texts of {part.name} use {found.name}, and no arrow says so."
            self._notes.interpreted("import.requirement", text.near, part.place, "", found.name, why)
