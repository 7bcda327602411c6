"""The test configurations of camunda-dmn-tester, in as much of HOCON as they need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NoReturn

from creditrules.document import read_json
from creditrules.imports.compare.recorded.asked import MOST_CASES, Asked, Hits, Recorded, Written, refused

__all__ = ["read_hocon_cases"]

_DEEPEST = 50
_SPACE = re.compile(r"(?:[\s,]|#[^\n]*|//[^\n]*)*")
_BLANK = re.compile(r"(?:[^\S\n]|#[^\n]*|//[^\n]*)*")
_QUOTED = re.compile(r'"""(.*?)"""|"((?:[^"\\\n]|\\.)*)"', re.DOTALL)
_BARE = re.compile(r"[^\s{}\[\],:=\"#][^\n{}\[\],:=\"#]*")
_REFUSED = ("${", "include ")


class _Wrong(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


def read_hocon_cases(data: bytes) -> Recorded:
    """The test cases below data.testCases: inputs, and the outputs of each row that matched."""
    try:
        whole = _Reader(data.decode("utf-8-sig")).whole()
    except UnicodeDecodeError:
        return refused("The file is not UTF-8 text.")
    except _Wrong as wrong:
        return refused(f"The configuration cannot be read: {wrong.message}.", line=wrong.line)
    data_part = whole.get("data")
    cases = data_part.get("testCases") if isinstance(data_part, dict) else None
    if not isinstance(cases, list) or not cases:
        return refused("The configuration has no data.testCases.")
    if len(cases) > MOST_CASES:
        return refused(f"There are more than {MOST_CASES} cases.", "Compare them in parts.")
    path = whole.get("dmnPath")
    model = _plain(path[-1]) if isinstance(path, list) and path else None
    asked = tuple(_case(case) for case in cases if isinstance(case, dict))
    return Recorded(asked, model=model.text if isinstance(model, Written) else "")


def _case(case: Mapping[str, object]) -> Asked:
    inputs, results = case.get("inputs"), case.get("results")
    rows = [one.get("outputs") for one in results if isinstance(one, dict)] if isinstance(results, list) else []
    named = [row for row in rows if isinstance(row, dict)]
    outputs = {
        name: Hits(tuple(_plain(row.get(name)) for row in named))
        for name in dict.fromkeys(key for row in named for key in row)
    }
    given = {name: _plain(value) for name, value in inputs.items()} if isinstance(inputs, dict) else {}
    shown = ", ".join(f"{name}={value.text}" for name, value in given.items() if isinstance(value, Written))
    return Asked(shown, given, outputs or {"": Hits(())})


def _plain(value: object) -> object:
    match value:
        case list():
            return [_plain(part) for part in value]
        case dict():
            return {name: _plain(part) for name, part in value.items()}
    return value


class _Reader:
    """Objects, lists and texts; a later key replaces an earlier one, objects of one key are put together."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def whole(self) -> dict[str, object]:
        for part in _REFUSED:
            if part in self._text:
                self._fail(f"'{part.strip()}' is not read", self._text.index(part))
        self._skip()
        value = self._object("}" if self._next("{") else "", 0)
        self._skip()
        if self._at < len(self._text):
            self._fail(f"'{self._text[self._at]}' is not expected")
        return value

    def _object(self, end: str, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        while True:
            self._skip()
            if (end and self._next(end)) or (not end and self._at >= len(self._text)):
                return found
            key = self._word()
            self._blank()
            if not self._next("=") and not self._next(":") and not self._text.startswith("{", self._at):
                self._fail("after a name, '=' or '{' is expected")
            self._blank()
            value = self._value(depth + 1)
            before = found.get(key)
            found[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value

    def _value(self, depth: int) -> object:
        if depth > _DEEPEST:
            self._fail(f"values nest deeper than {_DEEPEST} levels")
        if self._next("{"):
            return self._object("}", depth)
        if self._next("["):
            return self._list(depth)
        return None if (text := self._word()) == "null" else Written(text)

    def _list(self, depth: int) -> list[object]:
        found: list[object] = []
        while True:
            self._skip()
            if self._next("]"):
                return found
            found.append(self._value(depth + 1))

    def _word(self) -> str:
        quoted = _QUOTED.match(self._text, self._at)
        if quoted is not None:
            self._at = quoted.end()
            if quoted[1] is not None:
                return quoted[1]
            value = read_json(f'"{quoted[2]}"').value
            return value if isinstance(value, str) else self._fail("a text has an escape that is none")
        bare = _BARE.match(self._text, self._at)
        if bare is None:
            self._fail("a name or a value is expected")
        self._at = bare.end()
        return bare[0].strip()

    def _next(self, mark: str) -> bool:
        if not self._text.startswith(mark, self._at):
            return False
        self._at += len(mark)
        return True

    def _skip(self) -> None:
        self._pass(_SPACE)

    def _blank(self) -> None:
        self._pass(_BLANK)

    def _pass(self, what: re.Pattern[str]) -> None:
        found = what.match(self._text, self._at)
        self._at = found.end() if found is not None else self._at

    def _fail(self, message: str, at: int | None = None) -> NoReturn:
        raise _Wrong(message, self._text.count("\n", 0, self._at if at is None else at) + 1)
