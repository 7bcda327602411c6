"""One column of results: what is known of its cells beforehand, and programs for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditrules.dmn.domains.domain import Domain, class_within, conform
from creditrules.dmn.evaluation import Fired
from creditrules.dmn.model_run import ModelRun, Variables
from creditrules.feel import NOT_CONSTANT, Checked, Code, Value, compile_expression

__all__ = ["OutputColumn", "RowEntry"]


class OutputColumn:
    """The results by row; cells that have to be run are compiled when first run.

    domain: what they must conform to, where that is not known already. default: the program of the default result.
    """

    __slots__ = ("_checked", "_codes", "_kind", "_known", "_texts", "default", "domain", "name")

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
        self._kind = None if domain is None else class_within(domain)

    def cell(self, row: int) -> tuple[Value, Code | None, type | None]:
        """The cell of a row (from 1): its value, where that is known and as it has to be; else its program.

        And the class of values that need not be conformed; None where all have to be.
        """
        text = self._texts[row - 1]
        known, kind = self._known[text], self._kind
        if known is not NOT_CONSTANT:
            free = self.domain is None or known is None or (kind is not None and type(known) is kind)
            return (known, None, kind) if free else (None, lambda _run, _scope: known, kind)
        return None, self._code(text), kind

    def _code(self, text: str) -> Code:
        """The compiled cell; compiling twice in two threads does no harm."""
        code = self._codes.get(text)
        if code is None:
            code = self._codes[text] = compile_expression(self._checked[text]).code
        return code


class RowEntry:
    """The output entry of one row: what is known of it, and the cells that have to be run, in order."""

    __slots__ = ("_fired", "_known", "_row", "_rule_id", "_single", "_to_run")

    def __init__(self, outputs: Sequence[OutputColumn], row: int, rule_id: str | None, place: str) -> None:
        """row: from 1. place: of the table."""
        self._row, self._rule_id, self._single = row, rule_id, len(outputs) == 1
        self._known: dict[str, Value] = {}
        self._to_run: list[tuple[str, Code, type | None, Domain | None, str]] = []
        for at, output in enumerate(outputs, 1):
            self._known[output.name], code, kind = output.cell(row)
            if code is not None:
                self._to_run.append((output.name, code, kind, output.domain, f"{place}.rules[{row}].outputs[{at}]"))
        self._fired = None if self._to_run else self._as_fired(self._known)

    def fired(self, run: ModelRun, scope: Variables) -> Fired:
        """The row with its entry."""
        if self._fired is not None:
            return self._fired
        entry = self._known.copy()
        for name, code, kind, domain, place in self._to_run:
            before = len(run.warnings)
            value = code(run, scope)
            if len(run.warnings) > before:
                run.placed(before, place)
            if domain is not None and (kind is None or type(value) is not kind):
                value, problem = conform(value, domain, run)
                if problem:
                    run.warn("dmn.not-allowed", f"{problem}.", place)
            entry[name] = value
        return self._as_fired(entry)

    def _as_fired(self, entry: dict[str, Value]) -> Fired:
        return Fired(self._row, self._rule_id, next(iter(entry.values())) if self._single else entry)
