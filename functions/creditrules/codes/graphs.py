"""Codes of decision graphs that are imported, and of what is interpreted in them."""

from __future__ import annotations

from typing import Final

__all__ = ["GRAPHS"]

GRAPHS: Final = {
    "import.jdm.absent": (
        "What a graph leaves out of its result, or looks for in vain, is null.",
        "Nothing, if nobody tells null from nothing.",
    ),
    "import.jdm.collect": (
        "The rows of a table that collects became a list of objects, by a decision of their own.",
        "Nothing, if each row is meant as an object.",
    ),
    "import.jdm.date": (
        "A text is read as a date and time, in UTC where it names no zone.",
        "State dates as 2026-01-31, or with time and zone.",
    ),
    "import.jdm.default": (
        "A default value of a column was left out, as the engine applies none.",
        "Write a last row, or a condition for null, if the value is meant.",
    ),
    "import.jdm.division": (
        "A quotient is a decimal with 34 digits; a division by zero is null with a warning.",
        "Test for zero first.",
    ),
    "import.jdm.empty-sum": (
        "0 is added to a sum, as FEEL's of an empty list is null.",
        "Nothing: the sum is the same.",
    ),
    "import.jdm.equality": (
        "Values of two types are compared, which never are equal.",
        "Look whether a text was meant as a number, or the reverse.",
    ),
    "import.jdm.every-number": (
        "Two comparisons apart by a comma hold together for every number.",
        "Write `and` between them, if a range is meant.",
    ),
    "import.jdm.expression": (
        "An expression or cell cannot be read, or says what FEEL has no words for.",
        "Write instead what the hint says.",
    ),
    "import.jdm.failing-output": (
        "A row counts only where all its outputs can be worked out, as a column of its own says.",
        "Give the row a test for null, or let the value stand in for what is missing.",
    ),
    "import.jdm.first-output": (
        "The graph has several output nodes; the one that is come to first counts.",
        "Look whether they exclude one another.",
    ),
    "import.jdm.graph": (
        "The graph is not whole, or has a setting that is not kept.",
        "Mend it as the hint says.",
    ),
    "import.jdm.loop": (
        "A node runs once for each item of a list.",
        "Nothing: the list of results stands at the same path.",
    ),
    "import.jdm.mean-month": (
        "A duration of months or years is a number of seconds, as the engine has it.",
        "Add months to a date with `.add(…)`, if calendar months are meant.",
    ),
    "import.jdm.merge": (
        "Two nodes bring parts of one object whose entries are not known.",
        "Write the entries out where the object is made.",
    ),
    "import.jdm.mode": (
        "Of several equally frequent values the greatest is taken.",
        "Nothing: it is the engine's way.",
    ),
    "import.jdm.node-kind": (
        "A node is a function in JavaScript, or of a kind that only its own engine knows.",
        "Write it as an expression, a table or a sub-decision, or state its result as a fact.",
    ),
    "import.jdm.null-condition": (
        "A condition may be null; `else` then holds, where the engine stops with an error.",
        "Test for null first, if a missing value may not count as no.",
    ),
    "import.jdm.null-result": (
        "A table may yield null over a value that flows through it, which then stays.",
        "Give the output a name of its own, or a value in every row.",
    ),
    "import.jdm.null-too-late": (
        "A test for null after a comparison was left out: the engine never comes to it.",
        "Write the test for null first, if it is meant.",
    ),
    "import.jdm.number-text": (
        "A number that becomes a text is written without closing zeros.",
        "Round it and write its digits, if they matter.",
    ),
    "import.jdm.outside": (
        "A range with its brackets turned round takes what lies outside, the ends included.",
        "Write `(1..5)` if the numbers between are meant.",
    ),
    "import.jdm.output": (
        "The graph has no output node; what its last nodes yield is the result.",
        "Nothing, if that is meant.",
    ),
    "import.jdm.pass-through": (
        "The result repeats facts that flow through unchanged.",
        "Ask for the decision that is meant, if they are not wanted.",
    ),
    "import.jdm.pattern": (
        "A regular expression was taken over; ours are those of XPath.",
        "Look at rare classes and flags.",
    ),
    "import.jdm.position": (
        "Positions in lists and texts count from 1.",
        "Nothing: they were changed.",
    ),
    "import.jdm.remainder": (
        "A remainder has the sign of what is divided.",
        "Nothing: it is the engine's.",
    ),
    "import.jdm.rounding": (
        "Halves are rounded away from zero.",
        "Nothing: it is the engine's way.",
    ),
    "import.jdm.seconds": (
        "Seconds since 1970 are taken from dates and times.",
        "Subtract dates themselves, if a duration is meant.",
    ),
    "import.jdm.spelling": (
        "An expression of ZEN was written in FEEL.",
        "Look whether it says the same.",
    ),
    "import.jdm.stopped-or": (
        "What follows an `or` counts only where what stands before it can be worked out.",
        "Leave the test for null out, if either side alone is enough.",
    ),
    "import.jdm.sub-decision": (
        "A graph that is called was copied in; an error says that it is missing, or calls itself.",
        "Give all files that call one another in one import.",
    ),
    "import.jdm.switch": (
        "A switch became a decision that names the branches which are taken.",
        "Nothing, if the branches are those of the graph.",
    ),
    "import.jdm.text-length": (
        "A length is counted in characters, not bytes.",
        "Look at limits of texts with letters beyond ASCII.",
    ),
    "import.jdm.too-large": (
        "The graph has too many nodes, or graphs that call one another too often.",
        "Split it.",
    ),
    "import.jdm.truth": (
        "A text or number was made a truth value.",
        "Compare it with what is meant instead.",
    ),
    "import.jdm.unreached": (
        "A node that no edge touches was left out.",
        "Draw its edges, or remove it.",
    ),
}
