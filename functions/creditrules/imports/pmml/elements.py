"""Reading elements of PMML: children by name, attributes that must be there, numbers, arrays."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from creditrules.dmn.exchange.xml import Element
from creditrules.imports.pmml.notes import RefusedError

__all__ = ["array", "child", "children", "digits", "needed", "number", "one_of"]

_LARGEST_EXPONENT = 300


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of these names, in their order; all but extensions without any."""
    return (part for part in element if (part.name in names if names else part.name != "Extension"))


def child(element: Element, *names: str) -> Element | None:
    """The first child of these names."""
    return next(children(element, *names), None)


def needed(element: Element, attribute: str) -> str:
    """An attribute. Raises RefusedError where it is missing or empty."""
    value = element.get(attribute).strip()
    if not value:
        message = f"<{element.name}> has no {attribute}."
        raise RefusedError(element, "import.pmml.content", message, f"Write {attribute}=…, as PMML's schema requires.")
    return value


def number(element: Element, text: str) -> Decimal:
    """A number. Raises RefusedError where the text is none."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise RefusedError(element, "import.pmml.content", f"“{text}” is no number.", "Write it in digits: 1.5.")
    return value


def digits(value: Decimal) -> str:
    """A number as a FEEL literal."""
    return f"{value.normalize():f}" if value else "0"


def one_of(element: Element, attribute: str, default: str, *known: str) -> str:
    """An attribute that is one of some words. Raises RefusedError where it is another."""
    value = element.get(attribute, default)
    if value not in {default, *known}:
        words = ", ".join(sorted({default, *known} - {""}))
        message = f"{attribute}=“{value}” of <{element.name}> has no equal here."
        raise RefusedError(element, "import.pmml.unsupported", message, f"It may be one of: {words}.")
    return value


def array(element: Element) -> tuple[str, ...]:
    """The words of an <Array>: separated by blanks, in double quotes where they have blanks themselves."""
    words: list[str] = []
    text, place = element.text, 0
    while place < len(text):
        if text[place].isspace():
            place += 1
        elif text[place] == '"':
            word, place = _quoted(element, text, place + 1)
            words.append(word)
        else:
            end = next((index for index in range(place, len(text)) if text[index].isspace()), len(text))
            words.append(text[place:end])
            place = end
    return tuple(words)


def _quoted(element: Element, text: str, place: int) -> tuple[str, int]:
    word: list[str] = []
    while place < len(text):
        if text[place] == "\\" and text[place + 1 : place + 2] in {'"', "\\"}:
            word.append(text[place + 1])
            place += 2
        elif text[place] == '"':
            return "".join(word), place + 1
        else:
            word.append(text[place])
            place += 1
    raise RefusedError(element, "import.pmml.content", 'A text in the array has no closing ".', 'Close it with ".')
