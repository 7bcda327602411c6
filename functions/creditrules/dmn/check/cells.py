"""The checked cells of a column by their texts; plain ones are checked again when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from creditrules.dmn.domains.constants import constant_value
from creditrules.feel import (
    NUMBER,
    STRING,
    Checked,
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


class CheckedCells(Mapping[str, Checked]):
    """Every distinct text of a column, checked.

    Of a plain text (a number, a comparison with one, an interval, a text) nothing is wrong, and a large table has very
    many of them. So they are kept as texts only, and read when they are asked for.
    """

    __slots__ = ("_known", "_read")

    def __init__(
        self,
        texts: Iterable[str],
        plain: Callable[[str], bool],
        check: Callable[[str], Checked],
        read: Callable[[str], Checked],
    ) -> None:
        """check: of a text that is not plain. read: of one that is."""
        self._known: dict[str, Checked | None] = {text: None if plain(text) else check(text) for text in texts}
        self._read = read

    def __getitem__(self, text: str) -> Checked:
        found = self._known[text]
        if found is None:
            found = self._known[text] = self._read(text)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, text: object) -> bool:
        return text in self._known

    def is_plain(self, text: str) -> bool:
        """Whether a text of the column is plain, and has not been asked for yet."""
        return self._known[text] is None

    def types(self) -> Iterator[Type]:
        """The types of what the texts come to, as results."""
        for text, checked in self._known.items():
            yield checked.type if checked is not None else STRING if text[0] == '"' else NUMBER

    def constants(self) -> Iterator[tuple[str, Value]]:
        """What the texts come to, as results, where they are constants; else NOT_CONSTANT."""
        for text, checked in self._known.items():
            yield text, simple_value(text) if checked is None else constant_value(checked)

    def not_plain(self) -> Iterator[tuple[str, Checked]]:
        """The others, which alone can have anything wrong or name anything, and plain ones that were asked for."""
        return ((text, checked) for text, checked in self._known.items() if checked is not None)


def condition_cells(texts: Iterable[str], tested: Type, check: Callable[[str], Checked]) -> CheckedCells:
    """The cells of conditions on values of a type. check: of a text that is not plain."""

    def read(text: str) -> Checked:
        return check_unary_tests(parse_unary_tests(text, _NO_NAMES), {}, tested)

    def plain(text: str) -> bool:
        return simple_type(text) is wanted

    wanted = str if tested == STRING else Decimal
    return CheckedCells(texts, plain if tested in (NUMBER, STRING) else _never, check, read)


def result_cells(texts: Iterable[str], wanted: Type | None, check: Callable[[str], Checked]) -> CheckedCells:
    """The cells of results. wanted: their type, where they have to be of one. check: of a text that is not plain."""

    def read(text: str) -> Checked:
        return check_expression(parse_expression(text, _NO_NAMES), {}, wanted)

    def plain(text: str) -> bool:
        found = simple_value(text)
        return found is not None and (wanted is None or (type(found) is str) == (wanted == STRING))

    return CheckedCells(texts, plain if wanted in (NUMBER, STRING, None) else _never, check, read)


def _never(_text: str) -> bool:
    return False
