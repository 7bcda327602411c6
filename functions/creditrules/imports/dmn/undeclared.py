"""Variables that nothing declares become facts; inputs that are only drawn go."""

from __future__ import annotations

from creditrules.dmn.exchange.xml import Element
from creditrules.dmn.model import Use
from creditrules.imports.dmn.arrows import other_name
from creditrules.imports.dmn.graph import REQUIREMENTS, Graph
from creditrules.imports.dmn.inference import Evidence
from creditrules.imports.dmn.layout import Part, Text
from creditrules.imports.dmn.naming import Speaking
from creditrules.imports.dmn.trees import altered, child, children, made

__all__ = ["settle_facts"]


def settle_facts(graph: Graph) -> None:
    """Settle all names in the texts, and declare what is left."""
    work = _Facts(graph)
    work.speaking.settle()
    work.declare()


class _Facts:
    def __init__(self, graph: Graph) -> None:
        self._graph, self._notes = graph, graph.notes
        self._evidence = Evidence(graph.words)
        self._needed: dict[str, dict[Part, Text]] = {}
        self.speaking = Speaking(graph, self._undeclared)

    def _undeclared(self, part: Part, text: Text, use: Use) -> None:
        drawn = [
            one
            for one in self._graph.like(use.name)
            if one.kind == "facts" and child(one.element, "variable") is None and one.name not in self._graph.used
        ]
        if len(drawn) == 1:
            self.speaking.call_fact(drawn[0], use.name, text)
            self._graph.require(part, drawn[0])
        else:
            self._needed.setdefault(use.name, {}).setdefault(part, text)

    def declare(self) -> None:
        """Add the facts that are needed, with the types that their uses tell."""
        self._drop_drawn()
        self._evidence.gather(self._graph.parts)
        for name, users in self._needed.items():
            self._declare(name, users)
        for fact in self._graph.parts:
            if fact.kind == "facts":
                self._type(fact)

    def _declare(self, name: str, users: dict[Part, Text]) -> None:
        graph = self._graph
        if name in graph.names:
            other_name(graph, graph.names[name], "fact")
        item, fact = self._evidence.declared(name, graph.file.root, self._identifier(name))
        graph.file.root.content += [fact] if item is None else [item, fact]
        for part in users:
            if graph.drawn(part):
                reference = made("requiredInput", part.element, href=f"#{fact.get('id')}")
                graph.draw(part, made("informationRequirement", part.element, reference))
        text = next(iter(users.values()))
        why = "Nothing declares this variable, so it is a fact; its type is what the tables say of it."
        self._notes.interpreted("import.fact", text.near, f"facts.{name}", "", self._evidence.shown(name), why)

    def _identifier(self, name: str) -> str:
        found = f"fact_{name}"
        while found in self._graph.ids:
            found += "_"
        return found

    def _type(self, fact: Part) -> None:
        """A declared fact without a type takes the one that all its columns have."""
        variable = child(fact.element, "variable")
        if variable is not None and variable.get("typeRef"):
            return
        if self._evidence.dated(fact.name):
            item, _ = self._evidence.declared(fact.name, fact.element, fact.element.get("id"))
            self._graph.file.root.content += [] if item is None else [item]
            why = "The input has no type; its entries are those that the texts use, some of them dates or times."
            shown = self._evidence.shown(fact.name)
            self._notes.interpreted("import.type", fact.element, fact.place, "", shown, why)
            return
        type_ = self._evidence.simple(fact.name)
        if not type_:
            return
        if variable is None:
            variable = made("variable", fact.element, name=fact.name)
            fact.element.content.append(variable)
        altered(variable, typeRef=type_)
        why = "The input has no type; its columns and their cells say this one."
        self._notes.interpreted("import.type", fact.element, fact.place, "", type_, why)

    def _drop_drawn(self) -> None:
        """Inputs that no text uses under any name, where decisions that require them use undeclared variables."""
        users = dict.fromkeys(part for parts in self._needed.values() for part in parts)
        for fact in dict.fromkeys(one for part in users for one in self._graph.required(part)):
            drawn = fact.kind == "facts" and child(fact.element, "variable") is None
            if drawn and fact.name not in self._graph.used and not _served(self._graph.file.root, fact):
                self._drop(fact)

    def _drop(self, fact: Part) -> None:
        graph, identifier = self._graph, fact.element.get("id")
        for part in graph.parts:
            for requirement in children(part.element, *REQUIREMENTS):
                if any(one.get("href").rpartition("#")[2] == identifier for one in children(requirement)):
                    requirement.content.clear()
        graph.remove(fact)
        why = "The input is only drawn: no text uses it under any name."
        self._notes.interpreted("import.unused", fact.element, fact.place, fact.name, "", why)


def _served(root: Element, fact: Part) -> bool:
    identifier = fact.element.get("id")
    return any(
        one.get("href").rpartition("#")[2] == identifier
        for service in children(root, "decisionService")
        for one in children(service, "inputData")
    )
