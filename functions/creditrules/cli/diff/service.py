"""The diff of two versions as a running service tells it, read page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from creditrules.cli.diff.outcomes import ToldOutcomes, ToldRegion
from creditrules.cli.service.client import Client
from creditrules.cli.service.documents import document_found, document_kind, named
from creditrules.cli.service.pages import ask_page
from creditrules.eligibility.outcomes import OutcomePart, Verdict
from creditrules.rules.diff import Cell, Change, Column, ColumnRole, ContentDiff, DiffKind, Row, Section, TableDiff

__all__ = ["ServiceDiff", "ask_diff", "ask_outcomes", "ask_product_outcomes", "latest_version"]

_DIFF = """
query Diff(
  $kind: DocumentKind!, $slug: String!, $from: VersionOrTime!, $to: VersionOrTime!, $first: Int, $after: String
) {
  found: document(kind: $kind, slug: $slug) {
    diff(from: $from, to: $to) {
      from { number recordedAt author }
      to { number recordedAt author }
      statement { basis { category citation link } comment notices { language text } }
      SELECTED
    }
  }
}
"""
_CHANGES = """
      changes(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { kind section place before after movedFrom movedTo }
      }
"""
_TABLES = """
      tables {
        place rowsBefore rowsAfter columns { role before after }
        rows(first: $first, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes { kind place ruleId before after moved cells { before after changed } }
        }
      }
"""
_OUTCOMES = """
query Outcomes(
  $kind: DocumentKind!, $slug: String!, $from: VersionOrTime!, $to: VersionOrTime!, $first: Int, $after: String
  $product: String, $validAt: DateTime
) {
  found: document(kind: $kind, slug: $slug) {
    diff(from: $from, to: $to) {
      outcomes(product: $product, validAt: $validAt) { COMPARED }
    }
  }
}
"""
_PRODUCT_OUTCOMES = """
query ProductOutcomes($input: CompareOutcomesInput!, $first: Int, $after: String) {
  compareOutcomes(input: $input) { COMPARED }
}
"""
_COMPARED = """
        verdict complete sentences notAnalysed
        differences(first: $first, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes { changed { part before after } where proved sample { name value } before { ANSWER } after { ANSWER } }
        }
"""
_ANSWER = "outcome limit rate exposureLimit restrictedFeatures until reasons { ruleSet reason }"
_LATEST = """
query Latest($kind: DocumentKind!, $slug: String!) {
  found: document(kind: $kind, slug: $slug) {
    ... on RuleSet { latestVersion } ... on Product { latestVersion } ... on Parameter { latestVersion }
    ... on Experiment { latestVersion }
  }
}
"""


@dataclass(frozen=True, slots=True)
class ServiceDiff:
    """The differences, with both versions and the newer one's statement as the API writes them."""

    before: dict[str, Any]
    after: dict[str, Any]
    statement: dict[str, Any]
    content: ContentDiff


def latest_version(client: Client, name: str) -> int:
    """The number of the document's latest version, 0 while it has none. name: see `named`. Raises NoAnswerError."""
    return int(_document(client, _LATEST, {"name": name})["latestVersion"])


