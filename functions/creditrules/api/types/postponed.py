"""Acts that are recorded as of a time that has not come: told to who did them, logged and counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from creditrules.api.context import RequestContext
from creditrules.api.engine.outages import note_ahead
from creditrules.api.types.diagnostics import Diagnostic
from creditrules.desk import postponed
from creditrules.errors import Diagnostic as DomainDiagnostic

__all__ = ["with_postponement"]


def with_postponement(
    context: RequestContext, recorded_at: datetime, diagnostics: Iterable[DomainDiagnostic] = ()
) -> list[Diagnostic]:
    """What an act tells, and first of all, if it is so, that it is recorded as of a later time than now.

    To be asked once the context knows that something was written.
    """
    late = postponed(recorded_at, context.now)
    if late:
        note_ahead(round((recorded_at - context.now).total_seconds()), context.about())
    return [Diagnostic.of(each) for each in (*late, *diagnostics)]
