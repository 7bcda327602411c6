"""A decision graph as data: its nodes and edges, read from JSON and found to be whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.document import Document, Plain, read_json
from creditrules.errors import Diagnostic
from creditrules.records import dataclass, field, replace

__all__ = ["Edge", "Graph", "Node", "ordered", "read_graph"]

_MAX_NODES = 2_000
_NOTES = frozenset({"noteNode"})
_KINDS = frozenset(
    {"inputNode", "outputNode", "decisionTableNode", "expressionNode", "switchNode", "decisionNode", "functionNode"}
)


@dataclass(frozen=True, slots=True)
class Node:
    """One node. kind: its type in the file. at: its position among the nodes there."""

    id: str
    name: str
    kind: str
    content: Mapping[str, Plain]
    at: int


@dataclass(frozen=True, slots=True)
class Edge:
    """From one node to another; handle: the statement of a switch that it leaves by."""

    source: str
    target: str
    handle: str


@dataclass(frozen=True, slots=True)
class Graph:
    """One file. nodes: without notes, in the order of the file. tests: inputs that the file gives as examples."""

    file: str
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    tests: tuple[Plain, ...] = ()
    document: Document = field(default_factory=lambda: Document(None))

    def into(self, node: str) -> tuple[Edge, ...]:
        """The edges that end at a node, as the file lists them."""
        return tuple(edge for edge in self.edges if edge.target == node)

    def out_of(self, node: str) -> tuple[Edge, ...]:
        """The edges that leave a node."""
        return tuple(edge for edge in self.edges if edge.source == node)

    def position(self, node: Node) -> tuple[int | None, int | None]:
        """Line and column of a node."""
        return self.document.position(("nodes", node.at)) or (None, None)


def read_graph(file: str, data: bytes) -> tuple[Graph | None, list[Diagnostic]]:
    """A graph, or what is wrong with it; places begin with the file's name."""
    document = read_json(data)
    if not document.ok:
        return None, [replace(each, place=file) for each in document.diagnostics]
    wrong: list[Diagnostic] = []
    raw = document.value
    if not isinstance(raw, dict) or not isinstance(raw.get("nodes"), list) or not isinstance(raw.get("edges"), list):
        message = "This is no decision graph: it has no list of nodes and list of edges."
        return None, [Diagnostic("import.jdm.graph", message, "Export the graph as JSON.", file)]
    nodes = _nodes(raw["nodes"], file, wrong)
    edges = tuple(_edges(raw["edges"], nodes, file, wrong))
    tests = raw.get("tests")
    graph = Graph(file, nodes, edges, tuple(tests) if isinstance(tests, list) else (), document)
    wrong += _whole(graph)
    return (None if wrong else graph), wrong


def _nodes(raw: object, file: str, wrong: list[Diagnostic]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    listed = raw if isinstance(raw, list) else []
    if len(listed) > _MAX_NODES:
        wrong.append(
            Diagnostic("import.jdm.too-large", f"The graph has more than {_MAX_NODES} nodes.", "Split it.", file)
        )
        return found
    for at, each in enumerate(listed):
        part = each if isinstance(each, dict) else {}
        id_, kind, name = part.get("id"), part.get("type"), part.get("name")
        if not isinstance(id_, str) or not isinstance(kind, str):
            wrong.append(Diagnostic("import.jdm.graph", f"Node {at + 1} has no id or no type.", "", file))
            continue
        content = part.get("content")
        held: Mapping[str, Plain] = content if isinstance(content, dict) else {"source": content}
        if kind in _NOTES or (kind == "customNode" and held.get("kind") == "noteNode"):
            continue
        if id_ in found:
            wrong.append(Diagnostic("import.jdm.graph", f'Two nodes have the id "{id_}".', "Give each its own.", file))
        found[id_] = Node(id_, name if isinstance(name, str) and name.strip() else kind, kind, held, at)
    return found


def _edges(raw: object, nodes: Mapping[str, Node], file: str, wrong: list[Diagnostic]) -> Iterator[Edge]:
    seen: set[Edge] = set()
    for each in raw if isinstance(raw, list) else []:
        part = each if isinstance(each, dict) else {}
        ends = [part.get(key) for key in ("sourceId", "targetId")]
        source, target = (end if isinstance(end, str) else "" for end in ends)
        if source not in nodes or target not in nodes:
            lost = source if source not in nodes else target
            message = f'An edge leads to "{lost}", and there is no such node.'
            wrong.append(Diagnostic("import.jdm.graph", message, "Remove the edge, or draw it again.", file))
            continue
        handle = part.get("sourceHandle")
        by = handle if isinstance(handle, str) and nodes[source].kind == "switchNode" else ""
        edge = Edge(source, target, by)
        if edge not in seen:
            seen.add(edge)
            yield edge


def _whole(graph: Graph) -> Iterator[Diagnostic]:
    inputs = [node for node in graph.nodes.values() if node.kind == "inputNode"]
    if len(inputs) != 1:
        message = f"The graph has {len(inputs) or 'no'} input nodes; it takes one."
        yield Diagnostic(
            "import.jdm.graph", message, "Draw one input node, with edges to whatever needs it.", graph.file
        )
    for node in graph.nodes.values():
        place = f"{graph.file}: {node.name}"
        line, column = graph.position(node)
        if node.kind == "functionNode":
            message = f'"{node.name}" is a function in JavaScript, which is not translated.'
            hint = "Write it as an expression node or a decision table, or give its result as a field of the input."
            yield Diagnostic("import.jdm.node-kind", message, hint, place, line=line, column=column)
        elif node.kind not in _KINDS:
            what = node.content.get("kind") or node.kind
            message = f'"{node.name}" is a node of a kind of your own, "{what}", which only your engine knows.'
            hint = "Write what it does as a table, an expression or a sub-decision, or give its result as a field."
            yield Diagnostic("import.jdm.node-kind", message, hint, place, line=line, column=column)
        elif node.kind == "outputNode" and graph.out_of(node.id):
            message = f'An edge leaves the output node "{node.name}".'
            yield Diagnostic("import.jdm.graph", message, "Nothing follows an output; remove the edge.", place)
    if graph.nodes and not ordered(graph):
        message = "The edges of the graph run in a circle."
        yield Diagnostic("import.jdm.graph", message, "Remove the edge that leads back.", graph.file)


def ordered(graph: Graph) -> tuple[Node, ...]:
    """The nodes, each after those that lead to it, in the order in which the engine comes to them; none if a circle."""
    waiting = dict.fromkeys(graph.nodes, 0)
    leaving: dict[str, list[str]] = {name: [] for name in graph.nodes}
    for edge in graph.edges:
        leaving[edge.source].append(edge.target)
        waiting[edge.target] += 1
    ready = [name for name, count in reversed(waiting.items()) if not count]
    found: list[Node] = []
    while ready:
        name = ready.pop()
        found.append(graph.nodes[name])
        for target in reversed(leaving[name]):
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return tuple(found) if len(found) == len(graph.nodes) else ()
