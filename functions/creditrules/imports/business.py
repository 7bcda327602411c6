"""What comes of workbooks that people write, read into a model and written from one."""

from __future__ import annotations

from creditrules.dmn import Model
from creditrules.errors import Diagnostic
from creditrules.imports.report import Interpretation
from creditrules.records import dataclass

__all__ = ["BusinessBook", "BusinessRead"]


@dataclass(frozen=True, slots=True)
class BusinessRead:
    """The model with the tables of a file in it; None when a diagnostic is an error."""

    model: Model | None
    interpretations: tuple[Interpretation, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class BusinessBook:
    """data: the workbook; None when a diagnostic is an error. interpretations: how the one before was read."""

    data: bytes | None
    diagnostics: tuple[Diagnostic, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
