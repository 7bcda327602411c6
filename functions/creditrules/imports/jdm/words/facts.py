"""The input as the rules use it: which fields are read, and what each use says of their kind."""

from __future__ import annotations

from creditrules.imports.jdm.words.shapes import Kind, ListShape, ObjectShape, Shape

__all__ = ["Field"]


class Field:
    """One field of the input, gathered while expressions are read; the root stands for the whole input.

    kinds: what uses ask of it. told: what the file itself says (its schema, its tests), where no use does.
    tolerant: read where null has a meaning. strict: read where null is an error of the other engine.
    nested: inside another, where null is always possible.
    """

    __slots__ = (
        "allowed",
        "children",
        "description",
        "element",
        "kinds",
        "label",
        "name",
        "nested",
        "required",
        "strict",
        "told",
        "tolerant",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.children: dict[str, Field] = {}
        self.element: Field | None = None
        self.kinds: set[Kind] = set()
        self.told: set[Kind] = set()
        self.tolerant = self.strict = self.required = self.nested = False
        self.label = self.description = self.allowed = ""

    @classmethod
    def of_items(cls, element: Field) -> Field:
        """A list of what another field is, so that uses of the list say something of the field."""
        made = cls("")
        made.element = element
        return made

    def child(self, name: str) -> Field:
        """An entry of it, known from now on."""
        found = self.children.get(name)
        if found is None:
            found = self.children[name] = Field(name)
            found.nested = self.name != "" or self.nested
        return found

    def item(self) -> Field:
        """What it holds, if it is a list."""
        if self.element is None:
            self.element = Field("")
            self.element.nested = True
        return self.element

    def use(self, kind: Shape) -> None:
        """A use that only a value of this kind can have."""
        if isinstance(kind, Kind) and kind in {Kind.NUMBER, Kind.STRING, Kind.BOOLEAN}:
            self.kinds.add(kind)
        elif isinstance(kind, ListShape):
            self.item().use(kind.item)

    @property
    def shape(self) -> Shape:
        """What all of this amounts to."""
        scalars = self.kinds or self.told
        if self.children and not self.kinds and self.element is None:
            return ObjectShape(tuple((name, child.shape) for name, child in self.children.items()))
        if self.element is not None and not self.kinds and not self.children:
            return ListShape(self.element.shape)
        if len(scalars) == 1 and not self.children and self.element is None:
            return next(iter(scalars))
        return Kind.UNKNOWN

    @property
    def nullable(self) -> bool:
        """Whether null is a value that the rules have an answer for."""
        return not self.required and (self.nested or self.tolerant or not self.strict)
