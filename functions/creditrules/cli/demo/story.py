"""The story of one user: what is asked, what is published in between, and the answers as the API gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from creditrules.cli.demo.lender import Lender, SetClock, publish_recordings
from creditrules.cli.service.client import Client
from creditrules.cli.service.publishing import PublishedDocument

__all__ = ["Applicant", "Scenes", "Story", "read_story", "tell"]

_QUESTION = """
query MayLinHaveIt($input: EligibilityInput!) {
  eligibility(input: $input) {
    validAt
    knownAt
    decisions {
      product { slug name }
      outcome
      terms { limit rate currency restrictedFeatures until }
      reasons {
        code message lift intervention category until
        chinese: message(locale: "zh")
        basis { citation }
        ruleSet { slug }
        version { number }
      }
      appliedVersions { ruleSet validFrom }
      alternatives { product { slug name } outcome terms { limit rate currency } }
    }
  }
}
"""

_CHANGES = """
query WhyDidItChange($product: String!) {
  ruleChanges(product: $product, first: 4) {
    nodes {
      kind validFrom recordedAt
      document { ... on RuleSet { slug } ... on Product { slug } }
      version { number }
      statement { basis { category citation } comment notice impact { products casesChanged } }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whom the story is about."""

    name: str
    says: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenes:
    """When the questions are asked."""

    open: datetime
    paused: datetime
    relaxed: datetime
    corrected: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that was asked and answered. Reports and changes are as the API gives them."""

    applicant: Applicant
    scenes: Scenes
    open: dict[str, Any]
    pause: PublishedDocument
    paused: dict[str, Any]
    relaxation: PublishedDocument
    relaxed: dict[str, Any]
    correction: PublishedDocument
    as_known_then: dict[str, Any]
    as_known_now: dict[str, Any]
    changes: list[dict[str, Any]]


def read_story(written: Mapping[str, Any]) -> tuple[Applicant, Scenes, tuple[str, ...]]:
    """The applicant, the scenes and the products asked about, from the story's file."""
    who = written["applicant"]
    moments = {name: datetime.fromisoformat(text) for name, text in written["scenes"].items()}
    facts = {name: _plain(value) for name, value in who["facts"].items()}
    return Applicant(who["name"], who["says"], facts), Scenes(**moments), tuple(written["products"])


def tell(written: Mapping[str, Any], lender: Lender, clock: SetClock, partner: Client, administrator: Client) -> Story:
    """Ask and publish in turn. The lender's history before the story must be there. Raises as the clients do."""
    applicant, scenes, products = read_story(written)
    pause, relaxation, correction = lender.story

    def ask(now: datetime, valid_at: datetime | None = None, known_at: datetime | None = None) -> dict[str, Any]:
        clock.moment = now
        question: dict[str, Any] = {"facts": applicant.facts, "products": list(products)}
        for name, moment in (("validAt", valid_at), ("knownAt", known_at)):
            if moment is not None:
                question[name] = moment.isoformat()
        return dict(partner.ask(_QUESTION, {"input": question})["eligibility"])

    def publish(recording: Any) -> PublishedDocument:
        return publish_recordings(administrator, clock, [recording])[0]

    opened = ask(scenes.open)
    paused_by = publish(pause)
    paused = ask(scenes.paused)
    relaxed_by = publish(relaxation)
    relaxed = ask(scenes.relaxed)
    corrected_by = publish(correction)
    then = ask(scenes.corrected, valid_at=scenes.paused, known_at=scenes.paused)
    now = ask(scenes.corrected, valid_at=scenes.paused)
    changes = administrator.ask(_CHANGES, {"product": products[0]})["ruleChanges"]["nodes"]
    return Story(applicant, scenes, opened, paused_by, paused, relaxed_by, relaxed, corrected_by, then, now, changes)


def _plain(value: Any) -> Any:
    """Numbers from YAML are Decimals, which `json` cannot write; those of the story are all whole."""
    return int(value) if isinstance(value, Decimal) else value
