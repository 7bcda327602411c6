"""Which product wrote a file."""

from __future__ import annotations

from typing import Final

from creditrules.dmn.exchange.xml import Element
from creditrules.imports.dmn.trees import everything
from creditrules.imports.report import Source

__all__ = ["source_of"]

_MARKS: Final = (
    ("camunda cloud", Source.CAMUNDA8),
    ("zeebe", Source.CAMUNDA8),
    ("trisotech", Source.TRISOTECH),
    ("signavio", Source.SIGNAVIO),
    ("flowable", Source.FLOWABLE),
    ("activiti", Source.FLOWABLE),
    ("drools", Source.DROOLS),
    ("kiegroup", Source.DROOLS),
    ("kie", Source.DROOLS),
    ("camunda", Source.CAMUNDA7),
    ("bpmn.io", Source.CAMUNDA7),
)


def source_of(root: Element, given: Source) -> Source:
    """The product: as given, else by the exporter, namespaces and execution platform; AUTO where nothing says it."""
    if given is not Source.AUTO:
        return given
    said = [root.get("namespace"), root.get("exporter"), *root.attributes.values(), *root.declared.values()]
    said += [space for element in everything(root) for space, _ in element.attributes if space]
    text = " ".join(dict.fromkeys(said)).casefold()
    return next((source for mark, source in _MARKS if mark in text), Source.AUTO)
