"""The archive in Lambda's own runtime interface: cold and warm, beside a function that does nothing.

    make package && PYTHONPATH=. .ci/runtime.sh .venv/bin/python bench/runtime_speed.py

Cold is the first invocation, with which the emulator starts the process; warm the median of those after it. All run
by the same Python, emulator and client, and take turns; the authorizer seals for the function of GraphQL.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from zipfile import ZipFile

from infra.archive.contents import PLATFORMS
from infra.deployment.description import read_description
from init_lender import deployed
from runtime_interface import emulated

ARCHIVES = Path(__file__).parents[1] / "build" / "package"
ROUNDS, WARM = 5, 40
BARE = 'def handler(event, context):\n    return {"statusCode": 200, "body": "{}"}\n'
SECRET = {"CREDITRULES_AUTHORIZER_SECRET": "a secret of two functions"}
OF_ISSUERS = ("CREDITRULES_ISSUER", "CREDITRULES_AUDIENCE", "CREDITRULES_JWKS")
NOT_OF_AUTHORIZER = ("CREDITRULES_CURSOR_SECRET", "CREDITRULES_KMS_KEY")


def main() -> None:
    """Print the ratios."""
    [ours] = (each.name for each in PLATFORMS if each.machine == platform.machine())
    handlers = {name: each["handler"] for name, each in read_description().functions.items()}
    with tempfile.TemporaryDirectory() as place, deployed() as service:
        archive, bare = Path(place, "archive"), Path(place, "bare")
        with ZipFile(ARCHIVES / f"creditrules-{ours}.zip") as packed:
            packed.extractall(archive)
        bare.mkdir()
        (bare / "nothing.py").write_text(BARE, "utf-8")
        told = {name: value for name, value in service.environment.items() if name not in OF_ISSUERS} | SECRET
        verifying = {n: v for n, v in service.environment.items() if n not in NOT_OF_AUTHORIZER} | SECRET
        asked = {
            "bare": (bare, "nothing.handler", {}, _same),
            "graphql": (archive, handlers["graphql"], told, _same),
            "authorizer": (archive, handlers["authorizer"], verifying, _unasked),
        }
        cold: dict[str, list[float]] = {name: [] for name in asked}
        warm: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(ROUNDS):
            sealed: Any = None
            for name in ("bare", "authorizer", "graphql"):
                folder, handler, environment, made = asked[name]
                event = made(service.event)
                if name == "graphql":
                    event = {**event, "requestContext": {**event["requestContext"], "authorizer": {"lambda": sealed}}}
                with emulated(folder, handler, environment) as function:
                    took = [_timed(partial(function.invoke, event)) for _ in range(WARM + 1)]
                    cold[name].append(took[0][0])
                    warm[name].append(median(each for each, _ in took[1:]))
                    answered = took[-1][1]
                if name == "authorizer":
                    sealed = answered["context"]
                elif answered["statusCode"] != 200 or '"errors"' in answered["body"]:
                    sys.exit(f"{name} is not well: {answered}")
    print(f"{ROUNDS} rounds in turns; milliseconds, least and median, and how many times those of the bare function:\n")
    for kind, by in (("cold", cold), ("warm", warm)):
        for name, took in by.items():
            ratio = min(took) / min(by["bare"])
            print(f"  {kind} {name:12} {min(took) * 1000:8.1f} {median(took) * 1000:8.1f}   {ratio:6.1f}")


def _same(event: dict[str, Any]) -> dict[str, Any]:
    return event


def _unasked(event: dict[str, Any]) -> dict[str, Any]:
    """As the authorizer has it: without the body."""
    return {name: value for name, value in event.items() if name not in {"body", "isBase64Encoded"}}


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    done = act()
    return time.perf_counter() - begun, done


if __name__ == "__main__":
    main()
