"""Codes of files from elsewhere that are imported, and of what is interpreted in them."""

from __future__ import annotations

from typing import Final

__all__ = ["COMPARISON", "IMPORTS"]

IMPORTS: Final = {
    "import.ambiguous": (
        "A name may mean a result of several decisions.",
        "Draw an arrow from the one that is meant, or declare an input of this name.",
    ),
    "import.clash": (
        "Two parts of a file had one name; one of them has another now.",
        "Ask for the decision by its new name.",
    ),
    "import.constant": (
        "A constant was written as one of the type that its column declares.",
        "Look whether facts are stated in that type.",
    ),
    "import.date": (
        "A text or bare date became a date, time or duration, as its column is about such.",
        "Look at the cell.",
    ),
    "import.drools.chained": (
        "Rules test what rules set and look at anew: a loop, which tables have not.",
        "Make two tables of it, the second testing the first's value under a name of its own.",
    ),
    "import.drools.column": (
        "A column of Drools became tests of fields, or results.",
        "Look at its label in the table.",
    ),
    "import.drools.fires": (
        "Drools fires every rule that matches; the hit policy says what that comes to.",
        "Look whether one result is meant, or the list of all.",
    ),
    "import.drools.left-out": ("Something of Drools says nothing of what is decided.", "Nothing."),
    "import.drools.no-result": ("The rules of a table have no result.", "Set a field to a value in an action."),
    "import.drools.order": ("Rules were put into the order of their priority (salience).", "Look at their order."),
    "import.drools.unsupported": ("Something of Drools has no equal in a table.", "Write instead what the hint says."),
    "import.encoding": (
        "The file is written in another encoding than it declares.",
        "Look at letters with accents, and save it as UTF-8.",
    ),
    "import.fact": (
        "A variable that nothing declares is a fact.",
        "Look at its type, and remove the name if it is a mistake.",
    ),
    "import.foreign": (
        "An expression is written in a language that is not run here.",
        "Write it in FEEL, or state its value as a fact.",
    ),
    "import.function": (
        "A function of a product was said in FEEL, or has no counterpart there.",
        "Look at the expression; for an error, write what the hint says.",
    ),
    "import.hit-policy": (
        "A hit policy was spelt otherwise than in DMN.",
        "Look whether that policy is meant.",
    ),
    "import.id": (
        "Two elements had one identifier.",
        "Nothing, if each arrow points to what is meant.",
    ),
    "import.import": (
        "The file that is imported was found by its location, or cannot be told from others.",
        "Look whether it is the file that is meant; give each file a namespace of its own.",
    ),
    "import.input": (
        "A column without an expression tests the variable that it names.",
        "Look whether that value is meant.",
    ),
    "import.language": (
        "An expression in JUEL, or of no language that is told, was read as FEEL.",
        "Look at the expression; for an error, write what the hint says.",
    ),
    "import.name": (
        "A name was changed so that expressions can use it and nothing else is called so.",
        "State facts by the new name.",
    ),
    "import.namespace": (
        "Elements stand in a namespace that is no version of DMN's.",
        "Nothing: they are read as those of DMN.",
    ),
    "import.nothing": ("No file was given to import.", "Name files, or a folder that has some."),
    "import.openfisca.content": (
        "A file of parameters lacks something, or has what cannot be read.",
        "Mend it at its place: values are listed by the day from which they hold.",
    ),
    "import.openfisca.dated": (
        "A parameter or scale with dated values became a table over the fact `instant`.",
        "State the day that is asked about as `instant`.",
    ),
    "import.operator": (
        "An operator of another language was written as FEEL's.",
        "Look whether it says the same.",
    ),
    "import.other-source": (
        "The file is of another kind than those of the source that was named.",
        "Say `--from auto`, or name its own source.",
    ),
    "import.pmml.content": (
        "A PMML file lacks something that its schema requires, or says what cannot be read.",
        "Mend the file at the line that is given, or export it again.",
    ),
    "import.pmml.model": (
        "The model is of a kind that is not translated: only scorecards and decision trees are.",
        "Have another model score the applicant, and state its score as a fact.",
    ),
    "import.pmml.prepared": (
        "Values of a field are replaced before the model sees them, by a decision of their own.",
        "Look at that decision: it says what the mining schema does.",
    ),
    "import.pmml.reasons": (
        "The reason codes of a scorecard are ranked by a decision of their own.",
        "Look at that decision: it says how.",
    ),
    "import.pmml.target": (
        "The predicted value is bounded, rescaled or rounded, or would stand in where there is none.",
        "Look at the expression: it says what the file's Targets do.",
    ),
    "import.pmml.too-large": ("A condition or tree would need too many rows.", "Split it, or derive fields first."),
    "import.pmml.unsupported": ("Something of PMML has no equal here.", "Write instead what the hint says."),
    "import.quotes": (
        "A text was in single or typographic quotes.",
        "Look whether it is a text.",
    ),
    "import.requirement": (
        "An arrow between parts was drawn, put right, or left out as it pointed to nothing.",
        "Look whether the decision uses what is meant.",
    ),
    "import.service": (
        "A decision service without outputs was left out: it is a frame of a diagram.",
        "Give it an output, if it is to be called.",
    ),
    "import.test": (
        "A cell was written as FEEL writes tests.",
        "Look whether it takes the values that are meant.",
    ),
    "import.text": (
        "Words without quotes became a text, as no variable has that name.",
        "Quote texts; declare the variable, if one is meant.",
    ),
    "import.rule-set": (
        "No rule set can be made of the model: there is no such outcome, or it is a list, or the slug is none.",
        "Name one outcome with `--findings`, and its values with `--finding`.",
    ),
    "import.sheet.altered": (
        "A cell holds what a spreadsheet made of something else: a shortened number, a date out of a range, an error.",
        "Write what was meant: all of its digits, `1..5`, a date as 2026-01-31.",
    ),
    "import.sheet.blank": ("Blank conditions match anything.", "Write a condition where one is missing."),
    "import.sheet.chained": (
        "A column is called as a result of another table, and tests that.",
        "Rename the column if a fact is meant.",
    ),
    "import.sheet.condition": (
        "A condition in business spelling became a unary test, or is not understood.",
        "Look whether it says the same; write it as >= 700, 600-699, A or B, not A.",
    ),
    "import.sheet.column-gone": (
        "A column of the model's table is not in the sheet, and is taken away.",
        "Put it back into the sheet if it was to stay.",
    ),
    "import.sheet.date": ("A date could be two: the day or the month may stand first.", "Write it as 2026-01-31."),
    "import.sheet.feel": (
        "A cell says an expression of the language after FEEL:, which is kept, or refused where it is none.",
        "Write it as in rule files.",
    ),
    "import.sheet.headings": ("A table has no row of headings, or a column no heading.", "Write one over each column."),
    "import.sheet.hit-policy": (
        "No hit policy is written: the first row that matches counts.",
        "Write a row `Hit policy: UNIQUE` over the table if another is meant.",
    ),
    "import.sheet.kinds": (
        "A column holds values of several kinds, such as numbers and words.",
        "Write values of one kind; texts that look like numbers in quotes.",
    ),
    "import.sheet.label": ("A column is called by a label of what it tests or gives.", "Nothing, if it is that."),
    "import.sheet.limit": (
        "A column holds the lower or the upper limit of what another column limits too.",
        "Look whether the limits belong to it; write signs before the values otherwise.",
    ),
    "import.sheet.more": ("More was interpreted than is told.", "Look at some of the cells of each kind."),
    "import.sheet.no-result": ("A result is blank or says that there is none, which is null.", "Write a result."),
    "import.sheet.no-rule": (
        "A row has no result, so it is no rule.",
        "Write the result; put remarks into a column of notes, or under a blank row.",
    ),
    "import.sheet.no-table": ("A file has no table of rules.", "Write headings over rows of conditions and results."),
    "import.sheet.number": (
        "A number could be two: its sign may stand before decimals or between thousands.",
        "Write 1250 or 1.25, or make the cell a number.",
    ),
    "import.sheet.passed-over": (
        "Cells that stand alone are remarks.",
        "Put them beside a table if they belong to it.",
    ),
    "import.sheet.result": (
        "A result in business spelling became a value, or is no value.",
        "Look whether it is the same; write the value.",
    ),
    "import.sheet.results": (
        "Which columns are results is taken from headings, markers or lines, or cannot be known.",
        "Write Result over the first column of results, or draw a double line before it.",
    ),
    "import.sheet.text": ("Words in a column became texts, compared exactly.", "State facts in just these words."),
    "import.sheet.twice": (
        "Two tables of a file give the same result, or are the same table of the model.",
        "Call them differently, or keep one.",
    ),
    "import.sheet.unknown-column": (
        "A column is called as nothing in the model is.",
        "Call it by the name or a label of a fact, a decision or a result.",
    ),
    "import.sheet.unknown-table": ("A table is called as none of the model's.", "Write the decision's name over it."),
    "export.sheet.cell": ("A rule cannot be written into a business table.", "Mend the rule, or write a new workbook."),
    "export.sheet.columns": (
        "The model's table and the one in the workbook have other columns.",
        "Change the sheet's columns first, or write a new workbook.",
    ),
    "export.sheet.lost": (
        "The workbook has parts that are not kept, such as drawings or macros.",
        "Copy the cells into the old workbook.",
    ),
    "export.sheet.policy": ("The sheet says another hit policy than the model.", "Write the model's over the table."),
    "export.sheet.read-back": (
        "What was written would be read otherwise than the model says, so nothing is written.",
        "Write the workbook without --style and --like.",
    ),
    "export.sheet.room": (
        "Rules are to be added where something stands beside the table.",
        "Move one of them to a sheet of its own.",
    ),
    "import.type": ("A type was read as one of ours.", "Look whether the values are stated so."),
    "import.unknown-file": (
        "The file is of no kind that is imported.",
        "The hint lists what is read; export the rules as one of these.",
    ),
    "import.unused": (
        "An input that is only drawn was left out.",
        "Name it in an expression, if it counts.",
    ),
    "import.values": (
        "Allowed values of a column of lists are those of the lists' items.",
        "Look whether they are.",
    ),
    "import.word": (
        "A word was written as FEEL writes it, as TRUE or AND.",
        "Nothing, if it says the same.",
    ),
}

