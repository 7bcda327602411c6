"""The key of the service on this machine: made once, kept where only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from creditrules.auth import SigningKey, make_key, read_key

__all__ = ["BadKeyError", "keep_local_key"]


class BadKeyError(Exception):
    """The kept key cannot be used; the message says why."""


def keep_local_key(path: Path) -> SigningKey:
    """The key kept at `path`; made there if there is none. Raises BadKeyError."""
    try:
        if not path.exists():
            _write(path, make_key(local=True))
        return read_key(path.read_bytes(), local=True)
    except ValueError as error:
        raise BadKeyError(f"{path} holds no usable key: {error}. Remove it and a new one is made.") from None
    except OSError as error:
        raise BadKeyError(f"The key cannot be kept at {path}: {error.strerror or error}.") from None


def _write(path: Path, key: SigningKey) -> None:
    """Whole or not at all: two commands started together end up with the same key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.pem())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
