"""The checked cells of a column by their texts; those that are known to be right are read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from creditrules.dmn.domains.constants import constant_value
from creditrules.feel import (
    DATE,
    NUMBER,
    STRING,
    Checked,
    Date,
    Names,
    Type,
    Value,
    check_expression,
    check_unary_tests,
    parse_expression,
    parse_unary_tests,
    simple_type,
    simple_value,
)

__all__ = ["CheckedCells", "condition_cells", "result_cells"]

_NO_NAMES = Names()
_CLASSES: Final[Mapping[Type, type]] = {NUMBER: Decimal, STRING: str, DATE: Date}
_TYPES: Final[Mapping[type, Type]] = {class_: type_ for type_, class_ in _CLASSES.items()}


class CheckedCells(Mapping[str, Checked]):
    """Every distinct text of a column, checked.

    Of a plain text (a number or a date, a comparison with one, an interval, a text) nothing is wrong, and a large table
    has very many of them. So they are kept as texts only, and read when they are asked for. So are all texts of a table
    that was checked before.
    """

    __slots__ = ("_check", "_known", "_late", "_plain", "_read")

    def __init__(
        self,
        texts: Iterable[str],
        plain: Callable[[str], bool],
        check: Callable[[str], Checked],
        read: Callable[[str], Checked],
        *,
        late: bool,
    ) -> None:
        """check: of a text that is not plain. read: of one that is. late: whether nothing is wrong with any of them."""
        self._plain, self._check, self._read, self._late = plain, check, read, late
        self._known: dict[str, Checked | None] = dict.fromkeys(texts)
        for text in () if late else [text for text in self._known if not plain(text)]:
            self._known[text] = check(text)

    def __getitem__(self, text: str) -> Checked:
        found = self._known[text]
        if found is None:
            found = self._known[text] = (self._read if self.is_plain(text) else self._check)(text)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, text: object) -> bool:
        return text in self._known

    def is_plain(self, text: str) -> bool:
        """Whether a text of the column is plain, and has not been asked for yet."""
        return self._known[text] is None and (not self._late or self._plain(text))

    def types(self) -> Iterator[Type]:
        """The types of what the texts come to, as results."""
        for text in self._known:
            yield _TYPES[type(simple_value(text))] if self.is_plain(text) else self[text].type

    def constants(self) -> Iterator[tuple[str, Value]]:
        """What the texts come to, as results, where they are constants; else NOT_CONSTANT."""
        for text in self._known:
            yield text, simple_value(text) if self.is_plain(text) else constant_value(self[text])

    def not_plain(self) -> Iterator[tuple[str, Checked]]:
        """The others, which alone can have anything wrong or name anything, and plain ones that were asked for."""
        return ((text, self[text]) for text in self._known if not self.is_plain(text))


def condition_cells(
    texts: Iterable[str], tested: Type, check: Callable[[str], Checked], *, dates: bool, late: bool = False
) -> CheckedCells:
    """The cells of conditions on values of a type. check: of a text that is not plain. late: see `CheckedCells`.

    dates: whether `date("…")` can only be a date.
    """

    def read(text: str) -> Checked:
        return check_unary_tests(parse_unary_tests(text, _NO_NAMES), {}, tested)

    def plain(text: str) -> bool:
        return simple_type(text) is wanted

    wanted = _CLASSES.get(tested)
    simple = wanted is not None and (dates or wanted is not Date)
    return CheckedCells(texts, plain if simple else _never, check, read, late=late)


def result_cells(
    texts: Iterable[str], wanted: Type | None, check: Callable[[str], Checked], *, dates: bool, late: bool = False
) -> CheckedCells:
    """The cells of results. wanted: their type, where they have to be of one. The others as for `condition_cells`."""

    def read(text: str) -> Checked:
        return check_expression(parse_expression(text, _NO_NAMES), {}, wanted)

    def plain(text: str) -> bool:
        class_ = type(simple_value(text))
        return class_ in classes and (dates or class_ is not Date)

    classes = [*_TYPES] if wanted is None else [_CLASSES[wanted]] if wanted in _CLASSES else []
    return CheckedCells(texts, plain if classes else _never, check, read, late=late)


def _never(_text: str) -> bool:
    return False
