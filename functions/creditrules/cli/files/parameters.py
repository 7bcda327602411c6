"""Parameters among files that are checked: what rule sets beside them are checked and run with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from creditrules.document import read_document
from creditrules.eligibility import ParametersGiven
from creditrules.errors import Diagnostic, Severity
from creditrules.rules import Parameter, read_parameter

__all__ = ["parameters_among", "perhaps_elsewhere"]


def parameters_among(sources: Iterable[bytes]) -> ParametersGiven:
    """The parameters that can be read among the contents of some files."""
    found = (_parameter(source) for source in sources)
    return ParametersGiven(parameter for parameter in found if parameter is not None)


def perhaps_elsewhere(told: Diagnostic) -> Diagnostic:
    """A parameter that is not among the files may well be with the service: no error."""
    if told.code != "rule-set.unknown-parameter":
        return told
    message = f"{told.message.removesuffix('.')} among the files, so that its type is not checked."
    return replace(told, message=message, hint="Name its file as well.", severity=Severity.WARNING)


def _parameter(source: bytes) -> Parameter | None:
    if b"parameter" not in source or b"ruleSet" in source:
        return None
    try:
        document = read_document(source.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    is_one = isinstance(document.value, dict) and "parameter" in document.value
    return read_parameter(document).parameter if is_one else None
