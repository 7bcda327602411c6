"""Calls of built-in functions on names: what is plain is answered at once, everything else by the call as it is.

A name can be read again without a trace, so that the general way begins anew where the short one ends. Steps and memory
are the same on both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from creditrules.feel import limits
from creditrules.feel.builtins.patterns import COST_OF_A_PATTERN, REGEX_STEPS_A_STEP
from creditrules.feel.builtins.signature import Builtin, Plain
from creditrules.feel.compile.building import Compiler
from creditrules.feel.compile.operators import SHORT, Code, Scope
from creditrules.feel.regex import Native, Regex, compile_pattern
from creditrules.feel.run.evaluation import Run
from creditrules.feel.tree import ast
from creditrules.feel.types import STRING
from creditrules.feel.values.kinds import Value

__all__ = ["SLOT", "direct", "plain_of"]


SLOT: Final = ""
"""No variable's name: what stands in its place has been worked out already."""


def direct(compiler: Compiler, node: ast.Expr, general: Code, cost: int = 0, slot: str | None = None) -> Code:
    """`general`, and before it a short way where `node` has one.

    general: the whole of it, which pays `cost` steps before anything else. slot: under which name the first argument's
    value is looked up, where that is no variable.
    """
    if not isinstance(node, ast.Call) or node.names is not None or not node.arguments:
        return general
    builtin, names = compiler.builtin(node.function), [compiler.variable(part) for part in node.arguments]
    if slot is not None:
        names[0] = slot
    if builtin is None or names[0] is None:
        return general
    constants = [compiler.constant(part) for part in node.arguments[1:]]
    if builtin.name == "matches":
        return _matches(names[0], constants, general, cost)
    plain = _with_constants(builtin, constants)
    if plain is None:
        return general
    cost += plain.steps
    makes_text = builtin.signatures[0].result == STRING
    if len(plain.kinds) == 1:
        return (_made if makes_text else _of_one)(names[0], plain, general, cost)
    constant = constants[0]
    if not makes_text and type(constant) is plain.kinds[1] and _is_short(constant):
        return _with_constant(names[0], constant, plain, general, cost)
    return general if makes_text or names[1] is None else _of_two(names[0], names[1], plain, general, cost)


def _is_short(value: Value) -> bool:
    return not isinstance(value, str) or len(value) < SHORT


def plain_of(compiler: Compiler, node: ast.Call) -> tuple[Builtin, Plain] | None:
    """The built-in function that is called by position, and what it does where its arguments are plain; None if none.

    As one of its first argument, where it makes a text and the others are known.
    """
    builtin = compiler.builtin(node.function)
    if builtin is None or node.names is not None or not node.arguments:
        return None
    plain = _with_constants(builtin, [compiler.constant(part) for part in node.arguments[1:]])
    return None if plain is None else (builtin, plain)


def _with_constants(builtin: Builtin, constants: list[Value]) -> Plain | None:
    """The function as one of its first argument, where it makes a text and the others are known; None if none fits."""
    plain = builtin.plain
    if plain is None or len(constants) != len(plain.kinds) - 1:
        return None
    if builtin.signatures[0].result != STRING or not constants:
        return plain
    if [type(each) for each in constants] != list(plain.kinds[1:]) or not all(map(_is_short, constants)):
        return None
    call, prepared = plain.call, plain.prepared
    made = prepared(*constants) if prepared else lambda first: call(first, *constants)
    return Plain(plain.kinds[:1], made, plain.steps)


def _of_one(name: str, plain: Plain, general: Code, cost: int) -> Code:
    """The text has to be short; of other values no length is asked.

    These ways are each written out: a shared part would be one call more, which is a third of what they take.
    """
    (kind,), call = plain.kinds, plain.call
    if kind is not str:
        return _of_number(name, kind, call, general, cost)

    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            value = scope[name]
        except KeyError:
            return general(run, scope)
        if type(value) is str and len(value) < SHORT and (steps := run.steps - cost) >= 0:
            run.steps = steps
            return call(value)
        return general(run, scope)

    return evaluate


def _of_number(name: str, kind: type, call: Callable[..., Value], general: Code, cost: int) -> Code:
    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            value = scope[name]
        except KeyError:
            return general(run, scope)
        if type(value) is kind and (steps := run.steps - cost) >= 0:
            run.steps = steps
            return call(value)
        return general(run, scope)

    return evaluate


def _made(name: str, plain: Plain, general: Code, cost: int) -> Code:
    """What makes a text pays for it; where `call` gives none, the general way tells what is wrong, or makes it."""
    call: Callable[[str], Any] = plain.call

    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            value = scope[name]
        except KeyError:
            return general(run, scope)
        if type(value) is str and len(value) < SHORT and (steps := run.steps - cost) >= 0:
            made = call(value)
            if made and (memory := run.memory - len(made)) >= 0:
                run.steps = steps
                run.memory = memory
                return made
        return general(run, scope)

    return evaluate


def _with_constant(name: str, constant: Value, plain: Plain, general: Code, cost: int) -> Code:
    kind, call = plain.kinds[0], plain.call
    if kind is not str:
        return _of_number(name, kind, lambda value: call(value, constant), general, cost)

    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            value = scope[name]
        except KeyError:
            return general(run, scope)
        if type(value) is str and len(value) < SHORT and (steps := run.steps - cost) >= 0:
            run.steps = steps
            return call(value, constant)
        return general(run, scope)

    return evaluate


def _of_two(name: str, other_name: str, plain: Plain, general: Code, cost: int) -> Code:
    (kind, other_kind), call = plain.kinds, plain.call
    texts = str in plain.kinds

    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            value, other = scope[name], scope[other_name]
        except KeyError:
            return general(run, scope)
        if (
            type(value) is kind
            and type(other) is other_kind
            and (steps := run.steps - cost) >= 0
            and not (texts and (len(value) >= SHORT or len(other) >= SHORT))  # type: ignore[arg-type]
        ):
            run.steps = steps
            return call(value, other)
        return general(run, scope)

    return evaluate


def _matches(name: str, constants: list[Value], general: Code, cost: int) -> Code:
    """With a pattern that is known: what `re` or a search for a text answers."""
    texts = [each for each in constants if isinstance(each, str) and len(each) < SHORT]
    if len(texts) < len(constants) or len(texts) not in (1, 2):
        return general
    regex = compile_pattern(texts[0], "".join(texts[1:]), captures=False)
    if not isinstance(regex, Regex):
        return general
    cost += COST_OF_A_PATTERN + len(regex.program)
    if regex.literal is not None:
        literal = regex.literal
        return _of_one(name, Plain((str,), lambda text: literal in text), general, cost)
    return general if regex.native is None else _in_re(name, regex.native, general, cost)


def _in_re(name: str, native: Native, general: Code, cost: int) -> Code:
    find, rate = native
    longest = min(SHORT, limits.REGEX_STEPS // rate) - 1

    def evaluate(run: Run, scope: Scope) -> Value:
        try:
            value = scope[name]
        except KeyError:
            return general(run, scope)
        if type(value) is str and (size := len(value)) <= longest:
            left = run.steps - cost
            if left * REGEX_STEPS_A_STEP >= rate * (size + 1):
                run.steps = left - size // REGEX_STEPS_A_STEP
                return find(value) is not None
        return general(run, scope)

    return evaluate
