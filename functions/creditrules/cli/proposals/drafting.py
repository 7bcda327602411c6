"""Acts on proposals through the API; what is refused is a NotPublishedError."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from creditrules.cli.push.gathering import Written
from creditrules.cli.service.client import Client
from creditrules.cli.service.publishing import NotPublishedError, make_rule_set

__all__ = ["Drafted", "act_on", "draft_content", "submit"]

_ERRORS: Final = "userErrors { field message code hint }"
_DIAGNOSTICS: Final = "diagnostics { code message hint place line column severity excerpt }"
_DRAFTS: Final = {
    "ruleSet": ("draftRuleVersion", "DraftRuleVersionInput"),
    "product": ("draftProductVersion", "DraftProductVersionInput"),
    "parameter": ("draftParameterVersion", "DraftParameterVersionInput"),
    "experiment": ("draftExperimentVersion", "DraftExperimentVersionInput"),
}


@dataclass(frozen=True, slots=True)
class Drafted:
    """A proposal's id, with what was found in the content."""

    proposal: str
    diagnostics: list[dict[str, Any]]


def draft_content(client: Client, written: Written, *, create: bool) -> Drafted:
    """Draft a proposal of a content. create: make the rule set when there is none yet. Raises NotPublishedError."""
    field, input_type = _DRAFTS[written.kind]
    mutation = f"""mutation Draft($input: {input_type}!) {{
      done: {field}(input: $input) {{ proposal {{ id }} {_DIAGNOSTICS} {_ERRORS} }}
    }}"""
    given = {"slug": written.slug, "content": written.content}
    done = client.act(mutation, given, keyed=False)
    if create and any(error["code"] == "UNKNOWN_RULE_SET" for error in done["userErrors"]):
        make_rule_set(client, written.head, written.slug, written.content)
        done = client.act(mutation, given, keyed=False)
    _refuse(done)
    return Drafted(done["proposal"]["id"], done["diagnostics"])


def submit(client: Client, proposal: str) -> None:
    """Ask for the approvals, of what has just been told. Raises NotPublishedError."""
    act_on(client, "submitProposal", {"proposal": proposal})


def act_on(
    client: Client,
    field: str,
    given: Mapping[str, Any],
    selection: str = "proposal { id }",
    *,
    keyed: bool = True,
) -> dict[str, Any]:
    """What came of an act, with its `diagnostics`. field: the mutation, whose input is called after it.

    keyed: see `Client.act`.

    Raises NotPublishedError.
    """
    input_type = f"{field[0].upper()}{field[1:]}Input"
    wanted = f"{selection} {_DIAGNOSTICS} {_ERRORS}"
    mutation = f"mutation Act($input: {input_type}!) {{ done: {field}(input: $input) {{ {wanted} }} }}"
    done = client.act(mutation, given, keyed=keyed)
    _refuse(done)
    return done


def _refuse(done: Mapping[str, Any]) -> None:
    if done["userErrors"]:
        raise NotPublishedError(done["userErrors"], done.get("diagnostics", []))
