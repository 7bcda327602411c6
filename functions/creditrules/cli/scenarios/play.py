"""A scenario's service: the real one in memory, by its rules and clock, begun anew as often as tests like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any, Final

from creditrules.api import AsgiApp, Graphiql, shipped_documents
from creditrules.auth import Role, SigningKey
from creditrules.bootstrap import LocalService, build_local
from creditrules.cli.demo.lender import SetClock, demo_lender
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.push.gathering import gather
from creditrules.cli.scenarios.control import Control
from creditrules.cli.scenarios.form import DEMO, Fault, Scenario
from creditrules.cli.scenarios.staging import LateAnswers, Staged, Staging, lenient
from creditrules.cli.service.client import Client
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content
from creditrules.config import LocalSettings
from creditrules.document import Plain, decimal_text, yaml_text
from creditrules.store import Repeated

__all__ = ["BrokenContracts", "Play"]

PARTNER: Final = "demo-partner"
_WEEK: Final = timedelta(days=7)
_LENDER: Final = "scenario-lender"


class BrokenContracts(Exception):
    """Contract queries that are refused or do not hold; the message says which, and in what."""


class Play:
    """The service of one scenario. folder: of its files. Raises as `publish_content` does, and BrokenContracts."""

    def __init__(self, scenario: Scenario, folder: Path, key: SigningKey, settings: LocalSettings) -> None:
        self._scenario = scenario
        self._settings = settings
        self._key = key
        lender = demo_lender() if scenario.lender == DEMO else None
        self._contents = tuple(_of_demo(scenario) if lender else _of_files(scenario, folder))
        self._author = lender.author if lender else f"rules-team@{_LENDER}"
        self._tokens = LocalTokens(key, lender.tenant if lender else _LENDER)
        self.partner = self._tokens.issue(Role.PARTNER, PARTNER, _WEEK)
        self.administrator = self._tokens.issue(IN_CHARGE, self._author, _WEEK)
        self._lock = Lock()
        self._open: list[ExitStack] = []
        self._image = b""
        self._asgi = self._begun()
        self.asgi = LateAnswers(self._asgi)

    def told(self) -> Mapping[str, object]:
        """What it is, what its clock shows, and tokens to ask with."""
        tokens = {"partner": self.partner, "administrator": self.administrator}
        return {"scenario": self._scenario.scenario, "now": self._clock().isoformat(), "tokens": tokens}

    def reset(self) -> None:
        """Begin anew: nothing that was recorded or published since is there any more."""
        with self._lock:
            self._asgi.application = self._begun().application
            # Requests that came before may still be answered by the service before this one.
            while len(self._open) > 2:  # noqa: PLR2004 - this one and the one before
                self._open.pop(0).close()

    def move_clock(self, move: Callable[[datetime], datetime]) -> bool:
        """Set the clock; False where that would be back."""
        with self._lock:
            before = self._clock()
            try:
                after = move(before)
            except OverflowError:
                return False
            if after < before:
                return False
            self._clock.moment = after
            return True

    def set_faults(self, faults: tuple[Fault, ...]) -> None:
        """Have these go wrong from now on, and no others."""
        self._staging.set(faults)

    def close(self) -> None:
        """End it."""
        for each in self._open:
            each.close()

    def _begun(self) -> AsgiApp:
        clock, stack = SetClock(), ExitStack()
        data = Repeated(self._scenario.scenario, self._image)
        service = stack.enter_context(build_local(data, key=self._key, clock=clock, settings=self._settings))
        self._open.append(stack)
        if not self._image:
            self._load(service, clock)
            self._image = service.image()
        clock.moment = self._scenario.now
        staging = Staging(self._scenario.subjects, self._scenario.faults)
        application = service.application
        throttle = application.catalogue.throttle
        assert throttle is not None  # noqa: S101 - the service of one machine has one
        application.catalogue.throttle = lenient(throttle.ledger, self._settings.limits)
        self._hold(in_process(application, self.partner))
        self._clock, self._staging = clock, staging
        control = Control(self, None if self._settings.production else Graphiql(token=self.partner))
        return AsgiApp(replace(application, engine=Staged(application.engine, staging), page=control), threads=True)

    def _load(self, service: LocalService, clock: SetClock) -> None:
        administrator = in_process(service.loading, self.administrator)
        for moment, content in self._contents:
            clock.moment = moment
            publish_content(administrator, content, create=True)

    def _hold(self, partner: Client) -> None:
        """Register the contract queries; each has to hold as things are."""
        text = shipped_documents()["partner/register-contract"]
        broken = [said for contract in self._scenario.contracts for said in _lacking(partner, text, contract)]
        if broken:
            raise BrokenContracts("\n".join(broken))


def _lacking(partner: Client, text: str, contract: Mapping[str, Any]) -> Iterator[str]:
    """In what it does not hold at the scenario's time. What comes later is another time's matter: facts grow older."""
    done = partner.ask(text, {"input": _sent(contract)})["registerContract"]
    broken = (each for each in done["breaches"] if each["validFrom"] is None)
    for each in (*done["userErrors"], *broken):
        yield f"{contract.get('name')}: {each['message']}"


def _sent(value: Any) -> Any:
    """A value of YAML as JSON has it: numbers that are not whole as texts, so that they stay exact."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else decimal_text(value)
        case Mapping():
            return {str(name): _sent(each) for name, each in value.items()}
        case list():
            return [_sent(each) for each in value]
    return value


def _of_demo(scenario: Scenario) -> Iterator[tuple[datetime, str]]:
    """What the demo lender had published by then, each at its own moment."""
    lender = demo_lender()
    for each in (*lender.published, *lender.story):
        if each.recorded_at <= scenario.now:
            yield each.recorded_at, each.content()


def _of_files(scenario: Scenario, folder: Path) -> Iterator[tuple[datetime, str]]:
    for each in gather([folder / scenario.lender], lambda _: None, None, None).contents:
        yield scenario.begins, each.content if "change" in each.head else yaml_text({**each.head, "change": _CHANGE})


_CHANGE: Final[dict[str, Plain]] = {
    "basis": {"category": "PRODUCT", "citation": "For tests"},
    "comment": "For tests.",
    "notice": {"en": "For tests."},
}
"""The statement of a file that has none."""
