"""The house measured: files and lines of each room, and how far one question and one publication walk through it.

python bench/house.py                   counts this tree, then walks
python bench/house.py PATH              counts another checkout's functions/creditrules; nothing is run

A move is a call of ours that lies in another file than the call of ours before it. Counted are calls alone: a return is
no move. Code of other packages, and what is made at run time, is passed over.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from query_share import QUERY
from rich.console import Console
from rich.table import Table

import creditrules
from creditrules.api import Request
from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import read_story
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process

HOME = Path(creditrules.__file__).parent


class Walk:
    """The files of ours that calls enter, and the moves between them."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.moves = 0
        self._here: str | None = None

    def over(self, call: Callable[[], Any]) -> Any:
        """The call's answer."""
        sys.setprofile(self._seen)
        try:
            return call()
        finally:
            sys.setprofile(None)

    def _seen(self, frame: FrameType, event: str, _argument: object) -> None:
        file = frame.f_code.co_filename
        if event != "call" or not file.startswith(str(HOME)):
            return
        self.files.add(file)
        self.moves += self._here is not None and self._here != file
        self._here = file


def rooms(home: Path) -> dict[str, list[int]]:
    """The lines of each Python file, by the folder of the first level that it lies in."""
    found: dict[str, list[int]] = {}
    for path in sorted(home.rglob("*.py")):
        parts = path.relative_to(home).parts
        room = parts[0] if len(parts) > 1 else "(root)"
        found.setdefault(room, []).append(len(path.read_text("utf-8").splitlines()))
    return found


def print_rooms(console: Console, home: Path) -> None:
    """One line a room."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("room", "files", "lines", "longest"):
        table.add_column(head, justify="left" if head == "room" else "right")
    counted = rooms(home)
    for room, lines in counted.items():
        table.add_row(room, str(len(lines)), f"{sum(lines):,}", str(max(lines)))
    every = [line for lines in counted.values() for line in lines]
    table.add_row("all", str(len(every)), f"{sum(every):,}", str(max(every)))
    console.print(table)


def print_walks(console: Console) -> None:
    """The last publication of the demo lender's story, then its user's question about two products, both warm."""
    lender, clock, key = demo_lender(), SetClock(), make_key()
    tokens = LocalTokens(key, lender.tenant)
    with build_local(key=key, clock=clock) as service:
        administrator = in_process(service.application, tokens.issue(IN_CHARGE, lender.author))
        *before, last = (*lender.published, *lender.story)
        publish_recordings(administrator, clock, before)
        publication = Walk()
        publication.over(lambda: publish_recordings(administrator, clock, [last]))
        request = _request(tokens.issue(Role.PARTNER, "bench"))
        assert b'"errors"' not in service.application.handle(request).body
        question = Walk()
        question.over(lambda: service.application.handle(request))
    console.print()
    for name, walk in (("eligibility, two products", question), (f"publish {last.file}", publication)):
        inside = Counter(Path(file).relative_to(HOME).parts[0] for file in walk.files)
        console.print(f"{name}: {len(walk.files)} files, {walk.moves:,} moves; files by room: {dict(inside)}")


def _request(token: str) -> Request:
    applicant, scenes, products = read_story(demo_story())
    facts = {**applicant.facts, "cashOutSuspicion": 10}
    question = {"facts": facts, "products": list(products), "validAt": scenes.relaxed.isoformat()}
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    body = json.dumps({"query": QUERY, "variables": {"input": question}}).encode()
    return Request("POST", "/graphql", headers, body=body)


def main() -> None:
    """Print the rooms, and the walks where it is this tree that is counted."""
    console = Console(highlight=False, width=140)
    print_rooms(console, Path(sys.argv[1]) if len(sys.argv) > 1 else HOME)
    if len(sys.argv) == 1:
        print_walks(console)


if __name__ == "__main__":
    main()
