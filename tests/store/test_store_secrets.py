"""Keys and secrets are never in what is printed or logged of the objects that hold them."""

from __future__ import annotations

from pathlib import Path

from creditrules.store import open_data
from creditrules.store.decisions.sealing import DataKey


def test_a_data_key_shows_neither_form_of_itself() -> None:
    assert repr(DataKey(b"plain as day", b"well wrapped")) == "DataKey()"


def test_an_open_data_folder_shows_no_secret(tmp_path: Path) -> None:
    with open_data(tmp_path / "data") as data:
        shown = repr(data)
        master = (tmp_path / "data" / "master.key").read_text("ascii").strip()
        kept = (master, data.cursor_secret.hex(), bytes.fromhex(master), data.cursor_secret)
        assert not [secret for secret in kept if (secret if isinstance(secret, str) else repr(secret)[2:-1]) in shown]
