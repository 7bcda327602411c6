"""What an expression may name, and what translating it leaves to be told."""

from __future__ import annotations

from collections.abc import Callable

from creditrules.imports.jdm.words.phrase import Phrase
from creditrules.imports.jdm.words.values import Leaf, Value
from creditrules.records import dataclass, field, replace

__all__ = ["Remarks", "Scope"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One kind of thing that is read otherwise than it is spelt."""

    code: str


@dataclass(slots=True)
class Remarks:
    """What one translation has to say. told: codes of interpretations. helpers: functions of our own that it calls."""

    told: dict[str, Remark] = field(default_factory=dict)
    helpers: set[str] = field(default_factory=set)

    def note(self, code: str) -> None:
        """Something that is read otherwise than it is spelt."""
        self.told[code] = Remark(code)


@dataclass(frozen=True, slots=True)
class Scope:
    """data: what flows into the node. result: what `$` is. tested: what `$` is in a cell.

    nodes: what `$nodes.name` is. bound: what closures call their items. reserved: names that no item may be called.
    """

    data: Value
    nodes: Callable[[str], Value]
    result: Value | None = None
    tested: Phrase | None = None
    bound: tuple[tuple[str, Value], ...] = ()
    reserved: frozenset[str] = frozenset()

    def binding(self, name: str, value: Value) -> Scope:
        """The same inside a closure."""
        return replace(self, bound=((name, value), *self.bound))

    def find(self, name: str) -> Value | None:
        """What a closure calls by this name."""
        return next((value for known, value in self.bound if known == name), None)

    def variable(self) -> str:
        """A name for the item of a closure, unlike all that may be meant inside."""
        taken = {*self.reserved, *(value.phrase.text for _, value in self.bound if isinstance(value, Leaf))}
        number = 1
        while (name := "each" if number == 1 else f"each{number}") in taken:
            number += 1
        return name
