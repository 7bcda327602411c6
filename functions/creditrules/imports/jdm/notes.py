"""What an import has to say: interpretations and errors, each with its place, none of them twice."""

from __future__ import annotations

from creditrules.errors import Diagnostic, Severity
from creditrules.imports.jdm.graph import Graph, Node
from creditrules.imports.jdm.zen import ZenError
from creditrules.imports.report import Interpretation
from creditrules.records import dataclass, field

__all__ = ["Notes"]

_WHY = {
    "import.jdm.absent": "What is not there is null here; the engine leaves out of a result what is null.",
    "import.jdm.collect": "Rows that match are collected, each as an object; where none does, the list is empty.",
    "import.jdm.date": "A date is read from its text, in UTC where that names no zone; it must be a full ISO date.",
    "import.jdm.default": "The engine applies no default value in a run, so none is applied here.",
    "import.jdm.division": "A division by zero is null with a warning, in ZEN null; quotients have 34 digits, not 28.",
    "import.jdm.empty-sum": "ZEN sums an empty list to 0, FEEL to null, so 0 is added.",
    "import.jdm.equality": "ZEN holds values of two types unequal; FEEL would give null, so the result is written out.",
    "import.jdm.failing-output": "ZEN passes over a row whose outputs cannot be worked out; a column says when.",
    "import.jdm.first-output": "The output node that is come to first gives the result.",
    "import.jdm.loop": "The node runs once for each item of the list.",
    "import.jdm.mean-month": "ZEN takes a month as 30.44 days, a year as 365.25; the same seconds are meant.",
    "import.jdm.mode": "Of several values that are equally frequent the greatest is taken, as in ZEN.",
    "import.jdm.null-condition": "Where the condition is null, 'else' holds; ZEN stops with an error.",
    "import.jdm.null-result": "Where a row that matches yields null, what flows through stays; the engine removes it.",
    "import.jdm.null-too-late": "ZEN stops at the comparison when the value is null, and never tests for null.",
    "import.jdm.number-text": "FEEL writes a number without closing zeros (1.5), ZEN as it was written (1.50).",
    "import.jdm.outside": "With brackets turned round ZEN takes what is outside the range, ends included.",
    "import.jdm.output": "The graph has no output node; what its last nodes yield is the result, later nodes first.",
    "import.jdm.pass-through": "The result repeats the facts that flow through; what nothing names is no fact.",
    "import.jdm.pattern": "Patterns are XPath's, which agree with ZEN's but for rare classes and flags.",
    "import.jdm.position": "FEEL counts from 1, ZEN from 0; beyond the end FEEL gives null or less, ZEN may stop.",
    "import.jdm.remainder": "The remainder has the sign of what is divided, as in ZEN; modulo has the divisor's.",
    "import.jdm.rounding": "Halves are rounded away from zero, as in ZEN; numbers are decimals of 34 digits, not 28.",
    "import.jdm.seconds": "ZEN counts seconds since 1970; FEEL subtracts dates and times, and that is told in seconds.",
    "import.jdm.spelling": "FEEL says the same with other signs: = for ==, double quotes, not(…), names of decisions.",
    "import.jdm.stopped-or": "ZEN stops at the missing value, so what follows 'or' counts only where there is one.",
    "import.jdm.sub-decision": "The graph that is called stands here in full, under the name of the node.",
    "import.jdm.switch": "The switch is a decision that names the branches taken; what lies behind asks for its name.",
    "import.jdm.text-length": "FEEL counts characters, ZEN bytes: a letter beyond ASCII counts more than once there.",
    "import.jdm.truth": 'ZEN holds the texts "true" and "" for true, other texts for false, and 0 and null for false.',
    "import.jdm.unreached": "No edge leads to this node or from it, so it never counts.",
    "import.name": "The name is written so that FEEL can tell where it ends.",
}


@dataclass(slots=True)
class Notes:
    """Of one graph and those that it calls; while `silent`, nothing is kept."""

    silent: bool = False
    interpretations: list[Interpretation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _seen: set[tuple[str, ...]] = field(default_factory=set)

    def interpret(
        self, code: str, graph: Graph, node: Node | None, place: str, before: str = "", after: str = ""
    ) -> None:
        """Something read otherwise than it is spelt."""
        key = (code, graph.file, before, after) if before else (code, graph.file, place)
        if self.silent or key in self._seen:
            return
        self._seen.add(key)
        line, column = graph.position(node) if node is not None else (None, None)
        self.interpretations.append(Interpretation(code, graph.file, place, before, after, _WHY[code], line, column))

    def refuse(self, error: ZenError, graph: Graph, node: Node, where: str, source: str = "") -> None:
        """Something that cannot be kept."""
        self.wrong(
            "import.jdm.expression", error.message, error.hint, graph, node, where, source=source, span=error.span
        )

    def wrong(  # noqa: PLR0913  (what a diagnostic has)
        self,
        code: str,
        message: str,
        hint: str,
        graph: Graph,
        node: Node,
        where: str = "",
        *,
        source: str = "",
        span: tuple[int, int] | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """An error, or a warning, about a node."""
        place = f"{graph.file}: {node.name}{f': {where}' if where else ''}"
        line, column = graph.position(node)
        if not self.silent and (code, place, message) not in self._seen:
            self._seen.add((code, place, message))
            self.diagnostics.append(Diagnostic(code, message, hint, place, source, span, line, column, severity))
