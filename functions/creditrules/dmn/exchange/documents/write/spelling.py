"""A model in the spelling of a document that says much of it already, so that an edit shows and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditrules.dmn.check.names import spoken_names
from creditrules.dmn.exchange.documents.read import read_model
from creditrules.dmn.exchange.documents.write.models import written
from creditrules.dmn.meaning import Meanings
from creditrules.dmn.model.boxed import DecisionTable
from creditrules.dmn.model.definitions import Decision, Model
from creditrules.document import Plain

__all__ = ["spelled_like"]

_LISTS = ("facts", "types", "functions", "services", "decisions")
_COLUMNS = ("inputs", "outputs")
_POLICY = ("hitPolicy", "aggregation")


def spelled_like(model: Model, like: Mapping[str, Plain]) -> dict[str, Plain]:
    """The document form of `model`; what says the same in the document `like` is taken from there as it stands.

    That is every fact, type, function, service and decision, found by its name; of a table that says something else its
    hit policy, columns and rows. `like` has the keys of a model; one that cannot be read has nothing to give.
    """
    form = written(model)
    old = read_model(like).model
    if old is None:
        return form
    meanings = Meanings(spoken_names(old) | spoken_names(model))
    said, said_before = meanings.model(model), meanings.model(old)
    for key in _LISTS:
        parts, before, spelled = getattr(said, key), getattr(said_before, key), like.get(key)
        known = {part.name: (part, item) for part, item in zip(before, _items(spelled), strict=True)}
        items = [
            _item(part, item, *known.get(part.name, (None, None)))
            for part, item in zip(parts, _items(form.get(key)), strict=True)
        ]
        if items or spelled == []:
            form[key] = items
    return form


def _items(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []


def _item(part: object, form: Plain, before: object, spelled: Plain) -> Plain:
    """A named part that is written as `form`, and was written as `spelled` when it said what `before` says."""
    if part == before:
        return spelled
    if not (isinstance(part, Decision) and isinstance(before, Decision)):
        return form
    table, old = part.expression, before.expression
    if not (isinstance(table, DecisionTable) and isinstance(old, DecisionTable)):
        return form
    if not (isinstance(form, dict) and isinstance(spelled, dict)):
        return form
    shown, kept = form.get("table"), spelled.get("table")
    if not (isinstance(shown, dict) and isinstance(kept, dict)):
        return form
    return {**form, "table": _table(table, shown, old, kept)}


def _table(table: DecisionTable, form: dict[str, Plain], old: DecisionTable, spelled: dict[str, Plain]) -> Plain:
    found = dict(form)
    if (table.hit_policy, table.aggregation) == (old.hit_policy, old.aggregation):
        found = {key: part for key, part in form.items() if key not in _POLICY}
        found = {**{key: spelled[key] for key in _POLICY if key in spelled}, **found}
    for key in _COLUMNS:
        found[key] = _same(getattr(table, key), form[key], getattr(old, key), spelled.get(key))
    if _heads(table) == _heads(old):  # a row may name its columns, or leave one out
        found["rules"] = _same(table.rules, form["rules"], old.rules, spelled.get("rules"))
    return found


def _heads(table: DecisionTable) -> tuple[object, ...]:
    inputs = tuple((clause.expression, clause.label) for clause in table.inputs)
    return inputs, tuple((clause.name, clause.label) for clause in table.outputs)


def _same(parts: Sequence[object], form: Plain, before: Sequence[object], spelled: Plain) -> Plain:
    """Each of `parts` as it was written before, where one said the same; at its own place rather than at another."""
    kept = list(zip(before, _items(spelled), strict=True))
    known = dict(reversed(kept))
    items: list[Plain] = []
    for at, (part, item) in enumerate(zip(parts, _items(form), strict=True)):
        here = kept[at] if at < len(kept) else (None, None)
        items.append(here[1] if here[0] == part else known.get(part, item))
    return items
