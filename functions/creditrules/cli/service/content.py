"""The content that a service has of a rule set."""

from __future__ import annotations

from creditrules.cli.service.client import Client

__all__ = ["latest_content"]

_LATEST = "query Latest($slug: String!) { ruleSet(slug: $slug) { latestVersion } }"
_CONTENT = (
    "query Content($slug: String!, $number: Int!) { ruleSet(slug: $slug) { version(number: $number) { content } } }"
)


def latest_content(client: Client, slug: str) -> str | None:
    """The latest version of a rule set as YAML, without its change statement; None where there is none.

    Raises NoAnswerError.
    """
    found = client.ask(_LATEST, {"slug": slug})["ruleSet"]
    if found is None or not found["latestVersion"]:
        return None
    version = client.ask(_CONTENT, {"slug": slug, "number": found["latestVersion"]})["ruleSet"]["version"]
    return None if version is None else str(version["content"])
