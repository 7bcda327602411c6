"""Every key, attribute and condition of the one table. No other module spells any of them.

    partition                      sort                                  item
    TENANT#HEAD                    KIND#SLUG                             head: the one moving item of a document
    TENANT#REVISION                HEADS                                 how often heads moved, and which did last
    TENANT#DOC#KIND#SLUG           V#number                              version
                                   A#sequence                            activation
                                   R#recorded#sequence                   pointer: activations by time of recording
                                   S#valid_from#sequence                 entry: activations by start
                                   U#valid_until#sequence                pointer: activations by end
                                   P#number                              proposal: moves with every act on it
                                   C#number#comment                      comment on a proposal
                                   L#revision                            link of the audit chain
                                   I#hash of retry key                   receipt of a write that a retry may ask for
                                   N#number                              notice: what of it was told
    TENANT#NOTICED                 KIND#SLUG                             how far a document has been told
                                   BEGUN                                 since when changes are told
    TENANT#TOLD                    told#KIND#SLUG#number                 pointer: notices not handed on to receivers yet
    TENANT#DELIVERY#receiver       KIND#SLUG#number                      delivery of a notice: moves with every try
    TENANT#DELIVERIES              made#receiver#KIND#SLUG#number        pointer: all deliveries
    TENANT#WEBHOOK                 name                                  secrets of a webhook, encrypted, and its key
    TENANT#DUE                     due#receiver#KIND#SLUG#number         pointer: deliveries that are to be tried
    TENANT#OPEN                    KIND#SLUG#number                      pointer: proposals not yet closed
    TENANT#FEED                    recorded#KIND#SLUG#sequence           pointer: all the tenant's activations
    TENANT#EFFECT                  time#KIND#SLUG#sequence#B or E        pointer: where they begin and end
    TENANT#CONTRACT                hash of author#name                   contract query of a caller, with what is sealed
    TENANT#ACCOUNT                 hash of subject                       what a caller has spent; moves when told
    TENANT#POPULATION              name                                  population of a tenant, with its wrapped key
    TENANT#KEYUSE                  name                                  when an API key was used last
    TENANT#DOCUSE                  digest                                how often a trusted document was sent
    TENANT#DOCREFUSED              hash of subject                       what was refused to a caller as not trusted
    TENANT#RECEIPT                 hash of author, act and retry key     receipt of an act on no document; may expire
    TENANT#PEOPLE#name             attempt#number                        piece of a population's rows, encrypted
    TENANT#CONTENT#digest          chunk number                          piece of a canonical form
                                   F#name#number                         piece of a form of it, sealed; may expire
    TENANT#CHAINS                  DIGITS                                how many digits names of chains have at most
    TENANT#CHAIN#lane              HEAD                                  end of one of the chains of decisions
                                   L#number                              pointer: records by their place in the chain
                                   B#number                              block: what so many links in a row tell
    TENANT#FIGURES                 day                                   tally: decisions counted, of links in blocks
                                   day#digit                             the same of chains whose names begin so
    TENANT#RECORD#id               LINK                                  recorded decision or erasure: link of a chain
                                   SEALED                                its facts, encrypted; may expire
                                   REVIEWS                               which reviews the decision has; moves with them
                                   SHADOWS                               what shadows said beside it, encrypted
    TENANT#TRIAL#slug              sequence#lane                         tally: a stage of an experiment, of one chain
    TENANT#TRIAL#slug#sequence     data key's id                         pointer: which decision of a subject it counts
    TENANT#PEPPER                  KEY                                   secret that subjects' pseudonyms are made with
    TENANT#SUBJECT#pseudonym       KEY                                   subject of all partners: its data key
                                   P#pseudonym of partner and subject    subject of one partner: its data key
    TENANT#DATAKEY#id              KEY                                   data key, wrapped; a stone once erased
                                   R#recorded#id                         pointer: records whose facts it seals
                                   CONTACT                               how the subject is told, encrypted
    TENANT#ADVISED                 CHAINS                                up to which decisions people were advised
    TENANT#ADVICE                  id                                    advice to a person: moves with every try
    TENANT#ADVICES                 made#id                               pointer: all advice
    TENANT#ADVICEDUE               due#id                                pointer: advice that is to be sent
    TENANT#JOBS                    hash of author                        which batch jobs are kept for an author
    TENANT#JOB#id                  JOB                                   batch job: moves with every part
                                   KEY                                   its data key, wrapped; a stone once deleted
                                   P#number                              part: what it came to, with R#number#piece
                                   R#number#piece                        piece of a part's answers, encrypted
    TENANT#IMPORT                  BEGUN                                 which export is being written; gone once it is
    -                              READY                                 nothing: read to see whether the table answers

Numbers and times have a fixed width, so that sorting as text is sorting by value. Names come in only as slugs, so
no `#` of a caller can end one part and begin the next.

It is one long file on purpose: that no two kinds of item can meet under one key is seen where all keys stand together.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.time import ValueStart
from creditrules.slugs import is_slug
from creditrules.store.port import AtRevision, Existence, ItemKey, Span

__all__ = [
    "CHUNKS",
    "ENTRY_RECORDED",
    "FROM",
    "LAST_NUMBER",
    "NEVER_OVERWRITTEN",
    "PARTITION",
    "REPLACED",
    "SORT",
    "Effect",
    "Phase",
    "Pointer",
    "account_key",
    "account_unmoved",
    "accounts_span",
    "act_receipt_key",
    "activation_key",
    "advice_due_key",
    "advice_due_span",
    "advice_key",
    "advice_pointer_key",
    "advice_pointers_span",
    "advised_key",
    "all_heads_span",
    "api_key_use_key",
    "begun_key",
    "behind",
    "block_key",
    "blocks_span",
    "chain_head_key",
    "chain_link_key",
    "chain_span",
    "chain_span_between",
    "chains_key",
    "chunk_key",
    "comment_key",
    "comments_span",
    "contact_key",
    "contact_unmoved",
    "contract_key",
    "contracts_span",
    "counted_once",
    "data_key_key",
    "day_of_figures",
    "delivery_key",
    "delivery_pointer_key",
    "delivery_pointers_span",
    "delivery_unmoved",
    "document_refusal_key",
    "document_refusals_span",
    "document_use_key",
    "due_key",
    "due_span",
    "earlier_receipt_key",
    "effect_key",
    "effect_of",
    "effects_span",
    "end_key",
    "ends_span",
    "entries_span",
    "entry_key",
    "entry_of_effect",
    "family_of",
    "feed_key",
    "feed_span",
    "figures_key",
    "figures_span",
    "form_key",
    "form_name",
    "forms_span",
    "head_key",
    "head_unmoved",
    "heads_span",
    "heads_unmoved",
    "import_key",
    "is_advice",
    "is_digest",
    "is_form",
    "job_data_key_key",
    "job_key",
    "job_part_key",
    "job_piece_key",
    "job_unmoved",
    "jobs_key",
    "lane_span",
    "link_key",
    "links_span",
    "narrowed",
    "notice_key",
    "open_key",
    "open_span",
    "partner_subject_key",
    "pepper_key",
    "population_key",
    "population_piece_key",
    "populations_span",
    "probe_key",
    "proposal_key",
    "proposal_unmoved",
    "proposals_span",
    "reached_key",
    "reached_unmoved",
    "read_activation",
    "read_advice_pointer",
    "read_due",
    "read_effect",
    "read_end",
    "read_head_sort",
    "read_lane",
    "read_open",
    "read_pointer",
    "read_recorded",
    "read_sealed_by",
    "read_start",
    "read_told",
    "receipt_key",
    "record_link_key",
    "record_reviews_key",
    "record_sealed_key",
    "record_shadows_key",
    "recorded_key",
    "recorded_span",
    "revision_key",
    "sealed_by_key",
    "sealed_by_span",
    "secrets_unmoved",
    "starts_span",
    "subject_key",
    "subject_place",
    "subjects_span",
    "tenant_of",
    "tenant_prefix",
    "to_utc",
    "told_key",
    "told_span",
    "trial_counted_key",
    "trial_counted_span",
    "trial_key",
    "trial_span",
    "trial_unmoved",
    "value_effect",
    "version_key",
    "versions_span",
    "webhook_key",
]

PARTITION: Final = "pk"
SORT: Final = "sk"
CHUNKS: Final = "chunks"
FROM: Final = "from"
"""Of a pointer to an end: when the activation starts."""

NEVER_OVERWRITTEN: Final = Existence.ABSENT
"""Protects facts: what is recorded stays as it was."""
REPLACED: Final = Existence.PRESENT
"""Protects an erasure: whoever takes the place of something has seen that it is there, and has its traces wiped."""
ENTRY_RECORDED: Final = Existence.PRESENT
"""Protects against inventing history: a cancellation may only mark an entry that is there."""

_WIDTH: Final = 10
_KINDS: Final = frozenset(DocumentKind)
_OF_DOCUMENT: Final = 4
"""Parts of the name of a document's partition."""
LAST_NUMBER: Final = 10**_WIDTH - 1
"""The largest number of a version or activation that a key can carry."""
_AFTER_ALL: Final = "~"
_EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime.max.replace(tzinfo=UTC)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ADVICE: Final = re.compile(r"adv_[0-9a-f]{40}")


