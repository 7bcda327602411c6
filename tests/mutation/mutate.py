"""`make mutate`: does a test notice? A seeded sample of small faults, put one at a time into a copy of the sources.

python tests/mutation/mutate.py [--rooms rules eligibility] [--mutants 20] [--seed 8]

Cosmic Ray makes the faults and runs the room's own tests on each; it stands in an environment of its own, since it
brings forty packages. What nobody notices is printed as a diff: a test is missing, or the fault makes no difference.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROOMS = {
    "lending": ["tests/lending"],
    "rules": ["tests/rules", "tests/api/test_api_lifecycle.py", "tests/api/test_api_publishing.py"],
    "eligibility": ["tests/eligibility", "tests/api/test_api_eligibility.py", "tests/api/test_api_decisions.py"],
    "desk": ["tests/desk", "tests/api"],
    "store": ["tests/store", "tests/api/test_api_history.py"],
}
EVERY_ROOM = ["tests/test_values_frozen.py"]
"""The tests that are asked, in this order and to the first that fails."""

LEFT_OUT = (
    "ReplaceBinaryOperator_BitOr",  # most are of types, which are not run
    "RemoveDecorator",  # without them nothing is even imported
    "Eq_Is",  # of enums and small numbers the same
    "Is_Eq",
    "IsNot_NotEq",
    "VariableInserter",  # of names at random
    "VariableReplacer",
)

SECONDS = 240


class Survivor(NamedTuple):
    """A fault that no test notices."""

    place: str
    fault: str
    diff: str


def main() -> None:
    """Print each room's score and its survivors."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rooms", nargs="+", choices=list(ROOMS), default=list(ROOMS))
    asked.add_argument("--mutants", type=int, default=20, help="of each room")
    asked.add_argument("--seed", type=int, default=8)
    asked.add_argument("--tests", help="arguments of pytest in place of the rooms' own tests")
    asked.add_argument("--cosmic-ray", default="cosmic-ray", help="the command, in whatever environment it stands")
    given = asked.parse_args()
    for room in given.rooms:
        with tempfile.TemporaryDirectory(prefix=f"mutate-{room}-") as folder:
            killed, survivors = _tried(room, Path(folder), given)
        print(f"{room}: {killed} of {killed + len(survivors)} noticed", flush=True)
        for survivor in survivors:
            print(f"\n{survivor.place}  {survivor.fault}\n{survivor.diff}", flush=True)


def _tried(room: str, folder: Path, given: argparse.Namespace) -> tuple[int, list[Survivor]]:
    for part in ("functions", "tests", "graphql", "pyproject.toml", "README.md", "docs", "examples"):
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, folder / part)
    config, session = folder / "mutate.toml", folder / "session.sqlite"
    tests = given.tests or " ".join([*ROOMS[room], *EVERY_ROOM])
    command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider {tests}"
    config.write_text(
        "[cosmic-ray]\n"
        f'module-path = "functions/creditrules/{room}"\n'
        f"timeout = {SECONDS}\n"
        "excluded-modules = []\n"
        f'test-command = "{command}"\n'
        '[cosmic-ray.distributor]\nname = "local"\n'
    )
    env = {**os.environ, "PYTHONPATH": "functions", "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*line: str) -> str:
        return subprocess.run(line, cwd=folder, env=env, check=True, capture_output=True, text=True).stdout

    run(*command.split())  # without a fault all must pass, or every fault would seem to be noticed
    run(given.cosmic_ray, "init", str(config), str(session))
    _keep_sample(session, random.Random(f"{given.seed} {room}"), given.mutants)
    run(given.cosmic_ray, "exec", str(config), str(session))
    results = list(_results(run(given.cosmic_ray, "dump", str(session))))
    return sum(found is None for found in results), [found for found in results if found is not None]


def _keep_sample(session: Path, chance: random.Random, size: int) -> None:
    """Of each place one fault at most, so that a comparison with nine others does not count nine times."""
    with sqlite3.connect(session) as base:
        rows = base.execute(
            "select job_id, operator_name, module_path, start_pos_row, start_pos_col from mutation_specs"
        )
        places: dict[tuple[str, int, int], list[str]] = {}
        for job, operator, *place in sorted(rows, key=lambda row: (row[2:], row[1], row[0])):
            if not any(name in operator for name in LEFT_OUT):
                places.setdefault((place[0], place[1], place[2]), []).append(job)
        chosen = chance.sample(sorted(places), min(size, len(places)))
        kept = [places[place][chance.randrange(len(places[place]))] for place in chosen]
        marks = ",".join("?" * len(kept))
        base.execute(f"delete from mutation_specs where job_id not in ({marks})", kept)  # noqa: S608 - marks alone
        base.execute(f"delete from work_items where job_id not in ({marks})", kept)  # noqa: S608


def _results(dump: str) -> Iterator[Survivor | None]:
    """None for each fault that was noticed."""
    for line in filter(None, dump.splitlines()):
        item, result = json.loads(line)
        if result is None or result["test_outcome"] != "survived":
            yield None
            continue
        (fault,) = item["mutations"]
        yield Survivor(f"{fault['module_path']}:{fault['start_pos'][0]}", fault["operator_name"], result["diff"])


if __name__ == "__main__":
    main()
