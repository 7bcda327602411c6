"""Whatever is asked about whomever, in whatever order: what was kept of other answers changes none in any byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.api.both_ways import PARTNER, both_on, shipped
from tests.api.drawn_questions import Document, applicant
from tests.api.worlds import ALICE, World, on_sqlite, world_of

from creditrules.api import Response
from creditrules.api.engine.plans.fragments import Fragments
from creditrules.cli.demo.lender import demo_lender
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content

LENDER = Path(__file__).parent / "lender"
JOINT = Path(__file__).parents[1] / "policies" / "joint-loan"
BESIDE = (
    *(JOINT / f"{name}.yaml" for name in ("income", "exposure", "stock", "loan")),
    *(LENDER / f"{name}.yaml" for name in ("various", "various-product")),
)
PRODUCTS = ("huabei", "jiebei", "jiebei-business", "auto-instalment", "electronics-instalment", "loan", "various")
NOW = datetime(2026, 4, 4, tzinfo=UTC)
TOKENS = (ALICE, ALICE, PARTNER, "acme.PARTNER.other", "acme.PARTNER+CHOOSER.broker", "acme.AUDITOR.ann")
LANGUAGES = (*[""] * 8, "zh", "de, en;q=0.5")
SEEDS = (1, 5, 10, 13)
ROUNDS, EACH = 15, 8
PARTS = 12
"""What a part of a decision stands on is fewer things."""


def lender() -> World:
    """The demo lender, a joint loan, and a product whose rules work out all that they say of each applicant."""
    world, demo = world_of(on_sqlite, {}, NOW), demo_lender()
    world.clock.step = timedelta(0)
    staff = in_process(world.service.application, ALICE)
    for each in (*demo.published, *demo.story):
        world.clock.moment = each.recorded_at
        publish_content(staff, each.content(), create=True)
    world.clock.moment = NOW
    for file in BESIDE:
        publish_content(staff, file.read_text("utf-8"), create=True)
    return world


class Asked:
    """Both ways, within the usual room and within little."""

    def __init__(self) -> None:
        self.world = lender()
        both = both_on(self.world, self.world)
        self.wide, self.tight = (both.with_limits(query_aliases=10**4, answer_bytes=room) for room in (10**6, 6_000))

    def same(self, seed: int) -> None:
        """Who is drawn is asked about by what is drawn, again and again, while time goes by."""
        lot = Random(seed)  # noqa: S311 - a test's
        documents = [Document(lot, settled=settled) for settled in (True, True, False)]
        texts = [(lot.choice(_eligibility()), Document(lot)), *((each.text(), each) for each in documents)]
        people = [applicant(lot, PRODUCTS) for _ in range(4)]
        for _ in range(ROUNDS):
            text, document = lot.choice(texts)
            variables, token, languages = document.variables(), lot.choice(TOKENS), lot.choice(LANGUAGES)
            self.world.clock.moment += timedelta(hours=lot.choice((0,) * 8 + (1, 30)))
            for person in (lot.choice(people) for _ in range(EACH)):
                body = {"query": text, "variables": {"input": person, **variables}}
                both = self.tight if lot.random() < 0.1 else self.wide
                planned, plain = both.answers(body, token, languages)
                assert _at_rest(planned) == _at_rest(plain), (seed, body)


def _eligibility() -> list[str]:
    return [each.text for each in shipped() if each.root == "eligibility" and "$pack" not in each.text]


def _at_rest(answer: Response) -> Response:
    """Without the steps of evaluation, of which the first to ask may need more."""
    return replace(answer, body=re.sub(rb'"steps":\d+', b"", answer.body), headers=())


@pytest.fixture(scope="module")
def asked() -> Asked:
    return Asked()


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """On how many things what was found stands, each time."""
    each: list[int] = []
    find: Callable[..., Any] = Fragments.find

    def counting(self: Fragments, *given: Any) -> Any:
        kept = find(self, *given)
        each.extend([] if kept is None else [len(kept.on)])
        return kept

    monkeypatch.setattr(Fragments, "find", counting)
    return each


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_kept_of_other_answers_changes_none(asked: Asked, found: list[int], seed: int) -> None:
    asked.same(seed)
    assert len(found) > 80
    assert len([each for each in found if each > PARTS]) > 10
