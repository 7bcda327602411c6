"""The port between the store and its table: four calls, what they take, and how they fail. Knows no database.

A table holds items by two-part keys. Within a partition items lie in the order of their sort keys' UTF-8 bytes. All
reads see every write that was acknowledged before. The limits are DynamoDB's, and they hold on every table, so that
what can be stored in one can be stored in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, StrEnum
from typing import Any, Final, Protocol

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass

__all__ = [
    "BODY",
    "EXPIRES",
    "MOST_ITEM_BYTES",
    "MOST_TRANSACTION_BYTES",
    "MOST_WRITES",
    "REVISION",
    "AtRevision",
    "BadWrite",
    "Condition",
    "Delete",
    "Existence",
    "Heard",
    "Item",
    "ItemKey",
    "Put",
    "Span",
    "Table",
    "Unacknowledged",
    "check_items",
    "check_writes",
    "unavailable",
]

BODY: Final = "body"
"""The one attribute that may be bytes."""
REVISION: Final = "revision"
"""The attribute, a whole number, that `AtRevision` looks at."""
EXPIRES: Final = "expires"
"""Seconds since 1970 after which the table may delete the item, at a time of its own choosing."""

MOST_ITEM_BYTES: Final = 400 * 1024
MOST_WRITES: Final = 100
MOST_TRANSACTION_BYTES: Final = 4 << 20

Item = Mapping[str, Any]
"""Attributes without the key, by their names: `BODY` in bytes, others in text and whole numbers."""


@dataclass(frozen=True, slots=True)
class ItemKey:
    """The key of one item."""

    partition: str
    sort: str


@dataclass(frozen=True, slots=True)
class Span:
    """The items of one partition whose sort keys lie between `low` and `high`, both included."""

    partition: str
    low: str
    high: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing can lie in it; DynamoDB refuses to be asked for such a span."""
        return self.low.encode() > self.high.encode()


class Existence(Enum):
    """Whether there may be, or must be, an item where one is put."""

    ABSENT = "absent"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class AtRevision:
    """There must be an item whose `REVISION` is this."""

    revision: int


Condition = Existence | AtRevision
"""The three conditions there are."""


@dataclass(frozen=True, slots=True)
class Put:
    """One item of a transaction and the condition under which it may be written."""

    key: ItemKey
    attributes: Item
    condition: Condition = Existence.ABSENT


@dataclass(frozen=True, slots=True)
class Delete:
    """A pointer that goes with a transaction, whether or not it is there; facts never do."""

    key: ItemKey


class Heard(StrEnum):
    """What was heard instead of an acknowledgement."""

    CONDITION = "CONDITION"
    """Some conditions do not hold."""
    RIVAL = "RIVAL"
    """Another transaction was about the same items."""
    OVERLOAD = "OVERLOAD"
    """The database asks for patience."""
    SILENCE = "SILENCE"
    """An error, or nothing in time."""


class Unacknowledged(Exception):
    """A transaction that was not acknowledged. failed: the places of the writes whose conditions did not hold."""

    def __init__(self, reason: Heard, failed: tuple[int, ...] = ()) -> None:
        super().__init__(f"not acknowledged: {reason}")
        self.reason = reason
        self.failed = failed


class BadWrite(ValueError):
    """A write that no table takes, a defect of the caller: too large, too many at once, or the same item twice."""


class Table(Protocol):
    """The four calls. Safe to share between threads.

    All raise Refusal UNAVAILABLE: "STORE_UNAVAILABLE", "STORE_REFUSED" where the service may not use it, and of a table
    in a file "STORE_FULL", "STORE_READ_ONLY", "STORE_LOCKED" and "STORE_DAMAGED". A transaction that raises one has not
    taken effect.
    """

    def read(self, keys: Iterable[ItemKey]) -> dict[ItemKey, Item]:
        """The items that exist."""

    def walk(self, span: Span, page: int, *, descending: bool = False) -> Iterator[tuple[ItemKey, Item]]:
        """The items of a span in order, `page` of them per request; stopping early asks for no more."""

    def write(self, items: Sequence[tuple[ItemKey, Item]]) -> None:
        """Put items without condition or transaction; only for those that can be written again with no harm.

        Raises BadWrite.
        """

    def transact(self, writes: Sequence[Put | Delete], *, erasing: bool = False) -> Unacknowledged | None:
        """Write all or nothing: None when it took effect and will outlast the end of process and machine.

        Otherwise what was heard instead. Whether the transaction took effect is then unknown (even a failed condition
        may be the echo of an own earlier try), and the caller has to read what became of it. Raises BadWrite.

        erasing: what is overwritten must not be found any more where the table lies. (In DynamoDB nothing has to be
        done for that but to wait until the last backup from before has aged out.)
        """


def unavailable(
    message: str = "The store does not answer.", hint: str = "Try again in a moment.", *, cause: str = ""
) -> Refusal:
    """What callers are told when the database cannot be used. cause: for the log, see `Refusal`."""
    return Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", message, hint=hint, cause=cause)


def check_items(items: Sequence[tuple[ItemKey, Item]]) -> None:
    """Raises BadWrite for items that no table takes."""
    _check_once([key for key, _ in items])
    for key, item in items:
        _check_size(key, item)


def check_writes(writes: Sequence[Put | Delete]) -> None:
    """Raises BadWrite for a transaction that no table takes."""
    if not 1 <= len(writes) <= MOST_WRITES:
        raise BadWrite(f"a transaction of {len(writes)} writes; there may be 1 to {MOST_WRITES}")
    _check_once([write.key for write in writes])
    size = sum(_check_size(write.key, write.attributes if isinstance(write, Put) else {}) for write in writes)
    if size > MOST_TRANSACTION_BYTES:
        raise BadWrite(f"a transaction of {size:,} bytes; there may be {MOST_TRANSACTION_BYTES:,}")


def _check_once(keys: Sequence[ItemKey]) -> None:
    if len(set(keys)) < len(keys):
        raise BadWrite("the same item twice in one call")


def _check_size(key: ItemKey, item: Item) -> int:
    if not key.partition or not key.sort:
        raise BadWrite("a key with an empty part")
    size = len("pksk") + len(key.partition.encode()) + len(key.sort.encode())
    size += sum(len(name.encode()) + _size(name, value) for name, value in item.items())
    if size > MOST_ITEM_BYTES:
        raise BadWrite(f"an item of {size:,} bytes at {key.sort!r}; there may be {MOST_ITEM_BYTES:,}")
    return size


def _size(name: str, value: object) -> int:
    match value:
        case bytes() if name == BODY:
            return len(value)
        case str() if name not in {BODY, REVISION, EXPIRES}:
            return len(value.encode())
        case int() if name != BODY and not isinstance(value, bool):
            return (len(str(abs(value))) + 1) // 2 + 1  # as DynamoDB counts: two digits a byte, and one
    raise BadWrite(f"{name} of type {type(value).__name__}; see `Item`")
