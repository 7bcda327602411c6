"""The one place where what went wrong becomes GraphQL errors: mistakes are told, our own faults masked and logged."""

from __future__ import annotations

import json
import logging
import traceback
import uuid
from collections.abc import Iterable, Mapping

from graphql import FieldNode, GraphQLError

from creditrules.api.engine.inputs.refused import InputRefused
from creditrules.api.engine.outages import note_outages
from creditrules.errors import Diagnostic, Kind, Refusal
from creditrules.quoting import quotable, told

__all__ = [
    "MOST_ERRORS",
    "bounded",
    "diagnostic_data",
    "error_data",
    "execution_errors",
    "masked_error",
    "refusal_data",
    "request_error",
]

LOGGER = logging.getLogger("creditrules.api")
MASKED = "Something went wrong on our side."

WHO_MAY = frozenset({Kind.UNAUTHENTICATED, Kind.FORBIDDEN})
"""GraphQL clients look for these two by their plain names; `reason` then says which of them it is."""

MOST_ERRORS = 20
LARGEST_ERRORS = 16 * 1024
"""Of all errors of an answer together, in characters of JSON."""
MOST_DIAGNOSTICS = 20
_PLACES = 3

ErrorData = dict[str, object]


def diagnostic_data(diagnostic: Diagnostic) -> ErrorData:
    """A diagnostic as it stands in `extensions.diagnostics`."""
    data = {
        "code": diagnostic.code,
        "message": told(diagnostic.message),
        "hint": told(diagnostic.hint),
        "place": told(diagnostic.place),
        "line": diagnostic.line,
        "column": diagnostic.column,
        "severity": diagnostic.severity.value,
    }
    return {name: value for name, value in data.items() if value not in ("", None)}


def refusal_data(refusal: Refusal, within: tuple[str | int, ...] = ()) -> ErrorData:
    """The extensions of a refused request. `within`: where the caller's input stands in the operation."""
    data: ErrorData = {
        "code": refusal.kind.value if refusal.kind in WHO_MAY else refusal.code,
        "reason": refusal.code if refusal.kind in WHO_MAY and refusal.code != refusal.kind.value else "",
        "kind": refusal.kind.value,
        "field": [quotable(step) for step in (*within, *refusal.field)],
        "hint": told(refusal.hint),
        "diagnostics": [diagnostic_data(diagnostic) for diagnostic in refusal.diagnostics[:MOST_DIAGNOSTICS]],
        "retryAfter": refusal.retry_after,
    }
    return {name: value for name, value in data.items() if value not in ("", [], None)}


def request_error(refusal: Refusal) -> ErrorData:
    """The one error of a request that was never executed."""
    return {"message": told(refusal.message), "extensions": refusal_data(refusal)}


def error_data(error: GraphQLError, code: str) -> ErrorData:
    """An error with a sentence of ours as it leaves; `code` unless the error brings one."""
    given = {name: value for name, value in (error.extensions or {}).items() if value not in ("", [])}
    if "hint" in given:
        given["hint"] = told(str(given["hint"]))
    data: ErrorData = {"message": told(error.message), **_place(error)}
    return data | {"extensions": {"code": code, "kind": Kind.INVALID.value} | given}


def _place(error: GraphQLError) -> ErrorData:
    """Where in the document, and at which field of the answer."""
    data: ErrorData = {}
    if error.locations:
        data["locations"] = [location.formatted for location in error.locations[:_PLACES]]
    if error.path is not None:
        data["path"] = error.path
    return data


def bounded(errors: Iterable[ErrorData]) -> list[ErrorData]:
    """The first errors, as far as they fit; one more says that others were left out."""
    kept: list[ErrorData] = []
    room, left_out = LARGEST_ERRORS, False
    for error in errors:
        room -= len(json.dumps(error, ensure_ascii=False, default=str)) if len(kept) < MOST_ERRORS else 0
        if left_out or len(kept) == MOST_ERRORS or (room < 0 and kept):
            left_out = True
        else:
            kept.append(error if room >= 0 else _without_diagnostics(error))
    if left_out:
        extensions = {"code": "MORE_ERRORS", "kind": Kind.INVALID.value, "hint": "Mend these first."}
        kept.append({"message": "There are more errors than are told here.", "extensions": extensions})
    return kept


def _without_diagnostics(error: ErrorData) -> ErrorData:
    extensions = error["extensions"]
    assert isinstance(extensions, dict)  # noqa: S101
    return error | {"extensions": {name: value for name, value in extensions.items() if name != "diagnostics"}}


def execution_errors(errors: Iterable[GraphQLError], about: Mapping[str, object]) -> list[ErrorData]:
    """Errors met while resolving. `about`: what the log may say about the request; never facts or tokens."""
    met = [(error, _cause(error)) for error in errors]
    note_outages((cause for _, cause in met if isinstance(cause, Refusal)), about)
    return bounded(_execution_error(error, cause, about) for error, cause in met)


def _cause(error: GraphQLError) -> BaseException:
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _execution_error(error: GraphQLError, cause: BaseException, about: Mapping[str, object]) -> ErrorData:
    if isinstance(cause, Refusal):
        return {"message": told(cause.message), **_place(error), "extensions": refusal_data(cause)}
    if isinstance(cause, InputRefused):
        return error_data(cause, "BAD_USER_INPUT") | _place(error)
    if isinstance(cause, GraphQLError) and error.nodes and not isinstance(error.nodes[0], FieldNode):
        return {"message": "The argument does not take what stands here.", **_place(error), "extensions": _BAD_INPUT}
    masked = masked_error(cause, dict(about) | {"path": error.path})
    return masked | _place(error)


_BAD_INPUT = {"code": "BAD_USER_INPUT", "kind": Kind.INVALID.value}
"""graphql-core names the node of a literal where an argument is meant, and that of the field where an answer is."""


def masked_error(cause: BaseException, about: Mapping[str, object]) -> ErrorData:
    """What a client learns of a fault of ours: an id. The log has the same id, the exception's kind and where it arose.

    The exception's own message stays out of the log: it may quote an applicant's facts.
    """
    incident = uuid.uuid4().hex
    frames = [_frame(summary) for summary in traceback.extract_tb(cause.__traceback__)]
    entry = {"event": "internal_error", "incident": incident, "exception": type(cause).__qualname__, "frames": frames}
    LOGGER.error(json.dumps(entry | dict(about), default=str))
    extensions = {
        "code": "INTERNAL_SERVER_ERROR",
        "kind": "INTERNAL",
        "incident": incident,
        "hint": "Try again; if it stays, tell us the incident's id.",
    }
    if about.get("request"):
        extensions["requestId"] = str(about["request"])
    return {"message": MASKED, "extensions": extensions}


def _frame(summary: traceback.FrameSummary) -> str:
    """Where, without the folders that differ from machine to machine."""
    place = summary.filename
    for root in ("/site-packages/", "/functions/"):
        place = place.rpartition(root)[2]
    return f"{place}:{summary.lineno} {summary.name}"
