"""What a file is, from what is in it: whose dialect a model is written in, and which other files it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import StrEnum
from xml.parsers import expat

from creditrules.document import read_json
from creditrules.imports.needs import Needs
from creditrules.imports.paths import path_of
from creditrules.imports.report import Source
from creditrules.records import dataclass, field

__all__ = ["Kind", "Sort", "ending_of", "kind_of"]


class Kind(StrEnum):
    """The kinds of files that have a reader."""

    DMN = "DMN"
    JDM = "GoRules graph (JDM)"
    SHEET = "spreadsheet"
    PMML = "PMML"
    OPENFISCA = "OpenFisca parameters"


@dataclass(frozen=True, slots=True)
class Sort:
    """What a file is. kind: None where no reader is for it; `what` then says what it seems to be.

    source: whose dialect; AUTO where the file does not say. offers: the names that other files may call it by.
    needs: of each file that it cannot be read without, the names that it may have, the surest first.
    """

    kind: Kind | None
    source: Source = Source.AUTO
    what: str = ""
    offers: frozenset[str] = frozenset()
    needs: Needs = ()


_SHEETS = dict.fromkeys(("xlsx", "xlsm", "xls", "xlsb", "ods", "csv"), Source.EXCEL) | {"gdst": Source.DROOLS}
_MAGIC = {b"PK\x03\x04": "a ZIP archive or an office document", b"\xd0\xcf\x11\xe0": "an old office document"}
_OFTEN_BROUGHT = {
    "drl": "rules in Drools' own language",
    "bpmn": "a process",
    "scesim": "a test scenario",
    "feel": "a bare expression",
}
_RESULTS = {
    "testCases": "test cases of the DMN conformance kit, which are given to compare with",
    "ScenarioSimulationModel": "a test scenario, which is given to compare with",
}
_PLATFORMS = {"camunda cloud": Source.CAMUNDA8, "camunda 8": Source.CAMUNDA8, "camunda platform": Source.CAMUNDA7}
_VENDORS: tuple[tuple[str, Source], ...] = (
    ("zeebe", Source.CAMUNDA8),
    ("signavio", Source.SIGNAVIO),
    ("trisotech", Source.TRISOTECH),
    ("method and style", Source.TRISOTECH),
    ("flowable", Source.FLOWABLE),
    ("activiti", Source.FLOWABLE),
    ("drools", Source.DROOLS),
    ("kie.org", Source.DROOLS),
    ("kiegroup", Source.DROOLS),
    ("jboss", Source.DROOLS),
    ("kogito", Source.DROOLS),
    ("camunda", Source.CAMUNDA7),
    ("bpmn.io", Source.CAMUNDA7),
)
_JDM = b'"application/vnd.gorules.'
_JDM_PARTS = (re.compile(rb'"nodes"\s*:'), re.compile(rb'"edges"\s*:'))
_JDM_NEEDS = re.compile(rb'"content"\s*:\s*\{\s*"key"\s*:\s*"((?:[^"\\]|\\.){1,400})"')
_OURS = re.compile(rb"^(ruleSet|decisions|product|columns):", re.MULTILINE)
_OUR_KEYS = ("ruleSet", "decisions", "product", "columns")
_OPENFISCA = re.compile(rb"^(?:values|brackets):", re.MULTILINE)
_DESCRIBED = re.compile(rb"^(?:description|metadata|documentation):", re.MULTILINE)


def ending_of(name: str) -> str:
    """A file name's ending in lower case, without the point."""
    return path_of(name).suffix.lower().removeprefix(".")


def kind_of(name: str, data: bytes) -> Sort:
    """What a file is, by what is in it and, where that says nothing, by its ending. Never raises."""
    ending = ending_of(name)
    if ending in _SHEETS and ending != "gdst":
        return Sort(Kind.SHEET, _SHEETS[ending])
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            return Sort(None, what=what)
    start = data[:400].removeprefix(b"\xef\xbb\xbf").lstrip()
    read = _BY_ENDING.get(ending) or _by_start(start)
    return read(name, data) if read is not None else Sort(None, what=_OFTEN_BROUGHT.get(ending, ""))


def _by_start(start: bytes) -> Callable[[str, bytes], Sort] | None:
    if start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return _xml
    return _json if start.startswith(b"{") else None


