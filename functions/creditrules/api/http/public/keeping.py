"""Public pages as this process keeps them: each is made once for all of its readers, until it may read otherwise.

However many ask, the table is asked for a first page once a minute, for older ones only so often, and for lenders that
have nothing public only so often for all of them together: a crowd costs the partners nothing.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import Final

from creditrules.api.budgets import Budgets
from creditrules.api.http.public.allowance import Often
from creditrules.cache import Recent
from creditrules.config import Limits
from creditrules.desk import Catalogue, disclosure_of, disclosure_settings, is_disclosure_place
from creditrules.disclosure import Disclosure
from creditrules.records import dataclass, replace
from creditrules.rules.life import DisclosureSettings

__all__ = ["LIFETIME", "KeptPage", "KeptPages", "TooOftenError", "Written"]

LIFETIME: Final = timedelta(minutes=1)
"""For how long a page is good: a change that nobody could foresee is seen by then."""
MOST_LENDERS: Final = 4096
MOST_PAGES: Final = 256
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of all that is written of pages, in all forms and languages: a page has some 50 kB, and 3 MB at most."""
STRANGERS: Final = (200, 100.0)
OLDER_PAGES: Final = (20, 5.0)
"""At once, and each second: looks for lenders that have nothing public; and older pages of one lender."""
MAKING_MILLISECONDS: Final = 1_000
MAKING_STEPS: Final = 500_000
LEVEL: Final = 6


class TooOftenError(Exception):
    """Too much was asked for that is not at hand."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page in one form and language, plain and packed, with its tag: a weak one, as both have the same."""

    body: bytes
    packed: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class KeptPage:
    """told: None where there is none. good_until: when it has to be made anew."""

    told: Disclosure | None
    made: datetime
    good_until: datetime

    def is_good(self, now: datetime) -> bool:
        """Whether it may be given out at a moment."""
        return self.made <= now < self.good_until


class _Shelf:
    """What was written of pages, up to so many bytes, the least recently used gone first; thread-safe."""

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0
        self._kept: OrderedDict[Hashable, Written] = OrderedDict()
        self._lock = Lock()

    def find(self, name: Hashable) -> Written | None:
        with self._lock:
            found = self._kept.get(name)
            if found is not None:
                self._kept.move_to_end(name)
            return found

    def keep(self, name: Hashable, written: Written) -> None:
        with self._lock:
            self._take_out(self._kept.pop(name, None))
            self._kept[name] = written
            self._bytes += len(written.body) + len(written.packed)
            while self._bytes > self._most:
                self._take_out(self._kept.popitem(last=False)[1])

    def _take_out(self, written: Written | None) -> None:
        if written is not None:
            self._bytes -= len(written.body) + len(written.packed)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a lender has made public, as of a moment."""

    at: datetime
    settings: DisclosureSettings

    def is_good(self, now: datetime) -> bool:
        return self.at <= now < self.at + LIFETIME


class KeptPages:
    """The pages of one process; safe to share between threads. ticks: seconds of a clock that never steps."""

    def __init__(self, catalogue: Catalogue, limits: Limits, ticks: Callable[[], float] = monotonic) -> None:
        self._catalogue, self._ticks = catalogue, ticks
        least = min(limits.evaluation_milliseconds, MAKING_MILLISECONDS), min(limits.evaluation_steps, MAKING_STEPS)
        self._budgets = Budgets(replace(limits, evaluation_milliseconds=least[0], evaluation_steps=least[1]))
        self._looked: Recent[str, _Looked] = Recent(MOST_LENDERS)
        self._pages: Recent[tuple[str, str, str], KeptPage] = Recent(MOST_PAGES)
        self._shelf = _Shelf(MOST_BYTES)
        self._writing = Lock()
        self._strangers = Often(*STRANGERS, ticks)
        self._older: Recent[str, Often] = Recent(MOST_LENDERS)

    def now(self) -> datetime:
        """The present, by which pages are good."""
        return self._catalogue.store.now()

    def page(self, tenant: str, product: str, before: str | None, now: datetime) -> KeptPage | None:
        """A page of a product; None where there is none. Raises TooOftenError; Refusal UNAVAILABLE."""
        settings = self._settings(tenant, now)
        if product not in settings.products:
            return None
        name = (tenant, product, before or "")
        kept = self._pages.find(name)
        if kept is None or not kept.is_good(now):
            if before is not None:
                if not is_disclosure_place(self._catalogue, tenant, product, before):
                    return None
                if not self._older.made(tenant, lambda: Often(*OLDER_PAGES, self._ticks)).take():
                    raise TooOftenError
            kept = self._pages.made(
                name, lambda: self._made(tenant, settings, product, before), worn=lambda each: not each.is_good(now)
            )
        return kept if kept.told is not None else None

    def written(self, page: KeptPage, form: str, language: str, write: Callable[[Disclosure], str]) -> Written:
        """A page that there is in a form and a language, written once for all who want it so."""
        told = page.told
        assert told is not None  # noqa: S101  (a page that is not there is not given out)
        name = (told.tenant, told.product, told.before, page.made, form, language)
        found = self._shelf.find(name)
        if found is None:
            with self._writing:
                found = self._shelf.find(name) or _written(write(told))
                self._shelf.keep(name, found)
        return found

    def _settings(self, tenant: str, now: datetime) -> DisclosureSettings:
        kept = self._looked.find(tenant)
        if kept is None or not kept.is_good(now):
            if (kept is None or not kept.settings.products) and not self._strangers.take():
                raise TooOftenError
            kept = self._looked.made(
                tenant,
                lambda: _Looked(now, disclosure_settings(self._catalogue, tenant)),
                worn=lambda each: not each.is_good(now),
            )
        return kept.settings

    def _made(self, tenant: str, settings: DisclosureSettings, product: str, before: str | None) -> KeptPage:
        catalogue = self._catalogue.under(self._budgets.new())
        begun = self.now()
        told = disclosure_of(catalogue, tenant, settings, product, before)
        good_until = begun + LIFETIME
        if told is not None and told.until is not None:
            good_until = min(good_until, told.until)
        return KeptPage(told, begun, good_until)


def _written(text: str) -> Written:
    body = text.encode("utf-8", "replace")
    return Written(body, gzip.compress(body, LEVEL, mtime=0), f'W/"{sha256(body).hexdigest()[:32]}"')