@dataclass(frozen=True, slots=True, order=True)
class Pointer:
    """Where an activation stands among others; sorts as the feed does."""

    recorded: str
    key: DocumentKey
    sequence: int


class Phase(StrEnum):
    """What of an activation lies at a moment: that it was recorded, begins, comes to another of its values, or ends.

    Their letters are in that order, since they sort what lies at one moment.
    """

    RECORDED = "A"
    BEGINS = "B"
    VALUE = "D"
    ENDS = "E"


@dataclass(frozen=True, slots=True, order=True)
class Effect:
    """Where something of an activation lies among others; sorts as the pointers by effect do.

    start: its beginning; where that it was recorded is meant, the moment of that, as the beginning is not known yet.
    value: which, where one of its values is meant.
    """

    at: str
    key: DocumentKey
    sequence: int
    phase: Phase
    start: str = field(compare=False)
    value: ValueStart | None = field(default=None, compare=False)


def head_unmoved(revision: int) -> AtRevision:
    """Protects against lost updates: of two writers that read the same head one wins."""
    return AtRevision(revision)


def heads_unmoved(revision: int) -> AtRevision:
    """Protects what is said of moved heads: of two that move at once each is told of, so that no reader misses one."""
    return AtRevision(revision)


def proposal_unmoved(revision: int) -> AtRevision:
    """Protects against judging what was edited meanwhile: an act on a proposal holds for what it was when read."""
    return AtRevision(revision)


