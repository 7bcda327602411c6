"""The coverage-guided fuzzer (atheris, which is libFuzzer): `python tests/fuzz/fuzz.py SECONDS [TARGET …]`.

Each target starts from texts of the tests and of the shared models and runs for its share of the seconds. The status is
1 when one raised something or took longer than it may; what made it do so is left in the folder that is named then.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST = {"expression": 2_048, "model": 4_096, "document": 16_384}
SECONDS_AN_INPUT = 10
WORD = re.compile(rb"[A-Za-z]+(?: [a-z]+)?\(?|[<>!*.]{2}|[<>]")


def main(arguments: list[str]) -> int:
    """Run the targets one after the other, each in a process of its own."""
    if arguments[0] == "--target":
        _fuzz(arguments[1], arguments[2:])
    if find_spec("atheris") is None:
        sys.stdout.write("Not fuzzed: atheris has no build for this Python.\n")
        return 0
    seconds, names = int(arguments[0]), arguments[1:] or ["expression", "model", "document"]
    worst = 0
    for name in names:
        worst = max(worst, _in_process(name, seconds // len(names)))
    return worst


def _in_process(name: str, seconds: int) -> int:
    kept = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    corpus = kept / "corpus"
    corpus.mkdir()
    words: set[bytes] = set()
    for number, seed in enumerate(_seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
        words.update(WORD.findall(seed))
    (kept / "words").write_bytes(b"\n".join(b'"' + word + b'"' for word in sorted(words)))
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST[name]}",
        f"-dict={kept}/words",
        f"-timeout={SECONDS_AN_INPUT}",
        f"-artifact_prefix={kept}/",
        "-print_final_stats=1",
        "-rss_limit_mb=2048",
        "-verbosity=1",
        str(corpus),
    ]
    told = subprocess.run(
        [sys.executable, __file__, "--target", name, *options], capture_output=True, text=True, check=False
    )
    figures = dict(re.findall(r"stat::(\w+):\s+(\d+)", told.stderr))
    runs, speed = figures.get("number_of_executed_units", "?"), figures.get("average_exec_per_sec", "?")
    slowest = figures.get("slowest_unit_time_sec", "?")
    sys.stdout.write(f"{name}: {runs} inputs, {speed} a second, slowest {slowest} s, status {told.returncode}\n")
    if told.returncode:
        sys.stdout.write(f"{told.stdout[-4000:]}{told.stderr[-1500:]}\nWhat did it is in {kept}.\n")
    return 1 if told.returncode else 0


def _seeds(name: str) -> Iterator[bytes]:
    folders = (ROOT / "tests/feel/cases", ROOT / "tests/feel/mistakes")
    cases = [path.read_text() for folder in folders for path in sorted(folder.glob("*.txt"))]
    lines = [line for text in cases for line in text.splitlines() if line and not line.startswith("#")]
    if name == "expression":
        yield from (line.encode() for line in lines)
    elif name == "model":
        for start in range(0, len(lines) - 11, 11):
            yield "\n".join([*lines[start : start + 11], '{"a": 1, "t": "A"}']).encode()
    else:
        for pattern in ("examples/**/*.yaml", "../shared/tck/**/00*.dmn", "../shared/data/rules/dmn/**/*.dmn"):
            yield from (
                path.read_bytes() for path in sorted(ROOT.glob(pattern)) if path.stat().st_size <= LONGEST[name]
            )
        yield b'{"facts": [{"name": "a", "type": "number"}], "decisions": [{"name": "X", "expression": "a + 1"}]}'


def _fuzz(name: str, options: list[str]) -> None:
    atheris: Any = import_module("atheris")
    sys.path[:0] = [str(ROOT / "functions"), str(ROOT)]
    with atheris.instrument_imports(include=["creditrules"]):
        from tests.fuzz.fuzz_targets import TARGETS  # noqa: PLC0415 - imported so that it is instrumented

    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
