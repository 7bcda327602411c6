"""A warm answer from API Gateway's event to the response, against the same-shaped static one of plain strawberry.

    .venv/bin/python bench/answer_speed.py           the ratio, further products, and where the time goes
    .venv/bin/python bench/answer_speed.py profile   besides, what cProfile sees of ours

Both answer the same query with the same JSON, the peer behind Mangum, in turns of short rounds in one process. Ours
has its table in memory (SQLite), so that there is no network in it; what the table takes is in ours, and told apart.
"""

from __future__ import annotations

import cProfile
import gc
import json
import pstats
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from time import process_time_ns
from typing import Any

from answer_lender import QUERY, Asked, serving
from answer_peer import static_handler
from figures.figure import Figure
from figures.told import told_bars
from rich.console import Console

from creditrules.api import Application, document_digest, shipped_documents
from creditrules.api.engine import execution
from creditrules.api.fields import asking as fields
from creditrules.api.http import endpoint
from creditrules.api.metering import Meter
from creditrules.desk import asking
from creditrules.eligibility import Decider
from creditrules.store import RulesInTable, SqliteTable

WARM_UP, ROUNDS, EACH = 40, 80, 4
SIZES = (1, 2, 5, 10)
SHIPPED = "partner/eligibility"
Handler = Callable[[dict[str, Any], None], dict[str, Any]]


def microseconds(handlers: Mapping[str, tuple[Handler, dict[str, Any]]], rounds: int = ROUNDS) -> dict[str, float]:
    """Processor time of one answer of each: the best of many rounds, taken in turns."""
    best = dict.fromkeys(handlers, float("inf"))
    for handler, event in handlers.values():
        for _ in range(WARM_UP):
            handler(event, None)
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for name, (handler, event) in handlers.items():
            began = process_time_ns()
            for _ in range(EACH):
                handler(event, None)
            best[name] = min(best[name], (process_time_ns() - began) / EACH / 1000)
    gc.unfreeze()
    return best


def answered(handler: Handler, event: dict[str, Any]) -> dict[str, Any]:
    """The data of an answer without errors."""
    response = handler(event, None)
    body = json.loads(response["body"])
    assert response["statusCode"] == 200, response
    assert "errors" not in body, body
    data: dict[str, Any] = body["data"]
    return data


class Shares:
    """Microseconds by part, each without the parts that it calls."""

    def __init__(self) -> None:
        self.spent: dict[str, int] = {}
        self._open: list[list[int]] = []
        self._undo: list[Callable[[], None]] = []

    def around(self, owner: Any, name: str, part: str) -> None:
        """Count what is done inside of the owner's function as that part."""
        call = getattr(owner, name)

        @wraps(call)
        def counted(*given: Any, **named: Any) -> Any:
            frame = [0]
            self._open.append(frame)
            began = process_time_ns()
            try:
                return call(*given, **named)
            finally:
                took = process_time_ns() - began
                self._open.pop()
                self.spent[part] = self.spent.get(part, 0) + took - frame[0]
                if self._open:
                    self._open[-1][0] += took

        setattr(owner, name, counted)
        self._undo.append(lambda: setattr(owner, name, call))

    def undo(self) -> None:
        """Count no more."""
        while self._undo:
            self._undo.pop()()


PARTS: tuple[tuple[Any, str, str], ...] = (
    (Application, "handle", "HTTP: headers, request, log"),
    (Application, "_principal", "authentication"),
    (endpoint, "_by_post", "body to operation"),
    (endpoint, "text_response", "JSON written"),
    (execution.Executing, "execute", "GraphQL executed, and the types' resolvers"),
    (endpoint, "compressed", "HTTP: headers, request, log"),
    (Meter, "_pay", "throttle"),
    (Meter, "settle", "throttle"),
    (execution.Engine, "run", "engine: prepare, cost, bounds"),
    (execution, "cost_data", "engine: prepare, cost, bounds"),
    (execution, "execute_sync", "GraphQL executed, and the types' resolvers"),
    (fields, "ask", "desk: gate, experiments, report"),
    (fields, "report_of", "types of the answer made"),
    (asking.Plan, "__init__", "desk: the plan"),
    (asking.Plan, "report", "desk: gate, experiments, report"),
    (Decider, "decide", "decide"),
    (RulesInTable, "all_heads", "store: heads read and parsed"),
    (RulesInTable, "heads", "store: heads read and parsed"),
    (SqliteTable, "read", "table (in place of the network)"),
    (SqliteTable, "_page", "table (in place of the network)"),
)


@contextmanager
def counting() -> Iterator[Shares]:
    """The parts counted as long as it is open."""
    shares = Shares()
    for owner, name, part in PARTS:
        if hasattr(owner, name):
            shares.around(owner, name, part)
    try:
        yield shares
    finally:
        shares.undo()


def print_answer_speed(console: Console, *, quick: bool = False) -> Iterator[Figure]:
    """Everything."""
    with serving() as asked:
        yield from _print_ratio(console, asked)
        yield from _print_further(console, asked)
        if not quick:
            _print_shares(console, asked)