def ask_diff(client: Client, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> ServiceDiff:
    """The differences of two versions, each an input `VersionOrTime`. name: see `named`. Raises NoAnswerError."""
    given = {"name": name, "from": before, "to": after}
    found = _document(client, _DIFF.replace("SELECTED", _CHANGES), given)["diff"]
    changes = [_change(node) for node in found["changes"]["nodes"]]
    # Times are fixed to versions by the first answer, so that all pages speak of the same two.
    given |= {"from": {"version": found["from"]["number"]}, "to": {"version": found["to"]["number"]}}
    page = found["changes"]["pageInfo"]
    while page["hasNextPage"]:
        more = _document(client, _DIFF.replace("SELECTED", _CHANGES), given | {"after": page["endCursor"]})["diff"]
        changes += [_change(node) for node in more["changes"]["nodes"]]
        page = more["changes"]["pageInfo"]
    content = ContentDiff(tuple(changes), _tables(client, given))
    return ServiceDiff(found["from"], found["to"], found["statement"], content)


def ask_outcomes(
    client: Client,
    name: str,
    versions: tuple[Mapping[str, Any], Mapping[str, Any]],
    product: str | None,
    valid_at: str | None,
) -> ToldOutcomes:
    """For which applicants two versions answer otherwise, as `ask_diff` names them. Raises NoAnswerError."""
    given = {"name": name, "from": versions[0], "to": versions[1], "product": product, "validAt": valid_at}
    query = _comparing(_OUTCOMES)
    return _outcomes(lambda after: _document(client, query, {**given, "after": after})["diff"]["outcomes"])


def ask_product_outcomes(client: Client, before: Mapping[str, Any], after: Mapping[str, Any]) -> ToldOutcomes:
    """For which applicants a product with all its rules answers otherwise on two occasions. Raises NoAnswerError.

    Each is an input `AnsweringProductInput`.
    """
    query, sides = _comparing(_PRODUCT_OUTCOMES), {"input": {"before": before, "after": after}}
    return _outcomes(lambda cursor: ask_page(client, query, {**sides, "after": cursor})["compareOutcomes"])


def _comparing(query: str) -> str:
    return query.replace("COMPARED", _COMPARED.replace("ANSWER", _ANSWER))


def _outcomes(read: Callable[[str | None], dict[str, Any]]) -> ToldOutcomes:
    """All of a comparison. read: the comparison with the page of differences that follows a cursor."""
    found = read(None)
    nodes, page = found["differences"]["nodes"], found["differences"]["pageInfo"]
    while page["hasNextPage"]:
        more = read(page["endCursor"])["differences"]
        nodes, page = nodes + more["nodes"], more["pageInfo"]
    regions = tuple(_region(node) for node in nodes)
    plain = {name: found[name] for name in ("verdict", "complete", "notAnalysed")}
    plain["differences"] = [_plain(node) for node in nodes]
    sentences, left = tuple(found["sentences"]), tuple(found["notAnalysed"])
    return ToldOutcomes(Verdict(found["verdict"]), sentences, regions, left, plain)


def _plain(node: dict[str, Any]) -> dict[str, Any]:
    """A difference as `plain_comparison` has it, as far as a service tells it."""
    return {
        "changed": node["changed"],
        "where": node["where"],
        "literals": {each["name"]: each["value"] for each in node["sample"]},
        **{side: {name: part for name, part in node[side].items() if part} for side in ("before", "after")},
        "proof": "PROVED" if node["proved"] else "SEARCHED",
    }


def _region(node: dict[str, Any]) -> ToldRegion:
    changed = tuple((OutcomePart(each["part"]), each["before"], each["after"]) for each in node["changed"])
    sample = {each["name"]: each["value"] for each in node["sample"]}
    return ToldRegion(changed, node["where"], node["proved"], sample)


def _tables(client: Client, given: Mapping[str, Any]) -> tuple[TableDiff, ...]:
    """All tables; a cursor means the same row number in each, so that one question turns the page of all."""
    query = _DIFF.replace("SELECTED", _TABLES)
    tables = _document(client, query, given)["diff"]["tables"]
    rows = [[_row(node) for node in table["rows"]["nodes"]] for table in tables]
    cursors = _next_pages(tables)
    while cursors:
        more = _document(client, query, {**given, "after": cursors[0]})["diff"]["tables"]
        for kept, table in zip(rows, more, strict=True):
            kept += [_row(node) for node in table["rows"]["nodes"]]
        cursors = _next_pages(more)
    return tuple(
        TableDiff(
            table["place"],
            tuple(Column(ColumnRole(c["role"]), c["before"], c["after"]) for c in table["columns"]),
            tuple(kept),
            table["rowsBefore"],
            table["rowsAfter"],
        )
        for table, kept in zip(tables, rows, strict=True)
    )


def _next_pages(tables: list[dict[str, Any]]) -> list[str]:
    pages = [table["rows"]["pageInfo"] for table in tables]
    return [page["endCursor"] for page in pages if page["hasNextPage"]]


def _document(client: Client, query: str, given: Mapping[str, Any]) -> dict[str, Any]:
    document = named(given["name"])
    asked = {key: value for key, value in given.items() if key != "name"}
    asked |= {"kind": document_kind(client, document), "slug": document.slug}
    return document_found(document, ask_page(client, query, asked))


def _change(node: dict[str, Any]) -> Change:
    return Change(
        DiffKind(node["kind"]),
        Section(node["section"]),
        node["place"],
        node["before"],
        node["after"],
        node["movedFrom"],
        node["movedTo"],
    )


def _row(node: dict[str, Any]) -> Row:
    cells = tuple(Cell(cell["before"], cell["after"], cell["changed"]) for cell in node["cells"])
    places = node["before"], node["after"]
    return Row(DiffKind(node["kind"]), node["place"], node["ruleId"], *places, node["moved"], cells)
