"""What tests ask a scenario's service besides GraphQL: where it stands, to begin anew, another time, other faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from creditrules.api import Request, Response, WebPage, asked_of_this_machine, json_response
from creditrules.cli.scenarios.form import Fault, faults_in
from creditrules.document import read_json
from creditrules.errors import Diagnostic

__all__ = ["Control", "Played"]

PATH: Final = "/scenario"
_MOMENT: Final = TypeAdapter(AwareDatetime)
_UNITS: Final = {"days", "hours", "minutes", "seconds"}


class Played(Protocol):
    """The service that is controlled."""

    def told(self) -> Mapping[str, object]:
        """Where it stands."""

    def reset(self) -> None:
        """Begin anew."""

    def move_clock(self, move: Callable[[datetime], datetime]) -> bool:
        """Set the clock; False where that would be back."""

    def set_faults(self, faults: tuple[Fault, ...]) -> None:
        """Have these go wrong."""


class Control:
    """Answers under /scenario, to programs of this machine alone. page: for anything else."""

    def __init__(self, played: Played, page: WebPage | None) -> None:
        self._played = played
        self._page = page

    def __call__(self, request: Request) -> Response | None:
        """See `WebPage`."""
        ours = request.path == PATH or request.path.startswith(f"{PATH}/")
        if not (ours and request.method in {"GET", "POST"} and asked_of_this_machine(request)):
            return self._page(request) if self._page else None
        wrong = self._done(request)
        return json_response(400, {"message": wrong}) if wrong else json_response(200, self._played.told())

    def _done(self, request: Request) -> str:
        """What is wrong with the request; nothing where it is done."""
        act = (request.method, request.path.removeprefix(PATH))
        if act == ("GET", ""):
            return ""
        if act == ("POST", "/reset"):
            self._played.reset()
            return ""
        given = read_json(request.body).value
        if act == ("POST", "/clock"):
            return self._move(given)
        if act == ("POST", "/faults"):
            found = faults_in(given)
            if isinstance(found, Diagnostic):
                return f"{found.place}: {found.message}"
            self._played.set_faults(found)
            return ""
        return "It is GET /scenario, or POST /scenario/reset, /scenario/clock or /scenario/faults."

    def _move(self, given: Any) -> str:
        move = _move(given)
        if move is None:
            return 'It is {"now": a moment} or {"forward": {"days": 1, "hours": 2}}, with minutes and seconds too.'
        return "" if self._played.move_clock(move) else "The clock goes forward only: reset, to begin anew."


def _move(given: Any) -> Callable[[datetime], datetime] | None:
    if not isinstance(given, Mapping) or len(given) != 1:
        return None
    forward = given.get("forward")
    try:
        if isinstance(forward, Mapping) and forward.keys() <= _UNITS:
            step = timedelta(**{str(unit): float(many) for unit, many in forward.items()})
            return lambda now: now + step
        moment = _MOMENT.validate_python(given.get("now"))
    except (ValidationError, TypeError, ValueError, OverflowError):
        return None
    return lambda _: moment