def _pair(asked: Asked, products: tuple[str, ...], text: str = QUERY) -> dict[str, tuple[Handler, dict[str, Any]]]:
    """Both with the same text; the peer answers what ours did."""
    event = asked.event(products, text=text)
    data = answered(asked.handler, event)
    static = static_handler(text, data)
    again = answered(static, event)
    assert again == data, "the peer answers otherwise"
    return {"ours": (asked.handler, event), "static": (static, event)}


def _print_ratio(console: Console, asked: Asked) -> Iterator[Figure]:
    """By text, and by the id of a document, which the peer does not know: it is sent the text.

    The documents: one that came with the service, which asks for much more and so has a peer of its own, and the query
    itself, registered by the lender.
    """
    shipped_text = shipped_documents()[SHIPPED]
    shipped = asked.trusted_event(asked.products, f"sha256:{document_digest(shipped_text)}")
    registered = asked.trusted_event(asked.products, asked.document_id)
    pair, of_shipped = _pair(asked, asked.products), _pair(asked, asked.products, shipped_text)
    for event, by_text in ((registered, pair["ours"]), (shipped, of_shipped["ours"])):
        assert _timeless(answered(asked.handler, event)) == _timeless(answered(*by_text)), "it answers otherwise"
    times = microseconds(
        {
            **pair,
            "registered": (asked.handler, registered),
            "shipped": (asked.handler, shipped),
            "shipped by text": of_shipped["ours"],
            "shipped static": of_shipped["static"],
        }
    )
    console.print(f"\nEligibility for {len(asked.products)} products, with reasons and versions, event to response:\n")
    console.print(
        f"  ours {times['ours']:.0f} µs, by registered document {times['registered']:.0f} µs, "
        f"static strawberry with both caches {times['static']:.0f} µs"
    )
    console.print(
        f"  {SHIPPED} of graphql/operations: by its id {times['shipped']:.0f} µs, by text "
        f"{times['shipped by text']:.0f} µs, static {times['shipped static']:.0f} µs"
    )
    peer = "static strawberry"
    yield Figure("answer/ours", times["ours"], "µs", peer, times["static"])
    yield Figure("answer/ratio", times["ours"] / times["static"], "times", peer, 1.0)
    yield Figure("answer/shipped", times["shipped"] / times["shipped static"], "times", peer, 1.0)
    yield Figure("answer/registered", times["registered"] / times["static"], "times", peer, 1.0)


def _timeless(data: dict[str, Any]) -> dict[str, Any]:
    return {**data["eligibility"], "knownAt": None, "validAt": None}


def _print_further(console: Console, asked: Asked) -> Iterator[Figure]:
    console.print("\nProducts that share no rule set, two rule sets each:\n")
    pairs = {size: _pair(asked, asked.own.products[:size]) for size in SIZES}
    # All sizes of one side in turns: they are held against each other, and what the machine does meets them alike.
    # A twentieth of one time is a tenth of the difference, so the rounds are more.
    ours, static = (
        microseconds({str(size): pairs[size][side] for size in SIZES}, 4 * ROUNDS) for side in ("ours", "static")
    )
    for size in map(str, SIZES):
        console.print(f"  {size:>2} products: ours {ours[size]:6.0f} µs, static {static[size]:6.0f} µs")
    first, last = ours["1"], ours[str(SIZES[-1])]
    further = (last - first) / (SIZES[-1] - 1) / first
    yield Figure("answer/further", further, "times", note="of the first product's time")


def _print_shares(console: Console, asked: Asked) -> None:
    event, times = asked.event(asked.products), ROUNDS * EACH
    with counting() as shares:
        for _ in range(WARM_UP):
            asked.handler(event, None)
        shares.spent.clear()
        began = process_time_ns()
        for _ in range(times):
            asked.handler(event, None)
        whole = process_time_ns() - began
    console.print("\nWhere it goes, in microseconds (counting adds some):\n")
    rest = whole - sum(shares.spent.values())
    for part, spent in sorted(
        {**shares.spent, "event to request, response to answer": rest}.items(), key=lambda each: -each[1]
    ):
        console.print(f"  {spent / times / 1000:7.1f}  {100 * spent / whole:4.1f} %  {part}")


def profile() -> None:
    """What cProfile sees."""
    with serving() as asked:
        event = asked.event(asked.products)
        for _ in range(WARM_UP):
            asked.handler(event, None)
        profiler = cProfile.Profile()
        profiler.enable()
        for _ in range(ROUNDS * EACH):
            asked.handler(event, None)
        profiler.disable()
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(70)
    pstats.Stats(profiler).strip_dirs().sort_stats("cumtime").print_stats(90)


def main() -> None:
    """The status is 1 where a bar is missed."""
    console = Console(highlight=False, width=140)
    met = told_bars(console, print_answer_speed(console))
    if "profile" in sys.argv[1:]:
        profile()
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
