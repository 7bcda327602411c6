"""The applicants of a file as the service takes them, cut into parts; the same file is always cut in the same way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from creditrules.cli.evaluate.population_file import Row
from creditrules.document import exact_json
from creditrules.errors import Diagnostic
from creditrules.population import MappingForm

__all__ = ["Applicant", "Part", "Reading", "parts_of"]

_MOST_SENT: Final = 3_500_000
"""Bytes of a part as they are sent, with what JSON escapes: a request to a Lambda function has at most 6 MB."""
_REQUEST: Final = "request."


@dataclass(frozen=True, slots=True)
class Applicant:
    """One row. line: what is sent; None where it cannot be, and `answer` says why."""

    row: int
    line: str | None
    answer: str = ""

    @property
    def size(self) -> int:
        """Bytes of the line as it is sent."""
        return len(json.dumps(self.line)) if self.line is not None else 0


@dataclass(slots=True)
class Part:
    """Rows that follow one another. number: from 1; parts that send nothing have the number of none."""

    number: int
    applicants: list[Applicant] = field(default_factory=list)

    @property
    def sent(self) -> list[Applicant]:
        """Those that the service is asked about."""
        return [each for each in self.applicants if each.line is not None]

    @property
    def lines(self) -> str:
        """What is sent."""
        return "\n".join(each.line for each in self.applicants if each.line is not None)

    def answers(self, told: str) -> Iterator[str]:
        """The answer to each, in the file's order. told: the service's, to those that were sent."""
        answered = iter(told.split("\n"))
        for each in self.applicants:
            yield each.answer if each.line is None else next(answered)


@dataclass(frozen=True, slots=True)
class Reading:
    """How rows become applicants. subject: the column that names them; by the row's number without one."""

    columns: MappingForm | None
    subject: str | None

    def applicant(self, row: Row) -> Applicant:
        """The row as an applicant."""
        if row.problem:
            return _unsent(row, str(row.number), [Diagnostic("row.cells", row.problem)])
        if self.columns is None and isinstance(row.values.get("facts"), Mapping):
            return _sent(row, {"subject": str(row.number), **_named(row.values)})
        values = row.values
        name = str(row.number) if self.subject is None else str(values.get(self.subject, ""))
        if self.columns is None:
            facts = {fact: value for fact, value in values.items() if fact != self.subject}
            return _sent(row, {"subject": name, **_asked(facts)})
        mapped = self.columns.apply(values)
        if mapped.faults:
            return _unsent(row, name, mapped.faults)
        return _sent(row, {"subject": name, **_asked(mapped.facts)})


def parts_of(applicants: Iterable[Applicant], most: int) -> Iterator[Part]:
    """Parts of up to `most` applicants that are sent, and of a size that every service takes."""
    part, count, size = Part(1), 0, 0
    for each in applicants:
        if count and (count >= most or size + each.size > _MOST_SENT):
            yield part
            part, count, size = Part(part.number + 1), 0, 0
        part.applicants.append(each)
        count += each.line is not None
        size += each.size
    if part.applicants:
        yield part


def _named(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row that is written as the service takes it; a name that is a number is a text there."""
    subject = values.get("subject")
    return {**values, **({} if subject is None or isinstance(subject, str) else {"subject": str(subject)})}


def _asked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts, and apart from them what is asked for: `request.amount` and the like."""
    request = {name.removeprefix(_REQUEST): value for name, value in facts.items() if name.startswith(_REQUEST)}
    rest = {name: value for name, value in facts.items() if not name.startswith(_REQUEST)}
    return {"facts": rest, **({"request": request} if request else {})}


def _sent(row: Row, said: Mapping[str, Any]) -> Applicant:
    return Applicant(row.number, exact_json(said))


def _unsent(row: Row, name: str, faults: Sequence[Diagnostic]) -> Applicant:
    errors = [
        {"code": each.code, "field": [each.place] if each.place else [], "message": each.message} for each in faults
    ]
    told = {"subject": name, "cost": 0, "decisions": [], "errors": errors}
    return Applicant(row.number, None, json.dumps(told, ensure_ascii=False, separators=(",", ":")))
