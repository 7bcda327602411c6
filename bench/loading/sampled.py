"""The command with a sampler beside it, as in: python bench/loading/sampled.py serve --memory.

Every few milliseconds each thread's CPU time since the last look is put down to what its stack is in; at the end the
sums go, as JSON, into the file that LOAD_SAMPLES names, and how long the collector of cycles took. Threads that wait
use no CPU and so do not count, nor does what is done before the service is ready. Threads pass the interpreter on
fifty times as often as usual: the sampler would come to its turn mostly where others wait for the disk or a socket, and
put down to these what they did before.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

EVERY = 0.005
SWITCHED = 0.0001
WORK = (
    ("creditrules/store", "store"),
    ("creditrules/throttling", "throttling"),
    ("creditrules/desk/throttle", "throttling"),
    ("creditrules/eligibility", "rules"),
    ("creditrules/feel", "rules"),
    ("creditrules/dmn", "rules"),
    ("creditrules/lending", "rules"),
    ("creditrules/auth", "tokens and keys"),
    ("creditrules/desk/api_keys", "tokens and keys"),
    ("creditrules/desk", "use cases"),
    ("creditrules/rules", "use cases"),
    ("creditrules/population", "use cases"),
    ("creditrules/document", "reading rule files"),
    ("graphql/language", "parsing documents"),
    ("graphql/validation", "validating documents"),
    ("creditrules/api/engine/preparing", "validating documents"),
    ("graphql/", "executing documents"),
    ("strawberry/", "executing documents"),
    ("creditrules/api/types", "executing documents"),
    ("creditrules/api/fields", "executing documents"),
    ("creditrules/api/schema", "executing documents"),
    ("creditrules/api/engine", "limits, cost and errors"),
    ("creditrules/api/http/compression", "compressing"),
    ("json/", "JSON"),
    ("creditrules/api/http", "HTTP"),
    ("creditrules/api", "limits, cost and errors"),
    ("uvicorn/", "HTTP"),
    ("h11/", "HTTP"),
    ("asyncio/", "HTTP"),
)
"""What a file's code does; of a stack the innermost frame that is known counts."""


def work_of(frame: FrameType | None) -> str:
    """What a stack is in."""
    while frame is not None:
        file = frame.f_code.co_filename
        for part, name in WORK:
            if f"/{part}" in file:
                return name
        frame = frame.f_back
    return "other"


def sample(spent: Counter[str], ended: threading.Event) -> None:
    """Put CPU down until the end."""
    before: dict[int, float] = {}
    mine = threading.get_ident()
    while not ended.wait(EVERY):
        frames = sys._current_frames()  # noqa: SLF001 - the documented way to look at other threads
        for thread in threading.enumerate():
            if thread.ident is None or thread.ident == mine:
                continue
            try:
                now = time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
            except (OSError, OverflowError):
                continue
            spent[work_of(frames.get(thread.ident))] += now - before.get(thread.ident, now)
            before[thread.ident] = now


class Pauses:
    """The CPU time that the collector of cycles took while all else stood: in all, and at the longest."""

    def __init__(self) -> None:
        self.total = self.longest = self._begun = 0.0

    def __call__(self, phase: str, _about: dict[str, int]) -> None:
        """See `gc.callbacks`."""
        if phase == "start":
            self._begun = time.thread_time()
            return
        taken = time.thread_time() - self._begun
        self.total += taken
        self.longest = max(self.longest, taken)


def main() -> None:
    """Run the command, and write what it spent its time on."""
    from creditrules.cli import main as command  # noqa: PLC0415 - what is imported is no work of the service

    spent: Counter[str] = Counter()
    ended, pauses, freeze = threading.Event(), Pauses(), gc.freeze
    sampler = threading.Thread(target=sample, args=(spent, ended), daemon=True)

    def begin() -> None:
        """In place of the call that the service makes once it is ready."""
        freeze()
        sys.setswitchinterval(SWITCHED)
        gc.callbacks.append(pauses)
        sampler.start()

    gc.freeze = begin
    try:
        command()
    finally:
        ended.set()
        sampler.join()
        told = {"spent": spent, "collecting": pauses.total, "longestCollection": pauses.longest}
        Path(os.environ["LOAD_SAMPLES"]).write_text(json.dumps(told))


if __name__ == "__main__":
    main()
