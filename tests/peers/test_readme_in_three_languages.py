"""The README's one question in curl, Python and TypeScript, as it stands there, asked of the demo lender."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.cli.serving import Served
from tests.peers.clients import TOP, example
from tests.peers.conftest import Peer

README = (TOP / "README.md").read_text("utf-8")


def block(language: str) -> str:
    """The one block of that language that asks a service by the two variables."""
    every = re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    [found] = (text for text in every if "_TOKEN" in text)
    return str(found)


def test_curl_gets_the_answer(peer: Peer, demo: Served) -> None:
    environment = {**os.environ, "CREDITRULES_URL": f"{demo.url}/graphql", "CREDITRULES_TOKEN": demo.partner}
    said = subprocess.run(["bash", "-c", block("sh")], env=environment, capture_output=True, text=True, check=True)
    assert '"decisions":[{"product":{"slug":"huabei"},"outcome":"DECLINE"}]' in said.stdout


@pytest.mark.parametrize(("language", "file"), [("python", "ask.py"), ("typescript", "ask.ts")])
def test_a_generated_client_gets_it_too(peer: Peer, demo: Served, tmp_path: Path, language: str, file: str) -> None:
    made = example(language, peer, tmp_path)
    (made.folder / file).write_text(block(language), "utf-8")
    made.run(made.checked)
    assert made.ask(demo, demo.partner) == ["huabei DECLINE"]
