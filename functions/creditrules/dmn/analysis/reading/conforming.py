"""Values converted to declared types and held against allowed values, as `conform` does with known ones."""

from __future__ import annotations

from creditrules.dmn.analysis.reading.logic import is_true
from creditrules.dmn.analysis.reading.scope import Reader
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.space.lines import Line, lines_of_type
from creditrules.dmn.analysis.values.comparing import line_of_term
from creditrules.dmn.analysis.values.operations import conforming
from creditrules.dmn.analysis.values.terms import FAILED, Items, Picked, Record, Said, Term, said, value_of
from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.domain import Domain, conform
from creditrules.feel import ANY, DATE_TIME, ContextType, ast

__all__ = ["allowed", "bare", "conform_term", "fits"]


def fits(term: Term, domain: Domain) -> bool:
    """Whether the term surely is of the domain already."""
    if domain.type == ANY and domain.plain:
        return True
    return domain.allowed is None and line_of_term(term) in lines_of_type(domain.type) and _is_scalar(term)


def bare(domain: Domain) -> Domain:
    """The domain without what it allows: its type alone."""
    if domain.plain:
        return domain
    entries = tuple((name, bare(entry)) for name, entry in domain.entries)
    return Domain(domain.type, None, entries, bare(domain.item) if domain.item else None, domain.name)


def _is_scalar(term: Term) -> bool:
    return line_of_term(term) is not Line.OTHER


def conform_term(reader: Reader, term: Term, domain: Domain) -> Diagram:
    """The term as one of the domain; null with a warning where it is none."""
    algebra = reader.algebra
    try:
        value, problem = conform(value_of(term), domain)
    except KeyError:
        pass
    else:
        return algebra.diagrams.leaf(FAILED if problem else said(value))
    if domain.type == ANY and domain.plain:
        return algebra.term(term)
    if isinstance(term, Items) and len(term.items) == 1 and domain.item is None and domain.type != ANY:
        return conform_term(reader, term.items[0], domain)
    if isinstance(term, Picked) and domain.item is not None and domain.allowed is None:
        inner = domain.item
        return algebra.term(term) if all(fits(item, inner) for _, item in term.items) else _left(reader, term, domain)
    line = line_of_term(term)
    if isinstance(term, Record | Items) or (domain.item is not None and line is not Line.OTHER):
        return _parts(reader, term, domain)
    if line is Line.OTHER or (domain.type == DATE_TIME and line is Line.DATE):
        return _left(reader, term, domain)
    if domain.type != ANY and line not in lines_of_type(domain.type):
        return algebra.diagrams.leaf(FAILED)
    return _allowed(reader, term, domain.allowed)


def _left(reader: Reader, term: Term, domain: Domain) -> Diagram:
    text = f"{domain.name} {domain.type} {domain.allowed.text if domain.allowed else ''}"
    return reader.algebra.computed(conforming(domain, f"as {text}"), (term,), lines_of_type(domain.type))


def _allowed(reader: Reader, term: Term, demands: Allowed | None) -> Diagram:
    if demands is None:
        return reader.algebra.term(term)
    good = Said(term)
    return reader.algebra.diagrams.map(
        lambda held: good if is_true(held.value) else FAILED, allowed(reader, term, demands)
    )


def allowed(reader: Reader, term: Term, demands: Allowed) -> Diagram:
    """Whether a term, which is not null, meets allowed values: true, or anything else."""
    found = reader.algebra.said(True)
    for checked in demands.tests:
        if isinstance(checked.expr, ast.UnaryTests):
            held = reader.tested(checked, checked.expr, {}, term)
            found = reader.algebra.diagrams.combine(
                lambda one, other: reader.algebra.diagrams.leaf(one if is_true(other.value) else other), held, found
            )
    return found


def _parts(reader: Reader, term: Term, domain: Domain) -> Diagram:
    """A list or a context, part by part, where the domain says nothing of the whole."""
    algebra = reader.algebra
    if domain.allowed is not None:
        return _left(reader, term, domain)
    if domain.item is not None:
        items = term.items if isinstance(term, Items) else (term,)
        parts = [conform_term(reader, item, domain.item) for item in items]
        return algebra.diagrams.combine(lambda *each: _together(reader, each, None), *parts)
    if isinstance(term, Record) and domain.entries:
        found = dict(term.entries)
        if any(name not in found for name, _ in domain.entries):
            return algebra.diagrams.leaf(FAILED)
        wanted = dict(domain.entries)
        names = tuple(found)
        parts = [
            conform_term(reader, part, wanted[name]) if name in wanted else algebra.term(part)
            for name, part in term.entries
        ]
        return algebra.diagrams.combine(lambda *each: _together(reader, each, names), *parts)
    if isinstance(term, Record) and isinstance(domain.type, ContextType) and not domain.type.entries:
        return algebra.term(term)
    return _left(reader, term, domain)


def _together(reader: Reader, parts: tuple[Said, ...], names: tuple[str, ...] | None) -> Diagram:
    if any(part.warned for part in parts):
        return reader.algebra.diagrams.leaf(FAILED)
    values = tuple(part.value for part in parts)
    made: Term = Items(values) if names is None else Record(tuple(zip(names, values, strict=True)))
    return reader.algebra.term(made)
