"""Decision models (DMN 1.5) over FEEL: read a document, check it whole, compile it, evaluate it on facts.

    read = read_model(read_yaml(text).value)              # diagnostics with places; model None when it cannot be read
    checked = check_model(read.model)                     # every problem with place, span and hint
    compiled = compile_model(checked)
    facts = compiled.read_facts({"age": 17})              # typed values, missing facts, diagnostics
    compiled.evaluate(facts.values, now, ["Findings"])    # values, table outcomes, warnings

Files of every form are read and written by `creditrules.dmn.exchange.files`, DMN files that import one another by
`creditrules.dmn.exchange.xml`: with this one, these are the doors of the package.

The document form, the same in YAML and JSON; names are DMN's. Expressions and cells are FEEL texts; numbers and
booleans may be written bare. Keys that are not named here are refused.

    facts:            # input data
      - {name: age, type: number, allowedValues: "[0..150]", nullable: false, unit: years, label: {en: Age}}
      - {name: idNumber, type: string, sensitive: true}   # its values are never repeated in messages, masked in reads
      - {name: debt, type: number, better: lower, changeable: {direction: down, step: 100, min: 0, cost: 2}, askCost: 3}
      - {name: sex, type: string, protected: true}        # what no outcome may rest on, and nobody is told to change
    types:            # item definitions; usable wherever a type is named
      - {name: Tier, type: string, allowedValues: '"A", "B"'}
      - {name: Scores, type: list, of: number}            # or list<number>; allowedValues are about the elements,
      - {name: Client, type: context, entries: [{name: age, type: number}]}       # typeConstraint about the whole
    functions:        # business knowledge models; they see their parameters and other functions, not facts
      - {name: instalment, parameters: [{name: p, type: number}, r], type: number, expression: "p * r"}
    services:         # decision services, called like functions: inputs, then inputDecisions
      - {name: Affordable, outputs: [Ratio], encapsulated: [Income], inputs: [age], inputDecisions: []}
    decisions:        # each may have type, requires (else taken from the text), label, description, and one of:
      - {name: Ratio, expression: "debt / income"}
      - name: Findings
        table:
          hitPolicy: FIRST        # UNIQUE (default) ANY PRIORITY FIRST "RULE ORDER" "OUTPUT ORDER" COLLECT; or a letter
          aggregation: SUM        # with COLLECT: SUM MIN MAX COUNT (also hitPolicy C+ C< C> C#)
          inputs: [age, {expression: score, type: number, label: Score, allowedValues: "[0..1000]"}]
          outputs: [{name: intervention, type: string, allowedValues: '"A", "B"', default: '"A"'}, reason]
          rules:                  # when: unary tests, "-" or null matches anything; then: expressions, null is null
            - {id: young, when: ["< 18", "-"], then: ['"DECLINE"', '"TOO_YOUNG"'], note: Majority is at 18.}
            - ["< 18", "-", '"DECLINE"', '"TOO_YOUNG"']                              # inputs, then outputs
            - {when: {age: "< 18"}, then: {intervention: '"DECLINE"'}}               # by column; absent is "-" and null
      - {name: X, context: [{name: a, expression: "1"}, {name: b, type: number, table: …}, {result: "a + b"}]}
      - {name: X, invocation: {function: instalment, arguments: {p: "1000", r: "0.1"}}}
      - {name: X, function: {parameters: [x], body: "x + 1", type: number}}
      - {name: X, list: ["1", "2"]}
      - {name: X, relation: {columns: [a, b], rows: [["1", "2"]]}}
      - {name: X, conditional: {if: "a > 1", then: "1", else: "2"}}
      - {name: X, filter: {in: "list", match: "item > 1"}}
      - {name: X, for: {variable: x, in: "list", return: "x + 1"}}
      - {name: X, some: {variable: x, in: "list", satisfies: "x > 1"}}               # or every
    # Wherever an expression is nested, a text stands for itself or a mapping says its kind: {table: …}, {context: …} …

Places name decisions, functions and facts, and count rows and columns from 1: `decisions.Findings.rules[2].inputs[1]`;
`locate` turns them into lines and columns. Names are unique among facts, functions, services and decisions.
A table of a multiple-hit policy with no matching row and no default is null, as the specification has it; COUNT is 0.
"""

from creditrules.dmn.changes import Changeable
from creditrules.dmn.check import (
    CheckedModel,
    behind,
    binds,
    check_condition,
    check_model,
    entries_spoken,
    entries_yielded,
    parts_read,
    spoken_in,
    tested_names,
)
from creditrules.dmn.compile.conditions import CompiledCondition
from creditrules.dmn.compile.given_cells import GivenCells
from creditrules.dmn.compile.keeping import LARGE, coded_tables, compile_kept, packed, unpacked, with_rules
from creditrules.dmn.compile.models import CompiledModel, compile_model
from creditrules.dmn.compile.sorting import ColumnSorter, DecisionSorter, Tested, exact_key
from creditrules.dmn.coverage import Reached, RowCoverage, TableCoverage, coverage_of, reached_by
from creditrules.dmn.domains.type_table import type_named
from creditrules.dmn.evaluation import (
    Evaluation,
    Fired,
    KnownAnswer,
    KnownByFacts,
    NearMiss,
    PlacedWarning,
    TableOutcome,
    TableTrace,
)
from creditrules.dmn.exchange.documents.read import locate, read_model
from creditrules.dmn.fact_values import spelt_facts
from creditrules.dmn.facts import Fact, FactsRead, is_plenty
from creditrules.dmn.flaws import USUAL_WEIGHTS, Flaw, FlawProof, Verification, Weight
from creditrules.dmn.meaning import Meanings, same_meaning
from creditrules.dmn.model.boxed import (
    Aggregation,
    DecisionTable,
    HitPolicy,
    OutputClause,
)
from creditrules.dmn.model.coded import CodedRules
from creditrules.dmn.model.declarations import USUAL_COST, Better, Direction
from creditrules.dmn.model.definitions import (
    Decision,
    Model,
)
from creditrules.dmn.model_run import Runs
from creditrules.dmn.table.agreement import Disagreement, disagreements
from creditrules.dmn.table.margins import Margin
from creditrules.feel import Unknown

__all__ = [
    "LARGE",
    "USUAL_COST",
    "USUAL_WEIGHTS",
    "Aggregation",
    "Better",
    "Changeable",
    "CheckedModel",
    "CodedRules",
    "ColumnSorter",
    "CompiledCondition",
    "CompiledModel",
    "Decision",
    "DecisionSorter",
    "DecisionTable",
    "Direction",
    "Disagreement",
    "Evaluation",
    "Fact",
    "FactsRead",
    "Fired",
    "Flaw",
    "FlawProof",
    "GivenCells",
    "HitPolicy",
    "KnownAnswer",
    "KnownByFacts",
    "Margin",
    "Meanings",
    "Model",
    "NearMiss",
    "OutputClause",
    "PlacedWarning",
    "Reached",
    "RowCoverage",
    "Runs",
    "TableCoverage",
    "TableOutcome",
    "TableTrace",
    "Tested",
    "Unknown",
    "Verification",
    "Weight",
    "behind",
    "binds",
    "check_condition",
    "check_model",
    "coded_tables",
    "compile_kept",
    "compile_model",
    "coverage_of",
    "disagreements",
    "entries_spoken",
    "entries_yielded",
    "exact_key",
    "is_plenty",
    "locate",
    "packed",
    "parts_read",
    "reached_by",
    "read_model",
    "same_meaning",
    "spelt_facts",
    "spoken_in",
    "tested_names",
    "type_named",
    "unpacked",
    "with_rules",
]
