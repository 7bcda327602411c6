"""A stage deployed to an emulator of AWS and used there from outside, by the clients that a partner would generate.

    .ci/stack.sh .ci/peers.sh .venv/bin/python -m tests.deployment.rehearsal

What is deployed is what `make package` has built and serverless.yml describes. The acts are in acts.py, run by the
Python that has the generator's libraries; each step is printed with the seconds that it took.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

from infra.archive.contents import PLATFORMS
from tests.peers.clients import example

ROOT = Path(__file__).parents[2]
CLIENTS = ("partner", "admin")


def main() -> None:
    """Ends as the acts do."""
    python = Path(os.environ["PEERS"]) / "python-client" / "bin" / "python"
    [ours] = (each for each in PLATFORMS if each.machine == platform.machine())
    place = Path(tempfile.mkdtemp(prefix="creditrules-rehearsal-"))
    folders = []
    for kind in CLIENTS:
        (place / kind).mkdir()
        made = example("python", lambda name: Path(os.environ["PEERS"]) / name, place / kind, kind)
        (made.folder / made.generated).rename(made.folder / kind)
        folders.append(str(made.folder))
    told = {"REHEARSAL": str(place), "ARCHITECTURE": ours.name, "DEPLOYING": sys.executable}
    environment = {**os.environ, **told, "PYTHONPATH": os.pathsep.join([*folders, str(ROOT)])}
    os.execve(python, [str(python), str(Path(__file__).with_name("acts.py"))], environment)  # noqa: S606 - no shell wanted


if __name__ == "__main__":
    main()
