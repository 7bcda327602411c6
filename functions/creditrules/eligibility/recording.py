"""Recorded decisions: what is kept of an answer, and what the service needs from a store of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from creditrules.document import canonical, digest_of, given_out
from creditrules.eligibility.answers import PlainAnswer
from creditrules.eligibility.batch_jobs import (
    MOST_JOBS,
    MOST_PARTS,
    AnsweredPart,
    BatchJob,
    BatchJobs,
    JobPart,
    JobQuestion,
    JobState,
    NewJob,
    PartAdded,
)
from creditrules.eligibility.decision import Outcome, RetiredFact
from creditrules.eligibility.engine import ENGINE
from creditrules.eligibility.erasing import MOST_HOLDERS, Erased, ErasedAgain, ErasedRecords, Erasure, ErasureReach
from creditrules.eligibility.figures import Tally
from creditrules.eligibility.pins import Pins
from creditrules.eligibility.reviews import (
    MOST_REVIEWS,
    Resolution,
    ResolveReview,
    Review,
    ReviewRecords,
    ReviewRequest,
    ReviewResult,
)
from creditrules.eligibility.trials import Counted, Noted, Shadow
from creditrules.eligibility.trials import Tally as TrialTally
from creditrules.once import Once
from creditrules.records import dataclass, field
from creditrules.rules.audit import ChainEnd, ChainLink
from creditrules.rules.life import SubjectScope
from creditrules.rules.ports import ActReceipts, Asked

__all__ = [
    "MOST_HOLDERS",
    "MOST_JOBS",
    "MOST_PARTS",
    "MOST_REVIEWS",
    "NUMBERS",
    "Answered",
    "AnsweredPart",
    "BatchJob",
    "Count",
    "DecisionRecords",
    "DecisionRequest",
    "DecisionsPage",
    "Erased",
    "ErasedAgain",
    "ErasedRecords",
    "Erasure",
    "ErasureReach",
    "FactsState",
    "Figures",
    "JobPart",
    "JobQuestion",
    "JobState",
    "ListedDecision",
    "NewJob",
    "PartAdded",
    "Receipt",
    "Recorded",
    "RecordedDecision",
    "Resolution",
    "ResolveReview",
    "Review",
    "ReviewRequest",
    "ReviewResult",
    "RuleChoice",
    "SealedPart",
    "Wanted",
    "Withheld",
    "digests_of",
    "numbers_of",
]

NUMBERS = "texts"
"""How a receipt's "numbers" says that they were digested as texts; one that says nothing digested them as numbers."""


class RuleChoice(StrEnum):
    """By what a caller chose the rules of a decision."""

    PINS = "pins"
    VALID_AT = "validAt"
    KNOWN_AT = "knownAt"


class FactsState(StrEnum):
    """What has become of a recorded decision's facts."""

    KEPT = "KEPT"
    EXPIRED = "EXPIRED"
    ERASED = "ERASED"


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """A decision to be recorded.

    author: the partner that asks; `key` tells its requests apart. subject: whom the facts are about, in the partner's
    or the lender's own words. given: all else that was asked, as it was sent, in plain data: a retry repeats it.
    """

    author: str
    key: str
    subject: str
    given: Mapping[str, object]
    retention_days: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What the evaluation gave. products: as asked, None for all. sensitive: the facts to be masked in reads.

    chosen: by which of "pins", "validAt" and "knownAt" the caller chose the rules, as the lender let it. retired: facts
    given that no rule asks for any more. requests: what was asked for, see `plain_requests`. withheld: see `Explained`,
    of the answers of which there is something. engine: the release of it. noted: for experiments that it met. scope:
    whether other partners mean the same subject by its name.
    """

    valid_at: datetime
    known_at: datetime
    facts: Mapping[str, object]
    sensitive: tuple[str, ...]
    products: tuple[str, ...] | None
    pins: Pins
    answers: tuple[PlainAnswer, ...]
    chosen: tuple[str, ...] = ()
    retired: tuple[RetiredFact, ...] = ()
    requests: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    withheld: tuple[Mapping[str, Any], ...] = ()
    engine: str = ENGINE
    noted: tuple[Noted, ...] = ()
    scope: SubjectScope = SubjectScope.PER_PARTNER


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is withheld of answers, with the salt of its digest: another than that of all else, which is given out."""

    answers: tuple[Mapping[str, Any], ...]
    salt: str


@dataclass(frozen=True, slots=True)
class SealedPart:
    """What is encrypted under the subject's key: personal data, and the salt of the two digests in the receipt."""

    facts: Mapping[str, object]
    sensitive: tuple[str, ...]
    products: tuple[str, ...] | None
    pins: Pins
    answers: tuple[PlainAnswer, ...]
    salt: str
    requests: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    withheld: Withheld | None = None


