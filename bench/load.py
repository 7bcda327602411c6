"""Mixed traffic of partners and administrators on `creditrules serve`: does it stand, does it leak, what does it carry?

.venv/bin/python bench/load.py [--seconds 60] [--clients 8] [--rate 0] [--way default|production|both] [--folder DIR]

The service runs as a process of its own on a new folder with the demo lender; this process is its clients. First a
closed loop: each client sends its next request once it has its answer. Then an open loop: requests at random moments,
at a rate that stays (0: six tenths of what the closed loop came to), latency counted from when each was due. Meanwhile
an administrator drafts, an approver approves, and a version is published every ten seconds. In the end the service is
stopped, and its record is held against what was answered. Last, ten seconds more with a sampler: where the time goes.

The status is 1 when anything fails: an error, memory that grows, a decision or a version lost or doubled.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from loading.clients import Observed, closed_loop, open_loop
from loading.figures import cpu_share, print_latencies, print_shares, slope
from loading.mix import Documents, Mix
from loading.publishing import RULE_SET, Publisher, publishing
from loading.record import kept_faults, versions_kept
from loading.service import Moment, Service, callers, serving, watching
from rich.console import Console

PARTNERS = 8
DEMO_VERSIONS = 5
"""That the demo lender has of the rule set that is published."""
PUBLISHED_EVERY = 10.0
WARM_UP = 1 / 4
"""As long as so much of a loop, in which caches and pools fill."""
OPEN_SHARE = 0.6
PROFILED = 10.0
MOST_GROWTH = 10.0
"""Megabytes a minute, in the open loop. By then the closed one has filled most of what is kept; half a megabyte for
each version, and a kilobyte for each of the first tens of thousands of questions, still come to it."""
MOST_DESCRIPTORS = 20
SHORT = 30.0
"""Below so many seconds a line through the memory says nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """seconds, clients, rate: of the loops, as the options say."""

    seconds: float
    clients: int
    rate: float


