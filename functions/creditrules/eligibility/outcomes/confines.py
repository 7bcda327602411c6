"""Where two sides can differ at all: among the applicants whom a row matches that is another; elsewhere nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditrules.dmn.analysis import Algebra, Diagram, TooLarge
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.outcomes.rows import OtherRows, OtherWords, other_rows, other_words
from creditrules.eligibility.outcomes.rule_sets import analysis_of_rule_set
from creditrules.eligibility.outcomes.sides import Side
from creditrules.eligibility.parameters import lacking
from creditrules.feel import Value

__all__ = ["confines_of", "others_changed"]


def confines_of(algebra: Algebra, before: Side, after: Side) -> Diagram:
    """Where the answers may differ: true or false; elsewhere they are the same by construction.

    True everywhere where more than rows of tables is another. The facts of both have to be declared before.
    """
    diagrams = algebra.diagrams
    everywhere = diagrams.leaf(True)
    found: Diagram = diagrams.leaf(False)
    given = (before.given(algebra), after.given(algebra))
    rows = _other_rows(before, after, given)
    if rows is None:
        return everywhere
    try:
        for part in _matched(algebra, (before, after), given, rows):
            found = diagrams.combine(lambda one, other: diagrams.leaf(one or other), part, found)
    except (TooLarge, RecursionError):
        return everywhere
    return found


_Given = tuple[Mapping[str, Value], Mapping[str, Value]]


def _other_rows(before: Side, after: Side, given: _Given) -> list[Mapping[str, OtherRows]] | None:
    """By rule set the rows of its decisions that are others; None where anything else is."""
    slugs = [[each.rule_set.form.rule_set for each in side.models] for side in (before, after)]
    if slugs[0] != slugs[1] or before.silent != after.silent:
        return None
    words = other_words(*given, clock=before.now != after.now)
    pairs = zip(before.models, after.models, strict=True)
    found = [_rows_of(was, now, given, words) for was, now in pairs]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else None


def _rows_of(
    was: CompiledRuleSet, now: CompiledRuleSet, given: _Given, words: OtherWords
) -> Mapping[str, OtherRows] | None:
    values = [_values(side) for side in given]
    if lacking(was.parameters, values[0]) or lacking(now.parameters, values[1]):
        return None
    return other_rows(was, now, words)


def others_changed(algebra: Algebra, before: Side, after: Side) -> Iterator[str]:
    """The slugs of rule sets that may answer otherwise about other parties than the applicant."""
    given = (before.given(algebra), after.given(algebra))
    words = other_words(*given, clock=before.now != after.now)
    was, now = ({each.rule_set.form.rule_set: each for each in side.of_others} for side in (before, after))
    for slug in sorted(was.keys() | now.keys()):
        if slug not in was or slug not in now or _rows_of(was[slug], now[slug], given, words) != {}:
            yield slug


def _values(given: Mapping[str, Value]) -> Mapping[str, Value]:
    parameters = given.get("param")
    return parameters if isinstance(parameters, Mapping) else {}


def _matched(
    algebra: Algebra, sides: tuple[Side, Side], given: _Given, rows: list[Mapping[str, OtherRows]]
) -> Iterator[Diagram]:
    """For each table that is another where its rows that are match, on either side."""
    for at, changed in enumerate(rows):
        for number, side in enumerate(sides) if changed else ():
            analysis = analysis_of_rule_set(side.models[at], side.now, given[number], algebra)
            for decision, each in changed.items():
                some = (each.before, each.after)[number]
                if some:
                    yield analysis.may_match(decision, some)
