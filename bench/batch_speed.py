"""Applicants a second of a batch over the API, beside the same applicants in `evaluate`'s own loop, in one process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from statistics import median
from typing import Any

from rich.console import Console

from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import read_story
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.client import Client
from creditrules.cli.service.in_process import in_process
from creditrules.desk import Catalogue
from creditrules.desk.parameters_in_force import parameters_at
from creditrules.document import exact_json
from creditrules.population import Assessor

APPLICANTS, ROUNDS, PRODUCT = 1000, 5, "jiebei"
LINES = "query($i: EligibilityBatchInput!) { eligibilityBatch(input: $i) { lines } }"
START = f'mutation {{ startBatchJob(input: {{idempotencyKey: "bench", products: ["{PRODUCT}"]}}) {{ job {{ id }} }} }}'
ADD = "mutation($i: AddToBatchJobInput!) { addToBatchJob(input: $i) { part { lines } } }"
TYPED = """query($i: EligibilityBatchInput!) { eligibilityBatch(input: $i) { results {
  subject error { code }
  decisions { product { slug } outcome terms { limit rate currency until } reasons { code intervention } }
} } }"""


def print_batch_speed(console: Console) -> None:
    """A thousand applicants for one product of the demo lender, whose rule sets are six."""
    lender, clock, key = demo_lender(), SetClock(), make_key()
    tokens = LocalTokens(key, lender.tenant)
    applicant, _, _ = read_story(demo_story())
    many = [dict(applicant.facts) | {"monthlyIncome": 3000 + number} for number in range(APPLICANTS)]
    with build_local(key=key, clock=clock) as service:
        administrator = in_process(service.application, tokens.issue(IN_CHARGE, lender.author))
        publish_recordings(administrator, clock, lender.published)
        clock.moment = None
        partner = in_process(service.application, tokens.issue(Role.PARTNER, "bench"))
        assess = _assessor(Catalogue(service.store), lender.tenant, many)
        given = {"i": {"products": [PRODUCT], "subjects": _subjects(many)}}
        lines = partner.ask(LINES, given)["eligibilityBatch"]["lines"].splitlines()
        told = [json.loads(line)["decisions"][0]["outcome"] for line in lines]
        assert told == [decision.outcome for decision in assess()], "the two do not do the same work"
        alone = _speed(assess)
        figures = {name: _speed(lambda query=query: partner.ask(query, given)) for name, query in _QUERIES.items()}
        figures["as parts of a job"] = _speed(_parts(partner, many))
    console.print(
        f"\nA batch of {APPLICANTS:,}, one product, six rule sets; evaluate in this process: {alone:,.0f} a second."
    )
    for name, speed in figures.items():
        console.print(f"  {name}: {speed:,.0f} a second, {speed / alone:.0%} of evaluate.")


_QUERIES = {"as JSON lines": LINES, "as typed results": TYPED}


def _parts(partner: Client, many: list[dict[str, Any]]) -> Callable[[], object]:
    """Sends the applicants to a job, each time as another part."""
    job = partner.ask(START)["startBatchJob"]["job"]["id"]
    lines = "\n".join(map(exact_json, _subjects(many)))
    given = ({"i": {"job": job, "number": number, "lines": lines}} for number in count(1))
    return lambda: partner.ask(ADD, next(given))


def _subjects(many: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"subject": str(number), "facts": facts} for number, facts in enumerate(many)]


def _assessor(catalogue: Catalogue, tenant: str, many: list[dict[str, Any]]) -> Callable[[], list[Any]]:
    now = catalogue.store.now()
    product = catalogue.product(tenant, PRODUCT, now, now)
    assert product is not None
    heads = _heads(catalogue, tenant, product.form.rule_sets)
    entries = [catalogue.store.in_force(tenant, head, now, now) for head in heads]
    digests = [entry.digest for entry in entries if entry is not None]
    compiled = catalogue.rule_sets(tenant, digests)
    rule_sets = [compiled[digest] for digest in digests]
    parameters = parameters_at(catalogue, tenant, catalogue.store.all_heads(tenant))
    assessor = Assessor(product.form, product.entry.digest, rule_sets, now, parameters)
    facts = [{name: _value(value) for name, value in each.items() if name in assessor.facts} for each in many]
    return lambda: [assessor.assess(each) for each in facts]


def _heads(catalogue: Catalogue, tenant: str, slugs: tuple[str, ...]) -> list[Any]:
    heads = catalogue.store.all_heads(tenant)
    return [head for key, head in heads.items() if key.slug in slugs and key.kind.name == "RULE_SET"]


def _value(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _speed(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return APPLICANTS / median(times)
