"""Workbooks in business spelling, read into a model and written from one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from rich.markup import escape

from creditrules.cli.imports.report import interpretation_lines
from creditrules.cli.screen import give_up, notes, print_diagnostics
from creditrules.dmn import Model
from creditrules.dmn.exchange.files import ModelFile
from creditrules.errors import Diagnostic
from creditrules.feel import Type
from creditrules.imports import Interpretation, read_business_onto, write_business, write_business_like
from creditrules.rules import reserved_types

__all__ = ["Style", "book_of", "model_with"]


class Style(StrEnum):
    """How a workbook spells rules."""

    FEEL = "feel"
    BUSINESS = "business"


def model_with(file: str, data: bytes, base: ModelFile, model: Model) -> Model:
    """The model with the tables of a workbook or a CSV in it. Ends the command where they do not fit."""
    read = read_business_onto(file, data, model, _given(base, model))
    _print(read.interpretations)
    print_diagnostics(notes(), "convert", read.diagnostics)
    return read.model or give_up("The tables cannot be put into the model.")


def book_of(base: ModelFile, model: Model, like: bytes | None) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    """A workbook of the model's tables, in the manner of another if there is one."""
    given = _given(base, model)
    book = write_business(model, given) if like is None else write_business_like(model, like, given)
    return book.data, book.diagnostics


def _given(base: ModelFile, model: Model) -> Mapping[str, Type]:
    """What the service gives to a rule set's model, which this is if its file says so."""
    reads = base.document.get("reads")
    texts = {name: str(type_) for name, type_ in reads.items()} if isinstance(reads, Mapping) else {}
    return reserved_types(model, texts) if "ruleSet" in base.document else {}


def _print(interpretations: Iterable[Interpretation]) -> None:
    for line in interpretation_lines(interpretations):
        notes().print(escape(line), soft_wrap=True)
