"""Walks a graph along its edges: what flows into each node, when it runs, and what it yields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from creditrules.dmn.model import Boxed, ContextBox, ContextEntry, DecisionTable, Iteration
from creditrules.imports.jdm.flow.activity import ALWAYS, Activity, Branches, either, phrase_of
from creditrules.imports.jdm.flow.build import Build, Part
from creditrules.imports.jdm.flow.contexts import literal
from creditrules.imports.jdm.flow.formulas import formulas
from creditrules.imports.jdm.flow.outputs import Yield, nothing, own_value, shape_of, when
from creditrules.imports.jdm.flow.switches import switch
from creditrules.imports.jdm.flow.tables import table
from creditrules.imports.jdm.graph import Graph, Node, ordered
from creditrules.imports.jdm.words.expressions import Translator
from creditrules.imports.jdm.words.phrase import NULL, Level, Phrase, choice, comparison
from creditrules.imports.jdm.words.scope import Remarks, Scope
from creditrules.imports.jdm.words.shapes import Kind, ListShape, item
from creditrules.imports.jdm.words.speaking import use
from creditrules.imports.jdm.words.values import (
    ABSENT,
    Branch,
    Leaf,
    Unmergeable,
    Value,
    gated,
    hides,
    item_of,
    merged,
    put,
    settled,
    whole,
)
from creditrules.imports.jdm.zen import ZenError
from creditrules.records import replace

__all__ = ["Refused", "Walk"]

_MAX_CALLS = 8


class Refused(Exception):
    """Something that is told stands in the way of all that comes after it."""


class Walk:
    """One graph, given `data`. calls: the files that called one another to come here.

    around: when the node runs that calls it, and the switches that this is said by.
    """

    def __init__(
        self,
        build: Build,
        graph: Graph,
        data: Value,
        calls: tuple[str, ...] = (),
        prefix: str = "",
        around: tuple[Activity, Mapping[str, Branches]] = (ALWAYS, {}),
    ) -> None:
        self._build, self._graph, self._data = build, graph, data
        self._calls, self._prefix = (*calls, graph.file), prefix
        self._outer = around[0]
        self._out: dict[str, Value] = {}
        self._active: dict[str, Activity] = {}
        self._by: dict[str, dict[str, str]] = {}
        self._switch_names: dict[str, str] = {}
        self._switches: dict[str, Branches] = dict(around[1])
        self._named = {node.name: node.id for node in reversed(list(graph.nodes.values()))}

    def run(self) -> Value:
        """What the graph yields; its decisions are in the build by then. Raises Refused."""
        order = ordered(self._graph)
        sound = True
        for node in order:
            try:
                self._node(node)
            except Refused:
                sound = False
                self._out[node.id] = ABSENT
            except Unmergeable as error:
                sound = False
                self._out[node.id] = ABSENT
                message = f"Two nodes bring parts of one object, and the entries of '{error}' are not known."
                hint = "Write its entries out where it is made."
                self._build.notes.wrong("import.jdm.merge", message, hint, self._graph, node)
        if not sound:
            raise Refused
        return self._result(order)

    # what flows in

    def _activity(self, node: Node) -> Activity:
        edges = self._graph.into(node.id)
        if node.kind == "inputNode" or not edges:
            return self._outer
        return either((self._live(edge.source, edge.handle) for edge in edges), self._switches)

    def _live(self, source: str, handle: str) -> Activity:
        if source not in self._switch_names:
            return self._active[source]
        label = self._by[source].get(handle)
        return frozenset() if label is None else frozenset({(self._switch_names[source], label)})

    def _incoming(self, node: Node) -> Value:
        """What its edges bring, those that the file lists first over those after."""
        found: Value = ABSENT
        edges = self._graph.into(node.id)
        for edge in reversed(edges):
            live = self._live(edge.source, edge.handle)
            value = self._out[edge.source]
            if live == frozenset():
                continue
            if live != self._active[node.id]:
                condition = phrase_of(live, self._switches)
                value = value if condition is None else gated(value, condition)
            found = value if found is ABSENT else settled(merged(found, value))
        return Branch() if found is ABSENT else found

    # node by node

    def _node(self, node: Node) -> None:
        self._active[node.id] = self._activity(node)
        if node.kind == "inputNode":
            self._out[node.id] = self._data
            return
        incoming = self._incoming(node)
        if node.kind == "outputNode":
            self._out[node.id] = incoming
        elif not self._graph.into(node.id) and not self._graph.out_of(node.id):
            self._build.notes.interpret("import.jdm.unreached", self._graph, node, "", node.name)
            self._out[node.id] = ABSENT
        elif node.kind == "switchNode":
            self._switch(node, incoming)
        else:
            self._work(node, incoming)

    def _switch(self, node: Node, incoming: Value) -> None:
        name = self._name(node)
        self._out[node.id] = incoming
        made = switch(self._build, self._graph, node, self._scope(incoming), name, self._active[node.id])
        self._switch_names[node.id] = name
        if made is None:
            self._by[node.id] = {}
            raise Refused
        self._by[node.id] = dict(made.by)
        self._switches[name] = made.branches
        empty = Phrase("[]") if made.branches.several else NULL
        self._add(name, node, made.box, empty, made.roots)

    def _work(self, node: Node, incoming: Value) -> None:
        """A node that makes something: a table, expressions, or another graph."""
        name = self._name(node)
        passes = node.content.get("passThrough") is True
        path = self._path(node)
        if node.content.get("executionMode") == "loop":
            own = self._loop(node, incoming, name, passes=passes)
            if not path:
                hint = "Give the node an output path."
                message = "A loop without an output path makes the whole result a list."
                self._build.notes.wrong("import.jdm.graph", message, hint, self._graph, node)
                raise Refused
        else:
            given = self._given(node, incoming)
            own = self._once(node, given, name)
        own = put(path, own)
        base = incoming if self._graph.into(node.id) else self._data
        if passes:
            place = "" if node.kind == "decisionNode" else f"decisions.{name}"
            self._build.notes.interpret("import.jdm.pass-through", self._graph, node, place)
            if node.kind == "decisionTableNode" and hides(base, own):
                self._build.notes.interpret("import.jdm.null-result", self._graph, node, place)
        self._out[node.id] = settled(merged(base, own)) if passes else own

    def _once(self, node: Node, given: Value, name: str) -> Value:
        active = phrase_of(self._active[node.id], self._switches)
        if node.kind == "decisionNode":
            return self._sub_decision(node, given, name)
        made = self._made(node, self._scope(given), name)
        if not made.paths:
            return Branch()
        if _collects(node):
            return self._collected(node, made, name)
        self._add(name, node, made.box, nothing(made), made.roots)
        return own_value(name, made, active)

    def _made(self, node: Node, scope: Scope, name: str) -> Yield:
        make = table if node.kind == "decisionTableNode" else formulas
        made = make(self._build, self._graph, node, scope, name)
        if made is None:
            raise Refused
        return made

    def _collected(self, node: Node, made: Yield, name: str) -> Value:
        """The rows of a table as a list of objects, empty where none matches."""
        if not self._path(node):
            message = "A table that collects has no output path, so that the whole result would be a list."
            self._build.notes.wrong("import.jdm.graph", message, "Give it an output path.", self._graph, node)
            raise Refused
        rows = self._build.names.new(f"{name} rows")
        self._add(rows, node, made.box, NULL, made.roots)
        self._build.notes.interpret("import.jdm.collect", self._graph, node, f"decisions.{name}")
        listed = _listed(rows, made, self._build.names.new("each row"))
        self._build.add(Part(name, literal(listed), node.name, "", listed.roots))
        return Leaf(Phrase(name, listed.shape, nullable=False, roots=frozenset({name})), *self._presence(node))

    def _presence(self, node: Node) -> tuple[bool, Phrase | None, bool]:
        active = phrase_of(self._active[node.id], self._switches)
        return active is None, active, active is not None

    def _given(self, node: Node, incoming: Value) -> Value:
        """What the node works on: all that flows in, or what its input field says."""
        field = _said(node, "inputField")
        if not field:
            return incoming
        remarks = Remarks()
        speaker = Translator(self._scope(incoming), remarks, strict=False)
        try:
            return speaker.kept(self._build.trees.expression(field))
        except ZenError as error:
            self._build.notes.refuse(error, self._graph, node, "input field", field)
            raise Refused from None

    def _sub_decision(self, node: Node, given: Value, name: str, *, in_loop: bool = False) -> Value:
        key = _said(node, "key")
        called = self._find(key)
        if called is None:
            message = f'The graph "{key}" that this node calls is not among the files.'
            self._build.notes.wrong("import.jdm.sub-decision", message, f"Give {key} too.", self._graph, node)
            raise Refused
        if called.file in self._calls or len(self._calls) > _MAX_CALLS:
            circle = " → ".join([*self._calls, called.file])
            message = f"Sub-decisions call one another in a circle, or too deeply: {circle}."
            self._build.notes.wrong("import.jdm.sub-decision", message, "Remove one of the calls.", self._graph, node)
            raise Refused
        place = f"decisions.{name}" if in_loop else ""
        self._build.notes.interpret("import.jdm.sub-decision", self._graph, node, place, key, name)
        around = (ALWAYS, {}) if in_loop else (self._active[node.id], self._switches)
        return Walk(self._build, called, given, self._calls, f"{name} ", around).run()

    def _find(self, key: str) -> Graph | None:
        """The file that a key names: by its whole path, or the end of it."""
        graphs = self._build.graphs
        wanted = [key, f"{key}.json"]
        exact = [graphs[name] for name in wanted if name in graphs]
        near = [
            graph
            for name, graph in graphs.items()
            if any(name.endswith(f"/{each}") or each.endswith(f"/{name}") for each in wanted)
        ]
        return exact[0] if exact else near[0] if len(near) == 1 else None

    # loops

    def _loop(self, node: Node, incoming: Value, name: str, *, passes: bool) -> Value:
        """The node once for each item of a list."""
        source = whole(self._given(node, incoming))
        use(source, ListShape(Kind.UNKNOWN), strict=True)
        variable = self._build.names.new("each item")
        field = source.origin.item() if source.origin is not None else None
        roots = frozenset({variable})
        one = item_of(field, Phrase(variable, item(source.shape), roots=roots))
        start = len(self._build.parts)
        body, value, used = self._body(node, one, name)
        inner = self._build.parts[start:]
        del self._build.parts[start:]
        result = whole(merged(one, value) if passes else value)
        if isinstance(body, DecisionTable) and not passes and not body.outputs[0].default:
            unmatched = comparison("=", Phrase(name, roots=frozenset({name})), NULL)
            result = choice(unmatched, NULL, result, result.shape)
        entries = tuple(ContextEntry(part.name, part.box) for part in inner)
        box: Boxed = literal(result)
        if body is not None:
            entries = (*entries, ContextEntry(name, body))
        if entries:
            box = ContextBox(entries, literal(result))
        own = {part.name for part in inner} | {variable, name}
        taken = source.roots | ((used | result.roots).union(*(part.roots for part in inner)) - own)
        self._build.notes.interpret("import.jdm.loop", self._graph, node, f"decisions.{name}")
        iteration = Iteration("for", variable, literal(source), box)
        self._add(name, node, iteration, NULL, taken)
        phrase = Phrase(name, ListShape(result.shape), nullable=False, roots=frozenset({name}))
        return Leaf(phrase, *self._presence(node))

    def _body(self, node: Node, one: Leaf, name: str) -> tuple[Boxed | None, Value, frozenset[str]]:
        if node.kind == "decisionNode":
            return None, self._sub_decision(node, one, name, in_loop=True), frozenset()
        made = self._made(node, self._scope(one), name)
        if _collects(node):
            message = "A table that collects in a loop is not kept."
            self._build.notes.wrong(
                "import.jdm.graph", message, "Write a graph of it, and call that.", self._graph, node
            )
            raise Refused
        box = made.box
        if isinstance(box, DecisionTable) and node.content.get("passThrough") is not True:
            box = replace(box, outputs=tuple(replace(each, default="") for each in box.outputs))
        return box, own_value(name, made, None) if made.paths else Branch(), made.roots

    # what comes out

    def _result(self, order: Iterable[Node]) -> Value:
        outputs = [node for node in order if node.kind == "outputNode" and self._active[node.id] != frozenset()]
        if outputs:
            return self._first_of(outputs)
        found: Value = ABSENT
        for node in self._graph.nodes.values():
            into, out_of = self._graph.into(node.id), self._graph.out_of(node.id)
            if out_of or (not into and node.kind != "inputNode") or self._active[node.id] == frozenset():
                continue
            value = self._counting(node)
            found = value if found is ABSENT else merged(found, value)
            self._build.notes.interpret("import.jdm.output", self._graph, node, "")
        return Branch() if found is ABSENT else found

    def _first_of(self, outputs: list[Node]) -> Value:
        """Of several outputs the one that is come to first."""
        if len(outputs) == 1:
            return self._counting(outputs[0])
        self._build.notes.interpret("import.jdm.first-output", self._graph, outputs[0], "")
        result = NULL
        for node in reversed(outputs):
            condition = phrase_of(self._active[node.id], self._switches)
            made = whole(self._out[node.id])
            result = made if condition is None else choice(condition, made, result, made.shape)
        return Leaf(result)

    def _counting(self, node: Node) -> Value:
        """What a node yields, where it runs."""
        condition = phrase_of(self._active[node.id], self._switches)
        unbound = condition is None or self._active[node.id] == self._outer
        return self._out[node.id] if unbound or condition is None else gated(self._out[node.id], condition)

    # small things

    def _scope(self, data: Value) -> Scope:
        return Scope(data, self._of_node, reserved=frozenset(self._build.input.children))

    def _of_node(self, name: str) -> Value:
        id_ = self._named.get(name)
        if id_ is None or id_ not in self._out:
            raise ZenError(f'No node "{name}" comes before this one.', "Draw an edge from it, or correct the name.")
        condition = phrase_of(self._active[id_], self._switches)
        return self._out[id_] if condition is None else gated(self._out[id_], condition)

    def _name(self, node: Node) -> str:
        name = self._build.names.new(f"{self._prefix}{node.name}")
        if name != node.name and (node.kind != "decisionNode" or node.content.get("executionMode") == "loop"):
            self._build.notes.interpret("import.name", self._graph, node, f"decisions.{name}", node.name, name)
        return name

    def _path(self, node: Node) -> tuple[str, ...]:
        said = _said(node, "outputPath")
        return tuple(said.split(".")) if said else ()

    def _add(self, name: str, node: Node, box: Boxed, otherwise: Phrase, roots: frozenset[str]) -> None:
        active = phrase_of(self._active[node.id], self._switches)
        used = roots if active is None else roots | active.roots
        self._build.add(Part(name, when(box, active, otherwise), node.name if node.name != name else "", "", used))


def _listed(rows: str, made: Yield, variable: str) -> Phrase:
    """The rows of a table that collects, each as an object."""
    table_rows = Phrase(rows, ListShape(shape_of(made)), roots=frozenset({rows}))
    empty = Phrase("[]", table_rows.shape, nullable=False)
    listed = choice(comparison("=", table_rows, NULL), empty, table_rows, table_rows.shape)
    if len(made.columns) > 1 and all(path == (column,) for path, column in zip(made.paths, made.columns, strict=True)):
        return listed
    row: Value = Branch()
    for path, column, shape in zip(made.paths, made.columns, made.shapes, strict=True):
        text = variable if len(made.columns) == 1 else f"{variable}.{column}"
        row = merged(row, put(path, Leaf(Phrase(text, shape))))
    one = whole(row)
    written = f"if {rows} = null then [] else for {variable} in {rows} return {one.text}"
    return Phrase(written, ListShape(one.shape), Level.OPEN, nullable=False, roots=frozenset({rows}))


def _collects(node: Node) -> bool:
    return node.kind == "decisionTableNode" and node.content.get("hitPolicy") == "collect"


def _said(node: Node, key: str) -> str:
    value = node.content.get(key)
    return value.strip() if isinstance(value, str) else ""