def _json(name: str, data: bytes) -> Sort:
    if _JDM in data or all(part.search(data) for part in _JDM_PARTS):
        keys = dict.fromkeys(one.decode("utf-8", "replace").casefold() for one in _JDM_NEEDS.findall(data))
        needs = tuple((key,) for key in keys)
        return Sort(Kind.JDM, Source.GORULES, offers=_paths(name), needs=needs)
    value = read_json(data).value
    own = next((key for key in _OUR_KEYS if isinstance(value, dict) and key in value), "")
    return Sort(None, what=_own(own) or "JSON that is no decision graph")


def _yaml(_name: str, data: bytes) -> Sort:
    if ours := _OURS.search(data):
        return Sort(None, what=_own(ours[1].decode()))
    if _OPENFISCA.search(data) or _DESCRIBED.search(data):
        return Sort(Kind.OPENFISCA, Source.OPENFISCA)
    return Sort(None, what="YAML that has no dated values")


def _own(key: str) -> str:
    return key and f"a file of creditrules itself, with `{key}:`"


def _paths(name: str) -> frozenset[str]:
    """A file's name with ever fewer of its folders, as graphs name each other."""
    parts = path_of(name.casefold()).parts[-8:]
    return frozenset("/".join(parts[at:]) for at in range(len(parts)))


def _xml(name: str, data: bytes) -> Sort:
    root = _read_root(data)
    if root.name == "definitions" and "/DMN/" in root.namespace.upper():
        offers = frozenset((root.about.get("namespace", ""), path_of(name).name.casefold())) - {""}
        return Sort(Kind.DMN, _vendor(root), offers=offers, needs=tuple(root.needs))
    if root.name == "PMML":
        return Sort(Kind.PMML, Source.PMML)
    if root.name == "decision-table52":
        return Sort(Kind.SHEET, Source.DROOLS)
    if root.name:
        return Sort(None, what=_RESULTS.get(root.name) or f"XML with the root <{root.name[:60]}>")
    ending = ending_of(name)
    by_ending = {"dmn": Sort(Kind.DMN), "pmml": Sort(Kind.PMML, Source.PMML), "gdst": Sort(Kind.SHEET, Source.DROOLS)}
    return by_ending.get(ending, Sort(None, what="XML that cannot be read"))


_BY_ENDING: Mapping[str, Callable[[str, bytes], Sort]] = {
    "dmn": _xml,
    "xml": _xml,
    "gdst": _xml,
    "pmml": _xml,
    "json": _json,
    "yaml": _yaml,
    "yml": _yaml,
}


@dataclass(slots=True)
class _Root:
    """What the root of an XML file says, and which models the file imports."""

    name: str = ""
    namespace: str = ""
    about: dict[str, str] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    needs: list[tuple[str, ...]] = field(default_factory=list)


class _Enough(Exception):
    """No more of the file has to be read."""


_MOST_NEEDED = 200


def _read_root(data: bytes) -> _Root:
    """As much of an XML file as says what it is; nothing of a document type is followed."""
    root = _Root()
    parser = expat.ParserCreate(namespace_separator=" ")

    def stop(*_: object) -> None:
        raise _Enough

    def start(name: str, about: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not root.name:
            root.name, root.namespace, root.about = local, space, about
            if local != "definitions":
                stop()
        elif local == "import" and space == root.namespace:
            location = path_of(about.get("locationURI", "")).name.casefold()
            root.needs.append(tuple(filter(None, (about.get("namespace", ""), location))))
            if len(root.needs) > _MOST_NEEDED:
                stop()

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = stop
    parser.StartNamespaceDeclHandler = lambda _, uri: root.declared.append(uri or "")
    with suppress(_Enough, expat.ExpatError, ValueError, LookupError):
        parser.Parse(data, True)
    return root


def _vendor(root: _Root) -> Source:
    """Who wrote a DMN file: what it says of its writer weighs more than its namespaces."""
    told = {key.rpartition(" ")[2]: value for key, value in root.about.items()}
    platform = _PLATFORMS.get(told.get("executionPlatform", "").casefold())
    if platform is not None:
        return platform
    own = [key.rpartition(" ")[0] for key in root.about]
    return next(
        (
            source
            for texts in ((told.get("exporter", ""),), (told.get("namespace", ""),), own, root.declared)
            for source in _named(texts)
        ),
        Source.AUTO,
    )


def _named(texts: Iterable[str]) -> Iterable[Source]:
    whole = " ".join(texts).casefold()
    return (source for word, source in _VENDORS if word in whole)
