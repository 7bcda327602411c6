"""Whether two contents say the same, in the same order; nothing is aligned, so that it costs one pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from creditrules.rules.diff.contents import section_of
from creditrules.rules.diff.meanings import POLICY_KEYS, Sayings, policy_of
from creditrules.rules.diff.parts import ColumnRole, Section
from creditrules.rules.diff.tables import WrittenTable, read_tables
from creditrules.rules.diff.values import Plain, is_list, mark

__all__ = ["says_the_same"]

_WORDS: Final = frozenset({"label", "description"})
"""What is written for readers of a model and decides nothing."""


def says_the_same(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> bool:
    """Whether two contents decide alike part by part, however they are spelled; words for readers do not count.

    True only where `diff_contents` would tell of no more than other writing, words, ids and notes.
    """
    if before.keys() != after.keys():
        return False
    sayings = Sayings()
    return all(_same(sayings, section_of(key), key, before[key], after[key]) for key in before)


def _same(sayings: Sayings, section: Section, key: str, before: Plain, after: Plain) -> bool:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        tables = read_tables(before, after) if key == "table" else (None, None)
        if tables[0] is not None and tables[1] is not None:
            return _same_tables(sayings, before, after, tables[0], tables[1])
        keys = (before.keys() | after.keys()) - _WORDS
        return all(k in before and k in after and _same(sayings, section, k, before[k], after[k]) for k in keys)
    if is_list(before) and is_list(after):
        return len(before) == len(after) and all(
            _same(sayings, section, "", old, new) for old, new in zip(before, after, strict=True)
        )
    return mark(before) == mark(after) or sayings.same(section, key, before, after)


def _same_tables(
    sayings: Sayings, before: Mapping[str, Plain], after: Mapping[str, Plain], old: WrittenTable, new: WrittenTable
) -> bool:
    if len(old.columns) != len(new.columns) or len(old.rows) != len(new.rows):
        return False
    apart = {"inputs", "outputs", "rules", *POLICY_KEYS}
    rest = ({key: part for key, part in table.items() if key not in apart} for table in (before, after))
    return (
        policy_of(before) == policy_of(after)
        and _same(sayings, Section.DECISIONS, "", *rest)
        and all(
            one.role is other.role and _same(sayings, Section.DECISIONS, "", one.written, other.written)
            for one, other in zip(old.columns, new.columns, strict=True)
        )
        and _same_rows(sayings, [column.role for column in old.columns], old, new)
    )


def _same_rows(sayings: Sayings, roles: list[ColumnRole], old: WrittenTable, new: WrittenTable) -> bool:
    return all(
        sayings.same_cell(role, left, right)
        for one, other in zip(old.rows, new.rows, strict=True)
        for role, left, right in zip(roles, one.cells, other.cells, strict=True)
    )
