"""The facts that an answer waits for, as their rule sets define them."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.dmn import Fact
from creditrules.eligibility.asked import REQUEST_FACTS
from creditrules.eligibility.beside import EXPOSURES_FACT
from creditrules.eligibility.governing import Voice
from creditrules.eligibility.verdict import Verdict
from creditrules.records import replace

__all__ = ["missing_facts"]


def missing_facts(voices: Sequence[Voice], answers: Sequence[Verdict], names: frozenset[str]) -> tuple[Fact, ...]:
    """Definitions of the named facts: those that most rule sets wait for first. A party's begin with its name."""
    verdicts = [(*voice, verdict) for voice, verdict in zip(voices, answers, strict=False)]
    definitions: dict[str, Fact] = {}
    for waits in (True, False) if names else ():
        for rule_set, asked, verdict in verdicts:
            for fact in rule_set.compiled.facts:
                name = f"{asked.party.name}.{fact.name}" if asked.party else fact.name
                if name in names and (not waits or name in verdict.missing):
                    definitions.setdefault(name, fact if asked.party is None else replace(fact, name=name))
    reserved = {**REQUEST_FACTS, EXPOSURES_FACT.name: EXPOSURES_FACT}
    for name in names & reserved.keys():
        definitions.setdefault(name, reserved[name])
    waiting = {name: sum(name in verdict.missing for *_, verdict in verdicts) for name in definitions}
    return tuple(definitions[name] for name in sorted(definitions, key=lambda name: (-waiting[name], name)))
