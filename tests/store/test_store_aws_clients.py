"""Clients are made by a shorter way than boto3's, and are the same."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config

from creditrules.store.aws.clients import make_client


@pytest.mark.parametrize("region", ["eu-central-1", "us-gov-west-1", "cn-north-1"])
@pytest.mark.parametrize("service", ["dynamodb", "kms"])
def test_a_client_is_as_boto3_gives_it(service: str, region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    config = Config(retries={"mode": "standard", "total_max_attempts": 3})
    other: Any = boto3.session.Session().client(service, region_name=region, config=config)  # type: ignore[call-overload]
    mine = make_client(service, region, config)
    assert described(mine) == described(other)
    assert mine.meta.endpoint_url.startswith(f"https://{service}.{region}.amazonaws.com")


def described(client: Any) -> object:
    """Where it asks, how it signs and retries, and all operations with what they take and give."""
    model = client.meta.service_model
    operations = {name: model.operation_model(name) for name in model.operation_names}
    shapes = {name: shape_of(model.shape_for(name)) for name in model.shape_names}
    took = {name: (repr(each.input_shape), repr(each.output_shape), each.http) for name, each in operations.items()}
    told = client.meta.endpoint_url, client.meta.region_name, model.signature_version, client.meta.config.retries
    return told, client.meta.method_to_api_mapping, took, shapes, dict(model.metadata)


def shape_of(shape: Any) -> object:
    members = list(getattr(shape, "members", {}).items())
    return shape.type_name, [(name, each.name) for name, each in members], dict(shape.metadata)
