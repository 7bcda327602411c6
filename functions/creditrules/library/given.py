"""What a caller gives: facts as Python values, a moment, files or a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from os import PathLike, fspath
from pathlib import Path
from typing import Any, cast

from creditrules.clock import utc_now
from creditrules.errors import Diagnostic
from creditrules.feel import Value, to_feel
from creditrules.library.errors import FactsError

__all__ = ["contents", "feel_values", "moment"]


def feel_values(facts: object, more: Mapping[str, object]) -> dict[str, Value]:
    """Values of FEEL by name, of a mapping, a dataclass, a named tuple or a pydantic model, and of named arguments.

    Raises FactsError for what FEEL has no value for, and for a name that is given twice.
    """
    if facts is None:
        entries: Mapping[Any, Any] = more
    else:
        entries = facts if isinstance(facts, Mapping) else _parts(facts)
        twice = [name for name in more if name in entries]
        if twice:
            raise FactsError([Diagnostic("facts.type", f"'{twice[0]}' is given twice.", place=twice[0])])
        entries = {**entries, **more}
    try:
        return cast("dict[str, Value]", to_feel(entries))
    except (TypeError, ValueError):
        raise FactsError(_faults(entries)) from None


def _faults(entries: Mapping[Any, object]) -> Iterator[Diagnostic]:
    """Of every value that there is no value of FEEL for; of the whole, where it is too much for one value."""
    alone = list(filter(None, (_fault({name: value}, str(name)) for name, value in entries.items())))
    yield from alone or filter(None, [_fault(entries, "")])


def _fault(entries: Mapping[Any, object], place: str) -> Diagnostic | None:
    try:
        to_feel(entries)
    except (TypeError, ValueError) as error:
        return Diagnostic("facts.type", str(error), place=place)
    return None


def _parts(facts: object) -> Mapping[str, Value]:
    try:
        value = to_feel(facts)
    except (TypeError, ValueError) as error:
        raise FactsError([Diagnostic("facts.type", str(error))]) from None
    if not isinstance(value, dict):
        message = f"Facts are a mapping, a dataclass or a pydantic model, and this is a {type(facts).__name__}."
        raise FactsError([Diagnostic("facts.type", message)])
    return value


def moment(at: datetime | None) -> datetime:
    """The moment that is meant; now where none is. Raises ValueError for one without a zone."""
    if at is None:
        return utc_now()
    if at.utcoffset() is None:
        raise ValueError("The moment has no zone, so it is not known which one is meant: give tzinfo=.")
    return at


def contents(paths: tuple[str | PathLike[str], ...], text: str | bytes | None) -> dict[str, bytes]:
    """What is in the files by name, or the text alone under "". Raises TypeError unless one of both is given."""
    if bool(paths) is (text is not None):
        raise TypeError("Give the path of a file, or its text as text=….")
    if text is not None:
        return {"": text.encode() if isinstance(text, str) else text}
    return {fspath(path): Path(path).read_bytes() for path in paths}
