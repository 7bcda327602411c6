"""What an experiment costs a recorded decision: processor time beside one without, and calls of the table.

    .venv/bin/python bench/experiment_cost.py

The demo lender and the story's user, each decision about a subject of its own, on a table in memory. The three services
take turns, so that what else the machine does meets all alike.
"""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from statistics import median
from typing import Any

from creditrules.api import Application, Request
from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import read_story
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content
from creditrules.store import SqliteTable

TURNS, AT_ONCE = 12, 20
DECIDE = """mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { message } } }"""
HEAD = """{experiment: trial, name: {en: Trial}, of: behaviour-risk, champion: 4, challenger: 5, %s,
change: {basis: {category: RISK, citation: bench}, comment: bench, notice: {en: bench}}}"""
HALF = "mode: CHALLENGER, share: 50, guards: [{metric: approvalRate, low: -0.9, high: 0.9, decisions: 20}]"
KINDS = {"none": "", "shadow": "mode: SHADOW", "challenger and champion": HALF}


def main() -> None:
    """A line a kind of experiment."""
    calls: list[str] = []
    _watch(calls)
    with ExitStack() as stack:
        services = {name: _service(stack, said) for name, said in KINDS.items()}
        times: dict[str, list[float]] = {name: [] for name in KINDS}
        counts = dict.fromkeys(KINDS, 0)
        for turn in range(TURNS):
            for name, (application, token, given) in services.items():
                calls.clear()
                times[name].append(_decided(application, token, given, turn))
                counts[name] = len(calls) // AT_ONCE
    usual = median(times["none"][2:])
    print(f"{'experiment in force':28}{'ms':>8}{'ratio':>8}{'table calls':>14}")
    for name, each in times.items():
        print(f"{name:28}{median(each[2:]):8.2f}{median(each[2:]) / usual:8.2f}{counts[name]:14}")


def _service(stack: ExitStack, said: str) -> tuple[Application, str, dict[str, Any]]:
    lender, clock, key = demo_lender(), SetClock(), make_key()
    tokens = LocalTokens(key, lender.tenant)
    service = stack.enter_context(build_local(key=key, clock=clock))
    administrator = in_process(service.application, tokens.issue(IN_CHARGE, lender.author))
    publish_recordings(administrator, clock, (*lender.published, *lender.story))
    clock.moment = None
    if said:
        publish_content(administrator, HEAD % said, create=True)
    applicant, *_ = read_story(demo_story())
    return service.application, tokens.issue(Role.PARTNER, "bench"), {"facts": applicant.facts, "products": ["huabei"]}


def _decided(application: Application, token: str, given: dict[str, Any], turn: int) -> float:
    """Milliseconds a decision."""
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    begun = time.process_time()
    for number in range(AT_ONCE):
        name = f"{turn}-{number}"
        asked = {"query": DECIDE, "variables": {"input": {**given, "subject": name, "idempotencyKey": name}}}
        answer = application.handle(Request("POST", "/graphql", headers, "", json.dumps(asked, default=str).encode()))
        assert json.loads(answer.body)["data"]["decide"]["userErrors"] == [], answer.body
    return (time.process_time() - begun) / AT_ONCE * 1000


def _watch(calls: list[str]) -> None:
    for name in ("read", "walk", "transact"):
        usual = getattr(SqliteTable, name)

        def counting(self: Any, *given: Any, name: str = name, usual: Any = usual, **more: Any) -> Any:
            calls.append(name)
            return usual(self, *given, **more)

        setattr(SqliteTable, name, counting)


if __name__ == "__main__":
    main()
