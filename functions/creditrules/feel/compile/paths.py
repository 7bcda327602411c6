"""Paths as closures: an entry of a context, over the elements of a list, a part of a time or of a range."""

from __future__ import annotations

from creditrules.feel.compile.building import Compiler
from creditrules.feel.compile.operators import Code, Scope
from creditrules.feel.run.cost import made
from creditrules.feel.run.evaluation import Run
from creditrules.feel.run.place import Place, locate
from creditrules.feel.tree import ast
from creditrules.feel.values import path
from creditrules.feel.values.kinds import Unknown, Value
from creditrules.feel.values.partial import unknown_among

__all__ = ["path_of"]


def path_of(compiler: Compiler, node: ast.Path) -> Code:
    """`base.name`."""
    base = compiler.code(node.base)
    name, place, variable = node.name, compiler.place(node), compiler.variable(node.base)
    if variable is not None:
        return _of_variable(variable, name, base, place)

    def evaluate(run: Run, scope: Scope) -> Value:
        value = base(run, scope)
        if type(value) is dict:
            try:
                return value[name]
            except KeyError:
                pass
        return _entry(run, value, name, place)

    return evaluate


def _of_variable(variable: str, name: str, base: Code, place: Place) -> Code:
    """`variable.name`. base: the variable, which tells where it has no value."""

    def evaluate(run: Run, scope: Scope) -> Value:
        value = scope.get(variable)
        if type(value) is dict and name in value:
            return value[name]
        return _entry(run, base(run, scope), name, place)

    return evaluate


def _entry(run: Run, value: Value, name: str, place: Place) -> Value:
    """`value.name`, over the elements of a list."""
    if type(value) is Unknown:
        return value
    if isinstance(value, list):
        run.steps -= len(value)
        found = [item[name] if type(item) is dict and name in item else path(run, item, name) for item in value]
        locate(run, place)
        return unknown_among(found) or made(run, found)
    result = path(run, value, name)
    return locate(run, place) if result is None else result
