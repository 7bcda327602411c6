"""Which rules a version of a rule set has from another: the row, and everything in the model that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from creditrules.rules.content.reading import RuleSet
from creditrules.rules.diff.contents import diff_contents
from creditrules.rules.diff.meanings import Sayings
from creditrules.rules.diff.parts import ColumnRole, DiffKind
from creditrules.rules.diff.tables import ABSENT, WrittenTable, cell_text, read_table, said
from creditrules.rules.diff.tables_diff import TablePair

__all__ = ["carried_rows"]

_DEFINED_IN = ("decisions", "functions", "services", "types")


def carried_rows(before: RuleSet, after: RuleSet) -> frozenset[int]:
    """The rows of `after`'s findings table, from 1, that the diff of both neither adds nor changes in what they say.

    Nor does it change a decision, function, service or type that such a row uses. A name counts as used wherever it
    stands in a text: rather one definition too many than one that was forgotten. Columns in which a row asks for
    nothing do not count. Empty where the findings are not a table in both.
    """
    olds, news = _definitions(before), _definitions(after)
    old_table, new_table = _table(olds.pop(before.form.findings, None)), _table(news.pop(after.form.findings, None))
    if old_table is None or new_table is None:
        return frozenset()
    changed = _with_users({name for name in olds.keys() | news.keys() if _differ(olds.get(name), news.get(name))}, news)
    return frozenset(
        place + 1
        for place in TablePair("", old_table, new_table, Sayings()).carried()
        if not any(name in text for text in _texts(new_table, place) for name in changed)
    )


def _definitions(rule_set: RuleSet) -> dict[str, Mapping[str, Any]]:
    written = rule_set.written
    return {item["name"]: item for part in _DEFINED_IN for item in written.get(part) or ()}


def _table(decision: Mapping[str, Any] | None) -> WrittenTable | None:
    table = decision.get("table") if decision is not None else None
    return read_table(table) if isinstance(table, Mapping) else None


def _differ(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    if before is None or after is None:
        return True
    return any(difference.kind is not DiffKind.REWRITTEN for difference in diff_contents(before, after))


def _with_users(changed: set[str], definitions: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The names of what changed, and of all that uses it, itself or through others."""
    texts = {name: repr(definition) for name, definition in definitions.items() if name not in changed}
    found, waiting = set(changed), list(changed)
    while waiting:
        name = waiting.pop()
        users = [user for user, text in texts.items() if name in text]
        found.update(users)
        waiting += users
        for user in users:
            del texts[user]
    return found


def _texts(table: WrittenTable, place: int) -> Iterator[str]:
    """What a row says, and the expressions that it asks about."""
    for column, cell in zip(table.columns, table.rows[place].cells, strict=True):
        if said(column.role, cell) != said(column.role, ABSENT):
            yield cell_text(cell, column.role)
            if column.role is ColumnRole.INPUT:
                yield column.title
