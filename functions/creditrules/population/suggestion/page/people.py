"""Sections on people: protected groups, and other rules beside the candidate."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.eligibility import Outcome
from creditrules.markup import joined
from creditrules.population.fairness import AdverseImpact, GroupRate
from creditrules.population.report.sections import Section, range_text
from creditrules.population.report.tables import matrix, table
from creditrules.population.suggestion.judged import Judged
from creditrules.population.suggestion.judging.comparing import Beside, Side

__all__ = ["people_sections"]


def people_sections(judged: Judged) -> Iterator[Section]:
    """Those of which there is something to tell."""
    if judged.groups:
        parts = [_groups(name, impact) for name, impact in judged.groups.items()]
        rows = [(each.column, each.protected, f"{each.strength:.2f}") for each in judged.associations]
        told = "What the columns that are used tell of protected ones, from 0 to 1 (Cramér's V)"
        parts.append(table(told, ("column", "protected", "association"), rows, numbers=1))
        yield Section("groups", "Protected groups", joined(parts))
    if judged.beside is not None:
        yield _beside(judged.beside)


def _groups(name: str, impact: AdverseImpact) -> str:
    names = ("group", "applicants", "allowed", "95 % interval", "ratio", "")
    told = f"{name}: who is allowed, and the ratio to {impact.reference}"
    return table(told, names, map(_group, impact.groups))


def _group(each: GroupRate) -> tuple[str, ...]:
    ratio = "–" if each.ratio is None else f"{each.ratio:.2f}"
    told = "few" if each.small else "below four fifths" if each.below_four_fifths else ""
    return (each.group, f"{each.people:,}", f"{each.rate:.1%}", range_text(each.interval), ratio, told)


def _beside(beside: Beside) -> Section:
    used = [outcome for outcome in Outcome if any(outcome in move for move in beside.moves)]
    counts = [[beside.moves.get((one, two), 0) for two in used] for one in used]
    names = ("rules", "applicants", "approved", "part", "bad among them")
    parts = [
        table("On the rows that judge", names, map(_side, (beside.other, beside.candidate)), numbers=4),
        matrix(
            "From the outcome of the other rules (rows) to the candidate's (columns)",
            "other \\ candidate",
            [outcome.value for outcome in used],
            counts,
        ),
    ]
    return Section("beside", f"Beside {beside.other.name}", joined(parts))


def _side(side: Side) -> tuple[str, ...]:
    bad = f"{side.bad / side.approved:.1%}" if side.approved else "–"
    return (side.name, f"{side.rows:,}", f"{side.approved:,}", f"{side.approved / side.rows:.1%}", bad)
