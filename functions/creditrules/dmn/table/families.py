"""Cells that are no sets of constants but differ in constants only: what holds of many is found by one search.

A family answers for its rows only where every part of its cells is certainly true or false, and nothing goes wrong;
else they are run one by one. So nothing is decided here but what running them would have come to.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, Final, Protocol

from creditrules.dmn.limits import INDEX_BYTES
from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.dmn.table.masks import Turns, masks_of
from creditrules.dmn.table.rows import mask_of
from creditrules.dmn.table.shapes import TESTED, Atom, Shape, Tree, mirrored, read_shape, slot_path, with_slot
from creditrules.feel import Checked, Code, Date, DaysDuration, MonthsDuration, Unknown, Value, ast, compile_expression
from creditrules.records import replace

__all__ = ["LEAST", "Family", "families_of"]

LEAST: Final = 8
"""Rows from which on a search is worth it."""

_MOST_FAMILIES: Final = 64
_ORDERED: Final = frozenset((Decimal, str, Date, DaysDuration, MonthsDuration))
_SLOT: Final = "\0slot"
_ROWS_A_STEP: Final = 256
_CHARACTERS_A_STEP: Final = 64

Bits = Sequence[int]


class _Part(Protocol):
    """What tells of which rows one part of the cells holds."""

    def holding(self, run: ModelRun, scope: Variables) -> int | Unknown | None:
        """The rows; None where that has to be found out one by one."""


class Family:
    """Cells of one shape. rows: those that have them."""

    __slots__ = ("_parts", "_single", "_tree", "rows")

    def __init__(self, rows: int, tree: Tree, parts: Mapping[int, _Part]) -> None:
        """parts: by the number of the atom in the tree."""
        self.rows = rows
        self._tree = tree
        self._parts = parts
        self._single = len(parts) == 1

    def admitted(self, run: ModelRun, scope: Variables, value: Value) -> int | Unknown | None:
        """The rows of the family that admit a value; Unknown where all of them hang on missing facts.

        None, and no trace in `run` but the steps it took, where the cells have to be run one by one.
        """
        if value is None:
            return None
        run.spend(1 + self.rows.bit_count() // _ROWS_A_STEP)
        warnings, places, failures = len(run.warnings), len(run.places), run.failures
        scope = {**scope, TESTED: value}
        held: list[int] = []
        for part in self._parts.values():
            found = part.holding(run, scope)
            if run.failures > failures:
                del run.warnings[warnings:], run.places[places:]
                run.failures = failures
                return None
            if not isinstance(found, int):
                return found if self._single else None
            held.append(found)
        return self._joined(self._tree, iter(held).__next__)

    def _joined(self, tree: Tree, following: Callable[[], int]) -> int:
        if isinstance(tree, Atom):
            return following()
        parts = [self._joined(part, following) for part in tree.parts]
        if tree.kind == "not":
            return self.rows & ~parts[0]
        rows = parts[0]
        for part in parts[1:]:
            rows = rows & part if tree.kind == "and" else rows | part
        return rows


class _Whole:
    """A part that is the same in all cells."""

    __slots__ = ("_code", "_rows")

    def __init__(self, code: Code, rows: int) -> None:
        self._code, self._rows = code, rows

    def holding(self, run: ModelRun, scope: Variables) -> int | Unknown | None:
        held = self._code(run, scope)
        if type(held) is bool:
            return self._rows if held else 0
        return held if type(held) is Unknown else None


class _Compared:
    """`expression sign constant`, or with a sum or product of the constant that grows with it, or falls.

    keys: the constants, ascending. side: what is compared with the constant's side. made: the constant's side, its
    constant a variable; None where it is the constant alone.
    """

    __slots__ = ("_falling", "_keys", "_made", "_masks", "_rows", "_side", "_sign")

    def __init__(
        self, sign: str, side: Code, made: Code | None, cells: Sequence[tuple[Value, Bits]], count: int, rows: int
    ) -> None:
        by_key: dict[Any, list[int]] = {}
        for key, bits in cells:
            by_key.setdefault(key, []).extend(bits)
        self._sign, self._side, self._made, self._rows = sign, side, made, rows
        self._keys = sorted(by_key)
        self._falling = self._keys[::-1]
        turned, ends = array("I"), array("I", (0,))
        for key in self._keys:
            turned.extend(by_key[key])
            ends.append(len(turned))
        self._masks = masks_of(Turns(0, turned, ends, None, count), INDEX_BYTES)

    def holding(self, run: ModelRun, scope: Variables) -> int | Unknown | None:
        side = self._side(run, scope)
        keys, made = self._keys, self._made
        unknown, grows = [side], True
        if made is None:
            found = _place(keys, side, None) if type(side) is type(keys[0]) else None
        else:
            inner = dict(scope)

            def put(key: Value) -> Any:
                inner[_SLOT] = key
                return made(run, inner)

            low, high = put(keys[0]), put(keys[-1])
            alike = type(side) is type(low) is type(high) and type(side) in _ORDERED
            grows = not alike or low <= high
            found = _place(keys if grows else self._falling, side, put) if alike else None
            unknown.append(low)
        if found is None:
            missing = [each.missing for each in unknown if type(each) is Unknown]
            return Unknown(frozenset().union(*missing)) if missing else None
        return self._held(*found, grows=grows)

    def _held(self, left: int, right: int, *, grows: bool) -> int:
        """The rows, from the first key that is not before what it is compared with, and the first behind it."""
        count, sign = len(self._keys), self._sign
        starts, ends = {
            "<": (right, count), "<=": (left, count), ">": (0, left), ">=": (0, right)
        }.get(sign, (left, right))  # fmt: skip
        if not grows:
            starts, ends = count - ends, count - starts
        rows = self._masks[ends] ^ self._masks[starts]
        return self._rows & ~rows if sign == "!=" else rows


def _place(keys: Sequence[Any], side: Any, put: Callable[[Value], Any] | None) -> tuple[int, int]:
    return bisect_left(keys, side, key=put), bisect_right(keys, side, key=put)


class _Texts:
    """`starts with`, `ends with` or `contains` of an expression and a constant text."""

    __slots__ = ("_lengths", "_rows_of", "_side", "_sign")

    def __init__(self, sign: str, side: Code, cells: Sequence[tuple[Value, Bits]]) -> None:
        self._sign, self._side = sign, side
        self._rows_of: dict[str, list[int]] = {}
        for text, bits in cells:
            if isinstance(text, str):
                self._rows_of.setdefault(text, []).extend(bits)
        self._lengths = sorted(set(map(len, self._rows_of)))

    def holding(self, run: ModelRun, scope: Variables) -> int | Unknown | None:
        text = self._side(run, scope)
        if type(text) is not str:
            return text if type(text) is Unknown else None
        run.spend(len(text) // _CHARACTERS_A_STEP)
        rows_of = self._rows_of
        return mask_of(list(chain.from_iterable(rows_of[each] for each in self._found(run, text))))

    def _found(self, run: ModelRun, text: str) -> Iterable[str]:
        """The texts of the cells that hold; either they are gone through or the parts of the one that is tested."""
        known, lengths = self._rows_of, [length for length in self._lengths if length <= len(text)]
        if self._sign == "starts with":
            return [text[:length] for length in lengths if text[:length] in known]
        if self._sign == "ends with":
            return [end for length in lengths if (end := text[len(text) - length :]) in known]
        if len(lengths) * len(text) < len(known):
            parts = (text[at : at + length] for length in lengths for at in range(len(text) - length + 1))
            return known.keys() & set(parts)
        run.spend(len(known) * (1 + len(text) // _CHARACTERS_A_STEP) // _CHARACTERS_A_STEP)
        return [each for each in known if each in text]


def families_of(cells: Iterable[tuple[Checked, Bits]], count: int) -> tuple[Family, ...]:
    """The families among cells with the bits of their rows, in a table with `count` rows; the others are in none."""
    by_shape: dict[Hashable, list[tuple[Checked, Shape, Bits]]] = {}
    for checked, bits in cells:
        shape = read_shape(checked)
        if shape is not None:
            by_shape.setdefault(shape.key, []).append((checked, shape, bits))
    found: list[Family] = []
    for alike in by_shape.values():
        slots = [_slot([shape.atoms[at] for _, shape, _ in alike]) for at in range(len(alike[0][1].atoms))]
        groups: dict[Hashable, list[tuple[Checked, Shape, Bits]]] = {}
        for each in alike:
            groups.setdefault(_fixed(each[1], slots), []).append(each)
        found += [
            _family(group, slots, count) for group in groups.values() if sum(len(of) for *_, of in group) >= LEAST
        ]
    return tuple(sorted(found, key=lambda family: -family.rows.bit_count())[:_MOST_FAMILIES])


def _slot(atoms: Sequence[Atom]) -> int | None:
    """The number of the constant by which cells of one shape differ most; None where no search can be made by it."""
    variety = [len({atom.constants[at].value for atom in atoms}) for at in range(len(atoms[0].constants))]
    for at in sorted(range(len(variety)), key=lambda at: -variety[at]):
        if variety[at] > 1 and _searchable(atoms, at):
            return at
    return None


def _searchable(atoms: Sequence[Atom], at: int) -> bool:
    atom, slot = atoms[0], atoms[0].constants[at].node
    if not _is_sign(atom.sign):
        return atom.right is slot and type(atom.constants[at].value) is str
    if type(atom.constants[at].value) not in _ORDERED:
        return False
    path = _path_in(atom, slot)
    if path is None:
        return False
    over = any(isinstance(node, ast.Arithmetic) and node.operator == "/" and node.right is slot for node in path)
    numbers: list[Any] = [each.constants[at].value for each in atoms]
    alone = len(path) == 1
    if not alone and not all(type(number) is Decimal for number in numbers):
        return False
    return not over or all(number > 0 for number in numbers) or all(number < 0 for number in numbers)


def _is_sign(sign: str) -> bool:
    return not sign[0].isalpha()


def _path_in(atom: Atom, slot: ast.Expr) -> tuple[ast.Expr, ...] | None:
    return slot_path(atom.left, slot) or slot_path(atom.right, slot)


def _fixed(shape: Shape, slots: Sequence[int | None]) -> Hashable:
    """The constants in which all cells of a family have to be the same."""
    return tuple(
        tuple((type(each.value), each.value) for number, each in enumerate(atom.constants) if number != slot)
        for atom, slot in zip(shape.atoms, slots, strict=True)
    )


def _family(group: Sequence[tuple[Checked, Shape, Bits]], slots: Sequence[int | None], count: int) -> Family:
    rows = mask_of([bit for *_, bits in group for bit in bits])
    parts = {
        number: _part(group[0][0], [(shape.atoms[number], bits) for _, shape, bits in group], slot, count, rows)
        for number, slot in enumerate(slots)
    }
    return Family(rows, group[0][1].tree, parts)


def _part(checked: Checked, cells: Sequence[tuple[Atom, Bits]], slot: int | None, count: int, rows: int) -> _Part:
    def code(expr: ast.Expr) -> Code:
        return compile_expression(replace(checked, expr=expr)).code

    atom = cells[0][0]
    if slot is None:
        return _Whole(code(_as_expression(checked, atom)), rows)
    constants = [(each.constants[slot].value, bits) for each, bits in cells]
    if not _is_sign(atom.sign):
        return _Texts(atom.sign, code(atom.left), constants)
    node = atom.constants[slot].node
    path, sign, side = slot_path(atom.right, node), atom.sign, atom.left
    if path is None:
        path, sign, side = slot_path(atom.left, node) or (node,), mirrored(sign), atom.right
    made = code(with_slot(path, _SLOT)) if len(path) > 1 else None
    return _Compared(sign, code(side), made, constants, count, rows)


def _as_expression(checked: Checked, atom: Atom) -> ast.Expr:
    if _is_sign(atom.sign):
        return ast.Comparison(atom.left.span, atom.sign, atom.left, atom.right)  # type: ignore[arg-type]
    name = next(name for name, meant in checked.builtins.items() if meant.name == atom.sign)
    return ast.Call(atom.left.span, name, (atom.left, atom.right))
