"""Files of parameters as one model: a table for each, and all of them again as one context by their paths."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn import Decision, Model, check_model
from creditrules.dmn.model import (
    Boxed,
    BusinessKnowledgeModel,
    ContextBox,
    ContextEntry,
    FactDefinition,
    ItemDefinition,
    LiteralExpression,
)
from creditrules.document import Plain
from creditrules.errors import Severity
from creditrules.imports.names import Names, safe
from creditrules.imports.openfisca.dated import DAY, dated, table_of
from creditrules.imports.openfisca.nodes import Node, nodes
from creditrules.imports.openfisca.notes import Notes
from creditrules.imports.openfisca.scales import function_for, scale
from creditrules.imports.paths import path_of
from creditrules.imports.report import Imported, ImportedModel, Interpretation, Source

__all__ = ["read_openfisca"]

_ALL = "parameters"
_MOST = 5_000


def read_openfisca(files: Mapping[str, bytes], source: Source = Source.OPENFISCA) -> Imported:
    """Parameters with dated values (OpenFisca's YAML) as one decision model over the fact `instant`, a date.

    Each parameter becomes a table by the day from which its values hold, each scale a list of brackets with the
    function that applies it, and `parameters` a context of all by their paths. Never raises.
    """
    notes = Notes()
    found = list(nodes(files, notes))
    if not found and not notes.diagnostics:
        notes.refuse(
            next(iter(files), ""), "", "There is no parameter in these files.", "Values stand under `values:`."
        )
    if len(found) > _MOST:
        notes.refuse(
            found[0].file, "", f"There are {len(found)} parameters; {_MOST} are read at most.", "Import them in parts."
        )
    model = None if notes.diagnostics else _model(found, _name(files), notes)
    if model is None or notes.diagnostics:
        return Imported(diagnostics=tuple(notes.diagnostics))
    wrong = tuple(one for one in check_model(model).diagnostics if one.severity is Severity.ERROR)
    if wrong:
        return Imported(diagnostics=wrong)
    return Imported((ImportedModel(model.name, model, source, tuple(files)),), tuple(notes.interpretations))


def _name(files: Mapping[str, bytes]) -> str:
    folders = [path_of(file).parent.parts for file in files]
    shared = [parts[0] for parts in zip(*folders, strict=False) if len(set(parts)) == 1]
    return next((part for part in reversed(shared) if part not in {"/", ".", ".."}), _ALL)


def _model(found: list[Node], name: str, notes: Notes) -> Model:
    names = Names(lambda _before, _after: None)
    names.give(DAY, DAY)
    names.give(_ALL, _ALL)
    decisions: list[Decision] = []
    functions: dict[str, BusinessKnowledgeModel] = {}
    tree: dict[str, object] = {}
    for node in found:
        decision = _decision(node, names.give(" ".join(map(_word, node.path)), "parameter"), notes, functions)
        if decision is not None:
            decisions.append(decision)
            _hang(tree, node.path, decision.name)
    decisions.append(Decision(_ALL, _context(tree), "", tuple(one.name for one in decisions)))
    day = FactDefinition(ItemDefinition(DAY, "date", description="The day for which parameters are asked."))
    return Model(name, "", (day,), (), tuple(functions.values()), (), tuple(decisions))


def _decision(node: Node, name: str, notes: Notes, functions: dict[str, BusinessKnowledgeModel]) -> Decision | None:
    about = node.content.get("metadata")
    about = about if isinstance(about, dict) else {}
    expression: Boxed | None
    if "brackets" in node.content:
        expression, type_ = scale(node, notes), ""
        function = function_for(node.content)
        if function is not None:
            functions[function.name] = function
        applied = "" if function is None else f"{function.name}({name}, base)"
        why = "A scale is a list of brackets; what it comes to for a base is a function of both."
    else:
        place = f"{node.place}.values".lstrip(".")
        references = about.get("reference", node.content.get("reference"))
        expression, type_ = table_of(dated(node.content["values"], node.file, place, notes, references))
        applied, why = name, "Values hold from their day to the next; the fact instant says which day is asked about."
    said = Interpretation("import.openfisca.dated", node.file, f"decisions.{name}", ".".join(node.path), applied, why)
    notes.interpretations.append(said)
    label = {"": str(about["short_label"])} if isinstance(about.get("short_label"), str) else {}
    return (
        None
        if expression is None
        else Decision(name, expression, type_, (DAY,), label, _description(node.content, about))
    )


def _word(part: str) -> str:
    """A part of a path as a word of a name."""
    return safe(part).replace(" ", "_")


def _description(content: Mapping[str, Plain], about: Mapping[str, Plain]) -> str:
    lines = [content.get("description"), content.get("documentation")]
    lines += [f"{key}: {about[key]}" for key in ("unit", "last_value_still_valid_on") if about.get(key)]
    return "\n".join(str(line) for line in lines if line)


def _hang(tree: dict[str, object], path: tuple[str, ...], name: str) -> None:
    for part in path[:-1]:
        inner = tree.setdefault(_word(part), {})
        if not isinstance(inner, dict):
            return
        tree = inner
    tree.setdefault(_word(path[-1]), name)


def _context(tree: Mapping[str, object]) -> Boxed:
    entries = [
        ContextEntry(key, _context(part) if isinstance(part, dict) else LiteralExpression(str(part)))
        for key, part in tree.items()
    ]
    return ContextBox(tuple(entries))
