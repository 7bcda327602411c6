"""Models of the conformance kit as diagrams: none is too much, and what is proved is so."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from creditrules.dmn import check_model, compile_model
from creditrules.dmn.analysis import Witness, analyse_model, box_text, paths
from creditrules.dmn.exchange.xml import read_xml
from creditrules.feel import UTC_ZONE, Date, DateTime, Time, equal

KIT = Path(__file__).parents[4] / "shared/tck"
NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
MODELS = [
    "compliance-level-2/0004-simpletable-U/0004-simpletable-U.dmn",
    "compliance-level-2/0005-simpletable-A/0005-simpletable-A.dmn",
    "compliance-level-3/0004-lending/0004-lending.dmn",
    "compliance-level-3/0016-some-every/0016-some-every.dmn",
    "compliance-level-3/0017-tableTests/0017-tableTests.dmn",
    "compliance-level-3/0020-vacation-days/0020-vacation-days.dmn",
    "compliance-level-3/0085-decision-services/0085-decision-services.dmn",
]


@pytest.mark.shared("tck")
@pytest.mark.parametrize("file", MODELS)
def test_samples_are_answered_as_their_boxes_say(file: str) -> None:
    model = read_xml((KIT / file).read_bytes()).model
    assert model is not None
    compiled = compile_model(check_model(model))
    analysis = analyse_model(compiled, compiled.decisions, NOW)
    for decision in compiled.decisions:
        for box in islice(paths(analysis.diagram(decision), analysis.budget), 12):
            facts = analysis.sampler.sample(box).facts if box.exact else None
            if facts is not None:
                answer = compiled.evaluate(facts, NOW, (decision,))
                value, _ = Witness(facts).value(box.value.value)
                assert value is answer.values[decision] or equal(value, answer.values[decision]), box_text(box)
                assert box.value.warned is bool(answer.warnings), box_text(box)