def job_unmoved(revision: int) -> AtRevision:
    """Protects a job's progress, and its end: a part counts once, and no part comes to a job that has ended."""
    return AtRevision(revision)


def trial_unmoved(revision: int) -> AtRevision:
    """Protects the counters of experiments: every decision counts once."""
    return AtRevision(revision)


def account_unmoved(revision: int) -> AtRevision:
    """Protects what callers have spent: of two processes that tell of it at once neither is lost."""
    return AtRevision(revision)


def counted_once(revision: int) -> AtRevision:
    """Protects counters: what two processes count at once is counted of both."""
    return AtRevision(revision)


def head_key(tenant: str, key: DocumentKey) -> ItemKey:
    """The head of a document."""
    return ItemKey(_heads(tenant), f"{key.kind}#{_slug(key.slug)}")


def revision_key(tenant: str) -> ItemKey:
    """How often heads of a tenant moved."""
    return ItemKey(f"{_tenant(tenant)}#REVISION", "HEADS")


def version_key(tenant: str, key: DocumentKey, number: int) -> ItemKey:
    """One version."""
    return ItemKey(_document(tenant, key), f"V#{_number(number)}")


def activation_key(tenant: str, key: DocumentKey, sequence: int) -> ItemKey:
    """One activation."""
    return ItemKey(_document(tenant, key), f"A#{_number(sequence)}")


def recorded_key(tenant: str, key: DocumentKey, recorded_at: datetime, sequence: int) -> ItemKey:
    """The pointer that orders a document's activations by recording."""
    return ItemKey(_document(tenant, key), f"R#{_stamp(recorded_at)}#{_number(sequence)}")


def entry_key(tenant: str, key: DocumentKey, valid_from: datetime, sequence: int) -> ItemKey:
    """The entry that orders a document's activations by start; later recorded ones of the same start come later."""
    return ItemKey(_document(tenant, key), f"S#{_stamp(valid_from)}#{_number(sequence)}")


def end_key(tenant: str, key: DocumentKey, valid_until: datetime, sequence: int) -> ItemKey:
    """The pointer that orders a document's activations by end, where they have one."""
    return ItemKey(_document(tenant, key), f"U#{_stamp(valid_until)}#{_number(sequence)}")


def entry_of_effect(tenant: str, effect: Effect) -> ItemKey:
    """The entry of the activation that begins or ends there."""
    return ItemKey(_document(tenant, effect.key), f"S#{effect.start}#{_number(effect.sequence)}")


def effect_key(tenant: str, effect: Effect) -> ItemKey:
    """The pointer that orders where all the tenant's activations begin and end."""
    name = f"{effect.key.kind}#{_slug(effect.key.slug)}#{_number(effect.sequence)}"
    return ItemKey(_effects(tenant), f"{effect.at}#{name}#{effect.phase}")


def effect_of(key: DocumentKey, sequence: int, valid_from: datetime, valid_until: datetime | None = None) -> Effect:
    """Where an activation begins; where it ends, if that is given."""
    start = _stamp(valid_from)
    if valid_until is None:
        return Effect(start, key, sequence, Phase.BEGINS, start)
    return Effect(_stamp(valid_until), key, sequence, Phase.ENDS, start)


def value_effect(value: ValueStart) -> Effect:
    """Where one of the values of a parameter's version comes."""
    at = _stamp(value.at)
    return Effect(at, value.key, value.sequence, Phase.VALUE, _stamp(value.begun), value)


def proposal_key(tenant: str, key: DocumentKey, number: int) -> ItemKey:
    """One proposal."""
    return ItemKey(_document(tenant, key), f"P#{_number(number)}")


def comment_key(tenant: str, key: DocumentKey, number: int, comment: int) -> ItemKey:
    """One comment on a proposal."""
    return ItemKey(_document(tenant, key), f"C#{_number(number)}#{_number(comment)}")


def open_key(tenant: str, key: DocumentKey, number: int) -> ItemKey:
    """The pointer to a proposal of which something may still become."""
    return ItemKey(_open(tenant), f"{key.kind}#{_slug(key.slug)}#{_number(number)}")


def link_key(tenant: str, key: DocumentKey, revision: int) -> ItemKey:
    """The link of the audit chain that moved the head to `revision`."""
    return ItemKey(_document(tenant, key), f"L#{_number(revision)}")


def receipt_key(tenant: str, key: DocumentKey, author: str, retry_key: str) -> ItemKey:
    """What a retry looks up, of each author its own; any text may be a retry key, hence the hashes."""
    names = (sha256(name.encode("utf-8", "surrogatepass")).digest() for name in (author, retry_key))
    return ItemKey(_document(tenant, key), f"I#{sha256(b''.join(names)).hexdigest()}")


def earlier_receipt_key(tenant: str, key: DocumentKey, retry_key: str) -> ItemKey:
    """Where earlier releases kept it: one for all authors of a document."""
    name = sha256(retry_key.encode("utf-8", "surrogatepass")).hexdigest()
    return ItemKey(_document(tenant, key), f"I#{name}")


def feed_key(tenant: str, key: DocumentKey, recorded_at: datetime, sequence: int) -> ItemKey:
    """The pointer that orders all the tenant's activations by recording."""
    return ItemKey(_feed(tenant), f"{_stamp(recorded_at)}#{key.kind}#{_slug(key.slug)}#{_number(sequence)}")


def account_key(tenant: str, subject: str) -> ItemKey:
    """What a caller has spent; any text may be a subject, hence its hash."""
    return ItemKey(f"{_tenant(tenant)}#ACCOUNT", sha256(subject.encode("utf-8", "surrogatepass")).hexdigest())


