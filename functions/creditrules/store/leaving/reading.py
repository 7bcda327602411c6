"""Reading an export: every file held against the manifest, every line strictly, and all of it verified as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from creditrules.errors import Kind, Refusal
from creditrules.rules.audit import ChainEnd, read_end_line
from creditrules.slugs import is_slug
from creditrules.store.decisions.sealing import KeyService
from creditrules.store.keys import is_digest
from creditrules.store.leaving.form import (
    CONTENTS,
    ENDS,
    FACTS,
    FILES,
    FORM,
    LISTED,
    MANIFEST,
    MOST_LINE,
    VERSION,
    Exported,
    file_of,
    read_line,
)
from creditrules.store.leaving.holding import digest_of, held_aside, written_at_once
from creditrules.store.local.drafts import beside, described
from creditrules.store.local.verifying import ends_of, verify_all
from creditrules.store.port import BadWrite, Item, ItemKey
from creditrules.store.reading.content import MAX_CONTENT_BYTES, write_content
from creditrules.store.sqlite.table import SqliteTable

__all__ = ["Read", "read_export", "verify_export"]

_MOST_MANIFEST: Final = 1 << 20
_ADVICE: Final = "Export again, or fetch the files again: these were changed or cut, or belong to another release."


@dataclass(frozen=True, slots=True)
class Read:
    """An export that was read into a table and is whole there. name: SHA-256 of its manifest, which names it."""

    told: Exported
    name: str


def verify_export(folder: Path) -> Exported:
    """Read an export and verify it by itself, without the keys of the facts in it. Raises as `read_export` does."""
    with beside(folder) as draft, held_aside(draft) as table:
        return read_export(folder, table, None).told


def read_export(folder: Path, table: SqliteTable, keys: KeyService | None, *, facts: bool = True) -> Read:
    """Read an export into an empty table and verify it there, chains, contents, counts and digest.

    keys: have to open the facts; None: that is not asked. facts: whether what people said of themselves is read too.

    Raises Refusal NOT_FOUND "NO_EXPORT", INVALID "EXPORT_UNREADABLE" with file and line, UNAVAILABLE "FACTS_UNOPENED",
    and what `verify_all` raises.
    """
    if not (folder / MANIFEST).is_file():
        message = f"There is no {MANIFEST} in {folder}."
        raise Refusal(Kind.NOT_FOUND, "NO_EXPORT", message, hint="Name the folder that an export was written to.")
    manifest, name = _manifest(folder)
    tenant = manifest["tenant"]
    taken = [each for each in FILES if each in manifest["files"] and (facts or each != FACTS)]
    for file in manifest["files"]:
        with _told(folder / file):
            if {**described(folder / file), "lines": manifest["files"][file]["lines"]} != manifest["files"][file]:
                raise ValueError("it is not what the manifest says")
    for file in taken:
        written_at_once(table, _items(folder / file, tenant))
    _read_contents(folder, tenant, table)
    told = _verified(folder, manifest, table, keys, facts=facts and FACTS in taken)
    return Read(told, name)


def _manifest(folder: Path) -> tuple[Mapping[str, Any], str]:
    with _told(folder / MANIFEST):
        with (folder / MANIFEST).open("rb") as file:
            content = file.read(_MOST_MANIFEST)
        manifest = json.loads(content)
        if not isinstance(manifest, dict) or manifest.get("form") != FORM or manifest.get("version") != VERSION:
            raise ValueError("it was written by another program or a newer release")
        _check(manifest)
        return manifest, sha256(content).hexdigest()


def _check(manifest: Mapping[str, Any]) -> None:
    files = manifest["files"]
    names = {*FILES, LISTED, ENDS}
    if not names - {FACTS} <= set(files) <= names or (FACTS in files) != (manifest["facts"] == "encrypted"):
        raise ValueError("it names other files than an export has")
    if not is_slug(manifest["tenant"]) or datetime.fromisoformat(manifest["takenAt"]).tzinfo is None:
        raise ValueError("it names no lender, or no moment")
    counts = [manifest[name] for name in ("documents", "links", "decisions", "contents")]
    if any(type(count) is not int for count in (*counts, *(each["lines"] for each in files.values()))):
        raise ValueError("it counts in other than whole numbers")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MOST_LINE + 1):
            number += 1
            if not line.endswith(b"\n"):
                raise _unreadable(path, number, "it is cut off, or too long")
            yield number, line.decode("ascii", "replace")


def _items(path: Path, tenant: str) -> Iterator[tuple[ItemKey, Item]]:
    last = ("", "")
    for number, text in _lines(path):
        with _told(path, number):
            key, item = read_line(tenant, text)
            if file_of(key) != path.name:
                raise ValueError("it does not belong into this file")
            place = key.partition, key.sort
            if place <= last:
                raise ValueError("it stands behind one that it should come before, or twice")
            last = place
            yield key, item


def _read_contents(folder: Path, tenant: str, table: SqliteTable) -> None:
    for number, text in _lines(folder / LISTED):
        with _told(folder / LISTED, number):
            listed = json.loads(text)
            digest, size = listed["digest"], listed["bytes"]
            if not is_digest(digest):
                raise ValueError("it names no digest")
        path = folder / CONTENTS / f"{digest}.json"
        with _told(path):
            with path.open("rb") as file:
                content = file.read(MAX_CONTENT_BYTES + 1)
            if len(content) != size or sha256(content).hexdigest() != digest:
                raise ValueError("it is not what its name says")
        write_content(table, tenant, digest, content)


def _verified(
    folder: Path, manifest: Mapping[str, Any], table: SqliteTable, keys: KeyService | None, *, facts: bool
) -> Exported:
    tenant = manifest["tenant"]
    whole = verify_all(table, None).get(tenant)
    if whole is None:
        raise _unreadable(folder / MANIFEST, None, "the export holds nothing")
    if facts and keys is not None:
        _open(table, keys)
    found = {"documents": whole.documents, "links": whole.links, "decisions": whole.decisions}
    if any(manifest[name] != count for name, count in found.items()):
        raise _unreadable(folder / MANIFEST, None, "the files hold other than it counts")
    digest = digest_of(tenant, table)
    if digest != manifest["digest"]:
        raise _unreadable(folder / MANIFEST, None, "the files do not have the digest that it states")
    _check_ends(folder, tenant, table)
    return Exported(tenant, datetime.fromisoformat(manifest["takenAt"]), whole, manifest["contents"], facts, digest)


def _open(table: SqliteTable, keys: KeyService) -> None:
    try:
        verify_all(table, keys)
    except Refusal as refused:
        message = "The keys here do not open the facts in the export."
        hint = (
            "Give the keys of the service that it is from: `--keys` and its data folder, or the same "
            "CREDITRULES_KMS_KEY, with the right to decrypt. Or leave the facts out by `--without-facts`."
        )
        raise Refusal(Kind.UNAVAILABLE, "FACTS_UNOPENED", message, hint=hint, cause=refused.code) from refused


def _check_ends(folder: Path, tenant: str, table: SqliteTable) -> None:
    there = {(kind, slug): end for kind, slug, end in ends_of(table, tenant)}
    for number, text in _lines(folder / ENDS):
        with _told(folder / ENDS, number):
            kind, slug, stated = _end(text)
            if there.pop((kind, slug), None) != stated:
                raise ValueError("the chain ends elsewhere, or was stated before")
    if there:
        raise _unreadable(folder / ENDS, None, "it does not state where all chains end")


def _end(text: str) -> tuple[str, str, ChainEnd]:
    read = read_end_line(text.encode())
    if read is None:
        raise ValueError("it is no end of a chain")
    return read


@contextmanager
def _told(path: Path, number: int | None = None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unreadable(path, number, error.strerror or "it cannot be read") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadWrite) as error:
        why = str(error) if type(error) in {ValueError, BadWrite} else "it is not of the form that an export has"
        raise _unreadable(path, number, why) from None


def _unreadable(path: Path, number: int | None, why: str) -> Refusal:
    place = path.name if number is None else f"{path.name}:{number}"
    return Refusal(Kind.INVALID, "EXPORT_UNREADABLE", f"The export cannot be used: {place}: {why}.", hint=_ADVICE)
