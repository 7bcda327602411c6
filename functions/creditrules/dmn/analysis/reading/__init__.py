"""Expressions, boxed expressions and tables read as diagrams."""