COMPARISON: Final = {
    "compare.bands": (
        "A fraction falls between bands that were written for whole numbers, so no row matches.",
        "Let the bands meet: `[700..750)` and `>= 750`, or round the value first.",
    ),
    "compare.column": (
        "A column of the results is neither a fact nor an answer of the model.",
        "Nothing, if it is a remark; else call it `Input: …` or `Result: …`, or name it with `--column`.",
    ),
    "compare.digits": (
        "Two numbers agree in nine digits: one was computed in binary floating point, or rounded.",
        "Round in the rule as the contract says, or compare with a `--tolerance`.",
    ),
    "compare.empty": (
        "One answer is null, the other an empty text or list.",
        "Say in the rule which of them is meant.",
    ),
    "compare.hit-policy": (
        "Several rows match where the hit policy allows one, or only equal results.",
        "Say FIRST or PRIORITY if that is what the other engine did; else mend the rows that overlap.",
    ),
    "compare.input": (
        "A recorded input cannot be taken as the fact it is meant for, and counts as null.",
        "Widen the fact's type or allowed values, or correct the recording.",
    ),
    "compare.list": ("The answer here is a list with one item.", "Give the table a hit policy of one result."),
    "compare.no-output": (
        "The model has no decision, output or service of the recorded name.",
        "Name it with `--column` or `--decision`, or import the file that has it.",
    ),
    "compare.no-row": ("No row of a table on the way matches.", "See what kept the nearest rows from matching."),
    "compare.not-all": (
        "Only some of the recorded questions were asked.",
        "Compare them in parts, or on the command line, where all are asked.",
    ),
    "compare.not-constant": (
        "A recorded value is a condition or an expression, so there is nothing to compare.",
        "Record the value itself.",
    ),
    "compare.nothing": (
        "The recorded results have no answer that could be compared, so nothing is proved by them.",
        "Record what the other engine answered, under the names of decisions or outputs.",
    ),
    "compare.null": (
        "The answer here is null, for want of something that it asks for; the other engine took it for false.",
        "Ask for the missing value first, as in `x != null and x > 3`.",
    ),
    "compare.order": ("Lists have the same items in another order.", "Choose the hit policy that gives the order."),
    "compare.results": (
        "The file of recorded results cannot be read.",
        "Write it in one of the forms that the hint names.",
    ),
    "compare.rounded": (
        "The recorded number is ours, rounded.",
        "Round in the rule where the contract says so, or compare with a `--tolerance`.",
    ),
    "compare.spelling": ("Texts differ in case or spaces.", "Write them alike: texts are compared exactly."),
    "compare.type": ("The one answer is a text and the other a number.", "Give the output the type that is meant."),
    "compare.which-model": (
        "It is not said which of several models the results are of.",
        "Give one model with them, or call their file by the model's name.",
    ),
}
