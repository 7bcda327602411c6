"""What publishing some contents would do, as the service sees it before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rich.markup import escape

from creditrules.cli.push.gathering import Written
from creditrules.cli.push.waiting import waits
from creditrules.cli.screen import screen
from creditrules.cli.service.client import Client
from creditrules.cli.service.found import print_found
from creditrules.cli.service.impact_text import impact_sentences
from creditrules.clock import utc_now

__all__ = ["Planned", "plan", "plan_data", "print_plan", "summary"]

_PLAN: Final = """
query Plan($input: PlanVersionInput!) { done: planVersion(input: $input) {
  plan { kind slug act version digest requiredApprovals }
  impact {
    products factsAdded factsRemoved reasonsAdded reasonsRemoved
    tables { decision added removed changed } cases casesChanged coverage { covered rows }
  }
  diagnostics { code message hint place line column severity excerpt }
  userErrors { field message code hint }
} }
"""
_SIGNS: Final = {"CREATE": "+", "CHANGE": "~", "NOTHING": "=", "REFUSED": "!"}
_NAMES: Final = {"ruleSet": "rule set", "product": "product", "parameter": "parameter", "experiment": "experiment"}
_THERE: Final = "query There($slug: String!) { found: DOCUMENT(slug: $slug) { slug } }"


@dataclass(frozen=True, slots=True)
class Planned:
    """One content and what publishing it would do. act: CREATE, CHANGE, NOTHING or REFUSED.

    waits: the documents of the same push that it needs; what it would do else is told once they are there.
    """

    written: Written
    act: str
    version: int | None
    approvals: int
    impact: Mapping[str, Any] | None
    diagnostics: Sequence[Mapping[str, Any]]
    errors: Sequence[Mapping[str, Any]]
    waits: tuple[str, ...] = ()
    digest: str = ""


def plan(client: Client, contents: Iterable[Written]) -> list[Planned]:
    """What publishing them in this order would do; nothing is written. Raises NoAnswerError."""
    found: list[Planned] = []
    now = utc_now()
    for one in contents:
        before = [each.written for each in found if each.act in {"CREATE", "CHANGE"}]
        found.append(_planned(client, one, before, now))
    return found


def _planned(client: Client, written: Written, before: Sequence[Written], now: datetime) -> Planned:
    done = client.ask(_PLAN, {"input": {"content": written.content}})["done"]
    told = done["plan"]
    if told is not None:
        acts = (told["act"], told["version"], told["requiredApprovals"])
        found = (done["impact"], done["diagnostics"], done["userErrors"])
        return Planned(written, *acts, *found, digest=told["digest"])
    after = waits(written, done["diagnostics"], before, now)
    act = _act(client, written) if after else "REFUSED"
    return Planned(written, act, None, 0, None, done["diagnostics"], done["userErrors"], after)


def _act(client: Client, written: Written) -> str:
    found = client.ask(_THERE.replace("DOCUMENT", written.kind), {"slug": written.slug})["found"]
    return "CREATE" if found is None else "CHANGE"


def print_plan(planned: Iterable[Planned], passed_by: int) -> None:
    """The plan for people: a line a document, what it touches, and what is wrong."""
    for one in planned:
        screen().print(escape(f"{_SIGNS[one.act]} {_line(one)}"), soft_wrap=True)
        for sentence in impact_sentences(one.impact) if one.impact and one.act != "NOTHING" else ():
            screen().print(escape(f"    {sentence}"), soft_wrap=True)
        print_found(one.written.path, () if one.waits or one.act == "NOTHING" else one.diagnostics)
    if passed_by:
        files = "1 other file" if passed_by == 1 else f"{passed_by} other files"
        screen().print(f"Passed by: {files} of the folders.", soft_wrap=True)


def _line(one: Planned) -> str:
    name = f"{_NAMES[one.written.kind]} {one.written.slug}"
    match one.act:
        case "REFUSED":
            first = one.errors[0] if one.errors else {"message": "It is refused.", "code": ""}
            return f"{name}: {first['message']} [{first['code']}]"
        case "NOTHING":
            return f"{name}: version {one.version} says the same"
        case _ if one.waits:
            return f"{name}: after {', '.join(one.waits)}, which this push makes"
    approvals = f", which needs {_counted(one.approvals, 'approval')}" if one.approvals else ""
    return f"{name}: {'new, ' if one.act == 'CREATE' else ''}version {one.version}{approvals}"


def summary(planned: Sequence[Planned]) -> str:
    """How many of each."""
    acts = [one.act for one in planned]
    counts = (("to make", "CREATE"), ("to change", "CHANGE"), ("as it is", "NOTHING"), ("refused", "REFUSED"))
    return f"Plan: {', '.join(f'{acts.count(act)} {word}' for word, act in counts)}."


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def plan_data(planned: Iterable[Planned]) -> Iterator[dict[str, Any]]:
    """The plan for programs, a mapping for each document."""
    for one in planned:
        yield {
            "file": one.written.path.as_posix(),
            "kind": one.written.kind,
            "slug": one.written.slug,
            "act": one.act,
            "version": one.version,
            "requiredApprovals": one.approvals,
            "after": list(one.waits),
            "impact": None if one.impact is None else dict(one.impact),
            "diagnostics": [dict(found) for found in one.diagnostics],
            "errors": [dict(error) for error in one.errors],
        }
