"""What is unpacked answers, with nothing else on the machine, from the bytecode that it came with."""

from __future__ import annotations

import json

import pytest
from init_lender import deployed  # type: ignore[import-not-found]
from tests.archive.unpacked import Unpacked

ANSWERS = """
import json, os, sys
from importlib.machinery import SourceFileLoader

def refuse(self, data, path, **_):
    raise AssertionError(f"{path} is compiled anew")

SourceFileLoader.source_to_code = refuse
from creditrules.handlers.graphql import handler
answer = handler(json.loads(os.environ["EVENT"]), None)
named = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
files = [os.path.realpath(name) for name in named if name]
print(json.dumps({
    "answer": answer,
    "foreign": [name for name in files if not name.startswith((os.getcwd(), sys.base_prefix))],
    "packages": [name for name in files if "site-packages" in name],
    "built": "creditrules.api.schema.built" in sys.modules,
    "versions": {name: sys.modules[name].__file__ for name in ("graphql", "creditrules")},
}))
"""
PUBLIC = ANSWERS.replace("handlers.graphql", "handlers.disclosure")
CLIENTS = """
import json
from botocore.config import Config
from creditrules.store.aws.clients import make_client
print(json.dumps([make_client(name, "eu-central-1", Config()).meta.service_model.service_name for name in %r]))
"""


def test_a_partner_is_answered_by_a_trusted_document_and_nothing_is_compiled_or_written(unpacked: Unpacked) -> None:
    before = unpacked.files()
    with deployed() as service:
        told = unpacked.run(ANSWERS, EVENT=json.dumps(service.event), **service.environment)
    assert told["answer"]["statusCode"] == 200
    answered = json.loads(told["answer"]["body"])
    assert "errors" not in answered
    assert [each["outcome"] for each in answered["data"]["eligibility"]["decisions"]]
    assert told["foreign"] == told["packages"] == []
    assert not told["built"]  # the schema came from its image
    assert told["versions"]["graphql"] == str(unpacked.folder.resolve() / "graphql" / "__init__.py")
    assert unpacked.files() == before


def test_anybody_is_answered_by_the_function_of_public_pages(unpacked: Unpacked) -> None:
    http = {"method": "GET", "path": "/disclosure/nobody/nothing"}
    event = {"version": "2.0", "headers": {}, "requestContext": {"http": http}}
    with deployed() as service:
        needed = ("AWS_", *(f"CREDITRULES_{name}" for name in ("TABLE", "REGION", "ENDPOINT", "CURSOR_SECRET")))
        told = {name: value for name, value in service.environment.items() if name.startswith(needed)}
        answered = unpacked.run(PUBLIC, EVENT=json.dumps(event), **told)["answer"]
    assert (answered["statusCode"], answered["headers"]["content-type"]) == (404, "text/html; charset=utf-8")
    assert "此处没有内容" in answered["body"]


def test_documents_that_are_not_ours_are_refused_as_deployed(unpacked: Unpacked) -> None:
    with deployed() as service:
        event = {**service.event, "body": json.dumps({"query": "{ __typename }"})}
        told = unpacked.run(ANSWERS, EVENT=json.dumps(event), **service.environment)
    assert "DOCUMENT_NOT_TRUSTED" in told["answer"]["body"]


@pytest.mark.parametrize("service", ["dynamodb", "kms", "s3"])
def test_clients_are_made_from_the_descriptions_inside(unpacked: Unpacked, service: str) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    assert unpacked.run(CLIENTS % [service], **keys) == [service]
