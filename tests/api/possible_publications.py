"""The acts of `possible_acts`, and those that make documents and publish their versions."""

from __future__ import annotations

from tests.api.conftest import CASH_LOAN, CHANGE, PAY_LATER
from tests.api.possible_acts import (
    LATER,
    MAKERS,
    RATE,
    STRICTER,
    STRICTEST,
    Possible,
    changed,
    makes,
    published,
    sent,
)
from tests.api.test_api_experiments import SHADOW
from tests.api.worlds import World

__all__ = ["MAKERS", "Possible"]


@makes
def create_rule_set(world: World) -> Possible:
    name = [{"language": "en", "text": "Age"}]
    return Possible({"slug": "age", "name": name, "category": "RISK"}, {"slug": "age-2"})


@makes
def publish_rule_version(world: World) -> Possible:
    return Possible(sent("behaviour", STRICTER), {"content": STRICTEST})


@makes
def create_product(world: World) -> Possible:
    return Possible(
        sent("other-loan", CASH_LOAN.replace("product: cash-loan", "product: other-loan")), {"change": CHANGE | LATER}
    )


@makes
def publish_product_version(world: World) -> Possible:
    return Possible(sent("pay-later", changed(PAY_LATER)), {"change": CHANGE | LATER})


@makes
def create_parameter(world: World) -> Possible:
    return Possible(sent("rate", RATE), {"content": changed(RATE)})


@makes
def publish_parameter_version(world: World) -> Possible:
    world.act("createParameter", sent("rate", RATE), "replayed")
    return Possible(sent("rate", changed(RATE)), {"change": CHANGE | LATER})


@makes
def create_experiment(world: World) -> Possible:
    published(world, STRICTER, **LATER)
    return Possible(sent("strict", SHADOW), {"content": changed(SHADOW)})


@makes
def publish_experiment_version(world: World) -> Possible:
    published(world, STRICTER, **LATER)
    world.act("createExperiment", sent("strict", SHADOW), "replayed")
    return Possible(sent("strict", changed(SHADOW)), {"change": CHANGE | LATER})
