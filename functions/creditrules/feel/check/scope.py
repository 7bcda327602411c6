"""What a name means where it stands: the variables in scope, frame by frame, and the report of what is wrong."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from creditrules.errors import Diagnostic, Severity
from creditrules.feel import limits
from creditrules.feel.builtins.signature import Builtin
from creditrules.feel.check.hints import Advice
from creditrules.feel.check.relations import BUILT_IN_TYPES
from creditrules.feel.tree import ast
from creditrules.feel.tree.parsed import quoted
from creditrules.feel.types import ANY, ContextType, FunctionType, ListType, RangeType, Type, context_type
from creditrules.records import dataclass
from creditrules.suggestions import suggestion

__all__ = ["Frame", "Scoped"]


@dataclass(slots=True)
class Frame:
    """Names that hold together; `open` when further ones may be there that the types do not tell."""

    names: dict[str, Type]
    open: bool = False


class Scoped:
    """Names, types and diagnostics of one text."""

    def __init__(
        self, text: str, scope: Mapping[str, Type], types: Mapping[str, Type], library: Mapping[str, Builtin]
    ) -> None:
        self.text = text
        self.library = library
        self.outermost = scope
        self.frames: list[Frame] = []
        self.named_types = types
        self.diagnostics: list[Diagnostic] = []
        self.types: dict[ast.Node, Type] = {}
        self.builtins: dict[ast.Name, Builtin] = {}
        self.wanted: Type | None = None

    @abstractmethod
    def infer(self, node: ast.Expr) -> Type:
        """The type of any expression."""

    def wrong(
        self,
        code: str,
        message: str,
        node: ast.Node,
        hint: str | Advice = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Report something about `node`."""
        if len(self.diagnostics) < limits.DIAGNOSTICS:
            advice = Advice(hint) if isinstance(hint, str) else hint
            found = Diagnostic(
                code, message, advice.hint, source=self.text, span=node.span, severity=severity, fixes=advice.fixes
            )
            self.diagnostics.append(found)

    def advised(self, find: Callable[[], Advice]) -> Advice:
        """What `find` finds, while anyone still reads it."""
        return find() if len(self.diagnostics) < limits.DIAGNOSTICS else Advice()

    def suggest(self, name: str, known: Collection[str]) -> str:
        """A hint at the name that may have been meant, while anyone still reads it."""
        return suggestion(name, known) if len(self.diagnostics) < limits.DIAGNOSTICS else ""

    def quote(self, node: ast.Node) -> str:
        """The author's own text, shortened."""
        return quoted(self.text, node)

    def infer_against(self, node: ast.Expr, other: Type | None) -> Type:
        """The type of what is compared with an `other`: an unknown name may be a text without its quotes."""
        if not isinstance(node, ast.Name):
            return self.infer(node)
        self.wanted = other
        type_ = self.infer(node)
        self.wanted = None
        return type_

    @contextmanager
    def frame(self, names: dict[str, Type], *, open_: bool = False) -> Iterator[Frame]:
        """More names for what is checked inside."""
        frame = Frame(names, open_)
        self.frames.append(frame)
        yield frame
        self.frames.pop()

    def look_up(self, name: str) -> Type | None:
        """The type of a variable, Any where an element may hide it or have it, None where it cannot be there."""
        hidden = False
        for frame in reversed(self.frames):
            if name in frame.names:
                return ANY if hidden else frame.names[name]
            hidden = hidden or frame.open
        return ANY if hidden else self.outermost.get(name)

    def visible(self) -> list[str]:
        """Every variable's name, innermost first."""
        return [*(name for frame in reversed(self.frames) for name in frame.names), *self.outermost]

    def owners(self, name: str) -> list[str]:
        """Paths to entries of that name in the variables in scope."""
        types = [*(item for frame in reversed(self.frames) for item in frame.names.items()), *self.outermost.items()]
        return [f"{of}.{name}" for of, type_ in types if isinstance(type_, ContextType) and name in dict(type_.entries)]

    def written_type(self, node: ast.TypeNode) -> Type:
        """The type that is written there."""
        type_ = self._written_type(node)
        if type_ is None:
            return ANY
        self.types[node] = type_
        return type_

    def _written_type(self, node: ast.TypeNode) -> Type | None:
        match node:
            case ast.NamedType(_, name):
                return self._named_type(node, name)
            case ast.ListTypeNode(_, item):
                return ListType(self.written_type(item))
            case ast.RangeTypeNode(_, item):
                return RangeType(self.written_type(item))
            case ast.ContextTypeNode(_, names, types):
                return context_type(zip(names, map(self.written_type, types), strict=True))
            case ast.FunctionTypeNode(_, parameters, result):
                taken = tuple(("", self.written_type(part)) for part in parameters)
                return FunctionType(taken, self.written_type(result))
        return None

    def _named_type(self, node: ast.NamedType, name: str) -> Type | None:
        found = self.named_types.get(name) or BUILT_IN_TYPES.get(name)
        if found is None:
            hint = self.suggest(name, [*self.named_types, *BUILT_IN_TYPES])
            self.wrong("feel.unknown-type", f"There is no type '{name}'.", node, hint)
        return found
