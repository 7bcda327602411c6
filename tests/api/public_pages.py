"""The public pages of a lender, asked as anybody does; and a clock that both stand still by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from tests.api.conftest import ADMINISTRATOR, BEHAVIOUR, Clock, Service, build_service
from tests.api.test_api_settings import set_settings

from creditrules.api import KeptPages, PublicPages, Request, Response
from creditrules.config import Limits

PAGE = "/disclosure/acme/pay-later"
SETTINGS = (
    "disclosure: {products: [pay-later, cash-loan], lender: {en: Acme Bank, zh: 顶点银行}, timeZone: Asia/Shanghai}"
)


@dataclass
class Anybody:
    """Who reads without a token. seconds: of the clock that throttles."""

    service: Service
    kept: KeptPages
    seconds: list[float] = field(default_factory=lambda: [0.0])

    @property
    def clock(self) -> Clock:
        return self.service.clock

    def get(self, path: str = PAGE, query: str = "", method: str = "GET", **headers: str) -> Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.service.send(Request(method, path, sent, query))

    def wait(self, seconds: float) -> None:
        self.clock.moment += timedelta(seconds=seconds)
        self.seconds[0] += seconds

    def publish(self, limit: int, notice: str, **change: Any) -> dict[str, Any]:
        text = [{"language": "en", "text": notice}]
        content = BEHAVIOUR.replace('"> 30"', f'"> {limit}"')
        done = self.service.publish("behaviour", content, ADMINISTRATOR, change={"notice": text} | change)
        assert done["userErrors"] == []
        return done


def anybody_of(service: Service) -> Anybody:
    """The service, with public pages of which nothing is kept yet."""
    seconds = [0.0]
    kept = KeptPages(service.application.catalogue, Limits(), lambda: seconds[0])
    service.application = replace(service.application, public=PublicPages(kept))
    return Anybody(service, kept, seconds)


@contextmanager
def public_lender(settings: str = SETTINGS) -> Iterator[Anybody]:
    """The sample lender with two products public, its clock standing still unless it is moved."""
    for service in build_service(founded=True):
        assert set_settings(service, settings)["userErrors"] == []
        service.clock.step = timedelta()
        yield anybody_of(service)
