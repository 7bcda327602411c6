"""How many decisions a second of one lender are recorded, and what becomes of them: python bench/decision_rate.py.

    taskset -c 1 .venv/bin/python bench/decision_rate.py [SECONDS [RATE ...]]

The store's own code, with its chains, conditions and tries, over a DynamoDB that is simulated with its limits, in
simulated time: processes as a function has them, half of the decisions about somebody new, evaluated in some 20 ms.
"""

from __future__ import annotations

import sys

from crowded import Told, recorded_at_rate

RATES = (100.0, 800.0, 2000.0)


def main() -> None:
    """The table, one line a rate."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5
    for rate in map(float, sys.argv[2:]) if len(sys.argv) > 2 else RATES:
        print(line(rate, recorded_at_rate(rate, seconds)), flush=True)


def line(rate: float, told: Told) -> str:
    """What became of the decisions."""
    other = {code: times for code, times in told.outcomes.items() if code != "recorded"}
    times = ", ".join(f"{share:.1%} {told.percentile(share) * 1000:.0f} ms" for share in (0.5, 0.99, 0.999))
    each = told.outcomes["recorded"]
    used = ("transactions", "write units", "read units")
    spent = ", ".join(f"{told.database[name] / each:.2f} {name}" for name in used)
    failed = f"{told.asked} asked, {told.failed() / told.asked:.3%} unknown or refused {other or ''}"
    chains = f"{told.chains} chains, {told.links} links whole, {told.uncounted} not counted"
    return f"{rate:6.0f} a second: {failed}; {times}; {told.processes} processes, {chains}; each {spent}"


if __name__ == "__main__":
    main()
