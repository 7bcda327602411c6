"""Functions of contexts (DMN 1.5, clause 10.3.4.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from creditrules.feel.builtins.arguments import builtin, strict
from creditrules.feel.builtins.signature import Builtin, Parameter, Signature
from creditrules.feel.run.evaluation import Run
from creditrules.feel.spelling import composed
from creditrules.feel.types import ANY, STRING, ContextType, ListType
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Value

__all__ = ["CONTEXTS"]

_CONTEXT = ContextType((), open=True)
_ENTRY = ContextType((("key", STRING), ("value", ANY)))


def _get_value(run: Run, context: dict[str, Value], key: str) -> Value:
    if key in context:
        return context[key]
    if composed(key) in context:
        return context[composed(key)]
    return run.null("feel.no-entry", f"{brief(context)} has no '{key}'.")


def _get_entries(run: Run, context: dict[str, Value]) -> Value:
    run.spend(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


def _context(run: Run, entries: list[Value]) -> Value:
    """Of contexts with a `key` and a `value`."""
    made: dict[str, Value] = {}
    for entry in entries:
        key = entry.get("key") if isinstance(entry, dict) and "value" in entry else None
        if not isinstance(entry, dict) or not isinstance(key, str):
            return run.null("feel.argument", f"context() needs a key and a value and was given {brief(entry)}.")
        key = composed(key)
        if key in made:
            return run.null("feel.argument", f"context() was given the key '{key}' twice.")
        made[key] = entry["value"]
    return made


def _context_put(run: Run, context: Value, key: Value, value: Value) -> Value:
    """A copy with one entry more or another, at a key or at the end of a list of keys."""
    keys = key if isinstance(key, list) else [key]
    if not keys:
        return run.null("feel.argument", "context put() needs at least one key.")
    run.spend(len(keys))
    return _put(run, context, keys, value)


def _put(run: Run, context: Value, keys: Sequence[Value], value: Value) -> Value:
    opened: list[tuple[dict[str, Value], str]] = []
    for key in keys:
        if not isinstance(context, dict):
            return run.null(
                "feel.argument", f"context put() needs a context to put '{brief(key)}' in, not {brief(context)}."
            )
        if not isinstance(key, str):
            return run.null("feel.argument", f"context put() needs strings as keys and was given {brief(key)}.")
        run.spend(len(context))
        opened.append((context, composed(key)))
        context = context.get(composed(key))
    for inside, key in reversed(opened):
        value = {**inside, key: value}
    return value


def _context_merge(run: Run, contexts: list[Value]) -> Value:
    """Of two entries with one key the later stays."""
    merged: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, dict):
            return run.null("feel.argument", f"context merge() takes contexts only and was given {brief(context)}.")
        run.spend(len(context))
        merged.update(context)
    return merged


def _contexts() -> Iterator[Builtin]:
    m, key, value = Parameter("m", _CONTEXT), Parameter("key", STRING), Parameter("value", ANY)
    yield builtin("get value", strict("get value", _get_value, m, key), Signature((m, key), ANY))
    yield builtin("get entries", strict("get entries", _get_entries, m), Signature((m,), ListType(_ENTRY)))
    entries = Parameter("entries", ListType(_ENTRY))
    yield builtin("context", strict("context", _context, entries), Signature((entries,), _CONTEXT))
    context = Parameter("context", _CONTEXT)
    keys = Parameter("keys", ListType(STRING))
    put = Signature((context, key, value), _CONTEXT), Signature((context, keys, value), _CONTEXT)
    yield builtin("context put", _context_put, *put)
    contexts = Parameter("contexts", ListType(_CONTEXT))
    yield builtin("context merge", strict("context merge", _context_merge, contexts), Signature((contexts,), _CONTEXT))


CONTEXTS = tuple(_contexts())