def accounts_span(tenant: str) -> Span:
    """What all callers of a tenant have spent."""
    return Span(f"{_tenant(tenant)}#ACCOUNT", "0", _AFTER_ALL)


def reached_unmoved(revision: int) -> AtRevision:
    """Protects against telling twice: of two that tell of a document at once one puts notices on record."""
    return AtRevision(revision)


def delivery_unmoved(revision: int) -> AtRevision:
    """Protects what became of a delivery, and has one at a time try it."""
    return AtRevision(revision)


def secrets_unmoved(revision: int) -> AtRevision:
    """Protects secrets of webhooks: of two that are made at once neither is lost."""
    return AtRevision(revision)


def webhook_key(tenant: str, webhook: str) -> ItemKey:
    """The secrets of a webhook."""
    return ItemKey(f"{_tenant(tenant)}#WEBHOOK", _slug(webhook))


def notice_key(tenant: str, key: DocumentKey, number: int) -> ItemKey:
    """A notice of a document."""
    return ItemKey(_document(tenant, key), f"N#{_number(number)}")


def reached_key(tenant: str, key: DocumentKey) -> ItemKey:
    """How far a document has been told."""
    return ItemKey(f"{_tenant(tenant)}#NOTICED", f"{key.kind}#{_slug(key.slug)}")


def begun_key(tenant: str) -> ItemKey:
    """Since when a tenant's changes are told."""
    return ItemKey(f"{_tenant(tenant)}#NOTICED", "BEGUN")


def read_activation(partition: str, sort: str) -> tuple[str, DocumentKey] | None:
    """Of which document of which tenant an item is an activation; None where it is none."""
    parts = partition.split("#")
    if len(parts) != _OF_DOCUMENT or parts[1] != "DOC" or parts[2] not in _KINDS or not sort.startswith("A#"):
        return None
    return parts[0], DocumentKey(DocumentKind(parts[2]), parts[3])


def told_key(tenant: str, told_at: datetime, key: DocumentKey, number: int) -> ItemKey:
    """The pointer to a notice that is to be handed on."""
    return ItemKey(f"{_tenant(tenant)}#TOLD", f"{_stamp(told_at)}#{_lane(key, number)}")


def told_span(tenant: str) -> Span:
    """All that is to be handed on, the first told first."""
    return Span(f"{_tenant(tenant)}#TOLD", "0", _AFTER_ALL)


def read_told(sort: str) -> tuple[DocumentKey, int]:
    """The document and the number of the notice that such a pointer spells."""
    return read_lane(sort.partition("#")[2])


def delivery_key(tenant: str, receiver: str, key: DocumentKey, number: int) -> ItemKey:
    """The delivery of a notice to a receiver."""
    return ItemKey(_deliveries(tenant, receiver), _lane(key, number))


def lane_span(tenant: str, receiver: str, key: DocumentKey, low: int, high: int | None) -> Span:
    """A receiver's deliveries of a document, from one number to another, both included; None: to the last."""
    last = f"{key.kind}#{_slug(key.slug)}#{_AFTER_ALL}" if high is None else _lane(key, high)
    return Span(_deliveries(tenant, receiver), _lane(key, low), last)


def read_lane(sort: str) -> tuple[DocumentKey, int]:
    """The document and the number that the sort key of a delivery spells."""
    kind, slug, number = sort.split("#")
    return DocumentKey(DocumentKind(kind), slug), int(number)


def delivery_pointer_key(tenant: str, made_at: datetime, receiver: str, key: DocumentKey, number: int) -> ItemKey:
    """The pointer that orders all deliveries of a tenant by when they were made."""
    return ItemKey(f"{_tenant(tenant)}#DELIVERIES", f"{_stamp(made_at)}#{_slug(receiver)}#{_lane(key, number)}")


def delivery_pointers_span(tenant: str) -> Span:
    """All deliveries of a tenant."""
    return Span(f"{_tenant(tenant)}#DELIVERIES", "0", _AFTER_ALL)


def due_key(tenant: str, due: datetime, receiver: str, key: DocumentKey, number: int) -> ItemKey:
    """The pointer to a delivery that is to be tried."""
    return ItemKey(f"{_tenant(tenant)}#DUE", f"{_stamp(due)}#{_slug(receiver)}#{_lane(key, number)}")


def due_span(tenant: str, until: datetime | None) -> Span:
    """What is to be tried by a moment, that included; None: all."""
    return Span(f"{_tenant(tenant)}#DUE", "0", _AFTER_ALL if until is None else f"{_stamp(until)}#{_AFTER_ALL}")


def read_due(sort: str) -> tuple[datetime, tuple[str, DocumentKey, int]]:
    """When, and of which receiver, document and number, by the sort key of a pointer to a delivery."""
    stamp, receiver, lane = sort.split("#", 2)
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC), (receiver, *read_lane(lane))


def act_receipt_key(tenant: str, named: str) -> ItemKey:
    """What a retry of an act on no document looks up; `named` is a keyed hash of author, operation and retry key."""
    return ItemKey(f"{_tenant(tenant)}#RECEIPT", named)


def population_key(tenant: str, name: str) -> ItemKey:
    """A population that a tenant keeps."""
    return ItemKey(_populations(tenant), _slug(name))


def populations_span(tenant: str) -> Span:
    """All populations of a tenant."""
    return Span(_populations(tenant), "0", _AFTER_ALL)


