"""What the checker hands to the compiler: the tree, its types, and which names mean built-in functions."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.errors import Diagnostic, Severity
from creditrules.feel.builtins.signature import Builtin
from creditrules.feel.tree.ast import Expr, Name, Node, UnaryTests
from creditrules.feel.types import ANY, Type
from creditrules.records import dataclass, field

__all__ = ["Checked"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A text with every type the checker could infer, and everything that is wrong with it.

    expr: None where the text could not be read. type: of the whole; boolean for unary tests.
    types: of every expression and every written type, by node. builtins: the function each such name means.
    input_type: of the tested value, for unary tests.
    """

    text: str
    expr: Expr | UnaryTests | None
    type: Type
    diagnostics: tuple[Diagnostic, ...] = ()
    types: Mapping[Node, Type] = field(default_factory=dict)
    builtins: Mapping[Name, Builtin] = field(default_factory=dict)
    input_type: Type = ANY

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong but for warnings."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)
