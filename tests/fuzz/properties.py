"""All property tests, with new examples each time: `python tests/fuzz/properties.py SECONDS`.

Rounds of all of them follow each other until the time is up, each under a seed of its own, which is printed. The first
failure ends it with status 1: pin the example that is shown with `@example` at the test that it broke.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
import time

ROUND = ["-m", "pytest", "-q", "-m", "hypothesis", "--hypothesis-profile", "fresh", "--hypothesis-seed"]


def main(seconds: int) -> int:
    """At least one round."""
    end = time.monotonic() + seconds
    while True:
        seed = secrets.randbelow(2**32)
        sys.stdout.write(f"properties under seed {seed}\n")
        sys.stdout.flush()
        status = subprocess.run([sys.executable, *ROUND, str(seed)], check=False).returncode
        if status or time.monotonic() > end:
            return status


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
