"""The results of an experiment as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from rich.console import Console

__all__ = ["print_results"]

_WORDS: Final = {
    "APPROVAL_RATE": "approved",
    "SEVERE_RATE": "paused, referred or declined",
    "NOT_EVALUABLE_RATE": "not evaluable",
}


def print_results(console: Console, found: Mapping[str, Any]) -> None:
    """What is in force, then both arms and their differences."""
    for line in _lines(found):
        console.print(line, markup=False, soft_wrap=True)


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    version, results = found["versionInForce"], found["results"]
    yield f"{found['slug']}: {_in_force(version)}"
    if found.get("armOf"):
        yield f"  the subject is in the arm of the {found['armOf'].lower()}"
    if results is None:
        yield "  no version of it was published yet"
        return
    yield f"  stage {results['stage']}, {results['mode']}"
    for arm in results["arms"]:
        yield from _arm(arm)
    yield from (line for each in results["differences"] for line in _difference(each))
    for each in results["transitions"]:
        yield f"  {each['product']}: {each['count']} answered {each['returned']}, by the shadow {each['shadow']}"
    yield from (f"  shadows {each['state']}: {each['count']}" for each in results["shadows"])
    if found.get("proof"):
        yield from _proof(found["proof"])


def _proof(proof: Mapping[str, Any]) -> Iterator[str]:
    if proof["holds"]:
        yield f"  proved from {proof['links']} links of all chains: {proof['subjects']} subjects are counted once each"
    yield from (f"  not proved: {each}" for each in proof["differences"])
    if proof["gone"]:
        yield f"  {proof['gone']} shadows went with their facts, and prove nothing"


def _in_force(version: Mapping[str, Any] | None) -> str:
    if version is None:
        return "not in force"
    share = f"{version['share']} % of subjects" if version["share"] else "as a shadow"
    return f"version {version['challenger']} of {version['of']} beside version {version['champion']}, {share}"


def _arm(arm: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {arm['arm'].lower()}: {arm['decisions']} decisions"
    for rate in arm["rates"]:
        if rate["rate"] is not None:
            yield f"    {_WORDS[rate['metric']]}: {_percent(rate['rate'])}, {_between(rate['low'], rate['high'])}"
    yield from (f"    {each['product']} {each['outcome']}: {each['count']}" for each in arm["outcomes"])
    yield from (f"    {each['product']} limit: {each['mean']} on {each['count']}" for each in arm["limits"])


def _difference(each: Mapping[str, Any]) -> Iterator[str]:
    if each["difference"] is None:
        return
    interval = f", {_between(each['low'], each['high'])}" if each["low"] is not None else ""
    yield f"  {_WORDS[each['metric']]}, challenger less champion: {_percent(each['difference'])}{interval}"
    guard = each["guard"]
    if guard is not None:
        certain = _between(each["certainLow"], each["certainHigh"])
        bounds = _between(guard["low"], guard["high"])
        yield f"    its guard allows {bounds} once each arm has {guard['decisions']} decisions; certain is {certain}"


def _percent(share: str) -> str:
    return f"{100 * Decimal(share):.1f} %"


def _between(low: str, high: str) -> str:
    return f"{_percent(low)} to {_percent(high)}"
