"""Use an installed command as a newcomer does, in an empty folder: version, check, evaluate, serve and a first query.

    python .ci/smoke.py path/to/creditrules

Standard library only, and no line of the project's own: what is tried is what was installed.
"""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

RULES = """\
ruleSet: night-pause
category: RISK
name: {en: Night pause}
reasons: {NIGHT: {message: {en: Borrowing is closed at night.}}}
facts: [{name: hour, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [hour]
      outputs: [intervention, reason]
      rules: [["< 6", '"PAUSE"', '"NIGHT"'], ["-", '"ALLOW"', "null"]]
tests: [{name: night, facts: {hour: 3}, expect: {outcome: PAUSE}}]
"""


def told(command: str, *arguments: str, folder: str) -> str:
    """What the command prints; it must end well."""
    return subprocess.run(  # noqa: S603 - the command is our own
        [command, *arguments], cwd=folder, check=True, stdout=subprocess.PIPE, encoding="utf-8", timeout=120
    ).stdout


def must(*, be: bool, claim: str) -> None:
    """End with the claim where it does not hold."""
    if not be:
        sys.exit(f"smoke: not so: {claim}")


def ask(curl: str) -> list[str]:
    """The outcomes that the printed line of curl gets."""
    words = shlex.split(curl)
    headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
    request = Request(words[2], words[words.index("--data") + 1].encode(), headers)  # noqa: S310 - this machine's
    with urlopen(request, timeout=60) as answer:  # noqa: S310 - the same
        return [decision["outcome"] for decision in json.load(answer)["data"]["eligibility"]["decisions"]]


def serve(command: str, folder: str) -> None:
    """Start the service, ask the printed question, end it as Ctrl-C does."""
    process = subprocess.Popen(  # noqa: S603 - the same
        [command, "serve", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, encoding="utf-8"
    )
    try:
        lines = process.stdout or ()
        curl = next((line for line in lines if line.startswith("curl ")), "")
        must(be=bool(curl), claim="serve prints a first query")
        must(be=ask(curl) == ["PAUSE", "ALLOW"], claim="the first query is answered PAUSE and ALLOW")
        process.send_signal(signal.SIGINT)
        must(be=process.wait(30) == 0, claim="Ctrl-C ends the service with status 0")
    finally:
        process.kill()
        process.wait()


def main(command: str) -> None:
    """Everything in turn."""
    with TemporaryDirectory() as folder:
        version = told(command, "version", folder=folder).strip()
        Path(folder, "night.yaml").write_text(RULES, "utf-8")
        Path(folder, "facts.csv").write_text("hour\n3\n12\n", "utf-8")
        told(command, "check", "night.yaml", folder=folder)
        tally = told(command, "evaluate", "night.yaml", "--facts", "facts.csv", folder=folder)
        must(be="2 applicants: 2 evaluated" in tally, claim="evaluate decides on both rows")
        serve(command, folder)
    sys.stdout.write(f"{version}: check, evaluate and serve work\n")


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).absolute()))
