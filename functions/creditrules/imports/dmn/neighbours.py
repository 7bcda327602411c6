"""Imports: the file that each means, by its namespace or by its location."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from creditrules.dmn.exchange.xml import Element, is_model, newest
from creditrules.imports.dmn.file import DmnFile
from creditrules.imports.dmn.layout import PARTS
from creditrules.imports.dmn.trees import altered, children, everything, name_of, outputs_of, own_name
from creditrules.imports.paths import path_of

__all__ = ["link_files"]

_SCHEMA = "http://www.w3.org/2001/XMLSchema"


def link_files(files: Mapping[str, DmnFile]) -> None:
    """Have every import say the namespace of the file that it means, each namespace be that of one file."""
    for file in files.values():
        for element in children(file.root, "import"):
            if element.get("importType").startswith(_SCHEMA):
                file.root.content.remove(element)
                why = "Types of XML Schema are not read; what is declared with one may be anything."
                file.notes.interpreted("import.import", element, "", name_of(element), "", why)
            elif _is_dmn(element):
                _link(file, element, files)
    for file in files.values():
        for element in children(file.root, "import"):
            space = newest(element.get("namespace"))
            other = next((one for one in files.values() if newest(one.namespace) == space and one is not file), None)
            if other is not None:
                step = f"{name_of(element)}." if name_of(element) else ""
                file.names[space] = {one.get("id"): step + own_name(one) for one in children(other.root, *PARTS)}
                file.others |= {step + own_name(one): _aliases(one, step) for one in children(other.root, *PARTS)}


def _aliases(part: Element, step: str) -> dict[str, str]:
    """What the texts of another file may call an imported part, and what that is."""
    whole, outputs = step + own_name(part), outputs_of(part)
    found = {name: whole if len(outputs) == 1 else f"{whole}.{name}" for name in outputs if name}
    found |= {f"{step}{name}": said for name, said in found.items()}
    names = {part.get("id"), name_of(part), own_name(part), f"{step}{name_of(part)}"} - {"", whole}
    return found | dict.fromkeys(names, whole)


def _is_dmn(element: Element) -> bool:
    kind = element.get("importType")
    return not kind or is_model(kind) or ("dmn" in kind.casefold() and "pmml" not in kind.casefold())


def _link(file: DmnFile, element: Element, files: Mapping[str, DmnFile]) -> None:
    space = newest(element.get("namespace"))
    if element.get("importType") and not is_model(element.get("importType")):
        altered(element, importType="")
    others = [one for one in files.values() if one is not file]
    same = [one for one in others if newest(one.namespace) == space]
    near = _at(file.name, element.get("locationURI"), others)
    if same and (near is None or near in same) and (len(same) == 1 or near is not None):
        found = near or same[0]
        if len(same) == 1 and space != newest(file.namespace):
            return
    elif near is not None and not same:
        found = near
    else:
        if len(same) > 1:
            message = f'{len(same)} of the files have the namespace "{space}", which is imported here.'
            hint = "Say which is meant with locationURI, or give each file a namespace of its own."
            file.notes.failing("import.import", element, "", message, hint)
        return
    _point(file, element, found, files)


def _point(file: DmnFile, element: Element, found: DmnFile, files: Mapping[str, DmnFile]) -> None:
    before = element.get("namespace")
    if sum(newest(one.namespace) == newest(found.namespace) for one in files.values()) > 1:
        altered(found.root, namespace=f"urn:file:{found.name}")
    after = found.namespace
    altered(element, namespace=after)
    for part in everything(file.root):
        href = part.get("href")
        if href.startswith(f"{before}#") and before != file.namespace:
            altered(part, href=f"{after}#{href.partition('#')[2]}")
    why = f"The imported file is {found.name}, by its location."
    file.notes.interpreted("import.import", element, "", before, after, why)


def _at(name: str, location: str, others: list[DmnFile]) -> DmnFile | None:
    """The file at a location as seen from another; else the only one of that file name."""
    if not location:
        return None
    path = unquote(location).replace("\\", "/").removeprefix("file:").split("?")[0]
    folder = path_of(name).parent
    wanted = _normal(folder / path.lstrip("/")), _normal(PurePosixPath(path.lstrip("/")))
    exact = [one for one in others if _normal(path_of(one.name)) in wanted]
    if exact:
        return exact[0]
    named = [one for one in others if path_of(one.name).name == PurePosixPath(path).name]
    return named[0] if len(named) == 1 else None


def _normal(path: PurePosixPath) -> str:
    steps: list[str] = []
    for step in path.parts:
        if step == ".." and steps and steps[-1] != "..":
            steps.pop()
        elif step not in {".", "/"}:
            steps.append(step)
    return "/".join(steps)