def population_piece_key(tenant: str, name: str, attempt: str, piece: int) -> ItemKey:
    """A piece of a population's rows; every writing of a population has pieces of its own."""
    return ItemKey(f"{_tenant(tenant)}#PEOPLE#{_slug(name)}", f"{attempt}#{_number(piece)}")


def chunk_key(tenant: str, digest: str, chunk: int) -> ItemKey:
    """One piece of a canonical form; `digest` must be one (`is_digest`)."""
    return ItemKey(f"{_tenant(tenant)}#CONTENT#{digest}", f"{chunk:04d}")


def form_key(tenant: str, digest: str, name: str, piece: int) -> ItemKey:
    """One piece of a compiled form by its name, beside the content that it is of."""
    return ItemKey(f"{_tenant(tenant)}#CONTENT#{digest}", f"F#{name}#{_number(piece)}")


def forms_span(tenant: str, digest: str) -> Span:
    """The pieces of all compiled forms of a content."""
    return Span(f"{_tenant(tenant)}#CONTENT#{digest}", "F#", f"F#{_AFTER_ALL}")


def form_name(place: ItemKey) -> str:
    """The name of the form that a piece of `forms_span` is of."""
    return place.sort.removeprefix("F#").rpartition("#")[0]


def contract_key(tenant: str, author: str, name: str) -> ItemKey:
    """A contract query; any text may be an author, hence its hash."""
    return ItemKey(_contracts(tenant), f"{sha256(author.encode('utf-8', 'surrogatepass')).hexdigest()}#{_slug(name)}")


def contracts_span(tenant: str) -> Span:
    """All contract queries of a tenant."""
    return Span(_contracts(tenant), "0", _AFTER_ALL)


def chains_key(tenant: str) -> ItemKey:
    """How many digits the names of chains of decisions have at most; nothing where it is one."""
    return ItemKey(f"{_tenant(tenant)}#CHAINS", "DIGITS")


def chain_head_key(tenant: str, lane: str) -> ItemKey:
    """The end of a chain of decisions."""
    return ItemKey(_chain(tenant, lane), "HEAD")


def chain_link_key(tenant: str, lane: str, number: int) -> ItemKey:
    """The pointer to the record that is link `number` of a chain of decisions."""
    return ItemKey(_chain(tenant, lane), f"L#{_number(number)}")


def chain_span(tenant: str, lane: str, after: int) -> Span:
    """The pointers of a chain of decisions after link `after`."""
    return Span(_chain(tenant, lane), f"L#{_number(after + 1)}", f"L#{_AFTER_ALL}")


def chain_span_between(tenant: str, lane: str, above: int, number: int) -> Span:
    """The pointers of a chain of decisions after link `above` up to link `number`."""
    return Span(_chain(tenant, lane), f"L#{_number(above + 1)}", f"L#{_number(number)}")


def block_key(tenant: str, lane: str, number: int) -> ItemKey:
    """What the links of one block of a chain of decisions tell; blocks are counted from 0."""
    return ItemKey(_chain(tenant, lane), f"B#{_number(number)}")


def blocks_span(tenant: str, lane: str, low: int, high: int) -> Span:
    """The blocks of a chain of decisions from one number to another, both included."""
    return Span(_chain(tenant, lane), f"B#{_number(low)}", f"B#{_number(high)}")


def figures_key(tenant: str, day: date, lane: str) -> ItemKey:
    """What was decided on a day in UTC, and is counted where the blocks of a chain are."""
    part = "" if len(lane) == 1 else f"#{lane[0]}"
    return ItemKey(f"{_tenant(tenant)}#FIGURES", f"{day.isoformat()}{part}")


def day_of_figures(sort: str) -> date:
    """The day that a sort key of figures is of."""
    return date.fromisoformat(sort.partition("#")[0])


def figures_span(tenant: str, since: date, until: date) -> Span:
    """What was decided from one day to another, both included."""
    return Span(f"{_tenant(tenant)}#FIGURES", since.isoformat(), f"{until.isoformat()}#{_AFTER_ALL}")


def sealed_by_key(tenant: str, data_key: str, recorded_at: datetime, record: str) -> ItemKey:
    """The pointer to a record from the data key that its facts are sealed with."""
    return ItemKey(f"{_tenant(tenant)}#DATAKEY#{data_key}", f"R#{_stamp(recorded_at)}#{record}")


def sealed_by_span(tenant: str, data_key: str, low: str | None, high: str | None) -> Span:
    """The pointers to the records that were sealed with a data key, between two sort keys, both included."""
    return Span(f"{_tenant(tenant)}#DATAKEY#{data_key}", low or "R#", high or f"R#{_AFTER_ALL}")


def read_sealed_by(sort: str) -> str:
    """The record that the sort key of a pointer from a data key spells."""
    return sort.rpartition("#")[2]


def record_link_key(tenant: str, record: str) -> ItemKey:
    """A recorded decision or erasure."""
    return ItemKey(f"{_tenant(tenant)}#RECORD#{record}", "LINK")


def record_reviews_key(tenant: str, record: str) -> ItemKey:
    """Which reviews a recorded decision has."""
    return ItemKey(f"{_tenant(tenant)}#RECORD#{record}", "REVIEWS")


def record_sealed_key(tenant: str, record: str) -> ItemKey:
    """The encrypted part of a recorded decision."""
    return ItemKey(f"{_tenant(tenant)}#RECORD#{record}", "SEALED")


