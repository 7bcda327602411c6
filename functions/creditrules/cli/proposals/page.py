"""A proposal as people read it before they judge it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rich.console import Console

from creditrules.cli.service.impact_text import impact_sentences

__all__ = ["name_of", "print_line", "print_proposal"]

_WORDS: Final = {"RuleSet": "", "Product": "product:", "Parameter": "parameter:", "Experiment": "experiment:"}


def name_of(proposal: Mapping[str, Any]) -> str:
    """What people call it: behaviour-risk#4."""
    document = proposal["document"]
    return f"{_WORDS.get(document['__typename'], '')}{document['slug']}#{proposal['number']}"


def _print(console: Console, line: str) -> None:
    console.print(line, markup=False, soft_wrap=True)


def print_line(console: Console, proposal: Mapping[str, Any]) -> None:
    """Its state, in a line, and what stands in its way."""
    given, required = len(proposal["approvals"]), proposal["requiredApprovals"]
    approvals = f", {given} of {required} approvals" if required else ""
    by = ", ".join(proposal["authors"])
    _print(console, f"{name_of(proposal)}: {proposal['state']}{approvals}, by {by}")
    for obstacle in proposal["obstacles"]:
        _print(console, f"  could not be published now: {obstacle['message']} [{obstacle['code']}]")
        if obstacle["hint"]:
            _print(console, f"    hint: {obstacle['hint']}")


def print_proposal(console: Console, proposal: Mapping[str, Any]) -> None:
    """All of it but the content: when, why, what users are told, what it touches."""
    print_line(console, proposal)
    for sentence in _sentences(proposal):
        _print(console, f"  {sentence}")


def _sentences(proposal: Mapping[str, Any]) -> Iterator[str]:
    statement = proposal["statement"]
    basis = statement["basis"]
    until = f" until {proposal['validUntil']}" if proposal["validUntil"] else ""
    start = proposal["validFrom"] or "when it is published"
    yield f"{proposal['kind']} from {start}{until}, written against version {proposal['basedOn']}"
    yield f"{basis['category']}: {basis['citation']}{' ' + basis['link'] if basis['link'] else ''}"
    yield str(statement["comment"])
    yield from (f"notice ({notice['language']}): {notice['text']}" for notice in statement["notices"])
    yield from impact_sentences(statement["impact"])
    yield from (_breach(breach) for breach in proposal["brokenContracts"])
    for one in proposal["approvals"]:
        yield f"approved by {one['author']}, {one['recordedAt']}: {one['comment']}".rstrip(": ")


def _breach(breach: Mapping[str, Any]) -> str:
    said = f"the contract {breach['author']}/{breach['contract']}: {breach['message']}"
    if breach["kind"] == "NOT_RUN":
        return said
    since = f"from {breach['validFrom']} on " if breach["validFrom"] else ""
    return f"would break {since}{said}"
