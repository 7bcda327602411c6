"""References between elements: by identifier in this file, or in a file that is imported."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.exchange.xml.elements import Element
from creditrules.dmn.exchange.xml.namespaces import newest
from creditrules.dmn.exchange.xml.read.sheet import Sheet
from creditrules.records import dataclass, field

__all__ = ["References"]


@dataclass(frozen=True, slots=True)
class References:
    """Names by identifier; `imported` by the imported model's namespace, qualified with the name of the import."""

    namespace: str
    own: Mapping[str, str]
    imported: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def name(self, sheet: Sheet, element: Element, place: str) -> str | None:
        """The name that a reference means; None, told, where it points nowhere."""
        href = element.get("href").strip()
        where, hash_, identifier = href.partition("#")
        if not hash_:
            where, identifier = "", href
        names = self.own if where in {"", self.namespace} else self.imported.get(newest(where), {})
        found = names.get(identifier)
        if found is None:
            message = f'The reference "{href}" points to nothing in these files.'
            sheet.odd(element, place, "dmn.xml.reference", message, "Names in the texts still count.")
        return found

    def names(self, sheet: Sheet, parent: Element, place: str, *kinds: str) -> tuple[str, ...]:
        """The names that references of these kinds mean, each once."""
        found = (self.name(sheet, part, place) for part in sheet.parts(parent, *kinds))
        return tuple(dict.fromkeys(name for name in found if name))
