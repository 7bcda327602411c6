"""Which calls of AWS are made: those that the sources can make, and those that a function made, as rights name them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from botocore import xform_name
from botocore.client import BaseClient
from botocore.loaders import Loader
from infra.archive.contents import LEFT_OUT, SERVICES

ROOT: Final = Path(__file__).parents[2]
NOT_DEPLOYED: Final = frozenset({"__init__.py", "definition.py"})
"""The door, and what makes tables for tests and for one machine."""
OF_TRANSACTIONS: Final = {"Put": "PutItem", "Delete": "DeleteItem", "Update": "UpdateItem"} | {
    "ConditionCheck": "ConditionCheckItem"
}
RENAMED: Final = {"s3:ListObjectsV2": "s3:ListBucket", "s3:HeadObject": "s3:GetObject"}
"""Where the right is called otherwise than the call; so in AWS's Service Authorization Reference."""
OF_SCHEDULER: Final = "Sub arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}"
Right = tuple[str, str]
"""An action, and what it is done with, as the policies write it."""


def operations() -> Mapping[str, str]:
    """Names of methods of the clients that we make, with the calls that they are."""
    loader = Loader()
    named: dict[str, str] = {}
    for service in sorted(SERVICES):
        for operation in loader.load_service_model(service, "service-2")["operations"]:
            named.setdefault(xform_name(operation), f"{service}:{operation}")
    return named


def written(sources: Mapping[str, str]) -> frozenset[str]:
    """All calls that some sources name, as a method or as the text of its name."""
    known, found = operations(), set()
    for text in sources.values():
        for node in ast.walk(ast.parse(text)):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "value", None)
            if isinstance(name, str) and name in known:
                found.add(known[name])
    return frozenset(found)


def sources() -> Mapping[str, str]:
    """All that may speak to AWS and is in the archives: an import contract keeps everything else from it."""
    folder = ROOT / "functions" / "creditrules" / "store" / "aws"
    deployed = (path for path in folder.glob("*.py") if str(path.relative_to(ROOT)) not in LEFT_OUT)
    return {path.name: path.read_text("utf-8") for path in deployed if path.name not in NOT_DEPLOYED}


class Recorded:
    """calls: those made. rights: what they need. things: names of tables, keys and buckets, as policies write them.

    folders: buckets of which rights are for one folder each.
    """

    def __init__(self, things: Mapping[str, str], folders: Collection[str] = ()) -> None:
        self._folders = folders
        self.calls: set[str] = set()
        self.rights: set[Right] = set()
        self._things = things

    def note(self, service: str, operation: str, given: Mapping[str, Any]) -> None:
        call = f"{service}:{operation}"
        self.calls.add(call)
        self.rights.update(self._needed(call, given))

    def _needed(self, call: str, given: Mapping[str, Any]) -> Iterator[Right]:
        match call:
            case "dynamodb:TransactWriteItems":
                for each in given["TransactItems"]:
                    [(kind, of)] = each.items()
                    yield f"dynamodb:{OF_TRANSACTIONS[kind]}", self._things[of["TableName"]]
            case "dynamodb:TransactGetItems":
                for each in given["TransactItems"]:
                    yield "dynamodb:GetItem", self._things[each["Get"]["TableName"]]
            case "dynamodb:BatchGetItem" | "dynamodb:BatchWriteItem":
                for table in given["RequestItems"]:
                    yield call, self._things[table]
            case "events:PutEvents" | "sqs:SendMessage" | "scheduler:CreateSchedule" | "scheduler:UpdateSchedule":
                yield from self._of_feed(call, given)
            case "s3:ListObjectsV2":
                yield RENAMED[call], self._things[given["Bucket"]]
            case _ if "Bucket" in given:
                bucket = given["Bucket"]
                folder = f"{given['Key'].partition('/')[0]}/" if bucket in self._folders else ""
                yield RENAMED.get(call, call), f"Sub ${{{self._things[bucket].split()[1]}}}/{folder}*"
            case _:
                yield call, self._things[given["TableName"] if "TableName" in given else given["KeyId"]]

    def _of_feed(self, call: str, given: Mapping[str, Any]) -> Iterator[Right]:
        match given:
            case {"Entries": entries}:
                yield from ((call, self._things[entry["EventBusName"]]) for entry in entries)
            case {"QueueUrl": queue}:
                yield call, self._things[queue]
            case {"GroupName": name, "Target": target}:
                group = self._things[name].removeprefix("GetAtt ").removesuffix(".Arn")
                yield call, f"{OF_SCHEDULER}:schedule/${{{group}}}/{given['Name'].partition('-')[0]}-*"
                yield "iam:PassRole", self._things[target["RoleArn"]]


@contextmanager
def recording(into: Recorded) -> Iterator[None]:
    """Everything that clients of this process ask while the context lasts, whoever asks it."""
    made = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 - all calls of all clients pass there

    def noted(client: Any, operation: str, given: dict[str, Any]) -> Any:
        into.note(client.meta.service_model.service_name, operation, given)
        return made(client, operation, given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", noted)
        yield
