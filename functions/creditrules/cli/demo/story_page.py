"""The story on one page: for a terminal with colour, for anything else as plain text."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.text import Text

from creditrules.cli.demo.story import Story
from creditrules.cli.service.impact_text import impact_sentences
from creditrules.cli.service.publishing import PublishedDocument

__all__ = ["print_story"]

_CHINA = timezone(timedelta(hours=8))
_STYLES = {"ALLOW": "green", "WARN": "yellow", "STEP_UP": "yellow", "LIMIT": "yellow"}


def print_story(console: Console, story: Story) -> None:
    """One page. Times are those of China."""
    who, scenes = story.applicant, story.scenes
    _title(console, f"One user, four answers: {who.name}, {who.says}")
    _line(console, _situation(story))
    _title(console, f"1  {_day(scenes.open)}. {who.name} asks for the pay-later line and the cash loan")
    _decisions(console, story.open)
    _published(console, 2, story.pause, story, "A wave of cash-out: the risk team lowers the threshold")
    _line(console, f"{_day(scenes.paused)}, {who.name} asks again:", 3)
    _decisions(console, story.paused)
    _published(console, 3, story.relaxation, story, "The wave has ebbed: most lines open again, with a limit")
    _line(console, f"{_day(scenes.relaxed)}, {who.name} asks again:", 3)
    _decisions(console, story.relaxed)
    _published(console, 4, story.correction, story, "An audit finds that the suspicion had been counted twice")
    asked = f"{_day(scenes.corrected)}, the same question about {_day(scenes.paused)} is asked twice."
    _line(console, f"{asked} As it was known then (knownAt {scenes.paused.isoformat()}):", 3)
    _decisions(console, story.as_known_then, only="huabei", brief=True)
    _line(console, "As it is known now, after the correction:", 3)
    _decisions(console, story.as_known_now, only="huabei", brief=True)
    _title(console, "Why did huabei change? The newest changes on record")
    for change in story.changes:
        _change(console, change)


def _situation(story: Story) -> str:
    facts = story.applicant.facts
    return (
        f"Credit score {facts['creditScore']}, income {facts['monthlyIncome']} a month. A group purchase on "
        f"{_day(facts['lastCashOutSignalOn'])} raised the cash-out suspicion to {facts['cashOutSuspicion']} of 100. "
        "Nothing of this changes below; only the rules do. They are illustrative, not legal advice."
    )


def _title(console: Console, text: str) -> None:
    console.print()
    _line(console, text, style="bold")


def _line(console: Console, text: str | Text, indent: int = 0, style: str = "", hanging: int = 0) -> None:
    """A paragraph, broken between words to the width there is; further lines stand `hanging` more to the right."""
    words = Text(text, style=style) if isinstance(text, str) else text
    width = max(20, console.width - indent - hanging)
    for number, line in enumerate(words.wrap(console, width)):
        line.rstrip()
        console.print(Text(" " * (indent + (hanging if number else 0))).append_text(line), soft_wrap=True)


def _published(console: Console, number: int, done: PublishedDocument, story: Story, words: str) -> None:
    _title(console, f"{number}  {_time(done.recorded_at)}. {words}")
    statement = next(
        change["statement"]
        for change in story.changes
        if (change["document"]["slug"], change["version"]["number"]) == (done.slug, done.version)
    )
    kind = "Declared correction" if done.kind == "CORRECTION" else "Published"
    _line(console, f"{kind}: {done.slug} version {done.version}, in force from {_time(done.valid_from)}", 3, "dim")
    _line(console, f"Basis: {statement['basis']['citation']}", 3, "dim")
    _line(console, f"Impact: {' '.join(impact_sentences(done.impact))}", 3, "dim")
    _line(console, f"Notice: {statement['notice']}", 3, "dim")


def _decisions(console: Console, report: dict[str, Any], *, only: str | None = None, brief: bool = False) -> None:
    for decision in report["decisions"]:
        if only is None or decision["product"]["slug"] == only:
            _decision(console, decision, brief=brief)


def _decision(console: Console, decision: dict[str, Any], *, brief: bool) -> None:
    outcome = decision["outcome"]
    line = Text(f"{decision['product']['name']} ".ljust(23))
    line.append(outcome.ljust(7), style=f"bold {_STYLES.get(outcome, 'red')}")
    _line(console, line.append(_terms(decision["terms"])), 3, hanging=3)
    if outcome == "ALLOW":
        return
    since = {applied["ruleSet"]: applied["validFrom"] for applied in decision["appliedVersions"]}
    for reason in decision["reasons"]:
        if reason["intervention"] == outcome:
            _reason(console, reason, since[reason["ruleSet"]["slug"]], brief=brief)
    if decision["alternatives"] and not brief:
        offers = "; ".join(f"{a['product']['name']}, {_terms(a['terms'])}" for a in decision["alternatives"])
        _line(console, f"Open meanwhile: {offers}.", 6)


def _reason(console: Console, reason: dict[str, Any], since: str, *, brief: bool) -> None:
    version = f"{reason['ruleSet']['slug']} version {reason['version']['number']}"
    where = f"{reason['category']}, {version}"
    _line(console, f"{reason['code']}: {where}", 6)
    if not brief:
        _line(console, f"{reason['message']} ({reason['chinese']})", 6)
        _line(console, f"In force since {_time(since)}; until {_time(reason['until'])}. {reason['lift']}", 6)


def _change(console: Console, change: dict[str, Any]) -> None:
    statement = change["statement"]
    kind = ", a correction" if change["kind"] == "CORRECTION" else ""
    head = f"{change['document']['slug']} version {change['version']['number']}{kind}"
    _line(console, f"{head}: recorded {_time(change['recordedAt'])}, in force from {_time(change['validFrom'])}", 3)
    _line(console, f"{statement['basis']['category']}: {statement['comment']}", 6, "dim")


def _terms(terms: dict[str, Any] | None) -> str:
    if terms is None:
        return ""
    parts = []
    if terms["limit"] is not None:
        parts.append(f"up to {Decimal(terms['limit']):,} {terms['currency']}")
    if terms["rate"] is not None:
        parts.append(f"at most {(Decimal(terms['rate']) * 100).normalize():f} % a year")
    if terms.get("restrictedFeatures"):
        parts.append(f"without {', '.join(terms['restrictedFeatures'])}")
    if terms.get("until"):
        parts.append(f"until {_day(terms['until'])}")
    return ", ".join(parts)


def _day(moment: str | datetime) -> str:
    return _local(moment).strftime("%d %B %Y").lstrip("0")


def _time(moment: str | None) -> str:
    return "further notice" if moment is None else _local(moment).strftime("%d %B %Y %H:%M").lstrip("0")


def _local(moment: str | datetime) -> datetime:
    parsed = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return parsed.astimezone(_CHINA) if parsed.tzinfo else parsed
