"""Codes of decision models and of FEEL."""

from __future__ import annotations

from typing import Final

__all__ = ["FEEL", "MODELS"]

MODELS: Final = {
    "dmn.aggregation": (
        "There is no such aggregation, the hit policy takes none, or the outputs cannot be aggregated.",
        "Use SUM, MIN, MAX or COUNT with COLLECT and one output of numbers.",
    ),
    "dmn.any": (
        "Rows that match give different results, and the hit policy is ANY; the table has no result.",
        "Make the rows agree, or choose another hit policy.",
    ),
    "dmn.better": (
        "A fact says that higher or lower values are better, and its values have no order.",
        "List its allowed values, the lowest first, or take `better` out.",
    ),
    "dmn.changeable": (
        "What a fact says of how it can be changed does not fit its type, or the fact is protected or sensitive.",
        "Correct the part that is named; nobody is told to change a protected or a sensitive fact.",
    ),
    "dmn.cycle": ("Decisions need each other in a circle.", "Take one of the requirements out."),
    "dmn.duplicate-id": ("Two rows of a table have the same id.", "Give each its own: changes are followed by id."),
    "dmn.duplicate-name": ("Two parts of a model have the same name.", "Rename one."),
    "dmn.foreign-function": (
        "A function is written in Java or PMML, which are not run here.",
        "Write its body in FEEL; a few functions of Java's standard library are known.",
    ),
    "dmn.foreign-language": ("An expression is in another language than FEEL.", "Write it in FEEL."),
    "dmn.hit-policy": (
        "There is no such hit policy.",
        "Use UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER or OUTPUT ORDER.",
    ),
    "dmn.input": (
        "An input's value is not one that its column takes, so the table has no result.",
        "Correct the fact, or widen the column's type or allowed values.",
    ),
    "dmn.never-matches": (
        "A cell, or one of the values in it, can never match: its column has no such value.",
        "Correct the cell, or remove the value or the row.",
    ),
    "dmn.no-expression": ("A decision has no logic, so it is always null.", "Give it an expression or a table."),
    "dmn.no-priorities": (
        "PRIORITY and OUTPUT ORDER need the allowed values of an output, in order of priority.",
        "Give `allowedValues` as a list of constants, the most important first.",
    ),
    "dmn.not-allowed": ("A value is not among the allowed ones of its type.", "Correct the value, or the type."),
    "dmn.output-names": ("A table of several outputs has one without a name, or two alike.", "Name each differently."),
    "dmn.row-width": ("A row has more or fewer cells than the table has columns.", "Give each column one cell."),
    "dmn.too-deep": ("Expressions or types are nested too deeply.", "Move inner parts to functions or named types."),
    "dmn.too-large": (
        "A table has too many rows, columns or cells, or a type too many parts.",
        "Split it; docs/rule-files.md has the limits.",
    ),
    "dmn.two-expressions": ("There are two expressions where one is allowed.", "Keep one."),
    "dmn.two-types": ("A type says what it is in two ways that differ.", "Keep one of them."),
    "dmn.type": ("A result is of another type than is declared.", "Correct the expression or the declaration."),
    "dmn.type-cycle": ("Types refer to each other in a circle.", "Take one of the references out."),
    "dmn.unspeakable-name": (
        "No expression can speak of a fact, a function or a parameter: its name is a keyword, a number or a sign.",
        "Rename it.",
    ),
    "dmn.unique": (
        "Several rows match, and the hit policy is UNIQUE; the table has no result.",
        "Make the rows exclude each other, or choose FIRST.",
    ),
    "dmn.unknown-column": ("A row names a column that the table has not.", "Correct the name."),
    "dmn.unknown-requirement": ("A decision requires something that is not in the model.", "Correct the name."),
    "dmn.unknown-type": ("There is no such type.", "Use one of FEEL, or define it under `types`."),
}

