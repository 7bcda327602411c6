"""Other rules on the same applicants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from creditrules.cli.evaluate.columns import column_of, mapping_in
from creditrules.cli.files.documents import check_file
from creditrules.cli.impact.sides import read_versions
from creditrules.cli.suggest.reading import Read
from creditrules.dmn import Fact
from creditrules.eligibility import Decision, Outcome
from creditrules.population import MappingForm

__all__ = ["outcomes_of"]


def outcomes_of(
    rules: Sequence[Path], mapping: Path | None, read: Read, moment: datetime
) -> tuple[str, Callable[[int], Outcome]]:
    """What other rules are called, and what they say of a row of the sample; UNDETERMINED where facts cannot be read.

    rules: a rule set, and what decides beside it. Without a mapping its facts are those of the sample, or columns that
    bear their names.
    """
    versions = read_versions(rules[0], rules[1:], None, moment)
    facts = versions.assessor.facts
    columns = mapping_in(check_file(mapping)) if mapping else _columns(facts, read)

    def outcome(row: int) -> Outcome:
        given = columns.apply(read.records[row]).facts
        decision = versions.assessor.assess({name: value for name, value in given.items() if name in facts})
        return decision.outcome if isinstance(decision, Decision) else Outcome.UNDETERMINED

    return rules[0].name, outcome


def _columns(facts: Mapping[str, Fact], read: Read) -> MappingForm:
    """The sample's own columns, and those of the file that bear a fact's name."""
    own = read.mapping.columns
    given = read.mapping.facts()
    named = {
        name: column_of(name, str(fact.type))
        for name, fact in facts.items()
        if name not in given and name not in own and read.records and name in read.records[0]
    }
    return MappingForm(columns={**own, **named}, constants=read.mapping.constants)
