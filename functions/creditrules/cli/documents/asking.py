"""What `creditrules documents` asks of a service."""

from __future__ import annotations

from typing import Any, Final

from creditrules.cli.screen import give_up
from creditrules.cli.service.client import Client
from creditrules.cli.service.pages import ask_page
from creditrules.cli.service.publishing import NotPublishedError

__all__ = ["all_documents", "all_refusals", "register", "retire"]

_ERRORS: Final = "userErrors { field message code hint }"
_REGISTER: Final = f"""mutation RegisterDocuments($input: RegisterDocumentsInput!) {{
  done: registerDocuments(input: $input) {{
    documents {{ registration document {{ documentId operationName kind }} }}
    warnings {{ documentId role fields }}
    {_ERRORS}
  }}
}}"""
_RETIRE: Final = f"""mutation RetireDocument($input: RetireDocumentInput!) {{
  done: retireDocument(input: $input) {{ document {{ operationName retiredAt retiredBy }} replayed {_ERRORS} }}
}}"""
_LIST: Final = """query TrustedDocuments($origin: TrustedDocumentOrigin, $first: Int!, $after: String) {
  listed: trustedDocuments(origin: $origin, first: $first, after: $after) {
    nodes {
      documentId name operationName kind origin state faults usableRoles roles note
      author recordedAt retiredAt retiredBy useCount usedAt
    }
    pageInfo { endCursor hasNextPage }
  }
}"""
_REFUSALS: Final = """query DocumentRefusals($first: Int!, $after: String) {
  listed: documentRefusals(first: $first, after: $after) {
    nodes { subject refused { code count refusedAt documentIds } }
    pageInfo { endCursor hasNextPage }
  }
}"""


def register(client: Client, texts: list[str], roles: list[str] | None, note: str | None) -> dict[str, Any]:
    """Register texts, all or none: what came of it, or `userErrors`. Raises NoAnswerError."""
    return client.act(_REGISTER, {"documents": texts, "roles": roles, "note": note})


def retire(client: Client, document_id: str) -> dict[str, Any]:
    """Retire a document. Raises NotPublishedError; NoAnswerError."""
    done = client.act(_RETIRE, {"documentId": document_id})
    if done["userErrors"]:
        raise NotPublishedError(done["userErrors"], [])
    return done


def all_documents(client: Client, origin: str | None) -> list[dict[str, Any]]:
    """All trusted documents, or those of an origin. Ends the command where the token may not see them."""
    return _all(client, _LIST, {"origin": origin})


def all_refusals(client: Client) -> list[dict[str, Any]]:
    """Whom documents were refused. Ends the command where the token may not see that."""
    return _all(client, _REFUSALS, {})


def _all(client: Client, query: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = ask_page(client, query, {**given, "after": after}, partly=True)["listed"]
        if page is None:
            give_up("The token may not list documents.", "Use one of an administrator, a chief or an auditor.")
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
