"""Putting an export in place: into a new data folder at once, or into a table in which the lender has nothing yet.

A table takes many writes, between which anything may end. What makes a document or a chain be found, its head, is
written last; a note says from the first write to the last which export is being written, and the same import, begun
again, goes on. In the end all that is there is read back and held against what was read of the files.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

from creditrules.clock import utc_now
from creditrules.errors import Kind, Refusal
from creditrules.store.decisions.sealing import KeyService
from creditrules.store.items.facts import micros, pack, unpack
from creditrules.store.keys import NEVER_OVERWRITTEN, family_of, import_key, is_form
from creditrules.store.leaving.form import Exported
from creditrules.store.leaving.holding import held_aside, unwritable
from creditrules.store.leaving.reading import Read, read_export
from creditrules.store.local.drafts import beside, put_in_place, refuse_unless_empty
from creditrules.store.local.folder import EVIDENCE_KEY, MASTER_KEY
from creditrules.store.local.keys import LocalKeys
from creditrules.store.local.secrets import keep_secret
from creditrules.store.port import BODY, EXPIRES, Delete, Item, ItemKey, Put, Table, unavailable
from creditrules.store.sqlite.table import SqliteTable

__all__ = ["WholeTable", "import_into_folder", "import_into_table"]

_AT_ONCE: Final = 25
_LAST: Final = ("REVISION", "CHAIN", "HEAD")
"""What makes the rest be found, in the order in which it comes; products behind all other documents."""


class WholeTable(Table, Protocol):
    """A table of which all items of a lender can be had."""

    def of_tenant(self, tenant: str) -> Iterator[tuple[ItemKey, Item]]:
        """All of them, in any order. Raises Refusal UNAVAILABLE."""


def import_into_folder(export: Path, folder: Path, keys: Path | None, *, facts: bool) -> Exported:
    """Make the data folder `folder`, which is empty or not there yet, with what an export holds: all of it or nothing.

    keys: the data folder that the export is from, whose keys of facts and of evidence are taken along; None: new ones,
    by which the facts of the export cannot be read. facts: whether they are wanted.

    Raises Refusal CONFLICT "FOLDER_NOT_EMPTY", UNAVAILABLE "EXPORT_UNWRITABLE", "SECRET_UNUSABLE", and what
    `read_export` raises.
    """
    refuse_unless_empty(folder)
    with unwritable(folder), beside(folder) as draft:
        placed = draft / "placed"
        placed.mkdir(mode=0o700)
        if keys is not None:
            _bring(keys, placed)
        master = LocalKeys(keep_secret(placed / MASTER_KEY))
        with held_aside(placed) as table:
            read = read_export(export, table, master, facts=facts)
        put_in_place(placed, folder)
    return read.told


def import_into_table(export: Path, table: WholeTable, keys: KeyService | None, work: Path, *, facts: bool) -> Exported:
    """Write what an export holds into a table in which its lender has nothing, and hold what is there against it.

    keys: have to open the facts. work: beside this path the export is unpacked while it is written.

    Raises Refusal CONFLICT "TENANT_NOT_EMPTY", "IMPORT_BEGUN" for one of another export, UNAVAILABLE "IMPORT_DIFFERS"
    where in the end other things are there than were written, and what `read_export` and the table raise.
    """
    with unwritable(work), beside(work) as draft, held_aside(draft) as held:
        read = read_export(export, held, keys, facts=facts)
        if read.told.facts and keys is None:
            message = "There is no key here that could open the facts in the export."
            hint = "Set CREDITRULES_KMS_KEY, or leave the facts out by `--without-facts`."
            raise Refusal(Kind.UNAVAILABLE, "FACTS_UNOPENED", message, hint=hint)
        tenant = read.told.tenant
        note = import_key(tenant)
        taken_up = _begun(table, note, read, held)
        for batch in _in_order(tenant, held):
            table.write(batch)
        _compare(tenant, table, held, note)
        if table.transact([Delete(note)]) is not None and table.read([note]):
            raise unavailable("All is there, but not the note of it: run the same import again.")
    return replace(read.told, taken_up=taken_up)


def _bring(keys: Path, placed: Path) -> None:
    for name, needed in ((MASTER_KEY, True), (EVIDENCE_KEY, False)):
        if needed and not (keys / name).is_file():
            message = f"There is no {name} in {keys}."
            hint = "Name the data folder that the export is from, or leave `--keys` out."
            raise Refusal(Kind.UNAVAILABLE, "SECRET_UNUSABLE", message, hint=hint)
        if (keys / name).is_file():
            shutil.copyfile(keys / name, placed / name)
            (placed / name).chmod(0o600)


def _begun(table: WholeTable, note: ItemKey, read: Read, held: SqliteTable) -> bool:
    """Note that the import is under way; whether it was before. What is there must be of the same export."""
    tenant = read.told.tenant
    begun = table.read([note]).get(note)
    if begun is not None and _named(begun) != _name(read):
        message = f"An import of '{tenant}' from another export was begun here and is not ended."
        raise Refusal(Kind.CONFLICT, "IMPORT_BEGUN", message, hint="Run it again with that export and its options.")
    for key, item in table.of_tenant(tenant):
        if key != note and not is_form(key) and (begun is None or held.read([key]).get(key) != item):
            message = f"There is something of '{tenant}' here already."
            hint = "A lender is imported only where nothing of it is: into another stage or another table."
            raise Refusal(Kind.CONFLICT, "TENANT_NOT_EMPTY", message, hint=hint)
    if begun is None:
        body = {BODY: pack({"export": _name(read), "begun": micros(utc_now())})}
        if table.transact([Put(note, body, NEVER_OVERWRITTEN)]) is not None:
            found = table.read([note]).get(note)
            if found is None:
                raise unavailable()
            if found != body:
                message = f"Another import of '{tenant}' begins here at the same time."
                raise Refusal(Kind.CONFLICT, "IMPORT_BEGUN", message, hint="Let it end first.")
    return begun is not None


def _name(read: Read) -> str:
    return f"{read.name} {'with' if read.told.facts else 'without'} facts"


def _named(begun: Item) -> str:
    return str(unpack(begun[BODY]).get("export"))


def _in_order(tenant: str, held: SqliteTable) -> Iterator[list[tuple[ItemKey, Item]]]:
    """Batches of all items, of one call each: heads behind all else, products behind the other heads."""

    def waits(key: ItemKey) -> bool:
        family = family_of(key.partition)
        return family in _LAST and (family != "CHAIN" or key.sort == "HEAD")

    yield from _batches((key, item) for key, item in held.of_tenant(tenant) if not waits(key))
    last = [(key, item) for key, item in held.of_tenant(tenant) if waits(key)]
    last.sort(key=lambda each: (_LAST.index(family_of(each[0].partition)), each[0].sort.startswith("PRODUCT#")))
    yield from _batches(last)


def _batches(items: Iterable[tuple[ItemKey, Item]]) -> Iterator[list[tuple[ItemKey, Item]]]:
    batch: list[tuple[ItemKey, Item]] = []
    for each in items:
        batch.append(each)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _compare(tenant: str, table: WholeTable, held: SqliteTable, note: ItemKey) -> None:
    """Raises Refusal where the lender's items in the table are not those that are held, but for what has expired."""
    found = 0
    for key, item in table.of_tenant(tenant):
        if key == note or is_form(key):
            continue
        if held.read([key]).get(key) != item:
            raise _differs(tenant)
        found += EXPIRES not in item
    if found != sum(EXPIRES not in item for _, item in held.of_tenant(tenant)):
        raise _differs(tenant)
    for batch in _batches((key, item) for key, item in held.of_tenant(tenant) if EXPIRES in item):
        there = table.read(key for key, _ in batch)
        if any(key not in there and item[EXPIRES] > utc_now().timestamp() for key, item in batch):
            raise _differs(tenant)


def _differs(tenant: str) -> Refusal:
    message = f"What is there of '{tenant}' now is not what the export holds: somebody else writes there too."
    hint = "Stop whoever does, and import into a place where nothing of the lender is."
    return Refusal(Kind.UNAVAILABLE, "IMPORT_DIFFERS", message, hint=hint)