def record_shadows_key(tenant: str, record: str) -> ItemKey:
    """What shadows said beside a recorded decision."""
    return ItemKey(f"{_tenant(tenant)}#RECORD#{record}", "SHADOWS")


def trial_key(tenant: str, experiment: str, stage: int, lane: str) -> ItemKey:
    """What a stage of an experiment came to in the decisions of one chain."""
    return ItemKey(_trial(tenant, experiment), f"{_number(stage)}#{lane}")


def trial_span(tenant: str, experiment: str, stage: int) -> Span:
    """The same of all chains."""
    return Span(_trial(tenant, experiment), f"{_number(stage)}#", f"{_number(stage)}#{_AFTER_ALL}")


def trial_counted_key(tenant: str, experiment: str, stage: int, data_key: str) -> ItemKey:
    """Which decision about a subject a stage of an experiment counts."""
    return ItemKey(f"{_trial(tenant, experiment)}#{_number(stage)}", data_key)


def trial_counted_span(tenant: str, experiment: str, stage: int) -> Span:
    """The same of all subjects."""
    return Span(f"{_trial(tenant, experiment)}#{_number(stage)}", "0", _AFTER_ALL)


def pepper_key(tenant: str) -> ItemKey:
    """The wrapped secret that pseudonyms of subjects are made with."""
    return ItemKey(f"{_tenant(tenant)}#PEPPER", "KEY")


def subject_key(tenant: str, pseudonym: str) -> ItemKey:
    """A subject that all partners mean by its name."""
    return ItemKey(_subject(tenant, pseudonym), "KEY")


def partner_subject_key(tenant: str, pseudonym: str, own: str) -> ItemKey:
    """A subject that one partner means by its name; own: the pseudonym of partner and name."""
    return ItemKey(_subject(tenant, pseudonym), f"P#{own}")


def subject_place(tenant: str, partition: str, sort: str) -> ItemKey:
    """Where a subject lies, as it was noted elsewhere. Raises ValueError where no subject can lie there."""
    beginning = _subject(tenant, "")
    one = partition.startswith(beginning) and is_digest(partition.removeprefix(beginning))
    if not one or not (sort == "KEY" or (sort.startswith("P#") and is_digest(sort.removeprefix("P#")))):
        raise ValueError("no subject lies there")
    return ItemKey(partition, sort)


def subjects_span(tenant: str, pseudonym: str) -> Span:
    """All that are meant by one name, by whomever."""
    return Span(_subject(tenant, pseudonym), "KEY", f"P#{_AFTER_ALL}")


def data_key_key(tenant: str, data_key: str) -> ItemKey:
    """A subject's wrapped data key."""
    return ItemKey(f"{_tenant(tenant)}#DATAKEY#{data_key}", "KEY")


def contact_key(tenant: str, data_key: str) -> ItemKey:
    """How the subject is told whose data key that is."""
    return ItemKey(f"{_tenant(tenant)}#DATAKEY#{data_key}", "CONTACT")


def contact_unmoved(revision: int) -> AtRevision:
    """Protects what people said, and what they were told: of two that write at once neither is lost."""
    return AtRevision(revision)


def advised_key(tenant: str) -> ItemKey:
    """Up to which decisions of each chain people were advised."""
    return ItemKey(f"{_tenant(tenant)}#ADVISED", "CHAINS")


def is_advice(text: str) -> bool:
    """Whether it is spelt as an id of advice."""
    return _ADVICE.fullmatch(text) is not None


def advice_key(tenant: str, advice: str) -> ItemKey:
    """Advice to a person; `advice` must be an id of one (`is_advice`)."""
    return ItemKey(f"{_tenant(tenant)}#ADVICE", advice)


def advice_pointer_key(tenant: str, made_at: datetime, advice: str) -> ItemKey:
    """The pointer that orders all advice of a tenant by when it was made."""
    return ItemKey(f"{_tenant(tenant)}#ADVICES", f"{_stamp(made_at)}#{advice}")


def advice_pointers_span(tenant: str) -> Span:
    """All advice of a tenant."""
    return Span(f"{_tenant(tenant)}#ADVICES", "0", _AFTER_ALL)


def advice_due_key(tenant: str, due: datetime, advice: str) -> ItemKey:
    """The pointer to advice that is to be sent."""
    return ItemKey(f"{_tenant(tenant)}#ADVICEDUE", f"{_stamp(due)}#{advice}")


def advice_due_span(tenant: str, until: datetime) -> Span:
    """Advice that is to be sent by then."""
    return Span(f"{_tenant(tenant)}#ADVICEDUE", "0", f"{_stamp(until)}#{_AFTER_ALL}")


def read_advice_pointer(sort: str) -> str:
    """The id that the sort key of a pointer to advice spells."""
    return sort.rpartition("#")[2]


def jobs_key(tenant: str, author: str) -> ItemKey:
    """Which batch jobs are kept for an author; any text may be one, hence its hash."""
    return ItemKey(f"{_tenant(tenant)}#JOBS", sha256(author.encode("utf-8", "surrogatepass")).hexdigest())


def job_key(tenant: str, job: str) -> ItemKey:
    """A batch job; `job` must be a digest (`is_digest`)."""
    return ItemKey(_job(tenant, job), "JOB")


def job_data_key_key(tenant: str, job: str) -> ItemKey:
    """The wrapped data key of a batch job."""
    return ItemKey(_job(tenant, job), "KEY")


