"""What SnapStart asks of the function: loaded before the snapshot, and not the same in what is random after it."""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest
from tests.handlers.deployed import deployed

from creditrules.handlers.snapshots import prepare_for_snapshot


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is to be called in each instance, as Lambda's runtime is told."""
    hooks: list[Any] = []
    library = ModuleType("snapshot_restore_py")
    library.register_after_restore = hooks.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", library)
    return hooks


def test_elsewhere_nothing_is_loaded_ahead(restored: list[Any]) -> None:
    for environment in ({}, {"AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand"}):
        prepare_for_snapshot(environment, lambda: pytest.fail("primed"))
    assert not restored


def test_what_instances_draw_differs(restored: list[Any]) -> None:
    primed: list[str] = []
    prepare_for_snapshot({"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}, lambda: primed.append("once"))
    assert primed == ["once"]
    state = random.getstate()
    drawn = set()
    for _ in range(2):
        random.setstate(state)
        for hook in restored:
            hook()
        drawn.add(random.random())  # noqa: S311 - as the SDK does
    random.setstate(state)
    assert len(drawn) == 2


def test_the_function_begins_from_a_snapshot(restored: list[Any]) -> None:
    with deployed(AWS_LAMBDA_INITIALIZATION_TYPE="snap-start") as function:
        assert gc.isenabled()
        assert restored
        event = {"version": "2.0", "rawPath": "/health", "rawQueryString": "", "headers": {}, "isBase64Encoded": False}
        http = {"method": "GET", "path": "/health", "sourceIp": "192.0.2.1"}
        answer = function.handler({**event, "requestContext": {"http": http, "stage": "$default"}}, None)
        assert json.loads(answer["body"]) == {"status": "ok"}


LOADED = """
import sys
from creditrules.api.schema.ahead import load_resolvers
from creditrules.api.schema.image import ImagedSchema
schema = ImagedSchema(sys.stdin.buffer.read())
load_resolvers(schema, "{ eligibility(input: {}) { decisions { reasons { version { number } } } } }")
assert "resolve" in vars(schema.query_type.fields["eligibility"]), "loaded"
assert "resolve" not in vars(schema.query_type.fields["products"]), "nobody asked for it"
assert "resolve" in vars(schema.type_map["Reason"].fields["version"]), "deeper too"
"""


def test_the_fields_of_a_document_are_loaded_ahead() -> None:
    from tests.api.imaged import IMAGE  # noqa: PLC0415 - here alone

    subprocess.run([sys.executable, "-c", LOADED], input=IMAGE, check=True)
