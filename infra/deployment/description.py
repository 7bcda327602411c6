"""What serverless.yml describes with the files that it refers to, as plain values; osls has the last word on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

__all__ = ["POPULATIONS", "Description", "read_description"]

_ROOT: Final = Path(__file__).parents[2]
_FILE: Final = re.compile(r"\$\{file\(([^)]+)\)(?::(\w+))?\}")
_PARAMETER: Final = re.compile(r"\$\{param:(\w+)\}")
POPULATIONS: Final = {"populations": "population"}
"""The parameters of a stage that decides populations."""


class _Loader(yaml.SafeLoader):
    """CloudFormation's short forms become texts, such as "GetAtt Rules.Arn"."""


def _short(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return f"{suffix} {node.value}"
    if isinstance(node, yaml.SequenceNode):
        return {suffix: loader.construct_sequence(node, deep=True)}
    return {suffix: loader.construct_mapping(node, deep=True)} if isinstance(node, yaml.MappingNode) else None


_Loader.add_multi_constructor("!", _short)


@dataclass(frozen=True)
class Description:
    """service: serverless.yml as it stands. functions, resources: all of them, by their names there."""

    service: Mapping[str, Any]
    functions: Mapping[str, Mapping[str, Any]]
    resources: Mapping[str, Mapping[str, Any]]

    def routes(self, function: str) -> frozenset[tuple[str, str]]:
        """Methods ("*" for any) and paths that are answered by a function."""
        events = self.functions[function]["events"]
        return frozenset((each["httpApi"]["method"], each["httpApi"]["path"]) for each in events)


def read_description(parameters: Mapping[str, str] | None = None) -> Description:
    """The deployment of a stage. parameters: those that are other than serverless.yml's defaults."""
    service = _read(_ROOT / "serverless.yml")
    given = {**service["params"]["default"], **(parameters or {})}
    functions: dict[str, Any] = {}
    resources: dict[str, Any] = {}
    for each in _parts(service["functions"], given):
        functions |= each
    for each in _parts(service["resources"], given):
        resources |= each.get("Resources", {})
    return Description(service, functions, resources)


def _parts(listed: list[Any], given: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for each in listed:
        if not isinstance(each, str):
            yield each
            continue
        named = _FILE.fullmatch(_PARAMETER.sub(lambda found: str(given[found[1]]), each))
        if named is None:
            raise ValueError(f"serverless.yml refers to {each}, which is no file")
        part = _read(_ROOT / named[1])
        yield part[named[2]] if named[2] else part


def _read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - a safe loader's child
