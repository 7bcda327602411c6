"""The function of public pages as it is deployed, over the table of a lender that has made a product public."""

from __future__ import annotations

import base64
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from types import ModuleType
from typing import Any

import boto3
import pytest
from tests.handlers.deployed import ENVIRONMENT
from tests.handlers.gateway import event_of

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.clock import utc_now
from creditrules.rules import BasisCategory, Category
from creditrules.store import RulesInTable
from creditrules.store.aws import DynamoTable

NEEDED = ("CREDITRULES_TABLE", "CREDITRULES_CURSOR_SECRET", "AWS_REGION")
ADA = Principal("acme", "ada", frozenset({Role.ADMINISTRATOR, Role.CHIEF}))
WHY = desk.GivenStatement(BasisCategory.RISK, "committee 1", None, "comment", {"en": "Changed.", "zh": "已变更。"})
PAGE = "/disclosure/acme/loan"
RULES = """\
ruleSet: age
category: REGULATION
name: {en: Age}
reasons: {MINOR: {message: {en: Too young.}}}
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason]
      rules: [["< 18", '"DECLINE"', '"MINOR"'], ["-", '"ALLOW"', "null"]]
"""
PRODUCT = "{product: loan, name: {en: Loan}, kind: LOAN, segment: CONSUMER, currency: CNY, ruleSets: [age]}"


def publish_in_table() -> None:
    """A lender in the table of the deployment."""
    table = DynamoTable(boto3.client("dynamodb", region_name="eu-central-1"), ENVIRONMENT["CREDITRULES_TABLE"])
    secret = ENVIRONMENT["CREDITRULES_CURSOR_SECRET"].encode()
    publish(desk.Catalogue(RulesInTable(table, clock=utc_now, cursor_secret=secret)))


def publish(catalogue: desk.Catalogue) -> None:
    """A product, a rule set of two versions, and the setting that makes them public."""
    desk.create_rule_set(catalogue, ADA, "age", {"en": "Age"}, Category.REGULATION)
    desk.publish_rule_set(catalogue, ADA, desk.Submission("age", RULES, WHY))
    desk.create_product(catalogue, ADA, desk.Submission("loan", PRODUCT, WHY))
    desk.publish_rule_set(catalogue, ADA, desk.Submission("age", RULES.replace("18", "21"), WHY))
    desk.set_settings(catalogue, ADA, "disclosure: {products: [loan]}", WHY, None, None)


@contextmanager
def public_function() -> Iterator[ModuleType]:
    """The function within a `mock_aws`, over a table that is there and a lender that is made."""
    publish_in_table()
    with started() as module:
        yield module


@contextmanager
def started(**environment: str) -> Iterator[ModuleType]:
    """The module of its entry, imported with what it is told and nothing else."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("CREDITRULES_")]:
            patch.delenv(name)
        for name, value in ({each: ENVIRONMENT[each] for each in NEEDED} | environment).items():
            patch.setenv(name, value)
        sys.modules.pop("creditrules.handlers.disclosure", None)
        yield importlib.import_module("creditrules.handlers.disclosure")


def asked(handler: Callable[[Any, Any], dict[str, Any]], target: str, method: str = "GET", **headers: str) -> Any:
    """Status, headers and body of an answer."""
    given = Message()
    for name, value in headers.items():
        given[name.replace("_", "-")] = value
    said = handler(event_of(method, target, given, b""), None)
    body = base64.b64decode(said["body"]) if said["isBase64Encoded"] else said["body"].encode()
    return said["statusCode"], said["headers"], body
