"""What the commands about decisions ask."""

from __future__ import annotations

from typing import Final

__all__ = ["CANDIDATES", "EXPORT", "INDEX", "REDRESS"]

EXPORT: Final = """
query Export(
  $first: Int, $after: String, $subject: String, $product: String, $outcome: Outcome, $reason: String,
  $ruleSet: String, $version: Int, $author: String, $recordedFrom: DateTime, $recordedTo: DateTime
) {
  decisions(
    first: $first, after: $after, subject: $subject, product: $product, outcome: $outcome, reason: $reason,
    ruleSet: $ruleSet, version: $version, author: $author, recordedFrom: $recordedFrom, recordedTo: $recordedTo
  ) {
    pageInfo { hasNextPage endCursor }
    nodes { decision {
      id digest author recordedAt validAt knownAt factsState factsExpireAt facts maskedFacts salt
      answers {
        product productDigest outcome possibleOutcomes
        terms { limit rate currency restrictedFeatures until }
        reasons {
          code ruleSet category intervention origin row ruleId limit rate restrictedFeatures until detail
          liftCondition { state doubt waits validFrom outcome changes { fact higher operator threshold } sentence }
        }
        principalMethod principalReasons { rank distance reason { ruleSet code row } }
        missingFacts appliedVersions { ruleSet category number digest pinned } warnings alternatives
      }
      receipt { chain number recordedAt hash previous text }
    } }
  }
}
"""
REDRESS: Final = """
query Redress($correction: ID!, $first: Int, $after: String) {
  redress(correction: $correction) {
    affected(first: $first, after: $after) {
      examined changed unchanged gone apart failed
      pageInfo { hasNextPage endCursor }
      nodes { decision { decisionId } differences { product aspect before after } }
    }
  }
}
"""
CANDIDATES: Final = """
query Candidates($correction: ID!) {
  redress(correction: $correction) { candidates { decisions exact } }
}
"""
INDEX: Final = """mutation Index($input: IndexDecisionsInput!) {
  done: indexDecisions(input: $input) { indexed complete userErrors { message hint } }
}"""
