"""Backing up a data folder while it is in use, and putting a backup in place.

A backup is one tar file: `manifest.json` first, with the SHA-256 of the rest, then the database as it was at one
moment, and the keys and secrets that belong to it. So whoever has a backup can read all that is recorded; and what is
erased after it was taken is still in it. Keep it as carefully as the folder, and no longer than erasures may wait.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

from creditrules.clock import utc_now
from creditrules.errors import Kind, Refusal
from creditrules.store.local.drafts import beside, described, poured, put_in_place, refuse_unless_empty
from creditrules.store.local.folder import CURSOR_SECRET, DATABASE, EVIDENCE_KEY, MASTER_KEY, read_local_keys
from creditrules.store.local.secrets import fsync_folder, read_secret
from creditrules.store.local.verifying import Verified, verify_all
from creditrules.store.sqlite.table import SqliteTable

__all__ = ["Backup", "back_up", "restore"]

_SIGNING_KEY: Final = "signing-key.pem"
"""The key of the tokens of this machine."""
_NEEDED: Final = (DATABASE, MASTER_KEY, CURSOR_SECRET)
_BESIDES: Final = (_SIGNING_KEY, EVIDENCE_KEY)
"""In a backup where the data folder has them."""
_MANIFEST: Final = "manifest.json"
_FORM: Final = "creditrules backup"
_VERSION: Final = 1
_MOST_MANIFEST: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was verified. tenants: what it holds of each."""

    path: Path
    taken_at: datetime
    size: int
    tenants: Mapping[str, Verified]


def back_up(folder: Path, target: Path) -> Backup:
    """Write all that a data folder holds to the new file `target`; the service may go on meanwhile.

    The copy is verified before it gets its name: its pages, every audit chain and content, every chain of decisions,
    and that its keys open them. Needs free space of twice the database beside the target.

    Raises Refusal NOT_FOUND "NO_DATA", CONFLICT "BACKUP_EXISTS", UNAVAILABLE "BACKUP_UNWRITABLE", and what `verify_all`
    and `SqliteTable.open` raise.
    """
    if not (folder / DATABASE).is_file():
        message = f"There is no database in {folder}."
        raise Refusal(Kind.NOT_FOUND, "NO_DATA", message, hint="Name the folder that the service keeps its data in.")
    if target.exists():
        raise _exists(target)
    with _typed(target), beside(target) as draft:
        taken_at = utc_now()
        found = _copy(folder, draft)
        names = [name for name in (*_NEEDED, *_BESIDES) if (draft / name).exists()]
        manifest = {
            "form": _FORM,
            "version": _VERSION,
            "takenAt": taken_at.isoformat(),
            "tenants": {tenant: asdict(verified) for tenant, verified in found.items()},
            "files": {name: described(draft / name) for name in names},
        }
        archive = draft / "archive"
        _pack(draft, names, manifest, archive)
        with archive.open("rb") as file:
            _unpack(file, None)
        try:
            os.link(archive, target)
        except FileExistsError:
            raise _exists(target) from None
        fsync_folder(target.absolute().parent)
    return Backup(target, taken_at, target.stat().st_size, found)


def restore(backup: Path, folder: Path) -> Backup:
    """Put a backup in place as the data folder `folder`, which must be empty or not there.

    It is unpacked beside the folder and verified as in `back_up`; only when all of it is whole does it get its name,
    at once. No service may be using the folder.

    Raises Refusal CONFLICT "FOLDER_NOT_EMPTY", NOT_FOUND "NO_BACKUP", INVALID "BACKUP_UNREADABLE", UNAVAILABLE
    "BACKUP_UNWRITABLE", and what `verify_all` and `SqliteTable.open` raise.
    """
    refuse_unless_empty(folder)
    if not backup.is_file():
        raise Refusal(Kind.NOT_FOUND, "NO_BACKUP", f"There is no file {backup}.", hint="Look at its spelling.")
    with _typed(folder), beside(folder) as draft:
        placed = draft / "placed"
        placed.mkdir(mode=0o700)
        with backup.open("rb") as file:
            manifest = _unpack(file, placed)
        found = _verify(placed)
        if {tenant: asdict(verified) for tenant, verified in found.items()} != manifest["tenants"]:
            raise _unreadable("what it holds is not what its manifest says")
        put_in_place(placed, folder)
    return Backup(backup, datetime.fromisoformat(manifest["takenAt"]), backup.stat().st_size, found)


