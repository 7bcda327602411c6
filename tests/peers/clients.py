"""The examples of clients, copied to where a partner would have them, with what the generators make."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.cli.serving import Served
from tests.peers.conftest import Peer

TOP = Path(__file__).parents[2]
LANGUAGES = ("python", "typescript")
OWN = ("ask.py", "test_checkout.py")
"""What is written by hand with a client that is generated of the partners' documents."""


@dataclass(frozen=True)
class Example:
    """generated: the folder that the generator makes. checked, asked, tested: commands that check and run it."""

    folder: Path
    generated: str
    generate: Sequence[str]
    checked: Sequence[str]
    asked: Sequence[str]
    tested: Sequence[str]

    def run(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
        """What the command says; it must end well."""
        given = {**os.environ, "PYTHONPATH": "", **(environment or {})}
        done = subprocess.run(
            command, cwd=self.folder, env=given, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, served: Served, token: str) -> list[str]:
        """What the example says of a service."""
        said = self.run(self.asked, {"CREDITRULES_URL": f"{served.url}/graphql", "CREDITRULES_TOKEN": token})
        return said.splitlines()

    @property
    def files(self) -> list[Path]:
        return sorted(path for path in (self.folder / self.generated).iterdir() if path.is_file())

    @property
    def ids(self) -> set[str]:
        """Of all documents that the generated client sends."""
        text = "".join(path.read_text("utf-8") for path in self.files if path.suffix in {".py", ".ts"})
        return set(re.findall(r"sha256:[0-9a-f]{64}", text))


def example(language: str, peer: Peer, place: Path, documents: str = "partner") -> Example:
    """The example of a language with its generated client. documents: the folder of those that it is made of."""
    folder = place / "examples" / "clients" / language
    shutil.copytree(TOP / "examples" / "clients" / language, folder, ignore=_only_ours)
    (place / "graphql").symlink_to(TOP / "graphql")
    made = (_python if language == "python" else _typescript)(folder, peer)
    settings = folder / ("pyproject.toml" if language == "python" else "codegen.ts")
    settings.write_text(settings.read_text("utf-8").replace("operations/partner", f"operations/{documents}"), "utf-8")
    made.run(made.generate)
    return made


def _only_ours(_: str, names: list[str]) -> set[str]:
    return {"creditrules_client", "generated", "node_modules", "__pycache__"} & {*names}


def _python(folder: Path, peer: Peer) -> Example:
    python = str(peer("python-client/bin/python"))
    name = "creditrules_client"
    check = [python, "-m", "mypy", "--strict", *OWN, name]
    test = [python, "-m", "unittest", "test_checkout"]
    return Example(folder, name, [python, "-m", "ariadne_codegen"], check, [python, "ask.py"], test)


def _typescript(folder: Path, peer: Peer) -> Example:
    modules = peer("typescript-client/node_modules")
    (folder / "node_modules").symlink_to(modules)
    commands = {name: str(modules / ".bin" / name) for name in ("graphql-codegen", "tsc", "tsx")}
    check, ask = [commands["tsc"], "--project", "."], [commands["tsx"], "ask.ts"]
    test = [commands["tsx"], "--test", "checkout.test.ts"]
    return Example(folder, "generated", [commands["graphql-codegen"]], check, ask, test)
