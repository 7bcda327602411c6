"""Any sequence of acts, told as a slow and obvious reader of the whole history would tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from tests.desk.lenders import DAY, new_lender
from tests.desk.public import INCOME_RULES, Public, said

from creditrules import desk
from creditrules.disclosure import PublicChange, Status
from creditrules.errors import Refusal
from creditrules.rules import Activation, ActivationKind, DocumentKey
from creditrules.rules.ports import Asked
from creditrules.rules.time import Standing, standing

TICK = timedelta(microseconds=1)
LOAN = desk.product_key("loan")
STANDS = {Standing.SCHEDULED: Status.COMING, Standing.IN_FORCE: Status.IN_FORCE, Standing.CANCELLED: Status.WITHDRAWN}


def act(public: Public, draw: Random, number: int) -> None:
    """One act, drawn; what the rules of time refuse is left out."""
    now, text = public.now, f"act {number}"
    later, until = now + draw.randint(1, 40) * DAY, now + draw.randint(41, 60) * DAY
    earlier, version = now - draw.randint(1, 30) * DAY, draw.randint(1, 3)
    ahead = [each.sequence for each in acts(public, INCOME_RULES) if each.valid_from > now]
    choices: list[Callable[[], object]] = [
        lambda: public.rules(number, text),
        lambda: public.rules(number, text),
        lambda: public.rules(number, text, valid_from=later),
        lambda: public.rules(number, text, valid_from=later, valid_until=until),
        lambda: public.rules(number, text, valid_from=earlier, correction=True),
        lambda: public.roll_back(version, text),
        lambda: public.product("income", change=said(text), more=f", description: {{en: {text}}}"),
        lambda: public.wait(draw.randint(1, 10) * DAY),
        lambda: public.cancel(INCOME_RULES, draw.choice(ahead or [1]), text),
    ]
    with suppress(Refusal):
        draw.choice(choices)()


def acts(public: Public, key: DocumentKey) -> Iterator[Activation]:
    """All of a document's activations, page by page."""
    asked = Asked(100)
    while True:
        page = public.lender.catalogue.store.activations("acme", key, asked)
        yield from page.items
        if not page.has_next:
            return
        asked = Asked(100, page.cursors[-1])


def expected(public: Public) -> dict[str, tuple[Status, bool, str | None]]:
    """By notice: how it stands, whether it was corrected, and the notice by which it was taken back."""
    store, now = public.lender.catalogue.store, public.now
    found: dict[str, tuple[Status, bool, str | None]] = {}
    for key in (INCOME_RULES, LOAN):
        every = list(acts(public, key))
        head = store.heads("acme", [key])[key]
        back = {each.cancels: each for each in every if each.kind is ActivationKind.CANCELLATION}
        corrected = set()
        for each in every:
            if each.kind is ActivationKind.CORRECTION:
                before = store.deciding("acme", head, each.valid_from, each.recorded_at - TICK)
                corrected |= {before.sequence} if before else set()
        for each in every:
            text = each.statement.notice["en"]
            if each.kind is ActivationKind.CANCELLATION or text == "rules before the product":
                continue
            why = back.get(each.sequence)
            stands = standing(head, each, now, now)
            assert stands is not None
            status = Status.WITHDRAWN if why else STANDS.get(stands, Status.PAST)
            found[text] = (status, each.sequence in corrected, why.statement.notice["en"] if why else None)
    return found


def happened(change: PublicChange) -> object:
    """What the listing is by."""
    return change.withdrawn or max(change.since, change.announced)


@pytest.mark.parametrize(("seed", "number"), [(1, 40), (2, 40), (3, 40), (4, 160)])
def test_every_act_is_told_once_and_as_it_stands(seed: int, number: int) -> None:
    draw = Random(seed)  # noqa: S311 - the same in every run
    with new_lender() as lender:
        public = Public(lender).found()
        for each in range(1, number):
            act(public, draw, each)
        first = public.seen()
        told, before = [*first.changes], first.older
        while before is not None:
            page = public.seen(before)
            told += page.changes
            before = page.older
        wanted = expected(public)
        assert (lender.catalogue.store.heads("acme", [INCOME_RULES])[INCOME_RULES].dropped_from is None) is (
            number < 100
        )
    every = [*first.coming, *told]
    assert len({each.id for each in every}) == len(every)
    seen = {
        each.ground.notice["en"]: (
            each.status,
            each.corrected is not None,
            each.withdrawal.notice["en"] if each.withdrawal else None,
        )
        for each in every
    }
    assert len(seen) == len(every)
    assert seen == wanted
    assert {status for status, _, _ in seen.values()} == set(Status)
    assert [*map(happened, told)] == sorted(map(happened, told), reverse=True)  # type: ignore[type-var]
    assert [each.since for each in first.coming] == sorted(each.since for each in first.coming)
    assert {each.status for each in first.coming} <= {Status.COMING}