def _copy(folder: Path, draft: Path) -> Mapping[str, Verified]:
    table = SqliteTable.open(folder / DATABASE)
    try:
        table.copy_to(draft / DATABASE)
    finally:
        table.close()
    for name in (MASTER_KEY, CURSOR_SECRET, *_BESIDES):
        if name not in _BESIDES or (folder / name).exists():
            shutil.copyfile(folder / name, draft / name)
            (draft / name).chmod(0o600)
    return _verify(draft)


def _verify(folder: Path) -> Mapping[str, Verified]:
    """What the folder holds; nothing but its files is there afterwards."""
    read_secret(folder / CURSOR_SECRET)
    keys = read_local_keys(folder)
    table = SqliteTable.open(folder / DATABASE)
    try:
        return verify_all(table, keys)
    finally:
        table.close()


def _pack(draft: Path, names: list[str], manifest: Mapping[str, Any], archive: Path) -> None:
    descriptor = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            text = json.dumps(manifest, indent=1).encode()
            tar.addfile(_member(_MANIFEST, len(text)), BytesIO(text))
            for name in names:
                with (draft / name).open("rb") as content:
                    tar.addfile(_member(name, manifest["files"][name]["bytes"]), content)
        file.flush()
        os.fsync(file.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _unpack(file: IO[bytes], folder: Path | None) -> dict[str, Any]:
    """The manifest of a backup all of whose files have the digests it states; they are written to `folder` if given."""
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            members = iter(tar)
            manifest = _manifest(tar, next(members, None))
            wanted = dict(manifest["files"])
            for member in members:
                described = wanted.pop(member.name, None)
                content = tar.extractfile(member) if member.isreg() else None
                if described is None or content is None:
                    raise _unreadable(f"{member.name!r} does not belong into it")
                if poured(content, None if folder is None else folder / member.name) != described:
                    raise _unreadable(f"{member.name!r} is not what its manifest says")
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(str(error)) from None
    if wanted:
        raise _unreadable(f"{min(wanted)!r} is missing")
    return manifest


def _manifest(tar: tarfile.TarFile, member: tarfile.TarInfo | None) -> dict[str, Any]:
    content = tar.extractfile(member) if member is not None and member.name == _MANIFEST else None
    if content is None:
        raise _unreadable("it does not begin with a manifest")
    manifest: dict[str, Any] = json.loads(content.read(_MOST_MANIFEST))
    if manifest["form"] != _FORM or manifest["version"] != _VERSION:
        raise _unreadable("it was written by another program or a newer release")
    if not set(_NEEDED) <= set(manifest["files"]) <= {*_NEEDED, *_BESIDES}:
        raise _unreadable("its manifest names other files than a data folder has")
    return manifest


@contextmanager
def _typed(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{target} could not be written: {error.strerror or error}."
        raise Refusal(
            Kind.UNAVAILABLE, "BACKUP_UNWRITABLE", message, hint="Make room, or choose another place."
        ) from error


def _exists(target: Path) -> Refusal:
    message = f"{target} is there already."
    return Refusal(Kind.CONFLICT, "BACKUP_EXISTS", message, hint="A backup is never overwritten: choose another name.")


def _unreadable(why: str) -> Refusal:
    message = f"The backup cannot be used: {why}."
    return Refusal(Kind.INVALID, "BACKUP_UNREADABLE", message, hint="Take another backup; this one was changed or cut.")