def job_part_key(tenant: str, job: str, number: int) -> ItemKey:
    """What a part of a batch job came to."""
    return ItemKey(_job(tenant, job), f"P#{_number(number)}")


def job_piece_key(tenant: str, job: str, number: int, piece: int) -> ItemKey:
    """One piece of the answers to a part of a batch job."""
    return ItemKey(_job(tenant, job), f"R#{_number(number)}#{piece:04d}")


def api_key_use_key(tenant: str, name: str) -> ItemKey:
    """When an API key was used last; `name` is one that was made here."""
    return ItemKey(f"{_tenant(tenant)}#KEYUSE", name)


def document_use_key(tenant: str, digest: str) -> ItemKey:
    """How often a trusted document was sent; `digest` must be one (`is_digest`)."""
    return ItemKey(f"{_tenant(tenant)}#DOCUSE", digest)


def document_refusal_key(tenant: str, subject: str) -> ItemKey:
    """What was refused to a caller; any text may be a subject, hence its hash."""
    return ItemKey(f"{_tenant(tenant)}#DOCREFUSED", sha256(subject.encode("utf-8", "surrogatepass")).hexdigest())


def document_refusals_span(tenant: str) -> Span:
    """What was refused to all callers of a tenant."""
    return Span(f"{_tenant(tenant)}#DOCREFUSED", "0", _AFTER_ALL)


def tenant_of(partition: str) -> str:
    """The tenant that a partition belongs to."""
    return partition.partition("#")[0]


def tenant_prefix(tenant: str) -> str:
    """What all partitions of a tenant begin with, and no others."""
    return f"{_tenant(tenant)}#"


def family_of(partition: str) -> str:
    """What the items of a partition are about: the word behind the tenant."""
    return partition.partition("#")[2].partition("#")[0]


def is_form(key: ItemKey) -> bool:
    """Whether it is a piece of a compiled form, which can be made again of the content that it lies beside."""
    return family_of(key.partition) == "CONTENT" and key.sort.startswith("F#")


def import_key(tenant: str) -> ItemKey:
    """The note that a tenant is being written from an export."""
    return ItemKey(f"{_tenant(tenant)}#IMPORT", "BEGUN")


def behind(tenant: str) -> str:
    """What sorts behind all partitions of a tenant, and before those of the next."""
    return f"{tenant}$"  # the next sign after `#`; all signs of slugs come later


def heads_span(tenant: str, kind: DocumentKind) -> Span:
    """The heads of a kind, by slug."""
    return Span(_heads(tenant), f"{kind}#", f"{kind}#{_AFTER_ALL}")


def all_heads_span(tenant: str) -> Span:
    """The heads of all documents of a tenant, kind by kind."""
    return Span(_heads(tenant), "#", _AFTER_ALL)


def read_head_sort(sort: str) -> DocumentKey:
    """The document that the sort key of a head spells."""
    kind, slug = sort.split("#")
    return DocumentKey(DocumentKind(kind), slug)


def versions_span(tenant: str, key: DocumentKey) -> Span:
    """The versions, by number."""
    return Span(_document(tenant, key), "V#", f"V#{_AFTER_ALL}")


def proposals_span(tenant: str, key: DocumentKey) -> Span:
    """The proposals, by number."""
    return Span(_document(tenant, key), "P#", f"P#{_AFTER_ALL}")


def comments_span(tenant: str, key: DocumentKey, number: int) -> Span:
    """The comments on a proposal, by number."""
    prefix = f"C#{_number(number)}#"
    return Span(_document(tenant, key), prefix, f"{prefix}{_AFTER_ALL}")


def open_span(tenant: str) -> Span:
    """The pointers to open proposals."""
    return Span(_open(tenant), "0", _AFTER_ALL)


def read_open(sort: str) -> tuple[DocumentKey, int]:
    """The document and number that the sort key of a pointer to an open proposal spells."""
    kind, slug, number = sort.split("#")
    return DocumentKey(DocumentKind(kind), slug), int(number)


def links_span(tenant: str, key: DocumentKey) -> Span:
    """The links of the audit chain."""
    return Span(_document(tenant, key), "L#", f"L#{_AFTER_ALL}")


def entries_span(tenant: str, key: DocumentKey, valid_at: datetime) -> Span:
    """The activations that start at `valid_at` or before."""
    return Span(_document(tenant, key), "S#", f"S#{_stamp(valid_at)}#{_AFTER_ALL}")


def starts_span(tenant: str, key: DocumentKey, begin: datetime | None, end: datetime | None) -> Span:
    """The document's entries of activations that start in [begin, end)."""
    return _between(_document(tenant, key), "S#", begin, end)


def ends_span(tenant: str, key: DocumentKey, begin: datetime | None, end: datetime | None) -> Span:
    """The document's pointers to activations that end in [begin, end)."""
    return _between(_document(tenant, key), "U#", begin, end)


def effects_span(tenant: str, begin: datetime | None, end: datetime | None) -> Span:
    """The tenant's pointers by effect to what begins or ends in [begin, end)."""
    return _between(_effects(tenant), "", begin, end)


def recorded_span(tenant: str, key: DocumentKey, since: datetime | None, until: datetime | None) -> Span:
    """The document's pointers recorded in [since, until)."""
    return _between(_document(tenant, key), "R#", since, until)


def feed_span(tenant: str, since: datetime | None, until: datetime | None) -> Span:
    """The tenant's pointers recorded in [since, until)."""
    return _between(_feed(tenant), "", since, until)


