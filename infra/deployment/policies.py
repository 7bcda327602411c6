"""What the roles of the functions may do, as one set of pairs for each: an action, and what it may be done with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from infra.deployment.description import Description

__all__ = ["allowed", "policies_of", "role_of", "size_of"]

_ROLE: Final = "GetAtt "


def role_of(function: Mapping[str, Any]) -> str:
    """The name of a function's role among the resources."""
    role: str = function["role"]
    return role.removeprefix(_ROLE).removesuffix(".Arn")


def policies_of(described: Description, role: str) -> list[Mapping[str, Any]]:
    """The documents of a role. Raises ValueError where it has rights from anywhere else."""
    properties = described.resources[role]["Properties"]
    if "ManagedPolicyArns" in properties:
        raise ValueError(f"{role} has policies that are not ours")
    return [each["PolicyDocument"] for each in properties["Policies"]]


def allowed(described: Description, role: str) -> frozenset[tuple[str, str]]:
    """Pairs such as ("kms:Decrypt", "GetAtt Facts.Arn")."""
    return frozenset(
        (action, resource)
        for document in policies_of(described, role)
        for statement in document["Statement"]
        for action in _listed(statement["Action"])
        for resource in _listed(statement["Resource"])
    )


def size_of(described: Description, role: str) -> int:
    """Characters of its policies, as they are kept; AWS takes 10,240 for a role."""
    return sum(len(json.dumps(each, separators=(",", ":"))) for each in policies_of(described, role))


def _listed(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, str):
            raise TypeError(f"{each!r} is neither an action nor a resource")
        yield each
