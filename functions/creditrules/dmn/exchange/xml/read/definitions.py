"""A DMN file to a decision model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from creditrules.dmn.exchange.documents.read import read_model
from creditrules.dmn.exchange.documents.write import written
from creditrules.dmn.exchange.xml.companion import Companion
from creditrules.dmn.exchange.xml.elements import read_tree
from creditrules.dmn.exchange.xml.namespaces import RESERVED, is_model, newest
from creditrules.dmn.exchange.xml.read.head import FileHead, head_of, model_name, parts_of
from creditrules.dmn.exchange.xml.read.parts import PartsReader
from creditrules.dmn.exchange.xml.read.requirements import References
from creditrules.dmn.exchange.xml.read.sheet import Sheet, own_attribute
from creditrules.dmn.exchange.xml.read.undeclared import with_undeclared_facts
from creditrules.dmn.model.definitions import Model
from creditrules.errors import Diagnostic, Severity
from creditrules.records import dataclass, field, replace

__all__ = ["XmlRead", "read_definitions", "read_xml"]

_MOST_TOLD = 500


@dataclass(frozen=True, slots=True)
class XmlRead:
    """What was read. model: None when a diagnostic is an error.

    positions: line and column of every place of the model. names: from the name and the identifier of an element to
    the name that its variable gives it in the model; also from "namespace#name".
    """

    model: Model | None
    companion: Companion
    diagnostics: tuple[Diagnostic, ...]
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def located(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Diagnostics of the model's checker with the line and column of their place in this file."""
        return tuple(one if one.line is not None else self._located(one) for one in diagnostics)

    def _located(self, diagnostic: Diagnostic) -> Diagnostic:
        place = diagnostic.place
        while place and place not in self.positions:
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        line, column = self.positions.get(place, (None, None))
        return replace(diagnostic, line=line, column=column)


def read_xml(data: bytes) -> XmlRead:
    """The model in one DMN file of any version from 1.1 to 1.6. Never raises; diagnostics have line and column.

    A file that imports others is read by `read_models`.
    """
    tree = read_tree(data)
    if tree.root is None:
        return XmlRead(None, Companion(), tree.diagnostics)
    head = head_of(tree.root)
    if isinstance(head, Diagnostic):
        return XmlRead(None, Companion(), (head,))
    return read_definitions(head, {})


def read_definitions(head: FileHead, imported: Mapping[str, FileHead]) -> XmlRead:
    """The model of one file; `imported` has the heads of the files it imports, by namespace."""
    root = head.root
    prefixes = {prefix: newest(uri) for prefix, uri in root.declared.items() if prefix} | RESERVED
    sheet = Sheet(
        prefixes,
        root.declared,
        {one.namespace: one for one in head.imports if one.name},
        head.types,
        own_attribute(root, "texts") == "exact",
        root.get("expressionLanguage"),
    )
    _check_imports(sheet, head, imported)
    identifiers = {part.get("id"): model_name(part) for part in parts_of(root) if part.get("id")}
    foreign = {
        one.namespace: {key: f"{one.name}.{name}" if one.name else name for key, name in other.names.items()}
        for one in head.imports
        for other in [imported.get(one.namespace)]
        if other is not None
    }
    reader = PartsReader(sheet, References(head.namespace, identifiers, foreign))
    model = reader.model(root)
    if not head.imports and not sheet.exact:
        model = with_undeclared_facts(sheet, root, model)
    companion = Companion(head.namespace, prefixes, sheet.elements, head.imports)
    return _finished(model, companion, sheet, head)


def _finished(model: Model, companion: Companion, sheet: Sheet, head: FileHead) -> XmlRead:
    """The model as its document form reads back: one shape for one meaning, wherever it came from."""
    again = read_model(written(model))
    for one in again.diagnostics[:_MOST_TOLD]:
        line, column = sheet.positions.get(one.place, (None, None))
        sheet.diagnostics.append(replace(one, line=line, column=column))
    failed = sheet.failed or any(one.severity is Severity.ERROR for one in again.diagnostics)
    read = None if failed else again.model
    names = {**{f"{head.namespace}#{key}": name for key, name in head.names.items()}, **head.names}
    return XmlRead(read, companion, tuple(sheet.diagnostics), sheet.positions, names)


def _check_imports(sheet: Sheet, head: FileHead, imported: Mapping[str, FileHead]) -> None:
    elements = list(sheet.parts(head.root, "import"))
    for one, element in zip(head.imports, elements, strict=True):
        if "pmml" in one.kind.casefold():
            hint = "Import the PMML file by itself, or score the applicant before and state the score as a fact."
            sheet.wrong(element, "", "dmn.xml.pmml", f'The import "{one.name}" is PMML, which is not run here.', hint)
        elif one.kind and not is_model(one.kind):
            hint = "Only models of DMN are imported: write its types as item definitions."
            sheet.wrong(element, "", "dmn.xml.import-kind", f'The import "{one.name}" of {one.kind} is not read.', hint)
        elif one.namespace not in imported:
            hint = "Give the file of this namespace too."
            message = f'The model "{one.namespace}", imported as "{one.name}", is not here.'
            sheet.wrong(element, "", "dmn.xml.import", message, hint)
