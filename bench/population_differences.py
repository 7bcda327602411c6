"""Which rows of the mortgage example others answer otherwise, and whether missing facts are all that is the matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from population_peers import Outcomes, text_rows
from population_speed import both_contents, columns_read, outcome_of

from creditrules.eligibility import Decision, Narrowings

__all__ = ["Differences", "differences"]


@dataclass(frozen=True, slots=True)
class Differences:
    """Of one peer, by the numbers of the rows that it answers otherwise.

    lacking: the facts that a row lacks, where a partner would hear what the peer says. unexplained: all other rows.
    """

    rows: int
    lacking: Mapping[int, frozenset[str]]
    unexplained: Sequence[int]

    @property
    def told(self) -> str:
        """In words."""
        facts = ", ".join(sorted(frozenset().union(*self.lacking.values())))
        where = ", ".join(f"{number:,}" for number in self.lacking)
        parts = [f"{len(self.lacking)} of {self.rows:,}, for want of {facts} (rows {where})"] if self.lacking else []
        if self.unexplained:
            parts.append(f"unexplained {len(self.unexplained):,}, the first of them row {self.unexplained[0]:,}")
        return "; ".join(parts) or f"none of {self.rows:,}"


def differences(path: Path, ours: Outcomes, others: Iterable[Sequence[str]]) -> Differences:
    """What `evaluate` and a peer say of each row before and after the change, held against each other.

    `evaluate` waits for a missing fact wherever a cell looks at what comes of it. A partner's answer is reasoned about
    besides: where all that is left comes to one outcome, it is that. The rules that peers were given know it, too.
    """
    pairs = list(zip(ours, map(tuple, others), strict=True))
    wrong = {number: other for number, (one, other) in enumerate(pairs, 1) if one != other}
    lacking: dict[int, frozenset[str]] = {}
    if wrong:
        mapping, kept = columns_read(), Narrowings(2)
        assessors = [each.assessor() for each in both_contents()]
        for number, row in enumerate(text_rows(path), 1):
            facts = mapping.apply(row).facts if number in wrong else None
            if facts is not None and tuple(outcome_of(each.assess(facts, kept)) for each in assessors) == wrong[number]:
                answers = [each.assess(facts) for each in assessors]
                found = (fact.name for each in answers if isinstance(each, Decision) for fact in each.missing_facts)
                lacking[number] = frozenset(found)
    return Differences(len(pairs), lacking, [number for number in wrong if number not in lacking])
