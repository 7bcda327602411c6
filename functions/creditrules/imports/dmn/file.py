"""One DMN file on its way to the ordinary reader: each pass takes one kind of dialect out of it."""

from __future__ import annotations

from creditrules.dmn.exchange.xml import Element, newest
from creditrules.imports.dmn.notes import Notes
from creditrules.imports.dmn.trees import children
from creditrules.imports.report import Source
from creditrules.records import dataclass, field

__all__ = ["DmnFile"]


@dataclass(eq=False, slots=True)
class DmnFile:
    """A file. names: of what it imports, as its texts speak of it, by namespace and identifier.

    others: what each of these is known by elsewhere, by that name.
    """

    name: str
    root: Element
    source: Source
    notes: Notes
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    others: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        """The namespace of its model."""
        return self.root.get("namespace")

    @property
    def imports(self) -> tuple[str, ...]:
        """The namespaces that it imports."""
        return tuple(newest(one.get("namespace")) for one in children(self.root, "import"))
