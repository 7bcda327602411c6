"""Every code that the sources can say, found by reading them, however it gets to the object that carries it.

A code ends in a class that has a `code` (a diagnostic, a refusal, a warning of a run, a break of a chain), under a key
"code", or in an argument `code=`. On the way it may pass through functions with a parameter `code: str`. Whatever
reaches such a place has to be readable from the text: a string, a choice between strings, an f-string over readable
parts, a name bound to one in the same function or module, what a function of the same module returns or yields, a table
at the top of the module, or another object's `code`, which was looked at where that object was made. Anything else is
told as unreadable, with its place: write it so that a reader sees which codes there are.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

PARAMETER = "code"
SHAPE = re.compile(r"[a-z][a-z-]*(\.[a-z][a-z-]*)+|[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
NOT_OURS = frozenset(("GivenReason", "Reason", "ReasonCount", "ReasonDefinition", "RecordedReason", "RegBReason"))
"""Their codes are those of a rule set's reason catalogue, and of a form that it is mapped to."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Binding = tuple[ast.expr, int | None]
"""An expression that a name is bound to, or one element of the tuple that it gives."""


class _UnreadableError(Exception):
    """An expression that does not say which codes it may be."""


@dataclass(frozen=True)
class Carrier:
    """A class or function that takes a code, and where in its call the code stands."""

    path: str
    node: ast.ClassDef | Function
    position: int
    default: ast.expr | None


@dataclass
class Module:
    """One source: its place, its tree, what stands around each node, and where its names come from.

    read: its classes and functions, and what may carry a code.
    """

    path: str
    tree: ast.Module
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)
    read: list[ast.Call | ast.Dict | ast.ClassDef | Function] = field(default_factory=list)

    def __post_init__(self) -> None:
        left = deque[ast.AST]([self.tree])
        while left:
            node = left.popleft()
            within = _within(node)
            self.parents.update(dict.fromkeys(within, node))
            left += within
            if isinstance(node, ast.Call | ast.Dict):
                self.read.append(node)
            elif isinstance(node, ast.ImportFrom) and node.module:
                self.imported.update({alias.asname or alias.name: node.module for alias in node.names})
            elif isinstance(node, Function | ast.ClassDef):
                self.read.append(node)
                self.defined.add(node.name)

    def scopes(self, node: ast.AST) -> Iterator[Function | ast.Module]:
        """The functions around a node, the innermost first, and the module."""
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, Function | ast.Module):
                yield node


def _within(node: ast.AST) -> list[ast.AST]:
    """The nodes right below one: as `ast.iter_child_nodes`, in half the time, which the whole takes."""
    parts = node.__dict__.values()
    found = [part for part in parts if isinstance(part, ast.AST)]
    for part in parts:
        if part.__class__ is list:
            found += [one for one in part if isinstance(one, ast.AST)]
    return found


@dataclass
class Found:
    """Codes with the places that say them; places whose codes could not be read."""

    codes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unreadable: set[str] = field(default_factory=set)


def find(root: Path) -> Found:
    """All codes that the sources under a folder can say."""
    sources = sorted(root.rglob("*.py"))
    return find_in({str(path.relative_to(root)): path.read_text("utf-8") for path in sources})


def find_in(texts: Mapping[str, str], enums: Mapping[str, frozenset[str]] | None = None) -> Found:
    """All codes that some sources can say. texts: by path. enums: what an expression such as "x.kind.value" may be."""
    return _Finder([Module(path, ast.parse(text)) for path, text in texts.items()], enums or {}).run()


