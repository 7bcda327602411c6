"""What a content of a push needs that the same push makes before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from creditrules.cli.files.documents import CheckedFile, check_text
from creditrules.cli.files.parameters import parameters_among
from creditrules.cli.push.gathering import Written
from creditrules.rules import parameter_name

__all__ = ["waits"]

_NEEDED: Final = {
    "product.unknown-rule-set": "ruleSet",
    "experiment.unknown-rule-set": "ruleSet",
    "rule-set.unknown-parameter": "parameter",
    "rule-set.parameter-not-in-force": "parameter",
}
"""By what is refused for want of another document: the kind of that."""


def waits(
    written: Written, diagnostics: Iterable[Mapping[str, Any]], before: Sequence[Written], now: datetime
) -> tuple[str, ...]:
    """The documents of this push, made or changed before it, for want of which alone a content is refused.

    None where it would be refused with them as well. now: when contents begin that do not say when.
    """
    needed: dict[str, Written] = {}
    for error in (found for found in diagnostics if found["severity"] == "ERROR"):
        one = _meant(error, before)
        if one is None:
            return ()
        needed[one.slug] = one
    return tuple(needed) if needed and _goes_with(written, list(needed.values()), now) else ()


def _meant(error: Mapping[str, Any], before: Sequence[Written]) -> Written | None:
    kind = _NEEDED.get(error["code"])
    of_kind = (one for one in before if one.kind == kind)
    return next((one for one in of_kind if f"'{_called(one)}'" in error["message"]), None)


def _called(written: Written) -> str:
    return parameter_name(written.slug) if written.kind == "parameter" else written.slug


def _goes_with(written: Written, needed: Sequence[Written], now: datetime) -> bool:
    """Whether a content is right beside those, and each parameter among them has a value when it starts."""
    parameters = [one for one in needed if one.kind == "parameter"]
    given = parameters_among(one.content.encode() for one in parameters)
    checked = check_text(_name(written), written.content, given)
    start = _start(checked, now)
    held = [check_text(_name(one), one.content) for one in parameters]
    return checked.ok and all(_holds(each, start, now) for each in held)


def _holds(file: CheckedFile, start: datetime, now: datetime) -> bool:
    return file.parameter is not None and _start(file, now) <= start and file.parameter.at(start) is not None


def _name(written: Written) -> str:
    """With the ending that says how the content is written: of another file it was made YAML."""
    name = written.path.name
    return name if name.lower().endswith(".json") else f"{name}.yaml"


def _start(file: CheckedFile, now: datetime) -> datetime:
    return file.change.valid_from if file.change and file.change.valid_from else now