FEEL: Final = {
    "feel.argument": (
        "A function was given a value that it does not take.",
        "Look at the types of its parameters in docs/feel.md.",
    ),
    "feel.arguments": (
        "A function was given too many or too few arguments, or one of an unknown name.",
        "Write one of the forms that the hint lists.",
    ),
    "feel.bad-character": ("The text has a character that FEEL does not use.", "Remove it."),
    "feel.bad-escape": (
        "A backslash in a text stands before something it cannot escape.",
        "Write \\\\ for a backslash.",
    ),
    "feel.bad-literal": (
        "An @ text is no date, time, date and time, or duration.",
        'Write @"2026-01-31", @"08:30:00", @"P30D" or @"P1Y6M".',
    ),
    "feel.bracket": ("A bracket is not closed, or closes nothing.", "Put the other one where it belongs."),
    "feel.comparison": ("Two values have no order, or can hardly ever be equal.", "Compare values of one type."),
    "feel.conversion": (
        'A text or a number cannot be turned into what was asked for, as date("soon").',
        "Correct the argument.",
    ),
    "feel.date-form": ("A date or time is not written as FEEL writes them.", 'Write @"2026-01-31".'),
    "feel.decimal-comma": (
        "A comma between digits separates two tests, where one number may be meant.",
        "Write 1.5 for 1,5; put a blank after a comma that separates.",
    ),
    "feel.division-by-zero": ("A division by zero is null.", "Test the divisor first."),
    "feel.duplicate-entry": ("A context has the same entry twice.", "Rename one."),
    "feel.duplicate-parameter": ("A function has the same parameter twice.", "Rename one."),
    "feel.empty": ("There is no expression.", "Write one, or null."),
    "feel.empty-list": (
        "A function of a list was given an empty one, and has no value for it.",
        "Test `count(…) > 0`.",
    ),
    "feel.external-function": ("A function in another language is not run here.", "Write its body in FEEL."),
    "feel.filter": ("What stands in [ ] is neither a condition nor a position.", "Write one of the two."),
    "feel.foreign": (
        "A sign or word is another language's (Excel, SQL, Java and others).",
        "Write what the hint says.",
    ),
    "feel.iteration": (
        "There is nothing to go through: no list, no range of whole numbers or dates.",
        "Give it a list.",
    ),
    "feel.keyword": ("A keyword is misspelt or in capitals.", "Write it as docs/feel.md does."),
    "feel.list-length": ("A list would become longer than is allowed.", "Shorten it; docs/feel.md has the limits."),
    "feel.looks-like-date": (
        "A date without quotes is a calculation: 2026-01-31 is 2026 minus 1 minus 31.",
        'Write @"2026-01-31".',
    ),
    "feel.looks-like-range": ("A cell such as 18-25 is 18 minus 25.", "Write [18..25]."),
    "feel.no-element": ("A list has no element at that position.", "Test the length; positions count from 1."),
    "feel.no-entry": ("A value has no entry of that name.", "Correct the name, or give the entry."),
    "feel.no-variable": ("A name has no value in this run.", "Give the fact."),
    "feel.not-a-function": ("Something is called that is no function.", "Correct the name."),
    "feel.not-boolean": ("A condition is neither true nor false.", "Compare the value with something."),
    "feel.null-operand": ("An operand is null, and so is the result.", "Test with `= null` first, or leave it out."),
    "feel.number-form": (
        "A number is not written as FEEL writes them: digits, and a point before decimals.",
        "Write 50000 for 50,000, 1.5 for 1,5, 0.3 for 30%.",
    ),
    "feel.number-range": ("A number is beyond what 34 digits and an exponent of ±6144 hold.", "Use smaller numbers."),
    "feel.open-comment": ("A comment is not closed.", "End it with */."),
    "feel.open-string": ("A text is not closed.", "End it with a quotation mark."),
    "feel.operand": ("An operator does not take values of these types.", "Convert one of them, as with number(…)."),
    "feel.pattern": ("A pattern (regular expression) cannot be used.", "Correct it where the message says."),
    "feel.pattern-steps": ("A pattern takes too many steps on this text.", "Simplify it."),
    "feel.position": (
        "There is no such position or length in the list or text.",
        "Positions count from 1, or from -1 back.",
    ),
    "feel.quotes": ("A text or a name stands in quotes that FEEL does not have.", 'Write texts in straight ones: "A".'),
    "feel.range-ends": (
        "The ends of a range are of different types, or of one that has no order.",
        "Give both one type.",
    ),
    "feel.range-form": ("A range is not written as FEEL writes them.", "Write [1..5]."),
    "feel.range-order": ("A range runs from the higher to the lower end.", "Exchange the ends."),
    "feel.scale": ("A number of decimal places is outside -6111 to 6176.", "Use one inside."),
    "feel.string-length": ("A text would become longer than is allowed.", "Shorten it; docs/feel.md has the limits."),
    "feel.syntax": ("The text is not FEEL from the marked place on.", "Correct it there."),
    "feel.thousands": (
        "A comma in a number makes two: > 1,000 is read as > 1 or 000.",
        "Write 1000; where two are meant, put a blank after the comma.",
    ),
    "feel.budget-spent": (
        "The request that the evaluation is made for took more steps, memory or time than it may.",
        "Ask for less at a time, or for other rule sets to go through fewer items.",
    ),
    "feel.too-deep": ("Expressions or calls are nested too deeply.", "Split it into several decisions."),
    "feel.too-long": ("The expression is too long.", "Split it into several decisions."),
    "feel.too-many-steps": (
        "The evaluation takes more steps than it may, so that no rule can hold up the service.",
        "Go through fewer items.",
    ),
    "feel.too-much-memory": (
        "The evaluation makes more texts and lists than it may hold.",
        "Make shorter texts, and fewer lists of lists.",
    ),
    "feel.type": ("A value is of another type than its place takes.", "Convert it, or correct the type."),
    "feel.unknown-function": ("There is no function of that name.", "Correct it; docs/feel.md lists what is built in."),
    "feel.unknown-name": ("There is no fact, decision or variable of that name.", "Correct it, or declare the fact."),
    "feel.unknown-type": ("There is no type of that name.", "Correct it, or define it under `types`."),
    "feel.unreadable": (
        "An expression with errors was run all the same; it is null.",
        "Mend what the check says about it.",
    ),
}