def narrowed(span: Span, after: str | None, before: str | None) -> Span:
    """A span of pointers by time, cut to those from the time `before` to the time `after`, both in it.

    It is read with the latest first, so that what comes behind `after` is no later.
    """
    prefix = span.high[:2] if span.high[1:2] == "#" else ""
    low = span.low if before is None else max(span.low, f"{prefix}{before}")
    high = span.high if after is None else min(span.high, f"{prefix}{after}#{_AFTER_ALL}")
    return Span(span.partition, low, high)


def read_pointer(key: DocumentKey | None, sort: str) -> Pointer:
    """The pointer that a sort key of the feed, or of the document `key`, spells."""
    if key is not None:
        _, recorded, number = sort.split("#")
        return Pointer(recorded, key, int(number))
    recorded, kind, slug, number = sort.split("#")
    return Pointer(recorded, DocumentKey(DocumentKind(kind), slug), int(number))


def read_effect(sort: str, start: str | None) -> Effect:
    """What a sort key of the pointers by effect spells. start: what the pointer says of it, if anything."""
    at, kind, slug, number, phase = sort.split("#")
    return Effect(at, DocumentKey(DocumentKind(kind), slug), int(number), Phase(phase), start or at)


def read_recorded(pointer: Pointer) -> Effect:
    """Where an activation was recorded, by its pointer."""
    return Effect(pointer.recorded, pointer.key, pointer.sequence, Phase.RECORDED, pointer.recorded)


def read_start(key: DocumentKey, sort: str) -> Effect:
    """Where the activation begins whose entry has that sort key."""
    _, at, number = sort.split("#")
    return Effect(at, key, int(number), Phase.BEGINS, start=at)


def read_end(key: DocumentKey, sort: str, start: str) -> Effect:
    """Where the activation ends whose pointer by end has that sort key."""
    _, at, number = sort.split("#")
    return Effect(at, key, int(number), Phase.ENDS, start=start)


def is_digest(text: str) -> bool:
    """Whether `text` is a SHA-256 in lower-case hexadecimal."""
    return _DIGEST.fullmatch(text) is not None


def to_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises Refusal INVALID "NAIVE_TIME" or "TIME_OUT_OF_RANGE" (before 1900, after 9999)."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise Refusal(Kind.INVALID, "NAIVE_TIME", f'The time "{moment}" has no zone.', hint='Add one, such as "Z".')
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        utc = None
    if utc is None or not _EARLIEST <= utc <= _LATEST:
        raise Refusal(Kind.INVALID, "TIME_OUT_OF_RANGE", f'The time "{moment}" does not lie in the years 1900 to 9999.')
    return utc


def probe_key() -> ItemKey:
    """Where nothing ever is; no tenant's slug is the one character of its partition."""
    return ItemKey("-", "READY")


def _heads(tenant: str) -> str:
    return f"{_tenant(tenant)}#HEAD"


def _document(tenant: str, key: DocumentKey) -> str:
    return f"{_tenant(tenant)}#DOC#{key.kind}#{_slug(key.slug)}"


def _open(tenant: str) -> str:
    return f"{_tenant(tenant)}#OPEN"


def _contracts(tenant: str) -> str:
    return f"{_tenant(tenant)}#CONTRACT"


def _populations(tenant: str) -> str:
    return f"{_tenant(tenant)}#POPULATION"


def _chain(tenant: str, lane: str) -> str:
    return f"{_tenant(tenant)}#CHAIN#{lane}"


def _job(tenant: str, job: str) -> str:
    return f"{_tenant(tenant)}#JOB#{job}"


def _deliveries(tenant: str, receiver: str) -> str:
    return f"{_tenant(tenant)}#DELIVERY#{_slug(receiver)}"


def _lane(key: DocumentKey, number: int) -> str:
    return f"{key.kind}#{_slug(key.slug)}#{_number(number)}"


def _subject(tenant: str, pseudonym: str) -> str:
    return f"{_tenant(tenant)}#SUBJECT#{pseudonym}"


def _trial(tenant: str, experiment: str) -> str:
    return f"{_tenant(tenant)}#TRIAL#{_slug(experiment)}"


def _feed(tenant: str) -> str:
    return f"{_tenant(tenant)}#FEED"


def _effects(tenant: str) -> str:
    return f"{_tenant(tenant)}#EFFECT"


def _between(partition: str, prefix: str, begin: datetime | None, end: datetime | None) -> Span:
    low = _stamp(begin) if begin else "" if prefix else "0"
    return Span(partition, f"{prefix}{low}", f"{prefix}{_stamp(end) if end else _AFTER_ALL}")


def _tenant(tenant: str) -> str:
    if not is_slug(tenant):
        raise Refusal(Kind.INVALID, "BAD_TENANT", "That cannot be a tenant.", hint=_SLUG_HINT)
    return tenant


def _slug(slug: str) -> str:
    if not is_slug(slug):
        raise Refusal(Kind.INVALID, "BAD_SLUG", "That cannot be a slug.", ("slug",), _SLUG_HINT)
    return slug


_SLUG_HINT: Final = "Use 1 to 64 lower-case letters, digits and inner hyphens."


def _stamp(moment: datetime) -> str:
    return to_utc(moment).replace(tzinfo=None).isoformat(timespec="microseconds")


def _number(number: int) -> str:
    return f"{number:0{_WIDTH}d}"
