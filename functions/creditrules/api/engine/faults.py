"""The one place where what went wrong becomes GraphQL errors: mistakes are told, our own faults masked and logged."""

from __future__ import annotations

import json
import logging
import traceback
import uuid
from collections.abc import Iterable, Mapping

from graphql import GraphQLError

from creditrules.errors import Diagnostic, Kind, Refusal

__all__ = ["diagnostic_data", "error_data", "execution_errors", "masked_error", "refusal_data", "request_error"]

LOGGER = logging.getLogger("creditrules.api")
MASKED = "Something went wrong on our side."

WHO_MAY = frozenset({Kind.UNAUTHENTICATED, Kind.FORBIDDEN})
"""GraphQL clients look for these two by their plain names; `reason` then says which of them it is."""

ErrorData = dict[str, object]


def diagnostic_data(diagnostic: Diagnostic) -> ErrorData:
    """A diagnostic as it stands in `extensions.diagnostics`."""
    told = {
        "code": diagnostic.code,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "place": diagnostic.place,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "severity": diagnostic.severity.value,
    }
    return {name: value for name, value in told.items() if value not in ("", None)}


def refusal_data(refusal: Refusal, within: tuple[str | int, ...] = ()) -> ErrorData:
    """The extensions of a refused request. `within`: where the caller's input stands in the operation."""
    told: ErrorData = {
        "code": refusal.kind.value if refusal.kind in WHO_MAY else refusal.code,
        "reason": refusal.code if refusal.kind in WHO_MAY and refusal.code != refusal.kind.value else "",
        "kind": refusal.kind.value,
        "field": [str(step) for step in (*within, *refusal.field)],
        "hint": refusal.hint,
        "diagnostics": [diagnostic_data(diagnostic) for diagnostic in refusal.diagnostics],
        "retryAfter": refusal.retry_after,
    }
    return {name: value for name, value in told.items() if value not in ("", [], None)}


def request_error(refusal: Refusal) -> ErrorData:
    """The one error of a request that was never executed."""
    return {"message": refusal.message, "extensions": refusal_data(refusal)}


def error_data(error: GraphQLError, code: str) -> ErrorData:
    """An error of graphql-core's own as it leaves; `code` unless the error brings one."""
    formatted: ErrorData = dict(error.formatted)
    given = {name: value for name, value in (error.extensions or {}).items() if value not in ("", [])}
    formatted["extensions"] = {"code": code, "kind": Kind.INVALID.value} | given
    return formatted


def execution_errors(errors: Iterable[GraphQLError], about: Mapping[str, object]) -> list[ErrorData]:
    """Errors met while resolving. `about`: what the log may say about the request; never facts or tokens."""
    return [_execution_error(error, about) for error in errors]


def _execution_error(error: GraphQLError, about: Mapping[str, object]) -> ErrorData:
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return error_data(error, "BAD_USER_INPUT")
    if isinstance(cause, Refusal):
        formatted: ErrorData = dict(error.formatted)
        return formatted | {"message": cause.message, "extensions": refusal_data(cause)}
    place = {name: value for name, value in error.formatted.items() if name in {"locations", "path"}}
    return masked_error(cause, dict(about) | {"path": error.path}) | place


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
