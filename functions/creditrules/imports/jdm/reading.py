"""Decision graphs of GoRules (JDM) to decision models: one for every file."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn import check_model
from creditrules.dmn.model import Decision, Model
from creditrules.errors import Diagnostic, Severity
from creditrules.imports.jdm.flow.build import Build, TooLarge
from creditrules.imports.jdm.flow.contexts import boxed
from creditrules.imports.jdm.flow.walk import Refused, Walk
from creditrules.imports.jdm.graph import Graph, read_graph
from creditrules.imports.jdm.helpers import HELPERS, helper
from creditrules.imports.jdm.inputs import facts_of, hear
from creditrules.imports.jdm.names import Names
from creditrules.imports.jdm.notes import Notes
from creditrules.imports.jdm.words.facts import Field
from creditrules.imports.jdm.words.values import Value, whole_input
from creditrules.imports.jdm.zen import Trees
from creditrules.imports.names import RESERVED
from creditrules.imports.paths import path_of
from creditrules.imports.report import Imported, ImportedModel, Source
from creditrules.records import replace

__all__ = ["read_jdm"]

_PASSES = 3
_RESULT = "Result"


def read_jdm(files: Mapping[str, bytes], source: Source) -> Imported:
    """A model for every graph among `files`, its last decision yielding what the graph yields.

    A graph that another calls stands in full in the other's model too. Never raises.
    """
    notes = Notes()
    graphs: dict[str, Graph] = {}
    for name, data in files.items():
        graph, wrong = read_graph(name, data)
        notes.diagnostics += wrong
        if graph is not None:
            graphs[name] = graph
    models = tuple(made for graph in graphs.values() if (made := _imported(graph, graphs, notes, source)) is not None)
    return Imported(models, tuple(notes.interpretations), tuple(notes.diagnostics))


def _imported(graph: Graph, graphs: Mapping[str, Graph], notes: Notes, source: Source) -> ImportedModel | None:
    root, trees = Field(""), Trees()
    hear(root, graph)
    try:
        for _ in range(_PASSES - 1):
            _walked(graph, graphs, root, Notes(silent=True), trees)
        own = Notes()
        built = _walked(graph, graphs, root, own, trees)
    except TooLarge:
        hint = "Call each graph from one place, or split the import."
        message = "The graphs call one another so often that the model would have no bound."
        notes.diagnostics.append(Diagnostic("import.jdm.too-large", message, hint, graph.file))
        return None
    wrong = _kept_words(graph, root)
    notes.diagnostics += [*own.diagnostics, *wrong]
    if built is None or wrong:
        return None
    notes.interpretations += own.interpretations
    model = _model(graph, root, *built)
    problems = [each for each in check_model(model).diagnostics if each.severity is Severity.ERROR]
    notes.diagnostics += [replace(each, place=f"{graph.file}: {each.place}") for each in problems]
    stem = path_of(graph.file).stem or graph.file
    return None if problems else ImportedModel(stem, model, source, tuple(_files(graph, graphs)))


def _walked(
    graph: Graph, graphs: Mapping[str, Graph], root: Field, notes: Notes, trees: Trees
) -> tuple[Build, Value] | None:
    """One pass; None where something is refused."""
    build = Build(graphs, Names([*root.children, *HELPERS, _result_name(root)]), notes, root, trees)
    try:
        return build, Walk(build, graph, whole_input(root)).run()
    except Refused:
        return None


def _model(graph: Graph, root: Field, build: Build, result: Value) -> Model:
    decisions = [
        Decision(part.name, part.box, label={"": part.label} if part.label else {}, description=part.description)
        for part in build.parts
    ]
    decisions.append(Decision(_result_name(root), boxed(result, build.names)))
    functions = tuple(helper(name) for name in sorted(build.helpers))
    stem = path_of(graph.file).stem or graph.file
    return Model(stem, "", facts_of(root), (), functions, (), tuple(decisions))


def _result_name(root: Field) -> str:
    """What the last decision is called."""
    name, number = _RESULT, 1
    while name in root.children:
        number += 1
        name = f"{_RESULT} {number}"
    return name


def _kept_words(graph: Graph, root: Field) -> list[Diagnostic]:
    """Fields that expressions of FEEL cannot name."""
    return [
        Diagnostic(
            "import.jdm.graph",
            f'The input has a field "{name}", which is a word of FEEL itself.',
            "Give the field another name.",
            graph.file,
        )
        for name in root.children
        if name in RESERVED
    ]


def _files(graph: Graph, graphs: Mapping[str, Graph]) -> list[str]:
    """The file, and those that it calls."""
    found = [graph.file]
    for name in found:
        for node in graphs[name].nodes.values():
            key = node.content.get("key") if node.kind == "decisionNode" else None
            found += [other for other in graphs if isinstance(key, str) and other not in found and other.endswith(key)]
    return found
