"""One column of results: what is known of its cells beforehand, and programs for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.feel import NOT_CONSTANT, Checked, Code, Value, compile_expression

__all__ = ["OutputColumn"]


class OutputColumn:
    """The results by row; cells that have to be run are compiled when first run.

    domain: what they must conform to, where that is not known already. default: the program of the default result.
    """

    __slots__ = ("_checked", "_codes", "_known", "_texts", "default", "domain", "name")

    def __init__(
        self,
        name: str,
        texts: Sequence[str],
        known: Mapping[str, Value],
        checked: Mapping[str, Checked],
        domain: Domain | None,
        default: Code | None,
    ) -> None:
        """texts: of the cells by row. known: their values, NOT_CONSTANT where they have to be run. checked: by text."""
        self.name, self.domain, self.default = name, domain, default
        self._texts, self._known, self._checked = texts, known, checked
        self._codes: dict[str, Code] = {}

    def value(self, run: ModelRun, scope: Variables, row: int) -> Value:
        """What the cell of a row (from 1) comes to, as it is written."""
        text = self._texts[row - 1]
        value = self._known[text]
        return self._code(text)(run, scope) if value is NOT_CONSTANT else value

    def _code(self, text: str) -> Code:
        """The compiled cell; compiling twice in two threads does no harm."""
        code = self._codes.get(text)
        if code is None:
            code = self._codes[text] = compile_expression(self._checked[text]).code
        return code
