"""Types of calls and function definitions: the right function, number, names and types of arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from creditrules.errors import Severity
from creditrules.feel.builtins.external import external_function, named_external, similar_methods
from creditrules.feel.builtins.overloads import Arity, by_name, by_position
from creditrules.feel.builtins.signature import Builtin
from creditrules.feel.check.hints import Advice, for_function, for_member, for_part
from creditrules.feel.check.relations import assignable, part_type, parts_of
from creditrules.feel.check.scope import Scoped
from creditrules.feel.tree import ast
from creditrules.feel.types import ANY, NULL, FunctionType, Type

__all__ = ["CALL_RULES", "signature_of"]


def _call(checker: Scoped, node: ast.Call) -> Type:
    callee = node.function
    if isinstance(callee, ast.Name):
        variable = checker.look_up(callee.name)
        # A fact named "date" or "count" does not take the function away: only a function hides one.
        if callee.name in checker.library and not isinstance(variable, FunctionType):
            checker.builtins[callee] = checker.library[callee.name]
            if any(isinstance(argument, ast.Hole) for argument in node.arguments):
                return _unread(checker, node)
            return _call_of_builtin(checker, node, checker.library[callee.name])
        if variable is None:
            _unknown_function(checker, node, callee)
            return ANY
    if any(isinstance(argument, ast.Hole) for argument in node.arguments):
        return _unread(checker, node)
    if isinstance(callee, ast.Path):
        return _call_of_part(checker, node, callee)
    return _call_of_value(checker, node, checker.infer(callee))


def _unread(checker: Scoped, node: ast.Call) -> Type:
    """A call of which nothing more can be said than of its arguments."""
    for argument in node.arguments:
        checker.infer(argument)
    return ANY


def _unknown_function(checker: Scoped, node: ast.Call, callee: ast.Name) -> None:
    types = [checker.infer(argument) for argument in node.arguments]
    message = f"There is no function '{callee.name}'."
    advice = checker.advised(
        lambda: for_function(checker.text, node, callee.name, checker.visible(), checker.library, types)
    )
    checker.wrong("feel.unknown-function", message, callee, advice)


def _call_of_builtin(checker: Scoped, node: ast.Call, builtin: Builtin) -> Type:
    types = tuple(checker.infer(argument) for argument in node.arguments)
    fitting = _forms_of(node, builtin, types)
    if not fitting:
        _wrong_arguments(checker, node, builtin)
        return ANY
    chosen = [(arity, given) for arity, given in fitting if _takes(arity, given)]
    if not chosen:
        arity, given = fitting[0]
        _wrong_type(checker, node, builtin, arity, given)
        return arity.signature.result
    return _result(chosen)


def _forms_of(node: ast.Call, builtin: Builtin, types: tuple[Type, ...]) -> list[tuple[Arity, tuple[Type, ...]]]:
    """The signatures that the number or the names of the arguments allow, each with the types in its order."""
    if node.names is None:
        return [(arity, types) for arity in by_position(builtin, len(types))]
    return [
        (order.arity, tuple(NULL if at is None else types[at] for at in order.arguments))
        for order in by_name(builtin, node.names)
    ]


def _wrong_arguments(checker: Scoped, node: ast.Call, builtin: Builtin) -> None:
    forms = " or ".join(dict.fromkeys(_form(builtin.name, arity) for arity in map(Arity, builtin.signatures)))
    if node.names is None:
        message = f"'{builtin.name}' does not take {_counted(len(node.arguments))}."
    else:
        known = {part.name for signature in builtin.signatures for part in signature.parameters}
        strange = [name for name in node.names if name not in known]
        message = (
            f"'{builtin.name}' has no parameter '{strange[0]}'."
            if strange
            else f"'{builtin.name}' does not take these parameters together: {', '.join(node.names)}."
        )
    checker.wrong("feel.arguments", message, node, f"Write {forms}.")


def _wrong_type(checker: Scoped, node: ast.Call, builtin: Builtin, arity: Arity, given: tuple[Type, ...]) -> None:
    for index, type_ in enumerate(given):
        wanted = arity.type_at(index)
        if not assignable(type_, wanted):
            name = arity.parameter_at(index).name
            message = f"'{builtin.name}' needs a {wanted} as '{name}' and is given a {type_}."
            at = _argument(node, index, name)
            advice = for_member(checker.text, at, type_, wanted) if isinstance(at, ast.Expr) else Advice()
            checker.wrong(
                "feel.argument", message, at, advice if advice.fixes else f"Write {_form(builtin.name, arity)}."
            )


def _argument(node: ast.Call, index: int, name: str) -> ast.Node:
    return node.arguments[index if node.names is None else node.names.index(name)]


def _call_of_part(checker: Scoped, node: ast.Call, callee: ast.Path) -> Type:
    """A function that is an entry, or what other languages call a method."""
    base = checker.infer(callee.base)
    if part_type(base, callee.name) is not None:
        return _call_of_value(checker, node, checker.infer(callee))
    for argument in node.arguments:
        checker.infer(argument)
    message = f"'{checker.quote(callee.base)}' has no '{callee.name}': it is a {base}."
    advice = checker.advised(lambda: for_part(checker.text, callee, base, parts_of(base), node))
    checker.wrong("feel.no-entry", message, callee, advice)
    return ANY


def _call_of_value(checker: Scoped, node: ast.Call, callee: Type) -> Type:
    given = [checker.infer(argument) for argument in node.arguments]
    if callee == ANY:
        return ANY
    if not isinstance(callee, FunctionType):
        checker.wrong("feel.not-a-function", f"'{checker.quote(node.function)}' is a {callee}, not a function.", node)
        return ANY
    if callee.parameters is not None:
        _match(checker, node, callee.parameters, given)
    return callee.result


def _match(checker: Scoped, node: ast.Call, parameters: tuple[tuple[str, Type], ...], given: list[Type]) -> None:
    """Report what does not fit the parameters of a function that is a value; those of a written type have no names."""
    if node.names is None or not all(name for name, _ in parameters):
        _match_positions(checker, node, parameters, given)
        return
    called, names, wanted = checker.quote(node.function), node.names, dict(parameters)
    hint = f"Write {_written(called, parameters)}."
    if len(node.arguments) != len(set(names)) or not wanted.keys() >= set(names):
        message = f"'{called}' does not have the parameters {', '.join(names)}."
        checker.wrong("feel.arguments", message, node, hint)
        return
    left_out = [name for name in wanted if name not in names]
    if left_out:
        message = f"'{called}' is not given {', '.join(left_out)}: null is taken."
        checker.wrong("feel.arguments", message, node, hint, Severity.WARNING)
    for argument, type_, name in zip(node.arguments, given, names, strict=True):
        _match_one(checker, called, argument, type_, wanted[name], f"'{name}'")


def _match_positions(
    checker: Scoped, node: ast.Call, parameters: tuple[tuple[str, Type], ...], given: list[Type]
) -> None:
    called = checker.quote(node.function)
    if len(given) != len(parameters):
        message = f"'{called}' takes {_counted(len(parameters))} and is given {len(given)}."
        checker.wrong("feel.arguments", message, node, f"Write {_written(called, parameters)}.")
    elif node.names is None:
        for at, (argument, type_, (name, wanted)) in enumerate(zip(node.arguments, given, parameters, strict=True), 1):
            _match_one(checker, called, argument, type_, wanted, f"'{name}'" if name else f"argument {at}")


def _match_one(checker: Scoped, called: str, argument: ast.Expr, given: Type, wanted: Type, what: str) -> None:
    if not assignable(given, wanted):
        checker.wrong("feel.argument", f"'{called}' needs a {wanted} as {what} and is given a {given}.", argument)


def _written(called: str, parameters: tuple[tuple[str, Type], ...]) -> str:
    return f"{called}({', '.join(name or str(type_) for name, type_ in parameters)})"


def signature_of(checker: Scoped, node: ast.FunctionDefinition) -> FunctionType:
    """What is known of a function before its body is looked at."""
    parameters = tuple(
        (part.name, ANY if part.type is None else checker.written_type(part.type)) for part in node.parameters
    )
    return FunctionType(parameters, ANY)


def _function_definition(checker: Scoped, node: ast.FunctionDefinition) -> Type:
    if node.external:
        return _external(checker, node)
    signature = signature_of(checker, node)
    names = [part.name for part in node.parameters]
    for part in node.parameters:
        if names.count(part.name) > 1:
            checker.wrong("feel.duplicate-parameter", f"The parameter '{part.name}' is there more than once.", part)
    with checker.frame(dict(signature.parameters or ())):
        return FunctionType(signature.parameters, checker.infer(node.body))


def _external(checker: Scoped, node: ast.FunctionDefinition) -> Type:
    named = named_external(node.body)
    if named is None:
        message = "An external function names a Java class and a method signature; nothing else is ever called."
        checker.wrong("feel.external-function", message, node, "Write the function's body in FEEL.")
        return FunctionType(None, ANY)
    function = external_function(*named, tuple(part.name for part in node.parameters))
    if function is None:
        message = f"There is no equivalent of {named[0]}.{named[1]} with {_counted(len(node.parameters))} here."
        there = similar_methods(*named)
        hint = f"There is {', '.join(there)}; else write" if there else "Write"
        checker.wrong("feel.external-function", message, node, f"{hint} the function's body in FEEL.")
        return FunctionType(None, ANY)
    return FunctionType(function.parameters, function.result)


def _takes(arity: Arity, given: tuple[Type, ...]) -> bool:
    return all(assignable(type_, arity.type_at(index)) for index, type_ in enumerate(given))


def _result(chosen: list[tuple[Arity, tuple[Type, ...]]]) -> Type:
    results = {
        arity.signature.result_of(given) if arity.signature.result_of else arity.signature.result
        for arity, given in chosen
    }
    return results.pop() if len(results) == 1 else ANY


def _counted(number: int) -> str:
    return f"{number} argument{'' if number == 1 else 's'}"


def _form(name: str, arity: Arity) -> str:
    parts = [
        part.name + ("…" if part.variadic else "?" if part.optional else "") for part in arity.signature.parameters
    ]
    return f"{name}({', '.join(parts)})"


CALL_RULES: Mapping[type[ast.Node], Callable[..., Type]] = {
    ast.Call: _call,
    ast.FunctionDefinition: _function_definition,
}
"""The rules of this file, by class of node."""
