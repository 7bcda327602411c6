"""How a candidate is judged: figures against ways to count them by hand, and the report that holds them."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from tests.population.suggestion.conftest import PROTECTED, WISHES

from creditrules.document import json_text, read_json
from creditrules.eligibility import Outcome
from creditrules.population.suggestion import Sample, Suggested, html_judgement, judge, plain_judgement
from creditrules.population.suggestion.judged import Judged
from creditrules.population.suggestion.judging.calibration import calibration
from creditrules.population.suggestion.judging.comparing import compare
from creditrules.population.suggestion.judging.stability import stability_index
from creditrules.population.suggestion.scorecard import Scale


def test_a_score_stands_for_the_odds_that_its_scale_says() -> None:
    shares = Scale().bad_share(np.array([600.0, 640.0, 560.0]))
    assert shares == pytest.approx([1 / 21, 1 / 41, 1 / 11])
    assert Scale().points(math.log(20)) == pytest.approx(600)


def test_bands_hold_every_applicant_once_and_expect_what_their_scores_stand_for() -> None:
    draw = np.random.default_rng(3)
    scores = draw.integers(450, 650, 5000).astype(float)
    bad = draw.random(5000) < Scale().bad_share(scores)
    bands = calibration(scores, bad, Scale())
    assert len(bands) == 10
    assert sum(band.rows for band in bands) == 5000
    assert sum(band.bad for band in bands) == bad.sum()
    inside = [band.interval.low <= band.expected <= band.interval.high for band in bands if band.interval]
    assert sum(inside) >= 8


def test_the_stability_index_is_0_for_the_same_and_as_by_hand_for_others() -> None:
    ours, theirs = np.repeat([0, 1], [50, 50]).astype(np.int32), np.repeat([0, 1], [80, 20]).astype(np.int32)
    assert stability_index(ours, ours) == 0
    by_hand = sum((b - a) * math.log(b / a) for a, b in ((50.5, 80.5), (50.5, 20.5))) / 101
    assert stability_index(ours, theirs) == pytest.approx(by_hand)


def test_other_rules_are_held_against_a_candidate_row_by_row() -> None:
    allow, warn, decline = Outcome.ALLOW, Outcome.WARN, Outcome.DECLINE
    found = compare("old", [allow, warn, decline], [allow, decline, decline], [True, False, False])
    assert (found.other.approved, found.other.bad) == (2, 1)
    assert (found.candidate.approved, found.candidate.bad) == (1, 1)
    assert found.moves == {(allow, allow): 1, (warn, decline): 1, (decline, decline): 1}


@pytest.fixture(scope="module")
def judged(german: Sample, card: Suggested) -> Judged:
    return judge(german, card, WISHES, ("<all>", lambda _: Outcome.ALLOW))


@pytest.mark.shared("data")
def test_german_credit_is_within_two_hundredths_of_boosting(judged: Judged) -> None:
    assert judged.boosted is not None
    assert judged.tested.auc > judged.boosted.auc - 0.02
    assert sum(step.rows for step in judged.steps) == judged.tested.rows == 300
    assert set(judged.groups) == set(PROTECTED)


@pytest.mark.shared("data")
def test_the_figures_are_plain_values_of_json(judged: Judged) -> None:
    read = read_json(json_text(plain_judgement(judged)))
    assert read.ok
    value: Any = read.value
    assert value["tested"]["rows"] == 300
    assert {column["column"] for column in value["columns"]}.isdisjoint(PROTECTED)


class Page(HTMLParser):
    """What a page loads, where it links, and which plots have no name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.unnamed = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        self.loads += [tag] if tag in {"script", "link", "img", "iframe"} or "src" in has else []
        self.links |= {str(has["href"])} if "href" in has else set()
        self.ids |= {str(has["id"])} if "id" in has else set()
        self.unnamed += tag == "svg" and not has.get("aria-label")


@pytest.mark.shared("data")
def test_the_report_loads_nothing_leads_only_into_itself_and_escapes_names(judged: Judged) -> None:
    text = html_judgement(judged, "A <b>card</b>")
    page = Page(text)
    assert page.loads == []
    assert {link.removeprefix("#") for link in page.links} <= page.ids
    assert page.unnamed == 0
    assert "A &lt;b&gt;card&lt;/b&gt;" in text
    assert "Beside &lt;all&gt;" in text
    assert not re.search(r"\bnan\b|\binf\b", text)
