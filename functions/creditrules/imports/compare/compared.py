"""What a comparison is asked for, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from creditrules.errors import Diagnostic, Severity
from creditrules.feel import DateTime
from creditrules.records import dataclass, field

__all__ = ["Cause", "Compared", "Difference", "Options", "Step"]


@dataclass(frozen=True, slots=True)
class Cause:
    """What may be the cause of a difference, with the clause of DMN 1.5 where one settles it."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """One decision on the way to an answer.

    decision: its name; value: what it gave, in FEEL. rows: the rows of its table that matched, from 1, with their ids;
    none where it is no table. near: for a table without a matching row, what kept the nearest ones from matching.
    """

    decision: str
    value: str
    is_table: bool = False
    rows: tuple[tuple[int, str], ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How answers are compared.

    now: what `now()` and `today()` answer. tolerance: by how much numbers may differ. decision: where results are
    looked for, "" for all of the model. columns: a fact or an output by the heading of its CSV column. most: how many
    questions are asked of each file, None for all. go_on: asked before each question; with False no more is asked.
    """

    now: DateTime
    tolerance: Decimal = Decimal(0)
    decision: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    most: int | None = None
    go_on: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that differs. line: of the question in its file, 0 where nobody knows. output: its recorded name.

    decision: what it was compared with, "" where the model has nothing of that name. expected, got: as FEEL texts.
    steps: how ours came about. causes: what may have led to it, most telling first.
    """

    case: str
    line: int
    output: str
    decision: str
    expected: str
    got: str
    steps: tuple[Step, ...] = ()
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One file of results held against one model.

    model: its name, "" where none was found. cases: questions asked; values: answers compared, equal: those that agree.
    passed_on: answers that are facts given back, or null of a name that the model has not. skipped: questions to
    which the other engine had no answer. unused: names of inputs that the model does not ask for.
    """

    file: str
    model: str = ""
    cases: int = 0
    values: int = 0
    equal: int = 0
    passed_on: int = 0
    skipped: int = 0
    differences: tuple[Difference, ...] = ()
    unused: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def same(self) -> bool:
        """Whether everything could be compared and agrees."""
        return not self.differences and not any(one.severity is Severity.ERROR for one in self.diagnostics)
