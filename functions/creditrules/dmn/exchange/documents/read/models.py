"""A decision model from the document form ("rules as code")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from creditrules.dmn.exchange.documents.read.boxed import KINDS, read_boxed, read_parameters
from creditrules.dmn.exchange.documents.read.declarations import DECLARED_KEYS, read_declarations
from creditrules.dmn.exchange.documents.read.reading import At, Reading
from creditrules.dmn.model.boxed import FunctionBox, LiteralExpression
from creditrules.dmn.model.definitions import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    FactDefinition,
    ItemDefinition,
    Model,
)
from creditrules.document import Document, Path
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import spelt
from creditrules.records import dataclass, replace

__all__ = ["ModelRead", "locate", "read_model"]

_MODEL_KEYS = ("name", "description", "facts", "types", "functions", "services", "decisions")
_ITEM_KEYS = ("name", "type", "of", "entries", "allowedValues", "typeConstraint", "label", "description")
_FACT_KEYS = (*_ITEM_KEYS, "nullable", "unit", "sensitive", *DECLARED_KEYS)
_FUNCTION_KEYS = ("name", "parameters", "type", "kind", "requires", "label", "description")
_SERVICE_KEYS = ("name", "type", "outputs", "encapsulated", "inputs", "inputDecisions", "label", "description")
_DECISION_KEYS = ("name", "type", "requires", "label", "description")
_MAX_TYPE_DEPTH = 16
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class ModelRead:
    """What was read. model: None when a diagnostic is an error. paths: from places to document paths (see `locate`)."""

    model: Model | None
    diagnostics: tuple[Diagnostic, ...]
    paths: Mapping[str, Path]


def read_model(value: Mapping[str, object], place: str = "") -> ModelRead:
    """Read the document form of a model; nothing is parsed as FEEL yet.

    `value` may hold other keys beside the model's own (facts, types, functions, services, decisions, name,
    description); they are left to their owners unless they look like a slip of one of these. `place` goes before the
    places of all diagnostics. Paths start at `value`. Codes: "dmn.…".
    """
    reading = Reading()
    at = At(place, ())
    for key in value:
        hint = reading.suggestions.near(str(key), _MODEL_KEYS) if key not in _MODEL_KEYS else ""
        if hint and not _is_own_word(str(key)):
            reading.wrong(at.key(str(key)), "document.unknown-key", f'A model has no "{key}".', hint)
    model = Model(
        reading.text(value, "name", at) if isinstance(value.get("name"), str) else "",
        reading.text(value, "description", at) if isinstance(value.get("description"), str) else "",
        _parts(reading, value, "facts", at, _fact),
        _parts(reading, value, "types", at, _item),
        _parts(reading, value, "functions", at, _function),
        _parts(reading, value, "services", at, _service),
        _parts(reading, value, "decisions", at, _decision),
    )
    _unique(reading, at, model)
    failed = any(diagnostic.severity is Severity.ERROR for diagnostic in reading.diagnostics)
    return ModelRead(None if failed else model, tuple(reading.diagnostics), reading.paths)


def locate(
    diagnostics: Iterable[Diagnostic], paths: Mapping[str, Path], document: Document, root: Path = ()
) -> tuple[Diagnostic, ...]:
    """The diagnostics with line and column: `paths` of the ModelRead, the document, and where in it the model began."""
    return tuple(_located(diagnostic, paths, document, root) for diagnostic in diagnostics)


def _located(diagnostic: Diagnostic, paths: Mapping[str, Path], document: Document, root: Path) -> Diagnostic:
    place = diagnostic.place
    while place and place not in paths:
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    position = document.position((*root, *paths.get(place, ())))
    if position is None or diagnostic.line is not None:
        return diagnostic
    return replace(diagnostic, line=position[0], column=position[1])


def _is_own_word(key: str) -> bool:
    return key in {"label", "labels", "names", "reasons", "tests", "terms", "title"}


def _parts(
    reading: Reading,
    value: Mapping[str, object],
    key: str,
    at: At,
    read: Callable[[Reading, Mapping[str, object], At], _Part],
) -> tuple[_Part, ...]:
    parts = []
    for index, item in enumerate(reading.items(value.get(key), at.key(key), f'"{key}"')):
        name = item.get("name") if isinstance(item, Mapping) else None
        here = at.key(key).named(index, spelt(name) if isinstance(name, str) else "")
        if not isinstance(item, Mapping):
            reading.mapping(item, here, ("name",), f'An item of "{key}"')
            continue
        parts.append(read(reading, item, here))
    return tuple(parts)


def _item(reading: Reading, value: Mapping[str, object], at: At, *, depth: int = 0) -> ItemDefinition:
    return _item_of(reading, reading.mapping(value, at, _ITEM_KEYS, "A type"), at, "A type", depth)


def _item_of(reading: Reading, fields: Mapping[str, object], at: At, what: str, depth: int) -> ItemDefinition:
    type_ = spelt(reading.text(fields, "type", at))
    item_type = spelt(reading.text(fields, "of", at))
    is_list = type_ == "list"
    entries = _entries(reading, fields, at, depth)
    if entries and type_ not in {"", "context", "list"}:
        reading.wrong(at, "dmn.two-types", f'Only a context has entries, not "{type_}".', 'Leave "type" out.')
    if item_type and not is_list:
        reading.wrong(at, "dmn.two-types", '"of" says what a list holds.', "Write type: list.")
    if type_ == "context" and entries:
        type_ = ""
    return ItemDefinition(
        reading.name(fields, at, what),
        item_type if is_list else type_,
        entries,
        is_list,
        reading.feel(fields.get("allowedValues"), at.key("allowedValues")),
        reading.feel(fields.get("typeConstraint"), at.key("typeConstraint")),
        reading.label(fields, "label", at),
        next(iter(reading.label(fields, "description", at).values()), ""),
    )


def _entries(reading: Reading, fields: Mapping[str, object], at: At, depth: int) -> tuple[ItemDefinition, ...]:
    if depth > _MAX_TYPE_DEPTH:
        reading.wrong(at, "dmn.too-deep", f"Types nest deeper than {_MAX_TYPE_DEPTH} levels.", "Name the inner types.")
        return ()
    inner = at.key("entries")
    found = []
    for index, item in enumerate(reading.items(fields.get("entries"), inner, '"entries"')):
        here = inner.item(index)
        found.append(
            _item_of(reading, reading.mapping(item, here, _ITEM_KEYS, "An entry"), here, "An entry", depth + 1)
        )
    for name, count in Counter(entry.name for entry in found).items():
        if count > 1:
            reading.wrong(inner, "dmn.duplicate-name", f'Two entries are called "{name}".')
    return tuple(found)


def _fact(reading: Reading, value: Mapping[str, object], at: At) -> FactDefinition:
    fields = reading.mapping(value, at, _FACT_KEYS, "A fact")
    item = _item_of(reading, fields, at, "A fact", 0)
    nullable, sensitive = reading.flag(fields, "nullable", at), reading.flag(fields, "sensitive", at)
    declared = read_declarations(reading, fields, at)
    return FactDefinition(item, nullable, reading.text(fields, "unit", at), sensitive, *declared)


def _function(reading: Reading, value: Mapping[str, object], at: At) -> BusinessKnowledgeModel:
    fields = reading.mapping(value, at, (*_FUNCTION_KEYS, *KINDS), "A function")
    parameters = read_parameters(reading, fields.get("parameters"), at.key("parameters"))
    own = {key: part for key, part in value.items() if key != "type"}
    body = read_boxed(reading, own, at, at.place) or LiteralExpression("null")
    result = reading.text(fields, "type", at)
    kind = (reading.text(fields, "kind", at) or "FEEL").upper()
    function = FunctionBox(parameters, body, result, kind)
    return BusinessKnowledgeModel(
        reading.name(fields, at, "A function"), function, _requires(reading, fields, at), *_words(reading, fields, at)
    )


def _service(reading: Reading, value: Mapping[str, object], at: At) -> DecisionService:
    fields = reading.mapping(value, at, _SERVICE_KEYS, "A service")
    outputs = reading.names(fields, "outputs", at)
    if not outputs:
        reading.wrong(at, "document.missing-key", 'A service needs "outputs".')
    return DecisionService(
        reading.name(fields, at, "A service"),
        outputs,
        reading.names(fields, "encapsulated", at),
        reading.names(fields, "inputs", at),
        reading.names(fields, "inputDecisions", at),
        reading.text(fields, "type", at),
        *_words(reading, fields, at),
    )


def _decision(reading: Reading, value: Mapping[str, object], at: At) -> Decision:
    fields = reading.mapping(value, at, (*_DECISION_KEYS, *KINDS), "A decision")
    own = {key: part for key, part in value.items() if key != "type"}
    return Decision(
        reading.name(fields, at, "A decision"),
        read_boxed(reading, own, at, at.place),
        reading.text(fields, "type", at),
        _requires(reading, fields, at),
        *_words(reading, fields, at),
    )


def _requires(reading: Reading, fields: Mapping[str, object], at: At) -> tuple[str, ...] | None:
    return reading.names(fields, "requires", at) if fields.get("requires") is not None else None


def _words(reading: Reading, fields: Mapping[str, object], at: At) -> tuple[dict[str, str], str]:
    return reading.label(fields, "label", at), next(iter(reading.label(fields, "description", at).values()), "")


def _unique(reading: Reading, at: At, model: Model) -> None:
    named = [part.name for parts in model.named for part in parts]
    for name, count in Counter(named).items():
        if count > 1 and name:
            hint = "Facts, functions, services and decisions share one set of names."
            reading.wrong(at, "dmn.duplicate-name", f'"{name}" is there {count} times.', hint)
    for name, count in Counter(item.name for item in model.types).items():
        if count > 1 and name:
            reading.wrong(at.key("types"), "dmn.duplicate-name", f'The type "{name}" is there {count} times.')
