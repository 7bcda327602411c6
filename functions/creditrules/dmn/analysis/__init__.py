"""The algebra of boxes: what a model's decisions come to, as functions over the whole space of facts.

    analysis = analyse_model(compiled, ["Findings"], now, {"param": parameters})
    diagram = analysis.diagram("Findings")               # of `Said(value, warned)`; one function is one object
    for box in few(paths(diagram, analysis.budget)):     # disjoint, all facts together
        found = analysis.sampler.sample(box)             # found.facts for `compiled.evaluate`, found.proof
        print(box_text(box), box.value, found.proof)

A diagram's value is a term: `Known` (a constant), `Linear` (a sum of multiples of facts), `Of` (what stands on an axis:
a fact, or what only the evaluator can tell of facts), `Record` and `Items` of terms. `Witness(facts).value(term)`
is its value for an applicant. Axes are facts, entries of facts as "applicant.income", sums and ratios of facts that
conditions compare, and whatever else conditions speak of; reasoning is exact for all but the last (`axis.exact`), and
a box that speaks of one of those is searched, not proved. Facts are looked at with up to 20 digits, dates from the
year 1000 to 8999. Models that are compared share one `Algebra`: the same fact then is the same axis, and equal
functions are the same diagram.

What is beyond the budget raises `TooLarge` with the place; what is beyond that of the request `Spent`, which is one.

    verify_model(checked).flaws       # gaps, overlaps, rows that never count: each table by itself, without diagrams
"""

from creditrules.dmn.analysis.model import Analysis, analyse_model, declare
from creditrules.dmn.analysis.nearest.cheapest import NearestPoint, nearest_points
from creditrules.dmn.analysis.nearest.reach import Move, Reach, reach_of
from creditrules.dmn.analysis.reading.apart import read_expression
from creditrules.dmn.analysis.reading.calls import greatest, least
from creditrules.dmn.analysis.reading.clock import Clock
from creditrules.dmn.analysis.reading.facts import fact_diagram
from creditrules.dmn.analysis.restricting import restricted
from creditrules.dmn.analysis.samples.addends import is_added
from creditrules.dmn.analysis.samples.sampling import EVERYBODY, Found, Proof, Sampler
from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.boxes import Box, few, one_of_each, parts_between, paths
from creditrules.dmn.analysis.space.budget import Budget, Spent, TooLarge
from creditrules.dmn.analysis.space.confines import Confines
from creditrules.dmn.analysis.space.cover import cover
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, Diagrams, Leaf, nodes, support, terminals
from creditrules.dmn.analysis.space.lines import Line, between, lines_of_type, on_line, point, stretches
from creditrules.dmn.analysis.tables.verifying import verify_model
from creditrules.dmn.analysis.thinning import thinned
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.arithmetic import calculate
from creditrules.dmn.analysis.values.comparing import compare, line_of_term
from creditrules.dmn.analysis.values.evaluating import Facts, Witness
from creditrules.dmn.analysis.values.forms import axes_of, facts_of
from creditrules.dmn.analysis.values.hits import Hit, Hits
from creditrules.dmn.analysis.values.terms import Items, Known, Linear, Of, Record, Said, Term, known, value_of
from creditrules.dmn.analysis.values.words import term_text
from creditrules.dmn.analysis.words import Part, box_parts, box_text, region_text

__all__ = [
    "EVERYBODY",
    "Algebra",
    "Analysis",
    "Axis",
    "Box",
    "Branch",
    "Budget",
    "Clock",
    "Confines",
    "Diagram",
    "Diagrams",
    "Facts",
    "Found",
    "Hit",
    "Hits",
    "Items",
    "Known",
    "Leaf",
    "Line",
    "Linear",
    "Move",
    "NearestPoint",
    "Of",
    "Part",
    "Proof",
    "Reach",
    "Record",
    "Said",
    "Sampler",
    "Spent",
    "Term",
    "TooLarge",
    "Witness",
    "analyse_model",
    "axes_of",
    "between",
    "box_parts",
    "box_text",
    "calculate",
    "compare",
    "cover",
    "declare",
    "fact_diagram",
    "facts_of",
    "few",
    "greatest",
    "is_added",
    "known",
    "least",
    "line_of_term",
    "lines_of_type",
    "nearest_points",
    "nodes",
    "on_line",
    "one_of_each",
    "parts_between",
    "paths",
    "point",
    "reach_of",
    "read_expression",
    "region_text",
    "restricted",
    "stretches",
    "support",
    "term_text",
    "terminals",
    "thinned",
    "value_of",
    "verify_model",
]
