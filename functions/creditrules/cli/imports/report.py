"""What an import did, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from creditrules.document import Plain
from creditrules.errors import Diagnostic
from creditrules.imports import Imported, ImportedModel, Interpretation
from creditrules.records import dataclass, replace

__all__ = ["Placed", "counted", "interpretation_lines", "placed", "report_data", "report_lines"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A diagnostic with the file that it is about taken out of its place; "" where it is about none."""

    file: str
    diagnostic: Diagnostic


def placed(diagnostic: Diagnostic, files: Sequence[str]) -> Placed:
    """A diagnostic of an import, whose place begins with the name of a file."""
    for name in sorted(files, key=len, reverse=True):
        rest = diagnostic.place.removeprefix(name)
        if diagnostic.place.startswith(name) and rest[:1] in {"", ".", "[", ":", " "}:
            return Placed(name, replace(diagnostic, place=rest.lstrip(".: ")))
    return Placed("", diagnostic)


def report_data(imported: Imported, files: Sequence[str], written: Mapping[str, str]) -> dict[str, Plain]:
    """The whole report as plain values. written: where each model was put, by its name."""
    return {
        "models": [_model(one, written) for one in imported.models],
        "interpretations": [_interpretation(one) for one in imported.interpretations],
        "diagnostics": [_diagnostic(placed(one, files)) for one in imported.diagnostics],
    }


def _model(one: ImportedModel, written: Mapping[str, str]) -> dict[str, Plain]:
    told: dict[str, Plain] = {
        "name": one.name,
        "source": one.source.value,
        "files": [*one.files],
        "facts": [fact.name for fact in one.model.facts],
        "decisions": [decision.name for decision in one.model.decisions],
    }
    return told | ({"written": written[one.name]} if one.name in written else {})


def _interpretation(one: Interpretation) -> dict[str, Plain]:
    return {
        "code": one.code,
        "file": one.file,
        "line": _number(one.line),
        "column": _number(one.column),
        "place": one.place,
        "before": one.before,
        "after": one.after,
        "why": one.why,
    }


def _diagnostic(one: Placed) -> dict[str, Plain]:
    told = one.diagnostic
    return {
        "severity": told.severity.value,
        "code": told.code,
        "message": told.message,
        "hint": told.hint,
        "file": one.file,
        "line": _number(told.line),
        "column": _number(told.column),
        "place": told.place,
    }


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def report_lines(imported: Imported, written: Mapping[str, str]) -> Iterator[str]:
    """The models and, kind by kind, what was interpreted in their files; diagnostics are told elsewhere."""
    for one in imported.models:
        goes = f" → {written[one.name]}" if one.name in written else ""
        yield f"{', '.join(one.files)}{goes}"
        yield f"  {one.name} ({one.source}): {_count(one)}"
    yield from interpretation_lines(imported.interpretations)


def interpretation_lines(interpretations: Iterable[Interpretation]) -> Iterator[str]:
    """What was interpreted, kind by kind."""
    kinds: dict[tuple[str, str], list[Interpretation]] = {}
    for each in interpretations:
        kinds.setdefault((each.code, each.why), []).append(each)
    for (code, why), many in kinds.items():
        yield ""
        yield f"{why} [{code}]"
        yield from (f"  {_where(each)}{_change(each)}" for each in many)


def _count(one: ImportedModel) -> str:
    parts = [
        (len(one.model.facts), "fact"),
        (len(one.model.decisions), "decision"),
        (len(one.model.functions), "function"),
    ]
    return ", ".join(counted(number, word) for number, word in parts if number)


def counted(number: int, word: str) -> str:
    """A number of things."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def _where(one: Interpretation) -> str:
    position = "".join(f":{number}" for number in (one.line, one.column) if number is not None)
    return f"{one.file}{position} {one.place}".rstrip()


def _change(one: Interpretation) -> str:
    if not one.before and not one.after:
        return ""
    if not one.before:
        return f": + {one.after}"
    return f": {one.before} → {one.after or '(left out)'}"
