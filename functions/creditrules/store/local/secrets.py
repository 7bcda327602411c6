"""Secrets in files of their own: made once, whole or not at all, readable by their owner only."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_bytes
from typing import Final

from creditrules.errors import Kind, Refusal

__all__ = ["SECRET_BYTES", "fsync_folder", "keep_secret", "read_secret", "write_once"]

SECRET_BYTES: Final = 32


def keep_secret(path: Path) -> bytes:
    """The 32 bytes kept at `path`, made there if there are none. Raises Refusal UNAVAILABLE as `read_secret` does."""
    try:
        if not path.exists():
            write_once(path, token_bytes(SECRET_BYTES).hex().encode() + b"\n")
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from None
    return read_secret(path)


def read_secret(path: Path) -> bytes:
    """The 32 bytes kept at `path`. Raises Refusal UNAVAILABLE "SECRET_UNUSABLE"."""
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from None
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise _unusable(path, f"it does not hold {2 * SECRET_BYTES} hexadecimal digits")
    return secret


def write_once(path: Path, content: bytes) -> None:
    """Two processes started together end up with the same file, and it is on disk before it is used. Raises OSError."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    fsync_folder(path.parent)


def fsync_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: Path, why: str) -> Refusal:
    hint = "Put the file of the last backup there. Without the key, recorded facts cannot be read."
    return Refusal(Kind.UNAVAILABLE, "SECRET_UNUSABLE", f"{path.name} cannot be used: {why}.", hint=hint)
