"""What a fresh process takes to initialise the function and to answer its first question, against its bare stack.

    .venv/bin/python bench/init_speed.py            the ratios
    .venv/bin/python bench/init_speed.py imports    besides, what importing takes, by rooms of ours and by libraries

The bare stack is strawberry with a schema of eight types, its ASGI application behind Mangum, and a client of DynamoDB;
its first question reads one item. All modules are compiled to bytecode before, the schema's image is made as
docs/operating.md has it made for an archive, and the processes take turns.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

from figures.figure import Figure
from figures.told import told_bars
from init_lender import Deployed, deployed
from rich.console import Console

BENCH = Path(__file__).parent
ROUNDS = 9
CLOCK = """
import time
from os import environ
processor, wall = time.process_time(), time.perf_counter()
"""
TOLD = """
import json, sys
took = [time.process_time() - processor, time.perf_counter() - wall]
def ask():
    event = json.loads(environ["EVENT"])
    processor, wall = time.process_time(), time.perf_counter()
    answer = handler(event, None)
    took.extend([time.process_time() - processor, time.perf_counter() - wall])
    assert answer["statusCode"] == 200 and '"errors"' not in answer["body"], answer
if environ.get("EVENT"):
    ask()
    ask()
print(json.dumps(took))
"""
HOUSE = f"{CLOCK}from creditrules.handlers.graphql import handler\n{TOLD}"
BARE = f"""{CLOCK}
import boto3
import strawberry
from mangum import Mangum
from strawberry.asgi import GraphQL

@strawberry.type
class Basis:
    citation: str

@strawberry.type
class RuleSet:
    slug: str

@strawberry.type
class Reason:
    code: str
    message: str
    basis: Basis
    rule_set: RuleSet

@strawberry.type
class Terms:
    limit: str | None
    until: str | None

@strawberry.type
class Product:
    slug: str
    name: str

@strawberry.type
class Decision:
    product: Product
    outcome: str
    terms: Terms | None
    reasons: list[Reason]

@strawberry.type
class Report:
    known_at: str
    decisions: list[Decision]

@strawberry.type
class Query:
    @strawberry.field
    def eligibility(self) -> Report:
        key = {{"pk": {{"S": "a"}}, "sk": {{"S": "b"}}}}
        client.batch_get_item(RequestItems={{"rules": {{"Keys": [key]}}}})
        reason = Reason(code="A", message="a", basis=Basis(citation="b"), rule_set=RuleSet(slug="c"))
        return Report(known_at="now", decisions=[Decision(product=Product(slug="d", name="d"), outcome="ALLOW",
                                                          terms=Terms(limit="1", until=None), reasons=[reason])])

handler = Mangum(GraphQL(strawberry.Schema(query=Query)), lifespan="off")
client = boto3.session.Session().client("dynamodb", region_name="eu-central-1",
                                        endpoint_url=environ["CREDITRULES_ENDPOINT"])
{TOLD}"""
IMAGE = "import runpy; runpy.run_module('creditrules.api.schema.served', run_name='__main__')"
BARE_QUERY = """{ eligibility { knownAt decisions { product { slug name } outcome terms { limit until }
reasons { code message basis { citation } ruleSet { slug } } } } }"""


class Took(NamedTuple):
    """Seconds of processor and wall time: of initialising, of the first question and of the second."""

    init: float
    init_wall: float
    first: float
    first_wall: float
    second: float
    second_wall: float


def print_init_speed(console: Console, *, quick: bool = False, imports: bool = False) -> Iterator[Figure]:
    """The figures, least and median of some rounds."""
    with tempfile.TemporaryDirectory() as bytecode, deployed() as service:
        bare_event = {**service.event, "body": json.dumps({"query": BARE_QUERY})}
        asked = {"ours": (HOUSE, service.event), "bare": (BARE, bare_event)}
        rounds: dict[str, list[Took]] = {name: [] for name in asked}
        run(IMAGE, service, bytecode, {})
        for number in range((3 if quick else ROUNDS) + 1):
            for name, (code, event) in asked.items():
                took = Took(*json.loads(run(code, service, bytecode, {"EVENT": json.dumps(event)}).stdout))
                if number:  # the first one compiles
                    rounds[name].append(took)
        if imports:
            print_imports(console, service, bytecode)
    yield from _told(console, rounds)


def _told(console: Console, rounds: Mapping[str, list[Took]]) -> Iterator[Figure]:
    ours, bare = rounds["ours"], rounds["bare"]
    console.print(f"\nA fresh process, {len(ours)} rounds in turns; milliseconds, least and median, ours and bare:\n")
    ratios: dict[str, float] = {}
    for name, of in (
        ("init", lambda took: took.init),
        ("init, wall time", lambda took: took.init_wall),
        ("first question", lambda took: took.first),
        ("second question", lambda took: took.second),
        ("init and first question", lambda took: took.init + took.first),
    ):
        mine, its = sorted(map(of, ours)), sorted(map(of, bare))
        ratios[name] = mine[0] / its[0]
        console.print(
            f"  {name:24} {mine[0] * 1000:7.0f} {median(mine) * 1000:7.0f}   {its[0] * 1000:7.0f} "
            f"{median(its) * 1000:7.0f}   ratio of the least {ratios[name]:.2f}, of the medians "
            f"{median(mine) / median(its):.2f}"
        )
    yield Figure("init/ratio", ratios["init"], "times", "bare stack", 1.0)
    yield Figure("init/and first question", ratios["init and first question"], "times", "bare stack", 1.0)
    mine, its = (min(took.init for took in each) * 1000 for each in (ours, bare))
    yield Figure("init/ours", mine, "ms", "bare stack", its)


def print_imports(console: Console, service: Deployed, bytecode: str) -> None:
    """Milliseconds of modules' own code while the function initialises, by rooms and libraries, the largest first."""
    spent: Counter[str] = Counter()
    for line in run(HOUSE, service, bytecode, {}, "-X", "importtime").stderr.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            name = parts[2].strip().split(".")
            deep = 3 if name[:2] == ["creditrules", "api"] else 2 if name[0] == "creditrules" else 1
            spent[".".join(name[:deep])] += int(parts[0])
    console.print("\nImporting while the function initialises, milliseconds of each one's own code:\n")
    for name, microseconds in spent.most_common(25):
        console.print(f"  {microseconds / 1000:7.1f} {name}")


def run(
    code: str, service: Deployed, bytecode: str, more: Mapping[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    """Some code in a fresh process, as the service is deployed. bytecode: the folder that keeps it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CREDITRULES_"))}
    env = inherited | service.environment | more
    env |= {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONPATH": str(BENCH.parent / "functions")}
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, *options, "-c", code], capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 0, done.stderr
    return done


if __name__ == "__main__":
    shown = Console(highlight=False, width=140)
    raise SystemExit(not told_bars(shown, print_init_speed(shown, imports="imports" in sys.argv[1:])))