class _Finder:
    """Reads all modules again until nothing more arrives at a function that hands a code on."""

    def __init__(self, modules: list[Module], enums: Mapping[str, frozenset[str]]) -> None:
        self.modules = modules
        self.enums = enums
        self.carriers: dict[str, list[Carrier]] = defaultdict(list)
        for module in modules:
            for carrier in _carriers(module):
                self.carriers[carrier.node.name].append(carrier)
        self.passed: dict[ast.AST, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.found = Found()

    def run(self) -> Found:
        before = -1
        while before != (before := sum(map(len, self.passed.values()))):
            self.found = Found()
            for module in self.modules:
                self._read(module)
        return self.found

    def _read(self, module: Module) -> None:
        for node in module.read:
            if isinstance(node, ast.Call):
                self._call(module, node)
            elif isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == PARAMETER:
                        self._end(module, value)
        for carrier in (one for many in self.carriers.values() for one in many if one.path == module.path):
            if isinstance(carrier.default, ast.Constant) and carrier.default.value:
                self._arrive(module, carrier, carrier.default, {str(carrier.default.value)})

    def _call(self, module: Module, call: ast.Call) -> None:
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        candidates = self._candidates(module, call, name)
        if not candidates:
            for keyword in call.keywords:
                if keyword.arg == PARAMETER and name not in NOT_OURS:
                    self._end(module, keyword.value)
            return
        readable = []
        for carrier in candidates:
            try:
                codes = self._argument(module, call, carrier)
            except _UnreadableError:
                continue
            if all(map(SHAPE.fullmatch, codes)):
                readable.append((carrier, codes))
        if not readable:
            self.found.unreadable.add(_place(module, call))
        for carrier, codes in readable:
            self._arrive(module, carrier, call, codes)

    def _candidates(self, module: Module, call: ast.Call, name: str) -> list[Carrier]:
        """What is called may be any method of that name; a bare name is what the module says it is."""
        same_name = self.carriers.get(name, [])
        here = [carrier for carrier in same_name if carrier.path == module.path]
        if here or name.startswith("_"):
            return here
        if isinstance(call.func, ast.Name):
            origin = "" if name in module.defined else module.imported.get(name, "").replace(".", "/")
            return [one for one in same_name if origin and one.path.startswith(origin.removeprefix("creditrules/"))]
        return same_name

    def _argument(self, module: Module, call: ast.Call, carrier: Carrier) -> set[str]:
        for keyword in call.keywords:
            if keyword.arg == PARAMETER:
                return self._codes(module, keyword.value)
            if keyword.arg is None:
                raise _UnreadableError
        for number, argument in enumerate(call.args):
            if isinstance(argument, ast.Starred):
                return self._element(module, argument.value, carrier.position - number)
            if number == carrier.position:
                return self._codes(module, argument)
        if carrier.default is None:
            raise _UnreadableError
        return set()

    def _arrive(self, module: Module, carrier: Carrier, at: ast.expr, codes: set[str]) -> None:
        for code in codes:
            if isinstance(carrier.node, ast.ClassDef):
                self.found.codes[code].update(self._origins(module, at, code))
            else:
                self.passed[carrier.node][code].update(self._origins(module, at, code))

    def _origins(self, module: Module, at: ast.AST, code: str) -> set[str]:
        """Where the code came from, if a function only hands it on; the place itself otherwise."""
        handed = [self.passed[scope][code] for scope in module.scopes(at) if code in self.passed.get(scope, ())]
        return set().union(*handed) or {_place(module, at)}

    def _end(self, module: Module, value: ast.expr) -> None:
        try:
            codes = self._codes(module, value)
        except _UnreadableError:
            self.found.unreadable.add(_place(module, value))
            return
        for code in codes:
            self.found.codes[code].update(self._origins(module, value, code))

    def _codes(self, module: Module, value: ast.expr) -> set[str]:
        """What an expression may be; nothing for another object's code. Raises _UnreadableError."""
        match value:
            case ast.Constant(value=str() as code):
                return {code} - {""}
            case ast.Constant():
                return set()
            case ast.IfExp():
                return self._codes(module, value.body) | self._codes(module, value.orelse)
            case ast.BoolOp():
                return set().union(*(self._codes(module, one) for one in value.values))
            case ast.JoinedStr():
                parts = [self._codes(module, part) for part in value.values]
                return {"".join(choice) for choice in product(*parts)}
            case ast.FormattedValue():
                return self._codes(module, value.value)
            case ast.Attribute() if (text := ast.unparse(value)) in self.enums:
                return set(self.enums[text])
            case (
                ast.Attribute(attr="code")
                | ast.Subscript(slice=ast.Constant(value="code"))
                | ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value="code")])
            ):
                return set()
            case ast.Name():
                return self._bound(module, value, None)
            case _:
                return self._looked_up(module, value, None)

    def _element(self, module: Module, value: ast.expr, index: int | None) -> set[str]:
        """What an element of a tuple may be, or the whole expression where index is None."""
        if index is None:
            return self._codes(module, value)
        match value:
            case ast.Tuple():
                return self._codes(module, value.elts[index])
            case ast.IfExp():
                return self._element(module, value.body, index) | self._element(module, value.orelse, index)
            case ast.BoolOp():
                return set().union(*(self._element(module, one, index) for one in value.values))
            case ast.Constant(value=None):
                return set()
            case ast.Name():
                return self._bound(module, value, index)
            case _:
                return self._looked_up(module, value, index)

    def _looked_up(self, module: Module, value: ast.expr, index: int | None) -> set[str]:
        """What a function of this module may give, or what stands in a mapping at its top."""
        match value:
            case ast.Call(func=ast.Name(id=function)):
                return self._given(module, function, index)
            case ast.Subscript(value=ast.Name(id=table)):
                return self._kept(module, table, index)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=table), attr="get"), args=[_, *default]):
                return self._kept(module, table, index).union(*(self._element(module, one, index) for one in default))
            case _:
                raise _UnreadableError

    def _given(self, module: Module, name: str, index: int | None) -> set[str]:
        functions = [node for node in module.tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
        given = [
            node.value
            for function in functions
            for node in ast.walk(function)
            if isinstance(node, ast.Return | ast.Yield) and node.value is not None
        ]
        if not given:
            raise _UnreadableError
        return set().union(*(self._element(module, one, index) for one in given))

    def _kept(self, module: Module, table: str, index: int | None) -> set[str]:
        for value, _ in _bindings(module.tree, table):
            if isinstance(value, ast.Dict):
                return set().union(*(self._element(module, one, index) for one in value.values))
        raise _UnreadableError

    def _bound(self, module: Module, name: ast.Name, index: int | None) -> set[str]:
        for scope in module.scopes(name):
            if name.id == PARAMETER and any(one.node is scope for many in self.carriers.values() for one in many):
                return set(self.passed[scope])
            if isinstance(scope, Function) and name.id in _parameters(scope):
                raise _UnreadableError
            found = [
                self._element(module, value, place if index is None else index)
                for value, place in _bindings(scope, name.id)
                if index is None or place is None
            ]
            if found:
                return set().union(*found)
        raise _UnreadableError


def _parameters(function: Function) -> set[str]:
    return {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}


def _bindings(scope: ast.AST, name: str) -> Iterator[Binding]:
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[target], value=value):
                yield from _matched(target, [value], name)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                yield from _matched(target, [value], name)
            case ast.For(target=target, iter=ast.Tuple(elts=rows) | ast.List(elts=rows)):
                yield from _matched(target, rows, name)
            case ast.For(target=ast.Tuple() as target, iter=ast.Call() as rows_of):
                yield from _matched(target, [rows_of], name)


