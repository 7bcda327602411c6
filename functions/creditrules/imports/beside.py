"""Files that others cannot be read without and that were not given: how to know them where they lie."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.imports.kinds import kind_of
from creditrules.imports.needs import Needs

__all__ = ["needs_of", "offers"]


def needs_of(files: Mapping[str, bytes]) -> Mapping[str, Needs]:
    """What the files need that is not among them, by the file that needs it."""
    sorts = {name: kind_of(name, data) for name, data in files.items()}
    offered = {(sort.kind, one) for sort in sorts.values() for one in sort.offers}
    missing = {
        name: tuple(names for names in sort.needs if not any((sort.kind, one) in offered for one in names))
        for name, sort in sorts.items()
    }
    return {name: needs for name, needs in missing.items() if needs}


def offers(name: str, data: bytes, needs: Needs) -> frozenset[str]:
    """The names among those that such a file goes by."""
    own = kind_of(name, data).offers
    return frozenset(one for names in needs for one in names if one in own)
