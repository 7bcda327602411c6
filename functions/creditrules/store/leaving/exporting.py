"""Writing an export: all items of one lender, verified as of one moment before the folder gets its name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TextIO

from creditrules.clock import utc_now
from creditrules.errors import Kind, Refusal
from creditrules.rules.audit import end_line
from creditrules.store.decisions.sealing import KeyService
from creditrules.store.items.facts import unpack
from creditrules.store.keys import family_of, import_key, is_form
from creditrules.store.leaving.form import (
    CONTENTS,
    ENDS,
    FACTS,
    FILES,
    FORM,
    LISTED,
    MANIFEST,
    VERSION,
    Exported,
    file_of,
    line_of,
)
from creditrules.store.leaving.holding import contents_of, digest_of, held_aside, unwritable, written_at_once
from creditrules.store.local.drafts import beside, described, put_in_place, refuse_unless_empty
from creditrules.store.local.verifying import Verified, ends_of, verify_all
from creditrules.store.port import BODY, Item, ItemKey
from creditrules.store.reading.content import Contents
from creditrules.store.sqlite.table import SqliteTable

__all__ = ["export_tenant"]


def export_tenant(
    tenant: str, items: Iterable[tuple[ItemKey, Item]], keys: KeyService | None, folder: Path, *, facts: bool
) -> Exported:
    """Write all that is kept of a lender to the new folder `folder`, which is empty or not there yet.

    items: all of them, of one moment or nearly so: they are verified like a backup, which fails where somebody wrote
    meanwhile. keys: have to open the facts; None: that is not asked. facts: whether what people said of themselves goes
    along, encrypted as it is stored.

    Raises Refusal CONFLICT "FOLDER_NOT_EMPTY", NOT_FOUND "NO_DATA", CONFLICT "IMPORT_BEGUN", UNAVAILABLE
    "EXPORT_UNWRITABLE", "ITEM_UNKNOWN", and what `verify_all` raises.
    """
    refuse_unless_empty(folder)
    with unwritable(folder), beside(folder) as draft:
        with held_aside(draft) as table:
            left_out = _gathered(tenant, items, table, facts=facts)
            verified = _verified(tenant, table, keys if facts else None)
            taken_at = utc_now()
            placed = draft / "placed"
            placed.mkdir(mode=0o700)
            contents, counted = _write(tenant, table, placed, facts=facts)
            digest = digest_of(tenant, table)
        manifest = {
            "form": FORM,
            "version": VERSION,
            "tenant": tenant,
            "takenAt": taken_at.isoformat(),
            "documents": verified.documents,
            "links": verified.links,
            "decisions": verified.decisions,
            "contents": contents,
            "facts": "encrypted" if facts else "left out",
            "digest": digest,
            "files": {
                path.name: {**described(path), "lines": counted[path.name]}
                for path in sorted(placed.iterdir())
                if path.is_file()
            },
        }
        (placed / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "ascii")
        put_in_place(placed, folder)
    return Exported(tenant, taken_at, verified, contents, facts, digest, left_out=left_out)


def _gathered(tenant: str, items: Iterable[tuple[ItemKey, Item]], table: SqliteTable, *, facts: bool) -> int:
    """Put aside what is to leave; how many contracts of earlier releases do not."""
    left_out = 0

    def leaving() -> Iterator[tuple[ItemKey, Item]]:
        nonlocal left_out
        for key, item in items:
            if key == import_key(tenant):
                raise _begun(tenant)
            name = file_of(key)
            if name is None and family_of(key.partition) != "CONTENT":
                raise _unknown(key)
            if is_form(key) or (name == FACTS and not facts):
                continue
            if _in_clear(key, item):
                left_out += 1
                continue
            yield key, item

    if not written_at_once(table, leaving()):
        message = f"There is nothing of the lender '{tenant}'."
        raise Refusal(Kind.NOT_FOUND, "NO_DATA", message, hint="Look at its spelling, and at the place.")
    return left_out


def _verified(tenant: str, table: SqliteTable, keys: KeyService | None) -> Verified:
    try:
        return verify_all(table, keys)[tenant]
    except Refusal as refused:
        if refused.code == "HISTORY_BROKEN":
            refused.hint = (
                "If somebody wrote meanwhile, export again while nobody does, or from a copy restored to a moment. "
                "Else `creditrules audit verify --all` says more."
            )
        raise


def _write(tenant: str, table: SqliteTable, folder: Path, *, facts: bool) -> tuple[int, Mapping[str, int]]:
    """Write all files but the manifest; how many contents there are, and how many lines each file has."""
    counted: Counter[str] = Counter()
    with ExitStack() as open_files:

        def opened(name: str) -> TextIO:
            return open_files.enter_context((folder / name).open("x", encoding="ascii"))

        files = {name: opened(name) for name in (*FILES, LISTED, ENDS) if facts or name != FACTS}

        def line(name: str, text: str) -> None:
            files[name].write(text)
            counted[name] += 1

        for key, item in table.of_tenant(tenant):
            name = file_of(key)
            if name is not None:
                line(name, line_of(tenant, key, item) + "\n")
        for digest, size in _contents(tenant, table, folder / CONTENTS):
            line(LISTED, json.dumps({"bytes": size, "digest": digest}, separators=(",", ":")) + "\n")
        for text in (end_line(end, kind, slug) for kind, slug, end in ends_of(table, tenant)):
            line(ENDS, text)
    return counted[LISTED], counted


def _contents(tenant: str, table: SqliteTable, folder: Path) -> Iterator[tuple[str, int]]:
    folder.mkdir(mode=0o700)
    reading = Contents(table)
    for digest in contents_of(tenant, table):
        content = reading.read(tenant, [digest])[0].get(digest)
        if content is not None:  # one that was begun and never referred to is no content
            (folder / f"{digest}.json").write_bytes(content)
            yield digest, len(content)


def _in_clear(key: ItemKey, item: Item) -> bool:
    """Whether it is a contract query of an earlier release, which has what it asks with in clear."""
    if family_of(key.partition) != "CONTRACT":
        return False
    with suppress(ValueError):
        return "sealed" not in unpack(item[BODY])
    return False


def _begun(tenant: str) -> Refusal:
    message = f"An import of '{tenant}' was begun here and is not ended."
    return Refusal(Kind.CONFLICT, "IMPORT_BEGUN", message, hint="Run the same `creditrules tenant import` again.")


def _unknown(key: ItemKey) -> Refusal:
    message = f"There are items of a kind that this release does not know: {family_of(key.partition)!r}."
    return Refusal(Kind.UNAVAILABLE, "ITEM_UNKNOWN", message, hint="Export with the release that wrote them.")
