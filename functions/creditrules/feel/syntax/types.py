"""Types in the text, after `instance of` and in formal parameters (DMN 1.5, grammar rule 54)."""

from __future__ import annotations

from creditrules.feel.syntax.cursor import Cursor
from creditrules.feel.syntax.lexer import TokenKind
from creditrules.feel.tree import ast

__all__ = ["TypeParser"]

_LONG_NAMES = ("days and time duration", "years and months duration", "date and time")


class TypeParser(Cursor):
    """Reads types."""

    def type(self) -> ast.TypeNode:
        """`list<T>`, `range<T>`, `context<name: T, …>`, `function<T, …> -> T` or a name."""
        self.deeper()
        token = self.token
        generic = self.ahead(1).kind is TokenKind.SIGN and self.ahead(1).text == "<"
        result: ast.TypeNode
        match token.text if generic and token.kind is TokenKind.WORD else "":
            case "list":
                result = ast.ListTypeNode(*self._one_inside())
            case "range":
                result = ast.RangeTypeNode(*self._one_inside())
            case "context":
                result = self._context_type()
            case "function":
                result = self._function_type()
            case _:
                result = self._named_type()
        self.shallower()
        return result

    def _one_inside(self) -> tuple[ast.Span, ast.TypeNode]:
        start = self.advance().start
        self.advance()
        inside = self.type()
        self.take_sign(">", "to close the type")
        return self.span_from(start), inside

    def _context_type(self) -> ast.TypeNode:
        start = self.advance().start
        self.advance()
        names: list[str] = []
        types: list[ast.TypeNode] = []
        while not self.at_sign(">"):
            if names:
                self.take_sign(",", "or '>' in the context type")
            declared = self.declared_name(":")
            if declared is None:
                raise self.problem("an entry name and ':' in the context type")
            self.take_sign(":", "after the entry name")
            names.append(declared[0])
            types.append(self.type())
        self.advance()
        return ast.ContextTypeNode(self.span_from(start), tuple(names), tuple(types))

    def _function_type(self) -> ast.TypeNode:
        start = self.advance().start
        self.advance()
        parameters: list[ast.TypeNode] = []
        while not self.at_sign(">"):
            if parameters:
                self.take_sign(",", "or '>' in the function type")
            parameters.append(self.type())
        self.advance()
        self.take_sign("-", "and '>' before the result type")
        self.take_sign(">", "before the result type")
        return ast.FunctionTypeNode(self.span_from(start), tuple(parameters), self.type())

    def _named_type(self) -> ast.TypeNode:
        start = self.token.start
        for name in _LONG_NAMES:
            words = name.split()
            if all(self.ahead(at).text == word for at, word in enumerate(words)):
                self.position += len(words)
                return ast.NamedType(self.span_from(start), name)
        known = self.known_name([], self.type_names)
        if known is not None:
            self.position += known[1]
            return ast.NamedType(self.span_from(start), known[0])
        if self.token.kind is not TokenKind.WORD:
            raise self.problem("a type")
        parts = [self.advance().text]
        while self.at_sign(".") and self.ahead(1).kind is TokenKind.WORD:
            self.advance()
            parts.append(self.advance().text)
        return ast.NamedType(self.span_from(start), ".".join(parts))
