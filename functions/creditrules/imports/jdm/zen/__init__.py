"""ZEN, the expression language of decision graphs: text in, tree out."""

from creditrules.imports.jdm.zen import tree
from creditrules.imports.jdm.zen.lexer import ZenError
from creditrules.imports.jdm.zen.parser import parse_cell, parse_expression

__all__ = ["ZenError", "parse_cell", "parse_expression", "tree"]
