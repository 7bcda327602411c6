"""A decision model as a DMN 1.5 file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.dmn.exchange.xml.companion import Companion
from creditrules.dmn.exchange.xml.declarations import declared_attributes
from creditrules.dmn.exchange.xml.elements import MAX_BYTES
from creditrules.dmn.exchange.xml.fragments import is_clean
from creditrules.dmn.exchange.xml.inferred import Inference
from creditrules.dmn.exchange.xml.namespaces import MODEL
from creditrules.dmn.exchange.xml.write.author import Author, filled, listed, own
from creditrules.dmn.exchange.xml.write.boxed import boxed_node, logic_node
from creditrules.dmn.exchange.xml.write.items import fact_types, item_node, list_types
from creditrules.dmn.exchange.xml.write.nodes import Node, Part, lines_of
from creditrules.dmn.model.boxed import Boxed
from creditrules.dmn.model.definitions import BusinessKnowledgeModel, Decision, DecisionService, FactDefinition, Model
from creditrules.errors import Diagnostic, Severity
from creditrules.records import dataclass

__all__ = ["XmlWritten", "write_xml"]

_ARTIFACTS = ("textAnnotation", "association", "group")
_BUSINESS = ("performanceIndicator", "organizationUnit")
_BEFORE_VARIABLE = ("question", "allowedAnswers")
_SERVICE_PARTS = ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")


@dataclass(frozen=True, slots=True)
class XmlWritten:
    """data: the file; None when a diagnostic is an error, which says why the model cannot be written."""

    data: bytes | None
    diagnostics: tuple[Diagnostic, ...] = ()


def write_xml(model: Model, companion: Companion | None = None) -> XmlWritten:
    """The model as DMN 1.5, valid by its schema; reading it back gives an equal model.

    `companion`: what a file that was read had beside the model (identifiers, diagrams, extensions). What DMN has no
    place for (texts by language, units, which facts may be null) stands in attributes and extensions of our own
    namespace, which other engines pass over.
    """
    writer = _Writer(model, companion or Companion())
    root = writer.root()
    if writer.diagnostics:
        return XmlWritten(None, tuple(writer.diagnostics))
    text = "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *lines_of(root), ""))
    if not is_clean(text):
        hint = "Control characters and half surrogate pairs cannot stand in XML; take them out."
        return XmlWritten(None, (Diagnostic("convert.character", "A text holds a character that XML has not.", hint),))
    data = text.encode()
    if len(data) <= MAX_BYTES:
        return XmlWritten(data)
    message = f"The file has {len(data)} bytes; no more than {MAX_BYTES} are read here."
    return XmlWritten(data, (Diagnostic("document.too-large", message, severity=Severity.WARNING),))


class _Writer:
    def __init__(self, model: Model, companion: Companion) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._model = model
        self._author = Author(companion)
        self._kinds: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        for kind, parts in (
            ("facts", model.facts),
            ("decisions", model.decisions),
            ("functions", model.functions),
            ("services", model.services),
        ):
            for part in parts:
                self._kinds[part.name] = kind
                self._ids[part.name] = self._author.identified(f"{kind}.{part.name}")
        self._inference = Inference(model)
        self._fact_types: dict[str, str] = {}

    def root(self) -> Node:
        """The whole file."""
        author, model = self._author, self._model
        others = author.others("")
        attributes = {"name": model.name, "namespace": author.companion.namespace or "urn:creditrules:model"}
        identifier = author.identified("")
        generated: list[Node] = []
        for fact, name, node in fact_types(author, model):
            self._fact_types[fact] = name
            generated.append(node)
        root = author.node("definitions", "", "", attributes, identifier=identifier, description=model.description)
        root.parts += (item_node(author, item, f"types.{item.name}") for item in model.types)
        root.parts += [*generated, *list_types(model)]
        root.parts += (self._fact(fact) for fact in model.facts)
        root.parts += (self._function(function) for function in model.functions)
        root.parts += (self._decision(decision) for decision in model.decisions)
        root.parts += (self._service(service) for service in model.services)
        for names in (("knowledgeSource",), _ARTIFACTS, ("elementCollection",), _BUSINESS, ("DMNDI",)):
            root.parts += (text for name, text in others if name in names)
        spaces = {f"xmlns:{prefix}": uri for prefix, uri in author.prefixes.items()}
        root.attributes = {"xmlns": MODEL, **spaces, **root.attributes, own("texts"): "exact"}
        return root

    def _named(
        self,
        element: str,
        part: FactDefinition | BusinessKnowledgeModel | DecisionService | Decision,
        more: Mapping[str, str],
    ) -> tuple[Node, str]:
        words = part.item if isinstance(part, FactDefinition) else part
        place = f"{self._kinds[part.name]}.{part.name}"
        beside = self._author.companion.beside(place)
        name = beside.name if " ".join(beside.name.split()) else part.name
        attributes = {"name": name, **more}
        return self._author.node(
            element,
            place,
            "",
            attributes,
            identifier=self._ids[part.name],
            label=words.label,
            description=words.description,
        ), place

    def _variable(self, name: str, place: str, type_: str = "") -> Node:
        return self._author.node("variable", place, "variable", {"name": name, **filled(typeRef=type_)})

    def _fact(self, fact: FactDefinition) -> Node:
        more = {} if fact.nullable else {own("nullable"): "false"}
        if fact.unit:
            more[own("unit")] = fact.unit
        if fact.sensitive:
            more[own("sensitive")] = "true"
        more |= {own(name): text for name, text in declared_attributes(fact).items()}
        node, place = self._named("inputData", fact, more)
        node.parts.append(self._variable(fact.name, place, self._fact_types.get(fact.name, fact.item.type)))
        return node

    def _function(self, function: BusinessKnowledgeModel) -> Node:
        drawn, more = self._drawn(function.name, function.requires, function.function.body, knowledge_only=True)
        node, place = self._named("businessKnowledgeModel", function, more)
        node.parts.append(self._variable(function.name, place))
        node.parts.append(logic_node(self._author, function.function, place))
        node.parts += self._requirements(drawn, place)
        node.parts += (text for name, text in self._author.others(place) if name == "authorityRequirement")
        return node

    def _decision(self, decision: Decision) -> Node:
        drawn, more = self._drawn(decision.name, decision.requires, decision.expression, knowledge_only=False)
        node, place = self._named("decision", decision, more)
        others = self._author.others(place)
        node.parts += (text for name, text in others if name in _BEFORE_VARIABLE)
        node.parts.append(self._variable(decision.name, place, decision.type))
        node.parts += self._requirements(drawn, place)
        node.parts += (text for name, text in others if name not in _BEFORE_VARIABLE)
        if decision.expression is not None:
            node.parts.append(boxed_node(self._author, decision.expression, place))
        return node

    def _service(self, service: DecisionService) -> Node:
        node, place = self._named("decisionService", service, {})
        node.parts.append(self._variable(service.name, place, service.type))
        groups = (service.outputs, service.encapsulated, service.input_decisions, service.inputs)
        for element, names in zip(_SERVICE_PARTS, groups, strict=True):
            kind = "facts" if element == "inputData" else "decisions"
            for name in names:
                if self._kinds.get(name) != kind:
                    message = f'{service.name} names "{name}" among its {element}, which is none of the {kind}.'
                    self.diagnostics.append(Diagnostic("dmn.xml.unknown-part", message, place=place))
                    continue
                node.parts.append(Node(element, {"href": f"#{self._ids[name]}"}))
        return node

    def _drawn(
        self, name: str, requires: tuple[str, ...] | None, box: Boxed | None, *, knowledge_only: bool
    ) -> tuple[tuple[str, ...], dict[str, str]]:
        """The requirements to draw, and the attribute for what elements cannot say."""
        names = self._inference.names(box, name) if requires is None else requires
        information = () if knowledge_only else tuple(one for one in names if self._is(one, "facts", "decisions"))
        drawn = (*information, *(one for one in names if self._is(one, "functions", "services")))
        if requires is None:
            return drawn, {own("requires"): "inferred"}
        return drawn, {} if tuple(dict.fromkeys(drawn)) == requires else {own("requires"): listed(requires)}

    def _is(self, name: str, *kinds: str) -> bool:
        return self._kinds.get(name) in kinds

    def _requirements(self, names: tuple[str, ...], place: str) -> Iterator[Part]:
        elements = {
            "facts": ("informationRequirement", "requiredInput"),
            "decisions": ("informationRequirement", "requiredDecision"),
        }
        for name in dict.fromkeys(names):
            outer, inner = elements.get(self._kinds[name], ("knowledgeRequirement", "requiredKnowledge"))
            node = self._author.node(outer, place, f"requires.{name}")
            node.parts.append(Node(inner, {"href": f"#{self._ids[name]}"}))
            yield node
