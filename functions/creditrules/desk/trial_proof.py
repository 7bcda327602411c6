"""What an experiment came to, proved from the chains of decisions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import reduce
from typing import Any, Final

from creditrules.desk.deciding import Recording, recording_of
from creditrules.desk.finding import head_of
from creditrules.desk.trial_results import ExperimentResults, experiment_results
from creditrules.desk.view import View
from creditrules.eligibility import PlainAnswer
from creditrules.eligibility.recording import DecisionRecords
from creditrules.eligibility.trials import Arm, Proof, ShadowState, Tally, governed, seen_in, tallies_differ
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, Head, TrialMode
from creditrules.rules.audit import ChainEnd, ChainLink, verify

__all__ = ["MOST_LINKS", "experiment_proof"]

MOST_LINKS: Final = 100_000
"""How many links of all chains a proof walks; a lender with more exports its chains and proves them at home."""
_AT_ONCE: Final = 100
_TRIES: Final = 3

_Link = Mapping[str, Any]
"""What the link of a decision says."""


def experiment_proof(
    view: View, recording: Recording | None, key: DocumentKey, stage: int | None = None
) -> Proof | None:
    """Hold what a stage came to against every decision on record; None before there is one. stage: as in results.

    Raises Refusal as `experiment_results`; TOO_LARGE "TOO_MANY_DECISIONS"; CONFLICT "STILL_MOVING".
    """
    found = experiment_results(view, recording, key, stage)
    if found is None:
        return None
    trials = recording_of(recording).records.trials
    for _ in range(_TRIES):
        proof = _Proving(view, recording_of(recording).records, head_of(view, key), found).proof()
        again = trials.tally(view.tenant, key.slug, found.stage)
        if again == found.tally:
            return proof
        found = ExperimentResults(found.stage, found.form, again)
    message = "Decisions are recorded faster than they can be gone through."
    raise Refusal(Kind.CONFLICT, "STILL_MOVING", message, (), "Ask again when fewer are made.")


class _Proving:
    """One walk through all chains."""

    def __init__(self, view: View, records: DecisionRecords, head: Head, found: ExperimentResults) -> None:
        self._view, self._records, self._head, self._found = view, records, head, found
        self._links = 0
        self._met: dict[str, dict[str, _Link]] = {}
        """By the subject's data key, what the links of its decisions of the stage say, by their ids."""

    def proof(self) -> Proof:
        told = [broken for chain in self._records.chains(self._view.tenant) if (broken := self._walked(chain))]
        form, slug = self._found.form, self._head.key.slug
        counted = self._records.trials.counted(self._view.tenant, slug, self._found.stage)
        strange = sum(record not in self._met.get(data_key, ()) for data_key, record in counted.items())
        missing = len(self._met.keys() - counted.keys())
        kept = [
            self._met[data_key][record] for data_key, record in counted.items() if record in self._met.get(data_key, ())
        ]
        if strange:
            told.append(f"{strange} subjects are counted by decisions that are no part of the stage.")
        if missing:
            told.append(f"{missing} subjects have decisions of the stage and are not counted.")
        apart = form.mode is TrialMode.CHALLENGER
        parts = [self._of_arm(link) if apart else self._of_shadow(link) for link in kept]
        gone = sum(part is None for part in parts)
        reckoned = reduce(Tally.__add__, (part for part in parts if part is not None), Tally())
        told += tallies_differ(self._found.tally, reckoned, gone)
        return Proof(self._links, len(counted), gone, tuple(told))

    def _walked(self, chain: str) -> str | None:
        """Walk a chain from end to end; what is wrong with it, if anything."""
        about = {"tenant": self._view.tenant, "kind": "DECISIONS", "slug": chain}
        end = self._records.chain_end(self._view.tenant, chain)
        found = verify(self._chain(chain, end), end, about)
        return None if found is None else f"The chain '{chain}' of decisions does not hold: {found.message}"

    def _chain(self, chain: str, end: ChainEnd) -> Iterator[ChainLink]:
        after = 0
        while after < end.number:
            page = self._records.chain_page(self._view.tenant, chain, min(_AT_ONCE, end.number - after), after)
            if not page:
                return
            for link in page:
                self._read(link)
                yield link
            after += len(page)

    def _read(self, link: ChainLink) -> None:
        self._links += 1
        if self._links > MOST_LINKS:
            message = f"There are more than {MOST_LINKS:,} decisions on record."
            raise Refusal(Kind.TOO_LARGE, "TOO_MANY_DECISIONS", message, (), "Export the chains, and reckon from them.")
        said = json.loads(link.text)
        if said.get("act") == "DECIDE" and not said.get("chosen") and self._is_met(said):
            self._met.setdefault(said["dataKey"], {})[said["id"]] = said

    def _is_met(self, said: _Link) -> bool:
        if self._arm(said["products"]) is None:
            return False
        moments = (datetime.fromisoformat(said[name]) for name in ("validAt", "knownAt"))
        entry = self._view.catalogue.store.in_force(self._view.tenant, self._head, *moments)
        return entry is not None and entry.sequence == self._found.stage

    def _arm(self, products: list[PlainAnswer]) -> Arm | None:
        """By the version that was applied, None where it was of neither arm."""
        form = self._found.form
        rows = (row for each in products for row in each["versions"] if row["ruleSet"] == form.of)
        version = next((int(row["version"]) for row in rows if not row.get("pinned")), None)
        if version == form.champion:
            return Arm.CHAMPION
        return Arm.CHALLENGER if version == form.challenger and form.mode is TrialMode.CHALLENGER else None

    def _of_arm(self, link: _Link) -> Tally | None:
        arm = self._arm(link["products"])
        return Tally.of_arm(arm, seen_in(governed(link["products"], self._found.form.of))) if arm else None

    def _of_shadow(self, link: _Link) -> Tally | None:
        """None once what it said went with the facts."""
        said = self._records.trials.shadows(self._view.tenant, link["id"])
        shadow = next((each for each in said if each.experiment == self._head.key.slug), None)
        if shadow is None:
            return None
        if shadow.state is ShadowState.ANSWERED and not shadow.answers:
            return None
        mine = governed(link["products"], self._found.form.of)
        return Tally.of_kept_shadow(shadow.state, mine, shadow.answers, self._found.form.of)
