"""What the documentation shows works as it stands there, and what it names is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.docs.snippets import Reader, SnippetError, blocks_of
from typer.main import get_command

from creditrules.cli.main import app
from creditrules.codes import CATALOGUE

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
NEEDS_SERVICE = re.compile(r"^```graphql .*as=|^\$ .*creditrules (push|audit|backup|tenant|diff [a-z])", re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_every_block_of_the_page_does_what_it_shows(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text("utf-8")
    reader = Reader(tmp_path)
    try:
        if NEEDS_SERVICE.search(text):
            reader.serve()
        told = follow(name, text, reader)
    finally:
        reader.leave()
    if told:
        pytest.fail(told, pytrace=False)


def _without_blocks(name: str) -> str:
    return re.sub(r"^```.*?^```$", "", (ROOT / name).read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_every_path_that_it_names_is_there(name: str) -> None:
    quoted = re.findall(r"`([a-zA-Z0-9_.-]+/[a-zA-Z0-9_./*-]*)`", _without_blocks(name))
    tops = {path.name for path in ROOT.iterdir()}
    paths = {path for path in quoted if path.partition("/")[0] in tops}
    assert [path for path in sorted(paths) if not list(ROOT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\(([^)\s]+)\)", _without_blocks(name)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", other.read_text("utf-8"), re.MULTILINE)
            assert anchor in {_anchor(heading) for heading in headings}, target


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", NAMES)
def test_every_code_that_it_names_is_one(name: str) -> None:
    known = {entry.name for entry in CATALOGUE}
    families = {code.partition(".")[0] for code in known if "." in code}
    quoted = set(re.findall(r"`([a-z-]+(?:\.[a-z-]+)+)`", _without_blocks(name)))
    assert {code for code in quoted if code.partition(".")[0] in families} - known - NOT_CODES == set()


NOT_CODES = {
    "product.kind",
    "product.segment",
    "product.scenario",
    "product.slug",
    "product.currency",
    "product.features",
}
"""Paths in FEEL, which look the same."""


def test_every_page_is_reached_from_the_first() -> None:
    pages = {page for page in PAGES if page.is_relative_to(ROOT / "docs")}
    reached, fresh = set(), {ROOT / "docs" / "README.md"}
    while fresh:
        page = fresh.pop()
        reached.add(page)
        links = re.findall(r"\]\(([^)#\s]+\.md)", page.read_text("utf-8"))
        fresh |= ({(page.parent / link).resolve() for link in links} & pages) - reached
    assert sorted(map(str, pages - reached)) == []


SPOILT = {
    "python": "```python\nassert 1 == 2\n```",
    "doctest": "```python\n>>> 1 + 1\n3\n\n```",
    "feel": "```feel\n1 + 1 → 3\n```",
    "feel that fails": "```feel\n{n: 0, m: 1 / n}.m → null\n```",
    "yaml": "```yaml\na: [1\n```",
    "yaml file": "```yaml rules.yaml\nruleSet: x\n```",
    "yaml codes": "```yaml rules.yaml codes=findings.type\nruleSet: x\n```",
    "xml": "```xml examples/import/loan-grade.dmn\n<other/>\n```",
    "csv": "```csv\na,b\n```",
    "console": "```console\n$ echo yes\nno\n```",
    "console without a prompt": "```console\necho yes\n```",
    "graphql": "```graphql\n{ nothing }\n```",
    "json": "```json\n{\n```",
    "no language": "```\nanything\n```",
    "unknown language": "```rust\nfn main() {}\n```",
    "a marker without a reason": "<!-- not run: -->\n```rust\nfn main() {}\n```",
    "not closed": "```python\n1",
}


@pytest.mark.parametrize("text", SPOILT.values(), ids=SPOILT)
def test_a_block_that_is_not_what_it_says_is_told_with_its_line(text: str, tmp_path: Path) -> None:
    told = follow("page.md", f"Words.\n\n{text}\n", Reader(tmp_path))
    assert re.match(r"page\.md:[34]: ", told)


def follow(page: str, text: str, reader: Reader) -> str:
    """What is wrong at the first block that is not as shown; empty where all are."""
    try:
        for block in blocks_of(page, text):
            reader.follow(block)
    except SnippetError as error:
        return str(error)
    return ""


SOUND = """
```python
x = 2
```

```python
>>> x + 1
3

```

```feel
1 + 1 → 2
{n: 0, m: 1 / n}.m → null [feel.division-by-zero]
1 / 0 → error [feel.division-by-zero]
1 + → error [feel.syntax]
```

```yaml rules.yaml codes=file.unknown-kind
anything: at all
```

```console
$ export WORD=yes
$ echo $WORD; echo 12; echo 13
yes
…
$ echo at 10:30 || true
at …:30
$ cat rules.yaml
anything: at all
```

<!-- not run: it is for another machine -->
```rust
fn main() {}
```
"""


def test_what_is_as_it_says_passes(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    assert follow("page.md", SOUND, reader) == ""
    assert reader.names["x"] == 2


def test_an_answer_is_compared_whole_and_what_it_gives_is_kept(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    shown = '```json\n{"id": "…it", "list": [1, "…"], "any": "…"}\n```'
    (block,) = blocks_of("page.md", shown)
    reader.answer = {"id": "abc", "list": [1, 2, 3], "any": {"deep": None}}
    reader.follow(block)
    assert reader.kept == {"it": "abc"}
    for wrong in (
        {"id": "a", "list": [2], "any": 1},
        {"id": "a", "list": [1], "any": 1, "more": 1},
        {"id": "a", "list": [1]},
    ):
        reader.answer = wrong
        with pytest.raises(SnippetError):
            reader.follow(block)


COMMAND = re.compile(r"creditrules ([a-z]+)((?: (?! )[^\s`|>]+)*)")


@pytest.mark.parametrize("name", NAMES)
def test_every_command_that_it_names_has_the_options_that_it_shows(name: str) -> None:
    commands: Any = get_command(app)
    for word, rest in COMMAND.findall((ROOT / name).read_text("utf-8")):
        command = commands.get_command(None, word)
        if command is None:
            assert not rest.lstrip().startswith("--"), f"creditrules {word}{rest}"
            continue
        options = set(_options(command))
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, f"creditrules {word}{rest}"


def _options(command: Any) -> Iterator[str]:
    for parameter in command.params:
        yield from parameter.opts
    for inner in getattr(command, "commands", {}).values():
        yield from _options(inner)