def _matched(target: ast.expr, values: list[ast.expr], name: str) -> Iterator[Binding]:
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    for place, one in enumerate(names):
        if isinstance(one, ast.Name) and one.id == name:
            yield from ((value, place if isinstance(target, ast.Tuple) else None) for value in values)


def _place(module: Module, node: ast.AST) -> str:
    return f"{module.path}:{getattr(node, 'lineno', 1)}"


def _carriers(module: Module) -> Iterator[Carrier]:
    for node in module.read:
        if isinstance(node, ast.ClassDef) and node.name not in NOT_OURS:
            yield from _of_class(module, node)
        elif isinstance(node, Function) and node.name != "__init__":
            yield from _of_function(module, node, node)


def _of_class(module: Module, node: ast.ClassDef) -> Iterator[Carrier]:
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
    for number, one in enumerate(fields):
        if ast.unparse(one.target) == PARAMETER and _is_text(one.annotation):
            yield Carrier(module.path, node, number, one.value)
    for function in node.body:
        if isinstance(function, ast.FunctionDef) and function.name == "__init__":
            yield from _of_function(module, function, node)


def _of_function(module: Module, function: Function, node: ast.ClassDef | Function) -> Iterator[Carrier]:
    arguments = [*function.args.posonlyargs, *function.args.args]
    missing = len(arguments) - len(function.args.defaults)
    defaults: list[ast.expr | None] = [*[None] * missing, *function.args.defaults]
    static = any(ast.unparse(one) == "staticmethod" for one in function.decorator_list)
    bound = isinstance(module.parents[function], ast.ClassDef) and not static
    for number, (argument, default) in enumerate(zip(arguments, defaults, strict=True)):
        if argument.arg == PARAMETER and _is_text(argument.annotation):
            yield Carrier(module.path, node, number - bound, default)


def _is_text(annotation: ast.expr | None) -> bool:
    return isinstance(annotation, ast.Name) and annotation.id == "str"
