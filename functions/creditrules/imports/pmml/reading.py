"""PMML files: each scorecard and each tree in them becomes a decision model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.dmn import Decision, Model, check_model
from creditrules.dmn.exchange.xml import Element, read_tree
from creditrules.dmn.model import LiteralExpression
from creditrules.errors import Severity
from creditrules.imports.names import Names
from creditrules.imports.paths import path_of
from creditrules.imports.pmml.elements import children, one_of
from creditrules.imports.pmml.fields import Field, InputFields, read_dictionary
from creditrules.imports.pmml.literals import FEEL_TYPES
from creditrules.imports.pmml.notes import Notes, RefusedError
from creditrules.imports.pmml.outputs import output_decisions, targeted
from creditrules.imports.pmml.scorecard import read_scorecard
from creditrules.imports.pmml.transformations import Transformations
from creditrules.imports.pmml.tree import Column, read_tree_model
from creditrules.imports.report import Imported, ImportedModel, Source

__all__ = ["read_pmml"]

_READ = ("Scorecard", "TreeModel")
_BESIDE = ("Header", "MiningBuildTask", "DataDictionary", "TransformationDictionary", "Extension")
_NODE_FEATURES = ("probability", "confidence", "entityId")


def read_pmml(files: Mapping[str, bytes], source: Source = Source.PMML) -> Imported:
    """The scorecards and trees of PMML 3 and 4 files as decision models (dmg.org, PMML 4.4: Scorecard, TreeModel).

    Each field that a model uses becomes a fact that may be null, each characteristic a table, a tree one table. Other
    kinds of model are refused, each with its place. Never raises.
    """
    del source
    models: list[ImportedModel] = []
    interpretations, diagnostics = [], []
    for file, data in files.items():
        notes = Notes(file)
        models += _file(file, data, notes)
        interpretations += notes.interpretations
        diagnostics += notes.diagnostics
    return Imported(tuple(models), tuple(interpretations), tuple(diagnostics))


def _file(file: str, data: bytes, notes: Notes) -> Iterator[ImportedModel]:
    tree = read_tree(data)
    root = tree.root
    if root is None:
        notes.diagnostics += (one.at(file) for one in tree.diagnostics)
        return
    try:
        elements = list(_models(root))
        dictionary = read_dictionary(root, notes)
    except RefusedError as error:
        notes.refused(error)
        return
    stem = path_of(file).stem
    for count, element in enumerate(elements, 1):
        name = element.get("modelName") or (stem if len(elements) == 1 else f"{stem} {count}")
        try:
            model = _model(root, element, name, dictionary, notes)
        except RefusedError as error:
            notes.refused(error)
            continue
        wrong = [one.at(file) for one in check_model(model).diagnostics if one.severity is Severity.ERROR]
        notes.diagnostics += wrong
        if not wrong:
            yield ImportedModel(name, model, Source.PMML, (file,))


def _models(root: Element) -> Iterator[Element]:
    if root.name != "PMML":
        message = f"The file is <{root.name}>, not <PMML>."
        raise RefusedError(root, "import.pmml.content", message, "Export the model as PMML 4.")
    found = [part for part in children(root) if part.name not in _BESIDE]
    if not found:
        raise RefusedError(root, "import.pmml.content", "The file has no model.", "Export a Scorecard or a TreeModel.")
    yield from found


def _model(root: Element, element: Element, name: str, dictionary: Mapping[str, Field], notes: Notes) -> Model:
    if element.name not in _READ or element.get("isScorable") == "false":
        message = (
            f"A {element.name} is not translated." if element.name not in _READ else "The model is not to be scored."
        )
        hint = "Scorecard and TreeModel are. Have another model score the applicant, and state its score as a fact."
        raise RefusedError(element, "import.pmml.model", message, hint)

    def renamed(before: str, after: str) -> None:
        why = "Expressions can name it so, and no other part of the model is called so."
        notes.interpreted(element, "import.name", after, before, after, why)

    names = Names(renamed)
    inputs = InputFields(element, dictionary, names, notes)
    places = [*children(root, "TransformationDictionary"), *children(element, "LocalTransformations")]
    derived = Transformations(places, inputs, names)
    decisions = _decisions(element, inputs.target, derived, names, notes)
    used = (*inputs.decisions, *derived.decisions, *decisions)
    return Model(name, "", tuple(inputs.facts), (), tuple(derived.functions), (), used)


def _decisions(
    element: Element, target: Field | None, derived: Transformations, names: Names, notes: Notes
) -> tuple[Decision, ...]:
    predicted = _predicted_name(element, target)
    if element.name == "Scorecard":
        score = names.give(predicted, "Score")
        card = read_scorecard(element, derived, names, notes)
        text = targeted(element, card.score, "number", notes, f"decisions.{score}")
        total = Decision(score, LiteralExpression(text), "number")
        features = {("predictedValue", ""): score} | ({("reasonCode", ""): card.reasons} if card.reasons else {})
        return (*card.decisions, total, *output_decisions(element, features, derived.scope, names))
    type_ = _predicted_type(element, target)
    result = names.give(predicted, "Prediction")
    columns = list(_columns(element, type_))
    box = read_tree_model(element, derived, columns)
    if len(columns) == 1 and targeted(element, result, type_, Notes(""), "") == result:
        first: tuple[Decision, ...] = (Decision(result, box, type_),)
        features = {("predictedValue", ""): result}
    else:
        node = names.give("", "Node")
        value = f"{node}.{columns[0].name}" if len(columns) > 1 else node
        text = targeted(element, value, type_, notes, f"decisions.{result}")
        first = (Decision(node, box), Decision(result, LiteralExpression(text), type_))
        features = {(one.feature, one.value): f"{node}.{one.name}" for one in columns[1:]}
        features["predictedValue", ""] = result
    return (*first, *output_decisions(element, features, derived.scope, names))


def _predicted_name(element: Element, target: Field | None) -> str:
    if target is not None:
        return target.name
    outputs = (one for output in children(element, "Output") for one in children(output, "OutputField"))
    return next((one.get("name") for one in outputs if one.get("feature", "predictedValue") == "predictedValue"), "")


def _predicted_type(element: Element, target: Field | None) -> str:
    classifies = one_of(element, "functionName", "", "classification", "regression") == "classification"
    if target is not None:
        return target.type
    return "string" if classifies else "number"


def _columns(element: Element, type_: str) -> Iterator[Column]:
    """What the tree's nodes yield: the prediction, and what the output fields ask for."""
    yield Column("prediction", "predictedValue", type_)
    asked: dict[tuple[str, str], Column] = {}
    for output in children(element, "Output"):
        for one in children(output, "OutputField"):
            feature, value = one.get("feature"), one.get("value")
            if feature in _NODE_FEATURES:
                kind = "string" if feature == "entityId" else FEEL_TYPES.get(one.get("dataType"), "number")
                asked.setdefault((feature, value), Column(f"{feature} {len(asked) + 1}", feature, kind, value))
    yield from asked.values()
