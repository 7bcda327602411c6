"""The catalogue of codes and the sources say the same, both ways, and the page is the catalogue."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path

import pytest
from tests.docs.codes_in_source import Found, find_in
from typer.testing import CliRunner

from creditrules.cli.main import app
from creditrules.codes import CATALOGUE, code_named, rendered
from creditrules.errors import Kind

PLAIN = {"refusal.kind.value": frozenset((Kind.UNAUTHENTICATED.value, Kind.FORBIDDEN.value))}
"""The two kinds that clients get in place of the code (`api/engine/faults.py`)."""


@pytest.fixture(scope="module")
def found(root: Path) -> Found:
    sources = root / "functions" / "creditrules"
    paths = [path for path in sources.rglob("*.py") if path.parent.name != "codes"]
    gc.disable()  # all trees stay to the end: walking through them each time would take longer than all else
    try:
        return find_in({str(path.relative_to(sources)): path.read_text("utf-8") for path in paths}, PLAIN)
    finally:
        gc.enable()


def test_every_place_that_gives_a_code_says_which(found: Found) -> None:
    assert sorted(found.unreadable) == []


def test_every_code_that_can_be_said_is_in_the_catalogue(found: Found) -> None:
    known = {entry.name for entry in CATALOGUE}
    missing = {code: sorted(places) for code, places in found.codes.items() if code not in known}
    assert missing == {}, "give each a meaning and a mend in functions/creditrules/codes/"


def test_every_code_of_the_catalogue_can_be_said(found: Found) -> None:
    assert [entry.name for entry in CATALOGUE if entry.name not in found.codes] == []


def test_every_code_stands_there_once_with_its_meaning_and_mend() -> None:
    assert [code for code, times in Counter(entry.name for entry in CATALOGUE).items() if times > 1] == []
    meanings = Counter(entry.meaning for entry in CATALOGUE)
    twins = {entry.name: entry.meaning for entry in CATALOGUE if meanings[entry.meaning] > 1}
    assert set(twins) == TWINS
    for entry in CATALOGUE:
        assert entry.meaning.endswith("."), entry
        assert entry.mend.endswith("."), entry
        assert "|" not in entry.meaning + entry.mend, entry


TWINS = {"facts.unknown", "UNKNOWN_FACT"}
"""The refusal of a question for the sake of that diagnostic, which it carries."""


def test_the_page_is_the_catalogue(root: Path) -> None:
    assert (root / "docs" / "codes.md").read_text("utf-8") == rendered(), "run: creditrules codes > docs/codes.md"


def test_a_code_is_told_in_the_terminal_and_a_misspelt_one_gets_a_suggestion() -> None:
    told = CliRunner().invoke(app, ["codes", "findings.no-reason"])
    entry = code_named("findings.no-reason")
    assert entry is not None
    assert told.exit_code == 0
    assert entry.meaning in told.stdout
    assert entry.mend in told.stdout
    wrong = CliRunner().invoke(app, ["codes", "findings.no-reson"])
    assert wrong.exit_code != 0
    assert "findings.no-reason" in wrong.output


ERRORS = """
class Refusal:
    kind: str
    code: str

class Bad(Exception):
    def __init__(self, code: str) -> None: ...
"""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Refusal('k', 'DIRECT')", {"DIRECT"}),
        ("Refusal('k', code='BY_KEYWORD')", {"BY_KEYWORD"}),
        ("Refusal('k', 'ONE' if x else 'OTHER')", {"ONE", "OTHER"}),
        ("def f(code: str): return Refusal('k', code)\nf('HANDED')", {"HANDED"}),
        ("def g(code: str): f(code)\ndef f(code: str): Refusal('k', f'X_{code}')\ng('TWICE')", {"X_TWICE"}),
        ("def f(n):\n    code, message = ('A', 'm') if n else ('B', 'm')\n    Refusal('k', code)", {"A", "B"}),
        ("def t(): return 'PAIR', 'message'\ndef f(): Refusal('k', *t())", {"PAIR"}),
        ("T = {1: ('K', 'm')}\ndef f(n):\n    code, m = T.get(n, ('ELSE', ''))\n    Refusal('k', code)", {"K", "ELSE"}),
        ("def e():\n    yield 'YIELD', 'm'\ndef f():\n    for code, m in e():\n        Refusal('k', code)", {"YIELD"}),
        ("class S:\n    def wrong(self, at, code: str): Refusal('k', code)\nS().wrong('p', 'a.method')", {"a.method"}),
        ("told = {'code': 'IN_A_PAYLOAD'}", {"IN_A_PAYLOAD"}),
        ("try: ...\nexcept Bad as bad: Refusal('k', bad.code)\nraise Bad('a.scalar')", {"a.scalar"}),
    ],
)  # fmt: skip
def test_codes_are_found_however_they_get_there(text: str, codes: set[str]) -> None:
    found = find_in({"errors.py": ERRORS, "module.py": f"from creditrules.errors import Refusal, Bad\n{text}\n"})
    assert found.unreadable == set()
    assert set(found.codes) == codes


@pytest.mark.parametrize(
    "text",
    [
        "def f(kind): Refusal('k', f'UNKNOWN_{kind}')",
        "def f(fault): Refusal('k', fault['type'])",
        "def f(kind): Refusal('k', kind.upper())",
        "Refusal('k', 'not a code')",
        "def f(*parts): Refusal(*parts)",
        "def f(parts): Refusal(**parts)",
        "def f(code: str): Refusal('k', code)\ndef g(kind): f(kind)",
    ],
)
def test_codes_that_nobody_can_read_are_told(text: str) -> None:
    found = find_in({"errors.py": ERRORS, "module.py": f"from creditrules.errors import Refusal, Bad\n{text}\n"})
    assert {place.partition(":")[0] for place in found.unreadable} == {"module.py"}
