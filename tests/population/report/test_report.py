"""The report is one page that loads and runs nothing, reads without its plots, and shows no text as markup."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from creditrules.eligibility import Outcome
from creditrules.population.impact import (
    Alternative,
    Answer,
    Bands,
    Compared,
    Comparison,
    GivenReason,
    ImpactPlan,
    KnownOutcome,
    PopulationImpact,
    Shortfall,
    Versions,
    alike,
    coded,
    impact_digest,
)
from creditrules.population.report import html_report
from creditrules.population.report.style import STYLE

HOSTILE = "<script>alert(1)</script>\x07\x1b\u202e"
EMPTY = {"br", "meta"}


def impact(people: int = 200) -> PopulationImpact:
    plan = ImpactPlan(
        protected=(Bands("sex"),),
        segments=(Bands("region"),),
        outcome=KnownOutcome("default", frozenset({"1"})),
        exposure="amount",
    )
    comparison = Comparison(plan)
    rows = range(1, people + 1)
    before = [Answer(Outcome.ALLOW, Decimal(100 * n), reasons=(GivenReason("r", "OK", 1),)) for n in rows]
    after = [
        Answer(Outcome.DECLINE, reasons=(GivenReason("r", HOSTILE, 2),)) if n % 3 == 0 else answer
        for n, answer in zip(rows, before, strict=True)
    ]
    columns = {
        "sex": ["f" if n % 2 else "m" for n in rows],
        "region": [HOSTILE if n % 5 else "" for n in rows],
        "default": [str(int(n % 7 == 0)) for n in rows],
        "amount": ["10.5"] * people,
    }
    cells = {name: coded(texts) for name, texts in columns.items()}
    comparison.count(alike(rows, cells, [coded(before), coded(after)]))
    compared = Compared(
        Versions("old.yaml", {"r": "a" * 64}),
        Versions("new.yaml", {"r": "b" * 64}),
        "loan",
        "c" * 64,
        HOSTILE,
        "d" * 64,
        None,
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    candidates = (
        Alternative("milder.yaml", 0.9, 0.5, None, ()),
        Alternative(HOSTILE, None, 0.1, 0.2, tuple(Shortfall)),
    )
    return PopulationImpact(compared, plan, comparison.figures(), candidates)


class Page(HTMLParser):
    """What a page consists of; fails where an element is not closed as it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_nothing_is_loaded_or_run_and_all_elements_are_closed() -> None:
    text = html_report(impact())
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.elements}
    assert not re.search(r"https?://|url\(|@import|\son\w+=", text)
    assert "default-src 'none'" in text
    assert HOSTILE not in text
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert text.count("&lt;script&gt;") > 5


def test_every_plot_has_a_name_and_a_table_after_it() -> None:
    page = Page(html_report(impact()))
    names = [tag for tag, _ in page.elements if tag in {"svg", "table"}]
    drawn = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert len(drawn) >= 5
    assert all(each["role"] == "img" and each["aria-label"] for each in drawn)
    assert all(after == "table" for tag, after in pairwise(names) if tag == "svg")
    regions = [attributes for tag, attributes in page.elements if attributes.get("role") == "region"]
    assert all(each["tabindex"] == "0" and each["aria-label"] for each in regions)
    anchors = {attributes["href"] for tag, attributes in page.elements if tag == "a"}
    assert anchors <= {f"#{attributes['id']}" for _, attributes in page.elements if "id" in attributes}


def test_tables_name_their_rows_and_columns() -> None:
    page = Page(html_report(impact()))
    heads = [attributes for tag, attributes in page.elements if tag == "th"]
    assert all(each.get("scope") in {"row", "col"} for each in heads)
    assert page.elements[0] == ("html", {"lang": "en"})


def test_it_carries_the_digest_and_what_matters_most() -> None:
    found = impact()
    text = html_report(found)
    assert impact_digest(found) in text
    assert "66 of 200 applicants get another outcome." in text
    assert "66 of 200 move from ALLOW to DECLINE." in text
    assert "no: ratio not better, approves too few, loses too much" in text


def test_a_population_of_nobody_has_a_report_too() -> None:
    assert "No outcome of 0 applicants changes." in html_report(impact(0))


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z]+):(#[0-9a-f]{3,6})", block))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_text_and_marks_stand_out_as_wcag_2_asks(theme: str) -> None:
    roots = re.findall(r":root\{([^}]*)\}", STYLE)
    palette = colours(roots[["light", "dark", "print"].index(theme)])
    for ink in ("ink", "soft", "before", "after", "bad"):
        for ground in ("bg", "pane"):
            light, dark = sorted((luminance(palette[ink]), luminance(palette[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)
