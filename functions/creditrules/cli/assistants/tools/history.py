"""What was in force, what changed for users, and why an answer is another than it was."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, JsonValue

from creditrules.cli.assistants.faults import Fault
from creditrules.cli.assistants.operations import Operation
from creditrules.cli.assistants.sources import DocumentName, Sources, kind_and_slug
from creditrules.cli.assistants.tooling import Cursor, First, Given, Locale, Moment, Page, Slug, Told, Tool

__all__ = ["tools"]


class AskedHistory(Given):
    """Whose history, and a page of it."""

    document: DocumentName
    first: First = 10
    after: Cursor = None
    locale: Locale = None


class Statement(Told):
    """What a change rests on, and what it did. impact: computed by the service."""

    basis: dict[str, Any]
    comment: str
    notice: str
    impact: dict[str, Any] = Field(default_factory=dict)


class HistoryLine(Told):
    """One fact about what is in force."""

    kind: str
    standing: str | None = None
    valid_from: str
    valid_until: str | None
    recorded_at: str
    author: str | None = None
    version: int | None
    document: str | None = Field(None, description="Of which document, where several are listed.")
    statement: Statement


class History(Page):
    """Newest first."""

    entries: list[HistoryLine]


class AskedChanges(Given):
    """Of which product, and recorded or taking effect when."""

    product: Slug | None = None
    since: Moment = None
    until: Moment = None
    first: First = 10
    after: Cursor = None
    locale: Locale = None


class At(Given):
    """The two times: when rules are in force, and what had been recorded by then. Now unless said."""

    valid_at: Moment = None
    known_at: Moment = None


class AskedWhy(Given):
    """One applicant at two moments."""

    facts: dict[str, JsonValue] = Field(max_length=500, description="What is known of the applicant, by fact name.")
    products: Annotated[list[Slug] | None, Field(max_length=20)] = None
    before: At
    after: At = At()
    locale: Locale = None


class WhatChanged(Told):
    """Why the answers differ, and what did not cause it."""

    same: bool
    complete: bool = Field(description="Whether every cause was tried.")
    before: dict[str, Any]
    after: dict[str, Any]
    causes: list[dict[str, Any]]
    unrelated: list[dict[str, Any]]


class _Past:
    def __init__(self, sources: Sources) -> None:
        self._ask = sources.service.ask

    def history(self, given: AskedHistory) -> History:
        kind, slug = kind_and_slug(given.document)
        asked = {"kind": kind, "slug": slug, **given.model_dump(by_alias=True, exclude={"document"})}
        found = self._ask(Operation.HISTORY, asked)["document"]
        if found is None:
            hint = "list_rule_sets, list_products and list_parameters tell what there is."
            raise Fault("UNKNOWN_DOCUMENT", f"There is no document '{slug}'.", hint, "document")
        return _page(found["activations"])

    def changes(self, given: AskedChanges) -> History:
        return _page(self._ask(Operation.CHANGES, given.model_dump(by_alias=True))["ruleChanges"])

    def why(self, given: AskedWhy) -> WhatChanged:
        before, after = (at.model_dump(by_alias=True) for at in (given.before, given.after))
        asked = {
            "from": {"facts": given.facts, **before},
            "to": {"facts": given.facts, **after},
            "products": given.products,
            "locale": given.locale,
        }
        found = self._ask(Operation.WHAT_CHANGED, {"input": asked})["whatChanged"]
        return WhatChanged.model_validate({**found, "before": found["from"], "after": found["to"]})


def _page(found: dict[str, Any]) -> History:
    page = found["pageInfo"]
    return History(
        entries=[HistoryLine.model_validate(_line(node)) for node in found["nodes"]],
        next_cursor=page["endCursor"] if page["hasNextPage"] else None,
    )


def _line(node: dict[str, Any]) -> dict[str, Any]:
    document = node.get("document")
    return {**node, "version": (node["version"] or {}).get("number"), "document": document and document["slug"]}


def tools(sources: Sources) -> list[Tool]:
    """The past."""
    past = _Past(sources)
    return [
        Tool(
            "history",
            "History of a document",
            "Everything that put a version of a rule set, product or parameter in force or ended it, newest first, "
            "each with its basis (citation), comment, notice and computed impact.",
            AskedHistory,
            History,
            past.history,
        ),
        Tool(
            "list_changes",
            "What changed for users",
            "Changes of rules, of one product or of all, with since when, on what basis and what users were told.",
            AskedChanges,
            History,
            past.changes,
        ),
        Tool(
            "what_changed",
            "Why an answer changed",
            "The same applicant at two moments: whether the answer differs, which changes of rules caused it, and "
            "which did not. Use it for 'why am I refused now when I was not in March?'.",
            AskedWhy,
            WhatChanged,
            past.why,
        ),
    ]
