"""Results of any form, by what is in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from creditrules.dmn.exchange.xml import read_tree
from creditrules.feel import DateTime
from creditrules.imports.compare.recorded.asked import Recorded, refused
from creditrules.imports.compare.recorded.columns import Names, read_columns
from creditrules.imports.compare.recorded.hocon import read_hocon_cases
from creditrules.imports.compare.recorded.json_cases import read_json_cases, read_json_lines
from creditrules.imports.compare.recorded.kit import read_kit
from creditrules.imports.compare.recorded.scenarios import read_scenarios
from creditrules.imports.paths import path_of

__all__ = ["READ", "is_table", "read_results"]

READ = (
    "test cases of the DMN conformance kit (.xml), KIE scenarios (.scesim), JSON and JSON lines (.json, .jsonl), "
    "CSV (.csv), configurations of camunda-dmn-tester (.conf)"
)
"""What is read, for people."""

_BY_ENDING: Mapping[str, Callable[[bytes], Recorded]] = {
    ".json": read_json_cases,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".conf": read_hocon_cases,
    ".hocon": read_hocon_cases,
}


def is_table(name: str) -> bool:
    """Whether columns bear names of the model, which has to be known before they are read."""
    return _ending(name) in {".csv", ".tsv"}


def _ending(name: str) -> str:
    return path_of(name).suffix.casefold()


def read_results(name: str, data: bytes, names: Names, renamed: Mapping[str, str], now: DateTime) -> Recorded:
    """What another engine was asked and answered. Never raises."""
    if is_table(name):
        return read_columns(data, names, renamed)
    read = _BY_ENDING.get(_ending(name))
    if read is not None:
        return read(data)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return refused("These are no results that are read.", f"Read are: {READ}.")
    tree = read_tree(data)
    if tree.root is None:
        return Recorded(diagnostics=tree.diagnostics)
    if tree.root.name == "testCases":
        return read_kit(tree.root)
    if tree.root.name == "ScenarioSimulationModel":
        return read_scenarios(tree.root, now)
    return refused(f"XML with the root <{tree.root.name[:60]}> has no results that are read.", f"Read are: {READ}.")
