"""What making the plans of documents for partners takes at their first use, in fresh processes that read the image.

    .venv/bin/python bench/plan_speed.py

Milliseconds of the processor, the least of some processes: the first question whole; its text parsed and bounded; what
the operation costs, with the types of the schema that it is about; its plan, without what loads code.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from typing import Any, Final

from init_lender import Deployed, deployed
from init_speed import IMAGE, run
from rich.console import Console

from creditrules.api.engine.documents import document_digest, shipped_documents

ROUNDS = 5
PARTS: Final = ("whole", "parsed", "cost", "plan")
ASKED = """
import json, time
from os import environ
from creditrules.handlers.graphql import handler
from creditrules.api.engine.execution import Engine
from creditrules.api.engine.plans.plan import Plan
from creditrules.api.engine.plans.selections import Planner
from creditrules.api.engine.preparing import Preparing
from creditrules.api.schema.image import reading

spent, within = dict.fromkeys(("whole", "parsed", "cost", "plan", "loaded"), 0.0), []

def timed(owner, name, part):
    call = getattr(owner, name)
    def timed_call(*given):
        if part in within:
            return call(*given)
        within.append(part)
        started, loaded = time.process_time(), spent["loaded"]
        try:
            return call(*given)
        finally:
            within.remove(part)
            spent[part] += time.process_time() - started - (spent["loaded"] - loaded if part != "loaded" else 0)
    setattr(owner, name, timed_call)

timed(reading.ImagedField, "__getattr__", "loaded")
timed(reading._Types, "__missing__", "loaded")
timed(Preparing, "_check", "parsed")
timed(Engine, "_cost", "cost")
for owner, name in ((Plan, "__init__"), (Planner, "root"), (Planner, "_worked_out")):
    timed(owner, name, "plan")
started = time.process_time()
answer = handler(json.loads(environ["EVENT"]), None)
spent["whole"] = time.process_time() - started
assert answer["statusCode"] == 200 and '"errors"' not in answer["body"], answer
print(json.dumps(spent))
"""


def main() -> None:
    """A line for each document."""
    console = Console(highlight=False, width=120)
    with tempfile.TemporaryDirectory() as bytecode, deployed() as service:
        run(IMAGE, service, bytecode, {})
        console.print(f"  {'':28}{''.join(f'{part:>10}' for part in PARTS)}")
        for name, variables in _asked(service).items():
            rounds = [_spent(service, bytecode, name, variables) for _ in range(ROUNDS + 1)][1:]
            least = (min(each[part] for each in rounds) * 1000 for part in PARTS)
            console.print(f"  {name:28}{''.join(f'{each:10.1f}' for each in least)}")


def _asked(service: Deployed) -> Mapping[str, Mapping[str, Any]]:
    """Documents with their variables."""
    asked = json.loads(service.event["body"])["variables"]
    products = asked["input"]["products"]
    return {
        "partner/eligibility": asked,
        "partner/products": {},
        "partner/facts": {},
        "partner/parameters": {},
        "partner/changes-recorded": {},
        "partner/product-changes": {"product": products[0]},
    }


def _spent(service: Deployed, bytecode: str, name: str, variables: Mapping[str, Any]) -> dict[str, float]:
    sent = {"documentId": f"sha256:{document_digest(shipped_documents()[name])}", "variables": variables}
    event = json.dumps({**service.event, "body": json.dumps(sent)})
    spent: dict[str, float] = json.loads(run(ASKED, service, bytecode, {"EVENT": event}).stdout)
    return spent


if __name__ == "__main__":
    main()
