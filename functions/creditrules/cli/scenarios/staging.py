"""What a scenario does to a request: the facts of its subjects, and what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, MutableMapping
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from threading import Lock
from typing import Any, Final

from creditrules.api import Answer, AsgiApp, Engine, Operation, Refused, RequestContext, json_response
from creditrules.cli.scenarios.form import Fault
from creditrules.config import Limits
from creditrules.desk import Throttle
from creditrules.throttling import Accounts, Allowance, Caller, Ledger, Standing

__all__ = ["LateAnswers", "Staged", "Staging", "lenient"]

_PLENTY: Final = 1_000_000_000
_WAIT: Final = 1

_late: ContextVar[list[float]] = ContextVar("late")
"""Of the request that is being answered: by how many seconds later."""
_throttled: ContextVar[bool] = ContextVar("throttled", default=False)
"""Whether the request that is being answered is refused as THROTTLED."""


class Staging:
    """The subjects and faults of a scenario; thread-safe."""

    def __init__(self, subjects: Mapping[str, Mapping[str, Any]], faults: tuple[Fault, ...]) -> None:
        self._subjects = subjects
        self._lock = Lock()
        self.set(faults)

    def set(self, faults: tuple[Fault, ...]) -> None:
        """Have these go wrong from now on, and no others."""
        with self._lock:
            self._faults = faults
            self._left = [fault.times for fault in faults]

    def fault(self, variables: Mapping[str, Any]) -> Fault | None:
        """What goes wrong with a request: the first fault that fits, which counts as having been."""
        named = {each.get("subject") for each in _inputs(variables)}
        with self._lock:
            for place, fault in enumerate(self._faults):
                left = self._left[place]
                if (fault.subject is None or fault.subject in named) and left != 0:
                    self._left[place] = None if left is None else left - 1
                    return fault
        return None

    def staged(self, value: Any) -> Any:
        """A variable with the facts of the scenario's subjects in place of those that were sent."""
        if isinstance(value, list):
            return [self.staged(each) for each in value]
        if not isinstance(value, Mapping):
            return value
        facts = self._subjects.get(str(value.get("subject"))) if "facts" in value else None
        if facts is not None:
            return {**value, "facts": dict(facts)}
        return {name: self.staged(each) for name, each in value.items()}


class Staged(Engine):
    """The engine, asked as the scenario has it."""

    def __init__(self, engine: Engine, staging: Staging) -> None:
        self._engine = engine
        self._staging = staging

    def run(self, operation: Operation, context: RequestContext) -> Answer:
        """See `Engine.run`; raises Refused where something else is to answer."""
        fault = self._staging.fault(operation.variables)
        if fault is not None:
            _begin(fault, context)
        staged = {name: self._staging.staged(each) for name, each in operation.variables.items()}
        return self._engine.run(replace(operation, variables=staged), context)


def _begin(fault: Fault, context: RequestContext) -> None:
    _late.get()[0] = fault.wait
    if fault.status is not None:
        raise Refused(json_response(fault.status, {"message": HTTPStatus(fault.status).phrase}))
    _throttled.set(fault.code == "THROTTLED")
    if fault.code == "BUDGET_SPENT":
        context.budget.steps = 0


class _Lenient(Accounts):
    """Nobody's budget ends, but where the scenario says so: its clock stands, and nothing would come back."""

    def spend(
        self,
        caller: Caller,  # noqa: ARG002 - as the accounts are asked
        allowance: Allowance,
        cost: int,  # noqa: ARG002 - the same
        now: datetime,  # noqa: ARG002 - the same
        *,
        requests: int = 1,  # noqa: ARG002 - the same
    ) -> Standing:
        """See `Accounts.spend`."""
        if _throttled.get():
            return Standing(allowance.cost, 0, allowance.cost_per_second, _WAIT)
        return Standing(allowance.cost, allowance.cost, allowance.cost_per_second)

    def add(self, caller: Caller, allowance: Allowance, cost: int, now: datetime) -> Standing:
        """See `Accounts.add`."""
        return self.spend(caller, allowance, cost, now)


def lenient(ledger: Ledger, limits: Limits) -> Throttle:
    """A throttle that refuses what the scenario has refused, and nothing else."""
    throttle = Throttle(ledger, replace(limits, **dict.fromkeys(_VARIED, _PLENTY)))
    throttle.accounts = _Lenient(None)
    return throttle


_VARIED: Final = ("partner_values", "partner_pairs", "partner_variations")


class LateAnswers:
    """The application as ASGI, some of whose answers come late."""

    def __init__(self, asgi: AsgiApp) -> None:
        self._asgi = asgi

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Serve one connection."""
        late = [0.0]
        _late.set(late)

        async def send_late(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and late[0]:
                await asyncio.sleep(late[0])
            await send(message)

        await self._asgi(scope, receive, send_late)


def _inputs(value: Any) -> Iterator[Mapping[str, Any]]:
    """All objects in a value."""
    if isinstance(value, Mapping):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _inputs(each)