def main() -> None:
    """Print all figures and the verdict."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--rate", type=float, default=0)
    options.add_argument("--way", choices=("default", "production", "both"), default="both")
    options.add_argument("--folder")
    given = options.parse_args()
    console = Console(highlight=False, width=140)
    ways = ("default", "production") if given.way == "both" else (given.way,)
    faults = []
    with tempfile.TemporaryDirectory(dir=given.folder) as place:
        for way in ways:
            console.print(f"\n[bold]creditrules serve, {way}[/bold]")
            asked = Asked(given.seconds, given.clients, given.rate)
            faults += [f"{way}: {fault}" for fault in Run(console, Path(place) / way, way, asked).faults()]
    for fault in faults:
        console.print(f"[red]FAIL[/red] {fault}", markup=True)
    if not faults:
        console.print("\nPASS: no error, no growth, no decision or version lost or doubled, all chains whole")
    sys.exit(bool(faults))


class Run:
    """One service under load, from its start to its record."""

    def __init__(self, console: Console, folder: Path, way: str, asked: Asked) -> None:
        self._console = console
        self._folder = folder
        self._options = ["--production"] if way == "production" else []
        self._documents = Documents(by_id=way == "production")
        self._asked = asked
        self._found: list[str] = []

    def faults(self) -> list[str]:
        """All that is wrong."""
        with serving(self._folder, self._options) as service:
            mix = Mix(self._documents, callers(service, self._documents, PARTNERS), uuid4().hex)
            publisher = Publisher(service, self._documents, uuid4().hex)
            publisher.publish(warm := Observed())
            warm.add(closed_loop(service.address, mix, self._asked.clients, self._asked.seconds * WARM_UP))
            self._judge_answers("warm-up", warm)
            with self._observed("closed loop", service, publisher) as seen:
                found = closed_loop(service.address, mix, self._asked.clients, self._asked.seconds)
                seen.add(found)
                seen.lasted = found.lasted
            rate = self._asked.rate or round(found.requests / found.lasted * OPEN_SHARE)
            with self._observed(f"open loop, {rate:g} a second", service, publisher) as seen:
                found = open_loop(service.address, mix, rate, self._asked.seconds)
                seen.add(found)
                seen.lasted = found.lasted
        self._judge_record(service, mix, publisher)
        self._profile(mix)
        return self._found

    @contextmanager
    def _observed(self, name: str, service: Service, publisher: Publisher) -> Iterator[Observed]:
        seen = Observed()
        with watching(service.process.pid) as moments, publishing(publisher, PUBLISHED_EVERY) as acts:
            yield seen
        self._tell(name, seen, moments)
        self._console.print()
        if acts.requests:
            print_latencies(self._console, acts)
        seen.add(acts)
        self._judge_answers(name, seen)
        self._judge_descriptors(name, moments)
        if name.startswith("open"):
            self._judge_growth(name, moments)

    def _tell(self, name: str, seen: Observed, moments: list[Moment]) -> None:
        rate, busy = seen.requests / seen.lasted, cpu_share(moments)
        first, last = moments[0], moments[-1]
        told = f"{seen.requests:,} requests, {rate:.0f} a second, {rate / busy:.0f} for each processor kept busy"
        self._console.print(f"\n{name}: {told} ({busy:.2f})")
        warm = next(each for each in moments if each.at >= last.at / 3)
        self._console.print(
            f"memory {first.resident:.0f} MB, {warm.resident:.0f} warm, {last.resident:.0f} at the end, "
            f"{slope(moments):+.1f} MB a minute; descriptors {first.descriptors} to {last.descriptors}, "
            f"threads {first.threads} to {last.threads}; database {self._size():.1f} MB\n"
        )
        print_latencies(self._console, seen)

    def _size(self) -> float:
        return sum(file.stat().st_size for file in self._folder.glob("creditrules.db*")) / 1e6

    def _judge_answers(self, name: str, seen: Observed) -> None:
        self._found += [f"{name}: {times} × {fault}" for fault, times in seen.faults.items()]

    def _judge_growth(self, name: str, moments: list[Moment]) -> None:
        if moments[-1].at >= SHORT and slope(moments) > MOST_GROWTH:
            self._found.append(f"{name}: memory grows by {slope(moments):.1f} MB a minute")

    def _judge_descriptors(self, name: str, moments: list[Moment]) -> None:
        if moments[-1].descriptors > moments[0].descriptors + MOST_DESCRIPTORS:
            self._found.append(f"{name}: {moments[-1].descriptors} descriptors, from {moments[0].descriptors}")

    def _judge_record(self, service: Service, mix: Mix, publisher: Publisher) -> None:
        self._found += kept_faults(self._folder, service.tenant, frozenset(mix.recorded))
        kept = versions_kept(self._folder, service.tenant, RULE_SET)
        if kept != publisher.published + DEMO_VERSIONS:
            self._found.append(f"{kept} versions where {publisher.published} were published")
        self._console.print(
            f"\non record: {len(mix.recorded):,} decisions and {publisher.published} versions, {self._size():.1f} MB"
        )
        self._found += [f"in the log: {line}" for line in _unexpected(service.log)]

    def _profile(self, mix: Mix) -> None:
        samples, sampler = self._folder.parent / "samples.json", str(Path(__file__).parent / "loading" / "sampled.py")
        with serving(self._folder, self._options, [sampler], {"LOAD_SAMPLES": str(samples)}) as service:
            self._judge_answers("profile", closed_loop(service.address, mix, self._asked.clients, PROFILED))
        self._console.print()
        print_shares(self._console, json.loads(samples.read_text()))


def _unexpected(log: Path) -> list[str]:
    """Lines of the log that tell of more than a request."""
    lines = log.read_text().splitlines()
    usual = ('{"event": "request"', "Loading the demo lender", "Stopped.")
    return [line[:200] for line in lines if line.strip() and not line.startswith(usual)][:5]


if __name__ == "__main__":
    main()
