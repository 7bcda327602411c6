"""The parts of a DMN file, each to its part of the model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from creditrules.dmn.exchange.xml.companion import Beside
from creditrules.dmn.exchange.xml.elements import Element
from creditrules.dmn.exchange.xml.fragments import fragment
from creditrules.dmn.exchange.xml.read.boxed import EXPRESSIONS, NOTHING, expression_in, merged_type, read_function
from creditrules.dmn.exchange.xml.read.declarations import read_declared
from creditrules.dmn.exchange.xml.read.head import PARTS, model_name
from creditrules.dmn.exchange.xml.read.items import label_of, read_item
from creditrules.dmn.exchange.xml.read.requirements import References
from creditrules.dmn.exchange.xml.read.sheet import Sheet, name_of, own_attribute
from creditrules.dmn.model.boxed import Boxed, FunctionBox, Parameter
from creditrules.dmn.model.definitions import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    FactDefinition,
    ItemDefinition,
    Label,
    Model,
)
from creditrules.records import replace

__all__ = ["PartsReader"]

_REQUIREMENTS: Final = ("informationRequirement", "knowledgeRequirement")
_REQUIRED: Final = ("requiredDecision", "requiredInput", "requiredKnowledge")
_REFERENCES: Final = ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")


class PartsReader:
    """Reads the parts of one file."""

    def __init__(self, sheet: Sheet, references: References) -> None:
        self._sheet = sheet
        self._references = references
        self._functions: dict[str, tuple[list[str], str]] = {}

    def model(self, root: Element) -> Model:
        """Everything the model has; what it has no place for goes beside it."""
        sheet = self._sheet
        sheet.keep(
            root, "", "", ("namespace", "expressionLanguage", "typeLanguage"), *PARTS, "itemDefinition", "import"
        )
        self._keep_diagrams(root)
        items = [(part, name_of(part)) for part in sheet.parts(root, "itemDefinition")]
        for part, name in items:
            self._function_type(part, name)
        inline: dict[str, ItemDefinition] = {}
        types: list[ItemDefinition] = []
        for part, name in items:
            fact = own_attribute(part, "fact")
            if own_attribute(part, "generated") is not None:
                continue
            if fact is not None:
                inline[fact] = read_item(sheet, part, f"facts.{fact}")
            else:
                types.append(read_item(sheet, part, f"types.{name}"))
        return Model(
            root.get("name") if sheet.exact else name_of(root),
            sheet.text(sheet.part(root, "description")),
            tuple(self._fact(part, inline) for part in sheet.parts(root, "inputData")),
            tuple(types),
            tuple(self._function(part) for part in sheet.parts(root, "businessKnowledgeModel")),
            tuple(self._service(part) for part in sheet.parts(root, "decisionService")),
            tuple(self._decision(part) for part in sheet.parts(root, "decision")),
        )

    def _keep_diagrams(self, root: Element) -> None:
        for part in root:
            if part.name == "DMNDI":
                beside = self._sheet.elements.get("", Beside())
                diagrams = ("DMNDI", fragment(part, self._sheet.prefixes))
                self._sheet.elements[""] = replace(beside, others=(*beside.others, diagrams))
                return

    def _function_type(self, element: Element, name: str) -> None:
        function = self._sheet.part(element, "functionItem")
        if function is not None:
            types = [self._sheet.type_of(one, "") for one in self._sheet.parts(function, "parameters")]
            self._functions[name] = types, self._sheet.type(function.get("outputTypeRef"), function, "")

    def _named(self, element: Element, *parts: str) -> tuple[str, str]:
        """The name and place of a part; its identifiers go beside."""
        sheet, name = self._sheet, model_name(element)
        place = f"{PARTS[element.name]}.{name}"
        if not name:
            sheet.wrong(element, place, "document.missing-key", f"A <{element.name}> needs a name.")
        sheet.at(element, place)
        sheet.keep(element, place, "", ("label",), "variable", *parts)
        if element.get("name") not in {"", name}:
            sheet.elements[place] = replace(sheet.elements.get(place, Beside()), name=element.get("name"))
        variable = sheet.part(element, "variable")
        if variable is not None:
            sheet.keep(variable, place, "variable")
        return name, place

    def _words(self, element: Element, name: str) -> tuple[Label, str]:
        label = dict(label_of(self._sheet, element))
        if not label and name_of(element) != name and name_of(element):
            label[""] = name_of(element)
        return label, self._sheet.text(self._sheet.part(element, "description"))

    def _type(self, element: Element, place: str) -> str:
        return self._sheet.type_of(self._sheet.part(element, "variable"), place)

    def _fact(self, element: Element, inline: Mapping[str, ItemDefinition]) -> FactDefinition:
        name, place = self._named(element)
        label, description = self._words(element, name)
        item = inline.get(name)
        if item is None:
            type_ = self._type(element, place)
            is_list = type_ == "list"
            item = ItemDefinition(name, "" if is_list else type_, is_list=is_list)
        item = replace(item, name=name, label=label, description=description)
        nullable = own_attribute(element, "nullable") != "false"
        sensitive = own_attribute(element, "sensitive") == "true"
        unit, declared = own_attribute(element, "unit") or "", read_declared(self._sheet, element, place)
        return FactDefinition(item, nullable, unit, sensitive, *declared)

    def _function(self, element: Element) -> BusinessKnowledgeModel:
        name, place = self._named(element, "encapsulatedLogic", "knowledgeRequirement")
        sheet, logic = self._sheet, self._sheet.part(element, "encapsulatedLogic")
        if logic is None:
            sheet.odd(element, place, "dmn.no-expression", f"{name} has no logic; it always gives null.")
            function = FunctionBox((), NOTHING)
        else:
            function = read_function(sheet, logic, place, "logic")
        function = self._typed(function, self._type(element, place))
        return BusinessKnowledgeModel(name, function, self._requires(element, place), *self._words(element, name))

    def _typed(self, function: FunctionBox, variable: str) -> FunctionBox:
        """The function with what the types of its body, of itself and of its variable say of the result."""
        parameters: list[str] = []
        result = function.result_type or function.body.type
        for declared in (function.type, variable):
            if declared in self._functions:
                parameters, declared_result = self._functions[declared]
                result = result or declared_result
            else:
                result = merged_type(result, declared)
        body = function.body if function.body.type not in {result, ""} else replace(function.body, type="")
        typed = tuple(
            Parameter(one.name, one.type or type_)
            for one, type_ in zip(function.parameters, [*parameters, *[""] * len(function.parameters)], strict=False)
        )
        return FunctionBox(typed, body, result, function.kind)

    def _service(self, element: Element) -> DecisionService:
        name, place = self._named(element, *_REFERENCES)
        outputs, encapsulated, decisions, inputs = (
            self._references.names(self._sheet, element, place, kind)
            for kind in ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
        )
        type_ = self._type(element, place)
        if type_ in self._functions:
            type_ = self._functions[type_][1]
        return DecisionService(name, outputs, encapsulated, inputs, decisions, type_, *self._words(element, name))

    def _decision(self, element: Element) -> Decision:
        name, place = self._named(element, *_REQUIREMENTS, *EXPRESSIONS)
        expression = expression_in(self._sheet, element, place)
        if expression is None:
            self._sheet.odd(element, place, "dmn.no-expression", f"{name} has no decision logic; it is always null.")
            expression = NOTHING
            declared = self._type(element, place) or "Any"
        else:
            declared = self._type(element, place)
        expression, type_ = _settled(expression, declared)
        return Decision(name, expression, type_, self._requires(element, place), *self._words(element, name))

    def _requires(self, element: Element, place: str) -> tuple[str, ...] | None:
        own = own_attribute(element, "requires")
        if own == "inferred":
            return None
        found: list[str] = []
        elements = list(self._sheet.parts(element, *_REQUIREMENTS))
        for index, part in enumerate(elements, 1):
            names = self._references.names(self._sheet, part, place, *_REQUIRED)
            found += names
            role = f"requires.{names[0]}" if names else f"requires[{index}]"
            self._sheet.keep(part, place, role, (), *_REQUIRED)
        if own is not None:
            return _listed(own)
        return tuple(dict.fromkeys(found)) if elements or self._sheet.exact else None


def _settled(expression: Boxed, declared: str) -> tuple[Boxed, str]:
    """The expression without a type that its decision's variable already says, and the decision's type."""
    type_ = merged_type(declared, expression.type)
    return (replace(expression, type="") if expression.type == type_ else expression), type_


def _listed(text: str) -> tuple[str, ...]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(str(name) for name in value) if isinstance(value, list) else ()
