"""Documents of a service by the names that people type: `behaviour-risk`, `product:huabei`, `behaviour-risk#4`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from creditrules.cli.screen import give_up
from creditrules.cli.service.client import Client
from creditrules.cli.service.pages import ask_page
from creditrules.slugs import is_slug

__all__ = ["FIELDS", "Named", "document_field", "find_proposal", "named"]

FIELDS: Final = {"rule-set": "ruleSet", "product": "product", "parameter": "parameter"}
"""By the word before the colon: the query's field for one document."""

_EXIST: Final = """
query Exist($slug: String!) {
  ruleSet(slug: $slug) { slug } product(slug: $slug) { slug } parameter(slug: $slug) { slug }
}
"""
_PROPOSAL: Final = """
  id number state binding kind validFrom validUntil basedOn authors requiredApprovals comment
  approvals { by givenAt comment }
  obstacles { code message hint }
  brokenContracts { author contract kind message since }
  document { __typename slug }
  statement {
    basis { category citation link } comment notices { language text }
    impact {
      products ruleSets factsAdded factsRemoved reasonsAdded reasonsRemoved
      tables { decision added removed changed } cases casesChanged
    }
  }
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A document, and the number of a version or a proposal of it; field: "" where the name does not say its kind."""

    slug: str
    number: int | None
    field: str


def named(text: str) -> Named:
    """What a name says. Ends the command for one that is none."""
    kind, colon, rest = text.partition(":")
    slug, _, number = (rest if colon else text).partition("#")
    if (colon and kind not in FIELDS) or not is_slug(slug) or (number and not number.isdigit()):
        give_up(f"{text!r} is no name.", "Write behaviour-risk, product:huabei, or behaviour-risk#4.", status=2)
    return Named(slug, int(number) if number else None, FIELDS[kind] if colon else "")


def document_field(client: Client, name: Named) -> str:
    """The field for a document: of the kind that its name says, or the only one there is; else ends the command."""
    if name.field:
        return name.field
    found = [field for field, there in client.ask(_EXIST, {"slug": name.slug}).items() if there is not None]
    if not found:
        give_up(f"There is no rule set, product or parameter '{name.slug}'.")
    if len(found) > 1:
        words = [f"{word}:{name.slug}" for word, field in FIELDS.items() if field in found]
        give_up(f"Several are called '{name.slug}'.", f"Say which: {' or '.join(words)}.", status=2)
    return found[0]


def find_proposal(client: Client, text: str) -> dict[str, Any]:
    """A proposal by its name or its id, as the API gives it. Ends the command where there is none."""
    if "#" not in text:
        query = f"query Proposal($id: ID!) {{ node(id: $id) {{ ... on Proposal {{ {_PROPOSAL} }} }} }}"
        node = client.ask(query, {"id": text})["node"]
        return dict(node) if node else give_up(f"There is no proposal {text!r}.", "Write it as behaviour-risk#4.")
    name = named(text)
    query = f"""query Proposals($slug: String!, $first: Int, $after: String) {{
      found: {document_field(client, name)}(slug: $slug) {{ proposals(first: $first, after: $after) {{
        nodes {{ id number }} pageInfo {{ hasNextPage endCursor }}
      }} }}
    }}"""
    after = None
    while True:
        page = ask_page(client, query, {"slug": name.slug, "after": after})["found"]["proposals"]
        for node in page["nodes"]:
            if node["number"] == name.number:
                return find_proposal(client, node["id"])
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            give_up(f"There is no proposal {text}.", "creditrules proposals lists those that are open.")
