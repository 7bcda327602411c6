"""DMN files of other products to models: dialect into DMN's own form first, then the ordinary reader and checker."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn import CheckedModel, check_model
from creditrules.dmn.exchange.xml import Element, XmlRead, newest, read_models
from creditrules.errors import Diagnostic, Severity
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.layout import Places
from creditrules.imports.dmn.neighbours import link_files
from creditrules.imports.dmn.notes import Notes
from creditrules.imports.dmn.opened import open_file
from creditrules.imports.dmn.repairs import Repairs
from creditrules.imports.dmn.rewriting import rewrite
from creditrules.imports.kinds import kind_of
from creditrules.imports.paths import path_of
from creditrules.imports.report import Imported, ImportedModel, Source
from creditrules.records import replace

__all__ = ["read_dmn"]

_MAX_FILES = 64
_PARAMETER = "A function sees its parameters only: add one, and give the value where it is called."
_MEND = "Correct it at this place of the file, and import it again."


def read_dmn(files: Mapping[str, bytes], source: Source) -> Imported:
    """The models in DMN files of other products (Camunda, Drools, Flowable, Signavio, Trisotech), with a report.

    files: by name; those that import one another become one model, each other file one of its own. source: the
    product, or AUTO to find out. Never raises. What a file says in a dialect is an interpretation with its place; what
    cannot be said in FEEL or DMN is an error, and the file then yields no model.
    """
    if len(files) > _MAX_FILES:
        message = f"There are {len(files)} files; at most {_MAX_FILES} are read together."
        return Imported(diagnostics=(Diagnostic("document.too-many-values", message, "Give them in parts."),))
    notes = {name: Notes(name) for name in files}
    opened: dict[str, DmnFile] = {}
    for name, data in files.items():
        root = open_file(data, notes[name])
        if root is not None:
            wrote = source if source is not Source.AUTO else kind_of(name, data).source
            opened[name] = DmnFile(name, root, wrote, notes[name])
            notes[name].places = Places(root)
    link_files(opened)
    for file in opened.values():
        rewrite(file)
    return _gathered(notes, opened)


def _gathered(notes: Mapping[str, Notes], opened: Mapping[str, DmnFile]) -> Imported:
    models: list[ImportedModel] = []
    diagnostics: list[Diagnostic] = []
    imported = {space for file in opened.values() for space in file.imports}
    roots = [name for name, file in opened.items() if file.namespace not in imported] or list(opened)
    told: set[Diagnostic] = set()
    for name in roots:
        model, problems = _read(opened, name, notes)
        diagnostics += [one for one in problems if one not in told]
        told.update(problems)
        if model is not None:
            models.append(model)
    own = [one.at(name) for name, kept in notes.items() for one in kept.diagnostics]
    interpretations = tuple(one for kept in notes.values() for one in kept.interpretations)
    return Imported(tuple(models), interpretations, (*own, *diagnostics))


def _reached(opened: Mapping[str, DmnFile], main: str) -> dict[str, Element]:
    spaces = {newest(file.namespace): name for name, file in opened.items() if name != main}
    found = {main: opened[main].root}
    waiting = [main]
    while waiting:
        for space in opened[waiting.pop()].imports:
            name = spaces.get(space)
            if name is not None and name not in found:
                found[name] = opened[name].root
                waiting.append(name)
    return found


def _read(
    opened: Mapping[str, DmnFile], main: str, notes: Mapping[str, Notes]
) -> tuple[ImportedModel | None, list[Diagnostic]]:
    trees = _reached(opened, main)
    read, checked = _checked(trees, main)
    if checked is not None and not checked.ok:
        repairs = Repairs(opened[main])
        errors = [one for one in checked.diagnostics if one.severity is Severity.ERROR]
        again = _checked(trees, main) if repairs.repair(errors) else (read, checked)
        if again[1] is not None and again[1].ok:
            read, checked = again
        else:
            repairs.take_back()
    placed = [_placed(one, main, trees) for one in read.diagnostics]
    if checked is None or any(notes[name].failed for name in trees):
        return None, placed
    placed += [_placed(one, main, trees) for one in read.located(checked.diagnostics)]
    if read.model is None or not checked.ok:
        return None, placed
    name = path_of(main).stem
    return ImportedModel(name, read.model, opened[main].source, tuple(trees), read.names), placed


def _checked(trees: Mapping[str, Element], main: str) -> tuple[XmlRead, CheckedModel | None]:
    read = read_models(trees, main)
    return read, check_model(read.model) if read.model is not None else None


def _placed(one: Diagnostic, main: str, trees: Mapping[str, Element]) -> Diagnostic:
    if one.severity is Severity.ERROR and not one.hint:
        inside = one.code == "feel.unknown-name" and one.place.startswith("functions.")
        one = replace(one, hint=_PARAMETER if inside else _MEND)
    other = any(one.place == name or one.place.startswith(f"{name}.") for name in trees if name != main)
    return one if other and one.severity is not Severity.WARNING else one.at(main)
