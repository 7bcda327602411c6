"""`creditrules serve` under mixed traffic for some seconds: no request fails, and the record is what was answered.

`bench/load.py` is the long form of it, with figures.
"""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Thread

import pytest
from tests.warm import data

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from loading.clients import Observed, closed_loop, open_loop  # type: ignore[import-not-found]
from loading.mix import Documents, Mix  # type: ignore[import-not-found]
from loading.publishing import RULE_SET, Publisher  # type: ignore[import-not-found]
from loading.record import kept_faults, versions_kept  # type: ignore[import-not-found]
from loading.service import callers, serving  # type: ignore[import-not-found]

DEMO_VERSIONS = 5
PATIENT = {"CREDITRULES_MAX_EVALUATION_MILLISECONDS": "60000"}
"""On a machine that is busy with other tests an answer is not cut short by the clock."""


@pytest.mark.parametrize("options", [(), ("--production",)])
def test_no_request_fails_and_the_record_is_what_was_answered(tmp_path: Path, options: tuple[str, ...]) -> None:
    folder, documents = tmp_path / "data", Documents(by_id="--production" in options)
    data.put(folder)
    with serving(folder, options, more=PATIENT) as service:
        mix = Mix(documents, callers(service, documents, 4), "load")
        publisher, acts = Publisher(service, documents, "load"), Observed()
        publishing = Thread(target=lambda: publisher.publish(acts))
        publishing.start()
        seen = closed_loop(service.address, mix, clients=4, seconds=2, least=8)
        publishing.join()
        seen.add(open_loop(service.address, mix, rate=10, seconds=1, clients=8))
    assert service.process.returncode == 0
    assert (seen.faults, acts.faults) == ({}, {})
    assert seen.requests >= 4 * 8
    assert len(mix.recorded) > 0
    assert kept_faults(folder, service.tenant, frozenset(mix.recorded)) == []
    assert versions_kept(folder, service.tenant, RULE_SET) == DEMO_VERSIONS + 1
