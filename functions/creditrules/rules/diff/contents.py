"""Two contents of a document compared part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final

from creditrules.records import dataclass, field
from creditrules.rules.diff.alignment import Alignment
from creditrules.rules.diff.meanings import POLICY_KEYS, Sayings, policy_of
from creditrules.rules.diff.parts import Change, ContentDiff, DiffKind, Section, TableDiff, WholeTable
from creditrules.rules.diff.tables import WrittenTable, read_tables
from creditrules.rules.diff.tables_diff import TablePair
from creditrules.rules.diff.values import Plain, alike, is_list, leaves, mark, shown, shown_pair

__all__ = ["align_items", "diff_contents", "item_place", "names_of", "section_of"]

_SECTIONS: Final = {
    "facts": Section.FACTS,
    "types": Section.TYPES,
    "functions": Section.FUNCTIONS,
    "services": Section.SERVICES,
    "decisions": Section.DECISIONS,
    "reasons": Section.REASONS,
    "tests": Section.TESTS,
    "properties": Section.TESTS,
    "features": Section.FEATURES,
    "ruleSets": Section.RULE_SETS,
    "value": Section.VALUES,
    "values": Section.VALUES,
}
_OF_NAMES: Final = frozenset(
    {"features", "ruleSets", "requires", "outputs", "encapsulated", "inputs", "inputDecisions", "restrictedFeatures"}
    | {"missing", "reasons", "columns", "interventions", "usedParameters"}
)
"""Lists whose texts are names: another name is another item, not a change of the one before."""

_OWNERS: Final = frozenset({"decisions", "functions"})
"""Lists of the parts of a rule set that tables belong to."""


def diff_contents(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> ContentDiff:
    """The differences of two contents of a rule set, a product or a parameter, as plain values without their `change`.

    Empty exactly when their canonical forms are equal. Items with a name are the same item by it, rows of tables by
    their id; others by what they say, then by likeness. Near-linear in the size of the contents.
    """
    walk = _Walk()
    walk.mappings("", before, after)
    return ContentDiff(tuple(walk.changes), tuple(walk.tables), tuple(walk.whole_tables))


def section_of(key: str) -> Section:
    """Which part of a content stands under a key of it."""
    return _SECTIONS.get(key, Section.METADATA)


def align_items(key: str, before: Sequence[Plain], after: Sequence[Plain]) -> Alignment:
    """Which items of two lists under `key` are the same: by name, by what they say, by likeness, by place."""
    alignment = Alignment(len(before), len(after))
    alignment.by_name(names_of(before, key), names_of(after, key))
    if alignment.removed and alignment.added:
        alignment.by_equality([mark(item) for item in before], [mark(item) for item in after])
    _pair_alike(alignment, before, after)
    if key not in _OF_NAMES:
        alignment.by_place(lambda left, right: _is_scalar(before[left]) and _is_scalar(after[right]))
    return alignment


@dataclass(slots=True)
class _Walk:
    """Collects the differences, from the outside in."""

    sayings: Sayings = field(default_factory=Sayings)
    section: Section = Section.METADATA
    owner: str = ""
    changes: list[Change] = field(default_factory=list)
    tables: list[TableDiff] = field(default_factory=list)
    whole_tables: list[WholeTable] = field(default_factory=list)

    def values(self, place: str, key: str, before: Plain, after: Plain) -> None:
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            tables = read_tables(before, after) if key == "table" else (None, None)
            if tables[0] is not None and tables[1] is not None:
                self.tables_of(place, before, after, tables[0], tables[1])
            else:
                self.mappings(place, before, after)
        elif is_list(before) and is_list(after):
            self.lists(place, key, before, after)
        elif mark(before) != mark(after):
            old, new = shown_pair(before, after)
            same = self.sayings.same(self.section, key, before, after)
            self.add(DiffKind.REWRITTEN if same else DiffKind.CHANGED, place, old, new)

    def mappings(self, place: str, before: Mapping[str, Plain], after: Mapping[str, Plain]) -> None:
        for key in (*before, *(key for key in after if key not in before)):
            if not place:
                self.section, self.owner = section_of(key), ""
            inner = f"{place}.{key}" if place else key
            if key not in after:
                self.went(inner, key, before[key])
            elif key not in before:
                self.came(inner, key, after[key])
            else:
                self.values(inner, key, before[key], after[key])

    def lists(self, place: str, key: str, before: Sequence[Plain], after: Sequence[Plain]) -> None:
        old_names, new_names = names_of(before, key), names_of(after, key)
        alignment = align_items(key, before, after)
        moved = alignment.moved()
        for left in alignment.removed:
            self.enter(place, before[left])
            self.went(item_place(place, before[left], left, old_names), "", before[left])
        for right, item in enumerate(after):
            here = item_place(place, item, right, new_names)
            self.enter(place, item)
            if right not in alignment.old_of:
                self.came(here, "", item)
                continue
            left = alignment.old_of[right]
            if right in moved:
                self.changes.append(Change(DiffKind.MOVED, self.section, here, moved_from=left + 1, moved_to=right + 1))
            self.item(here, before[left], item)

    def item(self, place: str, before: Plain, after: Plain) -> None:
        """A pair of items of a list; another name makes it renamed, not changed."""
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            self.values(place, "", before, after)
            return
        old, new = before.get("name"), after.get("name")
        if isinstance(old, str) and isinstance(new, str) and old != new:
            self.add(DiffKind.RENAMED, place, old, new)
            before, after = ({key: part for key, part in item.items() if key != "name"} for item in (before, after))
        self.mappings(place, before, after)

    def tables_of(
        self, place: str, before: Mapping[str, Plain], after: Mapping[str, Plain], old: WrittenTable, new: WrittenTable
    ) -> None:
        """Two tables: what stands beside columns and rules as any mapping, the rest by column, row and cell."""
        apart = {"inputs", "outputs", "rules"}
        policies = [{key: table[key] for key in POLICY_KEYS if key in table} for table in (before, after)]
        if mark(policies[0]) != mark(policies[1]) and policy_of(before) == policy_of(after) is not None:
            apart |= {*POLICY_KEYS}
            self.add(DiffKind.REWRITTEN, f"{place}.hitPolicy", *map(shown, policies))
        rest = [{key: part for key, part in table.items() if key not in apart} for table in (before, after)]
        self.mappings(place, *rest)
        pair = TablePair(place, old, new, self.sayings)
        for change in pair.column_changes(self.section):
            self.changes.append(change)
        rows = pair.rows()
        if rows:
            self.tables.append(TableDiff(place, pair.columns(), rows, len(old.rows), len(new.rows), self.owner))

    def enter(self, place: str, item: Plain) -> None:
        """What is told from now on belongs to this item, if it is one that tables belong to."""
        if place in _OWNERS:
            self.owner = _owner(item)

    def came(self, place: str, key: str, value: Plain) -> None:
        self.add(DiffKind.ADDED, place, None, shown(value))
        self.whole_tables += _whole_tables(DiffKind.ADDED, self.owner, key, value)

    def went(self, place: str, key: str, value: Plain) -> None:
        self.add(DiffKind.REMOVED, place, shown(value), None)
        self.whole_tables += _whole_tables(DiffKind.REMOVED, self.owner, key, value)

    def add(self, kind: DiffKind, place: str, before: str | None, after: str | None) -> None:
        self.changes.append(Change(kind, self.section, place, before, after))


def _whole_tables(kind: DiffKind, owner: str, key: str, value: Plain) -> Iterator[WholeTable]:
    """The tables inside a value under `key`; without an owner only where the value is what tables belong to."""
    if isinstance(value, Mapping):
        rules = value.get("rules")
        if owner and key == "table" and is_list(rules):
            yield WholeTable(kind, owner, len(rules))
            return
        for name, part in value.items() if owner else ():
            yield from _whole_tables(kind, owner, name, part)
    elif is_list(value) and (owner or key in _OWNERS):
        for item in value:
            yield from _whole_tables(kind, owner or _owner(item), "", item)


def _owner(item: Plain) -> str:
    name = item.get("name") if isinstance(item, Mapping) else None
    return name if isinstance(name, str) else ""


def names_of(items: Sequence[Plain], key: str) -> list[Hashable]:
    """What each item is called, None where another is called so too; a context's last entry goes by its key."""
    names: list[Hashable] = []
    for item in items:
        name = item.get("name", "result" if "result" in item else None) if isinstance(item, Mapping) else None
        if key == "parameters" and isinstance(item, str):
            name = item
        names.append(name if isinstance(name, str) else None)
    counted = Counter(names)
    return [name if counted[name] == 1 else None for name in names]


def item_place(place: str, item: Plain, index: int, names: Sequence[Hashable]) -> str:
    """Where an item of a list stands: by its name, else by its number."""
    name = names[index]
    if name is None or not isinstance(item, Mapping):
        return f"{place}[{index + 1}]"
    return f"{place}.{name}"


def _pair_alike(alignment: Alignment, before: Sequence[Plain], after: Sequence[Plain]) -> None:
    old = {place: _described(before[place]) for place in alignment.removed if not _is_scalar(before[place])}
    new = {place: _described(after[place]) for place in alignment.added if not _is_scalar(after[place])}

    def likeness(left: int, right: int) -> float:
        if left not in old or right not in new:
            return 0.0
        found = alike(old[left], new[right])
        return 1.0 if found is None else found

    alignment.by_likeness(likeness, old, new)


def _described(item: Plain) -> Counter[Hashable]:
    if isinstance(item, Mapping):
        return leaves({key: part for key, part in item.items() if key != "name"})
    return leaves(item)


def _is_scalar(value: Plain) -> bool:
    return not isinstance(value, Mapping) and not is_list(value)
