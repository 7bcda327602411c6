"""The schema by the rules of others, graphql-schema-linter and graphql-eslint: all of them but those argued here."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from tests.peers.conftest import Peer

LINTED = Path(__file__).parent / "lint" / "linted.mjs"
SCHEMA = Path(__file__).parents[2] / "graphql" / "schema.graphql"

ORDER = "Fields and values stand as one reads them: the id, what it is, then what leads on; scales from mild to severe."
NOT_FOLLOWED = {
    "type-fields-sorted-alphabetically": ORDER,
    "interface-fields-sorted-alphabetically": ORDER,
    "input-object-fields-sorted-alphabetically": ORDER,
    "enum-values-sorted-alphabetically": ORDER,
    "@graphql-eslint/alphabetize": ORDER,
    "@graphql-eslint/strict-id-in-types": (
        "What is a thing of its own is a Node and has an id: tests/api/test_api_identity.py. Pages, payloads and"
        " values are parts of what holds them: an id would let a cache tear them off."
    ),
    "@graphql-eslint/no-root-type": "It is for APIs that only read.",
    "@graphql-eslint/require-field-of-type-query-in-mutation-result": (
        "A payload has what the act made of the document, as nodes that caches take over. A whole second query in it "
        "would be read after the act, on the same budget, and could fail beside an act that was done."
    ),
}
"""Rules that the schema breaks on purpose, and why."""

NO_NODES = {
    "AdviceDelivery", "AffectedDecision", "ApiKey", "AuditChain", "AuditEntry", "CallerUse", "ContentChange",
    "Contract", "CoveredRow", "Delivery", "DictionaryFact", "DocumentRefusals", "FactDeclaration", "Flaw",
    "ListedDecision", "MergeConflict", "OutcomeDifference", "ParameterValue", "Population", "ProposalComment",
    "RowDiff", "TrustedDocument", "Webhook",
}  # fmt: skip
"""What is listed and is no Node: parts of what lists them, or known by a name and asked for by their list alone."""


@pytest.fixture(scope="module")
def findings(peer: Peer) -> dict[str, set[str]]:
    """By rule, the types in which something was found."""
    assert peer("lint")
    done = subprocess.run(["node", str(LINTED), str(SCHEMA)], capture_output=True, text=True, timeout=120, check=True)
    lines, found = SCHEMA.read_text("utf-8").splitlines(), defaultdict(set)
    for each in map(json.loads, done.stdout.splitlines()):
        found[each["rule"]].add(_type_at(lines, each["line"]))
    return found


def _type_at(lines: list[str], line: int) -> str:
    """The type that the line is in, or stands before as its description."""
    above = (re.match(r"(?:type|input|enum|interface) (\w+)", each) for each in reversed(lines[:line]))
    return next((each[1] for each in above if each), "")


def test_the_schema_keeps_all_rules_that_are_not_argued(findings: dict[str, set[str]]) -> None:
    assert findings.keys() - NOT_FOLLOWED.keys() == {"@graphql-eslint/relay-edge-types"}


def test_no_argument_is_left_of_a_rule_that_is_kept(findings: dict[str, set[str]]) -> None:
    assert NOT_FOLLOWED.keys() <= findings.keys()


def test_what_is_listed_is_a_node_but_what_is_named_here(findings: dict[str, set[str]]) -> None:
    assert {f"{name}Edge" for name in NO_NODES} == findings["@graphql-eslint/relay-edge-types"]