def digested(part: SealedPart, numbers: object = NUMBERS) -> Mapping[str, bytes]:
    """What a receipt's digests are taken of: by name, the canonical form of an object of that and the salt.

    The names are "facts", "trace" and, where something was asked for, "requests". numbers: as the receipt says, None
    where it says nothing. With numbers as texts all this is as clients get it, who can take the digests themselves.
    """
    named = {"facts": part.facts, "trace": part.answers, **({"requests": part.requests} if part.requests else {})}
    form = digested_form(numbers)
    return {name: canonical({name: form(value), "salt": part.salt}) for name, value in named.items()}


def digests_of(part: SealedPart, numbers: object = NUMBERS) -> Mapping[str, str]:
    """The digests as they stand in a receipt: "factsDigest" and so on, each SHA-256 in hexadecimal.

    "withheldDigest" is there where something is withheld.
    """
    found = {f"{name}Digest": digest_of(text) for name, text in digested(part, numbers).items()}
    if part.withheld is None:
        return found
    text = canonical({"withheld": given_out(part.withheld.answers), "salt": part.withheld.salt})
    return {**found, "withheldDigest": digest_of(text)}


def digested_form(numbers: object) -> Callable[[object], object]:
    """The form of a value in what is digested. numbers: as the receipt says, None where it says nothing."""
    return given_out if numbers == NUMBERS else _as_it_is


def _as_it_is(value: object) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Receipt:
    """The decision's link in a chain of its tenant: hash = SHA-256 over the previous hash's bytes and the text.

    The text is JSON: times, outcomes, rules and versions, and digests, see `digests_of`.
    """

    chain: str
    number: int
    text: str
    previous: str
    hash: str


def numbers_of(receipt: Receipt) -> object:
    """How the receipt's digests took numbers, see `digested`."""
    return json.loads(receipt.text).get("numbers")


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """A decision as it is on record. sealed: None unless `facts_state` is KEPT. summaries: see `summary_of`.

    chosen, retired, engine: as in `Answered`; empty or None also where it was recorded before that was noted.
    """

    id: str
    author: str
    recorded_at: datetime
    valid_at: datetime
    known_at: datetime
    expires_at: datetime
    facts_state: FactsState
    summaries: tuple[PlainAnswer, ...]
    receipt: Receipt
    sealed: SealedPart | None
    chosen: tuple[str, ...] = ()
    retired: tuple[RetiredFact, ...] = ()
    engine: str | None = None


@dataclass(frozen=True, slots=True)
class ListedDecision:
    """A decision as its link tells it, without what is sealed. summaries: see `summary_of`."""

    id: str
    author: str
    recorded_at: datetime
    valid_at: datetime
    known_at: datetime
    expires_at: datetime
    summaries: tuple[PlainAnswer, ...]
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which recorded decisions are meant; what is None leaves all in.

    subject: as the `author` means it, and all partners where they share it; without an author as any of them does.
    product, outcome, reason, rule_set, version: all that is said has to hold of one and the same answer of the
    decision. since, until: recorded in [since, until); valid_since, valid_until: of the answers' valid time. reached:
    by a change of this rule set: an answer rests on it, says that there is none, or is closed, so that other products
    were looked at beside it.
    """

    subject: str | None = None
    author: str | None = None
    product: str | None = None
    outcome: str | None = None
    reason: str | None = None
    rule_set: str | None = None
    version: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    valid_since: datetime | None = None
    valid_until: datetime | None = None
    reached: str | None = None

    def fits(self, decision: ListedDecision) -> bool:
        """Whether the decision is meant, but for its subject, which it does not tell."""
        return (
            self.author in {None, decision.author}
            and _within(decision.recorded_at, self.since, self.until)
            and _within(decision.valid_at, self.valid_since, self.valid_until)
            and any(self._answer(summary) for summary in decision.summaries)
        )

    def _answer(self, summary: PlainAnswer) -> bool:
        return (
            self.product in {None, summary["product"]}
            and self.outcome in {None, summary["outcome"]}
            and (self.reason is None or any(self.reason == reason["code"] for reason in summary["reasons"]))
            and (self.rule_set is None or any(self._applied(row) for row in summary["versions"]))
            and (self.reached is None or self._reached(summary))
        )

    def _reached(self, summary: PlainAnswer) -> bool:
        named = (row["ruleSet"] for row in (*summary["versions"], *summary["reasons"]))
        return self.reached in named or not Outcome(summary["outcome"]).is_open

    def _applied(self, row: Mapping[str, object]) -> bool:
        return row["ruleSet"] == self.rule_set and self.version in {None, row["version"]}


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """Some of the decisions that were wanted, newest first; `positions[i]` is the place of `items[i]`.

    more: whether there is more in the direction of reading. resume: where to go on where that is not the outermost
    item's place: a page may hold fewer than were asked for, or none, and yet not be the last, as its cost is bounded.
    """

    items: tuple[ListedDecision, ...]
    positions: tuple[str, ...]
    more: bool
    resume: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many decisions are wanted. exact: False where only the newest were looked through: at least so many."""

    decisions: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What was decided, day by day in UTC. complete: False while older decisions wait to be counted."""

    days: Mapping[date, Tally]
    complete: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """`replayed` when a retry was answered from the first. counted: for the experiments that it met, see `Noted`."""

    decision: RecordedDecision
    replayed: bool
    counted: tuple[Counted, ...] = ()


class TrialRecords(Protocol):
    """What a tenant's experiments came to. Every method is confined to `tenant`."""

    def tally(self, tenant: str, experiment: str, stage: int) -> TrialTally:
        """What a stage came to; nothing where there is no such."""

    def counted(self, tenant: str, experiment: str, stage: int) -> Mapping[str, str]:
        """By the name of each subject's data key, the decision about it that counts in the stage: the first."""

    def shadows(self, tenant: str, decision_id: str) -> tuple[Shadow, ...]:
        """What shadows said beside a decision; none once its facts are gone, and where there is no such decision.

        Raises Refusal UNAVAILABLE "DECISION_DAMAGED" where they are not what the decision's link says.
        """


