"""Pages of documentation as their readers meet them: the blocks of a page, run in order in an empty folder.

What a block does is said by its language, and by words after it on the opening line:

    python          run; with `>>>` as a doctest. Names live on through the page
    yaml FILE       written to FILE and checked by `creditrules check`: no complaint; `codes=A,B`: exactly these
    xml FILE        written to FILE; csv FILE as well. Where the repository has FILE, it says the same
    csv FILE begins the first lines of a FILE of the repository, which is there as a whole
    yaml            a part of a file: it has to be YAML as `creditrules` reads it
    console         commands after `$ ` (and `> `), each with what it prints; `…`: any text; alone: any lines
    graphql         valid against the schema; with `as=ROLE` or `as=ROLE:NAME` sent to a service that runs for the page
    json            after such a query: its answer. "…" is anything; "…name" too, and "…name" later means what it was
    json            otherwise: JSON
    feel            lines `expression → value`, or `→ null [code]` with why, or `→ error [code]` where it is refused
    text            nothing: drawings and layouts

Any other language, or a block that cannot run here, needs a line `<!-- not run: why -->` above it.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import signal
import subprocess
import traceback
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from graphql import parse, validate
from tests.exported import exported_schema
from tests.warm import commands, data

from creditrules.cli.files.documents import check_text
from creditrules.document import read_yaml
from creditrules.feel import literal, to_feel
from creditrules.library.errors import RulesError
from creditrules.library.expressions import compile_feel

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "functions"
NOT_RUN = re.compile(r"<!-- not run: \S.* -->")
LATE = re.compile(r'"…(\w+)"')


class SnippetError(Exception):
    """A block that is not what the page says."""


@dataclass(frozen=True)
class Block:
    """A fenced block. line: of its opening fence. words: what stands after the language."""

    page: str
    line: int
    language: str
    words: tuple[str, ...]
    text: str
    excused: bool

    @property
    def settings(self) -> dict[str, str]:
        """The words of the form name=value."""
        return dict(word.split("=", 1) for word in self.words if "=" in word)


def blocks_of(page: str, text: str) -> Iterator[Block]:
    """The blocks of a page. Raises SnippetError for one that is not closed."""
    above, opened = "", None
    inside: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if opened is None and line.startswith("```"):
            language, *words = line[3:].split() or [""]
            opened, inside = (number, language, tuple(words), NOT_RUN.fullmatch(above.strip()) is not None), []
        elif opened is not None and line.startswith("```"):
            yield Block(page, opened[0], opened[1], opened[2], "".join(f"{each}\n" for each in inside), opened[3])
            opened = None
        elif opened is not None:
            inside.append(line)
        above = line if line.strip() else above
    if opened is not None:
        raise SnippetError(f"{page}:{opened[0]}: the block is not closed.")


@dataclass
class Reader:
    """Somebody who follows one page from its beginning, in a folder of their own."""

    folder: Path
    names: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    answer: Any = None
    service: commands.Command | None = None

    def follow(self, block: Block) -> None:
        """Do what a block shows. Raises SnippetError."""
        if block.excused:
            return
        try:
            self._acts.get(block.language, _unknown)(block)
        except SnippetError as error:
            raise SnippetError(f"{block.page}:{block.line}: {error}") from None

    def leave(self) -> None:
        """Stop the service, if one was started."""
        if self.service is not None:
            with self.service:
                self.service.send_signal(signal.SIGINT)
                self.service.wait(30)

    @property
    def _acts(self) -> dict[str, Callable[[Block], None]]:
        return {
            "python": self._python,
            "yaml": self._yaml,
            "xml": self._file,
            "csv": self._file,
            "console": self._console,
            "graphql": self._graphql,
            "json": self._json,
            "feel": self._feel,
            "text": lambda _: None,
        }

    def _python(self, block: Block) -> None:
        with chdir(self.folder):
            if ">>>" not in block.text:
                self._run(block)
                return
            told: list[str] = []
            test = doctest.DocTestParser().get_doctest(block.text, self.names, block.page, block.page, block.line)
            doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append, clear_globs=False)
            self.names.update(test.globs)
        if told:
            raise SnippetError("".join(told))

    def _run(self, block: Block) -> None:
        try:
            exec(compile(block.text, f"{block.page}:{block.line}", "exec"), self.names)  # noqa: S102 - that is the point
        except Exception as error:  # noqa: BLE001 - whatever a page does is told with its line
            raise SnippetError("".join(traceback.format_exception(error))) from None

    def _yaml(self, block: Block) -> None:
        name = next((word for word in block.words if "=" not in word), "")
        if not name:
            document = read_yaml(block.text)
            if not document.ok:
                raise SnippetError("\n".join(one.render() for one in document.diagnostics))
            return
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(block.text, "utf-8")
        found = check_text(name, block.text).diagnostics
        wanted = sorted(filter(None, block.settings.get("codes", "").split(",")))
        if sorted(one.code for one in found) != wanted:
            raise SnippetError("\n".join([f"expected {wanted or 'no complaint'}:", *(one.render() for one in found)]))

    def _file(self, block: Block) -> None:
        if not block.words:
            raise SnippetError(f"a block of {block.language} names its file.")
        name, *more = block.words
        kept = (ROOT / name).read_text("utf-8") if (ROOT / name).exists() else block.text
        if kept != block.text and not (more == ["begins"] and kept.startswith(block.text)):
            raise SnippetError(f"{name} of the repository says something else.")
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(kept, "utf-8")

    def _console(self, block: Block) -> None:
        commands = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
        if commands[0].strip() or len(commands) == 1:
            raise SnippetError("a console block starts with `$ ` and a command.")
        for command in commands[1:]:
            lines = command.splitlines()
            more = [line.removeprefix("> ") for line in takewhile(lambda line: line.startswith("> "), lines[1:])]
            script, shown = "\n".join([lines[0], *more]), lines[1 + len(more) :]
            told = self._shell(script)
            if shown and not _alike(shown, told.splitlines()):
                raise SnippetError(f"`{script}` printed:\n{told}")

    def _shell(self, script: str) -> str:
        state = self.folder / ".state"
        state.touch()
        whole = f"source {state}\n{script}\nstatus=$?\nexport -p > {state}\nexit $status\n"
        done = subprocess.run(
            ["bash", "-c", whole],
            cwd=self.folder,
            env=self._environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
        )
        return done.stdout

    @cached_property
    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CREDITRULES_", "PORT"))}
        shim = self.folder / ".bin" / "creditrules"
        shim.parent.mkdir()
        commands.shim(shim)
        path = f"{shim.parent}{os.pathsep}{os.environ['PATH']}"
        settings = {"PATH": path, "PYTHONPATH": str(SOURCES), "NO_COLOR": "1", "COLUMNS": "120"}
        return {**kept, **settings, "CREDITRULES_URL": "http://127.0.0.1:1/graphql"}

    def serve(self) -> None:
        """Start a service in the folder, with the demo lender, for all that follows."""
        data.put(self.folder / ".creditrules")
        self.service = commands.start(["serve", "--port", "0"], cwd=self.folder, env=self._environment)
        lines = []
        for line in self.service.stdout or ():
            lines.append(line)
            if line.startswith("curl"):
                break
        (url,) = re.findall(r"running at (http://[0-9.:]+)", "".join(lines))
        self._environment["CREDITRULES_URL"] = f"{url}/graphql"

    def _graphql(self, block: Block) -> None:
        text = LATE.sub(lambda match: json.dumps(self._known(match[1])), block.text)
        if errors := validate(exported_schema(), parse(text)):
            raise SnippetError("; ".join(error.message for error in errors))
        if "as" not in block.settings:
            return
        bearer = f"Bearer {self._token(block.settings['as'])}"
        headers = {"Content-Type": "application/json", "Authorization": bearer}
        request = Request(self._environment["CREDITRULES_URL"], json.dumps({"query": text}).encode(), headers)
        with urlopen(request, timeout=60) as answer:
            self.answer = json.load(answer)
        self.answer.pop("extensions", None)

    def _token(self, whose: str) -> str:
        if whose not in self.tokens:
            role, _, subject = whose.partition(":")
            self.tokens[whose] = self._shell(f"creditrules token --role {role} --subject {subject or role}").strip()
        return self.tokens[whose]

    def _known(self, name: str) -> str:
        if name not in self.kept:
            raise SnippetError(f"no answer above says what …{name} is.")
        return self.kept[name]

    def _json(self, block: Block) -> None:
        try:
            shown = json.loads(block.text)
        except ValueError as error:
            raise SnippetError(str(error)) from None
        if self.answer is None:
            return
        answer, self.answer = self.answer, None
        if not self._matches(shown, answer):
            raise SnippetError(f"the answer was:\n{json.dumps(answer, indent=2, ensure_ascii=False)}")

    def _matches(self, shown: Any, given: Any) -> bool:
        if isinstance(shown, str) and shown.startswith("…"):
            if len(shown) > 1:
                self.kept[shown[1:]] = given
            return True
        if isinstance(shown, dict) and isinstance(given, dict):
            return shown.keys() == given.keys() and all(self._matches(shown[key], given[key]) for key in shown)
        if isinstance(shown, list) and isinstance(given, list):
            open_end = bool(shown) and shown[-1] == "…"
            wanted = shown[:-1] if open_end else shown
            fits = len(given) >= len(wanted) if open_end else len(given) == len(wanted)
            return fits and all(map(self._matches, wanted, given))
        return bool(shown == given) and type(shown) is type(given)

    def _feel(self, block: Block) -> None:
        for line in filter(str.strip, block.text.splitlines()):
            text, arrow, shown = (part.strip() for part in line.rpartition("→"))
            if not arrow:
                raise SnippetError(f"no → in: {line}")
            told = feel_line(text)
            if told != shown:
                raise SnippetError(f"{text} → {told}")


def _unknown(block: Block) -> None:
    raise SnippetError(f"blocks of {block.language or 'no language'} are not run; say `not run` with why.")


def feel_line(text: str) -> str:
    """What an expression gives, as pages show it."""
    try:
        value, warnings = compile_feel(text).explain()
    except RulesError as error:
        return f"error [{error.diagnostics[0].code}]"
    shown = literal(to_feel(value), 500) or str(value)
    return f"{shown} [{warnings[0].code}]" if warnings else shown


def _alike(shown: list[str], told: list[str]) -> bool:
    """Whether lines are as shown: a line `…` is any number of lines, `…` in a line any text."""
    pattern = "".join(
        "(?:.*\n)*?" if line.strip() == "…" else ".*".join(map(re.escape, line.rstrip().split("…"))) + "\n"
        for line in shown
        if line.strip()
    )
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in told if line.strip())) is not None