class DecisionRecords(Protocol):
    """A tenant's recorded decisions. Every method is confined to `tenant`."""

    def record(self, tenant: str, request: DecisionRequest, evaluate: Callable[[], Answered]) -> Recorded:
        """Record the answer that `evaluate` gives, unless this author's key has one on record already: then that.

        Raises Refusal: CONFLICT "KEY_REUSED" (the key belongs to another request), "KEY_SPENT" (it belongs to one
        whose facts were erased, so that the two cannot be compared); TOO_LARGE "FACTS_TOO_LARGE"; UNAVAILABLE; and
        whatever `evaluate` raises, nothing being recorded then.
        """

    @property
    def receipts(self) -> ActReceipts:
        """What became of acts on no document."""

    @property
    def reviews(self) -> ReviewRecords:
        """The reviews of the decisions."""

    @property
    def jobs(self) -> BatchJobs:
        """Batch jobs, whose results are sealed as decisions are."""

    @property
    def trials(self) -> TrialRecords:
        """What experiments came to in these decisions."""

    def read(self, tenant: str, decision_id: str, author: str | None = None) -> RecordedDecision | None:
        """A decision; None if there is none, or none of the author that is named: the two cost the same work.

        Raises Refusal UNAVAILABLE, "DECISION_DAMAGED" after tampering.
        """

    def listed(self, tenant: str, wanted: Wanted, asked: Asked) -> DecisionsPage:
        """A page of the wanted decisions; the cursors in `asked` are positions.

        Raises Refusal UNAVAILABLE; TOO_LARGE "TOO_MANY_PARTNERS" where more than MOST_HOLDERS mean the subject, and no
        author is wanted.
        """

    def holders(self, tenant: str, subject: str) -> tuple[str | None, ...]:
        """Which partners have facts under a name, each of its own; None for those that partners share. See `listed`."""

    def how_many(self, tenant: str, wanted: Wanted) -> Count:
        """How many decisions are wanted, of no one subject: from blocks, so that hardly any of them is read."""

    def opened(self, tenant: str, ids: Sequence[str]) -> Mapping[str, RecordedDecision]:
        """Decisions by their ids, in a few batch reads. Raises Refusal as `read` does."""

    def figures(self, tenant: str, since: date, until: date) -> Figures:
        """What was decided from one day to another, both included; days without decisions are left out."""

    def sample(self, tenant: str, since: datetime, until: datetime, size: int) -> tuple[ListedDecision, ...]:
        """Decisions recorded in [since, until), evenly spread over them, about `size`; all where there are fewer."""

    def index(self, tenant: str, most: int) -> tuple[int, bool]:
        """Index and count what is not yet, about `most` decisions: how many were, and whether all are now."""

    def chains(self, tenant: str) -> Sequence[str]:
        """The names of all chains that there may be decisions in: "0" to "f", and "00" to "ff" where there are many."""

    def chain_end(self, tenant: str, chain: str) -> ChainEnd:
        """Where a chain ends. Raises Refusal INVALID "BAD_CHAIN" where it cannot be the name of one."""

    def chain_ends(self, tenant: str) -> Mapping[str, ChainEnd]:
        """Where all chains end that have a link, by their names, in a few reads."""

    def chain_page(self, tenant: str, chain: str, first: int, after: int) -> tuple[ChainLink, ...]:
        """The next links of a chain after number `after`. Raises Refusal INVALID "BAD_CHAIN"."""

    def erase(self, tenant: str, erasure: Erasure, once: Once | None = None) -> Erased:
        """Make facts of a subject unreadable for good, as far as is said. Each data key goes in a link of its own.

        Raises Refusal NOT_FOUND "UNKNOWN_SUBJECT"; CONFLICT "KEY_REUSED"; UNAVAILABLE: what has gone by then stays so,
        the next try goes on.
        """


def _within(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or since <= moment) and (until is None or moment < until)
